package inspect

import (
	"fmt"
	"slices"

	"ehr.example/portico/mappers/problem"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/schema"
	"ehr.example/portico/mappers/sqltree"
)

// joins counts the rows for which a join finds a second row: one that first: has to choose from.
func (i *inspector) joins(src *program.Source) {
	from := src.Rows.From
	for k, t := range from {
		if t.Join == sqltree.Base || i.unreadable(sqltree.From{t}) {
			continue
		}
		tables := from[:k]
		second := several(t)
		if second == nil {
			tables, second = from[:k+1], another(t)
		}
		if second == nil {
			continue
		}
		base := &program.Relation{Name: src.Rows.Name + " to " + t.Alias, From: tables, Where: sqltree.True}
		i.bounds[base] = i.bounds[src.Rows]
		n := i.tally(base, src.Path(), i.places.from(src)).of(second)
		i.later = append(i.later, func() error {
			if n.known && n.n > 0 {
				i.add(Finding{Check: "joins", Source: src.Path(), Count: n.n, Problem: problem.Problem{
					Pos: i.joinPlace(src, t.Alias), Severity: severityOf(t),
					Message: fmt.Sprintf("%s: %d times the join of %s finds two rows or more%s", src.Path(), n.n, t.Alias, i.bounds[src.Rows].note),
					Hint:    "a narrower ON, or rows: for all of them",
				}})
			}
			return nil
		})
	}
}

// severityOf: where first: chooses, it is only worth knowing.
func severityOf(t sqltree.TableRef) problem.Severity {
	if chosen(t.On) != nil {
		return problem.Note
	}
	return problem.Error
}

func (i *inspector) joinPlace(src *program.Source, alias string) problem.Position {
	if t := i.places.source(src); t != nil {
		for _, f := range t.First {
			if f.Key == alias {
				return f.Pos
			}
		}
	}
	return i.places.from(src)
}

// chosen is the sub-select with which first: chooses a row: t.pk = (SELECT …).
func chosen(on sqltree.Expr) *sqltree.Select {
	for _, term := range sqltree.Conjuncts(on) {
		if b, ok := term.(sqltree.Binary); ok && b.Op == "=" {
			if s, ok := b.R.(sqltree.Scalar); ok {
				return s.Select
			}
		}
	}
	return nil
}

// another is the condition that there is a further row beside the one that was joined; nil: there cannot be.
func another(t sqltree.TableRef) sqltree.Expr {
	pk := primaryKey(t.Def)
	if len(pk) == 0 {
		return nil
	}
	if sub := chosen(t.On); sub != nil {
		inner := sub.From[0].Alias
		return sqltree.Exists{Select: &sqltree.Select{From: sub.From, Where: sqltree.AllOf(sqltree.OrTrue(sub.Where), differs(pk, inner, t))}}
	}
	return nil
}

// several is the condition that a row points at one of the values which several rows of a joined table have: a list that
// the database makes once, where another looks for each row. nil: the join ties the table by more than equal columns.
func several(t sqltree.TableRef) sqltree.Expr {
	sub := chosen(t.On)
	if sub == nil || len(sub.From) != 1 {
		return nil
	}
	inner := sub.From[0].Alias
	var pointing, columns, where []sqltree.Expr
	for _, term := range sqltree.Conjuncts(sub.Where) {
		aliases := map[string]bool{}
		sqltree.Aliases(term, aliases)
		if len(aliases) == 1 && aliases[inner] {
			where = append(where, term)
			continue
		}
		out, in := tie(term, inner)
		if out == nil {
			return nil
		}
		pointing, columns = append(pointing, out), append(columns, in)
	}
	if len(pointing) == 0 {
		return nil
	}
	many := sqltree.Compare(sum(sqltree.True), ">", sqltree.Number{Text: "1"})
	return sqltree.InSelect{X: pointing, Select: &sqltree.Select{
		Columns: columns, From: sub.From, Where: sqltree.AllOf(where...), GroupBy: columns, Having: many,
	}}
}

// tie splits an equation into the side outside an alias and its column; nil: it is none.
func tie(term sqltree.Expr, alias string) (outside, column sqltree.Expr) {
	b, ok := term.(sqltree.Binary)
	if !ok || b.Op != "=" {
		return nil, nil
	}
	for _, side := range [][2]sqltree.Expr{{b.L, b.R}, {b.R, b.L}} {
		c, isColumn := side[0].(sqltree.Column)
		aliases := map[string]bool{}
		sqltree.Aliases(side[1], aliases)
		if isColumn && c.Alias == alias && !aliases[alias] && len(aliases) > 0 {
			return side[1], c
		}
	}
	return nil, nil
}

// differs tells rows of one table apart by the primary key.
func differs(pk []string, alias string, t sqltree.TableRef) sqltree.Expr {
	var terms []sqltree.Expr
	for _, name := range pk {
		def := t.Def.Column(name)
		terms = append(terms, sqltree.Compare(
			sqltree.Column{Alias: alias, Name: name, Def: def}, "<>", sqltree.Column{Alias: t.Alias, Name: name, Def: def}))
	}
	return sqltree.AnyOf(terms...)
}

func primaryKey(t *schema.Table) []string {
	if t == nil {
		return nil
	}
	for _, x := range t.Indexes {
		if x.Name == "PRIMARY" {
			return x.Columns
		}
	}
	return nil
}

// picks counts the values of by that several rows below one row have: of them the first in order is picked.
func (i *inspector) picks(src *program.Source, rel *program.Relation) {
	for _, c := range rel.Children {
		i.picks(src, c.Rows)
		if c.By == nil || c.Rows.Members != nil || i.unreadable(c.Rows.From) || i.childBound(src, c.Rows) != nil {
			continue
		}
		i.later = append(i.later, func() error {
			by := append(slices.Clone(c.Rows.Key), c.By)
			n, err := i.groups(c.Rows, by, sqltree.NotNull(c.By))
			if err == nil && n > 0 {
				i.add(Finding{Check: "joins", Source: src.Path(), Count: n, Problem: problem.Problem{
					Pos: i.rowsPlace(src, c.Name), Severity: problem.Note,
					Message: fmt.Sprintf("%s: %s times several rows of %s have one %s below one row%s", src.Path(), atLeast(n), c.Name, columnText(c.By), i.bounds[c.Rows].note),
					Hint:    "the first in order is picked",
				}})
			}
			return i.passSlow(err, "joins", src, i.rowsPlace(src, c.Name))
		})
	}
}

func (i *inspector) rowsPlace(src *program.Source, name string) problem.Position {
	if t := i.places.source(src); t != nil {
		for _, r := range t.Rows {
			if r.Name == name {
				return r.Pos
			}
		}
	}
	return i.places.from(src)
}
