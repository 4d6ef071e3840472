package mappers_test

import (
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"ehr.example/portico/mappers"
	"ehr.example/portico/mappers/problem"
	"ehr.example/portico/mappers/schema"
)

var update = flag.Bool("update", false, "write what the cases of testdata/mappings give into them")

// casesFolder holds mappings with what the compiler says of them, one file a case. A case's files are laid over the
// mapper.yaml and the patient.yaml beside the folders; its want section has a line for each problem, in order, of which
// the problem is the continuation.
const casesFolder = "../testdata/mappings"

// TestRefused compiles the mappings that are refused, and compares the refusals.
func TestRefused(t *testing.T) {
	eachCase(t, "refused", func(c *mappingCase) {
		c.compile(problem.Error)
		c.compare("want", c.problems, continues)
		if c.err == nil {
			c.t.Error("the mapping is accepted")
		}
	})
}

// TestWarned compiles the mappings that are accepted with a remark.
func TestWarned(t *testing.T) {
	eachCase(t, "warned", func(c *mappingCase) {
		c.compile(problem.Warning)
		c.compare("want", c.problems, continues)
		if c.err != nil {
			c.t.Errorf("the mapping is refused: %v", c.err)
		}
	})
}

// TestAccepted compiles mappings and compares the printed programs.
func TestAccepted(t *testing.T) {
	eachCase(t, "accepted", func(c *mappingCase) {
		c.compile(problem.Error)
		if c.err != nil {
			c.t.Fatalf("the mapping is refused: %v", c.err)
		}
		c.compare("program", c.program, func(got, want string) bool { return got == want })
	})
}

// mappingCase is one file of testdata/mappings.
type mappingCase struct {
	t        *testing.T
	path     string
	archive  *txtar.Archive
	problems string // of one severity, a line each
	program  string
	err      error
}

func eachCase(t *testing.T, folder string, run func(*mappingCase)) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(casesFolder, folder, "*.txt"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no cases in %s: %v", folder, err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txt"), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			run(&mappingCase{t: t, path: path, archive: archive})
		})
	}
}

// compile compiles the case's files and keeps the problems of one severity.
func (c *mappingCase) compile(severity problem.Severity) {
	c.t.Helper()
	program, all, err := c.mapper().Compile(caseSchema(c.t))
	c.err = err
	for _, p := range all {
		if p.Severity == severity {
			c.problems += p.String() + "\n"
		}
	}
	if program != nil {
		c.program = program.String()
	}
}

// mapper is the case's mapper: clinic, or branch if the case has a folder of that name, which may extend clinic and the
// other folders' mappers. The files of a folder overlay are laid over it.
func (c *mappingCase) mapper() mappers.Mapper {
	c.t.Helper()
	folders := map[string]fstest.MapFS{}
	for _, f := range c.archive.Files {
		folder, name, inside := strings.Cut(f.Name, "/")
		if !inside {
			continue
		}
		if folders[folder] == nil {
			folders[folder] = fstest.MapFS{}
		}
		folders[folder][name] = &fstest.MapFile{Data: f.Data}
	}
	known := map[string]mappers.Mapper{"clinic": {Name: "clinic", Files: c.files()}}
	for name, files := range folders {
		known[name] = mappers.Mapper{Name: name, Files: files}
	}
	m := known["clinic"]
	if _, found := known["branch"]; found {
		m = known["branch"]
	}
	if files, found := folders["overlay"]; found {
		overlay, err := mappers.ReadOverlay("overlay", files)
		if err != nil {
			c.t.Fatal(err)
		}
		m.Overlay = overlay
	}
	m.Known = known
	return m
}

// files are the case's files over the common ones; an empty one takes the common one away.
func (c *mappingCase) files() fs.FS {
	c.t.Helper()
	files := fstest.MapFS{}
	for _, name := range []string{"mapper.yaml", "patient.yaml"} {
		data, err := os.ReadFile(filepath.Join(casesFolder, name))
		if err != nil {
			c.t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: data}
	}
	for _, f := range c.archive.Files {
		switch {
		case !strings.HasSuffix(f.Name, ".yaml") || strings.Contains(f.Name, "/"):
		case len(f.Data) == 0:
			delete(files, f.Name)
		default:
			files[f.Name] = &fstest.MapFile{Data: f.Data}
		}
	}
	return files
}

func caseSchema(t testing.TB) *schema.Schema {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(casesFolder, "schema.txt"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := schema.Parse("schema.txt", data)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// compare holds what came out against a section of the case, or writes it there.
func (c *mappingCase) compare(section, got string, same func(got, want string) bool) {
	c.t.Helper()
	want := ""
	for i := range c.archive.Files {
		if f := &c.archive.Files[i]; f.Name == section {
			want = string(f.Data)
		}
	}
	if same(got, want) {
		return
	}
	if !*update {
		c.t.Errorf("got\n%s\nwant\n%s", got, want)
		return
	}
	c.write(section, got)
}

func (c *mappingCase) write(section, data string) {
	c.t.Helper()
	kept := c.archive.Files[:0]
	for _, f := range c.archive.Files {
		if f.Name != section {
			kept = append(kept, f)
		}
	}
	c.archive.Files = append(kept, txtar.File{Name: section, Data: []byte(data)})
	if err := os.WriteFile(c.path, txtar.Format(c.archive), 0o644); err != nil {
		c.t.Fatal(err)
	}
}

// continues tells whether each line begins with the one wanted in its place.
func continues(got, want string) bool {
	gotLines, wantLines := strings.Split(got, "\n"), strings.Split(want, "\n")
	if len(gotLines) != len(wantLines) {
		return false
	}
	for i, line := range wantLines {
		if !strings.HasPrefix(gotLines[i], line) || line == "" && gotLines[i] != "" {
			return false
		}
	}
	return true
}
