package interaction_test

import (
	"io/fs"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/interaction"
)

// TestEstimate: where the matches are few an estimate is exact.
func TestEstimate(t *testing.T) {
	my, lake := practiceSites(t)
	for _, s := range []*interaction.Site{my, lake} {
		for search, grants := range map[string][]access.Grant{
			"Patient":                         {access.Open(s.Tenant), access.ForPatient(s.Tenant, "1")},
			"Patient?name=nobody":             {access.Open(s.Tenant)},
			"Patient?_id=1":                   {access.Open(s.Tenant)},
			"Condition?_sort=onset-date":      {access.Open(s.Tenant)},
			"Observation":                     {access.Open(s.Tenant), access.ForPatient(s.Tenant, "1"), access.ForPatient(s.Tenant, "99999999")},
			"Observation?patient.name=garcia": {access.Open(s.Tenant)},
			"Observation?category=vital-signs&_sort=-date": {access.Open(s.Tenant)},
		} {
			for _, g := range grants {
				want, _ := totalOf(t, s, g, search, "accurate")
				if got, text := totalOf(t, s, g, search, "estimate"); got != want || strings.Contains(text, "EXPLAIN") {
					t.Errorf("%s under %s: %d, want %d\n%s", search, g, got, want, text)
				}
			}
		}
	}
}

// TestEstimateMany: where the matches are many they are not counted, and what was counted bounds the estimate from below.
func TestEstimateMany(t *testing.T) {
	s := newSmall(t, "small", ownText(t, "estimate")).site(nil)
	open := access.Open("small")
	for _, c := range []struct {
		search    string
		counted   int64
		low, high int64 // what may be believed of it
	}{
		{"Patient", 5000, 2500, 10000},
		{"Patient?gender=male", 1666, 1001, 5000},
		{"Patient?gender:not=male", 3334, 1001, 10000},
		{"Observation", 6000, 3000, 12000}, // one and a half of each row
		{"Observation?code=29463-7", 2000, 1001, 8000},
		{"Observation?_sort=code", 6000, 2002, 16000},
	} {
		want, _ := totalOf(t, s, open, c.search, "accurate")
		got, text := totalOf(t, s, open, c.search, "estimate")
		if want != c.counted || got < c.low || got > c.high || !strings.Contains(text, "EXPLAIN") {
			t.Errorf("%s: %d of %d", c.search, got, want)
		}
		if fullCount.MatchString(text) {
			t.Errorf("%s counts everything:\n%s", c.search, text)
		}
	}
}

// TestEstimateAmong: where others' rows stand in the same tables, or the grant covers a part, the optimizer is not asked: what
// it believes depends on them.
func TestEstimateAmong(t *testing.T) {
	shared := newSmall(t, "small", smallText(t, "estimate")).site(map[string]string{"site": "10"})
	own := newSmall(t, "small", ownText(t, "estimate")).site(nil)
	scoped := func(scopes string) access.Grant {
		parsed, err := access.ParseScopes(scopes)
		if err != nil {
			t.Fatal(err)
		}
		g, err := access.NewGrant("small", access.Claims{Scopes: parsed, Patient: "7", Reach: access.Everyone()})
		if err != nil {
			t.Fatal(err)
		}
		return g
	}
	for _, c := range []struct {
		site   *interaction.Site
		grant  access.Grant
		search string
		want   int64
	}{
		{shared, access.Open("small"), "Patient", 4000},
		{shared, access.Open("small"), "Observation", 4800},
		{own, scoped("system/Observation.rs?code=http://loinc.org|29463-7"), "Observation", 2000},
		{own, access.ForPatient("small", "7"), "Observation", 1},
		{own, scoped("system/Observation.rs system/Patient.rs?gender=female"), "Observation?subject:Patient.gender:not=male", 4001},
		{own, scoped("system/Patient.rs system/Observation.rs?code=http://loinc.org|29463-7"), "Patient?_has:Observation:patient:code=29463-7,8867-4", 2000},
		{own, scoped("user/Observation.rs?code=http://loinc.org|8867-4 patient/Observation.rs"), "Observation", 4000},
	} {
		got, text := totalOf(t, c.site, c.grant, c.search, "estimate")
		want, _ := totalOf(t, c.site, c.grant, c.search, "accurate")
		if got != c.want || got != want || strings.Contains(text, "EXPLAIN") {
			t.Errorf("%s under %s: %d of %d, want %d\n%s", c.search, c.grant, got, want, c.want, text)
		}
	}
}

// ownText is a small database without tenancy: it is the tenant's own.
func ownText(t *testing.T, name string) fs.FS {
	t.Helper()
	archive, err := txtar.ParseFile("testdata/" + name + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range archive.Files {
		if f.Name == "mapper.yaml" {
			text := strings.Replace(string(f.Data), "settings: {site: {about: site}}\ntenancy: {column: site = $site}\n", "tenancy: database\n", 1)
			archive.Files[i].Data = []byte(text)
		}
	}
	folder, err := txtar.FS(archive)
	if err != nil {
		t.Fatal(err)
	}
	return folder
}

// fullCount is a count that was run, and not only explained.
var fullCount = regexp.MustCompile(`(?m)^ +SELECT (STRAIGHT_JOIN )?(COUNT|COALESCE\(SUM)\(`)

// totalOf is the total of a search, and its explanation with all statements.
func totalOf(t *testing.T, s *interaction.Site, g access.Grant, search, mode string) (total int64, explained string) {
	t.Helper()
	typ, query, _ := strings.Cut(search, "?")
	params, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	params.Set("_total", mode)
	params.Set("_count", "1")
	page, _, err := interaction.Search(t.Context(), s, g, typ, params, false)
	if err != nil || page.Total == nil {
		t.Fatalf("%s: %v", search, err)
	}
	explained, err = interaction.Explain(t.Context(), s, g, typ, params)
	if err != nil {
		t.Fatal(err)
	}
	return *page.Total, explained
}
