package compile

import (
	"regexp"
	"slices"
	"strings"

	"github.com/pingcap/tidb/pkg/parser/ast"

	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/problem"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// from parses a source's FROM.
func (c *compiler) from(text mapping.Text, outer []sqltree.From, sc *scope) sqltree.From {
	if text.Zero() { // the parser said so
		return nil
	}
	s := &sqlText{c: c, text: text, scope: sc, from: append(slices.Clone(outer), nil)}
	sel := s.selectOf("SELECT 1 FROM ")
	if sel == nil || sel.From == nil || !s.only(sel, "FROM") {
		return nil
	}
	s.tables(sel.From.TableRefs, &s.from[len(s.from)-1])
	return s.from[len(s.from)-1]
}

// moreJoins appends the joins that an extension adds to a FROM.
func (c *compiler) moreJoins(text mapping.Text, from sqltree.From, sc *scope) sqltree.From {
	s := &sqlText{c: c, text: text, scope: sc, from: []sqltree.From{slices.Clone(from)}}
	sel := s.selectOf("SELECT 1 FROM `" + parentStandIn + "` ")
	if sel == nil || sel.From == nil || !s.only(sel, "FROM") {
		return from
	}
	s.tables(sel.From.TableRefs, &s.from[0])
	if len(s.from[0]) == len(from) && !s.bad {
		c.problems.Hintf(text.Pos, "LEFT JOIN table alias ON …", "from+ adds no join")
	}
	return s.from[0]
}

// parentStandIn takes the parent's place when the rows of a child are parsed as a join.
const parentStandIn = "portico parent"

// tables turns a join tree into a list, each table with the condition of its own join.
func (s *sqlText) tables(j *ast.Join, into *sqltree.From) {
	switch l := j.Left.(type) {
	case *ast.Join:
		s.tables(l, into)
	case *ast.TableSource:
		if name, ok := l.Source.(*ast.TableName); !ok || name.Name.O != parentStandIn {
			s.table(l, sqltree.Base, nil, into)
		}
	}
	if j.Right == nil {
		return
	}
	right, ok := j.Right.(*ast.TableSource)
	if !ok || j.NaturalJoin || len(j.Using) > 0 || j.Tp == ast.RightJoin || j.StraightJoin {
		s.at = max(s.at, oddJoin(s.text.Value, s.at))
		s.fail("", "table alias JOIN table alias ON … LEFT JOIN table alias ON …", "only JOIN and LEFT JOIN with ON are allowed")
		return
	}
	kind := sqltree.Inner
	if j.Tp == ast.LeftJoin {
		kind = sqltree.Left
	}
	s.table(right, kind, j.On, into)
}

// oddJoin is where a join that is not allowed stands, or -1.
func oddJoin(sql string, from int) int {
	for _, word := range []string{"NATURAL", "RIGHT", "USING", "STRAIGHT_JOIN", "JOIN"} {
		if i := indexFold(sql, from, word); i >= 0 {
			return i
		}
	}
	return -1
}

func (s *sqlText) table(t *ast.TableSource, kind sqltree.JoinKind, on *ast.OnCondition, into *sqltree.From) {
	name, ok := t.Source.(*ast.TableName)
	if !ok {
		s.fail("SELECT", "name a table; the database's people can make a view", "a sub-select as a table is not allowed")
		return
	}
	if name.Schema.O != "" {
		s.fail(name.Schema.O, "the tenant says which database", "%s.%s names a schema", name.Schema.O, name.Name.O)
		return
	}
	s.at = s.place(name.Name.O)
	if len(name.IndexHints) > 0 || len(name.PartitionNames) > 0 || name.TableSample != nil || name.AsOf != nil {
		s.fail("", "", "%s stands with more than an alias", name.Name.O)
		return
	}
	def := s.c.schema.Table(name.Name.O)
	if def == nil {
		s.fail(name.Name.O, didYouMean(name.Name.O, s.c.schema.TableNames()), "unknown table %s", name.Name.O)
		return
	}
	ref := sqltree.TableRef{Table: def.Name, Alias: t.AsName.O, Join: kind, Def: def}
	if ref.Alias == "" {
		ref.Alias = def.Name
	}
	if strings.HasPrefix(ref.Alias, "$") {
		s.fail(ref.Alias, "$ begins a name of the mapping language", "the alias %s begins with $", ref.Alias)
		return
	}
	for _, f := range s.from {
		if f.Alias(ref.Alias) != nil {
			s.fail(ref.Alias, "", "the alias %s stands twice", ref.Alias)
			return
		}
	}
	if into.Alias(ref.Alias) != nil {
		s.fail(ref.Alias, "", "the alias %s stands twice", ref.Alias)
		return
	}
	s.tenancyOf(def.Name)
	*into = append(*into, ref)
	if kind == sqltree.Base {
		return
	}
	if on == nil {
		s.fail(name.Name.O, "say ON", "%s is joined without a condition", ref.Alias)
		return
	}
	(*into)[len(*into)-1].On = s.expr(on.Expr)
}

// tenancyOf complains of a table that nobody gave to a tenant.
func (s *sqlText) tenancyOf(table string) {
	if _, ok := s.c.program.Tenancy[table]; !ok {
		s.fail(table, "tenancy: shared, via or predicate in mapper.yaml", "nothing says how the rows of %s belong to a tenant", table)
	}
}

// toOne checks that every join finds at most one row, or has a first: that picks one.
func (c *compiler) toOne(text mapping.Text, first []mapping.Field, from sqltree.From, sc *scope, more ...mapping.Text) sqltree.From {
	picks := map[string]*mapping.Node{}
	for _, f := range first {
		picks[f.Key] = f.Value
		if from.Alias(f.Key) == nil {
			c.problems.Errorf(f.Pos, "first: there is no alias %s", f.Key)
		}
	}
	out := slices.Clone(from)
	for i := range out {
		t := &out[i]
		if t.Join == sqltree.Base || t.On == nil {
			continue
		}
		if pick := picks[t.Alias]; pick != nil {
			c.pickFirst(t, pick, sc)
			continue
		}
		if !t.Def.UniqueWhenPresent(c.boundColumns(t)) {
			c.problems.Hintf(tablePlace(t, slices.Concat(more, []mapping.Text{text})...), "join by a unique key, or say first: {"+t.Alias+": column to order by}",
				"the join of %s could find several rows", t.Alias)
		}
	}
	return out
}

// tablePlace is where one of the pieces of a FROM says a table and its alias.
func tablePlace(t *sqltree.TableRef, texts ...mapping.Text) problem.Position {
	words := regexp.QuoteMeta(t.Table) + "`?"
	if t.Alias != t.Table {
		words += "\\s+(?i:AS\\s+)?`?" + regexp.QuoteMeta(t.Alias)
	}
	for _, text := range texts {
		if at := regexp.MustCompile("\\b" + words + "\\b").FindStringIndex(text.Value); at != nil {
			return text.At(at[0])
		}
	}
	return texts[len(texts)-1].Pos
}

// boundColumns are the columns of a joined table that its ON, or the tenant, fixes to one value.
func (c *compiler) boundColumns(t *sqltree.TableRef) []string {
	var columns []string
	for _, term := range sqltree.Conjuncts(t.On) {
		b, ok := term.(sqltree.Binary)
		if !ok || b.Op != "=" {
			continue
		}
		for _, side := range [][2]sqltree.Expr{{b.L, b.R}, {b.R, b.L}} {
			col, isColumn := side[0].(sqltree.Column)
			if isColumn && col.Alias == t.Alias && !uses(side[1], t.Alias) {
				columns = append(columns, col.Name)
			}
		}
	}
	if f := c.program.Tenancy[t.Table]; f.Column != "" {
		columns = append(columns, f.Column)
	}
	return columns
}

func uses(e sqltree.Expr, alias string) bool {
	aliases := map[string]bool{}
	sqltree.Aliases(e, aliases)
	return aliases[alias]
}

// pickFirst narrows a join that finds several rows: its equations AND t.pk = (SELECT pk … ORDER BY … LIMIT 1). Of a key of
// several columns the ON fixes all but one. The equations hold for the picked row anyway, but let the database come from t to
// the tables before it by their indexes, as when a resource's id stands in t.
func (c *compiler) pickFirst(t *sqltree.TableRef, pick *mapping.Node, sc *scope) {
	lone, ok := c.loneKey(*t, c.boundColumns(t))
	if !ok {
		c.problems.Hintf(pick.Pos, "a table can whose primary key has one column beside those that the ON fixes", "first cannot pick a row of %s", t.Table)
		return
	}
	order := c.orderBy(pick.Text(), sqltree.From{*t}, sc)
	one := &program.Relation{From: sqltree.From{{Table: t.Table, Alias: t.Alias, Def: t.Def}}, Where: t.On, OrderBy: withKey(order, lone)}
	first := sqltree.Compare(lone, "=", ranked(one, lone, nil, 0))
	var fixed []sqltree.Expr
	for _, term := range sqltree.Conjuncts(t.On) {
		if b, ok := term.(sqltree.Binary); ok && b.Op == "=" {
			fixed = append(fixed, term)
		}
	}
	t.On = sqltree.AllOf(append(fixed, first)...)
}

// orderBy parses a list of ORDER BY terms over tables.
func (c *compiler) orderBy(text mapping.Text, from sqltree.From, sc *scope) []sqltree.Order {
	s := &sqlText{c: c, text: text, scope: sc, from: []sqltree.From{from}, value: true}
	sel := s.selectOf("SELECT 1 FROM t ORDER BY ")
	if sel == nil || sel.OrderBy == nil || !s.only(sel, "FROM", "ORDER") {
		return nil
	}
	return s.orders(sel.OrderBy)
}

func (s *sqlText) orders(by *ast.OrderByClause) []sqltree.Order {
	var out []sqltree.Order
	for _, item := range by.Items {
		out = append(out, sqltree.Order{X: s.expr(item.Expr), Desc: item.Desc})
	}
	return out
}

// condition parses a boolean SQL expression over tables; it may hold sub-selects.
func (c *compiler) condition(text mapping.Text, from []sqltree.From, sc *scope) sqltree.Expr {
	if text.Zero() {
		return nil
	}
	exprs := c.parsed(&sqlText{c: c, text: text, scope: sc, from: slices.Clone(from)})
	if len(exprs) == 1 {
		return exprs[0]
	}
	if exprs != nil {
		c.problems.Hintf(text.Pos, "AND or OR between them", "one condition is expected here")
	}
	return nil
}

// expressions parses a comma-separated list of values over tables.
func (c *compiler) expressions(text mapping.Text, from []sqltree.From, sc *scope) []sqltree.Expr {
	return c.parsed(&sqlText{c: c, text: text, scope: sc, from: slices.Clone(from), value: true})
}

func (c *compiler) parsed(s *sqlText) []sqltree.Expr {
	if s.text.Zero() { // the parser said so
		return nil
	}
	sel := s.selectOf("SELECT ")
	if sel == nil || !s.only(sel) {
		return nil
	}
	var out []sqltree.Expr
	for _, f := range sel.Fields.Fields {
		if f.WildCard != nil {
			s.fail("*", "", "an expression is expected")
			return nil
		}
		if f.AsName.O != "" {
			s.at = max(0, strings.LastIndex(s.text.Value, f.AsName.O))
			s.fail("", "", "an expression has no name")
			return nil
		}
		out = append(out, s.expr(f.Expr))
	}
	if s.bad {
		return nil
	}
	return out
}

// withKey ends an order by the key, so that it never leaves a choice.
func withKey(order []sqltree.Order, key sqltree.Expr) []sqltree.Order {
	for _, o := range order {
		if sqltree.Text(o.X) == sqltree.Text(key) {
			return order
		}
	}
	return append(order, sqltree.Order{X: key})
}
