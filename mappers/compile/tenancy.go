package compile

import (
	"strings"

	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/schema"
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
	for _, f := range t.Predicate {
		c.tenantPredicate(f)
	}
	c.tenantVias(t.Via)
}

// tenantVias compiles the paths, whose parents may stand after their children.
func (c *compiler) tenantVias(fields []mapping.Field) {
	for len(fields) > 0 {
		var later []mapping.Field
		for _, f := range fields {
			if !c.tenantVia(f) {
				later = append(later, f)
			}
		}
		if len(later) == len(fields) {
			break
		}
		fields = later
	}
	for _, f := range fields {
		c.problems.Hintf(f.Pos, "parent ON "+f.Key+".column = parent.column", "%s does not lead to a table with a tenant", f.Key)
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
	column, _, ok := strings.Cut(text.Value, "=")
	value := text.Slice(min(len(column)+1, len(text.Value)), len(text.Value))
	column = strings.TrimSpace(column)
	if !ok || column == "" || value.Zero() {
		c.problems.Hintf(text.Pos, "column: tenant_id = $setting", "the tenant's column wants a value")
		return
	}
	exprs := c.expressions(value, nil, &scope{})
	if len(exprs) != 1 {
		return
	}
	found := false
	for _, table := range c.schema.Tables {
		if table.Column(column) != nil {
			found = true
			c.program.Tenancy[table.Name] = program.Tenancy{Table: table.Name, Form: program.ByColumn, Column: table.Column(column).Name, Value: c.typed(exprs[0], table.Column(column))}
		}
	}
	if !found {
		c.problems.Errorf(text.Pos, "no table has a column %s", column)
	}
}

// typed is a tenant's value as the column's own type: a setting that tells tenants apart by a number is a number.
func (c *compiler) typed(e sqltree.Expr, column *schema.Column) sqltree.Expr {
	s, ok := e.(sqltree.Setting)
	if !ok || column.Kind != schema.Integer {
		return e
	}
	c.program.Settings[c.program.SettingIndex(s.Name)].Integer = true
	s.Integer = true
	return s
}

func (c *compiler) tenantPredicate(f mapping.Field) {
	table := f.Key
	if !c.knownTable(mapping.Text{Value: table, Pos: f.Pos}) {
		return
	}
	from := sqltree.From{{Table: table, Alias: table, Def: c.schema.Table(table)}}
	if e := c.condition(f.Value.Text(), []sqltree.From{from}, &scope{}); e != nil {
		c.program.Tenancy[table] = program.Tenancy{Table: table, Form: program.ByPredicate, Predicate: e}
	}
}

// tenantVia reads "parent ON child.column = parent.column AND …"; false: the parent has no tenant yet.
func (c *compiler) tenantVia(f mapping.Field) bool {
	table, text := f.Key, f.Value.Text()
	if !c.knownTable(mapping.Text{Value: table, Pos: f.Pos}) {
		return true
	}
	at := indexFold(text.Value, 0, " ON ")
	if at < 0 {
		c.problems.Hintf(text.Pos, "parent ON "+table+".column = parent.column", "via wants a table and a condition")
		return true
	}
	parent := text.Slice(0, at)
	if !c.knownTable(parent) {
		return true
	}
	if _, ready := c.program.Tenancy[parent.Value]; !ready {
		return false
	}
	from := sqltree.From{
		{Table: table, Alias: table, Def: c.schema.Table(table)},
		{Table: parent.Value, Alias: parent.Value, Def: c.schema.Table(parent.Value)},
	}
	cond := c.condition(text.Slice(at+len(" ON "), len(text.Value)), []sqltree.From{from}, &scope{})
	out := program.Tenancy{Table: table, Form: program.Via, Parent: parent.Value}
	for _, term := range sqltree.Conjuncts(cond) {
		pair, ok := columnPair(term, table, parent.Value)
		if !ok {
			c.problems.Hintf(text.Pos, table+".column = "+parent.Value+".column", "via wants equal columns")
			return true
		}
		out.On = append(out.On, pair)
	}
	c.program.Tenancy[table] = out
	return true
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
