package compile

import (
	"slices"
	"strings"

	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/problem"
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
	exprs := c.expressions(h.sql, sc.froms(), sc)
	if len(exprs) != 1 {
		if exprs != nil {
			c.problems.Hintf(h.pos, "=a, b -> name follows two keys", "one expression is expected here")
		}
		return nil
	}
	v := exprValue(exprs[0], sc)
	for _, call := range h.calls {
		if !c.transform(v, call, call.pos) {
			return nil
		}
	}
	return v
}

func exprValue(e sqltree.Expr, sc *scope) *program.Value {
	v := &program.Value{Expr: e, Kind: kindOf(e), Nullable: true}
	for _, f := range sc.froms() {
		if col, ok := e.(sqltree.Column); ok && f.Alias(col.Alias) != nil {
			v.Column = col.Def
			v.Nullable = nullable(e, f)
		}
	}
	return v
}

// transform applies one function of the language.
func (c *compiler) transform(v *program.Value, f call, pos problem.Position) bool {
	switch {
	case f.name == "map" && len(f.args) == 1:
		v.Map = c.mapNamed(f.args[0], pos, keysOf(v))
		return v.Map != nil
	case f.name == "number" && len(f.args) == 0:
		if v.Kind != schema.Text {
			return true // a numeric column is a number already
		}
		v.Number = true
		return true
	case f.name == "date" && len(f.args) == 0:
		if v.Kind == schema.Date {
			return true
		}
		if v.Kind != schema.DateTime {
			c.problems.Hintf(pos, "a DATETIME; a TIMESTAMP's day depends on the zone", "| date wants a wall clock")
			return false
		}
		v.Day = true
		return true
	case f.name == "range" && len(f.args) == 1 && (f.args[0] == "low" || f.args[0] == "high"):
		v.Opaque = "a bound of a range text"
		v.Kind = schema.Decimal
		v.Setting = ""
		return true
	}
	c.problems.Hintf(pos, "map NAME, number, date, range low, range high", "unknown function | %s", strings.Join(append([]string{f.name}, f.args...), " "))
	return false
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
	if i := fileCall(h); i >= 0 {
		return c.file(h, i, to, sc)
	}
	if h.target != "" {
		return c.followed(h, to, sc)
	}
	v := c.sqlValue(h, sc)
	if v == nil {
		return nil
	}
	frame := sc.frameOf(v.Expr)
	if frame < 0 {
		c.problems.Hintf(n.Pos, "put the parent's columns into the child's FROM", "this hole mixes columns of a child with columns of its parent")
		return nil
	}
	if to.el != nil && to.el.Name == "reference" && to.typ == "string" {
		c.problems.Warnf(n.Pos, "=key -> Type looks whether the target is there, and can be searched", "a reference made of text cannot be searched, and may point at what nobody may see")
	}
	node := &program.Hole{Frame: frame, Slot: sc.frames[frame].Slot(v.Expr), Link: -1, Value: v}
	return c.formatted(node, h, to)
}

// addresses are the types that a reference's text, Type/id, can be.
var addresses = map[string]bool{"string": true, "uri": true, "url": true, "canonical": true}

// followed compiles =key -> lookup.field, or =key -> Type where a reference's text is wanted.
func (c *compiler) followed(h hole, to target, sc *scope) program.Node {
	keys := c.expressions(h.sql, sc.froms(), sc)
	if len(keys) == 0 {
		return nil
	}
	if c.lookups[h.target] == nil {
		if !addresses[to.typ] || !fhir.IsResource(strings.Split(h.target, "/")[0]) {
			c.problems.Hintf(h.targetAt, didYouMean(h.target, sortedKeys(c.lookups)), "-> %s: there is no such lookup", h.target)
			return nil
		}
		return c.reference(h, sc)
	}
	frame := sc.frameOf(sqltree.And(keys))
	if frame < 0 {
		c.problems.Errorf(h.pos, "the keys mix columns of a child with columns of its parent")
		return nil
	}
	v, rel := c.lookupValue(h, keys)
	if v == nil {
		return nil
	}
	if v.Lookup.Field.Const != nil {
		return nil
	}
	for _, call := range h.calls {
		if !c.transform(v, call, call.pos) {
			return nil
		}
	}
	node := &program.Hole{Frame: frame, Link: link(sc.frames[frame], rel, keys, sc.when(frame)), Slot: rel.Slot(v.Lookup.Field.Expr), Value: v}
	return c.formatted(node, h, to)
}

// formatted chooses how a hole's value is written, or says why it cannot be.
func (c *compiler) formatted(node *program.Hole, h hole, to target) program.Node {
	v := node.Value
	if v.Map != nil {
		node.Map, node.Bare = v.Map, bareJSON(to.typ)
		c.mapType(v.Map, to)
		return node
	}
	format, hint := formatOf(v, to.typ, h)
	if hint != "" {
		c.problems.Hintf(h.pos, hint, "%s cannot be %s", article(kindText(v)), article(to.typ))
		return nil
	}
	if to.typ == "code" && to.el != nil && to.el.Required != nil && len(to.el.Required.Codes) > 0 {
		c.problems.Warnf(h.pos, "| map NAME, unless the column holds these codes; "+codesHint(to.el.Required),
			"%s takes codes of %s only, and nothing checks what the column holds", to.el.Name, to.el.Required.URL)
	}
	node.Format = format
	v.Boolean = format == program.FormatBoolean
	return node
}

// article puts a or an before a type's name.
func article(name string) string {
	if strings.HasPrefix(name, "un") || name != "" && strings.ContainsRune("aeio", rune(name[0])) {
		return "an " + name
	}
	return "a " + name
}

func kindText(v *program.Value) string {
	if v.Column != nil && v.Column.Type != "" {
		return v.Column.Type
	}
	return v.Kind.String() + " expression"
}

// formatOf is the format for a value at a FHIR type; a hint says why there is none.
func formatOf(v *program.Value, typ string, h hole) (program.Format, string) {
	if len(h.calls) > 0 && h.calls[0].name == "range" {
		return map[string]program.Format{"low": program.FormatLow, "high": program.FormatHigh}[h.calls[0].args[0]], typeOnly(typ, "decimal")
	}
	switch typ {
	case "boolean":
		return program.FormatBoolean, kindOnly(v, "map its values to true and false: | map name", schema.Integer, schema.Bit)
	case "integer", "positiveInt", "unsignedInt":
		return program.FormatInteger, kindOnly(v, "an integer column is wanted", schema.Integer, schema.Year)
	case "decimal":
		if v.Number {
			return program.FormatNumber, ""
		}
		return program.FormatDecimal, kindOnly(v, "text is read as a number by | number", schema.Integer, schema.Decimal, schema.Float)
	case "date":
		return program.FormatDate, dayHint(v)
	case "dateTime", "instant":
		return momentFormat(v, typ)
	case "base64Binary":
		return program.FormatBase64, kindOnly(v, "a binary column is wanted", schema.Binary)
	case "time":
		return program.FormatString, kindOnly(v, "a TIME column is wanted", schema.Time)
	}
	return textFormat(v, typ)
}

func typeOnly(typ, want string) string {
	if typ == want {
		return ""
	}
	return "a " + want + " element is wanted"
}

func kindOnly(v *program.Value, hint string, kinds ...schema.Kind) string {
	if slices.Contains(kinds, v.Kind) {
		return ""
	}
	return hint
}

func dayHint(v *program.Value) string {
	if v.Day {
		return ""
	}
	return kindOnly(v, "a DATE column, or a DATETIME's day by | date", schema.Date)
}

func momentFormat(v *program.Value, typ string) (program.Format, string) {
	switch {
	case typ == "dateTime" && (v.Kind == schema.Date || v.Day):
		return program.FormatDate, ""
	case v.Kind == schema.Timestamp:
		return program.FormatUTC, ""
	}
	return program.FormatLocal, kindOnly(v, "a DATETIME or TIMESTAMP column is wanted", schema.DateTime)
}

func textFormat(v *program.Value, typ string) (program.Format, string) {
	if !slices.Contains(textTypes, typ) {
		return 0, "this type takes constants only"
	}
	if v.Kind == schema.Binary && v.Column != nil && v.Column.Length == 16 {
		return program.FormatUUID, ""
	}
	hint := kindOnly(v, "map it, or cast it in SQL", schema.Text, schema.Integer, schema.Decimal, schema.Year, schema.JSON, schema.Unknown)
	if typ == "code" {
		return program.FormatCode, hint
	}
	return program.FormatString, hint
}
