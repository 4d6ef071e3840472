package mappers_test

import (
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"ehr.example/portico/mappers/compile"
	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/problem"
	"ehr.example/portico/mappers/schema"
)

// FuzzParse: no text makes the parser or the compiler panic, and what is accepted prints itself.
func FuzzParse(f *testing.F) {
	practice, err := filepath.Glob("ehr/practice/*.yaml")
	if err != nil || len(practice) == 0 {
		f.Fatal("no practice files", err)
	}
	for _, path := range practice {
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data, []byte{})
		f.Add([]byte{}, data)
	}
	cases, _ := filepath.Glob(filepath.Join(casesFolder, "*", "*.txt"))
	for _, path := range cases {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			switch {
			case file.Name == "mapper.yaml":
				f.Add(file.Data, []byte{})
			case filepath.Ext(file.Name) == ".yaml":
				f.Add([]byte{}, file.Data)
			}
		}
	}
	common, err := os.ReadFile(filepath.Join(casesFolder, "mapper.yaml"))
	if err != nil {
		f.Fatal(err)
	}
	s := caseSchema(f)
	f.Fuzz(func(t *testing.T, mapper, sources []byte) {
		if len(mapper) == 0 {
			mapper = common
		}
		problems := &problem.List{}
		text := mapping.Parse(fstest.MapFS{
			"mapper.yaml":  {Data: mapper},
			"patient.yaml": {Data: []byte("resource: Patient\nfrom: patient p\nkey: p.id\nid: p.id\nelements: {birthDate: =p.born}\n")},
			"sources.yaml": {Data: sources},
		}, problems)
		p := compile.Compile(text, s, nil, problems) // whatever the parser said
		upon(text, mapper, sources, s)
		for _, x := range problems.All() {
			if x.Pos.File == "" || x.Message == "" {
				t.Errorf("%q lacks its place or its message", x)
			}
		}
		if !problems.Failed() {
			_ = p.String()
		}
	})
}

// upon lays the same texts over a mapping, as an overlay and as a mapper that extends it.
func upon(base *mapping.Mapper, mapper, sources []byte, s *schema.Schema) {
	problems := &problem.List{}
	over := base.Overlay("overlay", map[string][]byte{"overlay.yaml": mapper, "sources.yaml": sources}, problems)
	compile.Compile(over, s, nil, problems)
	branch := mapping.ParseAs("branch", fstest.MapFS{"mapper.yaml": {Data: mapper}, "sources.yaml": {Data: sources}}, problems)
	compile.Compile(branch.Onto(base, problems), s, nil, problems)
}
