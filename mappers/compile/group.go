package compile

import (
	"slices"
	"strings"

	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// grouping is what is the same for all rows of a group.
type grouping struct {
	base    string          // the alias of the first table
	columns map[string]bool // of the first table, in lower case
	tables  map[string]bool // aliases that the group's columns find one row of
}

// same tells whether a column is the same for all rows of a group.
func (g *grouping) same(alias, column string) bool {
	return g.tables[alias] || alias == g.base && g.columns[strings.ToLower(column)]
}

// groupKey compiles the columns that make one resource of many rows, and finds out which joined tables they decide.
func (c *compiler) groupKey(src *mapping.Source, rel *program.Relation) {
	if src.Group.Zero() {
		return
	}
	if rel.Key = c.expressions(src.Group, []sqltree.From{rel.From}, &scope{}); rel.Key == nil {
		return
	}
	base := rel.From[0]
	g := &grouping{base: base.Alias, columns: map[string]bool{}, tables: map[string]bool{}}
	var names []string
	for _, k := range rel.Key {
		col, ok := k.(sqltree.Column)
		if !ok || col.Alias != base.Alias {
			c.problems.Hintf(src.Group.Pos, "columns of "+base.Alias+", such as the encounter and the form", "group wants columns of the first table, %s", base.Table)
			return
		}
		g.columns[strings.ToLower(col.Name)] = true
		names = append(names, col.Name)
	}
	if c.uniqueBy(base, names) {
		g.tables[base.Alias] = true
		c.problems.Warnf(src.Group.Pos, "key: says the same and is faster", "no two rows of %s are equal in %s", base.Table, strings.Join(names, ", "))
	}
	rel.Grouped, rel.Columns = true, slices.Clone(rel.Key)
	keyTypes(rel)
	for i := range rel.From[1:] {
		c.decided(g, rel.From, &rel.From[i+1])
	}
	c.grouped[rel] = g
}

// groupNulls leaves out the rows that belong to no group.
func (c *compiler) groupNulls(rel *program.Relation) {
	for _, k := range rel.Key {
		if rel.Grouped && nullable(k, rel.From) {
			rel.Where = sqltree.AllOf(sqltree.OrTrue(rel.Where), sqltree.NotNull(k))
		}
	}
}

// decided adds a joined table of which the group's columns find at most one row.
func (c *compiler) decided(g *grouping, from sqltree.From, t *sqltree.TableRef) {
	var fixed []string
	for _, term := range sqltree.Conjuncts(t.On) {
		b, ok := term.(sqltree.Binary)
		if !ok || b.Op != "=" {
			continue
		}
		for _, side := range [][2]sqltree.Expr{{b.L, b.R}, {b.R, b.L}} {
			col, ok := side[0].(sqltree.Column)
			if ok && col.Alias == t.Alias && !uses(side[1], t.Alias) && g.decides(side[1], from) {
				fixed = append(fixed, col.Name)
			}
		}
	}
	if c.uniqueBy(*t, fixed) {
		g.tables[t.Alias] = true
	}
}

// decides tells whether an expression is the same for all rows of a group.
func (g *grouping) decides(e sqltree.Expr, from sqltree.From) bool {
	same := true
	sqltree.Walk(e, func(x sqltree.Expr) bool {
		if col, ok := x.(sqltree.Column); ok && from.Alias(col.Alias) != nil {
			same = same && g.same(col.Alias, col.Name)
		}
		return same
	})
	return same
}

// distinctGroups refuses an id that two groups could have: it has every column of the group, or what that column finds in
// another table.
func (c *compiler) distinctGroups(text mapping.Text, rel *program.Relation, id program.ID) {
	have := map[string]bool{}
	for _, p := range id {
		if col, ok := p.Expr.(sqltree.Column); ok {
			pointedBy(col, rel.From, have)
		}
	}
	var lack []string
	for _, name := range sqltree.ColumnNames(rel.Key) {
		if !have[name] {
			lack = append(lack, name)
		}
	}
	if id != nil && lack != nil {
		c.problems.Hintf(text.Pos, "an id has all columns of group:, and lacks "+strings.Join(lack, " and "), "two groups could have the same id")
	}
}

// pointedBy adds the columns of a FROM's first table that stand for a column: itself, or those that lead to its table.
func pointedBy(col sqltree.Column, from sqltree.From, into map[string]bool) {
	if col.Alias == from[0].Alias {
		into[col.Name] = true
		return
	}
	t := from.Alias(col.Alias)
	if t == nil {
		return
	}
	sqltree.Walk(t.On, func(e sqltree.Expr) bool {
		if on, ok := e.(sqltree.Column); ok && on.Alias != col.Alias {
			pointedBy(on, from, into)
		}
		return true
	})
}

// sameInGroup refuses a column that differs between the rows of a group; others: the tables in scope, by their place.
func (s *sqlText) sameInGroup(place int, t *sqltree.TableRef, name string) bool {
	if s.scope.rowwise || place >= len(s.scope.frames) {
		return true
	}
	g := s.c.grouped[s.scope.frames[place]]
	if g == nil || g.same(t.Alias, name) {
		return true
	}
	s.fail(name, "add it to group:, write it with $each from rows:, or say min(…), max(…) or join(…) of those rows",
		"the rows of a group differ in %s.%s", t.Alias, name)
	return false
}
