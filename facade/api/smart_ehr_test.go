package api

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"ehr.example/portico/facade/federation/federationtest"
	"ehr.example/portico/mappers/ehr/practice/sample"
)

// found are the resources of a search by type and id, sorted.
func found(t testing.TB, r reply) string {
	t.Helper()
	var bundle struct {
		Entry []struct {
			Resource struct{ ResourceType, ID string }
		}
	}
	if err := json.Unmarshal(r.body, &bundle); err != nil {
		t.Fatalf("%d %s", r.StatusCode, r.body)
	}
	var out []string
	for _, e := range bundle.Entry {
		out = append(out, e.Resource.ResourceType+"/"+e.Resource.ID)
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

// asEHR signs in with a name of the EHR's, allows everything, and gives the access token.
func (g *gated) asEHR(t testing.TB, at gate, name, scope string) string {
	t.Helper()
	a, p := request(at, scope), g.newPerson(t, at, name)
	on := p.send(p.open(a.at(at)), "password", url.Values{"username": {name}, "password": {sample.Password}})
	return g.allowed(t, at, a, p, on)
}

// allowed allows everything on the consent page, and gives the access token.
func (g *gated) allowed(t testing.TB, at gate, a asked, p *person, consent page) string {
	t.Helper()
	consent.wants(t, "consent of "+p.name, http.StatusOK, "Growth chart")
	r := g.ask(t, "POST", at.issuer+"/token", a.codeForm(p.allow(consent, nil).code(t, a, at)))
	r.wants(t, "token of "+p.name, http.StatusOK)
	token, _ := r.json(t)["access_token"].(string)
	return token
}

// TestEHRUsers: people sign in with what the EHR has of them, and apps see for each what the role lets be seen.
func TestEHRUsers(t *testing.T) {
	g := newLaunched(t, "")
	const scope = "openid fhirUser user/*.rs"
	get := func(at gate, token, address string) reply {
		return g.ask(t, "GET", at.fhir+address, nil, bearerOf(token))
	}
	for _, at := range []gate{mineGate, northGate} {
		doctor := g.asEHR(t, at, "alead", scope)
		if got := found(t, get(at, doctor, "/Patient?_id=1,2,3&_elements=id")); got != "Patient/1 Patient/2 Patient/3" {
			t.Errorf("%s: a doctor sees %s", at.id, got)
		}
		get(at, doctor, "/Observation?patient=1&category=laboratory").wants(t, "a doctor's laboratory", http.StatusOK, `"resourceType":"Observation"`)

		nurse := g.asEHR(t, at, "nurse1", scope)
		get(at, nurse, "/Observation?patient=1&category=vital-signs").wants(t, "a nurse's vital signs", http.StatusOK, `"resourceType":"Observation"`)
		if got := found(t, get(at, nurse, "/Observation?patient=1&category=laboratory")); got != "" {
			t.Errorf("%s: a nurse sees laboratory %s", at.id, got)
		}
		get(at, nurse, "/MedicationRequest?patient=1").wants(t, "a nurse's prescriptions", http.StatusForbidden)

		annex := g.asEHR(t, at, "annex", scope)
		of := func(token, site string) string {
			return found(t, get(at, token, "/Encounter?_count=100&_elements=id&service-provider=Organization/"+site))
		}
		if own := of(annex, "2"); own == "" || own != of(doctor, "2") || of(annex, "1") != "" {
			t.Errorf("%s: at the annex they see %s, and of the main site %s", at.id, own, of(annex, "1"))
		}
		elsewhere, _, _ := strings.Cut(of(doctor, "1"), " ")
		get(at, doctor, "/"+elsewhere).wants(t, "a visit of the main site", http.StatusOK)
		get(at, annex, "/"+elsewhere).wants(t, "a visit of the main site, from the annex", http.StatusNotFound)
		desk := g.asEHR(t, at, "desk1", scope)
		get(at, desk, "/Encounter?patient=1").wants(t, "the desk's visits", http.StatusOK, `"resourceType":"Encounter"`)
		get(at, desk, "/Observation?patient=1").wants(t, "the desk's observations", http.StatusForbidden)

		patient := g.asEHR(t, at, "patient.c1@example.org", scope)
		if got := found(t, get(at, patient, "/Patient")); got != "Patient/1" {
			t.Errorf("%s: a patient sees %s", at.id, got)
		}
		get(at, patient, "/Patient/2").wants(t, "another patient", http.StatusNotFound)
		if got := found(t, get(at, patient, "/Observation?patient=2")); got != "" {
			t.Errorf("%s: a patient sees another's %s", at.id, got)
		}

		mother := g.asEHR(t, at, "mother.c1@example.org", scope)
		if got := found(t, get(at, mother, "/Patient")); got != "Patient/2 Patient/3" {
			t.Errorf("%s: a mother sees %s", at.id, got)
		}
		if got := found(t, get(at, mother, "/RelatedPerson")); got != "RelatedPerson/2-2 RelatedPerson/2-3" {
			t.Errorf("%s: a mother is %s", at.id, got)
		}
		get(at, mother, "/Observation?patient=2").wants(t, "more than a relative may", http.StatusForbidden)
		get(lakeGate, doctor, "/Patient/1").wants(t, "another tenant's token", http.StatusUnauthorized)
	}
}

// TestEHRUsersRefused: all refusals are the same page, whoever it was.
func TestEHRUsersRefused(t *testing.T) {
	g := newLaunched(t, "")
	for _, c := range []struct {
		at          gate
		name, typed string
	}{
		{mineGate, "alead", "wrong"},
		{mineGate, "gone", sample.Password},
		{mineGate, "nobody", sample.Password},
		{mineGate, "user6", ""},
		{mineGate, "locked.c1@example.org", sample.Password},
		{mineGate, "new.c1@example.org", sample.Password},
		{lakeGate, "patient.c1@example.org", sample.Password},
		{mineGate, "patient.c2@example.org", sample.Password},
		{mineGate, "alead' OR '1'='1", sample.Password},
		{mineGate, "ALEAD", sample.Password},
	} {
		p := g.newPerson(t, c.at, c.name)
		on := p.send(p.open(request(c.at, "openid user/*.rs").at(c.at)), "password", url.Values{"username": {c.name}, "password": {c.typed}})
		on.wants(t, c.name, http.StatusUnauthorized, "Problem: Sign in")
		if strings.Contains(string(on.body), "locked") && !strings.HasPrefix(c.name, "locked") {
			t.Errorf("%s: the page says why: %s", c.name, on.body)
		}
	}
}

// TestFederated: people sign in at a provider of the tenant's, and are the EHR's users of the name that it gives.
func TestFederated(t *testing.T) {
	u := federationtest.New(t)
	t.Setenv("UPSTREAM_SECRET", "secret")
	g := newLaunched(t, "providers: {hospital: {name: Hospital account, issuer: '"+u.URL+"', client_id: portico, client_secret_env: UPSTREAM_SECRET}}")
	leave := func(at gate, a asked, p *person) (state string) {
		t.Helper()
		login := p.open(a.at(at))
		login.wants(t, "login", http.StatusOK, "Hospital account")
		away := p.send(login, "provider", url.Values{"provider": {"hospital"}})
		if away.left == nil || !strings.HasPrefix(away.left.String(), u.URL+"/authorize?") || away.left.Query().Get("redirect_uri") != at.issuer+"/federated" {
			t.Fatalf("sent to %v: %d %s", away.left, away.StatusCode, away.body)
		}
		return u.Ask(away.left)
	}
	back := func(at gate, p *person, state string) page {
		t.Helper()
		return p.open(at.issuer + "/federated?" + url.Values{"state": {state}, "code": {"good"}, "iss": {u.URL}}.Encode())
	}
	for _, at := range []gate{mineGate, southGate} {
		u.Claims = map[string]any{"preferred_username": "alead"}
		a, p := request(at, "openid fhirUser user/*.rs"), g.newPerson(t, at, "alead")
		token := g.allowed(t, at, a, p, back(at, p, leave(at, a, p)))
		g.ask(t, "GET", at.fhir+"/Practitioner/1", nil, bearerOf(token)).wants(t, "the own record", http.StatusOK)
	}
	for _, c := range []struct {
		what, name string
		status     int
		at         gate
		browser    bool // another one comes back
	}{
		{"nobody here", "nobody", http.StatusForbidden, mineGate, false},
		{"who left", "gone", http.StatusForbidden, mineGate, false},
		{"another clinic's patient", "patient.c2@example.org", http.StatusForbidden, mineGate, false},
		{"a user whom Portico keeps", "doctor", http.StatusForbidden, mineGate, false},
		{"another browser", "alead", http.StatusGone, mineGate, true},
		{"another tenant", "alead", http.StatusGone, lakeGate, false},
	} {
		u.Claims = map[string]any{"preferred_username": c.name}
		p := g.newPerson(t, mineGate, c.name)
		state := leave(mineGate, request(mineGate, "openid user/*.rs"), p)
		if c.browser || c.at != mineGate {
			p = g.newPerson(t, c.at, c.name)
			p.open(request(c.at, "openid user/*.rs").at(c.at))
		}
		back(c.at, p, state).wants(t, c.what, c.status)
	}
}
