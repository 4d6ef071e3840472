package draft

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"ehr.example/portico/mappers/schema"
)

// mapperPage writes mapper.yaml.
func (g *guesser) mapperPage(name string) *page {
	p := &page{}
	p.line("# A first draft. Comments that begin with guess: were guessed from names, types, keys and counts; those that begin")
	p.line("# with question: only a person can answer.")
	p.line("mapper: %s", scalar(name))
	p.line("canonical: http://hl7.org/fhir/us/core/StructureDefinition/")
	g.tenancy(p)
	p.line("\nsettings:")
	for _, s := range slices.Sorted(maps.Keys(g.settings)) {
		p.line("  %s: {about: %s}", s, scalar(g.settings[s]))
	}
	if len(g.systems) > 0 {
		p.line("\nsystems:")
		for _, s := range slices.Sorted(maps.Keys(g.systems)) {
			p.line("  %s: %s", s, g.systems[s])
		}
	}
	if len(g.maps) > 0 {
		p.line("\n# the raw values that were found, and what they become")
		p.line("maps:")
		for _, m := range slices.Sorted(maps.Keys(g.maps)) {
			p.WriteString(g.maps[m])
		}
	}
	g.codeLists(p)
	return p
}

func (g *guesser) tenancy(p *page) {
	if g.tenant == "" {
		p.guess("the whole database is one clinic's: no column tells several apart")
		p.question("do several clinics share it? Then say tenancy: {column: …} before anything else")
		p.line("tenancy: database")
		return
	}
	g.settings[g.tenant] = "what the column " + g.tenant + " holds for a tenant"
	p.guess("%s tells the tenants apart; every statement gets the condition that it is the tenant's", g.tenant)
	if without := g.without(); len(without) > 0 {
		p.question("%s: these tables lack it. Before a source uses one, say shared: [table] for code tables, or via: {table: parent ON …}", strings.Join(without, ", "))
	}
	p.line("tenancy:\n  column: %s = $%s", quoted(g.tenant), g.tenant)
	if len(g.via) > 0 {
		p.line("  via:")
		for _, t := range slices.Sorted(maps.Keys(g.via)) {
			p.line("    %s: %s", scalar(t), g.via[t])
		}
	}
}

// without are the first tables that lack the tenant's column.
func (g *guesser) without() []string {
	var names []string
	for _, t := range g.schema.Tables {
		if t.Column(g.tenant) == nil && len(names) < 12 {
			names = append(names, t.Name)
		}
	}
	return names
}

var (
	listNames  = regexp.MustCompile(`(^|_)(code|list|lookup|option|type|dict|ref|master|enum)s?(_|$)`)
	listColumn = regexp.MustCompile(`^(list|listid|category|codetype|type|setname|domain|listname|dictionary)$`)
	codeColumn = regexp.MustCompile(`^(code|optionid|value|id|itemcode|key|abbr)$`)
	nameColumn = regexp.MustCompile(`^(label|title|description|name|display|text|longname|codetext|descr|meaning)$`)
)

// codeLists tells the tables that look like lists of codes, as lookups to be taken.
func (g *guesser) codeLists(p *page) {
	var found []string
	for _, t := range g.schema.Tables {
		if text := lookup(t); text != "" && len(found) < 6 && g.pointerIn(t) == nil {
			found = append(found, text)
		}
	}
	if len(found) == 0 {
		return
	}
	p.WriteString("\n")
	p.guess("these tables look like lists of codes; take what you need, and follow it with =column -> name.label")
	p.line("# lookups:\n%s", strings.Join(found, "\n"))
}

// lookup is a commented lookup over a table that looks like a list of codes, or "".
func lookup(t *schema.Table) string {
	if !listNames.MatchString(strings.ToLower(t.Name)) || shadow.MatchString(strings.ToLower(t.Name)) {
		return ""
	}
	list, code, label := first(t, listColumn), first(t, codeColumn), first(t, nameColumn)
	if code == nil || label == nil || label.Kind != schema.Text {
		return ""
	}
	key := []string{code.Name}
	if !t.UniqueBy(key) && list != nil {
		key = []string{list.Name, code.Name}
	}
	if !t.UniqueBy(key) {
		return ""
	}
	for i, k := range key {
		key[i] = "l." + quoted(k)
	}
	return "#   " + strings.ReplaceAll(strings.ToLower(t.Name), "_", "-") + ": {from: " + quoted(t.Name) + " l, key: \"" + strings.Join(key, ", ") +
		"\", fields: {label: l." + quoted(label.Name) + "}}"
}

// first is the first column whose name fits, or nil.
func first(t *schema.Table, names *regexp.Regexp) *schema.Column {
	for _, c := range t.Columns {
		if names.MatchString(plain(c.Name, "")) {
			return c
		}
	}
	return nil
}
