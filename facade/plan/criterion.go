package plan

import (
	"ehr.example/portico/facade/search"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// criterion is what a criterion demands of the rows of a variant; a reason says why it cannot be said in SQL.
func (b *builder) criterion(src *program.Source, v *program.Variant, c search.Criterion) (sqltree.Expr, string) {
	if c.Chain != nil {
		return b.chain(src, v, c)
	}
	if c.Param.Code == "_id" {
		return b.idCriterion(src, v, c), ""
	}
	p := v.Params[c.Param.Code]
	if p != nil && asksElse(c.Modifier) {
		p = p.Asked[string(c.Modifier)]
	}
	if p == nil || p.Status == program.Never {
		return sqltree.Bool{Value: absentMatches(c)}, ""
	}
	if p.Status == program.Cannot {
		return nil, p.Why
	}
	if c.Modifier == search.Missing {
		if !sure(p) {
			return nil, "nobody can ask whether it is there: a function outside the database decides"
		}
		present := b.settled(b.present(p))
		if why := sqltree.Why(present); why != "" {
			return nil, why
		}
		if c.Missing {
			return sqltree.IsNotTrue(present), ""
		}
		return present, ""
	}
	matches, why := b.matches(p, c)
	if why == "" {
		matches = b.settled(matches)
	}
	if why == "" && (c.Modifier == search.Not || c.Modifier == search.NotIn) {
		return sqltree.IsNotTrue(matches), ""
	}
	return matches, why
}

// sure tells whether SQL can say that an element is there.
func sure(p *program.Param) bool {
	for _, a := range p.Alternatives {
		for _, v := range a.Values() {
			if v != nil && !v.Sure() {
				return false
			}
		}
	}
	return true
}

// settled decides what a condition asks of the tenant's settings, in key sets too: SQL would compare two arguments by the
// connection's collation.
func (b *builder) settled(e sqltree.Expr) sqltree.Expr {
	if !asksSettings(e) {
		return e
	}
	return sqltree.Fold(sqltree.Replace(e, b.settle))
}

func asksSettings(e sqltree.Expr) bool {
	asks := false
	sqltree.Walk(e, func(x sqltree.Expr) bool {
		_, setting := x.(sqltree.Setting)
		set := sqltree.KeysOf(x)
		asks = asks || setting || set != nil && set.Select != nil && asksSettings(set.Select.Where)
		return !asks
	})
	return asks
}

func (b *builder) settle(e sqltree.Expr) (sqltree.Expr, bool) {
	switch x := e.(type) {
	case sqltree.Binary:
		name, isSetting := x.L.(sqltree.Setting)
		arg, isArg := x.R.(sqltree.Arg)
		if isSetting && isArg && x.Op == "=" {
			value, given := b.tenant.Values.Setting(name.Name)
			return sqltree.Bool{Value: given && arg.Value == any(value)}, true
		}
	case sqltree.Is:
		if name, isSetting := x.X.(sqltree.Setting); isSetting && x.What == "NULL" {
			_, given := b.tenant.Values.Setting(name.Name)
			return sqltree.Bool{Value: given == x.Not}, true
		}
	}
	set := sqltree.KeysOf(e)
	if set == nil || set.Select == nil || !asksSettings(set.Select.Where) {
		return nil, false
	}
	sel := *set.Select
	sel.Where = b.settled(sel.Where)
	return sqltree.WithKeys(e, &sqltree.Keys{Select: &sel, Bound: set.Bound, Quiet: set.Quiet}), true
}

// absentMatches is the answer of an element that is never present: :missing=true, :not and :not-in hold, nothing else does.
func absentMatches(c search.Criterion) bool {
	if c.Modifier == search.Missing {
		return c.Missing
	}
	return c.Modifier == search.Not || c.Modifier == search.NotIn
}

// matches is the disjunction over values and alternatives, with one EXISTS for each child.
func (b *builder) matches(p *program.Param, c search.Criterion) (sqltree.Expr, string) {
	return over(p, func(a program.Alternative) (sqltree.Expr, string) {
		var terms []sqltree.Expr
		for _, value := range c.Values {
			e, why := b.value(a, c, value)
			if why != "" {
				return nil, why
			}
			terms = append(terms, e)
		}
		return sqltree.AnyOf(terms...), ""
	})
}

// over is the disjunction of what one says of each alternative, with the reason where SQL cannot say it.
func over(p *program.Param, one func(program.Alternative) (sqltree.Expr, string)) (sqltree.Expr, string) {
	return overPlaces(p.Alternatives, nil, one)
}

// overPlaces is the disjunction of what one says of each place, said of a row of the child that all of them lie below.
func overPlaces(places []program.Alternative, below *program.Child, one func(program.Alternative) (sqltree.Expr, string)) (sqltree.Expr, string) {
	var all asked
	base := below.Path()
	for _, a := range places {
		e, why := one(a)
		if why != "" {
			return nil, why
		}
		at := &all
		for i, child := range a.Child.Path() {
			if i >= len(base) || base[i] != child {
				at = at.in(child)
			}
		}
		at.terms = append(at.terms, sqltree.AllOf(sqltree.OrTrue(a.Guard), e))
	}
	e := all.some()
	return e, sqltree.Why(e)
}

// asked is what is asked of rows, and of those below them: one EXISTS for each child, however many places of it are
// looked at.
type asked struct {
	child *program.Child
	terms []sqltree.Expr
	below []*asked
}

// in is what is asked of a child of these rows.
func (a *asked) in(child *program.Child) *asked {
	for _, b := range a.below {
		if b.child == child {
			return b
		}
	}
	b := &asked{child: child}
	a.below = append(a.below, b)
	return b
}

// some is the condition that one of the places has what is asked.
func (a *asked) some() sqltree.Expr {
	terms := a.terms
	for _, b := range a.below {
		terms = append(terms, b.child.Exists(b.some()))
	}
	return sqltree.AnyOf(terms...)
}

// present is the condition that the parameter's element is there.
func (b *builder) present(p *program.Param) sqltree.Expr {
	e, _ := over(p, func(a program.Alternative) (sqltree.Expr, string) { return b.alternativePresent(a), "" })
	return e
}

func (b *builder) alternativePresent(a program.Alternative) sqltree.Expr {
	switch {
	case a.Token != nil:
		return a.Token.Code.Present()
	case a.Text != nil:
		return a.Text.Present()
	case a.Date != nil && a.Date.Point:
		return a.Date.Low.Present()
	case a.Date != nil:
		return sqltree.AnyOf(a.Date.Low.Present(), a.Date.High.Present())
	case a.Reference != nil:
		return program.PresentReference(a.Reference)
	case a.Quantity != nil:
		return a.Quantity.Value.Present()
	}
	var all []sqltree.Expr
	for _, part := range a.Parts {
		e, _ := overPlaces(part, a.Child, func(p program.Alternative) (sqltree.Expr, string) { return b.alternativePresent(p), "" })
		all = append(all, e)
	}
	return sqltree.AllOf(all...)
}

// composite is the condition that one place holds all parts of a value.
func (b *builder) composite(a program.Alternative, want search.Composite) (sqltree.Expr, string) {
	var all []sqltree.Expr
	for i, part := range a.Parts {
		e, why := overPlaces(part, a.Child, func(p program.Alternative) (sqltree.Expr, string) {
			return b.value(p, search.Criterion{}, want.Parts[i])
		})
		if why != "" {
			return nil, why
		}
		all = append(all, e)
	}
	return sqltree.AllOf(all...), ""
}

// value is the condition that an alternative holds a value.
func (b *builder) value(a program.Alternative, c search.Criterion, value search.Value) (sqltree.Expr, string) {
	switch x := value.(type) {
	case search.Token:
		if a.Reference != nil {
			return b.identified(a.Reference, x)
		}
		return token(a.Token, x)
	case search.Typed:
		return b.composite(a, typed(x))
	case search.URI:
		return b.uri(a.Token, x.Text, c.Modifier)
	case search.String:
		return b.text(a.Text, a.Part, x.Text, c.Modifier)
	case search.Date:
		e := b.date(a.Date, x)
		if b.inexact {
			return nil, noInverse
		}
		return e, ""
	case search.Reference:
		return b.reference(a.Reference, x), ""
	case search.Quantity:
		return b.quantity(a.Quantity, x)
	case search.Number:
		return b.quantity(a.Quantity, search.Quantity{Prefix: x.Prefix, Decimal: x.Decimal})
	case search.Composite:
		return b.composite(a, x)
	}
	return nil, "this kind of value is not supported yet"
}
