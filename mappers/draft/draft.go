// Package draft guesses a first mapping from a schema and from what is counted in its rows: which tables hold patients,
// encounters and practitioners, what their columns mean, how rows are keyed, deleted and told apart by tenant. It does no
// I/O. What it writes is YAML with a comment for each guess and each open question, for a person to go on with.
package draft

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing/fstest"

	"ehr.example/portico/mappers"
	"ehr.example/portico/mappers/problem"
	"ehr.example/portico/mappers/schema"
)

// Statistics are what is counted of a database's rows, by table. A table that is not there was not counted.
type Statistics map[string]Table

// Table is what is counted of one table.
type Table struct {
	Rows    int64 // that were looked at
	Columns map[string]Column
}

// Column is what is counted of one column. No value of a column is here that could be a patient's.
type Column struct {
	Filled int64   // rows with something in it
	Codes  []Value // the frequent values of a column that holds few short ones, the most frequent first; nil otherwise
	Layout string  // the format that nearly all texts of a column of dates have, as | date says it; "" otherwise
}

// Layouts are the formats of dates in text that are looked for, each with the regular expression of its texts.
var Layouts = []struct{ Format, Pattern string }{
	{"%Y-%m-%d", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
	{"%Y%m%d", "^[0-9]{8}$"},
	{"%m/%d/%Y", "^(0[1-9]|1[0-2])/[0-9]{2}/[0-9]{4}$"},
	{"%d.%m.%Y", "^[0-9]{2}[.][0-9]{2}[.][0-9]{4}$"},
	{"%d/%m/%Y", "^[0-9]{2}/(0[1-9]|1[0-2])/[0-9]{4}$"},
}

// Value is a raw code and how many rows have it.
type Value struct {
	Raw  string
	Rows int64
}

// Wish is a table of which counts would help, with the columns whose values would.
type Wish struct {
	Table *schema.Table
	Codes []string
	Dates []string // columns of text that could hold dates
}

// Draft is a first mapper.
type Draft struct {
	Files     map[string]string // by name: mapper.yaml, patient.yaml, …
	Settings  []string          // that each tenant has to give
	Guesses   int               // comments that begin with guess:
	Questions int               // comments that begin with question:
}

// errNoPatients is why there is no draft.
var errNoPatients = errors.New("no table looks like that of the patients: one with a birth date and a family name is expected; " +
	"write the first source by hand, or with scaffold Patient TABLE")

// Wishes are the tables that a draft would look at.
func Wishes(s *schema.Schema) []Wish {
	var out []Wish
	seen := map[string]bool{}
	add := func(list []candidate, most int) {
		for i, c := range list {
			if i < most && !seen[c.table.Name] {
				seen[c.table.Name] = true
				out = append(out, Wish{Table: c.table, Codes: coded(c.table), Dates: datesInText(c.table)})
			}
		}
	}
	g := guesser{schema: s}
	patients := g.patients()
	add(patients, 4)
	add(g.practitioners(), 3)
	if len(patients) > 0 {
		g.setPatient(patients[0].table)
		add(g.encounters(), 4)
	}
	return out
}

// coded are the columns whose values a draft maps.
func coded(t *schema.Table) []string {
	r := roles(t)
	var out []string
	for _, x := range []role{sex, marital, deceased, deleted, active, status, class} {
		if c := r[x]; c != nil {
			out = append(out, c.Name)
		}
	}
	return out
}

// datesInText are the columns whose format a draft has to know.
func datesInText(t *schema.Table) []string {
	if c := roles(t)[birth]; c != nil && c.Kind == schema.Text {
		return []string{c.Name}
	}
	return nil
}

// New writes a first mapper of that name. Sources besides Patient that would not compile are left out.
func New(name string, s *schema.Schema, counted Statistics) (*Draft, error) {
	g := &guesser{schema: s, counted: counted}
	patients := g.patients()
	if len(patients) == 0 {
		return nil, errNoPatients
	}
	g.setPatient(patients[0].table)
	g.setPractitioner(g.practitioners())
	g.setEncounter(g.encounters())
	out := g.write(name, patients)
	for {
		broken := out.broken(name, s)
		if broken == nil {
			return out, nil
		}
		if !g.drop(broken[0].Pos.File) {
			return nil, fmt.Errorf("the draft does not compile; this is a fault of the program: %w", broken)
		}
		out = g.write(name, patients)
	}
}

// broken is what the compiler refuses of the draft.
func (d *Draft) broken(name string, s *schema.Schema) problem.Errors {
	files := fstest.MapFS{}
	for file, text := range d.Files {
		files[file] = &fstest.MapFile{Data: []byte(text)}
	}
	_, problems, err := mappers.Mapper{Name: name, Files: files}.Compile(s)
	if err == nil {
		return nil
	}
	refused := slices.DeleteFunc(slices.Clone(problems), func(p problem.Problem) bool { return p.Severity != problem.Error })
	if len(refused) == 0 {
		return problem.Errors{{Message: err.Error()}}
	}
	return refused
}

// drop leaves out the source of a file; false: it cannot be done without.
func (g *guesser) drop(file string) bool {
	switch {
	case file == encounterFile && g.encounter != nil:
		g.encounter = nil
	case file == practitionerFile && g.practitioner != nil:
		g.practitioner = nil
	default:
		return false
	}
	return true
}

const (
	patientFile      = "patient.yaml"
	encounterFile    = "encounter.yaml"
	practitionerFile = "practitioner.yaml"
)

// write writes every file.
func (g *guesser) write(name string, patients []candidate) *Draft {
	d := &Draft{Files: map[string]string{}}
	g.maps, g.systems, g.settings, g.via = map[string]string{}, map[string]string{}, map[string]string{}, map[string]string{}
	pages := map[string]*page{patientFile: g.patientPage(patients)}
	if g.practitioner != nil {
		pages[practitionerFile] = g.practitionerPage()
	}
	if g.encounter != nil {
		pages[encounterFile] = g.encounterPage()
	}
	pages["mapper.yaml"] = g.mapperPage(name)
	for file, p := range pages {
		d.Files[file] = p.String()
		d.Guesses += p.guesses
		d.Questions += p.questions
	}
	d.Settings = slices.Sorted(maps.Keys(g.settings))
	return d
}

// page is a file in the making.
type page struct {
	strings.Builder
	guesses, questions int
	indent             string // before comments
}

func (p *page) line(format string, args ...any) {
	fmt.Fprintf(p, format+"\n", args...)
}

// guess writes a comment for what was guessed.
func (p *page) guess(format string, args ...any) {
	p.guesses++
	p.line(p.indent+"# guess: "+format, args...)
}

// question writes a comment for what only a person knows.
func (p *page) question(format string, args ...any) {
	p.questions++
	p.line(p.indent+"# question: "+format, args...)
}
