package compile

import (
	"slices"
	"strconv"

	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/schema"
	"ehr.example/portico/mappers/sqltree"
)

// maxNesting is how deep rows may lie below rows.
const maxNesting = program.MaxDepth - 1

// children compiles the rows below a relation, which is the scope's innermost.
func (c *compiler) children(texts []*mapping.Rows, under *program.Child, sc *scope) {
	for _, text := range texts {
		if len(sc.frames) > maxNesting {
			c.problems.Errorf(text.Pos, "rows lie below rows %d deep, and no deeper", maxNesting)
			return
		}
		c.child(text, under, sc)
	}
}

// child compiles one entry of rows: table alias ON child = parent [JOIN …], which of them, in which order.
func (c *compiler) child(text *mapping.Rows, under *program.Child, sc *scope) {
	parent := sc.frames[len(sc.frames)-1]
	s := &sqlText{c: c, text: text.From, scope: sc, from: append(sc.froms(), nil)}
	if text.From.Zero() { // the parser said so
		return
	}
	sel := s.selectOf("SELECT 1 FROM `" + parentStandIn + "` JOIN ")
	if sel == nil || !s.only(sel, "FROM", "ORDER") {
		return
	}
	last := len(s.from) - 1
	s.tables(sel.From.TableRefs, &s.from[last])
	from := s.from[last]
	if len(from) == 0 || s.bad {
		return
	}
	child := &program.Child{Name: text.Name, Under: under, Rows: &program.Relation{Name: parent.Name + " " + text.Name, From: from}}
	if !c.childKey(child, sc, text.From) {
		return
	}
	c.texts[child] = text
	own := sc.alone(child.Rows)
	child.Rows.From = c.toOne(text.From, text.First, from, own)
	c.children(text.Rows, child, sc.into(child.Rows))
	if where := c.condition(text.Where, own.froms(), own); where != nil {
		c.outerWhere(text.Where, where, from)
		child.Rows.Where = sqltree.AllOf(sqltree.OrTrue(child.Rows.Where), where)
	}
	if sel.OrderBy != nil {
		s.scope, s.from = own, own.froms()
		child.Rows.OrderBy = s.orders(sel.OrderBy)
	}
	c.childOrder(child, text, own)
	c.childBy(child, text, own)
	c.limit(child, text)
	parent.Children = append(parent.Children, child)
}

// usesRows remembers that something speaks of rows, and so of those that they lie below.
func (c *compiler) usesRows(child *program.Child) {
	for _, step := range child.Path() {
		if text := c.texts[step]; text != nil {
			c.usedRows[text] = true
		}
	}
}

// unusedRows warns of entries of rows that nothing speaks of.
func (c *compiler) unusedRows(texts []*mapping.Rows) {
	for _, text := range texts {
		if !c.usedRows[text] {
			c.problems.Warnf(text.Pos, "$each: "+text.Name+" writes them; by: picks one, min, max, count and join gather them", "the rows %s are not used", text.Name)
			continue
		}
		c.unusedRows(text.Rows)
	}
}

// childOrder is the order that order: says, ended by the primary key.
func (c *compiler) childOrder(child *program.Child, text *mapping.Rows, own *scope) {
	rel := child.Rows
	if !text.Order.Zero() && rel.OrderBy != nil {
		c.problems.Hintf(text.Order.Pos, "one of them is enough", "the rows %s have an ORDER BY and an order:", child.Name)
	} else if !text.Order.Zero() {
		rel.OrderBy = c.orderBy(text.Order, rel.From, own)
	}
	base := rel.From[0]
	for _, k := range primaryKey(base.Def.Indexes) {
		rel.OrderBy = withKey(rel.OrderBy, sqltree.Column{Alias: base.Alias, Name: k, Def: base.Def.Column(k)})
	}
}

// childBy is what one of the rows is picked by.
func (c *compiler) childBy(child *program.Child, text *mapping.Rows, own *scope) {
	if text.By.Zero() {
		return
	}
	by := c.expressions(text.By, own.froms(), own)
	if len(by) > 1 {
		c.problems.Hintf(text.By.Pos, "by: one column", "the rows %s are picked by several values", child.Name)
	}
	if !text.Limit.Zero() {
		c.problems.Hintf(text.Limit.Pos, "two entries of rows, one to show and one to pick from", "the rows %s are picked by a key, and a limit would take some away", child.Name)
	}
	if len(by) == 1 {
		child.By = by[0]
	}
}

// childSlots gives the values that tie children to their parents a place among the parents' columns.
func childSlots(rel *program.Relation) {
	for _, child := range rel.Children {
		for _, theirs := range child.Parent {
			child.Slots = append(child.Slots, rel.Slot(theirs))
		}
		childSlots(child.Rows)
	}
}

// childKey splits the ON of a child's first table into the columns that equal the parent's, and conditions of its own.
func (c *compiler) childKey(child *program.Child, sc *scope, text mapping.Text) bool {
	parent := sc.frames[len(sc.frames)-1]
	rel := child.Rows
	base := &rel.From[0]
	var own []sqltree.Expr
	for _, term := range sqltree.Conjuncts(base.On) {
		mine, theirs, ok := linkTerm(term, base.Alias, parent.From)
		if !ok {
			own = append(own, term)
			continue
		}
		if a, b := kindOf(mine), kindOf(theirs); a != b {
			c.problems.Hintf(text.Pos, "only columns of one kind find each other", "the rows %s tie %s to %s", child.Name, article(a.String()), article(b.String()))
			return false
		}
		rel.Key = append(rel.Key, mine)
		child.Parent = append(child.Parent, theirs)
	}
	base.Join, base.On = sqltree.Base, nil
	rel.Where = sqltree.AllOf(own...)
	if len(rel.Key) == 0 {
		c.problems.Hintf(text.Pos, "child.column = parent.column", "nothing ties the rows %s to their parent", child.Name)
		return false
	}
	rel.Columns = slices.Clone(rel.Key)
	keyTypes(rel)
	return c.ownColumns(child, sc, text)
}

// ownColumns refuses a child that speaks of the rows around it but for the columns that tie it.
func (c *compiler) ownColumns(child *program.Child, sc *scope, text mapping.Text) bool {
	terms := []sqltree.Expr{child.Rows.Where}
	for _, t := range child.Rows.From {
		terms = append(terms, t.On)
	}
	for _, from := range sc.froms() {
		for _, t := range from {
			if uses(sqltree.And(terms), t.Alias) {
				c.problems.Hintf(text.Pos, "child.column = parent.column", "the rows %s reach their parent by more than equal columns", child.Name)
				return false
			}
		}
	}
	return true
}

// linkTerm splits child = parent.
func linkTerm(e sqltree.Expr, child string, parent sqltree.From) (mine, theirs sqltree.Expr, ok bool) {
	b, isBinary := e.(sqltree.Binary)
	if !isBinary || b.Op != "=" {
		return nil, nil, false
	}
	for _, side := range [][2]sqltree.Expr{{b.L, b.R}, {b.R, b.L}} {
		col, isColumn := side[0].(sqltree.Column)
		if !isColumn || col.Alias != child {
			continue
		}
		if other, ok := side[1].(sqltree.Column); ok && parent.Alias(other.Alias) != nil {
			return col, other, true
		}
	}
	return nil, nil, false
}

// maxLimit is how many rows a limit may leave: each costs the search a look into the index.
const maxLimit = 10

// limit lets only the first rows of a child through, for what is shown and for what is searched alike.
func (c *compiler) limit(child *program.Child, text *mapping.Rows) {
	if text.Limit.Zero() {
		return
	}
	n, err := strconv.Atoi(text.Limit.Value)
	if err != nil || n < 1 || n > maxLimit {
		c.problems.Hintf(text.Limit.Pos, "where: says which rows, whatever their number", "limit is a number from 1 to %d", maxLimit)
		return
	}
	rel := child.Rows
	lone, ok := c.loneKey(rel.From[0], sqltree.ColumnNames(rel.Key))
	if !ok {
		c.problems.Hintf(text.Limit.Pos, "a table whose primary key has one column beside those that tie it to its parent can",
			"a limit cannot tell the rows of %s apart", rel.From[0].Table)
		return
	}
	if n == 1 {
		c.limitOne(child, lone)
		return
	}
	places := make([]sqltree.Expr, n)
	for i := range places {
		places[i] = ranked(rel, lone, rel.Key, i)
	}
	rel.Where = sqltree.AllOf(sqltree.OrTrue(rel.Where), sqltree.In{X: lone, List: places})
}

// limitOne ties the child to its parent by its own key, which the parent's row finds: the other rows are never read.
func (c *compiler) limitOne(child *program.Child, lone sqltree.Column) {
	rel := child.Rows
	first := ranked(rel, lone, child.Parent, 0)
	if slices.ContainsFunc(rel.Key, func(k sqltree.Expr) bool { return sqltree.Text(k) == sqltree.Text(lone) }) {
		return // at most one row has that key
	}
	if i := primaryAlone(rel.From[0].Def, lone.Name); i {
		rel.Key, child.Parent = nil, nil
	}
	rel.Key, child.Parent = append(rel.Key, lone), append(child.Parent, first)
	rel.Columns, rel.KeyKinds, rel.KeyFold = slices.Clone(rel.Key), nil, nil
	keyTypes(rel)
}

// primaryAlone tells whether a column is the whole primary key.
func primaryAlone(def *schema.Table, column string) bool {
	pk := primaryKey(def.Indexes)
	return len(pk) == 1 && pk[0] == column
}

// ranked is the key of the row in a place of a relation's order, among those that the values tie to a parent.
func ranked(rel *program.Relation, lone sqltree.Column, values []sqltree.Expr, place int) sqltree.Expr {
	from, rename := rel.From.Renamed("_first")
	var terms []sqltree.Expr
	for i, k := range rel.Key {
		terms = append(terms, sqltree.Compare(rename(k), "=", values[i]))
	}
	order := make([]sqltree.Order, len(rel.OrderBy))
	for i, o := range rel.OrderBy {
		order[i] = sqltree.Order{X: rename(o.X), Desc: o.Desc}
	}
	return sqltree.Scalar{Select: &sqltree.Select{
		Columns: []sqltree.Expr{rename(lone)},
		From:    from,
		Where:   sqltree.AllOf(append(terms, rename(sqltree.OrTrue(rel.Where)))...),
		OrderBy: order,
		Limit:   1, Offset: place,
	}}
}

// loneKey is the one column that tells rows of a table apart whose other columns are fixed: the primary key, or what a
// unique key has beside those and the tenant's.
func (c *compiler) loneKey(t sqltree.TableRef, fixed []string) (sqltree.Column, bool) {
	if f := c.program.Tenancy[t.Table]; f.Column != "" {
		fixed = append(fixed, f.Column)
	}
	for _, alone := range []bool{true, false} {
		for _, index := range t.Def.Indexes {
			left := slices.DeleteFunc(slices.Clone(index.Columns), func(name string) bool { return !alone && slices.Contains(fixed, name) })
			if !index.Unique || len(left) != 1 || nullableColumn(t.Def, index.Columns) {
				continue
			}
			return sqltree.Column{Alias: t.Alias, Name: left[0], Def: t.Def.Column(left[0])}, true
		}
	}
	return sqltree.Column{}, false
}

func nullableColumn(def *schema.Table, names []string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return def.Column(name).Nullable })
}
