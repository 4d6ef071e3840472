package interaction_test

import (
	"fmt"
	"maps"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/inspect"
	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/mysqltest"
	"ehr.example/portico/facade/plan"
	"ehr.example/portico/mappers"
	"ehr.example/portico/mappers/ehr/practice/sample"
	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/problem"
	"ehr.example/portico/mappers/program"
)

// TestPlansUSCore: each search that US Core asks for, with values of resources that are there and with some of none, reads and
// sorts rows in proportion to its page and to one patient's record, however large the tables are. Where that needs an index
// which the schema lacks, check --live names the search and the index; with those indexes it does too. PORTICO_ROWS makes
// practice's tables larger, and asks more: 1000000 is what make bench has.
func TestPlansUSCore(t *testing.T) {
	w := practiceWalk(t, numberFrom("PORTICO_ROWS", 48_000))
	over := w.all(t, true, nil)
	if len(over) == 0 {
		t.Error("practice lacks no index any more: nothing shows that check --live names those that lack")
	}
	w.index(t)
	if w.thorough() {
		over = nil
	}
	w.all(t, false, over)
}

// TestPlansUSCoreOpenEMR does the same over OpenEMR's tables as they are; with the indexes that they lack where more is asked.
func TestPlansUSCoreOpenEMR(t *testing.T) {
	w := openEMRWalk(t)
	w.all(t, true, nil)
	if w.thorough() {
		w.database = mysqltest.Fresh(t)
		mysqltest.LoadOpenEMR(t, w.database)
		w.open(t)
		w.index(t)
		w.all(t, false, nil)
	}
}

// usCoreSearches are those's searches over a database.
type usCoreSearches struct {
	mapper   mappers.Mapper
	clinic   clinic
	database string
	patients []string // whose records the values are taken from
	*countedSite
	kinds map[string]kind
	items map[string][]*item
	sizes map[string]int64 // resources in a patient's record, by search
	ddl   []string
}

func practiceWalk(t *testing.T, rows int) *usCoreSearches {
	t.Helper()
	o := sample.Default()
	patients := max(rows/16, 40)
	o.Clinics[0].Patients, o.Clinics[1].Patients = patients*9/10, patients/10
	w := &usCoreSearches{mapper: mappers.Mapper{Name: "practice", Files: os.DirFS("../../mappers/ehr/practice")}, clinic: myClinic, database: mysqltest.Fresh(t), patients: []string{"7", "1", "100"}}
	if err := sample.Load(t.Context(), mysqltest.Open(t, w.database), o); err != nil {
		t.Fatal(err)
	}
	mysqltest.Analyze(t, w.database)
	w.open(t)
	return w
}

func openEMRWalk(t *testing.T) *usCoreSearches {
	t.Helper()
	w := &usCoreSearches{mapper: mappers.Mapper{Name: "openemr", Files: os.DirFS("../../mappers/ehr/openemr")}, clinic: openEMR, database: mysqltest.OpenEMR(t)}
	for _, of := range []string{"form_observation", "form_vitals"} { // those with the largest records
		var patient string
		text := "SELECT LOWER(INSERT(INSERT(INSERT(INSERT(HEX(p.uuid), 9, 0, '-'), 14, 0, '-'), 19, 0, '-'), 24, 0, '-')) FROM " +
			of + " o JOIN patient_data p ON p.pid = o.pid GROUP BY p.pid ORDER BY COUNT(*) DESC LIMIT 1"
		if err := mysqltest.Open(t, w.database).QueryRowContext(t.Context(), text).Scan(&patient); err != nil {
			t.Fatal(err)
		}
		w.patients = append(w.patients, patient)
	}
	mysqltest.Analyze(t, w.database)
	w.open(t)
	return w
}

// open compiles the mapper for the database as it is now, and takes resources to search for.
func (w *usCoreSearches) open(t *testing.T) {
	t.Helper()
	db := open(t, mysqltest.DSN(t, w.database))
	own := *site(t, db, compiled(t, w.mapper, db), w.clinic)
	own.SortMax = 10_000
	w.countedSite = newCountedSite(t, &own, w.database)
	w.kinds, w.sizes = kinds(own.BaseURL, own.Zone.Location, scalesOf(w.mapper.Name)), map[string]int64{}
	if w.items == nil {
		w.items = map[string][]*item{}
		for _, typ := range own.Program.Types {
			w.items[typ.Name] = w.some(t, typ)
		}
	}
}

// some are resources of a type: those of the patients, or the first ones.
func (w *usCoreSearches) some(t *testing.T, typ *program.Type) []*item {
	t.Helper()
	searches := []url.Values{{"_count": {"20"}}}
	if len(fhir.ProfileSearches(typ.Name)) == 0 {
		return nil
	}
	if plan.Status(typ, "patient") == program.Answers {
		for _, p := range w.patients {
			searches = append(searches, url.Values{"patient": {p}, "_count": {"1000"}})
		}
	}
	var out []*item
	seen := map[string]bool{}
	for _, params := range searches {
		page, _, err := interaction.Search(t.Context(), w.site, access.Open(w.site.Tenant), typ.Name, params, false)
		if err != nil {
			t.Fatalf("%s?%s: %v", typ.Name, params.Encode(), err)
		}
		for _, e := range page.Entries {
			it := newItem(t, w.site, typ.Name, e)
			if seen[it.id] {
				continue
			}
			seen[it.id] = true
			for _, s := range fhir.ProfileSearches(typ.Name) {
				for _, code := range s.Parameters {
					if code != "_id" {
						it.values[code] = valuesOf(it, fhir.SearchParameterOf(typ.Name, code), w.kind(typ.Name, code))
					}
				}
			}
			out = append(out, it)
		}
	}
	return out
}

// kind is what a parameter's values mean: US Core combines no composites.
func (w *usCoreSearches) kind(typ, code string) kind {
	return w.kinds[fhir.SearchParameterOf(typ, code).Type]
}

// example is a search with what it is an example of.
type example struct {
	params  url.Values
	patient string
	ranged  bool // dates are asked for that many have
}

// thorough tells that much is asked, which takes long.
func (w *usCoreSearches) thorough() bool { return os.Getenv("PORTICO_ROWS") != "" || everything() }

// all asks everything, or some combinations only. Indexes may be missing where check --live says so: the answer is for which
// combinations some are.
func (w *usCoreSearches) all(t *testing.T, missing bool, only map[string]bool) map[string]bool {
	t.Helper()
	named := w.named(t)
	combinations, searches, over := 0, 0, map[string]bool{}
	for _, typ := range w.site.Program.Types {
		for _, s := range fhir.ProfileSearches(typ.Name) {
			of := typ.Name + "?" + strings.Join(s.Parameters, "&")
			var examples []example
			if only == nil || only[of] {
				examples = w.examples(typ, s.Parameters)
			}
			if len(examples) > 0 {
				combinations++
			}
			for _, a := range examples {
				searches++
				told := w.exceeds(t, typ.Name, a)
				if told == "" {
					continue
				}
				over[of] = true
				if !missing || !named(typ.Name, s.Parameters) {
					t.Errorf("%s: %s", of, told)
				}
			}
		}
	}
	t.Logf("%s, %d indexes more: %d combinations of US Core, %d searches; for want of an index too many rows are read by %q", w.mapper.Name, len(w.ddl), combinations, searches, slices.Sorted(maps.Keys(over)))
	if combinations < 50 && only == nil {
		t.Errorf("only %d combinations were asked", combinations)
	}
	return over
}

// named tells, by what check --live finds, whether an index is named for the rows of a type, or for one of the parameters of a
// combination, or for their order.
func (w *usCoreSearches) named(t *testing.T) func(typ string, codes []string) bool {
	t.Helper()
	found, err := inspect.Look(t.Context(), w.site, w.mapper.Mapping(&problem.List{}), inspect.Options{Sample: 100})
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	w.ddl = nil
	for _, f := range found {
		if f.Check == "indexes" && f.DDL != "" {
			texts, w.ddl = append(texts, f.Message), append(w.ddl, f.DDL)
		}
	}
	return func(typ string, codes []string) bool {
		return slices.ContainsFunc(texts, func(text string) bool {
			return strings.Contains(text, " "+typ+"/") || slices.ContainsFunc(searchesIn(text, typ), func(asked []string) bool {
				return slices.ContainsFunc(codes, func(code string) bool { return code != "patient" && slices.Contains(asked, code) })
			})
		})
	}
}

// searchesIn are the parameters of the searches of a type that a text names, as Type?a&b or Type?_sort=a.
func searchesIn(text, typ string) [][]string {
	var out [][]string
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' }) {
		if query, of := strings.CutPrefix(word, typ+"?"); of {
			out = append(out, strings.Split(strings.TrimPrefix(query, "_sort="), "&"))
		}
	}
	return out
}

// index makes the indexes that check --live names, has the database look at its tables, and reads the schema again.
func (w *usCoreSearches) index(t *testing.T) {
	t.Helper()
	w.named(t)
	db := mysqltest.Open(t, w.database)
	for _, ddl := range w.ddl {
		if _, err := db.ExecContext(t.Context(), strings.TrimSuffix(ddl, ";")); err != nil {
			t.Fatalf("%s: %v", ddl, err)
		}
	}
	mysqltest.Analyze(t, w.database)
	w.open(t)
}

// examples are searches by the values of a resource of each source, or of more, that has them all: as they are, with one that nobody has, with
// wide dates, in the order of dates, and with Provenance.
func (w *usCoreSearches) examples(typ *program.Type, codes []string) []example {
	var out []example
	if slices.ContainsFunc(codes, func(code string) bool { return code != "_id" && plan.Status(typ, code) != program.Answers }) {
		return nil
	}
	taken, seen := map[string]int{}, map[string]bool{}
	each := 1
	if w.thorough() {
		each = 3
	}
	add := func(a example) {
		if key := a.params.Encode(); !seen[key] {
			seen[key] = true
			out = append(out, a)
		}
	}
	for _, it := range w.items[typ.Name] {
		if taken[it.group] == each || slices.ContainsFunc(codes, func(code string) bool { return code != "_id" && len(it.values[code]) == 0 }) {
			continue
		}
		taken[it.group]++
		own := example{params: url.Values{}}
		for _, code := range codes {
			if code == "_id" {
				own.params.Set(code, it.id)
			} else {
				own.params.Set(code, w.kind(typ.Name, code).probes(it.values[code][0])[0].text)
			}
		}
		own.patient = own.params.Get("patient")
		add(own)
		for _, code := range codes {
			for _, a := range own.varied(typ.Name, code) {
				add(a)
			}
		}
		if own.patient != "" {
			add(own.with("_revinclude", "Provenance:target"))
		}
	}
	return out
}

// varied are a search with other values of one parameter.
func (a example) varied(typ, code string) []example {
	def := fhir.SearchParameterOf(typ, code)
	switch {
	case code == "patient" || code == "_id":
		return nil
	case def.Type == "token":
		return []example{a.with(code, "nothing-there")}
	case def.Type == "string":
		return []example{a.with(code, "qqqqq")}
	case def.Type != "date":
		return nil
	}
	late, early, order := a.with(code, "ge2015"), a.with(code, "lt1950"), a.with("_sort", "-"+code)
	late.ranged, early.ranged = true, true
	all := order.with("_sort", code)
	all.params.Del(code)
	all.ranged = true
	return []example{late, early, a.with(code, "1800"), order, all}
}

// with is a search with another value of a parameter.
func (a example) with(code, text string) example {
	a.params = maps.Clone(a.params)
	a.params.Set(code, text)
	return a
}

// How many rows a search may read: as many as a table may have that is worth no index, and some for each resource that it shows, some for each of the patient's resources of
// the type, which it may all look at. Without a patient, what few rows fulfil is found by them (see fewRows), and what many fulfil
// by walking until a page is full.
const (
	readFor, readForEntry, readForRecord = 1000, 60, 10
	readForRange                         = 15_000
	sortedFor                            = 60
	sortedForRange                       = 2100
)

// exceeds tells of a search that reads or sorts too many rows, with its statements; "" where it does not.
func (w *usCoreSearches) exceeds(t *testing.T, typ string, a example) string {
	t.Helper()
	text, _ := url.QueryUnescape(a.params.Encode())
	page, did, statements := w.page(t, typ+"?"+a.params.Encode(), 0)
	record := w.record(t, typ, a.patient)
	most := work{
		read:   readFor + readForEntry*int64(len(page.Entries)) + readForRecord*record,
		sorted: sortedFor + 3*int64(len(page.Entries)) + 3*record,
	}
	if a.ranged && a.patient == "" {
		most.read, most.sorted = most.read+readForRange, most.sorted+sortedForRange
	}
	if did.read <= most.read && did.sorted <= most.sorted {
		return ""
	}
	return fmt.Sprintf("%s?%s shows %d resources, reads %d rows and sorts %d; %d and %d should be at most\n%s", typ, text, len(page.Entries), did.read, did.sorted, most.read, most.sorted, statements)
}

// record is how many resources of a type a patient has.
func (w *usCoreSearches) record(t *testing.T, typ, patient string) int64 {
	t.Helper()
	if patient == "" {
		return 0
	}
	search := typ + "?" + url.Values{"patient": {patient}}.Encode()
	if _, known := w.sizes[search]; !known {
		w.sizes[search] = total(t, w.site, search)
	}
	return w.sizes[search]
}
