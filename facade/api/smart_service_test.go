package api

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"ehr.example/portico/facade/smart"
)

// service is a backend service with its keys.
type service struct {
	id  string
	rsa *rsa.PrivateKey
	ec  *ecdsa.PrivateKey
}

func newService(t testing.TB, id string) *service {
	t.Helper()
	r, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	e, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return &service{id: id, rsa: r, ec: e}
}

// jwks are the service's public keys.
func (s *service) jwks() []byte {
	text, _ := json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{
		{Key: s.rsa.Public(), KeyID: "r", Algorithm: "RS384", Use: "sig"}, {Key: s.ec.Public(), KeyID: "e", Algorithm: "ES384", Use: "sig"},
	}})
	return text
}

// client is its registration.
func (s *service) client(scopes ...string) smart.Client {
	return smart.Client{
		ID: s.id, Name: "A service", Type: smart.Asymmetric, Active: true, JWKS: s.jwks(), Scopes: scopes,
		GrantTypes: []smart.GrantType{smart.ClientCredentials},
	}
}

// claims are those of an assertion that is in order.
func (s *service) claims(at gate) map[string]any {
	return map[string]any{
		"iss": s.id, "sub": s.id, "aud": at.issuer + "/token", "jti": smart.NewSecret(),
		"exp": time.Now().Add(4 * time.Minute).Unix(), "iat": time.Now().Unix(),
	}
}

// sign is an assertion by a key.
func sign(t testing.TB, algorithm jose.SignatureAlgorithm, key any, headers map[string]any, claims any) string {
	t.Helper()
	o := (&jose.SignerOptions{}).WithType("JWT")
	for name, value := range headers {
		o = o.WithHeader(jose.HeaderKey(name), value)
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: key}, o)
	if err != nil {
		t.Fatal(err)
	}
	text, err := jwt.Signed(signer).Claims(claims).Serialize()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

// serviceForm is a token request by an assertion.
func serviceForm(scope, assertion string) url.Values {
	return url.Values{
		"grant_type": {"client_credentials"}, "scope": {scope}, "client_assertion_type": {assertionType}, "client_assertion": {assertion},
	}
}

// token is the service's access token at a gate.
func (s *service) token(t testing.TB, g *gated, at gate, scope string) string {
	t.Helper()
	r := g.ask(t, "POST", at.issuer+"/token", serviceForm(scope, sign(t, jose.RS384, s.rsa, map[string]any{"kid": "r"}, s.claims(at))))
	r.wants(t, "token", http.StatusOK)
	return r.json(t)["access_token"].(string)
}

// TestBackendService: a service gets what it is registered for by a signed assertion, and reads by it at its tenant only.
func TestBackendService(t *testing.T) {
	g := newGated(t, "")
	s := newService(t, "service")
	g.everywhere(t, s.client("system/*.rs"))
	for _, at := range gates {
		for _, sort := range []struct {
			algorithm jose.SignatureAlgorithm
			key       any
			kid       string
		}{{jose.RS384, s.rsa, "r"}, {jose.ES384, s.ec, "e"}} {
			r := g.ask(t, "POST", at.issuer+"/token", serviceForm("system/Patient.rs system/Observation.cruds user/*.rs nonsense",
				sign(t, sort.algorithm, sort.key, map[string]any{"kid": sort.kid}, s.claims(at))))
			r.wants(t, "token", http.StatusOK)
			if r.Header.Get("Cache-Control") != "no-store" || r.Header.Get("Pragma") != "no-cache" || r.Header.Get("Access-Control-Allow-Origin") != "*" {
				t.Errorf("headers %v", r.Header)
			}
			got := r.json(t)
			if got["scope"] != "system/Patient.rs system/Observation.rs" || got["token_type"] != "Bearer" || got["expires_in"] != 3600.0 || got["refresh_token"] != nil {
				t.Errorf("%v", got)
			}
			token := got["access_token"].(string)
			for _, other := range gates {
				want := http.StatusOK
				if other != at {
					want = http.StatusUnauthorized
				}
				g.ask(t, "GET", other.fhir+"/Patient?_count=1", nil, bearerOf(token)).wants(t, at.id+" at "+other.id, want)
			}
			r = g.ask(t, "GET", at.fhir+"/Encounter", nil, bearerOf(token))
			r.wants(t, "a type that was not granted", http.StatusForbidden, "OperationOutcome")
			if !strings.Contains(r.Header.Get("WWW-Authenticate"), `error="insufficient_scope"`) {
				t.Errorf("%v", r.Header)
			}
		}
	}
}

// TestNoToken: nothing is read without a token that is valid; only what is about nobody is open.
func TestNoToken(t *testing.T) {
	g := newGated(t, "")
	for _, at := range gates {
		for _, path := range []string{"/Patient/1", "/Patient", "/Patient/1/Observation", "/Observation?patient=1", "/Binary/1", "/CarePlan?patient=1", "/CarePlan/1", "/Patient/1/CarePlan"} {
			for what, headers := range map[string][]string{
				"none": nil, "another scheme": {"Authorization: Basic eDp5"}, "empty": {"Authorization: Bearer "}, "unknown": {bearerOf(smart.NewSecret())},
				"long": {bearerOf(strings.Repeat("x", 5000))}, "a JWT": {bearerOf("eyJhbGciOiJub25lIn0.e30.")}, "in the wrong place": {"X-Authorization: Bearer x"},
			} {
				r := g.ask(t, "GET", at.fhir+path, nil, headers...)
				r.wants(t, path+" "+what, http.StatusUnauthorized, "OperationOutcome", `"login"`)
				if !strings.HasPrefix(r.Header.Get("WWW-Authenticate"), `Bearer realm="`+at.fhir+`"`) {
					t.Errorf("%s %s: %v", path, what, r.Header)
				}
			}
			g.ask(t, "GET", at.fhir+path+"?access_token="+smart.NewSecret(), nil).wants(t, "in the query", http.StatusUnauthorized)
		}
		r := g.ask(t, "GET", at.fhir+"/metadata", nil)
		r.wants(t, "metadata", http.StatusOK, at.issuer+"/authorize", at.issuer+"/token", "SMART-on-FHIR", "oauth-uris", `"cors":true`)
		if r.Header.Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%v", r.Header)
		}
		r = g.ask(t, "OPTIONS", at.fhir+"/Patient/1", nil, "Origin: https://app.example", "Access-Control-Request-Method: GET", "Access-Control-Request-Headers: authorization")
		r.wants(t, "preflight", http.StatusNoContent)
		if !strings.Contains(r.Header.Get("Access-Control-Allow-Headers"), "Authorization") || r.Header.Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("%v", r.Header)
		}
	}
}

// TestNoSuchType: whoever may not ask for a type is told that, also where the tenant has none of it; whoever may is told the rest.
func TestNoSuchType(t *testing.T) {
	g := newGated(t, "")
	s := newService(t, "service")
	g.everywhere(t, s.client("system/*.rs"))
	few, all := s.token(t, g, mineGate, "system/Patient.rs"), s.token(t, g, mineGate, "system/*.rs")
	for path, permission := range map[string]string{
		"/CarePlan?patient=1": "s", "/CarePlan?patient=1&category=assess-plan&nonsense=1": "s", "/CarePlan/1": "r", "/CarePlan/1/_history/1": "r",
		"/Patient/1/CarePlan": "s",
	} {
		r := g.ask(t, "GET", mineGate.fhir+path, nil, bearerOf(few))
		r.wants(t, path, http.StatusForbidden, "system/CarePlan."+permission)
		if !strings.Contains(r.Header.Get("WWW-Authenticate"), `error="insufficient_scope"`) {
			t.Errorf("%s: %v", path, r.Header)
		}
		g.ask(t, "GET", mineGate.fhir+path, nil, bearerOf(all)).wants(t, path, http.StatusNotFound, "no CarePlan resources", strings.Join(resourceTypes, ", "))
	}
	g.ask(t, "POST", mineGate.fhir+"/CarePlan/_search", url.Values{"patient": {"1"}}, bearerOf(few)).wants(t, "by form", http.StatusForbidden)
	g.ask(t, "GET", mineGate.fhir+"/Nonsense", nil).wants(t, "no type at all", http.StatusNotFound, "not a resource type")
}

// TestDiscovery: each tenant has its own documents and keys.
func TestDiscovery(t *testing.T) {
	g := newGated(t, "")
	kids := map[string]bool{}
	for _, at := range gates {
		r := g.ask(t, "GET", at.fhir+"/.well-known/smart-configuration", nil, "Accept: application/json")
		r.wants(t, "smart-configuration", http.StatusOK)
		doc := r.json(t)
		for name, want := range map[string]string{
			"issuer": at.issuer, "jwks_uri": at.issuer + "/jwks", "authorization_endpoint": at.issuer + "/authorize", "token_endpoint": at.issuer + "/token",
			"introspection_endpoint": at.issuer + "/introspect", "revocation_endpoint": at.issuer + "/revoke",
		} {
			if doc[name] != want {
				t.Errorf("%s is %v", name, doc[name])
			}
		}
		has := func(list string, want ...string) {
			all, _ := doc[list].([]any)
			text := ""
			for _, one := range all {
				text += " " + one.(string) + " "
			}
			for _, w := range want {
				if !strings.Contains(text, " "+w+" ") {
					t.Errorf("%s has no %s: %s", list, w, text)
				}
			}
		}
		has("capabilities", "launch-standalone", "client-public", "client-confidential-symmetric", "client-confidential-asymmetric", "sso-openid-connect",
			"context-standalone-patient", "permission-offline", "permission-patient", "authorize-post", "permission-v2", "permission-v1", "launch-ehr",
			"context-banner", "context-style", "context-ehr-patient", "permission-user", "context-ehr-encounter")
		has("grant_types_supported", "authorization_code", "client_credentials")
		has("code_challenge_methods_supported", "S256")
		if strings.Contains(string(r.body), "plain") || r.Header.Get("Content-Type") != "application/json" || r.Header.Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%v %s", r.Header, r.body)
		}
		u, _ := url.Parse(at.issuer)
		for _, address := range []string{at.issuer + "/.well-known/openid-configuration", at.issuer + "/.well-known/oauth-authorization-server", "https://" + u.Host + "/.well-known/oauth-authorization-server" + u.Path} {
			r := g.ask(t, "GET", address, nil)
			r.wants(t, address, http.StatusOK, `"issuer":"`+at.issuer+`"`, `"RS256"`, `"subject_types_supported"`)
		}
		r = g.ask(t, "GET", at.issuer+"/jwks", nil)
		r.wants(t, "jwks", http.StatusOK)
		var set jose.JSONWebKeySet
		if err := json.Unmarshal(r.body, &set); err != nil || len(set.Keys) != 1 || !set.Keys[0].IsPublic() || kids[set.Keys[0].KeyID] {
			t.Errorf("%v %s", err, r.body)
		}
		kids[set.Keys[0].KeyID] = true
		r = g.ask(t, "GET", at.issuer+"/style.json", nil)
		r.wants(t, "style", http.StatusOK, "color_background")
		page := g.ask(t, "GET", at.issuer+"/nothing", nil)
		page.wants(t, "a page", http.StatusNotFound, "<h1>There is no such page</h1>", `href="`+u.Path+`/style.css?v=`)
		if policy := page.Header.Get("Content-Security-Policy"); !strings.HasPrefix(policy, "default-src 'none'; style-src 'self'") {
			t.Errorf("the page's policy is %s", policy)
		}
		r = g.ask(t, "GET", at.issuer+"/style.css", nil)
		r.wants(t, "style sheet", http.StatusOK, "--accent:")
		if kind := r.Header.Get("Content-Type"); kind != "text/css; charset=utf-8" {
			t.Errorf("the style sheet is %s", kind)
		}
	}
	g.ask(t, "GET", "https://nobody.ehr.example/auth/jwks", nil).wants(t, "no tenant", http.StatusNotFound)
	g.ask(t, "GET", "https://nobody.ehr.example/fhir/.well-known/smart-configuration", nil).wants(t, "no tenant", http.StatusNotFound)
	g.ask(t, "GET", mineGate.issuer+"/nothing", nil).wants(t, "no endpoint", http.StatusNotFound)
	g.ask(t, "GET", mineGate.issuer+"/token", nil).wants(t, "another method", http.StatusMethodNotAllowed)
}

// TestAssertionsRefused is what an assertion may not be. The last one shows that the client itself is in order.
func TestAssertionsRefused(t *testing.T) {
	g := newGated(t, "")
	s, other := newService(t, "service"), newService(t, "other")
	weak, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	c := s.client("system/*.rs")
	weakSet, _ := json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{
		{Key: s.rsa.Public(), KeyID: "r"}, {Key: s.ec.Public(), KeyID: "e"}, {Key: weak.Public(), KeyID: "weak"}, {Key: s.rsa.Public(), KeyID: "enc", Use: "enc"},
	}})
	c.JWKS = weakSet
	g.everywhere(t, c)
	g.everywhere(t, other.client("system/*.rs"))
	off := newService(t, "off")
	switchedOff := off.client("system/*.rs")
	switchedOff.Active = false
	g.everywhere(t, switchedOff)
	kid := map[string]any{"kid": "r"}
	with := func(name string, value any) map[string]any {
		claims := s.claims(mineGate)
		if value == nil {
			delete(claims, name)
		} else {
			claims[name] = value
		}
		return claims
	}
	header := func(name string, value any) map[string]any {
		h := maps.Clone(kid)
		h[name] = value
		return h
	}
	raw := func(header, payload string) string {
		return base64.RawURLEncoding.EncodeToString([]byte(header)) + "." + base64.RawURLEncoding.EncodeToString([]byte(payload)) + "."
	}
	claimsText, _ := json.Marshal(s.claims(mineGate))
	public := x509.MarshalPKCS1PublicKey(&s.rsa.PublicKey)
	publicPEM := pem.EncodeToMemory(&pem.Block{Type: "RSA PUBLIC KEY", Bytes: public})
	good := sign(t, jose.RS384, s.rsa, kid, s.claims(mineGate))
	parts := strings.Split(good, ".")
	now := time.Now()
	for what, assertion := range map[string]string{
		"alg none":                       raw(`{"alg":"none","kid":"r","typ":"JWT"}`, string(claimsText)),
		"alg None":                       raw(`{"alg":"None","kid":"r","typ":"JWT"}`, string(claimsText)),
		"no signature":                   parts[0] + "." + parts[1] + ".",
		"another payload":                parts[0] + "." + base64.RawURLEncoding.EncodeToString(claimsText) + "." + parts[2],
		"HMAC by the public key":         sign(t, jose.HS384, public, kid, s.claims(mineGate)),
		"HMAC by the public key as PEM":  sign(t, jose.HS256, publicPEM, kid, s.claims(mineGate)),
		"RS256":                          sign(t, jose.RS256, s.rsa, kid, s.claims(mineGate)),
		"PS384":                          sign(t, jose.PS384, s.rsa, kid, s.claims(mineGate)),
		"another typ":                    sign(t, jose.RS384, s.rsa, header("typ", "at+jwt"), s.claims(mineGate)),
		"typ that is no text":            sign(t, jose.RS384, s.rsa, header("typ", 7), s.claims(mineGate)),
		"its own key":                    sign(t, jose.RS384, other.rsa, map[string]any{"kid": "r", "jwk": jose.JSONWebKey{Key: other.rsa.Public(), KeyID: "r"}}, s.claims(mineGate)),
		"a jku":                          sign(t, jose.RS384, other.rsa, header("jku", "https://attacker.example/jwks"), s.claims(mineGate)),
		"an x5u":                         sign(t, jose.RS384, s.rsa, header("x5u", "https://attacker.example/x"), s.claims(mineGate)),
		"a crit":                         sign(t, jose.RS384, s.rsa, map[string]any{"kid": "r", "crit": []string{"x"}, "x": 1}, s.claims(mineGate)),
		"no kid":                         sign(t, jose.RS384, s.rsa, nil, s.claims(mineGate)),
		"an unknown kid":                 sign(t, jose.RS384, s.rsa, map[string]any{"kid": "x"}, s.claims(mineGate)),
		"a kid that is a path":           sign(t, jose.RS384, s.rsa, map[string]any{"kid": "../../../../dev/null"}, s.claims(mineGate)),
		"a kid that is SQL":              sign(t, jose.RS384, s.rsa, map[string]any{"kid": "' OR 1=1 --"}, s.claims(mineGate)),
		"the kid of another kind of key": sign(t, jose.RS384, s.rsa, map[string]any{"kid": "e"}, s.claims(mineGate)),
		"a key for encryption":           sign(t, jose.RS384, s.rsa, map[string]any{"kid": "enc"}, s.claims(mineGate)),
		"a weak key":                     sign(t, jose.RS384, weak, map[string]any{"kid": "weak"}, s.claims(mineGate)),
		"another client's key":           sign(t, jose.RS384, other.rsa, kid, s.claims(mineGate)),
		"another sub":                    sign(t, jose.RS384, s.rsa, kid, with("sub", "other")),
		"another iss":                    sign(t, jose.RS384, s.rsa, kid, with("iss", "other")),
		"an iss that nobody has":         sign(t, jose.RS384, s.rsa, kid, with("iss", "nobody")),
		"no iss":                         sign(t, jose.RS384, s.rsa, kid, with("iss", nil)),
		"no sub":                         sign(t, jose.RS384, s.rsa, kid, with("sub", nil)),
		"no aud":                         sign(t, jose.RS384, s.rsa, kid, with("aud", nil)),
		"another tenant's aud":           sign(t, jose.RS384, s.rsa, kid, with("aud", lakeGate.issuer+"/token")),
		"the issuer as aud":              sign(t, jose.RS384, s.rsa, kid, with("aud", mineGate.issuer)),
		"aud with a slash":               sign(t, jose.RS384, s.rsa, kid, with("aud", mineGate.issuer+"/token/")),
		"no exp":                         sign(t, jose.RS384, s.rsa, kid, with("exp", nil)),
		"expired":                        sign(t, jose.RS384, s.rsa, kid, with("exp", now.Add(-time.Minute).Unix())),
		"too far ahead":                  sign(t, jose.RS384, s.rsa, kid, with("exp", now.Add(7*time.Minute).Unix())),
		"an exp beyond all time":         sign(t, jose.RS384, s.rsa, kid, with("exp", 1e18)),
		"issued in the future":           sign(t, jose.RS384, s.rsa, kid, with("iat", now.Add(2*time.Minute).Unix())),
		"not yet valid":                  sign(t, jose.RS384, s.rsa, kid, with("nbf", now.Add(2*time.Minute).Unix())),
		"no jti":                         sign(t, jose.RS384, s.rsa, kid, with("jti", nil)),
		"a long jti":                     sign(t, jose.RS384, s.rsa, kid, with("jti", strings.Repeat("j", 600))),
		"oversized":                      sign(t, jose.RS384, s.rsa, kid, with("x", strings.Repeat("x", 20_000))),
		"a client that is switched off":  sign(t, jose.RS384, off.rsa, kid, off.claims(mineGate)),
		"not a JWT":                      "x", "empty parts": "..", "blank": " ",
	} {
		r := g.ask(t, "POST", mineGate.issuer+"/token", serviceForm("system/*.rs", assertion))
		r.wants(t, what, http.StatusUnauthorized, `"invalid_client"`)
	}
	for what, c := range map[string]struct {
		change func(url.Values)
		status int
		want   string
	}{
		"another grant type":         {func(f url.Values) { f.Set("grant_type", "not_a_grant_type") }, 400, "unsupported_grant_type"},
		"another assertion type":     {func(f url.Values) { f.Set("client_assertion_type", "not_an_assertion_type") }, 401, "invalid_client"},
		"no assertion":               {func(f url.Values) { f.Del("client_assertion") }, 401, "invalid_client"},
		"no assertion type":          {func(f url.Values) { f.Del("client_assertion_type") }, 401, "invalid_client"},
		"a secret too":               {func(f url.Values) { f.Set("client_secret", "x") }, 401, "invalid_client"},
		"another client_id":          {func(f url.Values) { f.Set("client_id", "other") }, 400, "invalid_request"},
		"two assertions":             {func(f url.Values) { f.Add("client_assertion", "x") }, 400, "invalid_request"},
		"no scope":                   {func(f url.Values) { f.Del("scope") }, 400, "invalid_scope"},
		"scopes of people":           {func(f url.Values) { f.Set("scope", "patient/*.rs user/*.rs openid offline_access launch") }, 400, "invalid_scope"},
		"scopes that write":          {func(f url.Values) { f.Set("scope", "system/*.cud") }, 400, "invalid_scope"},
		"a grant type of other apps": {func(f url.Values) { f.Set("grant_type", "refresh_token") }, 400, "unauthorized_client"},
	} {
		form := serviceForm("system/*.rs", sign(t, jose.RS384, s.rsa, kid, s.claims(mineGate)))
		c.change(form)
		g.ask(t, "POST", mineGate.issuer+"/token", form).wants(t, what, c.status, `"`+c.want+`"`)
	}
	form := serviceForm("system/*.rs", sign(t, jose.RS384, s.rsa, kid, s.claims(mineGate)))
	g.ask(t, "POST", mineGate.issuer+"/token", form, "Authorization: Basic c2VydmljZTp4").wants(t, "two ways", http.StatusBadRequest, "invalid_request")
	g.ask(t, "POST", mineGate.issuer+"/token", form).wants(t, "in order", http.StatusOK)
}

// TestAssertionOnce: of 24 that come with one assertion, one gets a token, and no other tenant takes it.
func TestAssertionOnce(t *testing.T) {
	g := newGated(t, "")
	s := newService(t, "service")
	g.everywhere(t, s.client("system/*.rs"))
	form := serviceForm("system/*.rs", sign(t, jose.ES384, s.ec, map[string]any{"kid": "e"}, s.claims(mineGate)))
	g.ask(t, "POST", lakeGate.issuer+"/token", form).wants(t, "another tenant", http.StatusUnauthorized)
	var won atomic.Int32
	var wait sync.WaitGroup
	for range 24 {
		wait.Go(func() {
			if r := g.ask(t, "POST", mineGate.issuer+"/token", form); r.StatusCode == http.StatusOK {
				won.Add(1)
			} else if r.StatusCode != http.StatusUnauthorized {
				t.Errorf("%d %s", r.StatusCode, r.body)
			}
		})
	}
	wait.Wait()
	if won.Load() != 1 {
		t.Errorf("%d won", won.Load())
	}
}

// TestKeysByURL: keys are fetched where the tenant allows it, anew for a kid that is not known yet, and never from the house.
func TestKeysByURL(t *testing.T) {
	first, second := newService(t, "service"), newService(t, "service")
	var set atomic.Pointer[service]
	set.Store(first)
	var fetches atomic.Int32
	keys := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fetches.Add(1)
		switch r.URL.Path {
		case "/redirect":
			http.Redirect(w, r, "/jwks", http.StatusFound)
		case "/large":
			_, _ = w.Write([]byte(`{"keys":[` + strings.Repeat(" ", 300<<10) + `]}`))
		default:
			w.Header().Set("Cache-Control", "max-age=3600")
			var all jose.JSONWebKeySet
			if json.Unmarshal(set.Load().jwks(), &all) == nil && set.Load() == second {
				for i := range all.Keys {
					all.Keys[i].KeyID += "2"
				}
			}
			_ = json.NewEncoder(w).Encode(all)
		}
	}))
	t.Cleanup(keys.Close)
	host := keys.Listener.Addr().String()
	for _, allowed := range []bool{false, true} {
		more := ""
		if allowed {
			more = "private_hosts: ['" + host + "']"
		}
		g := newGated(t, more)
		ask := func(address string, s *service, kid string) reply {
			c := s.client("system/*.rs")
			c.JWKS, c.JWKSURL = nil, address
			g.everywhere(t, c)
			return g.ask(t, "POST", mineGate.issuer+"/token", serviceForm("system/*.rs", sign(t, jose.RS384, s.rsa, map[string]any{"kid": kid}, s.claims(mineGate))))
		}
		before := fetches.Load()
		for _, address := range []string{"http://" + host + "/jwks", "https://" + host + "/jwks", "file:///etc/passwd", "https://localhost/x", "https://169.254.169.254/latest", "https://[::ffff:127.0.0.1]/x", "https://user@x.example/", "gopher://x", ""} {
			if allowed && address == "http://"+host+"/jwks" {
				continue
			}
			ask(address, first, "r").wants(t, address, http.StatusUnauthorized, "invalid_client")
		}
		if fetches.Load() != before {
			t.Error("something was fetched")
		}
		if !allowed {
			continue
		}
		ask("http://"+host+"/redirect", first, "r").wants(t, "a redirect", http.StatusUnauthorized)
		ask("http://"+host+"/large", first, "r").wants(t, "a large set", http.StatusUnauthorized)
		before = fetches.Load()
		for range 3 {
			ask("http://"+host+"/jwks", first, "r").wants(t, "allowed", http.StatusOK)
		}
		if n := fetches.Load() - before; n != 1 {
			t.Errorf("%d fetches", n)
		}
		set.Store(second)
		ask("http://"+host+"/jwks", second, "r2").wants(t, "too soon after the last fetch", http.StatusUnauthorized)
		time.Sleep(2100 * time.Millisecond)
		ask("http://"+host+"/jwks", second, "r2").wants(t, "rotated", http.StatusOK)
		ask("http://"+host+"/jwks", first, "r").wants(t, "the key from before", http.StatusUnauthorized)
	}
}

// TestIntrospection: a client sees its own tokens, a resource server all of the tenant's; what is worth nothing is told with
// no more than that. Revocation holds at once.
func TestIntrospection(t *testing.T) {
	g := newGated(t, "")
	s := newService(t, "service")
	g.everywhere(t, s.client("system/*.rs"))
	for id, introspects := range map[string]bool{"resource-server": true, "stranger": false} {
		g.everywhere(t, smart.Client{ID: id, Type: smart.Symmetric, Active: true, Secrets: []smart.ClientSecret{{Hash: smart.HashOf("secret of " + id)}}, Introspects: introspects})
	}
	g.everywhere(t, smart.Client{ID: "public", Type: smart.Public, Active: true})
	token := s.token(t, g, mineGate, "system/Patient.rs")
	basic := func(id, secret string) string {
		return "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte(id+":"+secret))
	}
	look := func(at gate, token, authorization string) reply {
		t.Helper()
		return g.ask(t, "POST", at.issuer+"/introspect", url.Values{"token": {token}}, authorization)
	}
	rs := basic("resource-server", "secret of resource-server")
	r := look(mineGate, token, rs)
	r.wants(t, "introspect", http.StatusOK)
	got := r.json(t)
	if got["active"] != true || got["client_id"] != "service" || got["scope"] != "system/Patient.rs" || got["iss"] != mineGate.issuer || got["exp"].(float64) < float64(time.Now().Unix()) {
		t.Errorf("%v", got)
	}
	nothing := `{"active":false}`
	for what, r := range map[string]reply{
		"unknown": look(mineGate, smart.NewSecret(), rs), "another tenant's": look(lakeGate, token, rs),
		"another client's": look(mineGate, token, basic("stranger", "secret of stranger")),
	} {
		if r.StatusCode != http.StatusOK || string(r.body) != nothing {
			t.Errorf("%s: %d %s", what, r.StatusCode, r.body)
		}
	}
	for what, authorization := range map[string]string{
		"no client": "X: y", "a wrong secret": basic("resource-server", "x"), "no secret": basic("resource-server", ""),
		"an unknown client": basic("nobody", "x"), "another scheme": bearerOf(token),
	} {
		r := look(mineGate, token, authorization)
		r.wants(t, what, http.StatusUnauthorized, "invalid_client")
	}
	g.ask(t, "POST", mineGate.issuer+"/introspect", url.Values{"token": {token}, "client_id": {"public"}}).wants(t, "a public client", http.StatusUnauthorized)
	end := func(at gate, form url.Values, headers ...string) {
		t.Helper()
		g.ask(t, "POST", at.issuer+"/revoke", form, headers...).wants(t, "revoke", http.StatusOK)
	}
	end(mineGate, url.Values{"token": {token}}, basic("stranger", "secret of stranger"))
	end(lakeGate, url.Values{"token": {token}, "client_assertion_type": {assertionType}, "client_assertion": {sign(t, jose.RS384, s.rsa, map[string]any{"kid": "r"}, s.claims(lakeGate))}})
	g.ask(t, "GET", mineGate.fhir+"/Patient?_count=1", nil, bearerOf(token)).wants(t, "still there", http.StatusOK)
	end(mineGate, url.Values{"token": {token}, "client_assertion_type": {assertionType}, "client_assertion": {sign(t, jose.RS384, s.rsa, map[string]any{"kid": "r"}, s.claims(mineGate))}})
	g.ask(t, "GET", mineGate.fhir+"/Patient?_count=1", nil, bearerOf(token)).wants(t, "revoked", http.StatusUnauthorized)
	if r := look(mineGate, token, rs); string(r.body) != nothing {
		t.Errorf("%s", r.body)
	}
}

// TestStoreAway: without the store nothing is granted, and the answer is a 503 that says when to come back.
func TestStoreAway(t *testing.T) {
	g := newGated(t, "")
	s := newService(t, "service")
	g.everywhere(t, s.client("system/*.rs"))
	token := s.token(t, g, mineGate, "system/*.rs")
	assertion := sign(t, jose.RS384, s.rsa, map[string]any{"kid": "r"}, s.claims(mineGate))
	if err := g.store.Close(); err != nil {
		t.Fatal(err)
	}
	for what, r := range map[string]reply{
		"read":       g.ask(t, "GET", mineGate.fhir+"/Patient/1", nil, bearerOf(token)),
		"token":      g.ask(t, "POST", mineGate.issuer+"/token", serviceForm("system/*.rs", assertion)),
		"keys":       g.ask(t, "GET", mineGate.issuer+"/jwks", nil),
		"introspect": g.ask(t, "POST", mineGate.issuer+"/introspect", url.Values{"token": {token}}, "Authorization: Basic eDp5"),
		"revoke":     g.ask(t, "POST", mineGate.issuer+"/revoke", url.Values{"token": {token}, "client_id": {"x"}}),
		"userinfo":   g.ask(t, "GET", mineGate.issuer+"/userinfo", nil, bearerOf(token)),
	} {
		if r.StatusCode != http.StatusServiceUnavailable || r.Header.Get("Retry-After") == "" || strings.Contains(string(r.body), "sql") {
			t.Errorf("%s: %d %v %s", what, r.StatusCode, r.Header, r.body)
		}
	}
	g.ask(t, "GET", mineGate.fhir+"/metadata", nil).wants(t, "metadata", http.StatusOK)
}
