package plan

import (
	"slices"

	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/schema"
	"ehr.example/portico/mappers/sqltree"
)

// After is the place in a source behind which a page begins: the key of the last row that was shown.
type After struct {
	Key       []any
	Inclusive bool // the row itself may still have variants to show
}

// KeyStatement finds at most limit keys in key order: the key columns, then the Match of each variant
// that has one.
func (s *Source) KeyStatement(after *After, limit int) *sqltree.Select {
	rel := s.Of.Rows
	out := &sqltree.Select{
		Distinct: rel.Grouped,
		Columns:  append(slices.Clone(rel.Key), s.matches()...),
		From:     rel.From,
		Where:    sqltree.AllOf(s.where(), s.after(after)),
		Limit:    limit,
	}
	for i, k := range rel.Key {
		out.OrderBy = append(out.OrderBy, sqltree.Order{X: s.sortKey(k, rel.KeyKinds[i])})
	}
	switch {
	case s.Driver != "":
		out.From, out.Straight = startAt(rel.From, s.Driver)
	case s.walks():
		out.From, out.Straight = s.readBy(rel.Key), len(rel.From) > 1
	}
	return finish(out, s.tenancy)
}

// where is what every shown row fulfils: Where, and one variant's Match at least.
func (s *Source) where() sqltree.Expr {
	var some []sqltree.Expr
	for _, v := range s.Variants {
		some = append(some, sqltree.OrTrue(v.Match))
	}
	return looksLast(sqltree.AllOf(s.Where, sqltree.AnyOf(some...)))
}

// looksLast puts what each row has to look for elsewhere behind what it says itself: conditions are evaluated in their order.
func looksLast(where sqltree.Expr) sqltree.Expr {
	var plain, looks []sqltree.Expr
	for _, term := range sqltree.Conjuncts(where) {
		if sqltree.Looks(term) {
			looks = append(looks, term)
		} else {
			plain = append(plain, term)
		}
	}
	return sqltree.AllOf(append(plain, looks...)...)
}

// matches are the columns that tell which variants of a row match; a single variant's is told by the WHERE.
func (s *Source) matches() []sqltree.Expr {
	if len(s.Variants) == 1 {
		return nil
	}
	var out []sqltree.Expr
	for _, v := range s.Variants {
		if v.Match != nil {
			out = append(out, v.Match)
		}
	}
	return out
}

// MatchColumn is the column of the key statement that tells whether the variant matches, or -1 when it always does.
func (s *Source) MatchColumn(variant int) int {
	if len(s.Variants) == 1 || s.Variants[variant].Match == nil {
		return -1
	}
	n := len(s.Of.Rows.Key)
	for _, v := range s.Variants[:variant] {
		if v.Match != nil {
			n++
		}
	}
	return n
}

// sortKey keeps the optimizer from walking the key's index instead of the patient's rows.
func (s *Source) sortKey(k sqltree.Expr, kind schema.Kind) sqltree.Expr {
	if s.Driver == "" || kind != schema.Integer {
		return k
	}
	return sqltree.Compare(k, "+", sqltree.Number{Text: "0"})
}

// after is the keyset condition, expanded because MariaDB plans a range for this form only.
func (s *Source) after(a *After) sqltree.Expr {
	if a == nil {
		return sqltree.True
	}
	return behind(s.Of.Rows.Key, a.Key, a.Inclusive)
}

func behind(key []sqltree.Expr, values []any, inclusive bool) sqltree.Expr {
	arg := sqltree.Arg{Value: values[0]}
	if len(key) == 1 {
		return sqltree.Compare(key[0], map[bool]string{true: ">=", false: ">"}[inclusive], arg)
	}
	return sqltree.AllOf(
		sqltree.Compare(key[0], ">=", arg),
		sqltree.AnyOf(sqltree.Compare(key[0], ">", arg), behind(key[1:], values[1:], inclusive)),
	)
}

// NamedStatement reads the row of a Named source as far as the plan lets it be seen, with the Match columns at the end: a
// read in one statement.
func (s *Source) NamedStatement() *sqltree.Select {
	rel := s.Shown.Rows
	return finish(&sqltree.Select{
		Distinct: rel.Grouped,
		Columns:  append(slices.Clone(rel.Columns), s.matches()...),
		From:     rel.From,
		Where:    s.where(),
	}, s.tenancy)
}

// SampleStatement finds at most so many keys, whichever: the columns are those of KeyStatement.
func (s *Source) SampleStatement(limit int) *sqltree.Select {
	return finish(&sqltree.Select{
		Distinct: s.Of.Rows.Grouped, Columns: append(slices.Clone(s.Of.Rows.Key), s.matches()...), From: s.Of.Rows.From, Where: s.where(), Limit: limit,
	}, s.tenancy)
}

// CountStatement counts the resources of the source that match.
func (s *Source) CountStatement() *sqltree.Select {
	out := &sqltree.Select{From: s.Of.Rows.From, Where: s.where()}
	var sum sqltree.Expr
	for _, v := range s.Variants {
		match := v.Match
		if len(s.Variants) == 1 {
			match = nil // the WHERE demands it
		}
		one := s.counted(match)
		if sum == nil {
			sum = one
		} else {
			sum = sqltree.Compare(sum, "+", one)
		}
	}
	out.Columns = []sqltree.Expr{sum}
	if s.Driver != "" {
		out.From, out.Straight = startAt(out.From, s.Driver)
	}
	return finish(out, s.tenancy)
}

// Bound is a statement that was made elsewhere with what every statement gets: joins that nothing uses fall away, and
// every table gets its tenant.
func Bound(s *sqltree.Select, tenancy map[string]program.Tenancy) *sqltree.Select {
	return finish(s, tenancy)
}

// counted is how many resources a variant makes of the rows: those that match, each group once.
func (s *Source) counted(match sqltree.Expr) sqltree.Expr {
	if s.Of.Rows.Grouped {
		columns := slices.Clone(s.Of.Rows.Key)
		if match != nil {
			columns[0] = sqltree.Case{Whens: []sqltree.When{{Cond: match, Then: columns[0]}}}
		}
		return sqltree.Aggregate{Name: "COUNT", Distinct: true, Args: columns}
	}
	if match == nil {
		return sqltree.Aggregate{Name: "COUNT", Args: []sqltree.Expr{sqltree.Number{Text: "1"}}}
	}
	return sqltree.Func{Name: "COALESCE", Args: []sqltree.Expr{
		sqltree.Aggregate{Name: "SUM", Args: []sqltree.Expr{sqltree.Holds(match)}}, sqltree.Number{Text: "0"},
	}}
}

// finish runs the last passes over a statement: joins that nothing uses fall away, and every table gets its tenant.
func finish(s *sqltree.Select, tenancy map[string]program.Tenancy) *sqltree.Select {
	s.From = needed(s)
	return secured(s, nil, tenancy)
}
