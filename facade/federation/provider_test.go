package federation

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"ehr.example/portico/facade/federation/federationtest"
)

// asked begins at a provider and gives the state that it is to send back.
func asked(t *testing.T, u *federationtest.Upstream, p *Provider, browser string) string {
	t.Helper()
	address, err := p.Begin(t.Context(), browser, "flow", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	q := parsed.Query()
	if !strings.HasPrefix(address, u.URL+"/authorize?") || q.Get("code_challenge_method") != "S256" || q.Get("scope") != "openid profile" || q.Get("response_type") != "code" {
		t.Errorf("people are sent to %s", address)
	}
	if strings.Contains(q.Get("state"), "flow") || q.Get("state") == "" {
		t.Errorf("the state is %q", q.Get("state"))
	}
	return u.Ask(parsed)
}

var secrets = [][]byte{[]byte(strings.Repeat("s", 32))}

func providerOf(t *testing.T, tenant string, u *federationtest.Upstream, claim string) *Provider {
	t.Helper()
	p, err := New(tenant, Config{
		ID: "hospital", Name: "Hospital", Issuer: u.URL, ClientID: "portico", Secret: "secret", Scopes: []string{"profile"}, Claim: claim,
		Redirect: "https://a.ehr.example/auth/federated",
	}, secrets)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestFinish: who signed in there is known by the claim. Everything that is not exactly the answer signs nobody in.
func TestFinish(t *testing.T) {
	u := federationtest.New(t)
	p := providerOf(t, "a", u, "preferred_username")
	good := func(state string) url.Values { return url.Values{"state": {state}, "code": {"good"}} }
	who, err := p.Finish(t.Context(), "browser", good(asked(t, u, p, "browser")), time.Now())
	if err != nil || who != (Person{Flow: "flow", Login: "ana"}) {
		t.Fatalf("%+v: %v", who, err)
	}
	other, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	unsigned := func(claims map[string]any) string {
		body, _ := json.Marshal(claims)
		text := base64.RawURLEncoding.EncodeToString
		return text([]byte(`{"alg":"none"}`)) + "." + text(body) + "."
	}
	for what, c := range map[string]struct {
		browser string
		answer  func(state string) url.Values
		later   time.Duration
		spoil   map[string]any
		sign    func(map[string]any) string
	}{
		"another browser":         {browser: "other"},
		"no browser":              {browser: "-"},
		"another state":           {answer: func(string) url.Values { return good(strings.Repeat("A", 200)) }},
		"no state":                {answer: func(string) url.Values { return good("") }},
		"a changed state":         {answer: func(s string) url.Values { return good(s[:len(s)-2] + "AA") }},
		"another tenant's state":  {answer: func(string) url.Values { return good(asked(t, u, providerOf(t, "b", u, "sub"), "browser")) }},
		"too late":                {later: 11 * time.Minute},
		"another issuer's answer": {answer: func(s string) url.Values { v := good(s); v.Set("iss", "https://evil.example"); return v }},
		"the person said no":      {answer: func(s string) url.Values { return url.Values{"state": {s}, "error": {"access_denied"}} }},
		"no code":                 {answer: func(s string) url.Values { return url.Values{"state": {s}} }},
		"another code":            {answer: func(s string) url.Values { return url.Values{"state": {s}, "code": {"bad"}} }},
		"another nonce":           {spoil: map[string]any{"nonce": "x"}},
		"no nonce":                {spoil: map[string]any{"nonce": nil}},
		"for another client":      {spoil: map[string]any{"aud": "other"}},
		"for others too":          {spoil: map[string]any{"aud": []string{"portico", "other"}}},
		"of another issuer":       {spoil: map[string]any{"iss": "https://evil.example"}},
		"expired":                 {spoil: map[string]any{"exp": 1}},
		"without the claim":       {spoil: map[string]any{"preferred_username": nil}},
		"a claim that is no text": {spoil: map[string]any{"preferred_username": []string{"ana"}}},
		"unsigned":                {sign: unsigned},
		"signed with the secret": {sign: func(c map[string]any) string {
			return federationtest.Signed(t, jose.SigningKey{Algorithm: jose.HS256, Key: []byte(strings.Repeat("secret", 8))}, c)
		}},
		"signed by another key": {sign: func(c map[string]any) string {
			return federationtest.Signed(t, jose.SigningKey{Algorithm: jose.ES256, Key: jose.JSONWebKey{Key: other, KeyID: "1"}}, c)
		}},
		"no id_token": {sign: func(map[string]any) string { return "" }},
	} {
		state := asked(t, u, p, "browser")
		u.Claims, u.Sign = c.spoil, c.sign
		answer, browser := good(state), "browser"
		if c.answer != nil {
			answer = c.answer(state)
		}
		if c.browser != "" {
			browser = strings.TrimPrefix(c.browser, "-")
		}
		who, err := p.Finish(t.Context(), browser, answer, time.Now().Add(c.later))
		if !errors.Is(err, ErrRefused) || who.Login != "" {
			t.Errorf("%s: %+v: %v", what, who, err)
		}
		u.Claims, u.Sign = nil, nil
	}
}

// TestEmail: an address counts where the provider has verified it.
func TestEmail(t *testing.T) {
	u := federationtest.New(t)
	p := providerOf(t, "a", u, "email")
	finish := func(verified any) (Person, error) {
		u.Claims = map[string]any{"email_verified": verified}
		return p.Finish(t.Context(), "browser", url.Values{"state": {asked(t, u, p, "browser")}, "code": {"good"}}, time.Now())
	}
	if who, err := finish(true); err != nil || who.Login != "ana@x.example" {
		t.Errorf("%+v: %v", who, err)
	}
	for _, verified := range []any{false, nil, "true", 1} {
		if who, err := finish(verified); !errors.Is(err, ErrRefused) || who.Login != "" {
			t.Errorf("verified %v: %+v: %v", verified, who, err)
		}
	}
}

// TestAway: a provider that is away is no refusal, and is asked again.
func TestAway(t *testing.T) {
	u := federationtest.New(t)
	p := providerOf(t, "a", u, "sub")
	state := asked(t, u, p, "browser")
	u.Broken = true
	if _, err := p.Finish(t.Context(), "browser", url.Values{"state": {state}, "code": {"good"}}, time.Now()); err == nil || errors.Is(err, ErrRefused) {
		t.Error(err)
	}
	u.Close()
	if _, err := providerOf(t, "a", u, "sub").Begin(t.Context(), "browser", "flow", time.Now()); err == nil || errors.Is(err, ErrRefused) {
		t.Error(err)
	}
}
