package inspect

import (
	"fmt"
	"slices"
	"strings"

	"ehr.example/portico/mappers/problem"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// sources looks at the rows of every source whose tables may be read.
func (i *inspector) sources() error {
	for _, t := range i.site.Program.Types {
		for _, src := range t.Sources {
			if i.unreadable(src.Rows.From) || i.places.source(src) == nil {
				continue // companions are their owner's rows again
			}
			if err := i.source(src); err != nil {
				return err
			}
		}
	}
	if err := i.countAll(); err != nil {
		return err
	}
	for _, say := range i.later {
		if err := say(); err != nil {
			return err
		}
	}
	return nil
}

// source prepares the looks at a source.
func (i *inspector) source(src *program.Source) error {
	if err := i.bound(src.Rows, src.Rows.Key); err != nil {
		if i.slow(err, "rows", src.Path(), i.places.of(src)) {
			return nil
		}
		return err
	}
	i.filled(src)
	i.lostIDs(src)
	i.lostLeads(src)
	i.unplaced(src)
	i.joins(src)
	i.picks(src, src.Rows)
	if !src.Rows.Grouped { // those have several rows for each key
		i.later = append(i.later, func() error { return i.repeated(src) })
	}
	seen := map[string]bool{}
	for _, v := range src.Variants {
		i.supports(src, v)
		walk(src, v, func(at spot) { i.leaf(src, at, seen) })
	}
	return nil
}

// leaf prepares the looks at one value or reference. Equal ones of other variants are looked at once.
func (i *inspector) leaf(src *program.Source, at spot, seen map[string]bool) {
	if at.rows != src.Rows {
		if i.unreadable(at.rows.From) || i.childBound(src, at.rows) != nil {
			return
		}
	}
	switch x := at.node.(type) {
	case *program.Ref:
		i.reference(src, at, x, seen)
	case *program.Each:
		i.members(src, at, x, seen)
	case *program.Hole:
		if x.Value != nil {
			i.value(src, at, x, seen)
		}
	}
}

// childBound bounds the rows of a child by the columns that tie it to its parent.
func (i *inspector) childBound(src *program.Source, rows *program.Relation) error {
	err := i.bound(rows, rows.Key)
	if err != nil && !i.slow(err, "rows", src.Path(), i.places.of(src)) {
		i.later = append(i.later, func() error { return err })
	}
	return err
}

func (i *inspector) value(src *program.Source, at spot, h *program.Hole, seen map[string]bool) {
	i.code(src, at, h.Value, seen)
	i.lookup(src, at, h.Value, seen)
	i.times(src, at, h, seen)
}

// filled tells sources and variants without rows.
func (i *inspector) filled(src *program.Source) {
	t := i.tally(src.Rows, src.Path(), i.places.of(src))
	all := t.of(sqltree.True)
	some := make([]*count, len(src.Variants))
	for k, v := range src.Variants {
		some[k] = t.of(sqltree.Holds(sqltree.OrTrue(v.If)))
	}
	i.later = append(i.later, func() error {
		if all.known && all.n == 0 {
			i.add(Finding{Check: "rows", Source: src.Path(), Problem: problem.Problem{
				Pos: i.places.of(src), Severity: problem.Note, Message: src.Path() + " has no rows",
				Hint: "from, where, the tenant's settings",
			}})
			return nil
		}
		for k, v := range src.Variants {
			if some[k].known && some[k].n == 0 && v.Name != "" {
				i.add(Finding{Check: "rows", Source: src.Path(), Problem: problem.Problem{
					Pos: i.variantPlace(src, v), Severity: problem.Note,
					Message: fmt.Sprintf("%s: no row makes the variant %s%s", src.Path(), v.Name, i.bounds[src.Rows].note),
				}})
			}
		}
		return nil
	})
}

func (i *inspector) variantPlace(src *program.Source, v *program.Variant) problem.Position {
	if t := i.places.source(src); t != nil {
		for _, w := range t.Variants {
			if w.Name == v.Name {
				return w.Pos
			}
		}
	}
	return i.places.of(src)
}

// lostIDs counts the rows that are no resources because a column of their id is NULL. The compiler put that condition at
// the end of the source's where.
func (i *inspector) lostIDs(src *program.Source) {
	where := sqltree.Conjuncts(src.Rows.Where)
	var lost []sqltree.Expr
	for len(where) > 0 && i.ofID(src, where[len(where)-1]) {
		lost = append(lost, sqltree.Negate(where[len(where)-1]))
		where = where[:len(where)-1]
	}
	if len(lost) == 0 {
		return
	}
	i.later = append(i.later, func() error {
		sel := &sqltree.Select{
			Columns: []sqltree.Expr{sum(sqltree.True)}, From: src.Rows.From,
			Where: sqltree.AllOf(append(slices.Clone(where), i.bounds[src.Rows].cond, sqltree.AnyOf(lost...))...),
		}
		n, err := i.number(sel)
		if err != nil || n == 0 {
			return i.passSlow(err, "ids", src, i.places.id(src))
		}
		i.add(Finding{Check: "ids", Source: src.Path(), Count: n, Problem: problem.Problem{
			Pos: i.places.id(src), Severity: problem.Warning,
			Message: fmt.Sprintf("%s: %d rows have no id and are never shown%s", src.Path(), n, i.bounds[src.Rows].note),
			Hint:    "a NULL in " + idColumns(src.ID),
		}})
		return nil
	})
}

// lostLeads counts the rows that are no resources because a reference which R4 demands leads nowhere.
func (i *inspector) lostLeads(src *program.Source) {
	if src.Leads == nil {
		return
	}
	leads := map[string]bool{}
	for _, term := range sqltree.Conjuncts(src.Leads) {
		leads[sqltree.Text(term)] = true
	}
	where := slices.DeleteFunc(slices.Clone(sqltree.Conjuncts(src.Rows.Where)), func(e sqltree.Expr) bool { return leads[sqltree.Text(e)] })
	i.later = append(i.later, func() error {
		n, err := i.number(&sqltree.Select{
			Columns: []sqltree.Expr{sum(sqltree.IsNotTrue(src.Leads))}, From: src.Rows.From,
			Where: sqltree.AllOf(append(where, i.bounds[src.Rows].cond)...),
		})
		if err != nil || n == 0 {
			return i.passSlow(err, "references", src, i.places.of(src))
		}
		i.add(Finding{Check: "references", Source: src.Path(), Count: n, Problem: problem.Problem{
			Pos: i.places.of(src), Severity: problem.Warning,
			Message: fmt.Sprintf("%s: %d rows are no resources, since a reference that R4 demands leads nowhere%s", src.Path(), n, i.bounds[src.Rows].note),
			Hint:    "the target is missing, or its where leaves it out",
		}})
		return nil
	})
}

// ofID tells the condition that a column of the id is not NULL.
func (i *inspector) ofID(src *program.Source, e sqltree.Expr) bool {
	return slices.ContainsFunc(src.ID, func(p program.IDPart) bool {
		return p.Expr != nil && sqltree.Text(e) == sqltree.Text(sqltree.NotNull(p.Expr))
	})
}

func idColumns(id program.ID) string {
	var names []string
	for _, e := range idExprs(id) {
		names = append(names, columnText(e))
	}
	return strings.Join(names, ", ")
}

// columnText is an expression as a mapping would say it.
func columnText(e sqltree.Expr) string { return strings.ReplaceAll(sqltree.Text(e), "`", "") }

// passSlow swallows the time limit's error, having said so.
func (i *inspector) passSlow(err error, check string, src *program.Source, at problem.Position) error {
	if err == nil || i.slow(err, check, src.Path(), at) {
		return nil
	}
	return err
}

// number runs a statement of one number.
func (i *inspector) number(sel *sqltree.Select) (int64, error) {
	var rows program.Rows
	if err := i.ask(sel, &rows); err != nil {
		return 0, err
	}
	var n int64
	_, err := fmt.Sscan(string(rows.Cell(0, 0)), &n)
	return n, err
}

// repeated looks for keys and ids that several rows have.
func (i *inspector) repeated(src *program.Source) error {
	n, err := i.groups(src.Rows, src.Rows.Key, sqltree.True)
	if err == nil && n > 0 {
		i.add(Finding{Check: "keys", Source: src.Path(), Count: n, Problem: problem.Problem{
			Pos: i.places.key(src), Message: fmt.Sprintf("%s: %s keys stand twice or more%s", src.Path(), atLeast(n), i.bounds[src.Rows].note),
			Hint: "a join that finds several rows; see the findings of joins",
		}})
	}
	if err := i.passSlow(err, "keys", src, i.places.key(src)); err != nil {
		return err
	}
	for _, id := range append([]program.ID{src.ID}, src.Fallback...) {
		if err := i.repeatedID(src, id); err != nil {
			return err
		}
	}
	return nil
}

// repeatedID looks for values of one of a source's ids that several rows have. One that is made of the key was looked at.
func (i *inspector) repeatedID(src *program.Source, id program.ID) error {
	if id.ByKey(len(src.Rows.Key)) {
		return nil
	}
	by := idExprs(id)
	n, err := i.groups(src.Rows, by, pointed(by))
	if err == nil && n > 0 {
		i.add(Finding{Check: "ids", Source: src.Path(), Count: n, Problem: problem.Problem{
			Pos: i.places.id(src), Message: fmt.Sprintf("%s: %s ids stand twice or more%s", src.Path(), atLeast(n), i.bounds[src.Rows].note),
			Hint: "an id must be of one row: " + idColumns(id),
		}})
	}
	return i.passSlow(err, "ids", src, i.places.id(src))
}

// idExprs are the columns of an id.
func idExprs(id program.ID) []sqltree.Expr {
	var out []sqltree.Expr
	for _, p := range id {
		if p.Expr != nil {
			out = append(out, p.Expr)
		}
	}
	return out
}

// manyGroups is where counting of equal keys ends.
const manyGroups = 1000

func atLeast(n int64) string {
	if n > manyGroups {
		return fmt.Sprintf("more than %d", manyGroups)
	}
	return fmt.Sprint(n)
}

// groups is how many values several rows share. A unique key of a table that nothing is joined to needs no look.
func (i *inspector) groups(rel *program.Relation, by []sqltree.Expr, where sqltree.Expr) (int64, error) {
	from := rel.From
	if len(by) == 0 || len(from) == 1 && from[0].Def.UniqueWhenPresent(sqltree.ColumnNames(by)) {
		return 0, nil
	}
	counted := sum(sqltree.True)
	sel := &sqltree.Select{
		Columns: []sqltree.Expr{counted}, From: from,
		Where:   sqltree.AllOf(sqltree.OrTrue(rel.Where), sqltree.OrTrue(i.bounds[rel].cond), where),
		GroupBy: by, Having: sqltree.Compare(counted, ">", sqltree.Number{Text: "1"}), Limit: manyGroups + 1,
	}
	var rows program.Rows
	err := i.ask(sel, &rows)
	return int64(rows.Len()), err
}
