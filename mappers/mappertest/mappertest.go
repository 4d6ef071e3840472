// Package mappertest is what a mapper tests itself with: that it compiles without a problem, and to which program.
package mappertest

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ehr.example/portico/mappers"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/schema"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Compile compiles a mapper against a dumped schema, fails the test for each problem (warnings too), and compares the
// printed program with a file. go test -update writes the file.
func Compile(t *testing.T, m mappers.Mapper, schemaFile, programFile string) *program.Program {
	t.Helper()
	p, problems, err := m.Compile(Schema(t, schemaFile))
	if err != nil {
		t.Fatal(err)
	}
	for _, problem := range problems {
		t.Error(problem)
	}
	Golden(t, programFile, []byte(p.String()))
	return p
}

// Schema reads a dumped schema.
func Schema(t *testing.T, file string) *schema.Schema {
	t.Helper()
	text, err := os.ReadFile(filepath.Clean(file))
	if err != nil {
		t.Fatal(err)
	}
	s, err := schema.Parse(file, text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Golden compares a text with a file; go test -update writes the file.
func Golden(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, got, 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(filepath.Clean(file))
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != string(got) {
		t.Errorf("%s is of another day; go test -update writes it\n%s", file, cmp.Diff(strings.Split(string(want), "\n"), strings.Split(string(got), "\n")))
	}
}
