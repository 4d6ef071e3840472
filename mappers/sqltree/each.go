package sqltree

import "strconv"

// PerRow says when a set of keys is not found first, but looked into for each row that asks.
type PerRow int

// The policies. IfMany: where the set has more keys than are sent; an index has to lead to the set's keys then.
const (
	NotPerRow PerRow = iota
	IfMany
	Always
)

// Each is InKeys as a look into the set's tables for each row by itself, which the optimizer cannot turn into a list of all
// keys: (SELECT 1 FROM … WHERE key = X AND … LIMIT 1) IS NOT NULL. False: the set's statement is more than tables and a
// WHERE, or uses an alias twice.
func Each(x InKeys) (Expr, bool) {
	s := x.Keys.Select
	if s == nil || x.Not || len(s.GroupBy) > 0 || s.Having != nil || s.Limit > 0 || len(s.Columns) != len(x.X) || shadows(s) {
		return x, false
	}
	from, rename := s.From.Renamed(freeSuffix(x))
	terms := make([]Expr, len(x.X), len(x.X)+1)
	for i, column := range s.Columns {
		terms[i] = Compare(rename(column), "=", x.X[i])
	}
	terms = append(terms, OrTrue(rename(OrTrue(s.Where))))
	one := &Select{Columns: []Expr{Number{Text: "1"}}, From: from, Where: AllOf(terms...), Limit: 1}
	return Is{X: Scalar{Select: one}, What: "NULL", Not: true}, true
}

// Looks tells that in an expression there is, or may come to be, a look for each row.
func Looks(e Expr) bool {
	found := false
	Walk(e, func(x Expr) bool {
		found = found || looks(x)
		return !found
	})
	return found
}

func looks(e Expr) bool {
	switch x := e.(type) {
	case InKeys:
		return x.Keys.PerRow != NotPerRow
	case Is:
		s, scalar := x.X.(Scalar)
		return scalar && x.What == "NULL" && x.Not && s.Select.Limit == 1
	}
	return false
}

// shadows tells that a sub-select of a statement has an alias of the statement's own.
func shadows(s *Select) bool {
	found := false
	WalkSelect(s, func(e Expr) bool {
		sub := inside(e)
		if sub == nil {
			return !found
		}
		for _, t := range sub.From {
			found = found || s.From.Alias(t.Alias) != nil
		}
		return !found
	})
	return found
}

// inside is the sub-select that stands in the text of an expression: not the statement of a key set, which stands alone.
func inside(e Expr) *Select {
	switch x := e.(type) {
	case Exists:
		return x.Select
	case Scalar:
		return x.Select
	case InSelect:
		return x.Select
	}
	return nil
}

// freeSuffix makes aliases that neither the set's statement nor what is looked up in it has.
func freeSuffix(x InKeys) string {
	taken := map[string]bool{}
	note := func(e Expr) bool {
		if c, ok := e.(Column); ok {
			taken[c.Alias] = true
		}
		if sub := inside(e); sub != nil {
			for _, t := range sub.From {
				taken[t.Alias] = true
			}
		}
		return true
	}
	for _, e := range x.X {
		Walk(e, note)
	}
	WalkSelect(x.Keys.Select, note)
	for n := 1; ; n++ {
		suffix, free := "_"+strconv.Itoa(n), true
		for _, t := range x.Keys.Select.From {
			free = free && !taken[t.Alias+suffix]
		}
		if free {
			return suffix
		}
	}
}
