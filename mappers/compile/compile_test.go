package compile

import (
	"os"
	"testing"
	"testing/fstest"

	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/problem"
	"ehr.example/portico/mappers/schema"
)

// compileVisit compiles an Encounter of visits with the given FROM and WHERE, and returns the refusals, a line each.
func compileVisit(t *testing.T, rows string) string {
	t.Helper()
	const cases = "../../testdata/mappings/"
	files := fstest.MapFS{"visit.yaml": {Data: []byte("resource: Encounter\n" + rows + "\nkey: v.id\nid: v.id\naccess: directory\n" +
		"elements: {status: finished, class: {code: AMB}}\n")}}
	for _, name := range []string{"mapper.yaml", "patient.yaml"} {
		files[name] = &fstest.MapFile{Data: read(t, cases+name)}
	}
	s, err := schema.Parse("schema.txt", read(t, cases+"schema.txt"))
	if err != nil {
		t.Fatal(err)
	}
	problems := &problem.List{}
	Compile(mapping.Parse(files, problems), s, nil, problems)
	text := ""
	for _, p := range problems.All() {
		if p.Severity == problem.Error {
			text += p.String() + "\n"
		}
	}
	return text
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
