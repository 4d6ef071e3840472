package interaction_test

import (
	"database/sql"
	"math/rand/v2"
	"net/url"
	"slices"
	"strconv"
	"testing"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/bundle"
	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/mysqltest"
)

// movers are rows that come and go while somebody walks through pages: a third of some tables, by their keys.
type movers struct {
	t  *testing.T
	db *sql.DB
	r  *rand.Rand
}

// moved are the tables whose rows move, with their keys.
var moved = []struct{ table, key string }{{"patient", "pat_id"}, {"encounter", "enc_id"}, {"vitals", "vit_id"}, {"chart_item", "item_id"}, {"lab_order", "ord_id"}}

func (m *movers) do(statement string) {
	m.t.Helper()
	if _, err := m.db.ExecContext(m.t.Context(), statement); err != nil {
		m.t.Fatalf("%s: %v", statement, err)
	}
}

// prepare keeps a copy of the rows that move.
func (m *movers) prepare() {
	for _, t := range moved {
		m.do("CREATE TABLE moving_" + t.table + " AS SELECT * FROM " + t.table + " WHERE " + t.key + " % 3 = 1")
	}
}

// out takes all of them away, in brings all of them.
func (m *movers) out() {
	for _, t := range moved {
		m.do("DELETE FROM " + t.table + " WHERE " + t.key + " % 3 = 1")
	}
}

func (m *movers) in() {
	for _, t := range moved {
		m.do("INSERT IGNORE INTO " + t.table + " SELECT * FROM moving_" + t.table)
	}
}

// some brings some of them, anywhere in the order of the keys, and now and then takes others away.
func (m *movers) some() {
	for _, t := range moved {
		part := strconv.Itoa(m.r.IntN(4))
		m.do("INSERT IGNORE INTO " + t.table + " SELECT * FROM moving_" + t.table + " WHERE " + t.key + " DIV 3 % 4 = " + part)
		if m.r.IntN(3) == 0 {
			m.do("DELETE FROM " + t.table + " WHERE " + t.key + " % 3 = 1 AND " + t.key + " DIV 3 % 4 <> " + part)
		}
	}
}

// TestMovingRows: while rows come and go between the pages, every resource that stood throughout is shown once, in its order,
// and no other twice.
func TestMovingRows(t *testing.T) {
	t.Parallel() // walks and changes take turns, in a database of its own
	database, n := ownPractice(t)
	m := &movers{t, mysqltest.Open(t, database), rand.New(rand.NewPCG(seedAsked(), 0))}
	m.prepare()
	pages := 0
	for _, typ := range n.types {
		pages += m.check(n.site, typ, "")
		for _, key := range append([]string{"_id", "-_id"}, n.sortable[typ]...) {
			if m.r.IntN(6) == 0 {
				pages += m.check(n.site, typ, key)
			}
		}
	}
	if pages < 200 {
		t.Errorf("only %d pages were looked at", pages)
	}
	t.Logf("%d pages", pages)
}

// check walks through a type in one order, and says over how many pages.
func (m *movers) check(s *interaction.Site, typ, key string) (pages int) {
	m.t.Helper()
	params := url.Values{"_count": {"1000"}}
	if key != "" {
		params.Set("_sort", key)
	}
	m.out()
	want := urlsOf(walked(m.t, s, typ, params))
	m.in()
	with := urlsOf(walked(m.t, s, typ, params))
	m.out()
	stands := map[string]bool{}
	for _, address := range with {
		stands[address] = slices.Contains(want, address)
	}
	passing := func(address string) bool { return !stands[address] }
	want = slices.DeleteFunc(want, passing)
	params.Set("_count", strconv.Itoa(max(1, len(want)/(3+m.r.IntN(5)))))
	got, pages := m.walk(s, typ, params)
	seen := map[string]bool{}
	for _, address := range got {
		if seen[address] {
			m.t.Errorf("%s?%s shows %s twice", typ, params.Encode(), address)
		}
		seen[address] = true
	}
	if got = slices.DeleteFunc(got, passing); !slices.Equal(got, want) {
		m.t.Errorf("%s?%s: what stood throughout: %s", typ, params.Encode(), unlike(got, want))
	}
	return pages
}

// walk follows the pages, between which rows move.
func (m *movers) walk(s *interaction.Site, typ string, params url.Values) (out []string, pages int) {
	for params != nil {
		page, _, err := interaction.Search(m.t.Context(), s, access.Open(s.Tenant), typ, params, false)
		if err != nil {
			m.t.Fatal(err)
		}
		out = append(out, urlsOf(page.Entries)...)
		pages++
		m.some()
		if params, err = following(page); err != nil {
			m.t.Fatal(err)
		}
	}
	return out, pages
}

func urlsOf(entries []bundle.Entry) []string {
	out := make([]string, len(entries))
	for i, e := range entries {
		out[i] = e.FullURL
	}
	return out
}
