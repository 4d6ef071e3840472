package api

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"ehr.example/portico/facade/smart"
)

const redirectURI = "https://app.example/callback?keep=1"

// publicApp and secretApp are apps that every gate knows.
func publicApp() smart.Client {
	return smart.Client{
		ID: "app", Name: "Growth chart", Type: smart.Public, Active: true, RedirectURIs: []string{redirectURI, "https://app.example/other"},
		LaunchURL: "https://app.example/launch?x=1", GrantTypes: []smart.GrantType{smart.AuthorizationCode, smart.Refresh},
		Scopes: []string{
			"openid", "fhirUser", "profile", "launch", "launch/patient", "launch/encounter", "offline_access", "online_access", "patient/*.rs", "user/*.rs",
		},
	}
}

func secretApp() smart.Client {
	c := publicApp()
	c.ID, c.Type, c.Secrets = "secret-app", smart.Symmetric, []smart.ClientSecret{{Hash: smart.HashOf("secret of secret-app")}}
	return c
}

// newLaunched is gated with both apps, and a practitioner and a patient who can sign in.
func newLaunched(t testing.TB, more string) *gated {
	t.Helper()
	return newGated(t, more).withApps(t)
}

func (g *gated) withApps(t testing.TB) *gated {
	t.Helper()
	g.everywhere(t, publicApp())
	g.everywhere(t, secretApp())
	g.account(t, "doctor", "Practitioner/1")
	g.account(t, "ada", "Patient/1")
	return g
}

// asked is an app's request, with what the app keeps of it.
type asked struct {
	url.Values
	verifier string
}

// request is a request that is in order.
func request(at gate, scope string) asked {
	verifier := oauth2.GenerateVerifier()
	return asked{verifier: verifier, Values: url.Values{
		"response_type": {"code"}, "client_id": {"app"}, "redirect_uri": {redirectURI}, "scope": {scope}, "state": {"state-" + smart.NewSecret()},
		"aud": {at.fhir}, "nonce": {smart.NewSecret()}, "code_challenge_method": {"S256"}, "code_challenge": {oauth2.S256ChallengeFromVerifier(verifier)},
	}}
}

func (a asked) with(name string, values ...string) asked {
	a.Values = maps.Clone(a.Values)
	a.Values[name] = values
	if len(values) == 0 {
		delete(a.Values, name)
	}
	return a
}

func (a asked) at(at gate) string { return at.issuer + "/authorize?" + a.Encode() }

// codeForm is the token request for a code.
func (a asked) codeForm(code string) url.Values {
	return url.Values{
		"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {a.Get("redirect_uri")}, "client_id": {a.Get("client_id")},
		"code_verifier": {a.verifier},
	}
}

// code is what came back to the app.
func (p page) code(t testing.TB, a asked, at gate) string {
	t.Helper()
	if p.left == nil {
		t.Fatalf("the browser stays: %d %s", p.StatusCode, p.body)
	}
	query := p.left.Query()
	if !strings.HasPrefix(p.left.String(), "https://app.example/callback?") || query.Get("keep") != "1" || query.Get("state") != a.Get("state") || query.Get("iss") != at.issuer || query.Get("code") == "" {
		t.Fatalf("sent to %s", p.left)
	}
	return query.Get("code")
}

// launched walks through a launch of the public app: login, the patient 1, everything allowed.
func (g *gated) launched(t testing.TB, at gate, scope string) (map[string]any, asked, *person) {
	t.Helper()
	a, p := request(at, scope), g.newPerson(t, at, "doctor")
	on := p.signIn(p.open(a.at(at)))
	if strings.Contains(scope, "patient") {
		on = p.choose(on, "1")
	}
	code := p.allow(on, nil).code(t, a, at)
	r := g.ask(t, "POST", at.issuer+"/token", a.codeForm(code))
	r.wants(t, "token", http.StatusOK)
	return r.json(t), a, p
}

const everyScope = "openid fhirUser profile launch/patient offline_access patient/*.rs"

// TestStandaloneLaunch goes the whole way with independent clients (x/oauth2, go-oidc), at hosts and paths.
func TestStandaloneLaunch(t *testing.T) {
	g := newLaunched(t, "")
	for _, at := range gates {
		t.Run(at.id, func(t *testing.T) {
			ctx := oidc.ClientContext(t.Context(), g.http)
			provider, err := oidc.NewProvider(ctx, at.issuer)
			if err != nil {
				t.Fatal(err)
			}
			app := oauth2.Config{
				ClientID: "secret-app", ClientSecret: "secret of secret-app", Endpoint: provider.Endpoint(), RedirectURL: redirectURI,
				Scopes: strings.Fields(everyScope),
			}
			verifier, nonce := oauth2.GenerateVerifier(), smart.NewSecret()
			p := g.newPerson(t, at, "doctor")
			login := p.open(app.AuthCodeURL("xyz", oauth2.S256ChallengeOption(verifier), oidc.Nonce(nonce), oauth2.SetAuthURLParam("aud", at.fhir)))
			login.wants(t, "login", http.StatusOK, "Growth chart", "Sign in", "The "+at.id+" clinic")
			checkPageHeaders(t, login)
			picker := p.signIn(login)
			picker.wants(t, "picker", http.StatusOK, "Choose a patient", "The doctor")
			consent := p.choose(picker, "1")
			consent.wants(t, "consent", http.StatusOK, "Growth chart", "app.example")
			checkPageHeaders(t, consent)
			done := p.allow(consent, nil)
			if done.left == nil || done.left.Query().Get("state") != "xyz" {
				t.Fatalf("%d %s", done.StatusCode, done.body)
			}
			token, err := app.Exchange(ctx, done.left.Query().Get("code"), oauth2.VerifierOption(verifier))
			if err != nil {
				t.Fatal(err)
			}
			if token.Extra("patient") != "1" || token.Extra("scope") != everyScope || token.Extra("need_patient_banner") != true || token.RefreshToken == "" {
				t.Errorf("%v %v", token, token.Extra("scope"))
			}
			checkIdentity(t, ctx, g, at, provider, token, nonce)
			checkReads(t, g, at, token.AccessToken)
			old := token.AccessToken
			again, err := app.TokenSource(ctx, &oauth2.Token{RefreshToken: token.RefreshToken}).Token()
			if err != nil || again.AccessToken == old || again.Extra("patient") != "1" || again.Extra("scope") != everyScope {
				t.Fatalf("%v %v", err, again)
			}
			checkReads(t, g, at, again.AccessToken)
			checkIntrospected(t, g, at, again)
			apps := p.open(at.issuer + "/apps")
			apps.wants(t, "apps", http.StatusOK, "Growth chart")
			p.send(apps, "authorization", url.Values{"authorization": {apps.forms[len(apps.forms)-1].offered.Get("authorization")}}).wants(t, "revoke", http.StatusOK, "taken away")
			for _, revoked := range []string{old, again.AccessToken} {
				g.ask(t, "GET", at.fhir+"/Patient/1", nil, bearerOf(revoked)).wants(t, "revoked", http.StatusUnauthorized)
			}
			if _, err := app.TokenSource(ctx, &oauth2.Token{RefreshToken: again.RefreshToken}).Token(); err == nil || !strings.Contains(err.Error(), "invalid_grant") {
				t.Errorf("refreshed after revocation: %v", err)
			}
		})
	}
}

// checkPageHeaders: nobody frames a page, no script runs on it, nothing of it is kept.
func checkPageHeaders(t testing.TB, p page) {
	t.Helper()
	csp := p.Header.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"} {
		if !strings.Contains(csp, want) {
			t.Errorf("%s: no %s in %q", p.Request.URL.Path, want, csp)
		}
	}
	if p.Header.Get("X-Frame-Options") != "DENY" || p.Header.Get("Cache-Control") != "no-store" || strings.Contains(csp, "script") || p.Header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("%v", p.Header)
	}
}

// checkIdentity: the id_token is the tenant's, for the app, about the practitioner, whose own record the token opens.
func checkIdentity(t testing.TB, ctx context.Context, g *gated, at gate, provider *oidc.Provider, token *oauth2.Token, nonce string) {
	t.Helper()
	raw, _ := token.Extra("id_token").(string)
	id, err := provider.Verifier(&oidc.Config{ClientID: "secret-app", SupportedSigningAlgs: []string{"RS256"}}).Verify(ctx, raw)
	if err != nil {
		t.Fatal(err)
	}
	var claims struct {
		FHIRUser string `json:"fhirUser"`
		Name     string `json:"name"`
		AuthTime int64  `json:"auth_time"`
	}
	if err := id.Claims(&claims); err != nil || id.Nonce != nonce || id.Subject != "id-of-doctor" || claims.FHIRUser != at.fhir+"/Practitioner/1" || claims.Name != "The doctor" || claims.AuthTime == 0 {
		t.Errorf("%v %+v %+v", err, id, claims)
	}
	g.ask(t, "GET", claims.FHIRUser, nil, bearerOf(token.AccessToken)).wants(t, "fhirUser", http.StatusOK, `"resourceType":"Practitioner"`)
	info, err := provider.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil || info.Subject != id.Subject {
		t.Errorf("userinfo: %v %+v", err, info)
	}
	for _, other := range gates {
		if other == at {
			continue
		}
		foreign, err := oidc.NewProvider(ctx, other.issuer)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := foreign.Verifier(&oidc.Config{ClientID: "secret-app"}).Verify(ctx, raw); err == nil {
			t.Errorf("%s takes the id_token of %s", other.id, at.id)
		}
		g.ask(t, "GET", other.issuer+"/userinfo", nil, bearerOf(token.AccessToken)).wants(t, "userinfo elsewhere", http.StatusUnauthorized)
	}
}

// checkReads: the token opens the record of patient 1 and nobody else's, at one tenant.
func checkReads(t testing.TB, g *gated, at gate, token string) {
	t.Helper()
	g.ask(t, "GET", at.fhir+"/Patient/1", nil, bearerOf(token)).wants(t, "own", http.StatusOK, `"id":"1"`)
	g.ask(t, "GET", at.fhir+"/Patient/2", nil, bearerOf(token)).wants(t, "another's", http.StatusNotFound)
	r := g.ask(t, "GET", at.fhir+"/Patient?_count=50", nil, bearerOf(token))
	r.wants(t, "search", http.StatusOK)
	var b struct{ Entry []struct{ FullURL string } }
	if json.Unmarshal(r.body, &b) != nil || len(b.Entry) != 1 || b.Entry[0].FullURL != at.fhir+"/Patient/1" {
		t.Errorf("%s", r.body)
	}
	for _, other := range gates {
		if other != at {
			g.ask(t, "GET", other.fhir+"/Patient/1", nil, bearerOf(token)).wants(t, "elsewhere", http.StatusUnauthorized)
		}
	}
}

// checkIntrospected: introspection says what the token response and the id_token said.
func checkIntrospected(t testing.TB, g *gated, at gate, token *oauth2.Token) {
	t.Helper()
	basic := "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte("secret-app:secret of secret-app"))
	got := g.ask(t, "POST", at.issuer+"/introspect", url.Values{"token": {token.AccessToken}}, basic).json(t)
	for name, want := range map[string]any{
		"active": true, "client_id": "secret-app", "scope": token.Extra("scope"), "patient": "1", "iss": at.issuer, "sub": "id-of-doctor",
		"fhirUser": at.fhir + "/Practitioner/1",
	} {
		if got[name] != want {
			t.Errorf("%s is %v, not %v", name, got[name], want)
		}
	}
}

// TestEHRLaunch: the back end creates a launch, the browser posts the request, and the token knows the context. A launch is good
// once, for its app, its user and its tenant.
func TestEHRLaunch(t *testing.T) {
	g := newLaunched(t, "")
	g.everywhere(t, smart.Client{ID: "ehr", Type: smart.Symmetric, Active: true, Launches: true, Secrets: []smart.ClientSecret{{Hash: smart.HashOf("secret of ehr")}}})
	basic := "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte("ehr:secret of ehr"))
	create := func(at gate, body string, headers ...string) reply {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, at.issuer+"/launches", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		for _, h := range headers {
			name, value, _ := strings.Cut(h, ": ")
			r.Header.Set(name, value)
		}
		return doRequest(t, g.http, r)
	}
	token, _, _ := g.launched(t, mineGate, "user/*.rs")
	encounter := firstID(t, g, mineGate, "Encounter?patient=1&_count=1", token["access_token"].(string))
	create(mineGate, `{"client_id":"app"}`).wants(t, "nobody", http.StatusUnauthorized)
	create(mineGate, `{"client_id":"app"}`, bearerOf(token["access_token"].(string))).wants(t, "an app's token", http.StatusUnauthorized)
	create(mineGate, `{"client_id":"app"}`, "Authorization: Basic "+base64.StdEncoding.EncodeToString([]byte("secret-app:secret of secret-app"))).wants(t, "another client", http.StatusForbidden)
	create(mineGate, `{"client_id":"nobody"}`, basic).wants(t, "no app", http.StatusBadRequest)
	create(mineGate, `{"client_id":"app","patient":"../1"}`, basic).wants(t, "no id", http.StatusBadRequest)
	create(mineGate, `{"client_id":"app","fhirContext":[{"x":1}]}`, basic).wants(t, "no context", http.StatusBadRequest)
	body := fmt.Sprintf(`{"client_id":"app","user":"doctor","patient":"1","encounter":%q,"intent":"reconcile","need_patient_banner":false,"fhirContext":[{"reference":"Observation/1"}]}`, encounter)
	made := create(mineGate, body, basic)
	made.wants(t, "launch", http.StatusCreated)
	handle := made.json(t)["launch"].(string)
	if to := made.json(t)["launch_url"]; to != "https://app.example/launch?iss="+url.QueryEscape(mineGate.fhir)+"&launch="+handle+"&x=1" || made.json(t)["iss"] != mineGate.fhir {
		t.Errorf("%v", to)
	}
	const scope = "launch launch/encounter openid fhirUser offline_access patient/*.rs"
	refused := g.newPerson(t, lakeGate, "doctor").open(request(lakeGate, scope).with("launch", handle).at(lakeGate))
	if refused.left == nil || refused.left.Query().Get("error") != "invalid_request" {
		t.Errorf("another tenant: %v %s", refused.left, refused.body)
	}
	refused = g.newPerson(t, mineGate, "doctor").open(request(mineGate, scope).with("launch", handle).with("client_id", "secret-app").at(mineGate))
	if refused.left == nil || refused.left.Query().Get("error") != "invalid_request" {
		t.Errorf("another app: %v %s", refused.left, refused.body)
	}
	other := g.newPerson(t, mineGate, "ada")
	other.signIn(other.open(request(mineGate, scope).with("launch", handle).at(mineGate))).wants(t, "another user", http.StatusForbidden, "somebody else")
	a, p := request(mineGate, scope).with("launch", handle), g.newPerson(t, mineGate, "doctor")
	login := p.follow(do(t, p.http, "POST", mineGate.issuer+"/authorize", a.Values, "Origin: https://app.example", "Sec-Fetch-Site: cross-site"))
	code := p.allow(p.signIn(login), nil).code(t, a, mineGate)
	r := g.ask(t, "POST", mineGate.issuer+"/token", a.codeForm(code))
	r.wants(t, "token", http.StatusOK)
	got := r.json(t)
	for name, want := range map[string]any{
		"patient": "1", "encounter": encounter, "intent": "reconcile", "need_patient_banner": false, "scope": scope, "smart_style_url": mineGate.issuer + "/style.json",
		"fhirContext": []any{map[string]any{"reference": "Observation/1"}},
	} {
		if fmt.Sprint(got[name]) != fmt.Sprint(want) {
			t.Errorf("%s is %v, not %v", name, got[name], want)
		}
	}
	g.ask(t, "GET", mineGate.fhir+"/Encounter/"+encounter, nil, bearerOf(got["access_token"].(string))).wants(t, "encounter", http.StatusOK)
	g.ask(t, "GET", got["smart_style_url"].(string), nil).wants(t, "style", http.StatusOK, "color_")
	again := p.open(a.at(mineGate))
	if again.left == nil || again.left.Query().Get("error") != "invalid_request" {
		t.Errorf("a launch twice: %v %s", again.left, again.body)
	}
}

// TestLaunchPage: a person opens an app by hand, for a patient whom he or she may see.
func TestLaunchPage(t *testing.T) {
	g := newLaunched(t, "")
	p := g.newPerson(t, mineGate, "doctor")
	on := p.signIn(p.open(mineGate.issuer + "/launch"))
	on.wants(t, "launch page", http.StatusOK, "Open an app", "Growth chart")
	p.send(on, "client", url.Values{"client": {"app"}, "patient": {"99999999"}}).wants(t, "no patient", http.StatusUnprocessableEntity, "no such patient")
	p.send(on, "client", url.Values{"client": {"nobody"}, "patient": {"1"}}).wants(t, "no app", http.StatusUnprocessableEntity, "Choose an app")
	p.send(on, "client", url.Values{"client": {"app"}, "patient": {"1"}, "encounter": {"99999999"}}).wants(t, "no encounter", http.StatusUnprocessableEntity, "no such encounter")
	opened := p.send(on, "client", url.Values{"client": {"app"}, "patient": {"1"}})
	if opened.left == nil || opened.left.Host != "app.example" || opened.left.Query().Get("iss") != mineGate.fhir {
		t.Fatalf("%v %s", opened.left, opened.body)
	}
	a := request(mineGate, "launch openid patient/Patient.rs").with("launch", opened.left.Query().Get("launch"))
	code := p.allow(p.open(a.at(mineGate)), nil).code(t, a, mineGate)
	r := g.ask(t, "POST", mineGate.issuer+"/token", a.codeForm(code))
	r.wants(t, "token", http.StatusOK, `"patient":"1"`)
	ada := g.newPerson(t, mineGate, "ada")
	on = ada.signIn(ada.open(mineGate.issuer + "/launch"))
	ada.send(on, "client", url.Values{"client": {"app"}, "patient": {"2"}}).wants(t, "another's record", http.StatusUnprocessableEntity, "may not see")
}

// firstID is the id of the first resource that a search finds.
func firstID(t testing.TB, g *gated, at gate, search, token string) string {
	t.Helper()
	var b struct {
		Entry []struct{ Resource struct{ ID string } }
	}
	r := g.ask(t, "GET", at.fhir+"/"+search, nil, bearerOf(token))
	if json.Unmarshal(r.body, &b) != nil || len(b.Entry) == 0 {
		t.Fatalf("%d %s", r.StatusCode, r.body)
	}
	return b.Entry[0].Resource.ID
}

// TestKindsOfUsers: what scopes give is bounded by who the user is. A patient has no picker, and nobody else's record.
func TestKindsOfUsers(t *testing.T) {
	g := newLaunched(t, "")
	g.account(t, "nobody", "")
	a, p := request(mineGate, "openid fhirUser launch/patient patient/*.rs user/*.rs"), g.newPerson(t, mineGate, "ada")
	consent := p.signIn(p.open(a.at(mineGate)))
	consent.wants(t, "consent at once", http.StatusOK, "own record")
	code := p.allow(consent, nil).code(t, a, mineGate)
	got := g.ask(t, "POST", mineGate.issuer+"/token", a.codeForm(code)).json(t)
	if got["patient"] != "1" {
		t.Errorf("%v", got)
	}
	checkReads(t, g, mineGate, got["access_token"].(string))
	n := g.newPerson(t, mineGate, "nobody")
	n.signIn(n.open(request(mineGate, "user/*.rs").at(mineGate))).wants(t, "nothing to share", http.StatusForbidden, "may not see any records")
	doctor, _, _ := g.launched(t, mineGate, "user/*.rs")
	r := g.ask(t, "GET", mineGate.fhir+"/Patient?_summary=count", nil, bearerOf(doctor["access_token"].(string)))
	if total := r.json(t)["total"]; total == nil || total.(float64) < 2 {
		t.Errorf("a practitioner sees %v", total)
	}
	off, err := g.store.User(t.Context(), "my-clinic", "id-of-doctor")
	if err != nil {
		t.Fatal(err)
	}
	off.Active = false
	if err := g.store.PutUser(t.Context(), "my-clinic", off); err != nil {
		t.Fatal(err)
	}
	g.ask(t, "GET", mineGate.fhir+"/Patient/1", nil, bearerOf(doctor["access_token"].(string))).wants(t, "switched off", http.StatusUnauthorized)
}

// TestConsent: what is left out is not granted, a whole type can be narrowed to categories, and nothing comes in from outside.
func TestConsent(t *testing.T) {
	g := newLaunched(t, "")
	try := func(scope string, change func(on page) url.Values) page {
		t.Helper()
		a, p := request(mineGate, scope), g.newPerson(t, mineGate, "doctor")
		on := p.choose(p.signIn(p.open(a.at(mineGate))), "1")
		done := p.send(on, "decision", change(on))
		if done.left != nil && done.left.Query().Get("code") != "" {
			r := g.ask(t, "POST", mineGate.issuer+"/token", a.codeForm(done.left.Query().Get("code")))
			r.wants(t, "token", http.StatusOK)
			return page{reply: r, left: done.left}
		}
		return done
	}
	const three = "patient/Condition.rs patient/Observation.rs patient/Patient.rs"
	got := try(three, func(page) url.Values {
		category := "http://terminology.hl7.org/CodeSystem/"
		return url.Values{
			"decision": {"allow"}, "whole patient/Condition.rs": {"some"}, "whole patient/Observation.rs": {"some"},
			"scope": {
				"patient/Patient.rs", "patient/Condition.rs?category=" + category + "condition-category|encounter-diagnosis",
				"patient/Observation.rs?category=" + category + "observation-category|laboratory", "patient/Observation.rs?category=" + category + "observation-category|vital-signs",
				"patient/Immunization.rs", "user/*.rs", "system/*.rs", "patient/Observation.rs", "offline_access",
			},
		}
	})
	want := "patient/Condition.rs?category=http://terminology.hl7.org/CodeSystem/condition-category|encounter-diagnosis " +
		"patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|vital-signs " +
		"patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory patient/Patient.rs"
	sorted := func(text string) string {
		fields := strings.Fields(text)
		slices.Sort(fields)
		return strings.Join(fields, " ")
	}
	if scope := got.json(t)["scope"].(string); sorted(scope) != sorted(want) {
		t.Errorf("granted %s", scope)
	}
	token := got.json(t)["access_token"].(string)
	g.ask(t, "GET", mineGate.fhir+"/Immunization?patient=1", nil, bearerOf(token)).wants(t, "what was not asked for", http.StatusForbidden)
	g.ask(t, "GET", mineGate.fhir+"/Observation?patient=1&_count=1", nil, bearerOf(token)).wants(t, "a part", http.StatusOK)
	denied := try(three, func(page) url.Values { return url.Values{"decision": {"deny"}} })
	if denied.left == nil || denied.left.Query().Get("error") != "access_denied" || denied.left.Query().Get("state") == "" {
		t.Errorf("%v %s", denied.left, denied.body)
	}
	try(three, func(page) url.Values {
		return url.Values{"decision": {"allow"}, "scope": nil, "whole patient/Condition.rs": {"none"}, "whole patient/Observation.rs": {"none"}}
	}).wants(t, "nothing chosen", http.StatusUnprocessableEntity, "Nothing is chosen")
	limited := try("openid launch/patient offline_access "+three, func(page) url.Values {
		return url.Values{"decision": {"allow"}, "scope": {"launch/patient", "patient/Patient.rs"}, "whole patient/Condition.rs": {"all"}, "whole patient/Observation.rs": {"none"}}
	}).json(t)
	if limited["scope"] != "launch/patient patient/Condition.rs patient/Patient.rs" || limited["refresh_token"] != nil || limited["id_token"] != nil {
		t.Errorf("%v", limited)
	}
}
