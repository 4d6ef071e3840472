package api

import (
	"context"
	"encoding/base64"
	"maps"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"ehr.example/portico/facade/smart"
)

// TestAuthorizeRefused is what a request may not be. What proves neither app nor address is told to the person only.
func TestAuthorizeRefused(t *testing.T) {
	g := newLaunched(t, "")
	off := publicApp()
	off.ID, off.Active = "off", false
	g.everywhere(t, off)
	service := newService(t, "service")
	g.everywhere(t, service.client("system/*.rs"))
	good := request(mineGate, everyScope)
	for what, a := range map[string]asked{
		"no client":                         good.with("client_id"),
		"an unknown client":                 good.with("client_id", "BAD_CLIENT_ID"),
		"two clients":                       good.with("client_id", "app", "secret-app"),
		"a client that is switched off":     good.with("client_id", "off"),
		"a service":                         good.with("client_id", "service"),
		"no redirect URI":                   good.with("redirect_uri"),
		"two redirect URIs":                 good.with("redirect_uri", redirectURI, "https://attacker.example/"),
		"another host":                      good.with("redirect_uri", "https://attacker.example/callback?keep=1"),
		"a path below":                      good.with("redirect_uri", "https://app.example/callback/x?keep=1"),
		"a path beside":                     good.with("redirect_uri", "https://app.example/callback/../evil?keep=1"),
		"without its query":                 good.with("redirect_uri", "https://app.example/callback"),
		"more query":                        good.with("redirect_uri", redirectURI+"&x=1"),
		"a fragment":                        good.with("redirect_uri", redirectURI+"#x"),
		"another case":                      good.with("redirect_uri", "https://APP.example/callback?keep=1"),
		"a port":                            good.with("redirect_uri", "https://app.example:443/callback?keep=1"),
		"a user":                            good.with("redirect_uri", "https://app.example@attacker.example/callback?keep=1"),
		"a backslash":                       good.with("redirect_uri", `https://app.example\@attacker.example/`),
		"an escape":                         good.with("redirect_uri", "https://app.example/callbac%6b?keep=1"),
		"no scheme":                         good.with("redirect_uri", "//app.example/callback?keep=1"),
		"http":                              good.with("redirect_uri", "http://app.example/callback?keep=1"),
		"a script":                          good.with("redirect_uri", "javascript:alert(1)"),
		"a blank":                           good.with("redirect_uri", redirectURI+" "),
		"a line":                            good.with("redirect_uri", redirectURI+"\r\nX: y"),
		"the launch URL":                    good.with("redirect_uri", "https://app.example/launch?x=1"),
		"no redirect URI with a wrong aud":  good.with("redirect_uri").with("aud", "https://inferno.healthit.gov/invalid_aud"),
		"another's address and a wrong aud": good.with("redirect_uri", "https://attacker.example/").with("aud", "x"),
	} {
		for _, method := range []string{"GET", "POST"} {
			r := g.ask(t, "GET", a.at(mineGate), nil)
			if method == "POST" {
				r = g.ask(t, "POST", mineGate.issuer+"/authorize", a.Values)
			}
			if r.StatusCode != http.StatusBadRequest || r.Header.Get("Location") != "" || !strings.Contains(string(r.body), "<title>") {
				t.Errorf("%s %s: %d %v", method, what, r.StatusCode, r.Header)
			}
		}
	}
	for what, c := range map[string]struct {
		asked
		want string
	}{
		"a wrong aud":              {good.with("aud", "https://inferno.healthit.gov/invalid_aud"), "invalid_request"},
		"another tenant's aud":     {good.with("aud", lakeGate.fhir), "invalid_request"},
		"no aud":                   {good.with("aud"), "invalid_request"},
		"the issuer as aud":        {good.with("aud", mineGate.issuer), "invalid_request"},
		"a longer aud":             {good.with("aud", mineGate.fhir+"/Patient"), "invalid_request"},
		"no state":                 {good.with("state"), "invalid_request"},
		"two states":               {good.with("state", "a", "b"), "invalid_request"},
		"a long state":             {good.with("state", strings.Repeat("s", 5000)), "invalid_request"},
		"token":                    {good.with("response_type", "token"), "unsupported_response_type"},
		"code and token":           {good.with("response_type", "code token"), "unsupported_response_type"},
		"no response type":         {good.with("response_type"), "unsupported_response_type"},
		"a fragment as mode":       {good.with("response_mode", "fragment"), "invalid_request"},
		"plain PKCE":               {good.with("code_challenge_method", "plain"), "invalid_request"},
		"no PKCE method":           {good.with("code_challenge_method"), "invalid_request"},
		"no PKCE":                  {good.with("code_challenge_method").with("code_challenge"), "invalid_request"},
		"a short challenge":        {good.with("code_challenge", "x"), "invalid_request"},
		"no scope":                 {good.with("scope"), "invalid_scope"},
		"scopes of services":       {good.with("scope", "system/*.rs"), "invalid_scope"},
		"scopes that write":        {good.with("scope", "patient/*.cud"), "invalid_scope"},
		"nonsense as scope":        {good.with("scope", "patient/Nonsense.rs x"), "invalid_scope"},
		"a request object":         {good.with("request", "eyJ"), "request_not_supported"},
		"an unknown launch":        {good.with("launch", smart.NewSecret()), "invalid_request"},
		"an unknown prompt":        {good.with("prompt", "x"), "invalid_request"},
		"a prompt for nobody":      {good.with("prompt", "none"), "login_required"},
		"a long nonce":             {good.with("nonce", strings.Repeat("n", 2000)), "invalid_request"},
		"scopes beyond all bounds": {good.with("scope", strings.Repeat("patient/*.rs ", 2000)), "invalid_request"},
	} {
		p := g.newPerson(t, mineGate, "doctor")
		on := p.open(c.at(mineGate))
		if on.left == nil {
			t.Errorf("%s: the browser stays: %d %s", what, on.StatusCode, on.body)
			continue
		}
		query := on.left.Query()
		if query.Get("error") != c.want || query.Has("code") || query.Get("iss") != mineGate.issuer || !strings.HasPrefix(on.left.String(), "https://app.example/callback?") {
			t.Errorf("%s: sent to %s", what, on.left)
		}
	}
}

// TestCodeRefused: a code is good once, for its app, its redirect URI, its verifier and its tenant.
func TestCodeRefused(t *testing.T) {
	g := newLaunched(t, "")
	other := publicApp()
	other.ID = "other"
	g.everywhere(t, other)
	p := g.newPerson(t, mineGate, "doctor")
	p.signIn(p.open(mineGate.issuer + "/apps"))
	code := func() (asked, string) {
		t.Helper()
		a := request(mineGate, "openid user/*.rs offline_access")
		return a, p.allow(p.open(a.at(mineGate)), nil).code(t, a, mineGate)
	}
	basic := func(id string) string {
		return "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte(id+":secret of "+id))
	}
	for what, c := range map[string]struct {
		change  func(asked, url.Values)
		status  int
		headers []string
		usedUp  bool
	}{
		"no verifier":                 {func(_ asked, f url.Values) { f.Del("code_verifier") }, 400, nil, false},
		"an empty verifier":           {func(_ asked, f url.Values) { f.Set("code_verifier", "") }, 400, nil, false},
		"another verifier":            {func(_ asked, f url.Values) { f.Set("code_verifier", strings.Repeat("x", 43)) }, 400, nil, true},
		"the challenge":               {func(a asked, f url.Values) { f.Set("code_verifier", a.Get("code_challenge")) }, 400, nil, true},
		"no redirect URI":             {func(_ asked, f url.Values) { f.Del("redirect_uri") }, 400, nil, true},
		"another registered address":  {func(_ asked, f url.Values) { f.Set("redirect_uri", "https://app.example/other") }, 400, nil, true},
		"another client":              {func(_ asked, f url.Values) { f.Set("client_id", "other") }, 400, nil, false},
		"another client with secrets": {func(_ asked, f url.Values) { f.Del("client_id") }, 400, []string{basic("secret-app")}, false},
		"an unknown client":           {func(_ asked, f url.Values) { f.Set("client_id", "BAD_CLIENT_ID") }, 401, nil, false},
		"a client without its secret": {func(_ asked, f url.Values) { f.Set("client_id", "secret-app") }, 401, nil, false},
		"no client":                   {func(_ asked, f url.Values) { f.Del("client_id") }, 401, nil, false},
		"two codes":                   {func(_ asked, f url.Values) { f.Add("code", "x") }, 400, nil, false},
		"another code":                {func(_ asked, f url.Values) { f.Set("code", "BAD_CODE") }, 400, nil, false},
		"no code":                     {func(_ asked, f url.Values) { f.Del("code") }, 400, nil, false},
		"as a refresh token": {func(_ asked, f url.Values) {
			f.Set("grant_type", "refresh_token")
			f.Set("refresh_token", f.Get("code"))
		}, 400, nil, false},
	} {
		a, secret := code()
		form := a.codeForm(secret)
		c.change(a, form)
		r := g.ask(t, "POST", mineGate.issuer+"/token", form, c.headers...)
		if r.StatusCode != c.status || strings.Contains(string(r.body), "access_token") {
			t.Errorf("%s: %d %s", what, r.StatusCode, r.body)
		}
		want := http.StatusOK
		if c.usedUp {
			want = http.StatusBadRequest
		}
		g.ask(t, "POST", mineGate.issuer+"/token", a.codeForm(secret)).wants(t, "after "+what, want)
	}
	a, secret := code()
	for _, at := range gates[1:] {
		g.ask(t, "POST", at.issuer+"/token", a.codeForm(secret)).wants(t, "at "+at.id, http.StatusBadRequest, "invalid_grant")
	}
	r := g.ask(t, "POST", mineGate.issuer+"/token", a.codeForm(secret))
	r.wants(t, "in order", http.StatusOK)
	g.ask(t, "GET", mineGate.fhir+"/Patient/1", nil, bearerOf(r.json(t)["access_token"].(string))).wants(t, "before the replay", http.StatusOK)
	g.ask(t, "POST", mineGate.issuer+"/token", a.codeForm(secret)).wants(t, "a replay", http.StatusBadRequest, "invalid_grant")
	g.ask(t, "GET", mineGate.fhir+"/Patient/1", nil, bearerOf(r.json(t)["access_token"].(string))).wants(t, "after the replay", http.StatusUnauthorized)
	refresh := url.Values{"grant_type": {"refresh_token"}, "client_id": {"app"}, "refresh_token": {r.json(t)["refresh_token"].(string)}}
	g.ask(t, "POST", mineGate.issuer+"/token", refresh).wants(t, "a refresh after the replay", http.StatusBadRequest, "invalid_grant")
}

// TestCodeOnce: of 24 that redeem one code at once, one gets tokens.
func TestCodeOnce(t *testing.T) {
	g := newLaunched(t, "")
	a, p := request(mineGate, "user/*.rs"), g.newPerson(t, mineGate, "doctor")
	code := p.allow(p.signIn(p.open(a.at(mineGate))), nil).code(t, a, mineGate)
	var won atomic.Int32
	var token atomic.Value
	var wait sync.WaitGroup
	for range 24 {
		wait.Go(func() {
			r := g.ask(t, "POST", mineGate.issuer+"/token", a.codeForm(code))
			switch r.StatusCode {
			case http.StatusOK:
				won.Add(1)
				token.Store(r.json(t)["access_token"])
			case http.StatusBadRequest:
			default:
				t.Errorf("%d %s", r.StatusCode, r.body)
			}
		})
	}
	wait.Wait()
	if won.Load() != 1 {
		t.Fatalf("%d won", won.Load())
	}
	g.ask(t, "GET", mineGate.fhir+"/Patient/1", nil, bearerOf(token.Load().(string))).wants(t, "what it gave", http.StatusUnauthorized)
}

// TestRefresh: a refresh gives no more than was granted, to nobody else; a public client's token is replaced, and one that comes
// again after its successor was used ends all.
func TestRefresh(t *testing.T) {
	g := newLaunched(t, "")
	other := publicApp()
	other.ID = "other"
	g.everywhere(t, other)
	got, _, _ := g.launched(t, mineGate, "openid launch/patient offline_access patient/Observation.rs patient/Patient.rs")
	refresh := func(at gate, token, scope string, more ...string) reply {
		t.Helper()
		form := url.Values{"grant_type": {"refresh_token"}, "client_id": {"app"}, "refresh_token": {token}}
		if scope != "" {
			form.Set("scope", scope)
		}
		for i := 0; i+1 < len(more); i += 2 {
			form.Set(more[i], more[i+1])
		}
		return g.ask(t, "POST", at.issuer+"/token", form)
	}
	first := got["refresh_token"].(string)
	for what, scope := range map[string]string{
		"another type": "patient/Condition.rs", "all types": "patient/*.rs", "another context": "user/Observation.rs", "the system": "system/*.rs",
		"more permissions": "patient/Observation.cruds", "one more": "patient/Observation.rs patient/Condition.rs", "a named one": "fhirUser", "nonsense": "x", "blanks": "  ",
	} {
		refresh(mineGate, first, scope).wants(t, what, http.StatusBadRequest, "invalid_scope")
	}
	for _, at := range gates[1:] {
		refresh(at, first, "").wants(t, "at "+at.id, http.StatusBadRequest, "invalid_grant")
	}
	refresh(mineGate, first, "", "client_id", "other").wants(t, "another client", http.StatusBadRequest, "invalid_grant")
	refresh(mineGate, got["access_token"].(string), "").wants(t, "an access token", http.StatusBadRequest, "invalid_grant")
	refresh(mineGate, smart.NewSecret(), "").wants(t, "another token", http.StatusBadRequest, "invalid_grant")
	narrow := refresh(mineGate, first, "patient/Observation.rs?category=laboratory patient/Patient.r")
	narrow.wants(t, "narrower", http.StatusOK, `"scope":"patient/Observation.rs?category=laboratory patient/Patient.r"`, `"patient":"1"`)
	token := narrow.json(t)["access_token"].(string)
	g.ask(t, "GET", mineGate.fhir+"/Patient/1", nil, bearerOf(token)).wants(t, "read", http.StatusOK)
	g.ask(t, "GET", mineGate.fhir+"/Patient", nil, bearerOf(token)).wants(t, "search", http.StatusForbidden)
	second := narrow.json(t)["refresh_token"].(string)
	if second == first {
		t.Error("the refresh token of a public client stays")
	}
	retry := refresh(mineGate, first, "")
	retry.wants(t, "a retry", http.StatusOK, `"scope":"openid launch/patient offline_access patient/Observation.rs patient/Patient.rs"`)
	refresh(mineGate, second, "").wants(t, "the successor", http.StatusOK)
	refresh(mineGate, first, "").wants(t, "reuse", http.StatusBadRequest, "invalid_grant")
	for _, dead := range []string{second, retry.json(t)["refresh_token"].(string)} {
		refresh(mineGate, dead, "").wants(t, "after reuse", http.StatusBadRequest, "invalid_grant")
	}
	for _, dead := range []string{token, retry.json(t)["access_token"].(string), got["access_token"].(string)} {
		g.ask(t, "GET", mineGate.fhir+"/Patient/1", nil, bearerOf(dead)).wants(t, "after reuse", http.StatusUnauthorized)
	}
}

// TestRefreshWithoutClient: a refresh token of a public client says whose it is, as some apps do not; of a client that
// authenticates it is worth nothing without that.
func TestRefreshWithoutClient(t *testing.T) {
	g := newLaunched(t, "")
	got, _, _ := g.launched(t, mineGate, "launch/patient offline_access patient/Patient.rs")
	form := url.Values{"grant_type": {"refresh_token"}, "refresh_token": {got["refresh_token"].(string)}}
	for _, at := range gates[1:] {
		g.ask(t, "POST", at.issuer+"/token", form).wants(t, "at "+at.id, http.StatusBadRequest, "invalid_grant")
	}
	r := g.ask(t, "POST", mineGate.issuer+"/token", form)
	r.wants(t, "without client_id", http.StatusOK, `"patient":"1"`)
	form.Set("client_id", "")
	g.ask(t, "POST", mineGate.issuer+"/token", form).wants(t, "an empty client_id", http.StatusUnauthorized, "invalid_client")
	form.Del("client_id")
	form.Set("refresh_token", got["access_token"].(string))
	g.ask(t, "POST", mineGate.issuer+"/token", form).wants(t, "an access token", http.StatusBadRequest, "invalid_grant")
	form.Del("refresh_token")
	g.ask(t, "POST", mineGate.issuer+"/token", form).wants(t, "no token", http.StatusBadRequest, "invalid_grant")

	a, p := request(mineGate, "offline_access user/*.rs").with("client_id", "secret-app"), g.newPerson(t, mineGate, "doctor")
	code := p.allow(p.signIn(p.open(a.at(mineGate))), nil).code(t, a, mineGate)
	basic := "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte("secret-app:secret of secret-app"))
	r = g.ask(t, "POST", mineGate.issuer+"/token", a.codeForm(code), basic)
	r.wants(t, "a confidential client", http.StatusOK)
	form.Set("refresh_token", r.json(t)["refresh_token"].(string))
	g.ask(t, "POST", mineGate.issuer+"/token", form).wants(t, "without its secret", http.StatusUnauthorized, "invalid_client")
	g.ask(t, "POST", mineGate.issuer+"/token", form, basic).wants(t, "with its secret", http.StatusOK)
}

// TestNamelessApp: an app without a name is called by its id on every page, and each has a way back to it.
func TestNamelessApp(t *testing.T) {
	g := newLaunched(t, "")
	app := publicApp()
	app.ID, app.Name = "nameless-app", ""
	g.everywhere(t, app)
	a, p := request(mineGate, "launch/patient patient/Patient.rs").with("client_id", app.ID), g.newPerson(t, mineGate, "doctor")
	login := p.open(a.at(mineGate))
	login.wants(t, "login", http.StatusOK, "<strong>nameless-app</strong>", "Cancel and go back to the app")
	picker := p.signIn(login)
	picker.wants(t, "picker", http.StatusOK, "<strong>nameless-app</strong>", "Cancel and go back to the app")
	p.choose(picker, "1").wants(t, "consent", http.StatusOK, "Allow <strong>nameless-app</strong>", "Do not allow")
}

// TestOnlineAccess: a refresh token that lives as long as the session ends with it.
func TestOnlineAccess(t *testing.T) {
	g := newLaunched(t, "")
	got, _, p := g.launched(t, mineGate, "online_access user/*.rs")
	form := url.Values{"grant_type": {"refresh_token"}, "client_id": {"app"}, "refresh_token": {got["refresh_token"].(string)}}
	r := g.ask(t, "POST", mineGate.issuer+"/token", form)
	r.wants(t, "online", http.StatusOK)
	form.Set("refresh_token", r.json(t)["refresh_token"].(string))
	apps := p.open(mineGate.issuer + "/apps")
	signOut := -1
	for i, f := range apps.forms {
		if strings.HasSuffix(f.action, "/logout") {
			signOut = i
		}
	}
	if signOut < 0 {
		t.Fatalf("%s", apps.body)
	}
	do(t, p.http, "POST", mineGate.issuer+"/logout", apps.forms[signOut].fields, "Sec-Fetch-Site: same-origin").wants(t, "logout", http.StatusOK, "signed out")
	g.ask(t, "POST", mineGate.issuer+"/token", form).wants(t, "afterwards", http.StatusBadRequest, "invalid_grant")
	p.open(mineGate.issuer+"/apps").wants(t, "apps", http.StatusOK, "Sign in")
}

// TestConsentIsNotSkipped: no step of a flow can be left out, taken for somebody else, or taken twice.
func TestConsentIsNotSkipped(t *testing.T) {
	g := newLaunched(t, "")
	a := request(mineGate, everyScope)
	p := g.newPerson(t, mineGate, "doctor")
	login := p.open(a.at(mineGate))
	hidden := login.forms[0].fields
	allow := func(p *person, at gate, fields url.Values) page {
		t.Helper()
		form := url.Values{"decision": {"allow"}, "scope": strings.Fields(everyScope), "flow": fields["flow"], "csrf": fields["csrf"], "whole patient/*.rs": {"all"}}
		return p.follow(do(t, p.http, "POST", at.issuer+"/consent", form, "Sec-Fetch-Site: same-origin"))
	}
	allow(p, mineGate, hidden).wants(t, "before the login", http.StatusOK, "Sign in")
	picker := p.signIn(login)
	hidden = picker.forms[1].fields
	allow(p, mineGate, hidden).wants(t, "before the patient", http.StatusOK, "Choose a patient")
	consent := p.choose(picker, "1")
	hidden = consent.forms[len(consent.forms)-1].fields
	stranger := g.newPerson(t, mineGate, "ada")
	stranger.signIn(stranger.open(mineGate.issuer + "/apps"))
	allow(stranger, mineGate, hidden).wants(t, "another browser", http.StatusForbidden)
	own := stranger.open(mineGate.issuer + "/apps").forms[0].fields
	allow(stranger, mineGate, url.Values{"flow": hidden["flow"], "csrf": own["csrf"]}).wants(t, "another browser with its own token", http.StatusGone)
	allow(p, mineGate, url.Values{"flow": hidden["flow"], "csrf": {"x"}}).wants(t, "another CSRF token", http.StatusForbidden)
	allow(p, mineGate, url.Values{"flow": {smart.NewSecret()}, "csrf": hidden["csrf"]}).wants(t, "another flow", http.StatusGone)
	for what, header := range map[string]string{"a foreign page": "Sec-Fetch-Site: cross-site", "a sister's page": "Sec-Fetch-Site: same-site", "a foreign origin": "Origin: https://lakeside.ehr.example"} {
		form := url.Values{"decision": {"allow"}, "scope": {"openid"}, "flow": hidden["flow"], "csrf": hidden["csrf"]}
		do(t, p.http, "POST", mineGate.issuer+"/consent", form, header).wants(t, what, http.StatusForbidden)
	}
	codes := map[string]bool{}
	var mu sync.Mutex
	var wait sync.WaitGroup
	for range 24 {
		wait.Go(func() {
			done := allow(p, mineGate, hidden)
			mu.Lock()
			defer mu.Unlock()
			if done.left != nil && done.left.Query().Get("code") != "" {
				codes[done.left.Query().Get("code")] = true
			} else if done.StatusCode != http.StatusGone {
				t.Errorf("%d %v", done.StatusCode, done.left)
			}
		})
	}
	wait.Wait()
	if len(codes) != 1 {
		t.Errorf("%d codes", len(codes))
	}
	if again := p.open(mineGate.issuer + "/continue?flow=" + hidden.Get("flow")); again.StatusCode != http.StatusGone {
		t.Errorf("a flow that is over: %d", again.StatusCode)
	}
}

// TestCookies: what a browser keeps of one tenant is nothing at another, is never sent to a script, and changes with the login.
func TestCookies(t *testing.T) {
	g := newLaunched(t, "")
	names := map[string]bool{}
	for _, at := range gates {
		p := g.newPerson(t, at, "doctor")
		r := do(t, p.http, "GET", request(at, everyScope).at(at), nil)
		next, err := r.Location()
		if err != nil {
			t.Fatal(err)
		}
		r = do(t, p.http, "GET", next.String(), nil)
		before := r.Cookies()
		if len(before) != 1 {
			t.Fatalf("%v", r.Header)
		}
		c := before[0]
		wantPath, prefix := "/", "__Host-"
		if strings.Contains(at.issuer, "/tenant/") {
			wantPath, prefix = "/tenant/"+at.id+"/auth", "__Secure-"
			if names[c.Name] {
				t.Errorf("two tenants of one host share the name %s", c.Name)
			}
		}
		names[c.Name] = true
		if !c.HttpOnly || !c.Secure || c.SameSite != http.SameSiteLaxMode || c.Path != wantPath || c.Domain != "" || !strings.HasPrefix(c.Name, prefix) {
			t.Errorf("%s: %v", at.id, c)
		}
		login := page{reply: r, forms: formsOf(t, r.body)}
		form := maps.Clone(login.forms[0].fields)
		form.Set("username", "doctor")
		form.Set("password", secretWord)
		r = do(t, p.http, "POST", at.issuer+"/login", form, "Sec-Fetch-Site: same-origin")
		after := r.Cookies()
		if len(after) != 1 || after[0].Value == c.Value || after[0].Name != c.Name {
			t.Fatalf("%s: the login keeps the cookie: %v", at.id, r.Header)
		}
		old := g.ask(t, "GET", at.issuer+"/apps", nil, "Cookie: "+c.Name+"="+c.Value)
		old.wants(t, "the cookie from before", http.StatusOK, "Sign in")
		for _, other := range gates {
			u, err := url.Parse(other.issuer)
			if err != nil {
				t.Fatal(err)
			}
			for name := range names {
				r := g.ask(t, "GET", "https://"+u.Host+u.Path+"/apps", nil, "Cookie: "+name+"="+after[0].Value)
				if signed := strings.Contains(string(r.body), "My apps"); signed != (other == at && name == c.Name || other == at && strings.HasPrefix(name, "__Host-") && name == c.Name) {
					t.Errorf("the cookie of %s as %s at %s: signed in is %v", at.id, name, other.id, signed)
				}
			}
		}
		twice := g.ask(t, "GET", at.issuer+"/apps", nil, "Cookie: "+c.Name+"="+smart.NewSecret()+"; "+c.Name+"="+after[0].Value)
		twice.wants(t, "two by one name", http.StatusOK, "Sign in")
	}
}

// TestOtherAddresses: whoever comes to a page by another address of the tenant is sent to the issuer's, without a cookie; an app's
// request goes there by itself, and any of the addresses is a good aud.
func TestOtherAddresses(t *testing.T) {
	g := newLaunched(t, "")
	for _, c := range []struct {
		other string
		at    gate
	}{{"https://ehr.example/tenant/my-clinic", mineGate}, {"https://north.ehr.example", northGate}} {
		for _, path := range []string{"/apps", "/launch", "/continue?flow=x"} {
			r := g.ask(t, "GET", c.other+"/auth"+path, nil)
			to, _ := r.Location()
			if r.StatusCode != http.StatusSeeOther || !strings.HasPrefix(to.String(), c.at.issuer+"/") || len(r.Cookies()) > 0 {
				t.Errorf("%s%s: %d %v", c.other, path, r.StatusCode, r.Header)
			}
		}
		g.ask(t, "POST", c.other+"/auth/login", url.Values{"username": {"doctor"}}).wants(t, "login elsewhere", http.StatusSeeOther)
		a := request(c.at, "user/*.rs").with("aud", c.other+"/fhir")
		p := g.newPerson(t, c.at, "doctor")
		code := p.allow(p.signIn(p.open(c.other+"/auth/authorize?"+a.Encode())), nil).code(t, a, c.at)
		r := g.ask(t, "POST", c.other+"/auth/token", a.codeForm(code))
		r.wants(t, "token", http.StatusOK)
		token := r.json(t)["access_token"].(string)
		for _, base := range []string{c.other + "/fhir", c.at.fhir} {
			g.ask(t, "GET", base+"/Patient/1", nil, bearerOf(token)).wants(t, base, http.StatusOK)
		}
	}
}

// TestTwoReplicas: two processes serve one login, half each, from one store; what one revokes, the other knows.
func TestTwoReplicas(t *testing.T) {
	g := newLaunched(t, "")
	other := g.replica(t)
	a, p := request(mineGate, everyScope), g.newPerson(t, mineGate, "doctor")
	turn := 0
	p.http.Transport.(*http.Transport).DisableKeepAlives = true
	p.http.Transport.(*http.Transport).DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		turn++
		return new(net.Dialer).DialContext(ctx, network, []*httptest.Server{g.server, other}[turn%2].Listener.Addr().String())
	}
	code := p.allow(p.choose(p.signIn(p.open(a.at(mineGate))), "1"), nil).code(t, a, mineGate)
	r := do(t, p.http, "POST", mineGate.issuer+"/token", a.codeForm(code))
	r.wants(t, "token", http.StatusOK)
	token := r.json(t)["access_token"].(string)
	for range 4 {
		do(t, p.http, "GET", mineGate.fhir+"/Patient/1", nil, bearerOf(token)).wants(t, "read", http.StatusOK)
	}
	kids := map[string]bool{}
	for range 4 {
		kids[string(do(t, p.http, "GET", mineGate.issuer+"/jwks", nil).body)] = true
	}
	if len(kids) != 1 {
		t.Errorf("the replicas publish %d key sets", len(kids))
	}
	do(t, p.http, "POST", mineGate.issuer+"/revoke", url.Values{"token": {token}, "client_id": {"app"}}).wants(t, "revoke", http.StatusOK)
	for range 4 {
		do(t, p.http, "GET", mineGate.fhir+"/Patient/1", nil, bearerOf(token)).wants(t, "revoked", http.StatusUnauthorized)
	}
}

// TestLogin: wrong names and wrong passwords look alike, and a name rests after failures, whether somebody has it or not.
func TestLogin(t *testing.T) {
	g := newLaunched(t, "")
	try := func(p *person, on page, name, typed string) page {
		t.Helper()
		return p.send(on, "password", url.Values{"username": {name}, "password": {typed}})
	}
	p := g.newPerson(t, mineGate, "doctor")
	on := p.open(request(mineGate, "user/*.rs").at(mineGate))
	bodies := map[string]bool{}
	for _, name := range []string{"doctor", "nobody-at-all"} {
		for i := range 7 {
			r := try(p, on, name, "wrong")
			want, word := http.StatusUnauthorized, "Name or password is wrong"
			if i >= 5 {
				want, word = http.StatusTooManyRequests, "too many attempts"
			}
			r.wants(t, name, want, word)
			if e := g.last(); e.Interaction != "smart:login" || e.Status != want || !strings.HasPrefix(e.Issue, "login_") || e.Tenant != "my-clinic" {
				t.Errorf("audit %+v", e)
			}
			if i == 0 {
				bodies[strings.ReplaceAll(string(r.body), name, "")] = true
			}
		}
	}
	if len(bodies) != 1 {
		t.Error("an unknown name looks different")
	}
	try(p, on, "doctor", secretWord).wants(t, "right, while it rests", http.StatusTooManyRequests, "too many attempts")
	try(p, on, "DOCTOR ", secretWord).wants(t, "written otherwise, while it rests", http.StatusTooManyRequests)
	try(p, on, "ada", secretWord).wants(t, "somebody else", http.StatusOK)
	q := g.newPerson(t, lakeGate, "doctor")
	q.signIn(q.open(request(lakeGate, "user/*.rs").at(lakeGate))).wants(t, "another tenant", http.StatusOK, "Growth chart")
	var passed atomic.Int32
	var wait sync.WaitGroup
	r := g.newPerson(t, northGate, "doctor")
	on = r.open(request(northGate, "user/*.rs").at(northGate))
	for range 24 {
		wait.Go(func() {
			fields := maps.Clone(on.forms[0].fields)
			fields.Set("username", "doctor")
			fields.Set("password", "guess")
			if do(t, r.http, "POST", northGate.issuer+"/login", fields, "Sec-Fetch-Site: same-origin").StatusCode == http.StatusUnauthorized {
				passed.Add(1)
			}
		})
	}
	wait.Wait()
	if passed.Load() > 6 {
		t.Errorf("%d guesses at once were looked at", passed.Load())
	}
}

// TestTwoTenantsAtOnce: one browser is signed in at two tenants as two people, and neither can tell.
func TestTwoTenantsAtOnce(t *testing.T) {
	g := newLaunched(t, "")
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := g.browser(jar)
	people := []*person{}
	for i, at := range gates {
		p := &person{t: t, g: g, at: at, http: browser, name: []string{"doctor", "ada"}[i%2]}
		p.signIn(p.open(at.issuer+"/apps")).wants(t, "apps", http.StatusOK, "The "+p.name)
		people = append(people, p)
	}
	for _, p := range people {
		p.open(p.at.issuer+"/apps").wants(t, "still", http.StatusOK, "The "+p.name)
	}
	for _, p := range people {
		u, err := url.Parse(p.at.issuer + "/apps")
		if err != nil {
			t.Fatal(err)
		}
		if sent := jar.Cookies(u); len(sent) != 1 {
			t.Errorf("%s sees %d cookies", p.at.id, len(sent))
		}
	}
}

// TestRegistration: apps register themselves where a tenant allows it, and never as services.
func TestRegistration(t *testing.T) {
	register := func(g *gated, body string) reply {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, mineGate.issuer+"/register", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		return doRequest(t, g.http, r)
	}
	const body = `{"client_name":"X","redirect_uris":["https://x.example/cb"],"scope":"openid patient/*.rs"}`
	closed := newGated(t, "registration: false")
	register(closed, body).wants(t, "switched off", http.StatusForbidden, "access_denied")
	if closed.ask(t, "GET", mineGate.fhir+"/.well-known/smart-configuration", nil).json(t)["registration_endpoint"] != nil {
		t.Error("it is advertised")
	}
	g := newGated(t, "registration: true")
	if g.ask(t, "GET", mineGate.fhir+"/.well-known/smart-configuration", nil).json(t)["registration_endpoint"] != mineGate.issuer+"/register" {
		t.Error("it is not advertised")
	}
	r := register(g, body)
	r.wants(t, "register", http.StatusCreated)
	got := r.json(t)
	c, err := g.store.Client(t.Context(), "my-clinic", got["client_id"].(string))
	if err != nil || !c.Secrets[0].Hash.Is(smart.HashOf(got["client_secret"].(string))) || c.Launches || c.Introspects || c.Type != smart.Symmetric {
		t.Errorf("%v %+v", err, c)
	}
	for what, change := range map[string][2]string{
		"a service":              {"openid patient", "system/*.rs patient"},
		"a scope that is none":   {"openid patient", "nonsense patient"},
		"another grant":          {`"scope"`, `"grant_types":["client_credentials"],"scope"`},
		"another method":         {`"scope"`, `"token_endpoint_auth_method":"client_secret_post","scope"`},
		"no address":             {`"https://x.example/cb"`, ""},
		"an address without TLS": {"https://x.example/cb", "http://x.example/cb"},
		"a fragment":             {"https://x.example/cb", "https://x.example/cb#x"},
		"a script":               {"https://x.example/cb", "javascript:alert(1)"},
		"keys in the house":      {`"scope"`, `"token_endpoint_auth_method":"private_key_jwt","jwks_uri":"http://localhost/x","scope"`},
		"no keys":                {`"scope"`, `"token_endpoint_auth_method":"private_key_jwt","scope"`},
		"a logo without TLS":     {`"scope"`, `"logo_uri":"http://x.example/x","scope"`},
		"a logo that is a page":  {`"scope"`, `"logo_uri":"data:text/html;base64,PGI+","scope"`},
		"no JSON":                {"{", ""},
	} {
		register(g, strings.Replace(body, change[0], change[1], 1)).wants(t, what, http.StatusBadRequest, "invalid_")
	}
}
