package interaction_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// proofs are where each number of numbers.txt is shown.
type proofs struct {
	numbers []string
	labels  map[string]string
	shapes  map[string][]string // names of folders
	others  map[string][]string // "file: words", of elsewhere.txt
}

// TestShapesCoverage: every transformation, shape and answer is shown by a folder or by a test that elsewhere.txt names,
// and README.md of testdata/shapes says by which. With -update it is written.
func TestShapesCoverage(t *testing.T) {
	p := readProofs(t)
	var without []string
	for _, n := range p.numbers {
		if len(p.shapes[n])+len(p.others[n]) == 0 {
			without = append(without, n)
		}
	}
	if len(without) > 0 {
		t.Errorf("nothing shows %v", without)
	}
	file := filepath.Join(shapes, "README.md")
	if got := p.readme(t); *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if want := shapeText(t, "README.md"); got != want {
		t.Errorf("%s is of another day, -update writes it\n%s", file, firstDifference(got, want))
	}
}

func shapeText(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(shapes, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func readProofs(t *testing.T) *proofs {
	t.Helper()
	p := &proofs{labels: map[string]string{}, shapes: map[string][]string{}, others: map[string][]string{}}
	for line := range strings.Lines(shapeText(t, "numbers.txt")) {
		if number, label, ok := strings.Cut(strings.TrimSpace(line), " "); ok && number != "#" {
			p.numbers, p.labels[number] = append(p.numbers, number), label
		}
	}
	for _, folder := range shapeFolders(t) {
		for _, number := range readShape(t, folder).shows {
			p.add(t, p.shapes, number, filepath.Base(folder))
		}
	}
	for line := range strings.Lines(shapeText(t, "elsewhere.txt")) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			p.elsewhere(t, line)
		}
	}
	return p
}

func (p *proofs) add(t *testing.T, to map[string][]string, number, where string) {
	t.Helper()
	if p.labels[number] == "" {
		t.Errorf("%s: there is no number %s", where, number)
	}
	if !slices.Contains(to[number], where) {
		to[number] = append(to[number], where)
	}
}

var shapeNumber = regexp.MustCompile(`^[TSA][0-9]+$`)

// elsewhere reads a line such as "A3 A4 mappers/refused_test.go TestRefused". Words behind the file must stand in it.
func (p *proofs) elsewhere(t *testing.T, line string) {
	t.Helper()
	fields := strings.Fields(line)
	n := slices.IndexFunc(fields, func(f string) bool { return !shapeNumber.MatchString(f) })
	if n < 1 {
		t.Fatalf("elsewhere.txt: what is %q?", line)
	}
	file, words := fields[n], strings.Join(fields[n+1:], " ")
	text, err := os.ReadFile(filepath.Join("../..", file))
	if err != nil || !strings.Contains(string(text), words) {
		t.Errorf("elsewhere.txt: %s has no %q: %v", file, words, err)
	}
	for _, number := range fields[:n] {
		p.add(t, p.others, number, strings.TrimSpace("`"+file+"` "+words))
	}
}

// readme is the table of what is shown where.
func (p *proofs) readme(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString(`# Small legacy schemas

Each folder is one legacy shape, small and awkward on purpose: tables.sql with its rows, a mapping, and expect.txt with
every resource that comes out and searches that find and do not find. TestShapes of facade/interaction runs all of it on a
real database; expect.txt is explained there. This page is written by ` + "`go test ./facade/interaction -run TestShapesCoverage -update`" + `.

| folder | what |
|---|---|
`)
	for _, folder := range shapeFolders(t) {
		name := filepath.Base(folder)
		about, _, _ := strings.Cut(strings.TrimPrefix(readShape(t, folder).head, "# "), "\n")
		fmt.Fprintf(&b, "| [%s](%s) | %s |\n", name, name, about)
	}
	b.WriteString("\n| number | what | shown by |\n|---|---|---|\n")
	for _, n := range p.numbers {
		where := slices.Concat(p.shapes[n], p.others[n])
		fmt.Fprintf(&b, "| %s | %s | %s |\n", n, p.labels[n], strings.Join(where, ", "))
	}
	return b.String()
}
