package sqltree

import (
	"fmt"
	"slices"
)

// Fold simplifies a condition whose key sets are known: an empty set is FALSE (TRUE when negated), and what that decides
// around it, but for sets that are to be Quiet; several sets in which the same is looked up are one. Only the boolean skeleton is
// looked at; sub-selects stay as they are.
func Fold(e Expr) Expr {
	switch x := e.(type) {
	case And:
		return AllOf(foldAll(x)...)
	case Or:
		return AnyOf(joinSets(foldAll(x))...)
	case Not:
		return Negate(Fold(x.X))
	case Is:
		return foldIs(x)
	case InKeys:
		if x.Keys.Known && len(x.Keys.Rows) == 0 && !x.Keys.Quiet {
			return Bool{Value: x.Not}
		}
	case HasKey:
		if x.Keys.Known && len(x.Keys.Rows) == 0 {
			return False
		}
	}
	return e
}

// joinSets makes one of the known key sets in which alternatives look up the same columns, as long as it can be sent.
func joinSets(terms []Expr) []Expr {
	var out []Expr
	for _, t := range terms {
		set, ok := t.(InKeys)
		if !ok || set.Not || !set.Keys.Known {
			out = append(out, t)
			continue
		}
		at := slices.IndexFunc(out, func(e Expr) bool {
			other, ok := e.(InKeys)
			return ok && !other.Not && other.Keys.Known && sameColumns(other.X, set.X) && len(other.Keys.Rows)+len(set.Keys.Rows) <= maxInlineKeys
		})
		if at < 0 {
			out = append(out, t)
			continue
		}
		other := out[at].(InKeys).Keys
		out[at] = InKeys{X: set.X, Keys: &Keys{Rows: distinctRows(other.Rows, set.Keys.Rows), Known: true, Quiet: other.Quiet || set.Keys.Quiet}}
	}
	return out
}

func sameColumns(a, b []Expr) bool {
	return slices.EqualFunc(a, b, func(x, y Expr) bool {
		one, ok := x.(Column)
		other, too := y.(Column)
		return ok && too && one.Alias == other.Alias && one.Name == other.Name
	})
}

// distinctRows are the keys of two sets, each once.
func distinctRows(a, b [][]any) [][]any {
	seen := make(map[string]bool, len(a)+len(b))
	out := make([][]any, 0, len(a)+len(b))
	for _, row := range append(slices.Clone(a), b...) {
		if text := fmt.Sprintf("%T%#v", row[0], row); !seen[text] {
			seen[text], out = true, append(out, row)
		}
	}
	return out
}

func foldAll(terms []Expr) []Expr {
	out := make([]Expr, len(terms))
	for i, t := range terms {
		out[i] = Fold(t)
	}
	return out
}

// foldIs decides IS [NOT] TRUE of a constant.
func foldIs(x Is) Expr {
	if x.What != "TRUE" {
		return x
	}
	inner := Fold(x.X)
	if IsTrue(inner) || IsFalse(inner) {
		return Bool{Value: IsTrue(inner) != x.Not}
	}
	return Is{X: inner, What: x.What, Not: x.Not}
}
