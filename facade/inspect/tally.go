package inspect

import (
	"fmt"
	"slices"
	"strconv"

	"ehr.example/portico/mappers/problem"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// count is how many rows fulfil a condition. It is known once the tally was counted.
type count struct {
	cond  sqltree.Expr
	n     int64
	known bool
}

// tally is the counts over the rows of one relation, which come from few statements.
type tally struct {
	rows   *program.Relation
	where  sqltree.Expr
	check  string
	source string
	at     problem.Position
	counts []*count
	byText map[string]*count
}

// tally is that of a relation's rows; the first caller says whose it is.
func (i *inspector) tally(rel *program.Relation, source string, at problem.Position) *tally {
	if t := i.tallies[rel]; t != nil {
		return t
	}
	t := &tally{rows: rel, where: sqltree.OrTrue(rel.Where), check: "rows", source: source, at: at, byText: map[string]*count{}}
	i.tallies[rel] = t
	i.order = append(i.order, t)
	return t
}

// of is the count of a condition.
func (t *tally) of(cond sqltree.Expr) *count {
	text := sqltree.Text(cond)
	if c := t.byText[text]; c != nil {
		return c
	}
	c := &count{cond: cond}
	t.counts = append(t.counts, c)
	t.byText[text] = c
	return c
}

// most is how many counts one statement makes.
const most = 40

// countAll counts every tally.
func (i *inspector) countAll() error {
	for _, t := range i.order {
		for start := 0; start < len(t.counts); start += most {
			if err := i.count(t, t.counts[start:min(start+most, len(t.counts))]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (i *inspector) count(t *tally, counts []*count) error {
	sel := &sqltree.Select{From: t.rows.From, Where: sqltree.AllOf(t.where, i.bounds[t.rows].cond)}
	counts = slices.DeleteFunc(slices.Clone(counts), func(c *count) bool { return i.closedIn(c.cond) })
	for _, c := range counts {
		sel.Columns = append(sel.Columns, sum(c.cond))
	}
	if len(counts) == 0 {
		return nil
	}
	var rows program.Rows
	if err := i.ask(sel, &rows); err != nil {
		if i.slow(err, t.check, t.source, t.at) {
			return nil
		}
		return err
	}
	for k, c := range counts {
		n, err := strconv.ParseInt(string(rows.Cell(0, k)), 10, 64)
		if err != nil {
			return fmt.Errorf("%s: a count is %q: %w", t.source, rows.Cell(0, k), err)
		}
		c.n, c.known = n, true
	}
	return nil
}

// sum counts the rows where a condition is TRUE, 0 without rows.
func sum(cond sqltree.Expr) sqltree.Expr {
	one := sqltree.Number{Text: "1"}
	if sqltree.IsTrue(cond) {
		return sqltree.Func{Name: "COUNT", Args: []sqltree.Expr{one}}
	}
	total := sqltree.Func{Name: "SUM", Args: []sqltree.Expr{sqltree.Holds(cond)}}
	return sqltree.Func{Name: "COALESCE", Args: []sqltree.Expr{total, sqltree.Number{Text: "0"}}}
}

// bound is the part of a relation's rows that is looked at.
type bound struct {
	cond sqltree.Expr // TRUE: all of them
	note string       // " (of …)", or ""
}

// bound finds the part: everything, or the rows with the lowest and the highest keys.
func (i *inspector) bound(rel *program.Relation, key []sqltree.Expr) error {
	if _, done := i.bounds[rel]; done {
		return nil
	}
	i.bounds[rel] = bound{cond: sqltree.True}
	_, n, err := i.edge(rel, key, i.sample+1, false)
	if err != nil || n <= i.sample {
		return err
	}
	half := i.sample / 2
	low, _, err := i.edge(rel, key, half, false)
	if err != nil {
		return err
	}
	high, _, err := i.edge(rel, key, half, true)
	if err != nil {
		return err
	}
	i.bounds[rel] = bound{
		cond: sqltree.AnyOf(upTo(key, low, "<"), upTo(key, high, ">")),
		note: fmt.Sprintf(" (of the %d rows with the lowest and the %d with the highest keys)", half, half),
	}
	return nil
}

// edge is the last of the first so many keys, and how many there were.
func (i *inspector) edge(rel *program.Relation, key []sqltree.Expr, limit int, down bool) ([]string, int, error) {
	sel := &sqltree.Select{Columns: key, From: rel.From, Where: sqltree.OrTrue(rel.Where), Limit: limit}
	for _, k := range key {
		sel.Where = sqltree.AllOf(sel.Where, sqltree.NotNull(k))
		sel.OrderBy = append(sel.OrderBy, sqltree.Order{X: k, Desc: down})
	}
	var rows program.Rows
	if err := i.ask(sel, &rows); err != nil {
		return nil, 0, err
	}
	n := rows.Len()
	if n == 0 {
		return nil, 0, nil
	}
	last := make([]string, len(key))
	for k := range key {
		last[k] = string(rows.Cell(n-1, k))
	}
	return last, n, nil
}

// upTo is the condition that a key stands before (<) or behind (>) an edge, or is it.
func upTo(key []sqltree.Expr, edge []string, op string) sqltree.Expr {
	arg := sqltree.Arg{Value: edge[0]}
	if len(key) == 1 {
		return sqltree.Compare(key[0], op+"=", arg)
	}
	return sqltree.AllOf(
		sqltree.Compare(key[0], op+"=", arg),
		sqltree.AnyOf(sqltree.Compare(key[0], op, arg), upTo(key[1:], edge[1:], op)),
	)
}
