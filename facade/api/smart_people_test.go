package api

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"ehr.example/portico/mappers/ehr/practice/sample"
)

// employed is a browser of somebody whom the EHR's own tables know.
func (g *gated) employed(t testing.TB, at gate, name string) *person {
	t.Helper()
	return g.newPerson(t, at, name)
}

// enter signs in with the EHR's password.
func (p *person) enter(on page) page {
	p.t.Helper()
	return p.send(on, "password", url.Values{"username": {p.name}, "password": {sample.Password}})
}

// patientIDs are the patients that a token finds.
func patientIDs(t testing.TB, g *gated, at gate, token string) []string {
	t.Helper()
	var b struct {
		Entry []struct{ Resource struct{ ID string } }
	}
	r := g.ask(t, "GET", at.fhir+"/Patient?_count=1000", nil, bearerOf(token))
	if json.Unmarshal(r.body, &b) != nil {
		t.Fatalf("%d %s", r.StatusCode, r.body)
	}
	var ids []string
	for _, e := range b.Entry {
		ids = append(ids, e.Resource.ID)
	}
	slices.Sort(ids)
	return ids
}

// TestUsersOfTheEHR: people sign in with what the EHR's own tables hold, and their roles bound every app. A relative chooses
// among those whom he or she looks after.
func TestUsersOfTheEHR(t *testing.T) {
	g := newLaunched(t, "")
	tokenOf := func(p *person, scope string, steps func(on page) page) string {
		t.Helper()
		a := request(p.at, scope)
		r := g.ask(t, "POST", p.at.issuer+"/token", a.codeForm(p.allow(steps(p.enter(p.open(a.at(p.at)))), nil).code(t, a, p.at)))
		r.wants(t, p.name, http.StatusOK)
		return r.json(t)["access_token"].(string)
	}
	straight := func(on page) page { return on }
	physician := g.employed(t, mineGate, "alead")
	all := patientIDs(t, g, mineGate, tokenOf(physician, "openid fhirUser user/*.rs", straight))
	if len(all) < 5 {
		t.Errorf("a physician sees %v", all)
	}
	nurse := tokenOf(g.employed(t, mineGate, "nurse1"), "user/*.rs", straight)
	g.ask(t, "GET", mineGate.fhir+"/MedicationRequest?patient=1", nil, bearerOf(nurse)).wants(t, "beyond the role", http.StatusForbidden)
	g.ask(t, "GET", mineGate.fhir+"/Observation?patient=1&category=laboratory", nil, bearerOf(nurse)).wants(t, "beyond the role's part", http.StatusOK)
	if strings.Contains(string(g.ask(t, "GET", mineGate.fhir+"/Observation?patient=1&_count=500", nil, bearerOf(nurse)).body), `"code":"laboratory"`) {
		t.Error("a nurse sees laboratory results")
	}
	own := patientIDs(t, g, mineGate, tokenOf(g.employed(t, mineGate, "patient.c1@example.org"), "openid fhirUser patient/*.rs user/*.rs", straight))
	if !slices.Equal(own, []string{"1"}) {
		t.Errorf("a patient sees %v", own)
	}
	mother := g.employed(t, mineGate, "mother.c1@example.org")
	token := tokenOf(mother, "openid fhirUser launch/patient patient/Patient.rs patient/Immunization.rs", func(on page) page {
		on.wants(t, "picker", http.StatusOK, "Choose a patient")
		if strings.Contains(string(on.body), `value="1"`) || strings.Contains(string(on.body), `value="9"`) {
			t.Errorf("a stranger can be chosen: %s", on.body)
		}
		mother.send(on, "patient", url.Values{"patient": {"1"}}).wants(t, "a stranger", http.StatusForbidden)
		return mother.send(on, "patient", url.Values{"patient": {"2"}})
	})
	if got := patientIDs(t, g, mineGate, token); !slices.Equal(got, []string{"2"}) {
		t.Errorf("a mother sees %v", got)
	}
	for _, name := range []string{"gone", "locked.c1@example.org", "new.c1@example.org", "patient.c2@example.org", "nobody"} {
		p := g.employed(t, mineGate, name)
		p.enter(p.open(request(mineGate, "user/*.rs").at(mineGate))).wants(t, name, http.StatusUnauthorized, "Name or password is wrong")
	}
	p := g.employed(t, lakeGate, "patient.c2@example.org")
	p.enter(p.open(request(lakeGate, "user/*.rs").at(lakeGate))).wants(t, "the other clinic's", http.StatusOK, "Growth chart")
}
