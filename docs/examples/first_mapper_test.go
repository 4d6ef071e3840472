// Package examples_test keeps the example of docs/mapping.md true: it compiles, it serves, and the guide shows the very
// files that do.
package examples_test

import (
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ehr.example/portico/config"
	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/mysql"
	"ehr.example/portico/facade/mysqltest"
	"ehr.example/portico/facade/tenant"
	"ehr.example/portico/mappers"
	"ehr.example/portico/mappers/schema"
)

const folder = "first-mapper"

var firstMapper = mappers.Mapper{Name: folder, Files: os.DirFS(folder)}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestGuide holds the files that docs/mapping.md shows against those that are tested here.
func TestGuide(t *testing.T) {
	guide, err := os.ReadFile("../mapping.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"tables.sql", "mapper.yaml", "patient.yaml", "reading.yaml", "site/portico.yaml", "site/tenants/north.yaml"} {
		if text := read(t, name); !strings.Contains(string(guide), "\n"+text+"```\n") {
			t.Errorf("docs/mapping.md does not show %s as it is:\n%s", name, text)
		}
	}
}

func TestCompiles(t *testing.T) {
	s, err := schema.Parse("schema.txt", []byte(read(t, "schema.txt")))
	if err != nil {
		t.Fatal(err)
	}
	_, problems, err := firstMapper.Compile(s)
	if err != nil || len(problems) > 0 {
		t.Errorf("the mapping has problems: %v %v", problems, err)
	}
}

func TestSchemaIsTheTables(t *testing.T) {
	db, err := mysql.Open(mysql.Config{DSN: legacy(t)})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	s, err := db.Schema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got := string(s.Append(nil)); got != read(t, "schema.txt") {
		t.Errorf("schema.txt is not what the tables are; write it anew with portico schema dump:\n%s", got)
	}
}

// TestSearch asks what the guide asks, of the tenant that the guide's files make.
func TestSearch(t *testing.T) {
	site := north(t)
	for _, c := range []struct{ resource, query, want string }{
		{"Patient", "", "1 2"},
		{"Patient", "name=gar", "1 2"},
		{"Patient", "name=gar&birthdate=lt1981", "1"},
		{"Patient", "birthdate:missing=true", "2"},
		{"Patient", "identifier=https://north.example/mrn|N-100", "1"},
		{"Patient", "phone=555-0102", "1"},
		{"Patient", "_lastUpdated=ge2024-05-02", "2"},
		{"Observation", "patient=1", "r1-heart-rate r1-weight r1-glucose r2-heart-rate r2-glucose"},
		{"Observation", "patient=1&code=8867-4&value-quantity=gt90", "r2-heart-rate"},
		{"Observation", "category=laboratory&value-quantity=lt3||mmol/L", "r2-glucose"},
		{"Observation", "patient=3", ""},
		{"Observation", "patient=4", ""},
	} {
		if got := ids(t, site, c.resource, c.query); got != c.want {
			t.Errorf("%s?%s gives %q, not %q", c.resource, c.query, got, c.want)
		}
	}
}

// legacy is the DSN of a fresh database with the example's tables.
func legacy(t *testing.T) string {
	t.Helper()
	dsn := mysqltest.DSN(t, mysqltest.Fresh(t))
	db, err := sql.Open("mysql", dsn+"?multiStatements=true")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), read(t, "tables.sql")); err != nil {
		t.Fatal(err)
	}
	return dsn
}

// north is the running tenant of site/tenants/north.yaml, each statement checked by the independent reader.
func north(t *testing.T) *interaction.Site {
	t.Helper()
	t.Setenv("FIRST_MAPPER_DSN", legacy(t))
	t.Setenv("PORTICO_VERIFY_SQL", "true")
	c, err := config.Load(filepath.Join(folder, "site", "portico.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	tenants, err := config.LoadTenants(c.Tenants, c)
	if err != nil {
		t.Fatal(err)
	}
	set := tenant.NewSet(tenant.Options{Config: c, Mappers: map[string]mappers.Mapper{folder: firstMapper}, Version: "test"})
	t.Cleanup(func() { _ = set.Close() })
	for _, f := range set.Replace(t.Context(), tenants, nil) {
		t.Fatal(f.Err)
	}
	site, err := set.ByID("north").Site(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return site
}

// ids are the ids that a search finds, in their order.
func ids(t *testing.T, site *interaction.Site, resource, query string) string {
	t.Helper()
	params, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	page, _, err := interaction.Search(t.Context(), site, access.Open(site.Tenant), resource, params, false)
	if err != nil {
		t.Errorf("%s?%s: %v", resource, query, err)
	}
	var found []string
	for _, e := range page.Entries {
		found = append(found, e.FullURL[strings.LastIndexByte(e.FullURL, '/')+1:])
	}
	return strings.Join(found, " ")
}
