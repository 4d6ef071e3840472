package draft

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/problem"
	"ehr.example/portico/mappers/schema"
)

// Scaffold is what a source is to be written for.
type Scaffold struct {
	Resource string
	Table    string
	Profile  string // of US Core; "": the one that there is, or the first
	Name     string // of the source; "": none is said
}

// Source writes the beginning of a source: where its rows come from, what its keys are, what it refers to, a commented line
// for each element that R4 demands or US Core wants, and, as comments, maps of the raw codes that were counted. It is for a
// person to go on with, and need not compile before.
func Source(of Scaffold, s *schema.Schema, counted Statistics) (string, error) {
	if !fhir.IsResource(of.Resource) {
		return "", fmt.Errorf("R4 has no resource type %s%s", of.Resource, hint(of.Resource, fhir.ResourceTypes()))
	}
	t := s.Table(of.Table)
	if t == nil {
		return "", fmt.Errorf("unknown table %s%s", of.Table, hint(of.Table, s.TableNames()))
	}
	profiles, err := of.profiles()
	if err != nil {
		return "", err
	}
	g := &guesser{schema: s, counted: counted, maps: map[string]string{}, systems: map[string]string{}, settings: map[string]string{}, via: map[string]string{}}
	patients := g.patients()
	if of.Resource == "Patient" {
		patients = []candidate{{table: t}}
	}
	if len(patients) > 0 {
		g.setPatient(patients[0].table)
	}
	g.others(t)
	x := &scaffold{guesser: g, page: &page{}, of: of, entity: g.entity(t, aliasOf(t)), profiles: profiles}
	x.write()
	return x.page.String(), nil
}

// whole writes the source of a type that a draft writes too; false: of none.
func (x *scaffold) whole() bool {
	g := x.guesser
	switch {
	case len(x.entity.key) == 0:
		return false
	case x.of.Resource == "Patient" && x.entity.has(family) && x.entity.has(birth):
		x.entity, x.page = g.patient, g.patientPage(nil)
	case x.of.Resource == "Practitioner" && x.entity.has(family):
		g.practitioner = g.entity(x.entity.table, "u")
		x.entity, x.page = g.practitioner, g.practitionerPage()
	case x.of.Resource == "Encounter" && g.patient != nil && x.entity.has(start) && g.pointerIn(x.entity.table) != nil && len(g.patient.key) == 1:
		g.encounter = g.entity(x.entity.table, "e")
		x.entity, x.page = g.encounter, g.encounterPage()
	default:
		return false
	}
	if len(g.maps) > 0 {
		x.page.line("\n# for mapper.yaml:\n# maps:")
		for _, name := range slices.Sorted(maps.Keys(g.maps)) {
			x.page.line("# %s", strings.ReplaceAll(strings.TrimSuffix(g.maps[name], "\n"), "\n", "\n# "))
		}
	}
	return true
}

func hint(word string, known []string) string {
	if h := problem.DidYouMean(word, known); h != "" {
		return " (" + h + ")"
	}
	return ""
}

// profiles are those of the resource type, the chosen one first.
func (of Scaffold) profiles() ([]*fhir.Profile, error) {
	var out []*fhir.Profile
	var names []string
	for _, p := range fhir.Profiles() {
		if p.Type == of.Resource {
			out, names = append(out, p), append(names, p.Name())
		}
	}
	if of.Profile == "" {
		slices.SortStableFunc(out, func(a, b *fhir.Profile) int { return usualFirst(a) - usualFirst(b) })
		return out, nil
	}
	i := slices.Index(names, of.Profile)
	if i < 0 {
		return nil, fmt.Errorf("US Core has no profile %s of %s; it has %s", of.Profile, of.Resource, strings.Join(names, ", "))
	}
	return append([]*fhir.Profile{out[i]}, slices.Delete(slices.Clone(out), i, i+1)...), nil
}

// usualFirst puts the profiles that most tables are of before the others.
func usualFirst(p *fhir.Profile) int {
	return 1 - min(1, strings.Count(p.Name(), "observation-lab")+strings.Count(p.Name(), "problems-health")+strings.Count(p.Name(), "report-lab"))
}

// others finds the tables that a source may refer to.
func (g *guesser) others(t *schema.Table) {
	for _, c := range g.practitioners() {
		if c.table != t {
			g.practitioner = g.entity(c.table, "u")
			break
		}
	}
	if g.patient == nil {
		return
	}
	for _, c := range g.encounters() {
		if c.table != t {
			g.encounter = g.entity(c.table, "e")
			break
		}
	}
}

// aliasOf is the first letter of a table's name; p is left to the patients.
func aliasOf(t *schema.Table) string {
	for _, r := range strings.ToLower(t.Name) {
		if r >= 'a' && r <= 'z' && r != 'p' {
			return string(r)
		}
	}
	return "t"
}

// scaffold is one source under way.
type scaffold struct {
	*guesser
	page     *page
	of       Scaffold
	entity   *entity
	profiles []*fhir.Profile
	aliases  []string
}

func (x *scaffold) write() {
	if x.whole() {
		x.page.indent = ""
		x.columns()
		x.codes()
		return
	}
	p, e := x.page, x.entity
	p.line("resource: %s", x.of.Resource)
	if x.of.Name != "" {
		p.line("source: %s", scalar(x.of.Name))
	}
	x.from()
	if len(e.key) > 0 {
		x.identity(p, e)
	} else {
		p.question("%s has no unique key whose columns are never NULL: nothing can page over it", e.table.Name)
		p.line("# key: %s.…\n# id: %s.…", e.alias, e.alias)
	}
	x.changed(p, e)
	x.access()
	p.line("elements:")
	p.indent = "  "
	x.elements()
	p.indent = ""
	x.columns()
	x.codes()
}

// from writes from and where, with the joins that names of columns suggest.
func (x *scaffold) from() {
	p, e := x.page, x.entity
	joins := []string{fmt.Sprintf("%s %s", quoted(e.table.Name), e.alias)}
	where := x.shown(p, e)
	x.aliases = []string{e.alias}
	if x.patient != nil && x.patient.table != e.table && x.pointerIn(e.table) != nil && len(x.patient.key) == 1 {
		link := x.pointerIn(e.table)
		p.guess("%s.%s points at the patients", e.alias, link.Name)
		joins = append(joins, fmt.Sprintf("JOIN %s p ON p.%s = %s.%s", quoted(x.patient.table.Name), quoted(x.patient.key[0]), e.alias, quoted(link.Name)))
		x.aliases = append(x.aliases, "p")
		where = append(where, x.shown(nil, x.patient)...)
	}
	joins = append(joins, x.joins()...)
	if len(joins) == 1 {
		p.line("from: %s", text(joins[0]))
	} else {
		p.line("from: |\n  %s", strings.Join(joins, "\n  "))
	}
	if len(where) > 0 {
		p.line("where: %s", text(strings.Join(where, " AND ")))
	}
}

// joins are LEFT JOINs of the tables whose key a column is called like. Those of which nothing is used cost nothing.
func (x *scaffold) joins() []string {
	var out []string
	for _, c := range x.entity.table.Columns {
		target, key := x.target(c)
		if target == nil || len(out) == 5 {
			continue
		}
		alias := x.alias(target)
		x.page.guess("%s.%s points at %s", x.entity.alias, c.Name, target.Name)
		out = append(out, fmt.Sprintf("LEFT JOIN %s %s ON %s.%s = %s.%s", quoted(target.Name), alias, alias, quoted(key), x.entity.alias, quoted(c.Name)))
	}
	return out
}

// alias is a free alias for a table.
func (x *scaffold) alias(t *schema.Table) string {
	base := aliasOf(t)
	alias := base
	for n := 2; slices.Contains(x.aliases, alias); n++ {
		alias = fmt.Sprintf("%s%d", base, n)
	}
	x.aliases = append(x.aliases, alias)
	return alias
}

// target is the table that a column points at by its name, with its key.
func (x *scaffold) target(c *schema.Column) (*schema.Table, string) {
	if generic.MatchString(strings.ToLower(c.Name)) || strings.EqualFold(c.Name, x.tenant) || slices.Contains(x.entity.key, c.Name) {
		return nil, ""
	}
	for _, t := range x.schema.Tables {
		if t == x.entity.table || x.patient != nil && t == x.patient.table || shadow.MatchString(strings.ToLower(t.Name)) {
			continue
		}
		tenant := ""
		if t.Column(x.tenant) != nil {
			tenant = x.tenant
		}
		key := keyColumns(t, tenant)
		if len(key) != 1 || t.Column(key[0]).Kind != c.Kind {
			continue
		}
		if slices.Contains(pointing(t, key[0]), strings.ToLower(c.Name)) {
			return t, key[0]
		}
	}
	return nil, ""
}

// access writes the access binding.
func (x *scaffold) access() {
	switch {
	case x.of.Resource == "Patient":
	case x.patient != nil && x.pointerIn(x.entity.table) != nil:
		x.page.line("patient: =%s.%s -> Patient", x.entity.alias, quoted(x.pointerIn(x.entity.table).Name))
	case fhir.PatientCompartment(x.of.Resource) == nil || directory[x.of.Resource]:
		x.page.guess("a %s is nobody's own", x.of.Resource)
		x.page.line("access: directory")
	default:
		x.page.question("whose record is a row? patient: =column -> Patient")
	}
}

var directory = map[string]bool{"Practitioner": true, "PractitionerRole": true, "Organization": true, "Location": true, "Medication": true}

// elements writes what could be guessed, and the rest as comments.
func (x *scaffold) elements() {
	p, e := x.page, x.entity
	done := map[string]bool{"meta": true}
	if len(x.profiles) > 0 {
		p.line("  meta: {profile: [%q]}", x.profiles[0].URL)
		if len(x.profiles) > 1 {
			p.question("is this the right profile? Others: %s", others(x.profiles[1:]))
		}
	}
	t := fhir.TypeNamed(x.of.Resource)
	x.references(t, done)
	x.moments(t, done)
	var profile *fhir.Profile
	if len(x.profiles) > 0 {
		profile = x.profiles[0]
	}
	for i := range t.Elements {
		el := &t.Elements[i]
		if el.Min == 0 || el.Name == "id" || done[el.Name] || profile != nil && wants(profile, el.Name) {
			continue
		}
		p.line("  # %s: …   # R4 demands it%s", el.Name, codes(el))
	}
	if profile != nil {
		for _, l := range Supports(profile, done) {
			name, _, _ := strings.Cut(l, ":")
			el := t.Element(name)
			if el != nil {
				l += codes(el)
			}
			p.line("  # %s", l)
		}
	}
	if c := e.roles[reason]; c != nil && t.Element("reasonCode") != nil {
		p.line("  # reasonCode: [{text: %s}]", e.hole(reason))
	}
}

func others(list []*fhir.Profile) string {
	names := make([]string, len(list))
	for i, p := range list {
		names[i] = p.Name()
	}
	return strings.Join(names, ", ")
}

func wants(p *fhir.Profile, name string) bool {
	return slices.ContainsFunc(p.Elements, func(e fhir.ProfileElement) bool {
		head, _, _ := strings.Cut(e.Path, ".")
		head, _, _ = strings.Cut(head, ":")
		return strings.TrimSuffix(head, "[x]") == name
	})
}

// codes lists the codes that an element may have.
func codes(el *fhir.Element) string {
	if el.Required == nil || len(el.Required.Codes) == 0 || len(el.Required.Codes) > 12 {
		return ""
	}
	names := make([]string, len(el.Required.Codes))
	for i, c := range el.Required.Codes {
		names[i] = c.Code
	}
	return "; one of " + strings.Join(names, ", ")
}

// references writes the references to the patient, the encounter and who treats.
func (x *scaffold) references(t *fhir.Type, done map[string]bool) {
	point := func(target string, c *schema.Column, names ...string) {
		for _, name := range names {
			el := t.Element(name)
			if c == nil || el == nil || done[name] || !slices.Contains(el.Types, "Reference") || len(el.Targets) > 0 && !slices.Contains(el.Targets, target) {
				continue
			}
			hole := fmt.Sprintf("=%s.%s -> %s", x.entity.alias, quoted(c.Name), target)
			if el.Max != 1 {
				hole = "[" + hole + "]"
			}
			x.page.line("  %s: %s", name, hole)
			done[name] = true
			return
		}
	}
	if x.patient != nil {
		point("Patient", x.pointerIn(x.entity.table), "subject", "patient", "beneficiary")
	}
	point("Encounter", x.pointerTo(x.encounter, x.entity.table), "encounter")
	point("Practitioner", x.pointerTo(x.practitioner, x.entity.table), "performer", "recorder", "requester", "author")
}

// moments writes when something happened, with the first column that can say it.
func (x *scaffold) moments(t *fhir.Type, done map[string]bool) {
	c := x.entity.roles[start]
	for _, column := range x.entity.table.Columns {
		if c == nil && (column.Kind == schema.DateTime || column.Kind == schema.Date) && column != x.entity.roles[updated] {
			c = column
		}
	}
	if c == nil {
		return
	}
	for _, name := range []string{"effectiveDateTime", "performedDateTime", "occurrenceDateTime", "onsetDateTime", "authoredOn", "recordedDate", "date"} {
		base := strings.TrimSuffix(name, "DateTime")
		el := t.Element(base)
		if el == nil || el.Choice != (base != name) || el.Choice && !slices.Contains(el.Types, "dateTime") {
			continue
		}
		x.page.guess("%s.%s is when it was", x.entity.alias, c.Name)
		x.page.line("  %s: =%s.%s", name, x.entity.alias, quoted(c.Name))
		done[base] = true
		return
	}
}

// columns lists the columns, so that nobody has to look them up.
func (x *scaffold) columns() {
	x.page.line("\n# columns of %s:", x.entity.table.Name)
	for _, c := range x.entity.table.Columns {
		null := ""
		if c.Nullable {
			null = ", may be NULL"
		}
		x.page.line("#   %s.%s  %s%s", x.entity.alias, quoted(c.Name), c.Type, null)
	}
}

// codes writes, as comments, a map for each column with few values.
func (x *scaffold) codes() {
	counted := x.counted[x.entity.table.Name]
	first := true
	for _, c := range x.entity.table.Columns {
		values := slices.DeleteFunc(slices.Clone(counted.Columns[c.Name].Codes), func(v Value) bool { return v.Raw == "" })
		if len(values) == 0 {
			continue
		}
		if first {
			x.page.line("\n# maps, for mapper.yaml: the raw values of columns that look like codes, and how many of %d rows have them", counted.Rows)
			x.page.line("# maps:")
			first = false
		}
		x.page.line("#   %s:", strings.ReplaceAll(strings.ToLower(c.Name), "_", "-"))
		for _, v := range values {
			x.page.line("#     %s: …   # %d rows", key(v.Raw), v.Rows)
		}
	}
}
