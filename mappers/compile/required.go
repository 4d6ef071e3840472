package compile

import (
	"slices"

	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/problem"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// required takes the rows away whose references, where R4 demands them, lead nowhere: a Condition of nobody is no
// resource, not on a page, not in a count, not as a target. Rows whose source joins the target have lost them already.
func (c *compiler) required() {
	done := map[*source]bool{}
	for _, src := range c.sources {
		c.requiredBy(src, done)
	}
}

func (c *compiler) requiredBy(src *source, done map[*source]bool) {
	if done[src] {
		return
	}
	done[src] = true
	terms := []sqltree.Expr{}
	if src.owner != nil {
		c.requiredBy(src.owner, done)
		terms = append(terms, sqltree.OrTrue(src.owner.out.Leads))
	} else {
		for _, text := range demandedReferences(src.text) {
			terms = append(terms, sqltree.OrTrue(c.demand(src, text, done)))
		}
	}
	e := sqltree.AllOf(terms...)
	if sqltree.IsTrue(e) {
		return
	}
	src.out.Leads = e
	src.out.Rows.Where = sqltree.AllOf(e, sqltree.OrTrue(src.out.Rows.Where)) // what the id demands stays at the end
}

// demandedReferences are the holes of a source that stand alone at a reference which R4 demands, in every variant.
func demandedReferences(src *mapping.Source) []mapping.Text {
	t := fhir.TypeNamed(src.Resource.Value)
	if t == nil || src.Elements == nil || src.Elements.Kind != mapping.Object {
		return nil
	}
	var out []mapping.Text
	for _, f := range src.Elements.Fields {
		el := t.Element(f.Key)
		if el == nil || el.Min == 0 || el.Max != 1 || !slices.Equal(el.Types, []string{"Reference"}) {
			continue
		}
		overlaid := slices.ContainsFunc(src.Variants, func(v mapping.Variant) bool { return v.Elements != nil && v.Elements.Has(f.Key) })
		if f.Value.Kind == mapping.Scalar && f.Value.IsHole() && !overlaid {
			out = append(out, f.Value.Text())
		}
	}
	return out
}

// demand is the condition that a reference leads to a resource; nil where it always does. What is wrong with the hole is
// said when its element is compiled.
func (c *compiler) demand(src *source, text mapping.Text, done map[*source]bool) sqltree.Expr {
	spoken := c.problems
	c.problems = &problem.List{}
	defer func() { c.problems = spoken }()
	h, ok := c.hole(text)
	if !ok || h.target == "" || len(h.calls) > 0 {
		return nil
	}
	rel := src.out.Rows
	target, keys := c.referenceKey(h, &scope{frames: []*program.Relation{rel}, rowwise: true})
	if target == nil || c.problems.Err() != nil {
		return nil
	}
	for _, s := range c.sources {
		if s.out == target && s != src {
			c.requiredBy(s, done)
		}
	}
	c.demanded[demandedKey{rel, target, exprList(keys)}] = true
	switch {
	case joins(target, rel, keys):
		return nil
	case c.unfiltered(target) && target.ByKey():
		return keyPresent(keys, rel.From)
	}
	return lead(target, keys)
}

// demandedKey is a reference by its target and its key's text.
type demandedKey struct {
	rel    *program.Relation
	target *program.Source
	keys   string
}

// keyPresent is the condition that no part of a key is NULL.
func keyPresent(keys []sqltree.Expr, from sqltree.From) sqltree.Expr {
	var terms []sqltree.Expr
	for _, k := range keys {
		if nullable(k, from) {
			terms = append(terms, sqltree.NotNull(k))
		}
	}
	return sqltree.AllOf(terms...)
}

// lead is the condition that a source has a resource with this key. Its aliases are its own.
func lead(target *program.Source, keys []sqltree.Expr) sqltree.Expr {
	renamed := func(e sqltree.Expr) (sqltree.Expr, bool) {
		col, ok := e.(sqltree.Column)
		if !ok || target.Rows.From.Alias(col.Alias) == nil {
			return nil, false
		}
		col.Alias += "_there"
		return col, true
	}
	from := slices.Clone(target.Rows.From)
	for i := range from {
		from[i].Alias += "_there"
		from[i].On = sqltree.Replace(from[i].On, renamed)
	}
	where := []sqltree.Expr{}
	for i, k := range target.Rows.Key {
		where = append(where, sqltree.Compare(sqltree.Replace(k, renamed), "=", keys[i]))
	}
	where = append(where, sqltree.OrTrue(sqltree.Replace(target.Rows.Where, renamed)))
	return sqltree.Exists{Select: &sqltree.Select{Columns: []sqltree.Expr{sqltree.Number{Text: "1"}}, From: from, Where: sqltree.AllOf(where...)}}
}
