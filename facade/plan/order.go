package plan

import (
	"fmt"
	"slices"
	"strings"

	"ehr.example/portico/facade/outcome"
	"ehr.example/portico/facade/search"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/schema"
	"ehr.example/portico/mappers/sqltree"
)

// Form is what the values of a sort term are, so that those of several sources can be compared.
type Form int

// The forms: none at all, days and wall clocks of the tenant, instants in UTC, numbers, texts under a collation, and
// codes byte for byte.
const (
	Nothing Form = iota
	Day
	Wall
	Instant
	Number
	Text
	Code
)

// moment tells the forms that are times.
func (f Form) moment() bool { return f == Day || f == Wall || f == Instant }

// Term is what the rows of a source are ordered by under one sort key. Rows without a value come last, whatever the
// direction (R4 §3.1.1.5.1 leaves it open).
type Term struct {
	X          sqltree.Expr // a value wherever Present holds
	Present    sqltree.Expr // two-valued
	Const      *string      // the same for every row; then there is no X
	Form       Form
	Descending bool
	value      *program.Value // of a moment: how bounds are made for it
	bare       bool           // X is a column as it stands, of which an index may know the order
	steady     bool           // X is a constant, said in SQL to be compared with the texts of other streams
}

// fixed tells a term that orders nothing among the rows: a constant, or no value at all.
func (t *Term) fixed() bool { return t.X == nil }

// order splits a planned source into streams: variants that are ordered by the same values are read together.
func (b *builder) order(s *Source, descending bool, of func(*program.Variant) ([]Term, string)) []*Source {
	var streams []*Source
	var texts []string
	for _, v := range s.Variants {
		terms, why := of(v.Of)
		if why != "" {
			b.errors = append(b.errors, outcome.NotSupported("The %s resources called %q cannot be sorted: %s.", s.Of.Type, s.Of.Name, why))
			return nil
		}
		for i := range terms {
			terms[i].X, terms[i].Present = b.bound(terms[i].X), b.bound(terms[i].Present)
		}
		text := termsText(terms)
		at := slices.Index(texts, text)
		if at < 0 {
			stream := *s
			stream.Variants, stream.Order = nil, terms
			stream.descending = descending
			streams, texts, at = append(streams, &stream), append(texts, text), len(texts)
		}
		streams[at].Variants = append(streams[at].Variants, v)
	}
	return streams
}

// untilID are the sort keys up to _id: no two resources have the same.
func untilID(keys []search.SortKey) []search.SortKey {
	if i := slices.IndexFunc(keys, isID); i >= 0 {
		return keys[:i+1]
	}
	return keys
}

func isID(k search.SortKey) bool { return k.Param.Code == "_id" }

// downwards tells whether the keys of a source descend: as _id says, which is ordered by them, or as the first sort key does.
func downwards(keys []search.SortKey) bool {
	if last := keys[len(keys)-1]; isID(last) {
		return last.Descending
	}
	return keys[0].Descending
}

func termsText(terms []Term) string {
	var out strings.Builder
	for _, t := range terms {
		if t.Const != nil {
			fmt.Fprintf(&out, "%q,", *t.Const)
			continue
		}
		if t.X != nil {
			out.WriteString(sqltree.Text(t.X) + " where " + sqltree.Text(t.Present))
		}
		out.WriteByte(',')
	}
	return out.String()
}

// terms are what a variant is ordered by.
func (b *builder) terms(src *program.Source, v *program.Variant, keys []search.SortKey) ([]Term, string) {
	terms := make([]Term, len(keys))
	for i, key := range keys {
		terms[i] = Term{Present: sqltree.False, Descending: key.Descending}
		p := v.Params[key.Param.Code]
		if special(key.Param.Code) || p == nil || p.Status == program.Never || p.Status == program.Cannot && src.Updated == nil && key.Param.Code == "_lastUpdated" {
			continue
		}
		if p.Status == program.Cannot {
			return nil, p.Why
		}
		t, why := b.term(p, key.Descending)
		if why != "" {
			return nil, key.Param.Code + ": " + why
		}
		terms[i] = t
	}
	return terms, ""
}

// term is the one value that a parameter is ordered by. Of several, that is the first in the order's direction.
func (b *builder) term(p *program.Param, descending bool) (Term, string) {
	var values []Term
	for _, a := range p.Alternatives {
		t, why := b.sortValue(a)
		if why == "" && a.Child != nil {
			t, why = ofChildren(t, a, descending)
		}
		if why != "" {
			return Term{}, why
		}
		if a.Child == nil {
			t.Present = b.settled(sqltree.AllOf(sqltree.OrTrue(a.Guard), t.Present))
		}
		if !sqltree.IsFalse(t.Present) {
			values = append(values, t)
		}
	}
	switch {
	case len(values) == 0:
		return Term{Present: sqltree.False, Descending: descending}, ""
	case len(values) == 1 && (values[0].Const == nil || sqltree.IsTrue(values[0].Present)):
		values[0].Descending = descending
		return values[0], ""
	}
	return foremost(values, descending)
}

// sortValue is the value of one place in the resource.
func (b *builder) sortValue(a program.Alternative) (Term, string) {
	switch {
	case a.Date != nil && a.Date.Low == nil:
		return Term{Present: sqltree.False}, ""
	case a.Date != nil: // a Period is ordered by its start
		return moment(a.Date.Low)
	case a.Text != nil:
		return b.sortText(a.Text, Text)
	case a.Token != nil:
		return b.sortText(a.Token.Code, Code)
	case a.Quantity != nil:
		return quantityTerm(a.Quantity.Value)
	}
	return Term{}, "its values have no order"
}

// moment orders by a day or a clock as it is shown.
func moment(v *program.Value) (Term, string) {
	t := Term{X: v.Expr, Present: v.Present(), value: v}
	switch {
	case v.Const != nil || v.Setting != "":
		return Term{}, "it is the same for all"
	case v.Zone != nil:
		return Term{}, "each row has a zone of its own"
	case v.First != nil:
		t.X, t.Form, t.value = v.First, Day, &program.Value{Kind: schema.Date}
	case len(v.Steps) > 0:
		return Term{}, "it is computed outside of the database"
	case v.Precision != program.Whole:
		t.X, t.Form, t.value = shortened(v), Day, &program.Value{Kind: schema.Date}
	case v.Day:
		t.X, t.Form, t.value = sqltree.Func{Name: "DATE", Args: []sqltree.Expr{v.Expr}}, Day, &program.Value{Kind: schema.Date}
	case v.Kind == schema.Date:
		t.Form = Day
	case v.Kind == schema.Timestamp:
		t.Form = Instant
	default:
		t.Form = Wall
	}
	_, column := t.X.(sqltree.Column)
	t.bare = column
	return t, ""
}

// shortened is the first day of the year or month that a value shows.
func shortened(v *program.Value) sqltree.Expr {
	length, rest := "4", "-01-01"
	if v.Precision == program.Month {
		length, rest = "7", "-01"
	}
	text := sqltree.Cast{X: v.Expr, Type: "CHAR"}
	left := sqltree.Func{Name: "LEFT", Args: []sqltree.Expr{text, sqltree.Number{Text: length}}}
	return sqltree.Func{Name: "CONCAT", Args: []sqltree.Expr{left, sqltree.Literal{Value: rest}}}
}

func quantityTerm(v *program.Value) (Term, string) {
	if v.Const != nil || v.Setting != "" || len(v.Steps) > 0 || v.Opaque != "" {
		return Term{}, noInverse
	}
	n := numberOf(v)
	t := Term{X: n.n, Present: v.Present(), Form: Number}
	if v.Kind == schema.Float {
		t.X = sqltree.Cast{X: n.n, Type: decimalType}
	}
	_, t.bare = t.X.(sqltree.Column)
	return t, ""
}

// sortText orders by a text, or by the code that a raw value stands for.
func (b *builder) sortText(v *program.Value, form Form) (Term, string) {
	return b.sortShown(v, form, program.PartCode.Of)
}

// sortShown is sortText by what is shown of the code that a raw value stands for.
func (b *builder) sortShown(v *program.Value, form Form, shown func(*program.Coded) string) (Term, string) {
	switch {
	case v.Const != nil:
		return Term{Const: v.Const, Present: sqltree.True, Form: form}, ""
	case v.Setting != "":
		text, given := b.tenant.Values.Setting(v.Setting)
		if !given {
			return Term{Present: sqltree.False}, ""
		}
		return Term{Const: &text, Present: sqltree.True, Form: form}, ""
	case v.Truth != nil:
		return Term{X: either(v.Truth), Present: sqltree.True, Form: form}, ""
	case v.Opaque != "" || len(v.Steps) > 0:
		return Term{}, noInverse
	case v.Lookup != nil:
		return b.lookedUp(v, form, shown)
	}
	t := Term{X: v.Expr, Present: v.Present(), Form: form}
	switch {
	case v.Map != nil:
		t.X = mapped(v, shown)
	case v.Boolean:
		t.X = either(sqltree.Compare(v.Expr, "<>", sqltree.Number{Text: "0"}))
	case v.Kind == schema.Binary:
		t.X = sqltree.Func{Name: "HEX", Args: []sqltree.Expr{v.Expr}}
	case v.Kind != schema.Text:
		t.X = sqltree.Cast{X: v.Expr, Type: "CHAR"}
	}
	if form == Code {
		t.X = bytewise(t.X)
	}
	_, t.bare = t.X.(sqltree.Column)
	return t, ""
}

// either is true or false as a text.
func either(cond sqltree.Expr) sqltree.Expr {
	return sqltree.Case{
		Whens: []sqltree.When{{Cond: sqltree.Holds(cond), Then: sqltree.Literal{Value: "true"}}}, Else: sqltree.Literal{Value: "false"},
	}
}

// mapped is the text of what a map makes of a raw value: equal texts are one, however many codes have them.
func mapped(v *program.Value, text func(*program.Coded) string) sqltree.Expr {
	out := sqltree.Case{}
	seen := map[string]bool{}
	for _, e := range append(slices.Clone(v.Map.Entries), program.MapEntry{To: v.Map.Default}, program.MapEntry{To: v.Map.Empty}) {
		if e.To == nil || seen[text(e.To)] {
			continue
		}
		said := text(e.To)
		seen[said] = true
		out.Whens = append(out.Whens, sqltree.When{
			Cond: v.Makes(func(c *program.Coded) bool { return text(c) == said }), Then: sqltree.Literal{Value: said},
		})
	}
	return out
}

// lookedUp is a field of a lookup's row, found for each row that is ordered.
func (b *builder) lookedUp(v *program.Value, form Form, shown func(*program.Coded) string) (Term, string) {
	field := *v.Lookup.Field
	if v.Map != nil {
		field.Map = v.Map
	}
	t, why := b.sortShown(&field, form, shown)
	if why != "" || t.Const != nil || t.X == nil {
		return t, why
	}
	l := v.Lookup
	from, rename := l.Rows.From.Renamed("_order")
	where := []sqltree.Expr{sqltree.OrTrue(rename(sqltree.OrTrue(l.Rows.Where)))}
	for i, k := range l.Rows.Key {
		where = append(where, sqltree.Compare(rename(k), "=", l.Key[i]))
	}
	t.X = sqltree.Scalar{Select: &sqltree.Select{Columns: []sqltree.Expr{rename(t.X)}, From: from, Where: sqltree.AllOf(where...), Limit: 1}}
	t.Present, t.bare = v.Present(), false
	return t, ""
}

// ofChildren is the first of the values in the rows of a child.
func ofChildren(t Term, a program.Alternative, descending bool) (Term, string) {
	if a.Child.Rows.Members != nil {
		return Term{}, "its values are cut out of one text"
	}
	if a.Child.Under != nil {
		return Term{}, "its values lie in rows of rows"
	}
	if t.fixed() {
		return Term{}, "its values are the same for all"
	}
	cond := sqltree.AllOf(sqltree.OrTrue(a.Guard), t.Present)
	if sqltree.IsFalse(cond) {
		return Term{Present: sqltree.False}, ""
	}
	exists, ok := a.Child.Exists(cond).(sqltree.Exists)
	if !ok {
		return Term{Present: sqltree.False}, ""
	}
	sel := *exists.Select
	sel.Columns = []sqltree.Expr{sqltree.Func{Name: extreme(descending, "MIN", "MAX"), Args: []sqltree.Expr{t.X}}}
	t.X, t.Present, t.bare = sqltree.Scalar{Select: &sel}, exists, false
	return t, ""
}

func extreme(descending bool, least, most string) string {
	if descending {
		return most
	}
	return least
}

// foremost is the first of several values in the order's direction. Each stands once in front of the others in a
// COALESCE, so that values which are absent are stood for by one that is there.
func foremost(values []Term, descending bool) (Term, string) {
	out := Term{Form: values[0].Form, Descending: descending, value: values[0].value}
	xs := make([]sqltree.Expr, len(values))
	var some []sqltree.Expr
	for i, t := range values {
		x, why := commonForm(&out, t)
		if why != "" {
			return Term{}, why
		}
		some = append(some, t.Present)
		xs[i] = sqltree.Case{Whens: []sqltree.When{{Cond: t.Present, Then: x}}}
	}
	out.Present = sqltree.AnyOf(some...)
	if exclusive(values) {
		var whens []sqltree.When
		for _, x := range xs {
			whens = append(whens, x.(sqltree.Case).Whens...)
		}
		out.X = sqltree.Case{Whens: whens}
		return out, ""
	}
	rotated := make([]sqltree.Expr, len(xs))
	for i := range xs {
		rotated[i] = sqltree.Func{Name: "COALESCE", Args: append(slices.Clone(xs[i:]), xs[:i]...)}
	}
	out.X = sqltree.Func{Name: extreme(descending, "LEAST", "GREATEST"), Args: rotated}
	return out, ""
}

// exclusive tells values of which each is there only where those before it are not: the branches of a $first.
func exclusive(values []Term) bool {
	for i, t := range values {
		have := map[string]bool{}
		for _, term := range sqltree.Conjuncts(t.Present) {
			have[sqltree.Text(term)] = true
		}
		for _, before := range values[:i] {
			if !have[sqltree.Text(sqltree.IsNotTrue(before.Present))] {
				return false
			}
		}
	}
	return true
}

// commonForm is a value in the form of the others: days become their midnights beside clocks.
func commonForm(out *Term, t Term) (sqltree.Expr, string) {
	x := t.X
	if t.Const != nil {
		x = sqltree.Literal{Value: *t.Const}
	}
	switch {
	case t.Form == out.Form && t.Form == Text:
		return collated(x), ""
	case t.Form == out.Form && t.Form == Code && t.Const != nil:
		return bytewise(x), ""
	case t.Form == out.Form && (t.Form != Day || !isText(x)):
		return x, ""
	case t.Form == out.Form:
		return sqltree.Cast{X: x, Type: "DATE"}, ""
	case t.Form == Wall && out.Form == Day:
		out.Form, out.value = Wall, t.value
		return x, ""
	case t.Form == Day && out.Form == Wall:
		return sqltree.Cast{X: x, Type: "DATETIME"}, ""
	}
	return nil, "its values are of several kinds"
}

// isText tells the days that are written as texts.
func isText(x sqltree.Expr) bool {
	f, ok := x.(sqltree.Func)
	return ok && f.Name == "CONCAT"
}

// collated is a text under the one collation that texts of several columns are compared in.
func collated(x sqltree.Expr) sqltree.Expr {
	if c, ok := x.(sqltree.Column); ok && c.Def != nil && c.Def.Collation == sortCollation {
		return x
	}
	return sqltree.Collate{X: sqltree.Cast{X: x, Type: "CHAR CHARACTER SET utf8mb4"}, Name: sortCollation}
}

const sortCollation = "utf8mb4_general_ci"

// bytewise is a text byte for byte, trailing blanks too, which every collation that both MySQL and MariaDB have passes over.
func bytewise(x sqltree.Expr) sqltree.Expr {
	return sqltree.Cast{X: sqltree.Cast{X: x, Type: "CHAR CHARACTER SET utf8mb4"}, Type: "BINARY"}
}
