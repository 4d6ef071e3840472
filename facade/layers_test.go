package facade_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// layersFile says which package may import which.
const layersFile = "../testdata/layers.txt"

const module = "ehr.example/portico/"

// layers is the content of layersFile.
type layers struct {
	order []string // the packages of each layer, from the ground up, blanks between
	never []rule
	only  []rule
}

// rule is of: by1 by2 …
type rule struct {
	of string
	by []string
}

// TestLayers holds the imports of all packages, without their tests', against testdata/layers.txt.
func TestLayers(t *testing.T) {
	l := readLayers(t)
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, module)
		if len(p.GoFiles) == 0 {
			continue
		}
		if l.layer(name) < 0 {
			t.Errorf("%s stands in no line of testdata/layers.txt: give it a place there", name)
			continue
		}
		for _, imported := range p.Imports {
			if wrong := l.wrong(name, strings.TrimPrefix(imported, module)); wrong != "" {
				t.Errorf("%s imports %s: %s (testdata/layers.txt)", name, imported, wrong)
			}
		}
		for _, far := range p.Deps {
			if wrong := l.neverImports(name, strings.TrimPrefix(far, module)); wrong != "" {
				t.Errorf("%s depends on %s: %s (testdata/layers.txt)", name, far, wrong)
			}
		}
	}
}

// TestLayersRefuse makes sure that the rules refuse something.
func TestLayersRefuse(t *testing.T) {
	l := readLayers(t)
	for _, c := range []struct{ name, imported, want string }{
		{"mappers/program", "mappers/compile", "later line"},
		{"mappers/compile", "facade/tenancy", "same line"},
		{"cmd/portico", "cmd/demo", "same line"},
		{"facade/tenant", "github.com/gin-gonic/gin/binding", "only facade/api"},
		{"facade/plan", "mappers/nothing", "no line"},
		{"facade/plan", "mappers/program", ""},
		{"facade/api", "github.com/gin-gonic/gin", ""},
	} {
		if got := l.wrong(c.name, c.imported); !strings.Contains(got, c.want) || c.want == "" && got != "" {
			t.Errorf("%s importing %s gives %q, not %q", c.name, c.imported, got, c.want)
		}
	}
	if l.neverImports("mappers/fhir", "facade/outcome") == "" {
		t.Error("mappers may import facade")
	}
}

// wrong is what is wrong with an import, or "".
func (l layers) wrong(name, imported string) string {
	for _, r := range l.only {
		if below(imported, r.of) && !slices.ContainsFunc(r.by, func(by string) bool { return below(name, by) }) {
			return "only " + strings.Join(r.by, " and ") + " imports it"
		}
	}
	first, _, _ := strings.Cut(imported, "/")
	ours := slices.Contains([]string{"cmd", "config", "facade", "mappers", "scripts"}, first)
	from, to := l.layer(name), l.layer(imported)
	switch {
	case !ours:
		return ""
	case to < 0:
		return imported + " stands in no line"
	case to == from:
		return "both stand in the same line; a package imports only from earlier lines"
	case to > from:
		return imported + " stands in a later line; a package imports only from earlier lines"
	}
	return ""
}

// neverImports is what is wrong with a dependency, however far, or "".
func (l layers) neverImports(name, far string) string {
	for _, r := range l.never {
		if below(name, r.of) && slices.ContainsFunc(r.by, func(by string) bool { return below(far, by) }) {
			return r.of + " never imports " + strings.Join(r.by, " or ")
		}
	}
	return ""
}

// layer is the line of a package, or -1. Its own name counts more than a folder with *.
func (l layers) layer(name string) int {
	wild := -1
	for i, line := range l.order {
		for _, p := range strings.Fields(line) {
			if p == name {
				return i
			}
			if folder, all := strings.CutSuffix(p, "/*"); all && below(name, folder) {
				wild = i
			}
		}
	}
	return wild
}

// below tells whether a package is a folder's or lies below it.
func below(name, folder string) bool {
	return name == folder || strings.HasPrefix(name, folder+"/")
}

func readLayers(t *testing.T) layers {
	t.Helper()
	text, err := os.ReadFile(layersFile)
	if err != nil {
		t.Fatal(err)
	}
	var l layers
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		word, rest, _ := strings.Cut(line, " ")
		of, by, _ := strings.Cut(rest, ":")
		r := rule{of: of, by: strings.Fields(by)}
		switch {
		case line == "" || line[0] == '#':
		case word == "never":
			l.never = append(l.never, r)
		case word == "only":
			l.only = append(l.only, r)
		default:
			l.order = append(l.order, line)
		}
	}
	return l
}

// listed is a package as go list tells it.
type listed struct {
	ImportPath string
	GoFiles    []string
	Imports    []string
	Deps       []string
}

// packages are those of the module, the demo's among them.
func packages(t *testing.T) []listed {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,GoFiles,Imports,Deps", "-tags=gms_pure_go", "./...")
	cmd.Dir = ".."
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.Bytes())
	}
	var all []listed
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}
