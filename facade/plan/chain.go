package plan

import (
	"fmt"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/search"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// chain is a criterion on other resources: the keys of those that fulfil it are found first, by the tenant's and the
// grant's conditions too, and the searched rows are those that the reference ties to one of them.
func (b *builder) chain(src *program.Source, v *program.Variant, c search.Criterion) (sqltree.Expr, string) {
	if c.Chain.Reverse {
		return b.referred(src, v, c)
	}
	p := v.Params[c.Param.Code]
	if p == nil || p.Status == program.Never {
		return sqltree.False, ""
	}
	if p.Status == program.Cannot {
		return nil, p.Why
	}
	return over(p, func(a program.Alternative) (sqltree.Expr, string) {
		if a.Reference == nil {
			return sqltree.False, ""
		}
		for _, link := range c.Chain.Links {
			if link.Type == a.Reference.Target.Type {
				return b.leads(a.Reference, link.Criterion)
			}
		}
		return sqltree.False, ""
	})
}

// leads is the condition that a reference leads to a resource that fulfils a criterion.
func (b *builder) leads(r *program.Reference, c search.Criterion) (sqltree.Expr, string) {
	target := r.Target
	seen := b.seenOf(target, access.Search)
	bind := seen.bind(b, target)
	if sqltree.IsFalse(bind) {
		return sqltree.False, ""
	}
	var some []sqltree.Expr
	for _, v := range target.Variants {
		if !r.Shows(v) {
			continue
		}
		scoped := seen.scoped(b, target, v)
		b.narrowed = b.narrowed || !sqltree.IsTrue(bind) || !sqltree.IsTrue(scoped)
		if sqltree.IsFalse(scoped) {
			continue
		}
		e, why := b.criterion(target, v, c)
		if why != "" {
			return nil, fmt.Sprintf("%s of %s: %s", c.Name(), target.Path(), why)
		}
		some = append(some, sqltree.AllOf(sqltree.OrTrue(v.If), e, scoped))
	}
	where := sqltree.AllOf(sqltree.OrTrue(target.Rows.Where), bind, sqltree.AnyOf(some...))
	if r.Self { // the row itself is the target
		return where, ""
	}
	sel := &sqltree.Select{Distinct: target.Rows.Grouped, Columns: target.Rows.Key, From: target.Rows.From, Where: where}
	each := b.perRow(sel)
	return inKeys(r.Key, b.fromPlace(sel, each, target.Rows.Where), each), ""
}

// inKeys is the condition that a key is among those that a statement finds.
func inKeys(key []sqltree.Expr, sel *sqltree.Select, each sqltree.PerRow) sqltree.Expr {
	if sqltree.IsFalse(sel.Where) {
		return sqltree.False
	}
	return sqltree.InKeys{X: key, Keys: &sqltree.Keys{Select: sel, PerRow: each}}
}

// referred is _has: some resource of a type fulfils the criterion and refers to the searched one.
func (b *builder) referred(src *program.Source, v *program.Variant, c search.Criterion) (sqltree.Expr, string) {
	link := c.Chain.Links[0]
	typ := b.tenant.Program.Type(link.Type)
	if typ == nil {
		return sqltree.False, ""
	}
	var some []sqltree.Expr
	for _, from := range typ.Sources {
		for _, rv := range from.Variants {
			e, why := b.referring(from, rv, c, src, v)
			if why != "" {
				return nil, why
			}
			some = append(some, e)
		}
	}
	return sqltree.AnyOf(some...), ""
}

// referring is the condition that a row of src is one that a variant of another source refers to.
func (b *builder) referring(from *program.Source, rv *program.Variant, c search.Criterion, src *program.Source, v *program.Variant) (sqltree.Expr, string) {
	p, link := rv.Params[c.Param.Code], c.Chain.Links[0]
	if p == nil || p.Status == program.Never {
		return sqltree.False, ""
	}
	seen := b.seenOf(from, access.Search)
	may := sqltree.AllOf(seen.bind(b, from), seen.scoped(b, from, rv))
	b.narrowed = b.narrowed || !sqltree.IsTrue(may)
	if sqltree.IsFalse(may) {
		return sqltree.False, ""
	}
	asked, why := b.criterion(from, rv, link.Criterion)
	if why == "" && p.Status == program.Cannot {
		why = p.Why
	}
	if why != "" {
		return nil, fmt.Sprintf("%s of %s: %s", link.Criterion.Name(), from.Path(), why)
	}
	where := sqltree.AllOf(sqltree.OrTrue(from.Rows.Where), may, sqltree.OrTrue(rv.If), asked)
	if sqltree.IsFalse(where) {
		return sqltree.False, ""
	}
	var some []sqltree.Expr
	for _, a := range p.Alternatives {
		if a.Reference == nil || a.Reference.Target != src || !a.Reference.Shows(v) {
			continue
		}
		if a.Child != nil && a.Child.Rows.Members != nil {
			return nil, fmt.Sprintf("%s of %s: its references are cut out of one text, and nothing leads back", c.Param.Code, from.Path())
		}
		sel := referrers(from, a, where)
		each := b.referringPerRow(sel, from.Rows.Where)
		some = append(some, inKeys(src.Rows.Key, b.fromPlace(sel, each, from.Rows.Where), each))
	}
	return sqltree.AnyOf(some...), ""
}

// referrers is the statement of the keys that a reference holds, in the rows of a source or in those below them.
func referrers(from *program.Source, a program.Alternative, where sqltree.Expr) *sqltree.Select {
	tables := append(sqltree.From(nil), from.Rows.From...)
	terms := []sqltree.Expr{where, sqltree.OrTrue(a.Guard)}
	for _, child := range a.Child.Path() {
		for i, t := range child.Rows.From {
			if i == 0 {
				var on []sqltree.Expr
				for k, key := range child.Rows.Key {
					on = append(on, sqltree.Compare(key, "=", child.Parent[k]))
				}
				t.Join, t.On = sqltree.Inner, sqltree.AllOf(on...)
			}
			tables = append(tables, t)
		}
		terms = append(terms, sqltree.OrTrue(child.Rows.Where))
	}
	for _, k := range a.Reference.Key {
		terms = append(terms, sqltree.NotNull(k))
	}
	return &sqltree.Select{Distinct: true, Columns: a.Reference.Key, From: tables, Where: sqltree.AllOf(terms...)}
}

// unchained says why no source of a type can answer a chained criterion, or "".
func (b *builder) unchained(typ *program.Type, c search.Criterion) string {
	if c.Chain.Reverse {
		return b.unasked(c.Chain.Links[0], c.Param.Code)
	}
	if Status(typ, c.Param.Code) != program.Answers {
		return fmt.Sprintf("The search parameter %s of %s is not supported by this server.", c.Param.Code, typ.Name)
	}
	text := ""
	for _, link := range c.Chain.Links {
		if text = b.unasked(link, ""); text == "" {
			return ""
		}
	}
	return text
}

// unasked says why a link's type cannot be asked, or by the reference that leads back, or "".
func (b *builder) unasked(link search.Link, reference string) string {
	typ := b.tenant.Program.Type(link.Type)
	if typ == nil {
		return fmt.Sprintf("This server has no %s resources.", link.Type)
	}
	if reference != "" && Status(typ, reference) != program.Answers {
		return fmt.Sprintf("The search parameter %s of %s is not supported by this server.", reference, typ.Name)
	}
	return b.unanswered(typ, link.Criterion)
}
