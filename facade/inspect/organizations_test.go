package inspect_test

import (
	"os"
	"strings"
	"testing"

	"ehr.example/portico/facade/inspect"
	"ehr.example/portico/facade/mysqltest"
	"ehr.example/portico/mappers"
)

// TestOrganizations looks at the wards of testdata/shapes: circles, what is gone, rows of no organisation, users of none.
func TestOrganizations(t *testing.T) {
	const folder = "../../testdata/shapes/wards"
	name := mysqltest.Fresh(t)
	db := mysqltest.Open(t, name)
	tables, err := os.ReadFile(folder + "/tables.sql")
	if err != nil {
		t.Fatal(err)
	}
	for statement := range strings.SplitSeq(string(tables), ";\n") {
		if strings.TrimSpace(statement) != "" {
			if _, err := db.ExecContext(t.Context(), statement); err != nil {
				t.Fatal(err)
			}
		}
	}
	m := mappers.Mapper{Name: "wards", Files: os.DirFS(folder)}
	site := siteOf(t, m, "c1", mysqltest.DSN(t, name), "settings: {clinic: 1}")
	lines := look(t, m, site, inspect.Options{})
	wants(
		t, lines,
		"Organization/organization: 2 rows are parts of what is a part of them",
		"Organization/organization: 2 rows are parts of what is not there", // 5, and 10 whose site is closed
		"Encounter/encounter: 1 of 14 rows are of no organisation",
		"users staff: 2 of 14 that are active are nobody whose records could be seen",
		"!General", "!ward-a",
	)
}
