package compile

import (
	"slices"
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
	if !strings.Contains(text.Value, "{") {
		return c.idPart(text, rel, sc)
	}
	var id program.ID
	whole := true
	for at := 0; at < len(text.Value); {
		rest := text.Value[at:]
		open := strings.IndexByte(rest, '{')
		if open < 0 {
			open = len(rest)
		}
		if open > 0 {
			id = append(id, c.idLiteral(text, at, at+open))
		}
		if open == len(rest) {
			break
		}
		end := strings.IndexByte(rest, '}')
		if end < open {
			c.problems.Errorf(text.At(at+open), "the id lacks a closing brace")
			return nil
		}
		part := c.idPart(text.Slice(at+open+1, at+end), rel, sc)
		whole = whole && part != nil
		id = append(id, part...)
		at += end + 1
	}
	if !whole {
		return nil
	}
	c.unambiguous(text, id)
	c.longID(text, id)
	return id
}

func (c *compiler) idLiteral(text mapping.Text, from, to int) program.IDPart {
	for i, r := range text.Value[from:to] {
		if !idRune(r) {
			c.problems.Hintf(text.At(from+i), idHint, "an id cannot hold %q", r)
		}
	}
	return program.IDPart{Literal: text.Value[from:to]}
}

const idHint = "letters, digits, - and . (R4 §2.24.0.1)"

func idRune(r rune) bool {
	return r == '-' || r == '.' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z'
}

// variantNames refuses names of variants that no id can end with.
func (c *compiler) variantNames(src *source) {
	if src.text.One { // ids do not have them
		return
	}
	for _, v := range src.text.Variants {
		for _, r := range v.Name {
			if !idRune(r) {
				c.problems.Hintf(v.Pos, idHint, "an id cannot hold %q of the variant's name", r)
				break
			}
		}
		hint := "give it a shorter name"
		if src.owner != nil {
			hint += ", or " + shorterID
		}
		if n := longest(src.out) + 1 + len(v.Name); n > maxID {
			c.problems.Hintf(v.Pos, hint, "ids of the variant %s could have %d characters, and FHIR allows %d", v.Name, n, maxID)
		}
	}
}

// longest is how long an id of a source can be, without a variant's name.
func longest(src *program.Source) int {
	n := idLength(src.ID)
	for _, id := range src.Fallback {
		n = max(n, idLength(id))
	}
	return n
}

// maxID is how long an id may be (R4 §2.24.0.1).
const maxID = 64

func (c *compiler) longID(text mapping.Text, id program.ID) {
	if n := idLength(id); n > maxID {
		c.problems.Errorf(text.Pos, "the id could have %d characters, and FHIR allows %d", n, maxID)
	}
}

// idLength is how long an id can be; texts in hexadecimal are not counted, since columns are longer than what they hold.
func idLength(id program.ID) int {
	n := 0
	for _, p := range id {
		switch {
		case p.Expr == nil:
			n += len(p.Literal)
		case p.Codec == program.CodecUUID, p.Codec == program.CodecUUIDText:
			n += 36
		case p.Codec == program.CodecInteger && strings.HasPrefix(p.Expr.(sqltree.Column).Def.Type, "bigint"):
			n += 20
		case p.Codec == program.CodecInteger:
			n += 10
		}
	}
	return n
}

// distinct refuses an id that two rows could have. Ids from other tables, and uuids, are taken at their word.
func (c *compiler) distinct(text mapping.Text, rel *program.Relation, id program.ID) {
	if rel.Grouped {
		c.distinctGroups(text, rel, id)
		return
	}
	base := rel.From[0]
	var columns []string
	for _, p := range id {
		if p.Expr == nil {
			continue
		}
		col := p.Expr.(sqltree.Column)
		if col.Alias != base.Alias || p.Codec == program.CodecUUID || p.Codec == program.CodecUUIDText {
			return
		}
		columns = append(columns, col.Name)
	}
	if t := c.program.Tenancy[base.Table]; t.Column != "" {
		columns = append(columns, t.Column)
	}
	newest := c.per != nil && !slices.ContainsFunc(c.per, func(name string) bool { return !slices.Contains(columns, name) })
	if id != nil && !newest && !base.Def.UniqueWhenPresent(columns) {
		c.problems.Hintf(text.Pos, "a key of "+base.Table+": "+uniqueKeys(base.Def), "two rows could have the same id")
	}
}

func (c *compiler) idPart(text mapping.Text, rel *program.Relation, sc *scope) program.ID {
	codecName, column := "", text
	if open := strings.IndexByte(text.Value, '('); open > 0 && strings.HasSuffix(text.Value, ")") {
		codecName, column = strings.TrimSpace(text.Value[:open]), text.Slice(open+1, len(text.Value)-1)
	}
	if column.Zero() {
		c.problems.Hintf(text.Pos, "a column, uuid(column) or hex(column)", "an id wants a column here")
		return nil
	}
	exprs := c.expressions(column, []sqltree.From{rel.From}, sc)
	if exprs == nil {
		return nil
	}
	col, ok := exprs[0].(sqltree.Column)
	if !ok || len(exprs) > 1 {
		c.problems.Hintf(text.Pos, "a column, uuid(column) or hex(column)", "the id %q is not made of columns", text.Value)
		return nil
	}
	codec, ok := c.codec(text, codecName, col)
	if !ok {
		return nil
	}
	part := program.IDPart{Expr: col, Codec: codec, Key: -1, Slot: rel.Slot(col), Maybe: nullable(col, rel.From)}
	for i, k := range rel.Key {
		if sqltree.Text(k) == sqltree.Text(col) {
			part.Key = i
		}
	}
	return program.ID{part}
}

// ids compiles a source's id, or its alternatives in order.
func (c *compiler) ids(src *mapping.Source, out *program.Source, sc *scope) {
	for i, text := range append([]mapping.Text{src.ID}, src.Fallback...) {
		id := c.id(text, out.Rows, sc)
		c.distinct(text, out.Rows, id)
		if i == 0 {
			out.ID = id
		} else if id != nil {
			out.Fallback = append(out.Fallback, id)
		}
	}
	c.alternatives(src, out)
	rejectNullID(out)
}

// alternatives refuses ids of one row's choice that could be equal, and those that no row ever shows.
func (c *compiler) alternatives(src *mapping.Source, out *program.Source) {
	all := idsOf(out)
	for i, a := range all {
		if len(all) <= len(src.Fallback) { // one of them was refused
			return
		}
		if i < len(src.Fallback) && sqltree.IsTrue(a.Present()) {
			c.problems.Hintf(src.Fallback[i].Pos, "put the id that every row has at the end", "the ids from here on are never shown: every row has the one before")
			return
		}
		for _, b := range all[:i] {
			if id, ok := overlap(shape(a, ""), shape(b, "")); ok {
				c.problems.Hintf(src.Fallback[i-1].Pos, "give each a prefix of its own, such as "+out.Name+"-{…}", "two rows could show the same id by different alternatives, for instance %q", id)
			}
		}
	}
}

// rejectNullID keeps rows without an id out of every statement: they are no resources.
func rejectNullID(out *program.Source) {
	where := []sqltree.Expr{sqltree.OrTrue(out.Rows.Where)}
	if len(out.Fallback) > 0 {
		var some []sqltree.Expr
		for _, id := range idsOf(out) {
			some = append(some, id.Present())
		}
		where = append(where, sqltree.AnyOf(some...))
	} else {
		for _, p := range out.ID {
			if p.Maybe {
				where = append(where, sqltree.NotNull(p.Expr))
			}
		}
	}
	if e := sqltree.AllOf(where...); !sqltree.IsTrue(e) {
		out.Rows.Where = e
	}
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
	c.problems.Hintf(text.Pos, "an integer column; uuid(binary(16) or char(36)); hex(text)", "%s is %s: it cannot be an id as %q", columnText(col), article(col.Def.Type), text.Value)
	return 0, false
}

// unambiguous refuses values that run into what follows them: another value, or letters that they could have themselves.
func (c *compiler) unambiguous(text mapping.Text, id program.ID) {
	for i := 1; i < len(id); i++ {
		if id[i-1].Expr != nil && runsOn(id[i-1], id[i]) {
			c.problems.Hintf(text.Pos, "put a - between them", "two parts of the id %s run together", text.Value)
		}
	}
}

func runsOn(value, next program.IDPart) bool {
	if next.Expr != nil {
		return true
	}
	letters := shape(program.ID{value}, "")[0]
	return letters.more && strings.Contains(letters.chars, next.Literal[:1])
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
				pos, hint := b.text.ID.Pos, "give each a prefix of its own, such as "+b.out.Name+"-{…}"
				if b.owner != nil {
					pos, hint = b.text.IDPrefix.Pos, "id: $type-$id in derive tells the companions of types apart"
				}
				c.problems.Hintf(pos, hint,
					"ids of %s and %s could be equal, for instance %q", a.out.Path(), b.out.Path(), id)
			}
		}
	}
}

func collision(a, b *source) string {
	for _, va := range suffixes(a.text) {
		for _, vb := range suffixes(b.text) {
			for _, ia := range idsOf(a.out) {
				for _, ib := range idsOf(b.out) {
					if id, ok := overlap(shape(ia, va), shape(ib, vb)); ok {
						return id
					}
				}
			}
		}
	}
	return ""
}

// idsOf are the ids that rows of a source can have.
func idsOf(src *program.Source) []program.ID { return append([]program.ID{src.ID}, src.Fallback...) }

func suffixes(s *mapping.Source) []string {
	if len(s.Variants) == 0 || s.One {
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
