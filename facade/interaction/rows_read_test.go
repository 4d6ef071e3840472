package interaction_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"ehr.example/portico/facade/mysqltest"
	"ehr.example/portico/mappers"
)

// TestRowsRead: a search reads about as many rows as it shows, and not a table, and sorts no more of them than it has to.
func TestRowsRead(t *testing.T) {
	l := newLarge(t)
	const nothing = "Observation?subject:Patient.family=nobody"
	for _, c := range []struct {
		search       string
		pages        int // how many pages to follow before the one that is counted
		most, sorted int64
	}{
		// Chains start from what they lead to where that is rare, and else from the searched rows.
		{"Observation?subject:Patient.family=rare", 0, 400, 100},
		{nothing, 0, 20, 0},
		{"Observation?subject:Patient.birthdate=1950-01-02", 0, 300, 100},
		{"Observation?category=laboratory&subject:Patient.gender=female", 0, 4500, 0},
		{"Observation?category=laboratory&subject:Patient.gender=female&_sort=-date", 0, 4500, 0},
		{"Observation?category=laboratory&encounter.class=AMB", 0, 4500, 0},
		{"Observation?category=laboratory&encounter.patient.family=rare", 0, 400, 100},
		{"Observation?category=laboratory&encounter.date=2001-01-02", 0, 600, 100},
		{"Observation?patient=50&encounter.class=EMER", 0, 200, 100},
		{"Encounter?patient.family=family8&_sort=-date", 0, 5000, 2000},
		// _has starts from what refers where that is rare, and else from the searched rows.
		{"Patient?_has:Observation:patient:code=RARE", 0, 100, 60},
		{"Patient?_has:Observation:patient:code=C1", 0, 4500, 60},
		{"Patient?_has:Encounter:patient:class=AMB", 0, 1500, 60},
		{"Patient?_has:Encounter:patient:class=EMER", 0, 9000, 60},
		{"Patient?_has:Observation:patient:value-quantity=gt5", 0, 1500, 60},
		{"Patient?_id=8&_has:Observation:patient:value-quantity=gt5", 0, 300, 60},
		{"Patient?family=rare&_has:Encounter:patient:class=EMER", 0, 300, 60},
		{"Encounter?_has:Observation:encounter:code=RARE", 0, 100, 60},
		{"Patient?_has:Encounter:patient:_has:Observation:encounter:code=RARE", 0, 100, 60},
		// Includes read what the page shows.
		{"Observation?category=laboratory&_include=Observation:subject&_include=Observation:encounter", 0, 800, 0},
		{"Encounter?_revinclude=Observation:encounter", 0, 1200, 300},
		{"Patient?_count=10&_revinclude=Encounter:subject&_revinclude:iterate=Observation:encounter", 0, 2500, 300},
		// An order that an index has costs a page, however deep, and whatever the number of sources.
		{"Observation?category=laboratory&_sort=date", 0, 500, 0},
		{"Observation?category=laboratory&_sort=-date", 0, 500, 0},
		{"Observation?category=laboratory&_sort=-date", 60, 500, 0},
		{"Observation?category=measured&_sort=-date", 0, 2500, 0},
		{"Observation?category=measured&_sort=-date", 20, 2500, 0},
		{"Observation?category=measured&_sort=date", 20, 2500, 0},
		{"Patient?_sort=birthdate", 60, 500, 0},
		{"Patient?_sort=-family", 60, 500, 0},
		// So it does inside one patient's record, of thousands of rows.
		{"Observation?category=laboratory&patient=8&_sort=-date", 0, 300, 0},
		{"Observation?category=laboratory&patient=8&_sort=-date", 50, 300, 0},
		{"Observation?category=laboratory&patient=8&_sort=date", 50, 300, 0},
		{"Observation?category=laboratory&patient=8&date=ge2005&_sort=date", 10, 300, 0},
		// So does the order of keys.
		{"Patient", 60, 500, 0},
		{"Encounter", 60, 800, 0},
		{"Observation?category=laboratory", 60, 800, 0},
		// What is asked of joined tables, and no index knows, is asked row by row until a page is full.
		{"Observation?category=laboratory&method=F", 0, 1500, 0},
		{"Observation?category=laboratory&method=F&_sort=-date", 30, 1500, 0},
		// What is asked of an index starts there where it is rare.
		{"Observation?category=laboratory&date=2001-01-01", 0, 600, 60},
		{"Observation?category=laboratory&date=2006-01-01&_count=5", 0, 600, 60},
		{"Observation?code=RARE", 0, 200, 60},
		{"Encounter?date=2001-01-01", 0, 800, 60},
		{"Patient?birthdate=1950-01-02", 0, 50, 60},
	} {
		page, did, text := l.page(t, c.search, c.pages)
		if did.read > c.most || did.sorted > c.sorted {
			t.Errorf("%s, page %d: %d rows were read and %d sorted, %d and %d should be at most\n%s", c.search, c.pages+1, did.read, did.sorted, c.most, c.sorted, text)
		}
		if found := len(page.Entries) > 0; found == (c.search == nothing) {
			t.Errorf("%s finds %d resources", c.search, len(page.Entries))
		}
	}
	if _, did, _ := l.page(t, "Observation?value-quantity=12345", 0); did.read < 60_000 { // nothing else can find it
		t.Errorf("a table was read with %d rows: the counts are wrong", did.read)
	}
}

// newLarge is a site of tables that are large.
func newLarge(t *testing.T) *countedSite {
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
	s := site(t, db, compiled(t, mappers.Mapper{Name: "small", Files: files}, db), clinic{"small", "America/New_York", map[string]string{"site": "10"}})
	return newCountedSite(t, s, name)
}
