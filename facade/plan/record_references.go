package plan

import (
	"ehr.example/portico/facade/access"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// referredTo shows what the kept rows refer to of a source outside of the record: practitioners, places, medications, and what
// else is made of the kept rows. It is what the source contributes, shown or not; nil: nothing.
func (r *record) referredTo(src *program.Source) *Source {
	need := access.Read | access.Search
	which := func(v *program.Variant) sqltree.Expr {
		if src.Owner != nil {
			return r.besideOwner(src, v)
		}
		var some []sqltree.Expr
		for _, from := range r.kept {
			some = append(some, r.led(from, src, v)...)
		}
		return sqltree.AnyOf(some...)
	}
	s := r.planned(src, need, func(v *program.Variant) ([]sqltree.Expr, []error) {
		return distinctTerms(src, sqltree.OrTrue(v.If), which(v)), nil
	})
	if s != nil {
		r.show(s, need, which)
	}
	return s
}

// besideOwner is the condition that the resource is kept whose companion a row is.
func (r *record) besideOwner(src *program.Source, v *program.Variant) sqltree.Expr {
	for _, of := range r.kept {
		if of.Of == src.Owner {
			return r.tellsOfOne(of, &program.Reference{Target: src.Owner, Self: true, Variant: v.Name})
		}
	}
	return sqltree.False
}

// led are the conditions that a row is one that the references of a kept source lead to, one for each of them.
func (r *record) led(from *Source, to *program.Source, v *program.Variant) []sqltree.Expr {
	var some []sqltree.Expr
	seen := map[string]bool{}
	for _, fv := range from.Variants {
		where := sqltree.AllOf(from.Where, sqltree.OrTrue(fv.Match))
		for _, a := range fv.Of.References {
			if a.Reference.Target != to || !a.Reference.Shows(v) {
				continue
			}
			e, ok := r.leadsFrom(from, a, where, to)
			if !ok {
				r.unfollowed = noted(r.unfollowed, from.Of)
				continue
			}
			if text := sqltree.Text(e); !seen[text] {
				seen[text], some = true, append(some, e)
			}
		}
	}
	return some
}

// leadsFrom is the condition that a row is one that a reference of a source leads to. A row's own companion is the row itself.
func (r *record) leadsFrom(from *Source, a program.Alternative, where sqltree.Expr, to *program.Source) (sqltree.Expr, bool) {
	switch {
	case a.Reference.Self && a.Child == nil:
		return sqltree.AllOf(where, sqltree.OrTrue(a.Guard)), true
	case a.Child != nil && a.Child.Rows.Members != nil:
		return nil, false
	}
	return inKeys(to.Rows.Key, referrers(from.Of, a, where), sqltree.NotPerRow), true
}

// tellsOf is the condition that a Provenance is of something kept.
func (r *record) tellsOf(v *program.Variant) sqltree.Expr {
	p := v.Params["target"]
	if p == nil || p.Status != program.Answers {
		return sqltree.False
	}
	e, _ := over(p, func(a program.Alternative) (sqltree.Expr, string) {
		var some []sqltree.Expr
		for _, of := range r.kept {
			if a.Reference != nil && a.Reference.Target == of.Of {
				some = append(some, r.tellsOfOne(of, a.Reference))
			}
		}
		return sqltree.AnyOf(some...), ""
	})
	return e
}

// tellsOfOne is the condition that a reference leads to a kept row of a source.
func (r *record) tellsOfOne(of *Source, ref *program.Reference) sqltree.Expr {
	var some []sqltree.Expr
	for _, v := range of.Variants {
		if ref.Shows(v.Of) {
			some = append(some, sqltree.OrTrue(v.Match))
		}
	}
	where := sqltree.AllOf(of.Where, sqltree.AnyOf(some...))
	if ref.Self {
		return where
	}
	rows := of.Of.Rows
	return inKeys(ref.Key, &sqltree.Select{Distinct: rows.Grouped, Columns: rows.Key, From: rows.From, Where: where}, sqltree.NotPerRow)
}
