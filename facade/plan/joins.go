package plan

import (
	"slices"

	"ehr.example/portico/mappers/sqltree"
)

// needed drops the LEFT JOINs that nothing in a statement uses. Inner joins stay: they filter.
func needed(s *sqltree.Select) sqltree.From {
	used := map[string]bool{}
	sqltree.WalkSelect(&sqltree.Select{Columns: s.Columns, Where: s.Where, GroupBy: s.GroupBy, Having: s.Having, OrderBy: s.OrderBy}, func(e sqltree.Expr) bool {
		if c, ok := e.(sqltree.Column); ok {
			used[c.Alias] = true
		}
		return true
	})
	keep := make([]bool, len(s.From))
	for i := len(s.From) - 1; i >= 0; i-- {
		t := s.From[i]
		keep[i] = t.Join != sqltree.Left || used[t.Alias]
		if keep[i] && t.On != nil {
			sqltree.Aliases(t.On, used)
		}
	}
	if !slices.Contains(keep, false) {
		return s.From
	}
	var out sqltree.From
	for i, t := range s.From {
		if keep[i] {
			out = append(out, t)
		}
	}
	return out
}

// startAt orders a FROM so that STRAIGHT_JOIN begins with the driving alias and goes on along the conditions. False: the
// order stays as it was.
func startAt(from sqltree.From, alias string) (sqltree.From, bool) {
	first := slices.IndexFunc(from, func(t sqltree.TableRef) bool { return t.Alias == alias })
	if first < 0 || from[first].Join == sqltree.Left {
		return from, false
	}
	if first == 0 {
		return from, true
	}
	var conditions []sqltree.Expr
	var waiting, left sqltree.From
	for i, t := range from {
		if t.Join == sqltree.Left {
			left = append(left, t)
			continue
		}
		conditions = append(conditions, sqltree.Conjuncts(t.On)...)
		if i != first {
			waiting = append(waiting, t)
		}
	}
	start := from[first]
	start.Join, start.On = sqltree.Base, nil
	return append(chain(sqltree.From{start}, waiting, conditions), left...), true
}

// chain appends the waiting tables, each as soon as a condition ties it to those already placed.
func chain(placed, waiting sqltree.From, conditions []sqltree.Expr) sqltree.From {
	for len(waiting) > 0 {
		next := 0
		for i, t := range waiting {
			if on, _ := ready(append(slices.Clone(placed), t), conditions); len(on) > 0 {
				next = i
				break
			}
		}
		t := waiting[next]
		waiting = slices.Delete(slices.Clone(waiting), next, next+1)
		var on []sqltree.Expr
		on, conditions = ready(append(slices.Clone(placed), t), conditions)
		if len(waiting) == 0 {
			on = append(on, conditions...) // none may be lost: a join without its condition shows what it must not
		}
		t.Join, t.On = sqltree.Inner, sqltree.AllOf(on...)
		placed = append(placed, t)
	}
	return placed
}

// ready splits conditions into those that speak of placed tables only, and the rest.
func ready(placed sqltree.From, conditions []sqltree.Expr) (now, later []sqltree.Expr) {
	for _, c := range conditions {
		aliases := map[string]bool{}
		sqltree.Aliases(c, aliases)
		all := true
		for a := range aliases {
			all = all && placed.Alias(a) != nil
		}
		if all {
			now = append(now, c)
		} else {
			later = append(later, c)
		}
	}
	return now, later
}
