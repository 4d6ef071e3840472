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

// cut is a text that is cut into members, as a hole says it: the text, and | split 'separator' or | codes NAME.
type cut struct {
	hole      hole // without the last function
	separator string
	codes     *program.Codes
	name      string // $name of a member
	first     bool
}

// cuts tells whether a hole ends with a function that cuts a text into members.
func cuts(h hole) bool {
	if len(h.calls) == 0 {
		return false
	}
	return cutting[h.calls[len(h.calls)-1].name]
}

// cutting are the functions that make several values of one.
var cutting = map[string]bool{"split": true, "codes": true}

// cutElsewhere refuses a function that makes several values where one is wanted.
func (c *compiler) cutElsewhere(f call) {
	if f.name == "codes" {
		c.problems.Hintf(f.pos, "code: {coding: [=column | codes NAME]}, or code: =column | codes NAME", "| codes makes Codings")
		return
	}
	c.problems.Hintf(f.pos, "[{$each: {r: =column | split ';'}, …: =$r}]", "| split makes items of a list")
}

// members finds or makes the rows that $each: {name: =text | split 'separator'} means.
func (c *compiler) members(each *mapping.Node, sc *scope) (frame, at int, child *program.Child) {
	if len(each.Fields) != 1 || each.Fields[0].Value.Kind != mapping.Scalar {
		c.problems.Hintf(each.Pos, "$each: rows, or $each: {r: =column | split ';'}", "$each wants the name of rows, or one name with the text that is cut")
		return 0, 0, nil
	}
	f := each.Fields[0]
	h, ok := c.hole(f.Value.Text())
	if !ok || !c.memberName(f, sc) {
		return 0, 0, nil
	}
	if !cuts(h) {
		c.problems.Hintf(f.Value.Pos, "=column | split ';', or =column | codes NAME", "$each: {%s: …} wants a text that is cut into members", f.Key)
		return 0, 0, nil
	}
	what, ok := c.cutOf(h, f.Key)
	if !ok {
		return 0, 0, nil
	}
	return c.membersOf(what, sc)
}

// memberName refuses a name that SQL could not say, or that means something already.
func (c *compiler) memberName(f mapping.Field, sc *scope) bool {
	for i := range len(f.Key) {
		if !nameByte(f.Key[i]) || f.Key[i] == '$' || f.Key[i] >= 0x80 {
			c.problems.Hintf(f.Pos, "letters, digits and _", "the member %s could not be named in SQL", f.Key)
			return false
		}
	}
	_, system := c.mapper.Systems[f.Key]
	_, word := sc.words[f.Key]
	switch {
	case languageWords[f.Key]:
		c.problems.Errorf(f.Pos, "$%s is a word of the mapping language, so no member has that name", f.Key)
	case system || word || c.program.SettingIndex(f.Key) >= 0 || sc.memberNamed(f.Key) != nil:
		c.problems.Hintf(f.Pos, "give the member another name", "$%s means something here already", f.Key)
	default:
		return true
	}
	return false
}

// memberNamed is the relation whose rows are the members called $name, or nil.
func (s *scope) memberNamed(name string) *program.Relation {
	for i := len(s.frames) - 1; i >= 0; i-- {
		if m := s.frames[i].Members; m != nil && m.Alias == "$"+name {
			return s.frames[i]
		}
	}
	return nil
}

// cutOf reads the last function of a hole.
func (c *compiler) cutOf(h hole, name string) (cut, bool) {
	last := h.calls[len(h.calls)-1]
	h.calls = h.calls[:len(h.calls)-1]
	out := cut{hole: h, name: name}
	if last.name == "codes" {
		if len(last.args) != 1 {
			c.problems.Hintf(last.pos, "| codes NAME, of the codes: in mapper.yaml", "| codes wants one name")
			return out, false
		}
		known := c.codes[last.args[0]]
		if known == nil {
			c.problems.Hintf(last.pos, didYouMean(last.args[0], slices.Sorted(maps.Keys(c.codes))), "unknown codes %s", last.args[0])
			return out, false
		}
		c.used["codes "+last.args[0]] = true
		out.codes, out.separator = &known.Codes, known.separator
		return out, true
	}
	if len(last.args) != 1 {
		c.problems.Hintf(last.pos, "| split ';'", "| split wants one separator")
		return out, false
	}
	out.separator = last.args[0]
	return out, c.separator(last.pos, out.separator)
}

// separator refuses texts between members that SQL and this program would cut differently.
func (c *compiler) separator(pos problem.Position, text string) bool {
	const blanks = " \t\r\n"
	trimmed := strings.Trim(text, blanks)
	switch {
	case text == "":
		c.problems.Hintf(pos, "such as ';'", "a separator is not empty")
	case trimmed != "" && trimmed != text:
		c.problems.Hintf(pos, "'"+trimmed+"': blanks around members do not count", "the separator %q has blanks around it", text)
	case overlaps(text):
		c.problems.Hintf(pos, "one character, mostly", "the separator %q can overlap itself", text)
	default:
		return true
	}
	return false
}

// overlaps tells a text that can end where it begins again.
func overlaps(s string) bool {
	for i := 1; i < len(s); i++ {
		if strings.HasPrefix(s, s[i:]) {
			return true
		}
	}
	return false
}

// membersOf finds or makes the rows of a cut text. Equal cuts share their rows: each variant says them anew.
func (c *compiler) membersOf(what cut, sc *scope) (frame, at int, child *program.Child) {
	of, frame, ok := c.cutText(what.hole, sc)
	if !ok {
		return 0, 0, nil
	}
	parent := sc.frames[frame]
	m := &program.Members{Alias: "$" + what.name, Of: of, Link: -1, Separator: what.separator, Codes: what.codes, First: what.first}
	if of.Lookup != nil {
		m.Link = link(parent, of.Lookup.Rows, of.Lookup.Key, sc.when(frame))
		m.Slot = of.Lookup.Rows.Slot(of.Lookup.Field.Shown())
	} else {
		m.Slot = parent.Slot(of.Shown())
	}
	for i, other := range parent.Children {
		if sameCut(other.Rows.Members, m) {
			return frame, i, other
		}
	}
	rel := memberRows(m)
	parent.Children = append(parent.Children, &program.Child{Name: m.Alias, Under: under(sc, parent), Rows: rel, Shown: true})
	return frame, len(parent.Children) - 1, parent.Children[len(parent.Children)-1]
}

func sameCut(a, b *program.Members) bool {
	return a != nil && a.Alias == b.Alias && a.Link == b.Link && a.Slot == b.Slot &&
		a.Separator == b.Separator && a.Codes == b.Codes && a.First == b.First
}

// under is the child whose rows a relation is, or nil for the source's own.
func under(sc *scope, rel *program.Relation) *program.Child {
	var find func(parent *program.Relation) *program.Child
	find = func(parent *program.Relation) *program.Child {
		for _, child := range parent.Children {
			if child.Rows == rel {
				return child
			}
			if found := find(child.Rows); found != nil {
				return found
			}
		}
		return nil
	}
	return find(sc.frames[0])
}

// cutText is the text that is cut, and the frame that it lies in: the innermost.
func (c *compiler) cutText(h hole, sc *scope) (*program.Value, int, bool) {
	v, frame := c.cutValue(h, sc)
	if v == nil {
		return nil, 0, false
	}
	kind, field := v.Kind, v
	if v.Lookup != nil {
		field = v.Lookup.Field
		kind = field.Kind
	}
	switch {
	case frame != len(sc.frames)-1:
		c.problems.Hintf(h.pos, "put the $each outside, or the text into the rows around", "only a text of the innermost rows is cut here")
	case sc.frames[frame].Members != nil:
		c.problems.Hintf(h.pos, "cut the column once, by one separator", "a member is not cut again")
	case v.Map != nil || field.Map != nil || v.Number || len(v.Steps)+len(field.Steps) > 0 || v.Opaque != "" || field.Opaque != "":
		c.problems.Hintf(h.pos, "=column | split ';'; map its members: =$r | map NAME", "what is cut is the text of a column, before maps, numbers and functions outside SQL")
	case kind != schema.Text:
		c.problems.Hintf(h.pos, "a text, or CAST(… AS CHAR)", "%s is not cut into members", article(kindText(v)))
	default:
		return v, frame, true
	}
	return nil, 0, false
}

// cutValue is the text as a value: SQL over the rows, or a field of a lookup's row.
func (c *compiler) cutValue(h hole, sc *scope) (*program.Value, int) {
	if h.target == "" {
		v := c.sqlValue(h, sc)
		if v == nil {
			return nil, 0
		}
		return v, sc.frameOf(v.Expr)
	}
	if c.lookups[h.target] == nil {
		c.problems.Hintf(h.targetAt, didYouMean(h.target, slices.Sorted(maps.Keys(c.lookups))), "-> %s: there is no such lookup", h.target)
		return nil, 0
	}
	keys := c.keys(h, sc)
	if len(keys) == 0 {
		return nil, 0
	}
	v, _ := c.lookupValue(h, keys, sc)
	if v == nil {
		return nil, 0
	}
	return v, sc.frameOf(sqltree.And(keys))
}

// memberRows is the relation of the members: its one table is nobody's, and gives SQL the names of their columns.
func memberRows(m *program.Members) *program.Relation {
	field := m.Of
	if field.Lookup != nil {
		field = field.Lookup.Field
	}
	text := schema.Column{Kind: schema.Text, Type: "member of a text", Collation: "utf8mb4_bin"}
	if field.Column != nil {
		text.Charset, text.Collation = field.Column.Charset, field.Column.Collation
	}
	column := func(name string, as schema.Column) *schema.Column {
		as.Name = name
		return &as
	}
	exact := text
	exact.Collation = "utf8mb4_bin"
	table := &schema.Table{Name: m.Alias}
	if m.Codes == nil {
		table.Columns = append(table.Columns, column(program.MemberText, text))
		m.Fold = text.CaseInsensitive()
	} else {
		table.Columns = append(table.Columns, column(program.MemberCode, exact), column(program.MemberSystem, exact), column(program.MemberPrefix, exact))
	}
	table.Columns = append(table.Columns, column(program.MemberNumber, schema.Column{Kind: schema.Integer, Type: "bigint", Nullable: true}))
	return &program.Relation{Name: m.Alias, Members: m, From: sqltree.From{{Table: m.Alias, Alias: m.Alias, Def: table}}}
}

// memberKeys are keys of which a member stands for a number where a number is wanted.
func memberKeys(keys []sqltree.Expr, kinds []schema.Kind) []sqltree.Expr {
	out := make([]sqltree.Expr, len(keys))
	for i, k := range keys {
		out[i] = k
		col, ok := k.(sqltree.Column)
		if !ok || !strings.HasPrefix(col.Alias, "$") || i >= len(kinds) || kinds[i] != schema.Integer {
			continue
		}
		col.Name, col.Def = program.MemberNumber, &schema.Column{Name: program.MemberNumber, Kind: schema.Integer, Type: "bigint", Nullable: true}
		out[i] = col
	}
	return out
}

// onlyMember refuses SQL that computes with a member: it is cut out of its text when the database has answered already.
func (c *compiler) onlyMember(pos problem.Position, rel *program.Relation, exprs ...sqltree.Expr) bool {
	if rel.Members == nil {
		return true
	}
	for _, e := range exprs {
		switch e.(type) {
		case sqltree.Column, sqltree.Literal, sqltree.Number, sqltree.Setting:
			continue
		}
		name := rel.Members.Alias
		c.problems.Hintf(pos, "="+name+" alone; then | map NAME, or -> lookup.field", "SQL cannot compute with %s, which is cut out of its text afterwards", name)
		return false
	}
	return true
}

// codings compiles =text | codes NAME where Codings stand: each member in a list, the first at a single Coding, and at a
// CodeableConcept the list inside. False: the node is no such hole.
func (c *compiler) codings(n *mapping.Node, to target, sc *scope) (program.Node, bool) {
	if to.typ != "Coding" && to.typ != "CodeableConcept" {
		return nil, false
	}
	for n.Name() != "" {
		w, ok := sc.words[n.Name()]
		if !ok {
			return nil, false
		}
		inner := *w.scope
		inner.frames, inner.cond = sc.frames, sc.cond
		n, sc = w.node, &inner
	}
	if !n.IsHole() {
		return nil, false
	}
	h, ok := c.hole(n.Text())
	if !ok || !cuts(h) || h.calls[len(h.calls)-1].name != "codes" {
		return nil, false
	}
	what, ok := c.cutOf(h, "codes")
	if !ok {
		return nil, true
	}
	what.first = to.typ == "Coding" && to.el != nil && to.el.Max == 1
	frame, at, child := c.membersOf(what, sc)
	if child == nil {
		return nil, true
	}
	each := &program.Each{Child: at, Frame: frame, Of: child, Item: c.memberCoding(child, sc)}
	if to.typ == "Coding" {
		return each, true
	}
	list := &program.List{Items: []program.Node{each}}
	return &program.Object{TypeName: to.typ, Dynamic: true, Fields: []program.ObjectField{{Name: "coding", Key: []byte(`"coding":`), Node: list}}}, true
}

// memberCoding is the Coding of one member: its system and its code.
func (c *compiler) memberCoding(child *program.Child, sc *scope) *program.Object {
	inner := sc.into(child.Rows)
	o := &program.Object{TypeName: "Coding", Dynamic: true}
	for _, part := range []struct{ name, column, typ string }{{"system", program.MemberSystem, "uri"}, {"code", program.MemberCode, "code"}} {
		def := child.Rows.From[0].Def.Column(part.column)
		e := sqltree.Column{Alias: child.Rows.Members.Alias, Name: part.column, Def: def}
		hole := &program.Hole{Frame: len(inner.frames) - 1, Slot: child.Rows.Slot(e), Link: -1, Value: exprValue(e, inner)}
		hole.Format = map[string]program.Format{"uri": program.FormatString, "code": program.FormatCode}[part.typ]
		o.Fields = append(o.Fields, program.ObjectField{Name: part.name, Key: []byte(`"` + part.name + `":`), Node: hole})
	}
	return o
}

// codes is a codes: block compiled.
type codes struct {
	program.Codes
	separator string
}

func (c *compiler) compileCodes() {
	for _, name := range slices.Sorted(maps.Keys(c.mapper.Codes)) {
		text := c.mapper.Codes[name]
		out := &codes{Codes: program.Codes{Name: name}, separator: ";"}
		if !text.Separator.Zero() {
			out.separator = text.Separator.Value
		}
		if c.separator(text.Pos, out.separator) && strings.Contains(out.separator, ":") {
			c.problems.Hintf(text.Separator.Pos, "a colon ends the prefix: ICD10:Z99.0", "members of the codes %s cannot be separated by %q", name, out.separator)
		}
		seen := map[string]bool{}
		for _, f := range text.Prefixes {
			c.prefix(out, f, seen)
		}
		if text.Default != nil {
			system := c.codeSystem(text.Default)
			out.Default = &system
		}
		if len(out.Prefixes) == 0 && out.Default == nil {
			c.problems.Hintf(text.Pos, "ICD10: $icd10, or $default: $system", "the codes %s know no prefix", name)
		}
		c.codes[name] = out
	}
}

func (c *compiler) prefix(out *codes, f mapping.Field, seen map[string]bool) {
	folded := strings.ToLower(f.Key)
	switch {
	case seen[folded]:
		c.problems.Hintf(f.Pos, "prefixes are compared without regard to case", "the prefix %s stands twice", f.Key)
		return
	case f.Key == "" || strings.Contains(f.Key, ":") || strings.Contains(f.Key, out.separator) || strings.TrimSpace(f.Key) != f.Key:
		c.problems.Hintf(f.Pos, "what stands before the colon: ICD10", "%q cannot be a prefix of a code", f.Key)
		return
	}
	seen[folded] = true
	out.Prefixes = append(out.Prefixes, program.Prefix{Text: f.Key, System: c.codeSystem(f.Value)})
}

// codeSystem is a URI, $name of the systems, or $name of a setting that holds one.
func (c *compiler) codeSystem(n *mapping.Node) program.CodeSystem {
	if name := n.Name(); name != "" && c.program.SettingIndex(name) >= 0 {
		c.used["setting "+name] = true
		return program.CodeSystem{Setting: name}
	}
	uri := c.systemText(n)
	if uri == "" && n.Kind == mapping.Scalar && n.Name() == "" {
		c.problems.Hintf(n.Pos, "a URI, $name of the systems, or a setting", "a prefix of codes wants a system")
	}
	if pattern := primitivePatterns["uri"]; uri != "" && !pattern.MatchString(uri) {
		c.problems.Errorf(n.Pos, "%q is not a uri", uri)
	}
	return program.CodeSystem{URI: uri}
}

// isComplex tells a FHIR type that is an object.
func isComplex(typ string) bool {
	t := fhir.TypeNamed(typ)
	return typ == "Element" || t != nil && t.Kind != fhir.Primitive
}

// unsayable is why a search could not ask an alternative that lies in members of a text; "" when it can.
func unsayable(a program.Alternative) string {
	if a.Child == nil || a.Child.Rows.Members == nil {
		return sqltree.Why(sqltree.OrTrue(a.Guard))
	}
	asked := []sqltree.Expr{sqltree.OrTrue(a.Guard)}
	ask := func(v *program.Value) {
		if v == nil {
			return
		}
		if e, ok := v.Equals("x", program.PartCode); ok {
			asked = append(asked, e)
		} else {
			asked = append(asked, sqltree.Unsayable{Why: "its members have no inverse"})
		}
	}
	switch {
	case a.Token != nil:
		ask(a.Token.System)
		ask(a.Token.Code)
	case a.Text != nil:
		ask(a.Text)
		if a.Child.Rows.Members.Codes != nil && a.Text.Lookup == nil {
			return "codes are not searched as texts"
		}
	case a.Reference != nil:
		asked = append(asked, program.PresentReference(a.Reference))
	case a.Parts != nil: // each was asked for itself
		return ""
	default:
		return "members of a text are not searched as this kind of value"
	}
	for _, e := range asked {
		if why := sqltree.Why(a.Child.Exists(e)); why != "" {
			return why
		}
	}
	return ""
}
