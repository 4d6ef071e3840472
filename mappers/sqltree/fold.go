package sqltree

// Fold simplifies a condition whose key sets are known: an empty set is FALSE (TRUE when negated), and what that decides
// around it, but for sets that are to be Quiet. Only the boolean skeleton is looked at; sub-selects stay as they are.
func Fold(e Expr) Expr {
	switch x := e.(type) {
	case And:
		return AllOf(foldAll(x)...)
	case Or:
		return AnyOf(foldAll(x)...)
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
