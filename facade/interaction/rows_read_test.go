package interaction_test

import (
	"database/sql"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/mysqltest"
	"ehr.example/portico/mappers"
	"ehr.example/portico/mappers/sqltree"
)

// TestRowsRead: a search reads about as many rows as it shows, and not a table. What is counted is what the database's handlers
// did for each statement (Handler_read…), index entries and looks into it included.
func TestRowsRead(t *testing.T) {
	l := newLarge(t)
	for _, c := range []struct {
		search string
		pages  int // how many pages to follow before the one that is counted
		most   int64
	}{
		// Chains start from what they lead to where that is rare, and else from the searched rows.
		{"Observation?subject:Patient.family=rare", 0, 400},
		{"Observation?subject:Patient.family=nobody", 0, 20},
		{"Observation?subject:Patient.birthdate=1950-01-01", 0, 300},
		{"Observation?category=laboratory&subject:Patient.gender=female", 0, 4500},
		{"Observation?category=laboratory&subject:Patient.gender=female&_sort=-date", 0, 4500},
		{"Observation?category=laboratory&encounter.class=AMB", 0, 4500},
		{"Observation?category=laboratory&encounter.patient.family=rare", 0, 400},
		{"Observation?category=laboratory&encounter.date=2001-01-01", 0, 600},
		{"Observation?patient=7&encounter.class=EMER", 0, 200},
		{"Encounter?patient.family=family7&_sort=-date", 0, 4500},
		// _has starts from what refers where that is rare, and else from the searched rows.
		{"Patient?_has:Observation:patient:code=RARE", 0, 100},
		{"Patient?_has:Observation:patient:code=C1", 0, 15_000},
		{"Patient?_has:Encounter:patient:class=AMB", 0, 1500},
		{"Patient?_has:Encounter:patient:class=EMER", 0, 9000},
		{"Patient?_has:Observation:patient:value-quantity=gt5", 0, 1500},
		{"Patient?_id=7&_has:Observation:patient:value-quantity=gt5", 0, 300},
		{"Patient?family=rare&_has:Encounter:patient:class=AMB", 0, 300},
		{"Encounter?_has:Observation:encounter:code=RARE", 0, 100},
		{"Patient?_has:Encounter:patient:_has:Observation:encounter:code=RARE", 0, 100},
		// Includes read what the page shows.
		{"Observation?category=laboratory&_include=Observation:subject&_include=Observation:encounter", 0, 800},
		{"Encounter?_revinclude=Observation:encounter", 0, 1200},
		{"Patient?_count=10&_revinclude=Encounter:subject&_revinclude:iterate=Observation:encounter", 0, 2500},
		// An order that an index has costs a page, however deep, and whatever the number of sources.
		{"Observation?category=laboratory&_sort=date", 0, 500},
		{"Observation?category=laboratory&_sort=-date", 0, 500},
		{"Observation?category=laboratory&_sort=-date", 60, 500},
		{"Observation?category=measured&_sort=-date", 0, 2500},
		{"Observation?category=measured&_sort=-date", 20, 2500},
		{"Observation?category=measured&_sort=date", 20, 2500},
		{"Patient?_sort=birthdate", 60, 500},
		{"Patient?_sort=-family", 60, 500},
		// So does the order of keys.
		{"Patient", 60, 500},
		{"Encounter", 60, 800},
		{"Observation?category=laboratory", 60, 800},
		// What is asked of an index starts there where it is rare.
		{"Observation?category=laboratory&date=2001-01-01", 0, 600},
		{"Observation?category=laboratory&date=2006-01-01&_count=5", 0, 600},
		{"Observation?code=RARE", 0, 200},
		{"Encounter?date=2001-01-01", 0, 800},
		{"Patient?birthdate=1950-01-01", 0, 50},
	} {
		if got, text := l.read(t, c.search, c.pages); got > c.most {
			t.Errorf("%s, page %d: %d rows were read, at most %d should be\n%s", c.search, c.pages+1, got, c.most, text)
		}
	}
	if got, _ := l.read(t, "Observation?value-quantity=12345", 0); got < 60_000 { // nothing else can find it
		t.Errorf("a table was read with %d rows: the counts are wrong", got)
	}
}

// large is a site whose statements are sent again, on a connection that counts.
type largeSite struct {
	site *interaction.Site
	conn *sql.Conn
	sent []struct {
		text string
		args []any
	}
}

func newLarge(t *testing.T) *largeSite {
	t.Helper()
	folder := smallText(t, "plans")
	files := fstest.MapFS{}
	for _, name := range []string{"mapper.yaml", "patient.yaml", "visit.yaml", "result.yaml"} {
		files[name] = &fstest.MapFile{Data: []byte(textFile(t, folder, name))}
	}
	tables := textFile(t, folder, "tables.sql")
	for n := range 10 {
		each := func(name string) string { return strings.ReplaceAll(textFile(t, folder, name), "@", fmt.Sprint(n)) }
		files[fmt.Sprintf("m%d.yaml", n)] = &fstest.MapFile{Data: []byte(each("m.yaml"))}
		tables += ";\n" + each("m.sql")
	}
	name := mysqltest.Fresh(t)
	fill(t, name, tables)
	db := open(t, mysqltest.DSN(t, name))
	l := &largeSite{}
	own := *site(t, db, compiled(t, mappers.Mapper{Name: "small", Files: files}, db), clinic{"small", "America/New_York", map[string]string{"site": "10"}})
	verify := own.Verify
	own.Verify = func(text string, args []any, values sqltree.Values) error {
		l.sent = append(l.sent, struct {
			text string
			args []any
		}{text, args})
		return verify(text, args, values)
	}
	l.site = interaction.NewSite(own)
	var err error
	if l.conn, err = mysqltest.Admin(t).Conn(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.conn.Close() })
	for _, statement := range []string{"USE `" + name + "`", "SET SESSION join_cache_level = 0, optimizer_search_depth = 6, eq_range_index_dive_limit = 10, time_zone = '+00:00', sql_mode = 'NO_UNSIGNED_SUBTRACTION'"} {
		if _, err := l.conn.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	return l
}

// read is how many rows a page of a search reads, with its statements.
func (l *largeSite) read(t *testing.T, search string, behind int) (total int64, text string) {
	t.Helper()
	typ, query, _ := strings.Cut(search, "?")
	params, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	for i := range behind + 1 {
		l.sent = nil
		page, _, err := interaction.Search(t.Context(), l.site, access.Open(l.site.Tenant), typ, params, false)
		if err != nil {
			t.Fatalf("%s: %v", search, err)
		}
		page.Release()
		if i == behind {
			break
		}
		next, err := url.Parse(page.Next)
		if err != nil || page.Next == "" {
			t.Fatalf("%s has %d pages: %v", search, i+1, err)
		}
		params = next.Query()
	}
	var out strings.Builder
	for _, s := range l.sent {
		n := l.count(t, s.text, s.args)
		fmt.Fprintf(&out, "%7d %.700s\n", n, s.text)
		total += n
	}
	return total, out.String()
}

// count sends a statement again.
func (l *largeSite) count(t *testing.T, text string, args []any) (n int64) {
	t.Helper()
	if _, err := l.conn.ExecContext(t.Context(), "FLUSH STATUS"); err != nil {
		t.Fatal(err)
	}
	drain(t, l.conn, text, args, func(*sql.Rows) error { return nil })
	drain(t, l.conn, "SHOW SESSION STATUS LIKE 'Handler_read%'", nil, func(rows *sql.Rows) error {
		var name string
		var one int64
		err := rows.Scan(&name, &one)
		n += one
		return err
	})
	return n
}

func drain(t *testing.T, conn *sql.Conn, text string, args []any, row func(*sql.Rows) error) {
	t.Helper()
	rows, err := conn.QueryContext(t.Context(), text, args...)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows); err != nil {
			t.Fatal(err)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}
