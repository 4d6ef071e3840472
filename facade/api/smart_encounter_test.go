package api

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// visitsOf are the ids of the encounters that a page offers, in their order.
func visitsOf(on page) []string {
	var ids []string
	for _, f := range on.forms {
		ids = append(ids, f.offered["encounter"]...)
	}
	return ids
}

// TestChooseEncounter: launch/encounter lets a person choose a visit of the patient, the latest first and in pages, and the
// app is told which. Nobody else's visit can be chosen.
func TestChooseEncounter(t *testing.T) {
	g := newLaunched(t, "")
	const scope = "launch/patient launch/encounter patient/*.rs"
	for _, at := range []gate{mineGate, northGate} {
		a, p := request(at, scope), g.newPerson(t, at, "doctor")
		on := p.choose(p.signIn(p.open(a.at(at))), "1")
		on.wants(t, "visits", http.StatusOK, "Choose a visit", "Visits, the latest first", "Growth chart")
		checkPageHeaders(t, on)
		visits := visitsOf(on)
		starts := regexp.MustCompile(`<time datetime="([^"]+)">`).FindAllStringSubmatch(string(on.body), -1)
		if len(visits) < 2 || len(starts) < 2 || starts[0][1] < starts[len(starts)-1][1] {
			t.Fatalf("%s: %v %v", at.id, visits, starts)
		}
		none := p.send(on, "date", url.Values{"date": {"1901"}})
		none.wants(t, "a year without visits", http.StatusOK, "No visit is of this date", "Go on without a visit")
		p.send(on, "date", url.Values{"date": {"yesterday"}}).wants(t, "no date", http.StatusUnprocessableEntity, "Problem: Choose a visit", `aria-invalid="true"`)
		p.send(on, "date", url.Values{"date": {"2026-13"}}).wants(t, "no month", http.StatusUnprocessableEntity, "Problem: Choose a visit")
		day := p.send(on, "date", url.Values{"date": {starts[0][1][:10]}})
		if got := visitsOf(day); !slices.Contains(got, visits[0]) || len(got) == len(visits) {
			t.Errorf("%s: on %s there are %v, of %v", at.id, starts[0][1][:10], got, visits)
		}
		stranger := firstID(t, g, at, "Encounter?patient=3,4,5,6,7,8&_count=1", g.token(t, at, "user/*.rs"))
		p.send(on, "encounter", url.Values{"encounter": {stranger}}).wants(t, "another patient's visit", http.StatusForbidden, "no such encounter")
		p.send(on, "encounter", url.Values{"encounter": {"999999"}}).wants(t, "no visit", http.StatusForbidden, "no such encounter")
		consent := p.send(on, "encounter", url.Values{"encounter": {visits[1]}})
		consent.wants(t, "consent", http.StatusOK, "Know which visit was chosen")
		r := g.ask(t, "POST", at.issuer+"/token", a.codeForm(p.allow(consent, nil).code(t, a, at)))
		r.wants(t, "token", http.StatusOK)
		got := r.json(t)
		if got["encounter"] != visits[1] || got["patient"] != "1" || got["scope"] != scope {
			t.Errorf("%s: %v", at.id, got)
		}
		g.ask(t, "GET", at.fhir+"/Encounter/"+visits[1], nil, bearerOf(got["access_token"].(string))).wants(t, "the visit", http.StatusOK)
		g.ask(t, "GET", at.fhir+"/.well-known/smart-configuration", nil).wants(t, "discovery", http.StatusOK, `"context-standalone-encounter"`)
	}
}

// token is an access token of the practitioner.
func (g *gated) token(t testing.TB, at gate, scope string) string {
	t.Helper()
	got, _, _ := g.launched(t, at, scope)
	return got["access_token"].(string)
}

// TestWithoutEncounter: who names no visit goes on without: the app is told so by the scope. So does whoever sees none.
func TestWithoutEncounter(t *testing.T) {
	g := newLaunched(t, "")
	const scope = "launch/encounter patient/Patient.rs"
	a, p := request(mineGate, scope), g.newPerson(t, mineGate, "doctor")
	on := p.choose(p.signIn(p.open(a.at(mineGate))), "1")
	// no step is left out: consent is not asked before the visit
	p.send(page{reply: on.reply, forms: []pageForm{{action: "/auth/consent", fields: on.forms[1].fields, offered: url.Values{"x": nil}}}}, "x", url.Values{"decision": {"allow"}, "scope": strings.Fields(scope)}).
		wants(t, "consent before the visit", http.StatusOK, "Choose a visit")
	consent := p.send(on, "decision", url.Values{"decision": {"without"}})
	if consent.wants(t, "consent", http.StatusOK, "Growth chart"); strings.Contains(string(consent.body), "Know which visit") {
		t.Errorf("consent asks for a visit that is none: %s", consent.body)
	}
	r := g.ask(t, "POST", mineGate.issuer+"/token", a.codeForm(p.allow(consent, nil).code(t, a, mineGate)))
	r.wants(t, "token", http.StatusOK)
	if got := r.json(t); got["encounter"] != nil || got["scope"] != "patient/Patient.rs" {
		t.Errorf("%v", got)
	}
	denied := p.send(p.choose(p.open(request(mineGate, scope).at(mineGate)), "1"), "decision", url.Values{"decision": {"deny"}})
	if denied.left == nil || denied.left.Query().Get("error") != "access_denied" {
		t.Errorf("cancelled: %v %s", denied.left, denied.body)
	}

	// who was told of a visit, but does not let the app know
	a = request(mineGate, scope)
	on = p.choose(p.open(a.at(mineGate)), "1")
	consent = p.send(on, "encounter", url.Values{"encounter": {visitsOf(on)[0]}})
	r = g.ask(t, "POST", mineGate.issuer+"/token", a.codeForm(p.allow(consent, url.Values{"scope": {"patient/Patient.rs"}}).code(t, a, mineGate)))
	if got := r.json(t); got["encounter"] != nil || got["scope"] != "patient/Patient.rs" {
		t.Errorf("not allowed, and yet: %v", got)
	}

	// a role that sees no encounters
	mother := g.employed(t, mineGate, "mother.c1@example.org")
	on = mother.enter(mother.open(request(mineGate, scope).at(mineGate)))
	on = mother.send(on, "patient", url.Values{"patient": {"2"}})
	on.wants(t, "no visit is seen", http.StatusOK, "There is no visit that you may see")
	if len(visitsOf(on)) > 0 {
		t.Errorf("a mother sees %v", visitsOf(on))
	}
	mother.send(on, "decision", url.Values{"decision": {"without"}}).wants(t, "without", http.StatusOK, "Growth chart")
}

// TestEncounterOfEHRLaunch: where the EHR named no visit, nobody is asked for one.
func TestEncounterOfEHRLaunch(t *testing.T) {
	g := newLaunched(t, "")
	p := g.newPerson(t, mineGate, "doctor")
	on := p.signIn(p.open(mineGate.issuer + "/launch"))
	opened := p.send(on, "client", url.Values{"client": {"app"}, "patient": {"1"}})
	if opened.left == nil {
		t.Fatalf("%d %s", opened.StatusCode, opened.body)
	}
	a := request(mineGate, "launch launch/encounter patient/Patient.rs").with("launch", opened.left.Query().Get("launch"))
	consent := p.open(a.at(mineGate))
	consent.wants(t, "consent at once", http.StatusOK, "Growth chart")
	if strings.Contains(string(consent.body), "Know which visit") {
		t.Error("consent asks for a visit that the EHR did not name")
	}
}
