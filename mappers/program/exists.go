package program

import "ehr.example/portico/mappers/sqltree"

// Exists is EXISTS over a child's rows, tied to the parent's aliases.
func (c *Child) Exists(cond sqltree.Expr) sqltree.Expr {
	if sqltree.IsFalse(cond) {
		return sqltree.False
	}
	terms := []sqltree.Expr{}
	for i, k := range c.Rows.Key {
		terms = append(terms, sqltree.Compare(k, "=", c.Parent[i]))
	}
	terms = append(terms, sqltree.OrTrue(c.Rows.Where), cond)
	return sqltree.Exists{Select: &sqltree.Select{From: c.Rows.From, Where: sqltree.AllOf(terms...)}}
}

// PresentReference is the condition that a reference is shown: its key is there, and, where the target filters its rows
// or keeps its id elsewhere, so is the target.
func PresentReference(r *Reference) sqltree.Expr {
	target := r.Target.Rows
	if r.ByKey() {
		var terms []sqltree.Expr
		for _, k := range r.Key {
			terms = append(terms, sqltree.NotNull(k))
		}
		return sqltree.AllOf(terms...)
	}
	from, rename := renamed(target.From, "_target")
	var terms []sqltree.Expr
	for i, k := range target.Key {
		terms = append(terms, sqltree.Compare(sqltree.Replace(k, rename), "=", r.Key[i]))
	}
	if target.Where != nil {
		terms = append(terms, sqltree.Replace(target.Where, rename))
	}
	return sqltree.Exists{Select: &sqltree.Select{From: from, Where: sqltree.AllOf(terms...)}}
}

// renamed gives every alias of a FROM a suffix, so that it can stand inside a statement that has the same ones.
func renamed(from sqltree.From, suffix string) (sqltree.From, func(sqltree.Expr) (sqltree.Expr, bool)) {
	mine := map[string]bool{}
	for _, t := range from {
		mine[t.Alias] = true
	}
	rename := func(e sqltree.Expr) (sqltree.Expr, bool) {
		c, ok := e.(sqltree.Column)
		if !ok || !mine[c.Alias] {
			return nil, false
		}
		c.Alias += suffix
		return c, true
	}
	out := make(sqltree.From, len(from))
	for i, t := range from {
		t.Alias += suffix
		t.On = sqltree.Replace(t.On, rename)
		out[i] = t
	}
	return out, rename
}
