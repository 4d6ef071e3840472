package draft

import (
	"regexp"
	"slices"
	"strings"

	"ehr.example/portico/mappers/schema"
)

// candidate is a table that could be what is looked for, and how well it fits.
type candidate struct {
	table *schema.Table
	score int
}

// guesser is one draft under way.
type guesser struct {
	schema       *schema.Schema
	counted      Statistics
	patient      *entity
	practitioner *entity
	encounter    *entity
	patientLink  string // the column with which other tables point at patients
	tenant       string // the column that tells tenants apart; "": the database is one tenant's
	maps         map[string]string
	systems      map[string]string
	settings     map[string]string
	via          map[string]string // table without the tenant's column → what it hangs below
}

// entity is a table that was chosen, with what its columns mean.
type entity struct {
	table *schema.Table
	alias string
	roles map[role]*schema.Column
	key   []string // columns, without the tenant's
	names *entity  // the table of the names, where they are kept apart
}

func (e *entity) column(r role) string { return e.alias + "." + quoted(e.roles[r].Name) }

func (e *entity) has(r role) bool { return e.roles[r] != nil }

var plainName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// quoted is a name as SQL has it.
func quoted(name string) string {
	if plainName.MatchString(name) {
		return name
	}
	return "`" + strings.ReplaceAll(name, "`", "``") + "`"
}

// shadow are names of tables that hold something about the rows of others.
var shadow = regexp.MustCompile(`hist|audit|log|archiv|backup|bak$|tmp|temp|import|export|portal|deleted|merge|dup|queue|cache|old`)

func (g *guesser) sorted(list []candidate) []candidate {
	for i := range list {
		if c, known := g.counted[list[i].table.Name]; known && c.Rows == 0 {
			list[i].score -= 4
		}
	}
	slices.SortStableFunc(list, func(a, b candidate) int { return b.score - a.score })
	return list
}

var (
	patientNames = regexp.MustCompile(`^(patients?|pat|pt|demographics?|persons?|people|clients?|charts?|members?)(_?(data|master|info|demographics?|main|base))?$`)
	patientWord  = regexp.MustCompile(`patient|demograph|person|client|chart`)
	staffNames   = regexp.MustCompile(`^(users?|staff|providers?|doctors?|practitioners?|physicians?|employees?|clinicians?|personnel)$`)
	staffWord    = regexp.MustCompile(`user|staff|provider|doctor|practitioner|physician|employee|clinician|personnel`)
	visitNames   = regexp.MustCompile(`^(form_)?(encounters?|visits?|admissions?|episodes?|consultations?|consults?)$`)
	visitWord    = regexp.MustCompile(`encounter|visit|admission|episode|consult`)
)

// patients are the tables that could hold the patients, the best first.
func (g *guesser) patients() []candidate {
	var out []candidate
	for _, t := range g.schema.Tables {
		r := roles(t)
		name := strings.ToLower(t.Name)
		if r[birth] == nil && r[birthYear] == nil || len(keyColumns(t, "")) == 0 || shadow.MatchString(name) {
			continue
		}
		c := candidate{table: t, score: named(name, patientNames, patientWord)}
		if r[family] == nil {
			if g.namesOf(t) == nil {
				continue
			}
			c.score-- // of two that would do, the one that has the names
		}
		c.score += points(r, map[role]int{birth: 4, sex: 3, given: 2, mrn: 2, ssn: 1, marital: 1, race: 1})
		if r[login] != nil || r[npi] != nil || staffWord.MatchString(name) {
			c.score -= 6
		}
		link, others := g.linkOf(t)
		if link != "" {
			c.score += min(others, 6)
		}
		out = append(out, c)
	}
	return g.sorted(out)
}

func named(name string, exact, word *regexp.Regexp) int {
	switch {
	case exact.MatchString(name):
		return 6
	case word.MatchString(name):
		return 3
	}
	return 0
}

// points are those of the roles that a table's columns play.
func points(played map[role]*schema.Column, worth map[role]int) int {
	sum := 0
	for r, n := range worth {
		if played[r] != nil {
			sum += n
		}
	}
	return sum
}

// namesOf is a table of the names of another one's people, or nil.
func (g *guesser) namesOf(t *schema.Table) *schema.Table {
	key := keyColumns(t, "")
	if len(key) != 1 {
		return nil
	}
	for _, u := range g.schema.Tables {
		name := strings.ToLower(u.Name)
		if u == t || !strings.Contains(name, "name") || shadow.MatchString(name) || roles(u)[family] == nil || roles(u)[birth] != nil {
			continue
		}
		if pointerNamed(u, t, key[0]) != nil {
			return u
		}
	}
	return nil
}

// pointerNamed is the column of a table that is called like one that points at a column of another; nil: there is none.
func pointerNamed(u, t *schema.Table, column string) *schema.Column {
	for _, name := range pointing(t, column) {
		if c := u.Column(name); c != nil && c.Kind == t.Column(column).Kind {
			return c
		}
	}
	return nil
}

// practitioners are the tables that could hold those who treat.
func (g *guesser) practitioners() []candidate {
	var out []candidate
	for _, t := range g.schema.Tables {
		r := roles(t)
		name := strings.ToLower(t.Name)
		score := named(name, staffNames, staffWord)
		if score == 0 || r[family] == nil || r[birth] != nil && r[npi] == nil || len(keyColumns(t, "")) == 0 || shadow.MatchString(name) {
			continue
		}
		score += points(r, map[role]int{given: 2, npi: 3, specialty: 2, login: 1, email: 1})
		out = append(out, candidate{table: t, score: score})
	}
	return g.sorted(out)
}

// encounters are the tables that could hold the encounters of the patients that were guessed.
func (g *guesser) encounters() []candidate {
	var out []candidate
	for _, t := range g.schema.Tables {
		r := roles(t)
		name := strings.ToLower(t.Name)
		score := named(name, visitNames, visitWord)
		if score == 0 || r[start] == nil || g.pointerIn(t) == nil || len(keyColumns(t, "")) == 0 || shadow.MatchString(name) {
			continue
		}
		score += points(r, map[role]int{end: 2, status: 1, class: 2, caregiver: 1, reason: 1})
		out = append(out, candidate{table: t, score: score})
	}
	return g.sorted(out)
}

// keyColumns is the smallest unique key of a table that can page, without the tenant's column. Its columns are not NULL.
func keyColumns(t *schema.Table, tenant string) []string {
	var best []string
	for _, x := range t.Indexes {
		if !x.Unique || !t.UniqueBy(x.Columns) {
			continue
		}
		var columns []string
		pages := true
		for _, name := range x.Columns {
			if strings.EqualFold(name, tenant) {
				continue
			}
			columns = append(columns, name)
			kind := t.Column(name).Kind
			pages = pages && (kind == schema.Integer || kind == schema.Text)
		}
		if pages && len(columns) > 0 && (best == nil || len(columns) < len(best)) {
			best = columns
		}
	}
	return best
}

// patientPointers are the names under which tables mostly point at patients.
var patientPointers = []string{"patient_id", "pat_id", "patientid", "pid", "patient"}

// generic are names that say nothing of the table that a key belongs to.
var generic = regexp.MustCompile(`^(id|key|no|num|code|uuid|uid|guid|seq|n|date|name|number)$`)

// linkOf is the unique column of a table by which most other tables have a column that points at it, the name of that
// column there, and how many tables have it.
func (g *guesser) linkOf(t *schema.Table) (column string, tables int) {
	for _, x := range t.Indexes {
		if !x.Unique || !t.UniqueBy(x.Columns) {
			continue
		}
		last := x.Columns[len(x.Columns)-1]
		for _, name := range append(pointing(t, last), patientPointers...) {
			if n := g.tablesWith(name, t, t.Column(last).Kind); n > tables {
				column, tables = last, n
			}
		}
	}
	return column, tables
}

// pointing are the names under which other tables would point at a column.
func pointing(t *schema.Table, column string) []string {
	name := strings.ToLower(column)
	if !generic.MatchString(name) {
		return []string{name}
	}
	one := strings.TrimSuffix(strings.ToLower(t.Name), "s")
	return []string{one + "_" + name, one + name}
}

func (g *guesser) tablesWith(name string, but *schema.Table, kind schema.Kind) int {
	n := 0
	for _, t := range g.schema.Tables {
		if c := t.Column(name); c != nil && t != but && c.Kind == kind {
			n++
		}
	}
	return n
}

// setPatient takes a table as that of the patients, and finds the tenants' column.
func (g *guesser) setPatient(t *schema.Table) {
	g.tenant = g.tenantColumn(t)
	e := g.entity(t, "p")
	if link, n := g.linkOf(t); n > 0 && t.UniqueBy([]string{link, g.tenant}) {
		e.key = []string{link}
	}
	if !e.has(family) {
		if names := g.namesOf(t); names != nil {
			e.names = &entity{table: names, alias: "n", roles: roles(names)}
		}
	}
	g.patient = e
	g.patientLink = e.key[len(e.key)-1]
}

func (g *guesser) setPractitioner(list []candidate) {
	for _, c := range list {
		if c.table != g.patient.table {
			g.practitioner = g.entity(c.table, "u")
			return
		}
	}
}

func (g *guesser) setEncounter(list []candidate) {
	for _, c := range list {
		if len(g.patient.key) == 1 && c.table != g.patient.table {
			g.encounter = g.entity(c.table, "e")
			return
		}
	}
}

// entity is a table with what its columns mean.
func (g *guesser) entity(t *schema.Table, alias string) *entity {
	tenant := ""
	if t.Column(g.tenant) != nil {
		tenant = g.tenant
	}
	return &entity{table: t, alias: alias, roles: g.filled(t), key: keyColumns(t, tenant)}
}

// enough is how many rows must have been counted before a column that is empty in all of them is left out.
const enough = 20

// filled are the roles of a table without the columns that no row fills.
func (g *guesser) filled(t *schema.Table) map[role]*schema.Column {
	out := roles(t)
	counted := g.counted[t.Name]
	for r, c := range out {
		if column, known := counted.Columns[c.Name]; known && counted.Rows >= enough && column.Filled == 0 && r != updated {
			delete(out, r)
		}
	}
	return out
}

// pointerIn is the column of a table that points at the patients, or nil.
func (g *guesser) pointerIn(t *schema.Table) *schema.Column {
	key := g.patient.table.Column(g.patient.key[len(g.patient.key)-1])
	for _, name := range append(pointing(g.patient.table, key.Name), patientPointers...) {
		if c := t.Column(name); c != nil && c.Kind == key.Kind {
			return c
		}
	}
	return nil
}

// pointerTo is the column of a table that points at the practitioners, or nil.
func (g *guesser) pointerTo(e *entity, t *schema.Table) *schema.Column {
	if e == nil || len(e.key) != 1 {
		return nil
	}
	key := e.table.Column(e.key[0])
	for _, name := range pointing(e.table, key.Name) {
		if c := t.Column(name); c != nil && c.Kind == key.Kind {
			return c
		}
	}
	if c := roles(t)[caregiver]; c != nil && c.Kind == key.Kind {
		return c
	}
	return nil
}

var tenantNames = regexp.MustCompile(`^(clinic|tenant|site|practice|facility|organi[sz]ation|org|company|hospital|branch|office|customer|account)(_?(id|no|code|key|num))?$`)

// tenantColumn is the column of the patients' table that tells tenants apart: many tables have it, and keys begin with it.
func (g *guesser) tenantColumn(patients *schema.Table) string {
	for _, c := range patients.Columns {
		if !tenantNames.MatchString(strings.ToLower(c.Name)) || c.Kind != schema.Integer && c.Kind != schema.Text {
			continue
		}
		have, leads := 0, 0
		for _, t := range g.schema.Tables {
			if t.Column(c.Name) == nil {
				continue
			}
			have++
			if slices.ContainsFunc(t.Indexes, func(x schema.Index) bool { return len(x.Columns) > 1 && strings.EqualFold(x.Columns[0], c.Name) }) {
				leads++
			}
		}
		if have > 1 && have*3 >= len(g.schema.Tables) && leads > 0 || leads > 1 {
			return c.Name
		}
	}
	return ""
}
