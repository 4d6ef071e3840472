package plan

import (
	"slices"

	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// secured puts the tenant's condition beside every table of a statement, sub-selects and key sets included: in the WHERE
// for tables that filter, in the ON for LEFT JOINs. The tables around a sub-select have theirs already.
func secured(s *sqltree.Select, around sqltree.From, tenancy map[string]program.Tenancy) *sqltree.Select {
	around = slices.DeleteFunc(slices.Clone(around), func(t sqltree.TableRef) bool { return s.From.Alias(t.Alias) != nil })
	sight := append(slices.Clone(s.From), around...)
	within := func(e sqltree.Expr) (sqltree.Expr, bool) { return securedInside(e, sight, tenancy) }
	out := sqltree.ReplaceSelect(s, within)
	where := []sqltree.Expr{}
	for i := range out.From {
		t := &out.From[i]
		cond := sqltree.Expr(sqltree.True)
		if !joinedToParent(*t, s, around, tenancy[t.Table]) {
			cond = belongs(*t, tenancy)
		}
		if t.Join == sqltree.Left {
			t.On = sqltree.AllOf(t.On, cond)
		} else {
			where = append(where, cond)
		}
	}
	out.Where = sqltree.AllOf(append(where, sqltree.OrTrue(out.Where))...)
	return out
}

// securedInside secures the statements inside an expression.
func securedInside(e sqltree.Expr, around sqltree.From, tenancy map[string]program.Tenancy) (sqltree.Expr, bool) {
	switch x := e.(type) {
	case sqltree.Not:
		if in, ok := x.X.(sqltree.Exists); ok {
			return absent(inner(in.Select, around, tenancy), !in.Not), true
		}
	case sqltree.Exists:
		return absent(inner(x.Select, around, tenancy), x.Not), true
	case sqltree.Scalar:
		return sqltree.Scalar{Select: inner(x.Select, around, tenancy)}, true
	case sqltree.InSelect:
		return sqltree.InSelect{X: x.X, Select: secured(x.Select, around, tenancy), Not: x.Not}, true
	}
	set := sqltree.KeysOf(e)
	switch {
	case set == nil:
		return nil, false
	case set.Select == nil || set.Bound:
		return e, true
	}
	return sqltree.WithKeys(e, boundKeys(set, tenancy)), true
}

// inner is a sub-select without the joins that nothing in it uses, and with the tenant.
func inner(s *sqltree.Select, around sqltree.From, tenancy map[string]program.Tenancy) *sqltree.Select {
	out := *s
	out.From = needed(s)
	return secured(&out, around, tenancy)
}

// absent is [NOT] EXISTS. The negation is said as a look into the index for each row: MariaDB turns NOT EXISTS into a
// list of everything that the sub-select can find, made anew for each statement (5.2 ms against 0.7 for a page of 51 rows
// beside 10,000 deleted ones).
func absent(s *sqltree.Select, not bool) sqltree.Expr {
	if !not {
		return sqltree.Exists{Select: s}
	}
	one := *s
	one.Columns, one.Limit = []sqltree.Expr{sqltree.Number{Text: "1"}}, 1
	return sqltree.Is{X: sqltree.Scalar{Select: &one}, What: "NULL"}
}

// boundKeys is a key set whose statement carries the tenant's conditions.
func boundKeys(k *sqltree.Keys, tenancy map[string]program.Tenancy) *sqltree.Keys {
	out := *k
	sel := *k.Select
	out.Select, out.Bound = finish(&sel, tenancy), true
	return &out
}

// belongs is the condition that a table's rows are the tenant's.
func belongs(t sqltree.TableRef, tenancy map[string]program.Tenancy) sqltree.Expr {
	form := tenancy[t.Table]
	switch form.Form {
	case program.ByColumn:
		return sqltree.Compare(sqltree.Column{Alias: t.Alias, Name: form.Column, Def: t.Def.Column(form.Column)}, "=", form.Value)
	case program.Via:
		return viaParent(t.Alias, form, tenancy)
	case program.ByPredicate:
		return sqltree.Replace(form.Predicate, func(e sqltree.Expr) (sqltree.Expr, bool) {
			c, ok := e.(sqltree.Column)
			c.Alias = t.Alias
			return c, ok
		})
	}
	return sqltree.True
}

// viaParent is EXISTS over the parent's rows, which carry the tenant.
func viaParent(alias string, form program.Tenancy, tenancy map[string]program.Tenancy) sqltree.Expr {
	parent := sqltree.TableRef{Table: form.Parent, Alias: alias + "_of"}
	var terms []sqltree.Expr
	for _, pair := range form.On {
		terms = append(terms, sqltree.Compare(
			sqltree.Column{Alias: parent.Alias, Name: pair.Parent}, "=", sqltree.Column{Alias: alias, Name: pair.Child}))
	}
	if up := tenancy[form.Parent]; up.Form == program.ByColumn {
		terms = append(terms, sqltree.Compare(sqltree.Column{Alias: parent.Alias, Name: up.Column}, "=", up.Value))
	} else {
		terms = append(terms, belongs(parent, tenancy))
	}
	return sqltree.Exists{Select: &sqltree.Select{From: sqltree.From{parent}, Where: sqltree.AllOf(terms...)}}
}

// joinedToParent tells whether the statement already ties a table to its parent: to one that filters the same rows, or to one
// around the statement. The parent's own condition then speaks for both. A LEFT JOINed table is tied by its own ON alone.
func joinedToParent(t sqltree.TableRef, s *sqltree.Select, around sqltree.From, form program.Tenancy) bool {
	if form.Form != program.Via {
		return false
	}
	conditions := sqltree.Conjuncts(t.On)
	if t.Join != sqltree.Left {
		conditions = slices.Clone(sqltree.Conjuncts(s.Where))
		for _, f := range s.From {
			if f.Join != sqltree.Left {
				conditions = append(conditions, sqltree.Conjuncts(f.On)...)
			}
		}
	}
	for _, f := range s.From {
		if f.Table == form.Parent && f.Join != sqltree.Left && tied(t.Alias, f.Alias, form.On, conditions) {
			return true
		}
	}
	return slices.ContainsFunc(around, func(f sqltree.TableRef) bool {
		return f.Table == form.Parent && tied(t.Alias, f.Alias, form.On, conditions)
	})
}

func tied(child, parent string, pairs []program.ColumnPair, conditions []sqltree.Expr) bool {
	for _, pair := range pairs {
		found := false
		for _, c := range conditions {
			b, ok := c.(sqltree.Binary)
			found = found || ok && b.Op == "=" && (isColumn(b.L, child, pair.Child) && isColumn(b.R, parent, pair.Parent) ||
				isColumn(b.R, child, pair.Child) && isColumn(b.L, parent, pair.Parent))
		}
		if !found {
			return false
		}
	}
	return len(pairs) > 0
}

func isColumn(e sqltree.Expr, alias, name string) bool {
	c, ok := e.(sqltree.Column)
	return ok && c.Alias == alias && c.Name == name
}
