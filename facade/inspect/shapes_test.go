package inspect_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ehr.example/portico/facade/inspect"
	"ehr.example/portico/facade/mysqltest"
	"ehr.example/portico/mappers"
)

// TestShapes looks at every legacy shape: whatever a mapping may say, its statements are understood and none fails.
func TestShapes(t *testing.T) {
	files, err := filepath.Glob("../../testdata/shapes/*/expect.txt")
	if err != nil || len(files) < 10 {
		t.Fatal(len(files), err)
	}
	for _, file := range files {
		folder := filepath.Dir(file)
		name := filepath.Base(folder)
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			tables, err := os.ReadFile(filepath.Join(folder, "tables.sql"))
			if err != nil {
				t.Fatal(err)
			}
			database := mysqltest.Fresh(t)
			load(t, database, string(tables))
			whole, err := filepath.Abs(folder)
			if err != nil {
				t.Fatal(err)
			}
			id, settings := firstTenant(strings.ReplaceAll(string(text), "{folder}", whole))
			m := mappers.Mapper{Name: name, Files: os.DirFS(folder), Known: inside(t, folder)}
			site := siteOf(t, m, id, mysqltest.DSN(t, database), settings)
			for _, line := range look(t, m, site, inspect.Options{}) {
				if strings.HasPrefix(line, "ids error") || strings.HasPrefix(line, "keys error") || strings.HasPrefix(line, "tables error") {
					t.Error(line)
				}
			}
		})
	}
}

// inside are the mappers in a shape's folder, which its own may extend.
func inside(t *testing.T, folder string) map[string]mappers.Mapper {
	t.Helper()
	files, err := filepath.Glob(folder + "/*/mapper.yaml")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]mappers.Mapper{}
	for _, file := range files {
		dir := filepath.Dir(file)
		known[filepath.Base(dir)] = mappers.Mapper{Name: filepath.Base(dir), Files: os.DirFS(dir)}
	}
	return known
}

// firstTenant is the id and the further lines of the first tenant of an expect.txt.
func firstTenant(text string) (id, lines string) {
	_, rest, _ := strings.Cut(text, "\ntenant ")
	id, rest, _ = strings.Cut(rest, "\n")
	var kept []string
	for line := range strings.Lines(rest) {
		if !strings.HasPrefix(line, "  ") {
			break
		}
		if line = strings.TrimPrefix(line, "  "); !strings.HasPrefix(line, "time_zone:") {
			kept = append(kept, line)
		}
	}
	return strings.TrimSpace(id), strings.Join(kept, "")
}

// load runs a file of statements.
func load(t *testing.T, database, text string) {
	t.Helper()
	dsn := mysqltest.DSN(t, database)
	joint := "?"
	if strings.Contains(dsn, "?") {
		joint = "&"
	}
	db, err := sql.Open("mysql", dsn+joint+"multiStatements=true")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("SET sql_mode = '';\n" + text); err != nil {
		t.Fatal(err)
	}
}
