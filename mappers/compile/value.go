package compile

import (
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/schema"
	"ehr.example/portico/mappers/sqltree"
)

// target is the element that a value is for.
type target struct {
	el  *fhir.Element // its binding; nil inside lookups
	typ string        // FHIR type
}

// sqlValue is a hole's SQL with its transformations as a value; -> is not looked at.
func (c *compiler) sqlValue(h hole, sc *scope) *program.Value {
	v := c.bareValue(h, sc)
	if v == nil || !c.transformed(v, h.calls, sc) {
		return nil
	}
	return v
}

// bareValue is a hole's SQL as a value, before its transformations.
func (c *compiler) bareValue(h hole, sc *scope) *program.Value {
	if f, ok := callOf(h.sql); ok {
		return c.callValue(f, h.sql, sc)
	}
	exprs := c.expressions(h.sql, sc.froms(), sc)
	if len(exprs) != 1 {
		if exprs != nil {
			c.problems.Hintf(h.pos, "=a, b -> name follows two keys", "one expression is expected here")
		}
		return nil
	}
	return exprValue(exprs[0], sc)
}

// transformed applies functions one after another.
func (c *compiler) transformed(v *program.Value, calls []call, sc *scope) bool {
	for _, call := range calls {
		call.args = c.spelled(call.args, sc)
		if cutting[call.name] {
			c.cutElsewhere(call)
			return false
		}
		if !c.transform(v, call) {
			return false
		}
	}
	return true
}

// spelled are a function's arguments with the words of the variant and the arguments of the template in their places, as
// far as these are constants or settings: | convert $unit kg. What was not given to a template is left out.
func (c *compiler) spelled(args []string, sc *scope) []string {
	var out []string
	for _, arg := range args {
		w, known := sc.words[wordName(arg)]
		if !known && sc.lenient && wordName(arg) != "" && c.unknown(wordName(arg), sc) {
			continue
		}
		for known && w.node.Kind == mapping.Scalar && !w.node.IsHole() {
			arg = w.node.Value
			w, known = w.scope.words[wordName(arg)]
		}
		out = append(out, arg)
	}
	return out
}

// wordName is the name of an argument $name, or "".
func wordName(arg string) string {
	name, ok := strings.CutPrefix(arg, "$")
	if !ok || strings.ContainsFunc(name, func(r rune) bool { return r >= 0x80 || r != '-' && !nameByte(byte(r)) }) {
		return ""
	}
	return name
}

func exprValue(e sqltree.Expr, sc *scope) *program.Value {
	v := &program.Value{Expr: e, Kind: kindOf(e), Nullable: true}
	for _, f := range sc.froms() {
		if col, ok := e.(sqltree.Column); ok && f.Alias(col.Alias) != nil {
			v.Column = col.Def
			v.Nullable = nullable(e, f)
		}
	}
	if _, ok := e.(sqltree.Column); !ok && v.Kind == schema.Text {
		v.Column = charsetOf(e)
	}
	return v
}

// charsetOf is a column that stands for an expression over texts of one charset that cannot hold everything: the server
// refuses to compare it with what it cannot hold. Nil for every other expression.
func charsetOf(e sqltree.Expr) *schema.Column {
	var found *schema.Column
	mixed := false
	sqltree.Walk(e, func(x sqltree.Expr) bool {
		switch c := x.(type) {
		case sqltree.Column:
			if c.Def == nil || c.Def.Kind != schema.Text {
				return true
			}
			mixed = mixed || found != nil && found.Charset != c.Def.Charset
			found = &schema.Column{Kind: schema.Text, Charset: c.Def.Charset, Collation: c.Def.Collation, Nullable: true}
		case sqltree.Cast, sqltree.Collate, sqltree.Scalar, sqltree.Case:
			mixed = true
		}
		return true
	})
	if mixed || found == nil || found.Charset == "" || found.Charset == "utf8mb4" {
		return nil
	}
	return found
}

// scalar compiles a constant, a name or a hole at an element of a primitive type.
func (c *compiler) scalar(n *mapping.Node, to target, sc *scope) program.Node {
	switch {
	case n.Kind != mapping.Scalar:
		c.problems.Hintf(n.Pos, "a text, =column or $name", "%s wants one value", to.typ)
		return nil
	case n.IsHole():
		return c.holeNode(n, to, sc)
	case n.Name() != "":
		return c.nameNode(n, to, sc)
	}
	c.forgottenHole(n, sc)
	return c.constant(n, to)
}

// forgottenHole warns of a constant that reads like a column in sight.
func (c *compiler) forgottenHole(n *mapping.Node, sc *scope) {
	alias, column, ok := strings.Cut(n.Value, ".")
	if !ok || n.Quoted {
		return
	}
	for _, from := range sc.froms() {
		if t := from.Alias(alias); t != nil && t.Def.Column(column) != nil {
			c.problems.Warnf(n.Pos, "="+n.Value+" is the column; in quotes it is the text", "%q is a constant here, and the name of a column", n.Value)
		}
	}
}

// nameNode compiles $name: a word or argument in its own scope, a setting, or a system.
func (c *compiler) nameNode(n *mapping.Node, to target, sc *scope) program.Node {
	name := n.Name()
	if w, ok := sc.words[name]; ok {
		inner := *w.scope
		inner.frames, inner.cond = sc.frames, sc.cond
		return c.scalar(w.node, to, &inner)
	}
	if sc.memberNamed(name) != nil {
		hole := *n
		hole.Value = "=" + n.Value
		return c.holeNode(&hole, to, sc)
	}
	if i := c.program.SettingIndex(name); i >= 0 {
		c.used[settingWord(&c.program.Settings[i])+name] = true
		return &program.SettingText{Name: name, Index: i, Value: &program.Value{Setting: name, Kind: schema.Text}}
	}
	if s, ok := c.mapper.Systems[name]; ok {
		c.used["system "+name] = true
		return c.constant(&mapping.Node{Pos: n.Pos, Kind: mapping.Scalar, Value: s.Value, Quoted: true}, to)
	}
	if name == "none" {
		return nil
	}
	if name == "self" && sc.self != nil {
		if addresses[to.typ] {
			return c.self(sc)
		}
		c.notSelf(n, to.typ)
		return nil
	}
	if !sc.lenient {
		c.problems.Hintf(n.Pos, didYouMean(name, c.names(sc)), "unknown name $%s", name)
	}
	return nil
}

var textTypes = []string{"string", "markdown", "uri", "url", "canonical", "code", "id", "oid", "uuid", "xhtml", "base64Binary"}

// constant compiles a constant after checking that it is one of its type.
func (c *compiler) constant(n *mapping.Node, to target) program.Node {
	text := n.Value
	if to.typ == "canonical" && !strings.Contains(text, ":") && c.mapper.Canonical != "" {
		text = c.mapper.Canonical + text
	}
	if pattern := primitivePatterns[to.typ]; pattern != nil && !pattern.MatchString(text) || !validMoment(to.typ, text) {
		c.problems.Hintf(n.Pos, "=… is a hole; a constant stands as it is", "%q is not %s", text, article(to.typ))
		return nil
	}
	if to.el != nil && to.el.Required != nil && to.typ == "code" && !to.el.Required.Contains(text) {
		c.problems.Hintf(n.Pos, codesHint(to.el.Required), "%q is no code of %s", text, to.el.Required.URL)
		return nil
	}
	value := &program.Value{Const: &text, Kind: schema.Text}
	if bareJSON(to.typ) {
		return &program.Const{JSON: []byte(text), Value: value}
	}
	return &program.Const{JSON: []byte(`"` + string(program.AppendEscaped(nil, text)) + `"`), Value: value}
}

func bareJSON(typ string) bool {
	switch typ {
	case "boolean", "integer", "decimal", "positiveInt", "unsignedInt":
		return true
	}
	return false
}

// holeNode compiles =… at a primitive element.
func (c *compiler) holeNode(n *mapping.Node, to target, sc *scope) program.Node {
	h, ok := c.hole(n.Text())
	if !ok {
		return nil
	}
	return c.takenApart(h, to, sc)
}

// takenApart compiles a hole that was taken apart.
func (c *compiler) takenApart(h hole, to target, sc *scope) program.Node {
	if i := fileCall(h); i >= 0 {
		return c.file(h, i, to, sc)
	}
	if h.target != "" {
		return c.followed(h, to, sc)
	}
	if f, ok := callOf(h.sql); ok && f.name == "first" {
		return c.firstNode(h, f, to, sc)
	}
	v := c.sqlValue(h, sc)
	if v == nil {
		return nil
	}
	return c.valueNode(h, v, to, sc)
}

// firstNode is =first(a, b): branches under the condition that a value is there, so that each is searched by its own
// column.
func (c *compiler) firstNode(h hole, f called, to target, sc *scope) program.Node {
	if v := c.bareValue(h, sc); v == nil {
		return nil
	}
	out := &program.First{}
	for i, arg := range f.args {
		v := exprValue(c.expressions(arg, sc.froms(), sc)[0], sc)
		var cond *program.Cond
		if i < len(f.args)-1 {
			there := sqltree.Holds(v.Present())
			frame := max(sc.frameOf(there), 0)
			cond = &program.Cond{Expr: there, Frame: frame, Slot: sc.frames[frame].Slot(there)}
		}
		if !c.transformed(v, h.calls, sc) {
			return nil
		}
		node := c.valueNode(h, v, to, sc.under(cond))
		if node == nil {
			return nil
		}
		out.Branches = append(out.Branches, program.Branch{If: cond, Node: node})
	}
	return out
}

// valueNode is a value of the rows in sight at a primitive element.
func (c *compiler) valueNode(h hole, v *program.Value, to target, sc *scope) program.Node {
	frame := sc.frameOf(v.Expr)
	if frame < 0 {
		c.problems.Hintf(h.pos, "put the parent's columns into the child's FROM", "this hole mixes columns of a child with columns of its parent")
		return nil
	}
	if to.el != nil && to.el.Name == "reference" && to.typ == "string" {
		c.problems.Warnf(h.pos, "=key -> Type looks whether the target is there, and can be searched", "a reference made of text cannot be searched, and may point at what nobody may see")
	}
	if !c.onlyMember(h.pos, sc.frames[frame], v.Shown()) {
		return nil
	}
	node := &program.Hole{Frame: frame, Slot: sc.frames[frame].Slot(v.Shown()), Link: -1, Value: v}
	if v.Zone != nil {
		node.Zone = sc.frames[frame].Slot(v.Zone)
	}
	return c.formatted(node, h, to)
}

// addresses are the types that a reference's text, Type/id, can be.
var addresses = map[string]bool{"string": true, "uri": true, "url": true, "canonical": true}

// address is the text of =key -> Type where an element can hold one. Types begin with a capital letter, lookups mostly do not.
func (c *compiler) address(h hole, to target, sc *scope) program.Node {
	first, _ := utf8.DecodeRuneInString(h.target)
	typ, _, _ := strings.Cut(h.target, "/")
	switch {
	case addresses[to.typ] && (fhir.IsResource(typ) || unicode.IsUpper(first) && to.typ != "string"):
		return c.reference(h, sc)
	case fhir.IsResource(typ):
		c.problems.Hintf(h.targetAt, "at a Reference, and at a url, uri or canonical", "-> %s is a reference, which %s cannot hold", h.target, article(to.typ))
	default:
		c.problems.Hintf(h.targetAt, didYouMean(h.target, slices.Sorted(maps.Keys(c.lookups))), "-> %s: there is no such lookup", h.target)
	}
	return nil
}

// followed compiles =key -> lookup.field, or =key -> Type where a reference's text is wanted.
func (c *compiler) followed(h hole, to target, sc *scope) program.Node {
	keys := c.keys(h, sc)
	if len(keys) == 0 {
		return nil
	}
	if c.lookups[h.target] == nil {
		return c.address(h, to, sc)
	}
	frame := sc.frameOf(sqltree.And(keys))
	if frame < 0 {
		c.problems.Errorf(h.pos, "the keys mix columns of a child with columns of its parent")
		return nil
	}
	v, rel := c.lookupValue(h, keys, sc)
	if v == nil {
		return nil
	}
	if v.Lookup.Field.Const != nil {
		return nil
	}
	field := v.Lookup.Field
	if !c.onlyMember(h.pos, sc.frames[frame], v.Lookup.Key...) {
		return nil
	}
	node := &program.Hole{Frame: frame, Link: link(sc.frames[frame], rel, v.Lookup.Key, sc.when(frame)), Slot: rel.Slot(field.Shown()), Value: v}
	if field.Zone != nil {
		node.Zone = rel.Slot(field.Zone)
	}
	return c.formatted(node, h, to)
}
