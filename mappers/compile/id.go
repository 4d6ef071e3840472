package compile

import (
	"strings"

	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/schema"
	"ehr.example/portico/mappers/sqltree"
)

// id compiles what FHIR shows as a row's id: p.id, uuid(p.uuid), hex(p.code), or text with such parts in braces:
// lab-{r.order_id}-{r.line_no}.
func (c *compiler) id(text mapping.Text, rel *program.Relation, sc *scope) program.ID {
	if text.Zero() {
		return nil
	}
	var id program.ID
	rest := text.Value
	if !strings.Contains(rest, "{") {
		return c.idPart(mapping.Text{Value: rest, Pos: text.Pos}, rel, sc)
	}
	for rest != "" {
		open := strings.IndexByte(rest, '{')
		if open < 0 {
			return append(id, c.idLiteral(text, rest))
		}
		if open > 0 {
			id = append(id, c.idLiteral(text, rest[:open]))
		}
		end := strings.IndexByte(rest, '}')
		if end < open {
			c.problems.Errorf(text.Pos, "the id lacks a closing brace")
			return id
		}
		id = append(id, c.idPart(mapping.Text{Value: rest[open+1 : end], Pos: text.Pos}, rel, sc)...)
		rest = rest[end+1:]
	}
	c.unambiguous(text, id)
	return id
}

func (c *compiler) idLiteral(text mapping.Text, s string) program.IDPart {
	for _, r := range s {
		if r != '-' && r != '.' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') {
			c.problems.Hintf(text.Pos, "letters, digits, - and . (R4 §2.24.0.1)", "an id cannot hold %q", r)
		}
	}
	return program.IDPart{Literal: s}
}

func (c *compiler) idPart(text mapping.Text, rel *program.Relation, sc *scope) program.ID {
	codecName, inner := "", text.Value
	if name, arg, ok := strings.Cut(text.Value, "("); ok && strings.HasSuffix(arg, ")") {
		codecName, inner = strings.TrimSpace(name), strings.TrimSuffix(arg, ")")
	}
	exprs := c.expressions(mapping.Text{Value: inner, Pos: text.Pos}, []sqltree.From{rel.From}, sc)
	if len(exprs) != 1 {
		return nil
	}
	col, ok := exprs[0].(sqltree.Column)
	if !ok {
		c.problems.Hintf(text.Pos, "a column, uuid(column) or hex(column)", "the id %q is not made of columns", text.Value)
		return nil
	}
	codec, ok := c.codec(text, codecName, col)
	if !ok {
		return nil
	}
	part := program.IDPart{Expr: col, Codec: codec, Key: -1, Slot: rel.Slot(col)}
	for i, k := range rel.Key {
		if sqltree.Text(k) == sqltree.Text(col) {
			part.Key = i
		}
	}
	c.rejectNullID(rel, col)
	return program.ID{part}
}

// rejectNullID keeps rows without an id out of every statement: they are no resources (mapping-trial.md 18).
func (c *compiler) rejectNullID(rel *program.Relation, col sqltree.Column) {
	if nullable(col, rel.From) {
		rel.Where = sqltree.AllOf(orTrue(rel.Where), sqltree.NotNull(col))
	}
}

func orTrue(e sqltree.Expr) sqltree.Expr {
	if e == nil {
		return sqltree.True
	}
	return e
}

func (c *compiler) codec(text mapping.Text, name string, col sqltree.Column) (program.Codec, bool) {
	kind := col.Def.Kind
	switch {
	case name == "" && kind == schema.Integer:
		return program.CodecInteger, true
	case name == "uuid" && kind == schema.Binary && col.Def.Length == 16:
		return program.CodecUUID, true
	case name == "uuid" && kind == schema.Text:
		return program.CodecUUIDText, true
	case name == "hex" && kind == schema.Text:
		return program.CodecHex, true
	}
	c.problems.Hintf(text.Pos, "an integer column; uuid(binary(16) or char(36)); hex(text)", "%s is a %s: it cannot be an id as %q", columnText(col), col.Def.Type, text.Value)
	return 0, false
}

// unambiguous refuses two values that stand side by side in an id.
func (c *compiler) unambiguous(text mapping.Text, id program.ID) {
	for i := 1; i < len(id); i++ {
		if id[i].Expr != nil && id[i-1].Expr != nil {
			c.problems.Hintf(text.Pos, "put a - between them", "two values of the id %s run together", text.Value)
		}
	}
}

// collisions refuses two sources of a type whose ids could be equal. Uuids are unique wherever they come from.
func (c *compiler) collisions() {
	for i, a := range c.sources {
		for _, b := range c.sources[i+1:] {
			if a.out.Type != b.out.Type {
				continue
			}
			if a.out.Name == b.out.Name {
				c.problems.Errorf(b.text.Name.Pos, "%s stands twice", b.out.Path())
			} else if id := collision(a, b); id != "" {
				c.problems.Hintf(b.text.ID.Pos, "give each a prefix of its own, such as "+b.out.Name+"-{…}",
					"ids of %s and %s could be equal, for instance %q", a.out.Path(), b.out.Path(), id)
			}
		}
	}
}

func collision(a, b *source) string {
	for _, va := range variantNames(a.text) {
		for _, vb := range variantNames(b.text) {
			if id, ok := overlap(shape(a.out.ID, va), shape(b.out.ID, vb)); ok {
				return id
			}
		}
	}
	return ""
}

func variantNames(s *mapping.Source) []string {
	if len(s.Variants) == 0 {
		return []string{""}
	}
	names := make([]string, len(s.Variants))
	for i, v := range s.Variants {
		names[i] = v.Name
	}
	return names
}

// letter is one place of an id's shape: the characters that may stand there, and whether they may repeat.
type letter struct {
	chars string
	more  bool
}

// shape is an id as a sequence of letters. A uuid is one letter of its own kind, equal to no other: uuids are unique.
func shape(id program.ID, variant string) []letter {
	var out []letter
	for _, p := range id {
		switch {
		case p.Expr == nil:
			out = append(out, literalShape(p.Literal)...)
		case p.Codec == program.CodecInteger:
			out = append(out, letter{chars: "0123456789", more: true})
		case p.Codec == program.CodecHex:
			out = append(out, letter{chars: "0123456789abcdef", more: true})
		default:
			out = append(out, letter{chars: "\x00"})
		}
	}
	if variant != "" {
		out = append(out, literalShape("-"+variant)...)
	}
	return out
}

func literalShape(s string) []letter {
	out := make([]letter, len(s))
	for i := range len(s) {
		out[i] = letter{chars: s[i : i+1]}
	}
	return out
}

// overlap finds a text that both shapes can be: a search over pairs of places.
func overlap(a, b []letter) (string, bool) {
	type state struct{ i, j int }
	seen := map[state]bool{}
	var walk func(s state, text string) (string, bool)
	walk = func(s state, text string) (string, bool) {
		if s.i == len(a) && s.j == len(b) {
			return text, true
		}
		if seen[s] || s.i == len(a) || s.j == len(b) {
			return "", false
		}
		seen[s] = true
		common := commonChar(a[s.i].chars, b[s.j].chars)
		if common == "" {
			return "", false
		}
		next := []state{{s.i + 1, s.j + 1}}
		if a[s.i].more {
			next = append(next, state{s.i, s.j + 1})
		}
		if b[s.j].more {
			next = append(next, state{s.i + 1, s.j})
		}
		for _, n := range next {
			if found, ok := walk(n, text+common); ok {
				return found, true
			}
		}
		return "", false
	}
	return walk(state{}, "")
}

func commonChar(a, b string) string {
	for i := range len(a) {
		if strings.IndexByte(b, a[i]) >= 0 && a[i] != 0 {
			return a[i : i+1]
		}
	}
	return ""
}
