package interaction_test

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ehr.example/portico/config"
	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/mysqltest"
	"ehr.example/portico/facade/outcome"
	"ehr.example/portico/facade/plan"
	"ehr.example/portico/facade/tenant"
	"ehr.example/portico/mappers"
	"ehr.example/portico/mappers/problem"
	"ehr.example/portico/mappers/program"
)

// shapes are small legacy schemas, a folder each: tables.sql with its rows, the mapping, and expect.txt.
const shapes = "../../testdata/shapes"

// TestShapes loads each folder of testdata/shapes into a database of its own and serves it to the tenants that its
// expect.txt names, each statement read by the independent reader. All resources are compared, on one page, on pages of
// one, read by their ids and in every subset of their elements, and decoded by other models of R4; all searches are asked,
// on one page, on pages of one and counted; and every resource must be found by its own values and not by those of others
// (see TestClosure), by random searches too (see TestDifferential).
func TestShapes(t *testing.T) {
	for _, folder := range shapeFolders(t) {
		t.Run(filepath.Base(folder), func(t *testing.T) {
			t.Parallel() // much of a shape is asked by one request at a time
			s := readShape(t, folder)
			s.serve(t)
			for _, at := range s.tenants {
				t.Run(at.id, func(t *testing.T) { s.check(t, at) })
			}
			s.strangers(t)
			if *update {
				s.write(t)
			}
		})
	}
}

func shapeFolders(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(shapes + "/*/expect.txt")
	if err != nil || len(files) == 0 {
		t.Fatal(err, "no shapes")
	}
	for i, file := range files {
		files[i] = filepath.Dir(file)
	}
	return files
}

// serve builds the tenants on a fresh database, as a process does, and says where that is.
func (s *shape) serve(t *testing.T) (dsn string) {
	t.Helper()
	dsn = s.load(t)
	c, err := config.Parse("portico.yaml", []byte("base_url: http://ehr.example\nverify_sql: true\nmappers: "+s.folder))
	if err != nil {
		t.Fatal(err)
	}
	var warnings []string
	set := tenant.NewSet(tenant.Options{
		Config: c, Mappers: s.mappers(t), Version: "test", Observe: s.heard.hear,
		Warn: func(p problem.Problem) { warnings = append(warnings, p.String()) },
	})
	t.Cleanup(func() { _ = set.Close() })
	whole, err := filepath.Abs(s.folder)
	if err != nil {
		t.Fatal(err)
	}
	var tenants []*config.Tenant
	for _, at := range s.tenants {
		text := fmt.Sprintf("id: %s\nname: %s\nmapper: %s\ndatabase: {dsn: %q}\n%s", at.id, at.id, s.name, dsn, strings.ReplaceAll(at.file, "{folder}", whole))
		one, err := config.ParseTenant(filepath.Join(s.folder, at.id+".yaml"), []byte(text), c)
		if err != nil {
			t.Fatal(err)
		}
		tenants = append(tenants, one)
	}
	for _, f := range set.Replace(t.Context(), tenants, nil) {
		t.Fatalf("%s: %v", f.Tenant, f.Err)
	}
	for _, at := range s.tenants {
		if at.site, err = set.ByID(at.id).Site(t.Context()); err != nil {
			t.Fatalf("%s: %v", at.id, err)
		}
	}
	s.warned(t, warnings)
	return dsn
}

// load runs tables.sql on a fresh database.
func (s *shape) load(t *testing.T) (dsn string) {
	t.Helper()
	dsn = mysqltest.DSN(t, mysqltest.Fresh(t))
	text, err := os.ReadFile(filepath.Join(s.folder, "tables.sql"))
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("mysql", dsn+"?multiStatements=true&time_zone=%27%2B00%3A00%27")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), string(text)); err != nil {
		t.Fatal(err)
	}
	return dsn
}

// mappers are the shape's own, and those of the folders inside it, which it may extend.
func (s *shape) mappers(t *testing.T) map[string]mappers.Mapper {
	t.Helper()
	known := map[string]mappers.Mapper{s.name: {Name: s.name, Files: os.DirFS(s.folder)}}
	inside, err := filepath.Glob(s.folder + "/*/mapper.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range inside {
		folder := filepath.Dir(file)
		known[filepath.Base(folder)] = mappers.Mapper{Name: filepath.Base(folder), Files: os.DirFS(folder)}
	}
	return known
}

// warned holds the mapping's remarks against those that expect.txt names: each is named, and each that is named is made.
func (s *shape) warned(t *testing.T, warnings []string) {
	t.Helper()
	for _, w := range warnings {
		if !slices.ContainsFunc(s.warns, func(words string) bool { return strings.Contains(w, words) }) {
			t.Errorf("an unexpected remark: %s", w)
		}
	}
	for _, words := range s.warns {
		if !slices.ContainsFunc(warnings, func(w string) bool { return strings.Contains(w, words) }) {
			t.Errorf("nothing is remarked that says %q", words)
		}
	}
}

// check holds one tenant against expect.txt.
func (s *shape) check(t *testing.T, at *shapeTenant) {
	tag := fmt.Sprintf(`{"system":"%s","code":"%s","display":"%s"}`, tenantTag(t), at.id, at.id)
	for _, typ := range at.site.Program.Types {
		items := materialised(t, at.site, typ.Name)
		at.items = append(at.items, items...)
		one := walked(t, at.site, typ.Name, url.Values{"_count": {"1"}})
		if len(one) != len(items) {
			t.Fatalf("%s: %d on pages of one, %d on one page", typ.Name, len(one), len(items))
		}
		for i, it := range items {
			if !bytes.Equal(one[i].Resource, it.raw) {
				t.Errorf("number %d is\n%s\non pages of one,\n%s\non one page", i, one[i].Resource, it.raw)
			}
			decodeStrictly(t, it)
			at.got += resourceText(t, it, tag)
		}
		pagedAlike(t, at.site, typ.Name, items)
		counted(t, at.site, typ.Name, len(items))
		sortedAlike(t, at.site, typ, items)
		readAlike(t, at.site, items)
		subsetsAlike(t, at.site, typ.Name, items)
	}
	if !*update && strings.TrimSpace(at.got) != strings.TrimSpace(at.want) {
		t.Errorf("%s: run with -update when this is right\n%s", s.folder, firstDifference(at.got, at.want))
	}
	for _, q := range at.queries {
		s.ask(t, at, q)
	}
	subject := newSubject(t, s.name, at.site)
	subject.sparse, subject.cannot = true, s.cannot
	subject.closure(t)
	subject.differential(t, queriesAsked()/200)
}

// sortedAlike sorts by each parameter, both ways: what is on pages of two is what is on one page, and every resource once. A
// parameter that no order is known for is refused.
func sortedAlike(t *testing.T, s *interaction.Site, typ *program.Type, items []*item) {
	t.Helper()
	for _, code := range plan.Parameters(typ) {
		for _, key := range []string{code, "-" + code} {
			whole, err := walk(t, s, typ.Name, url.Values{"_sort": {key}})
			if err != nil && outcome.From(err).Code() == outcome.CodeNotSupported {
				continue
			}
			if err != nil {
				t.Errorf("%s?_sort=%s: %v", typ.Name, key, err)
				continue
			}
			two, err := walk(t, s, typ.Name, url.Values{"_sort": {key}, "_count": {"2"}})
			if got, want := entryIDs(two), entryIDs(whole); err != nil || got != want {
				t.Errorf("%s?_sort=%s: %s on pages of two, %s on one page: %v", typ.Name, key, got, want, err)
			}
			seen := map[string]bool{}
			for _, e := range whole {
				seen[e.FullURL] = true
			}
			if len(seen) != len(items) || len(whole) != len(items) {
				t.Errorf("%s?_sort=%s: %d of %d resources, %d entries", typ.Name, key, len(seen), len(items), len(whole))
			}
		}
	}
}

// tenantTag is the system of the tag that every resource of a tenant carries.
func tenantTag(t *testing.T) string {
	t.Helper()
	c, err := config.Parse("portico.yaml", []byte("base_url: http://ehr.example"))
	if err != nil {
		t.Fatal(err)
	}
	return c.TenantTagSystem
}

// resourceText is a resource with a line for each of its elements, without the tenant's tag, which must be its last.
func resourceText(t *testing.T, it *item, tag string) string {
	t.Helper()
	raw := string(it.raw)
	if strings.Count(raw, tag+"]") != 1 {
		t.Errorf("%s/%s does not carry %s behind its tags", it.typ, it.id, tag)
	}
	for _, cut := range []string{`"meta":{"tag":[` + tag + `]},`, `,"meta":{"tag":[` + tag + `]}`, `,"tag":[` + tag + `]`, `"tag":[` + tag + `],`, "," + tag, tag} {
		if before, after, found := strings.Cut(raw, cut); found {
			raw = before + after
			break
		}
	}
	d := json.NewDecoder(strings.NewReader(raw))
	var out strings.Builder
	separator := "{"
	for _, err := d.Token(); d.More() && err == nil; {
		name, err := d.Token()
		var value json.RawMessage
		if err == nil {
			err = d.Decode(&value)
		}
		if err != nil {
			t.Fatalf("%v\n%s", err, raw)
		}
		fmt.Fprintf(&out, "%s%q: %s", separator, name, value)
		separator = ",\n "
		if name == "resourceType" {
			separator = ", "
		}
	}
	return out.String() + "}\n"
}

// ask runs one search or read of expect.txt.
func (s *shape) ask(t *testing.T, at *shapeTenant, q *shapeQuery) {
	s.heard.take()
	got := at.answer(t, q)
	said := s.heard.take()
	if got != q.want {
		t.Errorf("%s:%d: %s gives\n\t%s\nnot\n\t%s", s.folder, q.line, q.text, got, q.want)
	}
	for _, words := range q.has {
		if !strings.Contains(said, words) {
			t.Errorf("%s:%d: %s asks nothing with %s\n%s", s.folder, q.line, q.text, words, said)
		}
	}
	for _, words := range q.lacks {
		if strings.Contains(said, words) {
			t.Errorf("%s:%d: %s asks something with %s\n%s", s.folder, q.line, q.text, words, said)
		}
	}
}

// answer is what a query gives: ids, "-", or the words of a refusal as far as they are those expected.
func (at *shapeTenant) answer(t *testing.T, q *shapeQuery) string {
	grant := access.Open(at.id)
	if q.patient != "" {
		grant = access.ForPatient(at.id, q.patient)
	}
	if q.id != "" {
		if _, _, err := interaction.Read(t.Context(), at.site, grant, q.typ, q.id); err != nil {
			return refusedWith(err, q.want)
		}
		return q.id
	}
	page, _, err := interaction.Search(t.Context(), at.site, grant, q.typ, q.params(), false)
	if err != nil {
		return refusedWith(err, q.want)
	}
	whole := entryIDs(page.Entries)
	params := q.params()
	params.Set("_count", "1")
	if q.patient == "" {
		entries, err := walk(t, at.site, q.typ, params)
		if got := entryIDs(entries); err != nil || got != whole {
			return fmt.Sprintf("%s on one page, %s on pages of one: %v", whole, got, err)
		}
		params.Set("_summary", "count")
		count, _, err := interaction.Search(t.Context(), at.site, grant, q.typ, params, false)
		if err != nil || count.Total == nil || int(*count.Total) != len(page.Entries) {
			return fmt.Sprintf("%s, but a total that differs: %v", whole, err)
		}
	}
	return whole
}
