package inspect_test

import (
	"os"
	"strings"
	"testing"

	"ehr.example/portico/facade/inspect"
	"ehr.example/portico/facade/mysqltest"
	"ehr.example/portico/mappers"
)

// TestUsers looks at the users of package people's clinics: it counts, and shows nothing of anybody.
func TestUsers(t *testing.T) {
	name := mysqltest.Fresh(t)
	db := mysqltest.Open(t, name)
	tables, err := os.ReadFile("../people/testdata/clinics/tables.sql")
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
	m := mappers.Mapper{Name: "clinics", Files: os.DirFS("../people/testdata/clinics")}
	site := siteOf(t, m, "c1", mysqltest.DSN(t, name), "settings: {clinic: 1}")
	lines := look(t, m, site, inspect.Options{})
	wants(
		t, lines,
		"users staff: 4 of 19 passwords have no form that is accepted here",
		"users staff: 3 of 17 that are active have no role that is known, and cannot sign in",
		"users portal: 1 of 3 that are active are nobody whose records could be seen",
		"2 names stand in several rows of the users",
		"account has no index for signing in as staff", "portal has no index for signing in as portal",
		"!janitor", "!ada", "!twin", "!pepper", "!secret", "!both@x", "!$2b$", "!$argon2",
	)
}
