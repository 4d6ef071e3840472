package plan

import (
	"slices"
	"strings"

	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/schema"
	"ehr.example/portico/mappers/sqltree"
)

// perRow is when the keys of a chain are looked into row by row: never where no index leads from a key to its rows, for each
// look would read the table then.
func (b *builder) perRow(sel *sqltree.Select) sqltree.PerRow {
	if !b.leadsTo(sel.From, sel.Columns) {
		return sqltree.NotPerRow
	}
	return sqltree.IfMany
}

// referringPerRow is perRow of what refers. Rows that refer are many; where no index tells those that are asked for, finding
// their keys first would read them all.
func (b *builder) referringPerRow(sel *sqltree.Select, own sqltree.Expr) sqltree.PerRow {
	policy := b.perRow(sel)
	if policy == sqltree.IfMany && len(b.starts(sel.From, sel.Where, own)) == 0 {
		return sqltree.Always
	}
	return policy
}

// fromPlace is the statement of a key set read from where an index knows its rows, if there is but one table that has such a place.
// Own is what all rows of its source fulfil. If the keys are many, they are looked into row by row, from the other side.
func (b *builder) fromPlace(sel *sqltree.Select, each sqltree.PerRow, own sqltree.Expr) *sqltree.Select {
	places := b.starts(sel.From, sel.Where, own)
	if each != sqltree.IfMany || len(places) == 0 ||
		slices.ContainsFunc(places, func(at Start) bool { return at.table.Alias != places[0].table.Alias }) {
		return sel
	}
	out := *sel
	out.From, out.Straight = startAt(sel.From, places[0].table.Alias)
	out.Straight = out.Straight && len(out.From) > 1
	return &out
}

// eachOf turns the key sets of a condition into looks for each row: those that always are, or, where few rows ask, all that
// can be.
func eachOf(e sqltree.Expr, few bool) sqltree.Expr {
	return sqltree.Replace(e, func(e sqltree.Expr) (sqltree.Expr, bool) {
		x, ok := e.(sqltree.InKeys)
		if !ok || x.Keys.Select == nil || x.Keys.PerRow == sqltree.NotPerRow || !few && x.Keys.PerRow != sqltree.Always {
			return nil, false
		}
		set, sel := *x.Keys, *x.Keys.Select
		sel.Where = eachOf(sel.Where, true)
		set.Select = &sel
		x.Keys = &set
		return sqltree.Each(x)
	})
}

// leadsTo tells that an index of one table begins with one of some columns.
func (b *builder) leadsTo(from sqltree.From, columns []sqltree.Expr) bool {
	var names []string
	var t *sqltree.TableRef
	for _, e := range columns {
		c, ok := e.(sqltree.Column)
		if !ok {
			return false
		}
		if t == nil {
			t = from.Alias(c.Alias)
		}
		if t == nil || t.Alias != c.Alias {
			return false
		}
		names = append(names, c.Name)
	}
	return t != nil && t.Join != sqltree.Left && indexed(*t, b.plan.tenancy, func(name string) bool { return slices.Contains(names, name) })
}

// indexed tells that some index of a table has such a column first, behind the tenant's.
func indexed(t sqltree.TableRef, tenancy map[string]program.Tenancy, is func(name string) bool) bool {
	if t.Def == nil {
		return false
	}
	tenant := tenancy[t.Table]
	return slices.ContainsFunc(t.Def.Indexes, func(i schema.Index) bool {
		columns := i.Columns
		if len(columns) > 1 && tenant.Form == program.ByColumn && strings.EqualFold(columns[0], tenant.Column) && !is(columns[0]) {
			columns = columns[1:]
		}
		return len(columns) > 0 && is(columns[0])
	})
}
