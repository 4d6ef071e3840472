package interaction_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/mysqltest"
	"ehr.example/portico/mappers"
	"ehr.example/portico/mappers/ehr/practice/sample"
)

// ownPractice is a small practice in a database of the test's own, whose rows may come and go.
func ownPractice(t *testing.T) (database string, n *naive) {
	t.Helper()
	database = mysqltest.Fresh(t)
	o := sample.Options{Seed: 3, Clinics: []sample.Clinic{{ID: 1, Name: "My Clinic", Patients: 25, Zone: "America/New_York", HeavyEncounters: 10}}}
	if err := sample.Load(t.Context(), mysqltest.Open(t, database), o); err != nil {
		t.Fatal(err)
	}
	db := open(t, mysqltest.DSN(t, database))
	p := compiled(t, mappers.Mapper{Name: "practice", Files: os.DirFS("../../mappers/ehr/practice")}, db)
	n = newNaive(newSubject(t, "practice", site(t, db, p, myClinic)))
	n.prepare(t)
	return database, n
}

// TestOutside: random searches under random grants for some patients are answered byte for byte as before when the records of
// all other patients are taken away: matches, includes, totals, where pages end, what is refused.
func TestOutside(t *testing.T) {
	t.Parallel() // asks one search at a time, in a database of its own
	database, n := ownPractice(t)
	r := rand.New(rand.NewPCG(seedAsked(), 0))
	var inside []string
	for range 3 {
		inside = append(inside, choice(r, n.items["Patient"]).id)
	}
	var before []reply
	for len(before) < queriesAsked()/20 {
		before = append(before, n.answersFor(t, r, inside)...)
	}
	removed := withoutRecords(t, database, inside)
	if all := walked(t, n.site, "Patient", nil); len(all) >= len(n.items["Patient"]) || removed < 100 {
		t.Error("nothing was taken away")
	}
	differ := 0
	for _, b := range before {
		if after := answerOf(t, n.site, b.grant, b.query); after != b.text {
			if differ++; differ < 5 {
				t.Errorf("seed %d, %s under %s tells of others' records: %s", seedAsked(), b.query, b.grant, firstDifference(after, b.text))
			}
		}
	}
	t.Logf("%d searches, %d rows outside", len(before), removed)
}

// answersFor are those to random searches under a random grant that reaches some patients at most.
func (n *naive) answersFor(t *testing.T, r *rand.Rand, inside []string) []reply {
	t.Helper()
	s := (&grants{&generator{n.all(), r}}).scoped()
	s.patient, s.reach = choice(r, inside), slices.Compact(slices.Sorted(slices.Values(inside[:r.IntN(4)])))
	for i := range s.scopes {
		if s.scopes[i].context == "system" {
			s.scopes[i].context = "user"
		}
	}
	if s.reach == nil {
		s.reach = []string{} // nobody's; nil would be everyone's
	}
	v := n.under(s)
	if !slices.ContainsFunc(n.types, v.searches) {
		return nil
	}
	g, grant := &generator{v, r}, s.grant(t, n.site.Tenant)
	var out []reply
	for range searchesUnder {
		q := g.search()
		q.count = min(q.count, 30)
		out = append(out, reply{grant, q, answerOf(t, n.site, grant, q)})
	}
	return out
}

// reply is a search under a grant with its answer.
type reply struct {
	grant access.Grant
	query searched
	text  string
}

// answerOf is a search's whole answer as text, without the seals of its links.
func answerOf(t *testing.T, s *interaction.Site, g access.Grant, q searched) string {
	t.Helper()
	var out strings.Builder
	for params := q.params(); params != nil; {
		page, _, err := interaction.SearchAt(t.Context(), s, g, q.at(), params, false)
		if err != nil {
			return out.String() + err.Error()
		}
		fmt.Fprintf(&out, "page of %d, total %s, next %t\n", len(page.Entries), number(page.Total), page.Next != "")
		for _, e := range page.Entries {
			fmt.Fprintf(&out, "%s %s %s\n", e.Mode, e.FullURL, e.Resource)
		}
		if params, err = following(page); err != nil {
			t.Fatal(err)
		}
	}
	return out.String()
}

// withoutRecords takes all rows of patients away but those of some, and says how many.
func withoutRecords(t *testing.T, database string, inside []string) (rows int64) {
	t.Helper()
	db := mysqltest.Open(t, database)
	remove := func(statement string) {
		done, err := db.ExecContext(t.Context(), statement)
		if err != nil {
			t.Fatal(err)
		}
		n, _ := done.RowsAffected()
		rows += n
	}
	for _, table := range tablesWith(t, database, "pat_id") {
		remove("DELETE FROM `" + table + "` WHERE pat_id NOT IN (" + strings.Join(inside, ", ") + ")")
	}
	for _, table := range tablesWith(t, database, "chart_no") {
		if table != "patient" {
			remove("DELETE FROM `" + table + "` WHERE chart_no NOT IN (SELECT chart_no FROM patient)")
		}
	}
	for child, parent := range map[string]string{"lab_result": "lab_order", "lab_report": "lab_order", "reaction": "chart_item", "surgery": "chart_item"} {
		key := map[string]string{"lab_order": "ord_id", "chart_item": "item_id"}[parent]
		remove("DELETE FROM " + child + " WHERE " + key + " NOT IN (SELECT " + key + " FROM " + parent + ")")
	}
	return rows
}

// tablesWith are the tables that have a column.
func tablesWith(t *testing.T, database, column string) []string {
	t.Helper()
	rows, err := mysqltest.Open(t, database).QueryContext(t.Context(),
		"SELECT table_name FROM information_schema.columns WHERE table_schema = ? AND column_name = ? ORDER BY table_name", database, column)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var tables []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		tables = append(tables, name)
	}
	if err := rows.Err(); err != nil || len(tables) == 0 {
		t.Fatal(err, "no tables have", column)
	}
	return tables
}
