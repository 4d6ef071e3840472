package compile

import (
	"strings"

	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// tenancy compiles how each table belongs to a tenant. Tables that nothing is said of are left out, and refused where a
// mapping uses them.
func (c *compiler) tenancy() {
	t := &c.mapper.Tenancy
	if t.Database {
		for _, table := range c.schema.Tables {
			c.program.Tenancy[table.Name] = program.Tenancy{Table: table.Name, Form: program.Shared}
		}
		return
	}
	if !t.Column.Zero() {
		c.tenantColumn(t.Column)
	}
	for _, s := range t.Shared {
		if c.knownTable(s) {
			c.program.Tenancy[s.Value] = program.Tenancy{Table: s.Value, Form: program.Shared}
		}
	}
	for _, table := range sortedKeys(t.Predicate) {
		c.tenantPredicate(table, t.Predicate[table])
	}
	for range t.Via { // parents may stand after their children
		for _, table := range sortedKeys(t.Via) {
			if _, done := c.program.Tenancy[table]; !done {
				c.tenantVia(table, t.Via[table])
			}
		}
	}
	for _, table := range sortedKeys(t.Via) {
		if _, done := c.program.Tenancy[table]; !done {
			c.problems.Hintf(t.Via[table].Pos, "parent ON "+table+".column = parent.column", "%s does not lead to a table with a tenant", table)
		}
	}
}

func (c *compiler) knownTable(t mapping.Text) bool {
	if c.schema.Table(t.Value) != nil {
		return true
	}
	c.problems.Hintf(t.Pos, didYouMean(t.Value, c.schema.TableNames()), "unknown table %s", t.Value)
	return false
}

// tenantColumn reads column = value.
func (c *compiler) tenantColumn(text mapping.Text) {
	column, value, ok := strings.Cut(text.Value, "=")
	column = strings.TrimSpace(column)
	if !ok || column == "" {
		c.problems.Hintf(text.Pos, "column: tenant_id = $setting", "the tenant's column wants a value")
		return
	}
	value = strings.TrimSpace(value)
	exprs := c.expressions(mapping.Text{Value: value, Pos: text.Pos}, nil, &scope{})
	if len(exprs) != 1 {
		return
	}
	found := false
	for _, table := range c.schema.Tables {
		if table.Column(column) != nil {
			found = true
			c.program.Tenancy[table.Name] = program.Tenancy{Table: table.Name, Form: program.ByColumn, Column: table.Column(column).Name, Value: exprs[0]}
		}
	}
	if !found {
		c.problems.Errorf(text.Pos, "no table has a column %s", column)
	}
}

func (c *compiler) tenantPredicate(table string, text mapping.Text) {
	if !c.knownTable(mapping.Text{Value: table, Pos: text.Pos}) {
		return
	}
	from := sqltree.From{{Table: table, Alias: table, Def: c.schema.Table(table)}}
	if e := c.condition(text, []sqltree.From{from}, &scope{}); e != nil {
		c.program.Tenancy[table] = program.Tenancy{Table: table, Form: program.ByPredicate, Predicate: e}
	}
}

// tenantVia reads "parent ON child.column = parent.column AND …".
func (c *compiler) tenantVia(table string, text mapping.Text) {
	if !c.knownTable(mapping.Text{Value: table, Pos: text.Pos}) {
		return
	}
	parent, on, ok := strings.Cut(text.Value, " ON ")
	parent = strings.TrimSpace(parent)
	if !ok {
		c.problems.Hintf(text.Pos, "parent ON "+table+".column = parent.column", "via wants a table and a condition")
		return
	}
	if !c.knownTable(mapping.Text{Value: parent, Pos: text.Pos}) {
		return
	}
	if _, ready := c.program.Tenancy[parent]; !ready {
		return
	}
	from := sqltree.From{{Table: table, Alias: table, Def: c.schema.Table(table)}, {Table: parent, Alias: parent, Def: c.schema.Table(parent)}}
	cond := c.condition(mapping.Text{Value: on, Pos: text.Pos}, []sqltree.From{from}, &scope{})
	out := program.Tenancy{Table: table, Form: program.Via, Parent: parent}
	for _, term := range conjuncts(cond) {
		pair, ok := columnPair(term, table, parent)
		if !ok {
			c.problems.Hintf(text.Pos, table+".column = "+parent+".column", "via wants equal columns")
			return
		}
		out.On = append(out.On, pair)
	}
	c.program.Tenancy[table] = out
}

func columnPair(e sqltree.Expr, child, parent string) (program.ColumnPair, bool) {
	b, ok := e.(sqltree.Binary)
	if !ok || b.Op != "=" {
		return program.ColumnPair{}, false
	}
	l, okL := b.L.(sqltree.Column)
	r, okR := b.R.(sqltree.Column)
	if !okL || !okR {
		return program.ColumnPair{}, false
	}
	if l.Alias == parent {
		l, r = r, l
	}
	return program.ColumnPair{Child: l.Name, Parent: r.Name}, l.Alias == child && r.Alias == parent
}
