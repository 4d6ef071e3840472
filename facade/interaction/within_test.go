package interaction_test

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/bundle"
	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/outcome"
)

// wards are the two clinics of testdata/shapes/wards, whose every statement the independent reader reads.
func wards(t *testing.T) (north, south *interaction.Site, db *sql.DB) {
	t.Helper()
	s, db := wardsServed(t)
	return s.tenants[0].site, s.tenants[1].site, db
}

// wardsServed is the shape itself, which hears the statements.
func wardsServed(t *testing.T) (*shape, *sql.DB) {
	t.Helper()
	s := readShape(t, shapes+"/wards")
	dsn := s.serve(t)
	db, err := sql.Open("mysql", dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return s, db
}

// person is a user of the EHR's tables, as a sign-in finds them.
func person(t *testing.T, s *interaction.Site, name string) access.Person {
	t.Helper()
	found, err := interaction.Logins(t.Context(), s, name)
	if err != nil || len(found) != 1 {
		t.Fatalf("%s: %v, %v", name, found, err)
	}
	u, _, err := interaction.ReadUser(t.Context(), s, found[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	return u.Person()
}

// grantTo is what an app sees that a user granted some scopes.
func grantTo(t *testing.T, s *interaction.Site, p access.Person, patient, scopes string) access.Grant {
	t.Helper()
	parsed, err := access.ParseScopes(scopes)
	if err != nil {
		t.Fatal(err)
	}
	g, err := access.NewGrant(s.Tenant, s.Roles.Bind(access.Claims{Client: "app", Patient: patient, Scopes: parsed}, p))
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// gives is what a request finds: resources in their order, or words of the refusal.
func gives(t *testing.T, s *interaction.Site, g access.Grant, request string) string {
	t.Helper()
	path, query, _ := strings.Cut(request, "?")
	params, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	if typ, id, isRead := strings.Cut(path, "/"); isRead && !strings.Contains(id, "/") && !strings.Contains(id, "$") {
		if _, _, err := interaction.Read(t.Context(), s, g, typ, id); err != nil {
			return string(outcome.From(err).Code())
		}
		return "read"
	}
	at, err := interaction.ParseAddress(path)
	if err != nil {
		t.Fatal(err)
	}
	page, _, err := interaction.SearchAt(t.Context(), s, g, at, params, false)
	if err != nil {
		return string(outcome.From(err).Code())
	}
	var out []string
	if page.Total != nil {
		out = append(out, "total "+number(page.Total))
	}
	for _, e := range page.Entries {
		name := strings.TrimPrefix(e.FullURL, s.BaseURL+"/")
		if e.Mode == bundle.Include {
			name = "+" + name
		}
		out = append(out, name)
	}
	return strings.Join(out, " ")
}

// staysOf are the encounters that each user sees.
var staysOf = map[string]string{
	"ward-a":      "1",
	"ward-b":      "2 4",
	"house-n":     "1 3 13",
	"both":        "2 3 4",
	"general":     "1 2 3 4 5 13",
	"nowhere":     "forbidden", // of no organisation
	"egg":         "6",         // 6 and 7 are parts of each other: neither is above the other, and 11 is below none
	"hen-and-egg": "6 16",
	"own":         "8",
	"closed":      "forbidden",
	"under":       "9",
	"lost":        "10", // the other clinic has a site 99
	"chief":       "1 2 3 4 5 6 7 8 9 10 11 13 14 16",
	"everybody":   "1 2 3 4 5 6 7 8 9 10 11 13 14 16",
}

// TestWithin: users see what is of their organisations and of the parts of these: in searches, in reads, in counts.
func TestWithin(t *testing.T) {
	north, south, _ := wards(t)
	all := walked(t, north, "Encounter", nil)
	for name, want := range staysOf {
		p := person(t, north, name)
		g := grantTo(t, north, p, "", "user/*.rs")
		text := gives(t, north, g, "Encounter?_count=50")
		if got := strings.ReplaceAll(text, "Encounter/", ""); got != want {
			t.Errorf("%s of %v sees %s, not %s", name, p.Organizations, got, want)
		}
		if want == "forbidden" {
			continue
		}
		ids := strings.Fields(want)
		if got, want := gives(t, north, g, "Encounter?_summary=count"), fmt.Sprintf("total %d", len(ids)); got != want {
			t.Errorf("%s: %s, not %s", name, got, want)
		}
		for _, e := range all {
			id := e.FullURL[strings.LastIndexByte(e.FullURL, '/')+1:]
			seen := gives(t, north, g, "Encounter/"+id) == "read"
			if seen != slices.Contains(ids, id) {
				t.Errorf("%s reads Encounter/%s: %t", name, id, seen)
			}
		}
	}
	two := grantTo(t, south, person(t, south, "north-of-two"), "", "user/*.rs")
	for request, want := range map[string]string{
		"Encounter": "Encounter/15", "Encounter/15": "read", "Patient": "Patient/8", "Organization": "Organization/2", "Encounter/1": "not-found", "Patient/1": "not-found",
	} {
		if got := gives(t, south, two, request); got != want {
			t.Errorf("the south's own: %s is %s, not %s", request, got, want)
		}
	}
}

// TestWithinAttacks: a user of one ward asks for the rows of another, by every way that there is. Patient 3 was in both.
func TestWithinAttacks(t *testing.T) {
	north, south, _ := wards(t)
	for _, c := range []struct{ name, scopes, patient, request, want string }{
		// reads
		{"ward-a", "user/*.rs", "", "Encounter/2", "not-found"},
		{"ward-a", "user/*.rs", "", "Patient/2", "not-found"},
		{"ward-a", "user/*.rs", "", "Observation/2", "not-found"},
		{"ward-a", "user/*.rs", "", "Observation/8", "not-found"}, // of a stay that is gone
		{"ward-a", "user/*.rs", "", "Binary/2", "not-found"},
		{"ward-a", "user/*.rs", "", "Binary/1", "read"},
		{"ward-a", "user/*.rs", "", "Provenance/Encounter-2", "not-found"},
		{"ward-a", "user/*.rs", "", "Provenance/Encounter-1", "read"},
		{"ward-a", "user/*.rs", "", "Flag/1", "not-found"},
		{"ward-a", "user/*.rs", "", "Encounter/15", "not-found"}, // of the other clinic's ward A
		{"house-n", "user/*.rs", "", "Binary/3", "not-found"},    // of the patient who is seen, and of another ward
		{"house-n", "user/*.rs", "", "Binary/4", "not-found"},    // of no stay
		{"everybody", "user/*.rs", "", "Binary/4", "read"},
		// searches
		{"ward-a", "user/*.rs", "", "Patient", "Patient/1"},
		{"ward-a", "user/*.rs", "", "Patient?name=beta", ""},
		{"ward-a", "user/*.rs", "", "Observation", "Observation/1 Observation/7"},
		{"ward-a", "user/*.rs", "", "Observation?patient=2", ""},
		{"ward-a", "user/*.rs", "", "Observation?patient=1", "Observation/1 Observation/7"},
		{"ward-a", "user/*.rs", "", "Observation?_id=1,2,3", "Observation/1"},
		{"ward-a", "user/*.rs", "", "Observation?_id:not=1", "Observation/7"},
		{"ward-a", "user/*.rs", "", "Encounter?subject:missing=true", ""},
		{"ward-a", "user/*.rs", "", "Encounter?_sort=-date", "Encounter/1"},
		{"ward-a", "user/*.rs", "", "Flag", ""},
		{"ward-a", "user/*.rs", "", "Organization", ""},
		{"ward-a", "user/*.rs", "", "Location?_count=9", "Location/00000000-0000-4000-8000-00000000000a Location/00000000-0000-4000-8000-00000000000b Location/00000000-0000-4000-8000-00000000000c"},
		{"house-n", "user/*.rs", "", "Organization", "Organization/2 Organization/3"},
		{"ward-a", "user/*.rs", "", "Medication", "Medication/1 Medication/2"},
		{"ward-a", "user/*.rs", "", "Practitioner", "Practitioner/1 Practitioner/2"},
		{"ward-a", "user/*.rs", "", "?_type=Encounter,Patient,Flag&_id=1,2", "Encounter/1 Patient/1"},
		// counts
		{"ward-a", "user/*.rs", "", "Observation?_total=accurate&_count=1", "total 2 Observation/1"},
		{"ward-a", "user/*.rs", "", "Observation?_total=estimate&_count=1", "total 2 Observation/1"},
		{"ward-a", "user/*.rs", "", "Observation?patient=2&_summary=count", "total 0"},
		// chains, both ways
		{"ward-a", "user/*.rs", "", "Observation?patient.name=beta", ""},
		{"ward-a", "user/*.rs", "", "Observation?encounter.subject:Patient.name=alpha", "Observation/1"},
		{"ward-a", "user/*.rs", "", "Practitioner?_has:Encounter:practitioner:_id=2", ""},
		{"ward-a", "user/*.rs", "", "Practitioner?_has:Encounter:practitioner:_id=1,2", "Practitioner/1"},
		{"ward-a", "user/*.rs", "", "Practitioner?_has:Encounter:practitioner:date=ge2000", "Practitioner/1"},
		{"ward-a", "user/*.rs", "", "Practitioner?_has:Encounter:practitioner:patient.name=beta", ""},
		{"ward-a", "user/*.rs", "", "Patient?_has:Observation:patient:value-quantity=71", ""},
		{"ward-a", "user/*.rs", "", "Patient?_has:Observation:patient:value-quantity=78", ""}, // of ward C
		{"ward-a", "user/*.rs", "", "Patient?_has:Observation:patient:value-quantity=70", "Patient/1"},
		{"house-n", "user/*.rs", "", "Patient?_has:Encounter:patient:service-provider=Organization/4", ""}, // of patient 3, elsewhere
		{"house-n", "user/*.rs", "", "Patient?_has:DocumentReference:patient:_id=3", ""},
		{"ward-b", "user/*.rs", "", "Patient?_has:DocumentReference:patient:_id=3", "Patient/3"},
		{"ward-a", "user/*.rs", "", "Location?_has:Encounter:location:_id=2", ""},
		{"ward-a", "user/*.rs", "", "Encounter?service-provider.name=north", ""}, // a site that is not seen from the ward
		// includes, both ways
		{"house-n", "user/*.rs", "", "Patient?_id=3&_revinclude=Encounter:subject", "Patient/3 +Encounter/3"},
		{"house-n", "user/*.rs", "", "Patient?_id=3&_revinclude=Observation:subject", "Patient/3 +Observation/3 +Observation/10"},
		{"house-n", "user/*.rs", "", "Patient?_id=3&_revinclude=*", "Patient/3 +Encounter/3 +Observation/3 +Observation/10"},
		{"ward-b", "user/*.rs", "", "Patient?_id=3&_revinclude=DocumentReference:subject", "Patient/3 +DocumentReference/3"},
		{"ward-a", "user/*.rs", "", "Practitioner?_id=2&_revinclude=Encounter:practitioner", "Practitioner/2"},
		{"ward-a", "user/*.rs", "", "Encounter?_include=Encounter:service-provider", "Encounter/1"},
		{"house-n", "user/*.rs", "", "Organization?_id=2&_include=Organization:partof", "Organization/2"},
		{"ward-a", "user/*.rs", "", "Location?_id=00000000-0000-4000-8000-00000000000b&_revinclude:iterate=Encounter:location", "Location/00000000-0000-4000-8000-00000000000b"},
		{"ward-a", "user/Observation.rs", "", "Observation?_id=1&_include=Observation:encounter", " Observation/1"},
		// compartments and operations
		{"house-n", "user/*.rs", "", "Patient/3/Encounter", "Encounter/3"},
		{"house-n", "user/*.rs", "", "Patient/2/Encounter", ""},
		{"house-n", "user/*.rs", "", "Practitioner/2/Encounter", "Encounter/13"},
		{"house-n", "user/*.rs", "", "Encounter/4/Observation", ""},
		{"house-n", "user/*.rs", "", "Patient/3/$everything", "Patient/3 Encounter/3 Observation/3 Observation/10 Organization/3 Practitioner/1 Provenance/Encounter-3 Provenance/Observation-3 Provenance/Observation-10"},
		{"house-n", "user/*.rs", "", "Patient/2/$everything", "not-found"},
		{"house-n", "user/*.rs", "", "Observation/$lastn?patient=3&category=vital-signs", "Observation/10"},
		{"ward-b", "user/*.rs", "", "Observation/$lastn?patient=3&category=vital-signs&max=5", "Observation/10 Observation/4"},
		{"ward-a", "user/*.rs", "", "Observation/$lastn?patient=1&category=vital-signs&max=5", "Observation/7 Observation/1"},
		// tricks with scopes: what the user may see bounds all of them
		{"house-n", "patient/*.rs", "3", "Encounter", "Encounter/3"},
		{"house-n", "patient/*.rs", "3", "Patient", "Patient/3"},
		{"house-n", "patient/*.rs", "2", "Patient", ""},
		{"house-n", "patient/*.rs", "2", "Encounter", ""},
		{"house-n", "patient/*.rs user/*.rs", "2", "Encounter", "Encounter/1 Encounter/3 Encounter/13"},
		{"house-n", "system/*.rs", "", "Encounter", "forbidden"},
		{"house-n", "system/*.rs user/Encounter.rs?_id=2", "", "Encounter", ""},
		{"house-n", "user/Encounter.rs?_id=2,3 user/Encounter.rs?date=sa2024-01-12", "", "Encounter", "Encounter/3 Encounter/13"},
		{"nowhere", "user/*.rs patient/*.rs system/*.rs", "1", "Practitioner", "forbidden"},
		{"nowhere", "user/*.rs patient/*.rs system/*.rs", "1", "Patient/1", "forbidden"},
		// with a role that is within and one that is not, each sees what it shows
		{"chief", "user/*.rs", "", "Patient", "Patient/2 Patient/3"},
		{"chief", "user/*.rs", "", "Observation", "Observation/2 Observation/4 Observation/10"},
		{"chief", "user/*.rs", "", "Encounter/1", "read"},
		{"chief", "user/*.rs", "", "Observation?encounter=1", ""},
		{"chief", "user/*.rs", "", "Observation?encounter:Encounter.patient.name=alpha", ""},
		{"chief", "patient/*.rs", "1", "Encounter", "Encounter/1 Encounter/13"},
		{"chief", "patient/*.rs", "1", "Patient", ""},
		{"chief", "user/*.rs", "", "Encounter?_has:Provenance:target:_id=Encounter-1", ""},
		{"chief", "user/*.rs", "", "Provenance/Encounter-1", "not-found"},
	} {
		g := grantTo(t, north, person(t, north, c.name), c.patient, c.scopes)
		if got := gives(t, north, g, c.request); got != c.want {
			t.Errorf("%s with %s (patient %q): %s is\n%s\nnot\n%s", c.name, c.scopes, c.patient, c.request, got, c.want)
		}
	}
	// A grant of the one clinic is worth nothing at the other, whose sites have the same numbers.
	g := grantTo(t, north, person(t, north, "house-n"), "", "user/*.rs")
	if got := gives(t, south, g, "Encounter"); got != "forbidden" {
		t.Errorf("at the other clinic: %s", got)
	}
}

// TestWithinCursor: a page link is worth nothing to who belongs elsewhere, though all else of the two is the same.
func TestWithinCursor(t *testing.T) {
	north, _, _ := wards(t)
	grants := map[string]access.Grant{}
	for _, name := range []string{"general", "house-n"} {
		p := person(t, north, name)
		p.User = "Practitioner/1"
		grants[name] = grantTo(t, north, p, "", "user/*.rs")
	}
	page, _, err := interaction.Search(t.Context(), north, grants["general"], "Encounter", url.Values{"_count": {"1"}}, false)
	if err != nil {
		t.Fatal(err)
	}
	next, err := following(page)
	if err != nil || next == nil {
		t.Fatal(err, "no next page")
	}
	if again, _, err := interaction.Search(t.Context(), north, grants["general"], "Encounter", next, false); err != nil || len(again.Entries) != 1 {
		t.Errorf("the own link: %v", err)
	}
	if _, _, err := interaction.Search(t.Context(), north, grants["house-n"], "Encounter", next, false); err == nil {
		t.Error("another one's link was followed")
	}
}

// TestWithinMoves: what moves in the tree is seen from its new place at the next request, and from the old one no more; a user's own
// organisations are those that were read last.
func TestWithinMoves(t *testing.T) {
	north, _, db := wards(t)
	do := func(statement string) {
		t.Helper()
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	g := grantTo(t, north, person(t, north, "house-n"), "", "user/*.rs")
	south := grantTo(t, north, access.Person{Roles: []string{"ward"}, Organizations: []string{"Organization/4"}}, "", "user/*.rs")
	sees := func(what string, g access.Grant, want string) {
		t.Helper()
		if got := strings.ReplaceAll(gives(t, north, g, "Encounter?_count=50"), "Encounter/", ""); got != want {
			t.Errorf("%s: %s, not %s", what, got, want)
		}
	}
	sees("before", g, "1 3 13")
	sees("before, in the south", south, "2 4")
	do("UPDATE site SET part_of = 4 WHERE clinic = 1 AND site_id = 3")
	sees("the annex moved", g, "1 13")
	sees("the annex moved, in the south", south, "2 3 4")
	do("UPDATE ward SET site_id = 3 WHERE clinic = 1 AND code = 'C'")
	sees("ward C moved", g, "1")
	sees("ward C moved, in the south", south, "2 3 4 13")
	do("UPDATE site SET part_of = 3 WHERE clinic = 1 AND site_id = 4") // and 3 is of 4
	sees("a circle", south, "")
	sees("a circle elsewhere", g, "1")
	do("UPDATE site SET part_of = 1 WHERE clinic = 1 AND site_id = 4")
	do("UPDATE site SET closed = 1 WHERE clinic = 1 AND site_id = 4")
	sees("the own site closed", south, "")
	do("UPDATE site SET closed = 0 WHERE clinic = 1 AND site_id = 4")
	sees("and open again", south, "2 3 4 13")
	do("DELETE FROM login_place WHERE login_id = 3")
	sees("until the next sign-in", g, "1")
	if p := person(t, north, "house-n"); len(p.Organizations) != 0 {
		t.Errorf("the next sign-in: %v", p)
	}
	do("UPDATE site SET part_of = site_id - 1 WHERE clinic = 1 AND site_id BETWEEN 2 AND 11") // a row of eleven
	top := grantTo(t, north, access.Person{Roles: []string{"ward"}, Organizations: []string{"Organization/1"}}, "", "user/*.rs")
	do("UPDATE site SET closed = 0")
	sees("a long way down", top, "1 2 3 4 5 6 7 8 9 10 13 14 16")
}

// TestWithinStatements: the tree costs a statement for each level and source, whatever else is asked; what is shared costs none.
func TestWithinStatements(t *testing.T) {
	s, _ := wardsServed(t)
	north := s.tenants[0].site
	for _, c := range []struct {
		name, request string
		want          int
	}{
		{"everybody", "Encounter", 0},
		{"ward-a", "Location", 0},
		{"ward-a", "Medication", 0},
		{"ward-a", "Encounter", 1}, // nothing is a part of a ward
		{"ward-a", "Encounter/1", 1},
		{"under", "Encounter", 2}, // sites and wards below it: there are none
		{"house-n", "Organization", 4},
		{"house-n", "Encounter", 4},
		{"house-n", "Patient?_id=3&_revinclude=*&_total=accurate", 4},
		{"house-n", "Patient/3/$everything", 4},
		{"general", "Observation?patient.name=alpha&_sort=date", 6},
	} {
		g := grantTo(t, north, person(t, north, c.name), "", "user/*.rs")
		s.heard.take()
		gives(t, north, g, c.request)
		text := s.heard.take()
		got := strings.Count(text, "SELECT `f`.`site_id`, `f`.`part_of` FROM") + strings.Count(text, "SELECT `w`.`code`, `w`.`site_id` FROM")
		if got != c.want {
			t.Errorf("%s, %s: %d statements for the tree, not %d:\n%s", c.name, c.request, got, c.want, text)
		}
	}
}

// TestWithinDifferential: random searches of each user are answered as the evaluator answers them that reads JSON, and byte for
// byte as before when what is of other organisations is taken away.
func TestWithinDifferential(t *testing.T) {
	north, _, db := wards(t)
	subject := newSubject(t, "wards", north)
	subject.sparse = true
	n := newNaive(subject)
	n.prepare(t)
	var done trial
	var before []reply
	for name := range staysOf {
		p := person(t, north, name)
		if name == "chief" || name == "everybody" || len(p.Organizations) == 0 {
			continue
		}
		for i, scopes := range []string{"user/*.rs", "patient/*.rs"} {
			s := scoped{scopes: []scopeOf{{context: strings.Split(scopes, "/")[0], typ: "*", read: true, search: true}}, within: true, organizations: p.Organizations}
			if i == 1 {
				s.patient = choice(rand.New(rand.NewPCG(seedAsked(), uint64(len(name)))), n.items["Patient"]).id
			}
			v, g := n.under(s), grantTo(t, n.site, p, s.patient, scopes)
			n.random(t, v, g, seedAsked(), queriesAsked()/100, &done)
			if name == "house-n" && i == 0 {
				before = v.answersUnder(t, g)
			}
		}
	}
	n.report(t, &done)
	for _, statement := range []string{ // stays of the north house: 1 3 13
		"DELETE FROM stay WHERE stay_id NOT IN (1, 3, 13)", "DELETE FROM person WHERE person_id NOT IN (1, 3)",
		"DELETE FROM measure WHERE stay_id NOT IN (1, 3, 13) OR stay_id IS NULL AND person_id NOT IN (1, 3)",
		"DELETE FROM letter WHERE stay_id IS NULL OR stay_id NOT IN (1, 3, 13)", "DELETE FROM warning",
	} {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	if len(walked(t, n.site, "Patient", nil)) != 2 {
		t.Error("nothing was taken away")
	}
	for _, b := range before {
		if after := answerOf(t, n.site, b.grant, b.query); after != b.text {
			t.Errorf("%s tells of others: %s", b.query, firstDifference(after, b.text))
		}
	}
}

// answersUnder are those to random searches under a grant.
func (v *view) answersUnder(t *testing.T, grant access.Grant) []reply {
	t.Helper()
	g := &generator{v, rand.New(rand.NewPCG(seedAsked(), 7))}
	var out []reply
	for range queriesAsked() / 100 {
		q := g.search()
		q.count = min(q.count, 30)
		out = append(out, reply{grant, q, answerOf(t, v.site, grant, q)})
	}
	return out
}
