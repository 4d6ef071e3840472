package compile

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/schema"
	"ehr.example/portico/mappers/sqltree"
)

// pickText is name[key] in SQL: one of the rows of that name.
type pickText struct {
	name string
	key  string // as written: 'text', $name or a number
	at   int
}

// pick is a picked row as the tables of LEFT JOINs.
type pick struct {
	from sqltree.From
	main string // the alias of the rows' first table
}

// standIns puts an identifier of the same length in the place of each name[key], which the parser does not know: so all
// places in the text stay right.
func (s *sqlText) standIns(sql string) (string, bool) {
	out := []byte(sql)
	for i := 0; i < len(sql); i++ {
		switch sql[i] {
		case '\'', '"', '`':
			i = quoteEnd(sql, i)
		case '[':
			start, end := nameBefore(sql, i), bracketEnd(sql, i)
			if start == i || end < 0 {
				s.at = i
				s.fail("", "name['key'].column picks one of the rows called name", "[ picks a row by its key")
				return "", false
			}
			p := pickText{name: sql[start:i], key: strings.TrimSpace(sql[i+1 : end]), at: start}
			copy(out[start:], s.standIn(p, end+1-start))
			i = end
		}
	}
	return string(out), true
}

// standIn is a name of a given length that the text does not have.
func (s *sqlText) standIn(p pickText, length int) string {
	for n := len(s.picks); ; n++ {
		digits := strconv.FormatInt(int64(n), 36)
		name := "p" + strings.Repeat("0", max(0, length-1-len(digits))) + digits
		if _, taken := s.picks[name]; taken || strings.Contains(s.text.Value, name) {
			continue
		}
		if s.picks == nil {
			s.picks = map[string]pickText{}
		}
		s.picks[name] = p
		return name
	}
}

// asWritten is a piece of the parsed text as the mapping has it.
func (s *sqlText) asWritten(piece string) string {
	for name, p := range s.picks {
		piece = strings.ReplaceAll(piece, name, s.text.Value[p.at:p.at+len(name)])
	}
	return piece
}

// nameBefore is where the name begins that ends at i.
func nameBefore(sql string, i int) int {
	for i > 0 && nameByte(sql[i-1]) && sql[i-1] != '$' {
		i--
	}
	return i
}

// bracketEnd is where the bracket closes that opens at i, or -1.
func bracketEnd(sql string, i int) int {
	for i++; i < len(sql); i++ {
		switch sql[i] {
		case '\'', '"', '`':
			i = quoteEnd(sql, i)
		case ']':
			return i
		}
	}
	return -1
}

// picked is a column of a picked row.
func (s *sqlText) picked(p pickText, column string) sqltree.Expr {
	frame, child := s.rowsInSight(p.name)
	if child == nil {
		return s.fail(p.name, didYouMean(p.name, s.rowsNames()), "there are no rows called %q here", p.name)
	}
	if child.By == nil {
		return s.fail(p.name, "rows: {"+p.name+": {from: …, by: column}}", "nothing says by what a row of %s is picked", p.name)
	}
	key := s.pickKey(p, child)
	if key == nil {
		return sqltree.Null{}
	}
	found := s.c.pick(s.scope, frame, child, key)
	if found == nil {
		return s.fail(p.name, "a key that is unique below its parent, or a primary key with one column beside those that fix the rows",
			"several rows of %s may have one key, and the first of them cannot be told", p.name)
	}
	return s.pickedColumn(p, found, column)
}

// pickedColumn is a column of the rows' first table, or of the one joined table that has it.
func (s *sqlText) pickedColumn(p pickText, found *pick, column string) sqltree.Expr {
	main := found.from.Alias(found.main)
	if main.Def.Column(column) != nil {
		return s.columnOf(main, column)
	}
	var others []*sqltree.TableRef
	for i := range found.from {
		if found.from[i].Def.Column(column) != nil {
			others = append(others, &found.from[i])
		}
	}
	switch len(others) {
	case 0:
		return s.fail(column, didYouMean(column, main.Def.ColumnNames()), "the rows %s have no column %s", p.name, column)
	case 1:
		return s.columnOf(others[0], column)
	}
	return s.fail(column, "", "%s is a column of several tables of the rows %s", column, p.name)
}

// rowsInSight are the rows of a name below the innermost relation that has them.
func (s *sqlText) rowsInSight(name string) (int, *program.Child) {
	for i := len(s.scope.frames) - 1; i >= 0; i-- {
		if child := rowsNamed(s.scope.frames[i], name); child != nil {
			return i, child
		}
	}
	return 0, nil
}

func (s *sqlText) rowsNames() []string {
	var names []string
	for _, frame := range s.scope.frames {
		for _, child := range frame.Children {
			names = append(names, child.Name)
		}
	}
	return names
}

// pickKey is the key between the brackets, of the kind that the rows are picked by.
func (s *sqlText) pickKey(p pickText, child *program.Child) sqltree.Expr {
	var key sqltree.Expr
	switch name, isName := strings.CutPrefix(p.key, "$"); {
	case isName && name != "now" && name != "today":
		key = s.named(name)
	case len(p.key) > 1 && p.key[0] == '\'' && quoteEnd(p.key, 0) == len(p.key)-1:
		key = sqltree.Literal{Value: strings.ReplaceAll(p.key[1:len(p.key)-1], "''", "'")}
	case wholeNumber(p.key):
		key = sqltree.Number{Text: p.key}
	default:
		s.fail(p.name, p.name+"['key'], "+p.name+"[$word] or "+p.name+"[12]", "the key of %s[%s] is no text in quotes, no name and no number", p.name, p.key)
	}
	if s.bad {
		return nil
	}
	return s.keyOfKind(p, child, key)
}

// keyOfKind refuses a key that the column it is compared with cannot hold: 'a' would be 0 there.
func (s *sqlText) keyOfKind(p pickText, child *program.Child, key sqltree.Expr) sqltree.Expr {
	want := kindOf(child.By)
	switch x := key.(type) {
	case sqltree.Setting:
		if col, ok := child.By.(sqltree.Column); ok && !x.Integer {
			return s.c.typed(x, col.Def)
		}
	case sqltree.Literal:
		if want == schema.Integer && wholeNumber(x.Value) { // a word of a variant
			return sqltree.Number{Text: x.Value}
		}
		if col, ok := child.By.(sqltree.Column); ok && !program.Holds(col.Def, x.Value) {
			s.fail(p.name, "", "the rows %s are picked by a column in %s, which cannot hold %s", p.name, col.Def.Charset, p.key)
			return nil
		}
	}
	if want == kindOf(key) || want == schema.Unknown {
		return key
	}
	hint := "write the number without quotes"
	if want == schema.Text {
		hint = p.name + "['" + strings.Trim(p.key, "'") + "']"
	}
	s.fail(p.name, hint, "the rows %s are picked by %s, and %s is none", p.name, article(want.String()), p.key)
	return nil
}

func wholeNumber(text string) bool {
	_, err := strconv.ParseInt(text, 10, 64)
	return err == nil
}

// pick joins the row of a child that has a key to its parent, once for each key: with nothing found, its columns are NULL.
func (c *compiler) pick(sc *scope, frame int, child *program.Child, key sqltree.Expr) *pick {
	of := pickOf{child, sqltree.Text(key)}
	if known := c.picks[of]; known != nil {
		return known
	}
	c.usesRows(child)
	rel := child.Rows
	on, ok := c.pickOn(child, key)
	if !ok {
		return nil
	}
	from, rename := rel.From.Renamed(c.pickSuffix(c.ownerOf(sc.source()), rel.From, key))
	for i := range from {
		from[i].Join = sqltree.Left
	}
	from[0].On = rename(on)
	for _, t := range from {
		c.pickAliases[t.Alias] = true
	}
	parent := sc.frames[frame]
	if g := c.grouped[parent]; g != nil {
		for _, t := range from {
			g.tables[t.Alias] = true
		}
	}
	parent.From = append(slices.Clone(parent.From), from...)
	out := &pick{from: from, main: from[0].Alias}
	c.picks[of] = out
	return out
}

// pickOf is one key of one child.
type pickOf struct {
	child *program.Child
	key   string
}

// pickOn is the condition that finds the row: its columns alone where they are unique below the parent, and else the
// first in the child's order.
func (c *compiler) pickOn(child *program.Child, key sqltree.Expr) (sqltree.Expr, bool) {
	rel := child.Rows
	chosen := sqltree.AllOf(sqltree.OrTrue(rel.Where), sqltree.Compare(child.By, "=", key))
	var tied []sqltree.Expr
	for i, k := range rel.Key {
		tied = append(tied, sqltree.Compare(k, "=", child.Parent[i]))
	}
	base := rel.From[0]
	fixed := append(sqltree.ColumnNames(rel.Key), fixedColumns(chosen, base.Alias)...)
	filters := slices.ContainsFunc(rel.From, func(t sqltree.TableRef) bool { return t.Join == sqltree.Inner }) || beyond(chosen, rel.From[1:])
	if !filters && c.uniqueBy(base, fixed) {
		return sqltree.AllOf(append(tied, chosen)...), true
	}
	lone, ok := c.loneKey(base, fixed)
	if !ok {
		return nil, false
	}
	among := *rel
	among.Where = chosen
	return sqltree.AllOf(append(tied, sqltree.Compare(lone, "=", ranked(&among, lone, child.Parent, 0)))...), true
}

// uniqueBy tells whether values of some columns, and the tenant, leave one row of a table.
func (c *compiler) uniqueBy(t sqltree.TableRef, columns []string) bool {
	if f := c.program.Tenancy[t.Table]; f.Column != "" {
		columns = append(slices.Clone(columns), f.Column)
	}
	return t.Def.UniqueWhenPresent(columns)
}

// fixedColumns are the columns of an alias that a condition sets equal to one value.
func fixedColumns(cond sqltree.Expr, alias string) []string {
	var names []string
	for _, term := range sqltree.Conjuncts(cond) {
		b, ok := term.(sqltree.Binary)
		if !ok || b.Op != "=" {
			continue
		}
		for _, side := range [][2]sqltree.Expr{{b.L, b.R}, {b.R, b.L}} {
			if col, ok := side[0].(sqltree.Column); ok && col.Alias == alias && constant(side[1]) {
				names = append(names, col.Name)
			}
		}
	}
	return names
}

// constant tells an expression that is the same for all rows of a statement.
func constant(e sqltree.Expr) bool {
	switch e.(type) {
	case sqltree.Literal, sqltree.Number, sqltree.Setting:
		return true
	}
	return false
}

// beyond tells whether a condition speaks of one of the tables.
func beyond(cond sqltree.Expr, tables sqltree.From) bool {
	return slices.ContainsFunc(tables, func(t sqltree.TableRef) bool { return uses(cond, t.Alias) })
}

// pickSuffix is what the aliases of a picked row end with: [key], and a number where another pick of the source has that.
func (c *compiler) pickSuffix(source *program.Relation, from sqltree.From, key sqltree.Expr) string {
	name := "[" + strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return '_'
	}, shortened(strings.Trim(sqltree.Text(key), "'$"))) + "]"
	for n := 1; ; n++ {
		suffix := name
		if n > 1 {
			suffix += fmt.Sprint(n)
		}
		free := true
		for _, t := range from {
			free = free && !c.taken[takenAlias{source, strings.ToLower(t.Alias + suffix)}]
		}
		if !free {
			continue
		}
		for _, t := range from {
			c.taken[takenAlias{source, strings.ToLower(t.Alias + suffix)}] = true
		}
		return suffix
	}
}

// ownerOf is the owner's rows where these are a companion's, which have the tables of both.
func (c *compiler) ownerOf(rows *program.Relation) *program.Relation {
	for _, s := range c.sources {
		if s.out.Rows == rows && s.owner != nil {
			return s.owner.out.Rows
		}
	}
	return rows
}

// takenAlias is an alias of a picked row somewhere in a source.
type takenAlias struct {
	source *program.Relation
	alias  string
}
