package sqltree

// Walk calls visit for e and for every expression below it, sub-selects included, until visit returns false for one:
// then nothing below that one is visited.
func Walk(e Expr, visit func(Expr) bool) {
	if e == nil || !visit(e) {
		return
	}
	switch x := e.(type) {
	case Binary:
		walkAll(visit, x.L, x.R)
	case And:
		walkAll(visit, x...)
	case Or:
		walkAll(visit, x...)
	case Not:
		Walk(x.X, visit)
	case Is:
		Walk(x.X, visit)
	case In:
		Walk(x.X, visit)
		walkAll(visit, x.List...)
	case Between:
		walkAll(visit, x.X, x.Low, x.High)
	case Func:
		walkAll(visit, x.Args...)
	case Aggregate:
		walkAll(visit, x.Args...)
		walkOrder(visit, x.OrderBy)
	case Window:
		walkAll(visit, x.Partition...)
		walkOrder(visit, x.OrderBy)
	case Cast:
		Walk(x.X, visit)
	case Collate:
		Walk(x.X, visit)
	case Case:
		Walk(x.Operand, visit)
		for _, w := range x.Whens {
			walkAll(visit, w.Cond, w.Then)
		}
		Walk(x.Else, visit)
	case Interval:
		walkAll(visit, x.X, x.N)
	case Exists:
		WalkSelect(x.Select, visit)
	case Scalar:
		WalkSelect(x.Select, visit)
	case InSelect:
		walkAll(visit, x.X...)
		WalkSelect(x.Select, visit)
	case InKeys:
		walkAll(visit, x.X...)
	case HasKey:
		Walk(x.Text, visit)
	}
}

func walkAll(visit func(Expr) bool, list ...Expr) {
	for _, e := range list {
		Walk(e, visit)
	}
}

// WalkSelect walks every expression of a statement.
func WalkSelect(s *Select, visit func(Expr) bool) {
	if s == nil {
		return
	}
	walkAll(visit, s.Columns...)
	for _, t := range s.From {
		WalkSelect(t.Derived, visit)
		Walk(t.On, visit)
	}
	Walk(s.Where, visit)
	walkAll(visit, s.GroupBy...)
	Walk(s.Having, visit)
	walkOrder(visit, s.OrderBy)
}

func walkOrder(visit func(Expr) bool, order []Order) {
	for _, o := range order {
		Walk(o.X, visit)
	}
}

// Aliases adds the aliases that e uses to the set, without those that are a sub-select's own.
func Aliases(e Expr, into map[string]bool) {
	Walk(e, func(x Expr) bool {
		switch x := x.(type) {
		case Column:
			into[x.Alias] = true
		case Exists:
			outerAliases(x.Select, into)
			return false
		case Scalar:
			outerAliases(x.Select, into)
			return false
		case InSelect:
			for _, one := range x.X {
				Aliases(one, into)
			}
			outerAliases(x.Select, into)
			return false
		}
		return true
	})
}

// outerAliases adds the aliases that a sub-select uses of the statement around it.
func outerAliases(s *Select, into map[string]bool) {
	all := map[string]bool{}
	WalkSelect(s, func(x Expr) bool {
		switch x.(type) {
		case Column, Exists, Scalar, InSelect:
			Aliases(x, all)
			return false
		}
		return true
	})
	for alias := range all {
		if s.From.Alias(alias) == nil {
			into[alias] = true
		}
	}
}

// Replace rebuilds e with each node for which f gives a replacement; f sees children after their parent was kept.
// Sub-selects are rebuilt too.
func Replace(e Expr, f func(Expr) (Expr, bool)) Expr {
	if e == nil {
		return nil
	}
	if r, ok := f(e); ok {
		return r
	}
	sub := func(x Expr) Expr { return Replace(x, f) }
	list := func(xs []Expr) []Expr { return replaceAll(xs, f) }
	switch x := e.(type) {
	case Binary:
		return Binary{Op: x.Op, L: sub(x.L), R: sub(x.R)}
	case And:
		return And(list(x))
	case Or:
		return Or(list(x))
	case Not:
		return Not{X: sub(x.X)}
	case Is:
		return Is{X: sub(x.X), What: x.What, Not: x.Not}
	case In:
		return In{X: sub(x.X), List: list(x.List), Not: x.Not}
	case Between:
		return Between{X: sub(x.X), Low: sub(x.Low), High: sub(x.High), Not: x.Not}
	case Func:
		return Func{Name: x.Name, Args: list(x.Args)}
	case Aggregate:
		x.Args, x.OrderBy = list(x.Args), replaceOrder(x.OrderBy, f)
		return x
	case Window:
		x.Partition, x.OrderBy = list(x.Partition), replaceOrder(x.OrderBy, f)
		return x
	case Cast:
		return Cast{X: sub(x.X), Type: x.Type}
	case Collate:
		return Collate{X: sub(x.X), Name: x.Name}
	case Case:
		whens := make([]When, len(x.Whens))
		for i, w := range x.Whens {
			whens[i] = When{Cond: sub(w.Cond), Then: sub(w.Then)}
		}
		return Case{Operand: sub(x.Operand), Whens: whens, Else: sub(x.Else)}
	case Interval:
		return Interval{X: sub(x.X), Sign: x.Sign, N: sub(x.N), Unit: x.Unit}
	}
	return replaceInside(e, f)
}

// replaceInside is Replace for what holds a sub-select or a set of keys.
func replaceInside(e Expr, f func(Expr) (Expr, bool)) Expr {
	switch x := e.(type) {
	case Exists:
		return Exists{Select: ReplaceSelect(x.Select, f), Not: x.Not}
	case Scalar:
		return Scalar{Select: ReplaceSelect(x.Select, f)}
	case InSelect:
		return InSelect{X: replaceAll(x.X, f), Select: ReplaceSelect(x.Select, f), Not: x.Not}
	case InKeys:
		return InKeys{X: replaceAll(x.X, f), Keys: x.Keys, Not: x.Not}
	case HasKey:
		x.Text = Replace(x.Text, f)
		return x
	}
	return e
}

// ReplaceSelect is Replace for every expression of a statement.
func ReplaceSelect(s *Select, f func(Expr) (Expr, bool)) *Select {
	out := *s
	out.Columns = replaceAll(s.Columns, f)
	out.From = make(From, len(s.From))
	for i, t := range s.From {
		t.On = Replace(t.On, f)
		if t.Derived != nil {
			t.Derived = ReplaceSelect(t.Derived, f)
		}
		out.From[i] = t
	}
	out.Where = Replace(s.Where, f)
	out.GroupBy, out.Having = replaceAll(s.GroupBy, f), Replace(s.Having, f)
	out.OrderBy = replaceOrder(s.OrderBy, f)
	return &out
}

func replaceOrder(order []Order, f func(Expr) (Expr, bool)) []Order {
	out := make([]Order, len(order))
	for i, o := range order {
		out[i] = Order{X: Replace(o.X, f), Desc: o.Desc}
	}
	return out
}

func replaceAll(list []Expr, f func(Expr) (Expr, bool)) []Expr {
	if list == nil {
		return nil
	}
	out := make([]Expr, len(list))
	for i, e := range list {
		out[i] = Replace(e, f)
	}
	return out
}

// ColumnNames are the names of those expressions that are columns.
func ColumnNames(xs []Expr) []string {
	var names []string
	for _, x := range xs {
		if col, ok := x.(Column); ok {
			names = append(names, col.Name)
		}
	}
	return names
}

// HasSelect tells whether an expression has a sub-select.
func HasSelect(e Expr) bool {
	found := false
	Walk(e, func(x Expr) bool {
		set := KeysOf(x)
		found = found || inside(x) != nil || set != nil && !set.Known
		return !found
	})
	return found
}

// SelectOf is the sub-select that an expression is made of, or nil.
func SelectOf(e Expr) *Select {
	if set := KeysOf(e); set != nil {
		return set.Select
	}
	return inside(e)
}
