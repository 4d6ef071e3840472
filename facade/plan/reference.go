package plan

import (
	"slices"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/search"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// reference is the condition that a reference points at Type/id, or at id of whatever type it has (R4 §3.1.1.5.12).
func (b *builder) reference(r *program.Reference, want search.Reference) sqltree.Expr {
	if want.ID == "" || want.Type != "" && want.Type != r.Target.Type {
		return sqltree.False
	}
	return b.pointsAt(r, []string{want.ID})
}

// pointsAt is the condition that a reference's key is that of one of the target's resources. What does not decode is
// nobody's id and needs no SQL.
func (b *builder) pointsAt(r *program.Reference, ids []string) sqltree.Expr {
	target := r.Target
	var rows [][]any
	var conds []sqltree.Expr
	for _, id := range ids {
		names, v := target.Resource(id)
		if v == nil || !r.Shows(v) {
			continue
		}
		if target.ByKey() {
			rows = append(rows, keyOf(target, names[0].Values))
		}
		conds = append(conds, sqltree.AllOf(isNamed(names), sqltree.Holds(sqltree.OrTrue(target.Demands(v)))))
	}
	if len(conds) == 0 {
		return sqltree.False
	}
	if r.Self {
		return sqltree.AnyOf(conds...)
	}
	if r.ByKey() && target.Demands(target.Variants[0]) == nil {
		return sqltree.InKeys{X: r.Key, Keys: &sqltree.Keys{Rows: rows, Known: true}}
	}
	return sqltree.InKeys{X: r.Key, Keys: &sqltree.Keys{Quiet: b.hides(target), Select: &sqltree.Select{
		Distinct: target.Rows.Grouped,
		Columns:  target.Rows.Key,
		From:     target.Rows.From,
		Where:    sqltree.AllOf(sqltree.OrTrue(target.Rows.Where), sqltree.AnyOf(conds...)),
	}}}
}

// hides tells that some resources of a source cannot be seen. A reference is compared with the keys of an id that may be one of
// theirs, and what this takes is not to tell.
func (b *builder) hides(src *program.Source) bool {
	return !slices.ContainsFunc(b.seenOf(src, access.Read|access.Search).parts, func(p access.Part) bool {
		return p.Some == nil && !p.Reach.Bound() && (p.Reach.Everyone() || src.Patient == nil && access.Directory(src.Type))
	})
}

// keyOf orders the values of an id that holds the key as the key has them.
func keyOf(src *program.Source, values []any) []any {
	out := make([]any, len(src.Rows.Key))
	i := 0
	for _, p := range src.ID {
		if p.Expr != nil {
			out[p.Key] = values[i]
			i++
		}
	}
	return out
}

// isNamed is the condition that a row's id is one of these: its columns have the values, and it has no id that would be
// shown instead.
func isNamed(names []program.Named) sqltree.Expr {
	var some []sqltree.Expr
	for _, n := range names {
		terms := []sqltree.Expr{idEquals(n.ID, n.Values)}
		for _, before := range n.Before {
			terms = append(terms, sqltree.IsNotTrue(before.Present()))
		}
		some = append(some, sqltree.AllOf(terms...))
	}
	return sqltree.AnyOf(some...)
}

// idEquals compares the columns of an id with its values.
func idEquals(id program.ID, values []any) sqltree.Expr {
	var terms []sqltree.Expr
	i := 0
	for _, p := range id {
		if p.Expr == nil {
			continue
		}
		arg := sqltree.Arg{Value: values[i]}
		terms = append(terms, sqltree.Compare(p.Expr, "=", arg))
		if p.Codec == program.CodecHex || p.Codec == program.CodecUUIDText {
			col := p.Expr.(sqltree.Column)
			terms = append(terms, (&program.Value{Expr: p.Expr, Column: col.Def}).IdenticalTo(arg))
		}
		i++
	}
	return sqltree.AllOf(terms...)
}

// idCriterion is _id: each value names a row and a variant, or nothing.
func (b *builder) idCriterion(src *program.Source, v *program.Variant, c search.Criterion) sqltree.Expr {
	if c.Modifier == search.Missing {
		return sqltree.Bool{Value: !c.Missing}
	}
	var terms []sqltree.Expr
	for _, value := range c.Values {
		want, ok := value.(search.Token)
		if !ok || want.HasSystem {
			continue
		}
		if names, named := src.Resource(want.Code); named == v || named != nil && src.One {
			terms = append(terms, isNamed(names))
		}
	}
	e := sqltree.AnyOf(terms...)
	if c.Modifier == search.Not {
		return sqltree.IsNotTrue(e)
	}
	return e
}

// named tells a query for one id. Ids are unique, so that a source it does not exclude has one row for it at most, and no
// statement has to look for keys.
func named(criteria []search.Criterion) bool {
	return slices.ContainsFunc(criteria, func(c search.Criterion) bool {
		return c.Chain == nil && c.Param.Code == "_id" && c.Modifier == search.NoModifier && len(c.Values) == 1
	})
}
