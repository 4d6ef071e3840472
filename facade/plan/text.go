package plan

import (
	"strings"

	"ehr.example/portico/facade/search"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/schema"
	"ehr.example/portico/mappers/sqltree"
)

// text is the condition that a string begins with, contains or equals a text (R4 §3.1.1.5.7). Case and accents are
// folded as the column's collation folds them; :exact compares bytes.
func (b *builder) text(v *program.Value, part program.Part, want string, modifier search.Modifier) (sqltree.Expr, string) {
	switch {
	case modifier == search.Exact:
		e, ok := v.Equals(want, program.PartCode)
		if !ok {
			return nil, noInverse
		}
		return e, ""
	case v.Const != nil:
		return sqltree.Bool{Value: folded(*v.Const, want, modifier)}, ""
	case v.Setting != "":
		value, given := b.tenant.Values.Setting(v.Setting)
		return sqltree.Bool{Value: given && folded(value, want, modifier)}, ""
	case v.Lookup != nil:
		e, why := b.text(v.Lookup.Field, part, want, modifier)
		if why != "" {
			return nil, why
		}
		return v.Lookup.Exists(e), ""
	case !v.Textual():
		return nil, noInverse
	case v.Map != nil:
		return v.Shows(part, func(s string) bool { return folded(s, want, modifier) }), ""
	}
	x := v.Expr
	if v.Kind != schema.Text && v.Kind != schema.Unknown {
		x = sqltree.Cast{X: x, Type: "CHAR"}
	}
	if v.Column != nil && !program.Holds(v.Column, want) {
		return sqltree.False, ""
	}
	return sqltree.AllOf(v.NotVoid(), like(x, v.Column, want, modifier)), ""
}

func folded(have, want string, modifier search.Modifier) bool {
	have, want = strings.ToLower(have), strings.ToLower(want)
	if modifier == search.Contains {
		return strings.Contains(have, want)
	}
	return strings.HasPrefix(have, want)
}

// like escapes the text: % _ and | are data.
func like(x sqltree.Expr, column *schema.Column, want string, modifier search.Modifier) sqltree.Expr {
	pattern := sqltree.EscapeLike(want) + "%"
	if modifier == search.Contains {
		pattern = "%" + pattern
	}
	folding := x
	if column != nil && column.Kind == schema.Text && !column.CaseInsensitive() && strings.HasPrefix(column.Charset, "utf8mb4") {
		folding = sqltree.Collate{X: x, Name: "utf8mb4_general_ci"}
	}
	e := sqltree.Compare(folding, "LIKE", sqltree.Arg{Value: pattern})
	if rare := beyondBMP(want); rare != "" {
		// the older collations hold all characters beyond the BMP to be equal
		return sqltree.AllOf(e, sqltree.Compare(sqltree.Cast{X: x, Type: "BINARY"}, "LIKE", sqltree.Arg{Value: "%" + sqltree.EscapeLike(rare) + "%"}))
	}
	return e
}

// beyondBMP is the first run of characters above U+FFFF.
func beyondBMP(s string) string {
	start := strings.IndexFunc(s, func(r rune) bool { return r > 0xFFFF })
	if start < 0 {
		return ""
	}
	s = s[start:]
	if end := strings.IndexFunc(s, func(r rune) bool { return r <= 0xFFFF }); end >= 0 {
		return s[:end]
	}
	return s
}
