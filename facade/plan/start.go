package plan

import (
	"slices"
	"strings"

	"ehr.example/portico/mappers/sqltree"
)

// Start is a place from which a source's rows could be found: conditions on one indexed column. Whether it is a good one
// depends on how many rows it has.
type Start struct {
	table sqltree.TableRef
	terms []sqltree.Expr
}

// column is the one that is looked into.
func (at Start) column() sqltree.Expr {
	c, _ := sought(at.terms[0])
	return c
}

// Starts are where the rows of a source that no patient bounds could be found from, the narrowest kind of condition first.
func (s *Source) Starts() []Start {
	if s.Driver != "" || s.Named {
		return nil
	}
	b := &builder{plan: &Plan{tenancy: s.tenancy}}
	all := b.starts(s.Of.Rows.From, s.Where, s.Of.Rows.Where)
	if key := s.Of.Rows.Key; len(key) == 1 { // rows that are named by the key come in its order
		all = slices.DeleteFunc(all, func(at Start) bool { return at.column() == key[0] })
	}
	return all
}

// StartingAt is the source with its rows found from a place.
func (s *Source) StartingAt(at Start) *Source {
	out := *s
	out.Driver, out.probed = at.table.Alias, true
	return &out
}

// ProbeStatement finds a row if a place has more than so many.
func (s *Source) ProbeStatement(at Start, most int) *sqltree.Select {
	table := at.table
	table.Join, table.On = sqltree.Base, nil
	return finish(&sqltree.Select{
		Columns: []sqltree.Expr{sqltree.Number{Text: "1"}}, From: sqltree.From{table}, Where: sqltree.AllOf(at.terms...), Limit: 1, Offset: most,
	}, s.tenancy)
}

// starts are the places of a condition; what the source demands of all its rows tells none apart.
func (b *builder) starts(from sqltree.From, where, own sqltree.Expr) []Start {
	usual := map[string]bool{}
	for _, term := range sqltree.Conjuncts(own) {
		usual[sqltree.Text(term)] = true
	}
	var equal, ranged []Start
	for _, term := range sqltree.Conjuncts(where) {
		column, exact := sought(term)
		t := from.Alias(column.Alias)
		if t == nil || t.Join == sqltree.Left || usual[sqltree.Text(term)] ||
			!indexed(*t, b.plan.tenancy, func(name string) bool { return strings.EqualFold(name, column.Name) }) {
			continue
		}
		if exact {
			equal = append(equal, Start{table: *t, terms: []sqltree.Expr{term}})
			continue
		}
		same := slices.IndexFunc(ranged, func(s Start) bool {
			c, _ := sought(s.terms[0])
			return c.Alias == column.Alias && c.Name == column.Name
		})
		if same < 0 {
			same, ranged = len(ranged), append(ranged, Start{table: *t})
		}
		ranged[same].terms = append(ranged[same].terms, term)
	}
	return append(equal, ranged...)
}

// sought is the column that a term looks for by values: by equal ones, or by a range. None: the Column is empty.
func sought(term sqltree.Expr) (column sqltree.Column, exact bool) {
	switch x := term.(type) {
	case sqltree.InKeys:
		if c, ok := x.X[0].(sqltree.Column); ok && !x.Not && x.Keys.PerRow != sqltree.Always {
			return c, true
		}
	case sqltree.Binary:
		c, ok := x.L.(sqltree.Column)
		if !ok || !isValue(x.R) {
			return sqltree.Column{}, false
		}
		switch x.Op {
		case "=":
			return c, true
		case "<", "<=", ">", ">=":
			return c, false
		case "LIKE":
			if arg, ok := x.R.(sqltree.Arg); ok && begins(arg.Value) {
				return c, false
			}
		}
	}
	return sqltree.Column{}, false
}

// begins tells a pattern that says how a text begins.
func begins(pattern any) bool {
	text, ok := pattern.(string)
	return ok && text != "" && text[0] != '%' && text[0] != '_'
}

// isValue tells what the request or the mapping brings.
func isValue(e sqltree.Expr) bool {
	switch e.(type) {
	case sqltree.Arg, sqltree.Literal, sqltree.Number, sqltree.Clock:
		return true
	}
	return false
}
