package language

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/tools/txtar"

	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/problem"
)

var update = flag.Bool("update", false, "write docs/mapping/*.schema.json anew")

const folder = "../../docs/mapping"

// TestCommitted compares the schemas that editors are given with what is generated.
func TestCommitted(t *testing.T) {
	for _, name := range Schemas {
		got, err := Schema(name)
		if err != nil {
			t.Fatal(err)
		}
		if !json.Valid(got) {
			t.Fatalf("%s is no JSON", name)
		}
		file := filepath.Join(folder, File(name))
		if *update {
			if err := os.MkdirAll(folder, 0o750); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, got, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(filepath.Clean(file))
		if err != nil || !bytes.Equal(want, got) {
			t.Errorf("%s is of another day (%v): go test ./mappers/language -update writes it", file, err)
		}
	}
	if _, err := Schema("nothing"); err == nil {
		t.Error("there is a schema of nothing")
	}
}

// compiled are the schemas, ready to validate.
func compiled(t *testing.T) map[string]*jsonschema.Schema {
	t.Helper()
	out := map[string]*jsonschema.Schema{}
	for _, name := range Schemas {
		text, err := Schema(name)
		if err != nil {
			t.Fatal(err)
		}
		parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		c := jsonschema.NewCompiler()
		if err := c.AddResource(File(name), parsed); err != nil {
			t.Fatal(err)
		}
		if out[name], err = c.Compile(File(name)); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// validate checks a file of a mapper by its name: every document of it.
func validate(schemas map[string]*jsonschema.Schema, name string, data []byte) error {
	s := schemas["source"]
	switch filepath.Base(name) {
	case "mapper.yaml":
		s = schemas["mapper"]
	case "overlay.yaml":
		s = schemas["overlay"]
	}
	var l problem.List
	for _, doc := range mapping.Documents(name, data, &l) {
		if err := s.Validate(jsonValue(doc)); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return l.Err()
}

var number = regexp.MustCompile(`^-?[0-9]+([.][0-9]+)?$`)

// jsonValue is a node as an editor's validator sees it: numbers and booleans where nothing is quoted.
func jsonValue(n *mapping.Node) any {
	switch n.Kind {
	case mapping.Object:
		out := map[string]any{}
		for _, f := range n.Fields {
			out[f.Key] = jsonValue(f.Value)
		}
		return out
	case mapping.Array:
		out := make([]any, len(n.Items))
		for i, item := range n.Items {
			out[i] = jsonValue(item)
		}
		return out
	case mapping.Null:
		return nil
	}
	switch {
	case !n.Quoted && number.MatchString(n.Value):
		return json.Number(n.Value)
	case !n.Quoted && (n.Value == "true" || n.Value == "false"):
		return n.Value == "true"
	}
	return n.Value
}

// TestMappers validates every mapper of the repository.
func TestMappers(t *testing.T) {
	schemas := compiled(t)
	n := 0
	for _, pattern := range []string{
		"../ehr/*/*.yaml", "../../docs/examples/*/*.yaml", "../../testdata/mappings/*.yaml", "../../testdata/shapes/*/*.yaml", "../../testdata/shapes/*/*/*.yaml",
	} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if !ofMapper(file) {
				continue
			}
			data, err := os.ReadFile(filepath.Clean(file))
			if err != nil {
				t.Fatal(err)
			}
			n++
			if err := validate(schemas, file, data); err != nil {
				t.Error(err)
			}
		}
	}
	if n < 20 {
		t.Errorf("only %d files", n)
	}
}

// ofMapper tells the files of a folder with a mapper.yaml, or of an overlay.
func ofMapper(file string) bool {
	for _, name := range []string{"mapper.yaml", "overlay.yaml"} {
		if _, err := os.Stat(filepath.Join(filepath.Dir(file), name)); err == nil {
			return true
		}
	}
	return false
}

// TestAccepted validates what the compiler accepts.
func TestAccepted(t *testing.T) {
	schemas := compiled(t)
	files, err := filepath.Glob("../../testdata/mappings/accepted/*.txt")
	if err != nil || len(files) < 3 {
		t.Fatal(len(files), err)
	}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range archive.Files {
			if strings.HasSuffix(f.Name, ".yaml") {
				if err := validate(schemas, f.Name, f.Data); err != nil {
					t.Errorf("%s: %v", file, err)
				}
			}
		}
	}
}

const sound = `
resource: Patient
from: pat p
key: p.id
id: p.id
elements:
  name: [{family: =p.name}]
  gender: =p.sex | map gender
`

// TestRejects changes a sound source or mapper, and the schema says where it is wrong.
func TestRejects(t *testing.T) {
	schemas := compiled(t)
	if err := validate(schemas, "patient.yaml", []byte(sound)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ file, old, change, where string }{
		{"p.yaml", "resource: Patient", "resource: Patients", "/resource"},
		{"p.yaml", "from: pat p", "form: pat p", "form"},
		{"p.yaml", "from: pat p", "from: [pat p]", "/from"},
		{"p.yaml", "name: [", "nome: [", "nome"},
		{"p.yaml", "[{family: =p.name}]", "{family: =p.name}", "/elements/name"},
		{"p.yaml", "{family: =p.name}", "{familyName: =p.name}", "familyName"},
		{"p.yaml", "=p.sex | map gender", "F", "/elements/gender"},
		{"p.yaml", "=p.sex | map gender", "[=p.sex]", "/elements/gender"},
		{"p.yaml", "{family: =p.name}", "{$iff: p.x, family: =p.name}", "$iff"},
		{"p.yaml", "id: p.id\n", "", "id"},
		{"p.yaml", "key: p.id", "key: p.id\naccess: everyone", "/access"},
		{"p.yaml", "{family: =p.name}", "family", "/elements/name/0"},
		{"mapper.yaml", "", "mapper: x\ntenancy: databases\n", "/tenancy"},
		{"mapper.yaml", "", "mapper: x\n", "tenancy"},
		{"mapper.yaml", "", "mapper: x\ntenancy: database\nmaps: {a: {$defalt: x}}\n", "$defalt"},
		{"overlay.yaml", "", "tenancy: database\n", "tenancy"},
		{"overlay.yaml", "", "settings: {a: {about: x}}\n", "/settings/a"},
		{"p.yaml", "resource: Patient\nfrom: pat p\nkey: p.id\nid: p.id\n", "extend: Patient\nfrom: pat p\n", "from"},
		{"p.yaml", "resource: Patient\nfrom: pat p\nkey: p.id\nid: p.id\nelements:\n  name: [", "extend: Patient/x\nelements:\n  nome: [", "nome"},
		{"mapper.yaml", "", "mapper: x\ntenancy: database\nlookups: {a: {form: t x, key: x.a}}\n", "/lookups/a"},
	} {
		text := c.change
		if c.old != "" {
			text = strings.Replace(sound, c.old, c.change, 1)
		}
		err := validate(schemas, c.file, []byte(text))
		if err == nil || !strings.Contains(err.Error(), c.where) {
			t.Errorf("%s: %v, nothing of %s", c.change, err, c.where)
		}
	}
}

var knownKeys = regexp.MustCompile(`unknown key "zzzzzzzz" in [^(]*\(known: ([^)]*)\)`)

// parserKeys are the keys that the parser of mappings knows, by what it says of one that nobody knows.
func parserKeys(t *testing.T, mapper, source string) []string {
	t.Helper()
	files := fstest.MapFS{"mapper.yaml": {Data: []byte(mapper)}}
	if source != "" {
		files["source.yaml"] = &fstest.MapFile{Data: []byte(source)}
	}
	var l problem.List
	mapping.Parse(files, &l)
	for _, p := range l.All() {
		if found := knownKeys.FindStringSubmatch(p.String()); found != nil {
			keys := strings.Split(found[1], ", ")
			slices.Sort(keys)
			return slices.Compact(keys)
		}
	}
	t.Fatalf("the parser does not complain of %s %s: %v", mapper, source, l.All())
	return nil
}

// TestKeysAreTheParsers holds the description against the parser: what one knows, the other knows too.
func TestKeysAreTheParsers(t *testing.T) {
	const header = "mapper: x\ntenancy: database\n"
	for _, c := range []struct {
		what           string
		mapper, source string
		block          block
	}{
		{"mapper.yaml", header + "zzzzzzzz: 1\n", "", mapperFile()},
		{"setting", header + "settings: {a: {zzzzzzzz: 1}}\n", "", setting()},
		{"tenancy", "mapper: x\ntenancy: {zzzzzzzz: 1}\n", "", tenancy()},
		{"lookup", header + "lookups: {a: {from: t x, key: x.a, zzzzzzzz: 1}}\n", "", lookup()},
		{"derive", header + "derive: [{resource: Provenance, of: '*', elements: {}, zzzzzzzz: 1}]\n", "", companion()},
		{"source", header, sound + "zzzzzzzz: 1\n", sourceFile()},
		{"extension", header + "extends: y\n", "extend: Patient\nzzzzzzzz: 1\n", extensionFile()},
		{"latest", header, sound + "latest: {per: p.a, by: p.b, zzzzzzzz: 1}\n", latest()},
		{"users", header + "users: {a: {from: t x, key: x.a, login: x.b, password: x.c, role: r, zzzzzzzz: 1}}\n", "", usersBlock()},
		{"login", header + "users: {a: {from: t x, key: x.a, login: {name: x.b, zzzzzzzz: 1}, password: x.c, role: r}}\n", "", loginBlock()},
		{"password", header + "users: {a: {from: t x, key: x.a, login: x.b, password: {hash: x.c, zzzzzzzz: 1}, role: r}}\n", "", passwordBlock()},
		{"role", header + "roles: {a: {zzzzzzzz: 1}}\n", "", roleBlock()},
		{"rows", header, sound + "rows: {a: {from: t x ON x.a = p.a, zzzzzzzz: 1}}\n", rowsBlock()},
	} {
		want := parserKeys(t, c.mapper, c.source)
		var got []string
		for _, k := range c.block.keys {
			got = append(got, k.name)
			if k.doc == "" {
				t.Errorf("%s: %s says nothing to whoever hovers over it", c.what, k.name)
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: package language describes %v, the parser knows %v", c.what, got, want)
		}
	}
}
