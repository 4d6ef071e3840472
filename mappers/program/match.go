package program

import (
	"strconv"
	"strings"

	"golang.org/x/text/encoding/charmap"

	"ehr.example/portico/mappers/schema"
	"ehr.example/portico/mappers/sqltree"
)

// firstDate is before every date that FHIR can show and after MySQL's zero dates.
const firstDate = "0001-01-01"

// Present is the condition that a value is not empty, two-valued.
func (v *Value) Present() sqltree.Expr {
	switch {
	case v == nil:
		return sqltree.False
	case v.Const != nil || v.Truth != nil:
		return sqltree.True
	case v.Setting != "":
		return sqltree.NotNull(sqltree.Setting{Name: v.Setting})
	case v.Lookup != nil:
		return v.Lookup.Exists(v.Lookup.Field.Present())
	case v.Map != nil && len(v.Steps) == 0:
		return v.Shows(PartCode, func(s string) bool { return s != "" })
	case v.Number && len(v.Steps) == 0:
		return sqltree.AllOf(v.notNull(), v.NotVoid(), sqltree.Compare(v.Expr, "REGEXP", sqltree.Literal{Value: NumberPattern}))
	}
	return v.rawPresent()
}

// NumberPattern is what SplitNumber reads.
const NumberPattern = `^[[:space:]]*(<|<=|>|>=)?[ ]*[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)[[:space:]]*$`

func (v *Value) notNull() sqltree.Expr {
	if !v.Nullable {
		return sqltree.True
	}
	return sqltree.NotNull(v.Expr)
}

func (v *Value) rawPresent() sqltree.Expr {
	switch v.Kind {
	case schema.Text, schema.JSON, schema.Unknown:
		return sqltree.AllOf(v.notNull(), v.NotVoid(), sqltree.Compare(v.Expr, "<>", sqltree.Literal{}))
	case schema.Date, schema.DateTime, schema.Timestamp:
		return sqltree.AllOf(v.notNull(), v.NotVoid(), v.dated())
	}
	return sqltree.AllOf(v.notNull(), v.NotVoid())
}

// dated leaves out what no calendar has: a zero year; a zero month where months are shown.
func (v *Value) dated() sqltree.Expr {
	switch v.Precision {
	case Year:
		return sqltree.Compare(v.Expr, ">=", sqltree.Literal{Value: "0001-00-00"})
	case Month:
		month := sqltree.Func{Name: "MONTH", Args: []sqltree.Expr{v.Expr}}
		return sqltree.AllOf(sqltree.Compare(v.Expr, ">=", sqltree.Literal{Value: firstDate}), sqltree.Compare(month, ">", sqltree.Number{Text: "0"}))
	}
	return sqltree.Compare(v.Expr, ">=", sqltree.Literal{Value: firstDate})
}

// Exists is a condition on the looked-up row, with whatever the lookup itself demands.
func (l *Lookup) Exists(cond sqltree.Expr) sqltree.Expr {
	if sqltree.IsFalse(cond) {
		return sqltree.False
	}
	var pointing, columns []sqltree.Expr
	where := []sqltree.Expr{sqltree.OrTrue(l.Rows.Where)}
	for i, k := range l.Key {
		if fixed(k) {
			where = append(where, sqltree.Compare(l.Rows.Key[i], "=", k))
			continue
		}
		pointing, columns = append(pointing, k), append(columns, l.Rows.Key[i])
	}
	from := &sqltree.Select{Distinct: true, Columns: columns, From: l.Rows.From, Where: sqltree.AllOf(append(where, cond)...)}
	if len(pointing) == 0 {
		return sqltree.Exists{Select: from}
	}
	return sqltree.InKeys{X: pointing, Keys: &sqltree.Keys{Select: from}}
}

// fixed tells a part of a key that is the same for every row: the name of a list, mostly. It belongs into the key set's
// own condition.
func fixed(e sqltree.Expr) bool {
	switch e.(type) {
	case sqltree.Literal, sqltree.Number:
		return true
	}
	return false
}

// Shows is the condition that the map shows a text that matches.
func (v *Value) Shows(part Part, matches func(string) bool) sqltree.Expr {
	return v.Makes(func(c *Coded) bool { return matches(part.Of(c)) })
}

// Makes is the condition that the map makes a code of the value that matches.
func (v *Value) Makes(matches func(*Coded) bool) sqltree.Expr {
	raws, others, empty := v.Map.Making(matches)
	present := v.rawPresent()
	var terms []sqltree.Expr
	if len(raws) > 0 {
		terms = append(terms, sqltree.AllOf(v.NotVoid(), v.in(raws, false)))
	}
	if others {
		terms = append(terms, sqltree.AllOf(present, v.in(v.Map.Raws(), true)))
	}
	if empty {
		terms = append(terms, sqltree.IsNotTrue(present))
	}
	return sqltree.AnyOf(terms...)
}

// Unmapped is the condition that a value is there which the map has no entry for; its default, if any, takes it.
func (v *Value) Unmapped() sqltree.Expr {
	return sqltree.AllOf(v.rawPresent(), v.in(v.Map.Raws(), true))
}

// in compares as the column's collation does, as the keys of a map are meant.
func (v *Value) in(raws []string, not bool) sqltree.Expr {
	list := make([]sqltree.Expr, 0, len(raws))
	for _, r := range raws {
		if a, ok := v.Arg(r); ok {
			list = append(list, a)
		}
	}
	switch {
	case len(list) == 0 && not:
		return sqltree.True
	case len(list) == 0:
		return sqltree.False
	case len(list) == 1 && !not:
		return sqltree.Compare(v.Expr, "=", list[0])
	}
	return sqltree.In{X: v.Expr, List: list, Not: not}
}

// strict tells whether SQL's equality is wider than identity.
func (v *Value) strict() bool {
	return v.Kind == schema.Text // a collation that tells case apart does not tell trailing blanks apart
}

// Arg is text as an argument of the value's own type; false: no row can hold it.
func (v *Value) Arg(text string) (sqltree.Expr, bool) {
	switch v.Kind {
	case schema.Integer, schema.Year, schema.Bit:
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || strconv.FormatInt(n, 10) != text {
			return nil, false
		}
		return sqltree.Arg{Value: n}, true
	case schema.Decimal, schema.Float:
		if _, err := strconv.ParseFloat(text, 64); err != nil {
			return nil, false
		}
		return sqltree.Arg{Value: text}, true
	case schema.Binary:
		if b, n, ok := decodeUUID(text); ok && n == len(text) {
			return sqltree.Arg{Value: b}, true
		}
		return nil, false
	case schema.Text, schema.Unknown, schema.JSON:
		return sqltree.Arg{Value: text}, v.Column == nil || Holds(v.Column, text)
	}
	return nil, false
}

// Holds tells whether a column's charset can hold a text; comparing it otherwise is an error to MySQL, or finds what
// is not there.
func Holds(c *schema.Column, text string) bool {
	switch c.Charset {
	case "latin1":
		_, err := charmap.Windows1252.NewEncoder().String(text)
		return err == nil
	case "ascii":
		return isASCII([]byte(text))
	case "utf8", "utf8mb3":
		return !strings.ContainsFunc(text, func(r rune) bool { return r > 0xFFFF })
	}
	return true
}

// Equals is the condition that a value shows exactly text, where part tells which piece of a map's result is meant.
// False: the value has no inverse.
func (v *Value) Equals(text string, part Part) (sqltree.Expr, bool) {
	switch {
	case v == nil:
		return sqltree.False, true
	case v.Opaque != "":
		return nil, false
	case v.Const != nil:
		return sqltree.Bool{Value: *v.Const == text}, true
	case v.Truth != nil:
		return v.truth(text), true
	case v.Setting != "":
		return sqltree.Compare(sqltree.Setting{Name: v.Setting}, "=", sqltree.Arg{Value: text}), true
	case v.Lookup != nil:
		e, ok := v.Lookup.Field.withMap(v.Map).Equals(text, part)
		if !ok {
			return nil, false
		}
		return v.Lookup.Exists(e), true
	case v.Map != nil && len(v.Steps) > 0:
		return v.mappedSteps(text, part)
	case v.Map != nil:
		return v.Shows(part, func(s string) bool { return s == text }), true
	case len(v.Steps) > 0:
		return v.stepsEqual(text)
	case v.Number, v.Day, v.Precision != Whole, v.Form != FormPlain:
		return nil, false
	case v.Boolean:
		return sqltree.AllOf(v.NotVoid(), v.number(text)), true
	}
	e := v.rawEquals(text)
	if v.Stripped != nil && !sqltree.IsFalse(e) {
		e = sqltree.AllOf(v.Stripped.narrows(v, text), e)
	}
	return sqltree.AllOf(v.NotVoid(), e), true
}

// stepsEqual is the condition that the Go functions show a text: the raw values that they say it comes from. False: they
// cannot list them.
func (v *Value) stepsEqual(text string) (sqltree.Expr, bool) {
	raws, ok := v.Raws(text)
	if !ok {
		return nil, false
	}
	plain := *v
	plain.Steps = nil
	var terms []sqltree.Expr
	for _, raw := range raws {
		terms = append(terms, plain.rawEquals(raw))
	}
	return sqltree.AllOf(v.NotVoid(), sqltree.AnyOf(terms...)), true
}

// mappedSteps is stepsEqual for what a map makes of what the functions give. A default, or what the empty becomes, has no
// list.
func (v *Value) mappedSteps(text string, part Part) (sqltree.Expr, bool) {
	raws, others, empty := v.Map.Inverse(part, func(s string) bool { return s == text })
	if others || empty {
		return nil, false
	}
	plain := *v
	plain.Map = nil
	var terms []sqltree.Expr
	for _, raw := range raws {
		e, ok := plain.stepsEqual(raw)
		if !ok {
			return nil, false
		}
		terms = append(terms, e)
	}
	return sqltree.AnyOf(terms...), true
}

// Raws is what the database holds where the Go functions show a text. False: they cannot list it.
func (v *Value) Raws(text string) ([]string, bool) {
	raws := []string{text}
	for i := len(v.Steps) - 1; i >= 0; i-- {
		f := v.Steps[i].Function
		if f.Inverse == nil {
			return nil, false
		}
		var before []string
		for _, raw := range raws {
			more, ok := f.Inverse(raw)
			if !ok {
				return nil, false
			}
			before = append(before, more...)
		}
		raws = before
	}
	return raws, true
}

// number is a numeric column that is shown as a boolean.
func (v *Value) number(text string) sqltree.Expr {
	ops := map[string]string{"true": "<>", "false": "="}
	if ops[text] == "" {
		return sqltree.False
	}
	return sqltree.Compare(v.Expr, ops[text], sqltree.Number{Text: "0"})
}

func (v *Value) truth(text string) sqltree.Expr {
	switch text {
	case "true":
		return sqltree.Holds(v.Truth)
	case "false":
		return sqltree.IsNotTrue(v.Truth)
	}
	return sqltree.False
}

// IdenticalTo compares bytes: neither case nor accents nor trailing blanks are forgiven.
func (v *Value) IdenticalTo(a sqltree.Expr) sqltree.Expr {
	x := v.Expr
	if v.Column != nil && !strings.HasPrefix(v.Column.Charset, "utf8") {
		x = sqltree.Cast{X: x, Type: "CHAR CHARACTER SET utf8mb4"}
	}
	return sqltree.Compare(sqltree.Cast{X: x, Type: "BINARY"}, "=", a)
}

// withMap is the value under a map that stands behind a lookup.
func (v *Value) withMap(m *Map) *Value {
	if m == nil || v.Map != nil {
		return v
	}
	out := *v
	out.Map = m
	return &out
}

func (v *Value) rawEquals(text string) sqltree.Expr {
	a, ok := v.Arg(text)
	if !ok || strings.TrimSpace(text) == "" {
		return sqltree.False
	}
	if v.Kind == schema.Binary {
		return sqltree.Compare(v.Expr, "=", a)
	}
	if v.strict() {
		return sqltree.AllOf(sqltree.Compare(v.Expr, "=", a), v.IdenticalTo(a))
	}
	return sqltree.Compare(v.Expr, "=", a)
}

// Maps tells whether a map stands between the value and the database.
func (v *Value) Maps() bool { return v.Map != nil || v.Lookup != nil && v.Lookup.Field.Map != nil }
