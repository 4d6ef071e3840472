// Package compile turns a mapping and a schema into a program, or into everything that is wrong with them.
package compile

import (
	"maps"
	"slices"
	"strings"

	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/problem"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/schema"
	"ehr.example/portico/mappers/sqltree"
)

// compiler holds what one compilation gathers.
type compiler struct {
	mapper   *mapping.Mapper
	schema   *schema.Schema
	problems *problem.List
	program  *program.Program
	sources  []*source
	maps     map[string]*program.Map
	lookups  map[string]*lookup
	codes    map[string]*codes
	used     map[string]bool // setting, system, map, lookup, template, function
	picks    map[pickOf]*pick
	taken    map[takenAlias]bool // by picked rows

	demanded    map[demandedKey]bool // references that the rows' own where makes sure of
	pickAliases map[string]bool      // of picked rows anywhere
	grouped     map[*program.Relation]*grouping
	texts       map[*program.Child]*mapping.Rows
	usedRows    map[*mapping.Rows]bool
	per         []string // columns of which the source under way has one row for each value; nil: unknown
	lacking     string   // what the owner of the companion under way has not

	functions map[string]program.Function // the mapper's own, in Go
}

// source is a source under way: what was written, and what it becomes.
type source struct {
	ids   *program.Relation // its ids by key, for references
	text  *mapping.Source
	out   *program.Source
	owner *source        // whose companion it is; nil: nobody's
	one   []sqltree.Expr // with $one: when each variant is the one
}

// Compile compiles a mapping, with the mapper's own Go functions, against a schema. Without refusals among the problems
// the program is whole; warnings may stand beside it.
func Compile(m *mapping.Mapper, s *schema.Schema, functions map[string]program.Function, problems *problem.List) *program.Program {
	c := &compiler{
		mapper: m, schema: s, functions: functions, problems: problems,
		program: &program.Program{Mapper: m.Name.Value, Tenancy: map[string]program.Tenancy{}},
		maps:    map[string]*program.Map{}, lookups: map[string]*lookup{}, codes: map[string]*codes{}, used: map[string]bool{},
		picks: map[pickOf]*pick{}, taken: map[takenAlias]bool{}, pickAliases: map[string]bool{}, grouped: map[*program.Relation]*grouping{},
		texts: map[*program.Child]*mapping.Rows{}, usedRows: map[*mapping.Rows]bool{},
		demanded: map[demandedKey]bool{},
	}
	c.settings()
	c.functionNames()
	c.tenancy()
	c.constants()
	c.compileMaps()
	c.compileLookups()
	c.compileCodes()
	c.valueSets()
	for _, src := range m.Sources {
		c.rows(src, nil)
	}
	c.companions()
	c.collisions()
	c.required()
	for _, src := range c.sources {
		c.links(src)
	}
	c.organizations()
	for _, src := range c.sources {
		c.body(src)
	}
	for _, src := range c.sources {
		ownersTables(src)
	}
	c.roles()
	c.users()
	c.within()
	c.fold()
	c.assemble()
	c.unused()
	return c.program
}

func (c *compiler) settings() {
	for _, s := range c.mapper.Settings {
		set := program.Setting{Name: s.Name, Required: s.Default == nil && !s.Optional, OneOf: s.OneOf}
		if s.Default != nil {
			set.Default = s.Default.Value
			if len(s.OneOf) > 0 && !slices.Contains(s.OneOf, set.Default) {
				c.problems.Hintf(s.Default.Pos, "oneOf: "+strings.Join(s.OneOf, ", "), "%q is none of the values of the setting %s", set.Default, s.Name)
			}
		}
		c.settingName(s.Name, s.Pos)
		c.program.Settings = append(c.program.Settings, set)
	}
}

// settingName refuses names that settings and constants cannot have.
func (c *compiler) settingName(name string, pos problem.Position) {
	for i := range len(name) {
		if !nameByte(name[i]) || name[i] == '$' || name[i] >= 0x80 {
			c.problems.Hintf(pos, "letters, digits and _", "the setting %s could not be named in SQL", name)
			break
		}
	}
	if languageWords[name] {
		c.problems.Errorf(pos, "$%s is a word of the mapping language, so no setting has that name", name)
	}
	if _, ok := c.mapper.Systems[name]; ok {
		c.problems.Errorf(pos, "%s is a setting and a system", name)
	}
}

// functionNames refuses functions of the mapper that hide those of the language.
func (c *compiler) functionNames() {
	for _, name := range slices.Sorted(maps.Keys(c.functions)) {
		if _, known := knownTransforms[name]; known || cutting[name] {
			c.problems.Errorf(c.mapper.Name.Pos, "the mapper's function %s has the name of one of the language", name)
		}
	}
}

// languageWords are the names that mean something of the language's own.
var languageWords = map[string]bool{"now": true, "today": true, "none": true, "use": true, "if": true, "first": true, "each": true, "value": true, "self": true, "lastUpdated": true, "author": true}

// rows compiles what a source's rows are, before any element.
func (c *compiler) rows(src *mapping.Source, owner *source) {
	if src.Resource.Zero() { // the parser said so
		return
	}
	if !fhir.IsResource(src.Resource.Value) {
		c.problems.Hintf(src.Resource.Pos, didYouMean(src.Resource.Value, fhir.ResourceTypes()), "R4 has no resource type %s", src.Resource.Value)
		return
	}
	sc := &scope{}
	rel := &program.Relation{Name: src.Resource.Value + "/" + src.Name.Value}
	rel.From = c.from(src.From, nil, sc)
	for _, more := range src.FromPlus {
		rel.From = c.moreJoins(more, rel.From, sc)
	}
	if len(rel.From) == 0 {
		return
	}
	rel.From = c.toOne(src.From, src.First, rel.From, sc, src.FromPlus...)
	sc.frames, c.per = []*program.Relation{rel}, nil
	c.groupKey(src, rel)
	c.children(src.Rows, nil, sc)
	c.filter(src, rel, sc)
	out := &program.Source{Type: src.Resource.Value, Name: src.Name.Value, Rows: rel}
	under := &source{text: src, out: out, owner: owner}
	c.key(src, rel)
	c.oneOf(under, sc)
	c.ids(src, out, sc)
	c.prefixed(under)
	c.variantNames(under)
	c.sources = append(c.sources, under)
}

// filter compiles which rows there are: where, latest and exists.
func (c *compiler) filter(src *mapping.Source, rel *program.Relation, sc *scope) {
	each := *sc
	each.rowwise = true
	for _, text := range append([]mapping.Text{src.Where}, src.WherePlus...) {
		if where := c.condition(text, []sqltree.From{rel.From}, &each); where != nil {
			c.outerWhere(text, where, rel.From)
			rel.Where = sqltree.AllOf(sqltree.OrTrue(rel.Where), where)
		}
	}
	c.groupNulls(rel)
	c.latest(src, rel)
	c.existing(src, rel)
}

// key compiles the unique, ordered columns that page and that joins and references use.
func (c *compiler) key(src *mapping.Source, rel *program.Relation) {
	if !src.Group.Zero() {
		return
	}
	if rel.Key = c.expressions(src.Key, []sqltree.From{rel.From}, &scope{}); rel.Key == nil {
		return
	}
	base := rel.From[0]
	var columns []string
	for _, k := range rel.Key {
		col, ok := k.(sqltree.Column)
		if !ok || col.Alias != base.Alias {
			c.problems.Hintf(src.Key.Pos, "the primary key, mostly", "key wants columns of the first table, %s", base.Alias)
			return
		}
		columns = append(columns, col.Name)
	}
	rel.Columns = slices.Clone(rel.Key)
	keyTypes(rel)
	if t := c.program.Tenancy[base.Table]; t.Column != "" {
		columns = append(columns, t.Column)
	}
	if !base.Def.UniqueBy(columns) {
		c.problems.Hintf(src.Key.Pos, "a key of this table: "+uniqueKeys(base.Def), "no unique key of %s lies within %s", base.Table, strings.Join(columns, ", "))
	}
}

func keyTypes(rel *program.Relation) {
	for _, k := range rel.Key {
		rel.KeyKinds = append(rel.KeyKinds, kindOf(k))
		col, ok := k.(sqltree.Column)
		rel.KeyFold = append(rel.KeyFold, ok && col.Def.CaseInsensitive())
	}
}

func primaryKey(indexes []schema.Index) []string {
	for _, i := range indexes {
		if i.Name == "PRIMARY" {
			return i.Columns
		}
	}
	return nil
}

func uniqueKeys(t *schema.Table) string {
	var keys []string
	for _, i := range t.Indexes {
		if i.Unique {
			keys = append(keys, "("+strings.Join(i.Columns, ", ")+")")
		}
	}
	if len(keys) == 0 {
		return "none"
	}
	return strings.Join(keys, " ")
}

// links compiles what points at other sources: the access binding.
func (c *compiler) links(src *source) {
	t := src.text
	switch {
	case src.owner != nil:
		c.companionLink(src)
	case t.Resource.Value == "Patient" && t.Patient.Zero() && t.Access.Zero():
		src.out.Patient = &program.Reference{Target: src.out, Key: src.out.Rows.Key, Sure: true}
	case t.Patient.Zero() && t.Access.Zero():
		c.problems.Hintf(t.Pos, "patient: =column -> Patient, or access: directory", "nothing says whose record a row of %s is", src.out.Path())
	case !t.Access.Zero():
		if t.Access.Value != "directory" {
			c.problems.Hintf(t.Access.Pos, "access: directory (every user of the tenant may see it), or patient:", "unknown access %q", t.Access.Value)
		}
		if !t.Patient.Zero() {
			c.problems.Hintf(t.Access.Pos, "a row is somebody's, or everybody's", "%s has both access: and patient:", src.out.Path())
		}
	default:
		src.out.Patient = c.patientLink(src)
	}
}

func (c *compiler) patientLink(src *source) *program.Reference {
	text := src.text.Patient
	h, ok := c.hole(text)
	if !ok {
		return nil
	}
	if h.target != "Patient" && !strings.HasPrefix(h.target, "Patient/") {
		c.problems.Hintf(text.Pos, "patient: =column -> Patient", "the access binding of %s leads to no Patient", src.out.Path())
		return nil
	}
	sc := &scope{frames: []*program.Relation{src.out.Rows}}
	target, key := c.referenceKey(h, sc)
	if target == nil {
		return nil
	}
	return c.pointing(target, src.out.Rows, key)
}

// fold prepares every body for assembling, once all of them are compiled.
func (c *compiler) fold() {
	for _, src := range c.sources {
		for _, v := range src.out.Variants {
			v.Fold()
		}
	}
}

// assemble orders sources under their types.
func (c *compiler) assemble() {
	for _, src := range c.sources {
		t := c.program.Type(src.out.Type)
		if t == nil {
			t = &program.Type{Name: src.out.Type}
			c.program.Types = append(c.program.Types, t)
			slices.SortFunc(c.program.Types, func(a, b *program.Type) int { return strings.Compare(a.Name, b.Name) })
		}
		t.Sources = append(t.Sources, src.out)
	}
}

// variantsOf is how many resources a row of a source can make by name.
func (c *compiler) variantsOf(src *program.Source) int {
	for _, s := range c.sources {
		if s.out == src {
			return len(s.text.Variants)
		}
	}
	return 0
}

// sourcesOf are the sources of a target: a type, or one source as Type/name.
func (c *compiler) sourcesOf(target string) []*program.Source {
	typ, name, _ := strings.Cut(target, "/")
	var out []*program.Source
	for _, s := range c.sources {
		if s.out.Type == typ && (name == "" || s.out.Name == name) {
			out = append(out, s.out)
		}
	}
	return out
}

// unused warns of parts that nothing uses.
func (c *compiler) unused() {
	for name, m := range c.mapper.Maps {
		c.warnUnused("map", name, m.Pos)
	}
	for name, x := range c.mapper.Codes {
		c.warnUnused("codes", name, x.Pos)
	}
	for name, l := range c.mapper.Lookups {
		c.warnUnused("lookup", name, l.Pos)
	}
	for name, t := range c.mapper.Templates {
		c.warnUnused("template", name, t.Pos)
	}
	for _, s := range c.sources {
		if s.owner == nil {
			c.unusedRows(s.text.Rows)
		}
	}
	for _, s := range c.mapper.Settings {
		c.warnUnused("setting", s.Name, s.Pos)
	}
	for _, f := range c.mapper.Constants {
		c.warnUnused("constant", f.Key, f.Pos)
	}
	for name := range c.functions {
		c.warnUnused("function", name, c.mapper.Name.Pos)
	}
}

func (c *compiler) warnUnused(what, name string, pos problem.Position) {
	if !c.used[what+" "+name] && !c.mapper.Inherited[pos] {
		c.problems.Warnf(pos, "", "the %s %s is not used", what, name)
	}
}
