package interaction_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/search"
	"ehr.example/portico/mappers/schema"
	"ehr.example/portico/mappers/sqltree"
)

// The statements of a page by what they are for: keys come in pages, key sets are distinct, and rows are read by keys.
var (
	keyStatement = regexp.MustCompile(` LIMIT \d+\)?$`)
	setStatement = regexp.MustCompile(`^\(?SELECT DISTINCT .* LIMIT 1001\)?$`)
	byKeys       = regexp.MustCompile(`(IN \([(?, )]*\)|= \?\)?)( ORDER BY [^?]*)?$`)
)

// TestEverythingStatements: the statements of a whole record are few, however many references lead out of it. Sources are asked for
// keys together, key sets are found together, and what several of them show of another table is read once.
func TestEverythingStatements(t *testing.T) {
	for _, s := range subjects(t) {
		t.Run(s.site.Tenant, func(t *testing.T) {
			long := 0
			for _, p := range s.items["Patient"][:3] {
				if s.everythingStatements(t, search.Compartment{Type: "Patient", ID: p.id}) > 20 {
					long++
				}
			}
			if long == 0 {
				t.Error("no record has more than 20 entries")
			}
		})
	}
}

// everythingStatements judges the statements of a record, and gives the number of its entries.
func (s *subject) everythingStatements(t *testing.T, of search.Compartment) int {
	var sent []string
	var with [][]any
	own := *s.site
	verify := own.Verify
	own.Verify = func(text string, args []any, values sqltree.Values) error {
		sent, with = append(sent, text), append(with, args)
		return verify(text, args, values)
	}
	at := interaction.Address{Within: of, Operation: interaction.Everything}
	page, _, err := interaction.SearchAt(t.Context(), interaction.NewSite(own), access.Open(own.Tenant), at, count(1000), false)
	if err != nil {
		t.Fatal(err)
	}
	defer page.Release()
	if page.Next != "" {
		t.Fatalf("%s has another page", of)
	}
	alone := 0 // sources whose keys are no numbers
	for _, typ := range own.Program.Types {
		for _, src := range typ.Sources {
			if slices.ContainsFunc(src.Rows.KeyKinds, func(k schema.Kind) bool { return k != schema.Integer }) {
				alone++
			}
		}
	}
	keys, sets, codes, rows := 0, 0, 0, map[string]int{}
	for i, text := range sent {
		switch {
		case setStatement.MatchString(text):
			sets++
		case keyStatement.MatchString(text):
			keys++
		default:
			read, asked, _ := cutAt(text, byKeys)
			rows[fmt.Sprint(read, with[i][:len(with[i])-strings.Count(asked, "?")])]++
		}
		if strings.Contains(text, "FROM `code_list`") {
			codes++
		}
	}
	// the patient is looked for, then 1, 4, 16 and 64 sources are asked; Provenance is of practitioners that the record refers to
	if keys > 5+alone || sets > 4 {
		t.Errorf("%s: %d statements for keys and %d for key sets:\n%s", of, keys, sets, strings.Join(sent, "\n"))
	}
	if codes > 2 { // of rows, and of what lies below them
		t.Errorf("%s: codes are looked up by %d statements:\n%s", of, codes, strings.Join(sent, "\n"))
	}
	for text, n := range rows {
		if n > 1 {
			t.Errorf("%s: %d times\n%s", of, n, text)
		}
	}
	return len(page.Entries)
}

// TestNobody: where a clinic has no rows at all, every source is asked, and nothing is found.
func TestNobody(t *testing.T) {
	for _, s := range subjects(t) {
		own := *s.site
		own.Settings = maps.Clone(own.Settings)
		own.Settings["clinic"] = "99"
		site := interaction.NewSite(own)
		sources := 0
		for _, typ := range own.Program.Types {
			sources += len(typ.Sources)
		}
		page, stats, err := interaction.SearchAt(t.Context(), site, access.Open(own.Tenant), interaction.Address{}, count(10), false)
		if err != nil || len(page.Entries) > 10 || stats.Statements < 33 || sources < 40 {
			t.Errorf("%s: %d entries of %d sources by %d statements: %v", own.Tenant, len(page.Entries), sources, stats.Statements, err)
		}
		page.Release()
	}
}

// cutAt cuts a text where an expression begins to match.
func cutAt(text string, at *regexp.Regexp) (before, match string, found bool) {
	if place := at.FindStringIndex(text); place != nil {
		return text[:place[0]], text[place[0]:], true
	}
	return text, "", false
}
