package sqltree

import (
	"fmt"
	"strconv"
	"strings"
)

// Values gives what is bound late: a tenant's settings and the request's clock.
type Values interface {
	// Setting is the setting's value; absent settings are NULL.
	Setting(name string) (string, bool)
	// Clock is the request's time as a wall clock of the tenant: '2026-11-23 10:04:05', or the day alone.
	Clock(dayOnly bool) string
}

// Printer turns a tree into a statement's text and its arguments. The zero Printer with Values nil prints settings and
// clocks by name, which is how programs are shown.
type Printer struct {
	Values Values
	Inline bool // write arguments into the text, for people; never for the database
	Plain  bool // leave out which index a table is read by: the server's parser does not know that
	text   []byte
	args   []any
	wide   bool // lists of keys are padded to few lengths
}

// maxInlineKeys is how many keys of an unresolved or large set are written as an IN list before a sub-select is used.
const maxInlineKeys = 1000

// Statement prints a SELECT with its arguments.
func (p *Printer) Statement(s *Select) (string, []any) {
	p.begin()
	p.selectStmt(s)
	return string(p.text), p.args
}

// Text prints an expression for people.
func Text(e Expr) string {
	p := Printer{Inline: true}
	p.expr(e, 0)
	return string(p.text)
}

// SelectText prints a statement for people.
func SelectText(s *Select) string {
	p := Printer{Inline: true}
	p.selectStmt(s)
	return string(p.text)
}

func (p *Printer) put(s string) { p.text = append(p.text, s...) }

func (p *Printer) ident(name string) {
	p.text = append(p.text, '`')
	for i := range len(name) {
		if name[i] == '`' {
			p.text = append(p.text, '`')
		}
		p.text = append(p.text, name[i])
	}
	p.text = append(p.text, '`')
}

func (p *Printer) bind(v any) {
	if p.Inline {
		p.put(Quote(v))
		return
	}
	p.text = append(p.text, '?')
	p.args = append(p.args, v)
}

var quoted = strings.NewReplacer(`\`, `\\`, `'`, `''`)

// Quote is a value as a literal for people to read.
func Quote(v any) string {
	switch x := v.(type) {
	case nil:
		return "NULL"
	case string:
		return "'" + quoted.Replace(x) + "'"
	case []byte:
		return fmt.Sprintf("X'%X'", x)
	}
	return fmt.Sprint(v)
}

// verbatim drops what could end a quoted text, or mean more than itself in it.
func verbatim(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\'' || r == '\\' || r < ' ' || r > '~' {
			return -1
		}
		return r
	}, text)
}

func (p *Printer) selectStmt(s *Select) {
	p.put("SELECT ")
	if s.Distinct {
		p.put("DISTINCT ")
	}
	if s.Straight {
		p.put("STRAIGHT_JOIN ")
	}
	if len(s.Columns) == 0 {
		p.put("1")
	}
	p.columns(s)
	p.from(s.From)
	if !IsTrue(s.Where) {
		p.put(" WHERE ")
		p.expr(s.Where, 0)
	}
	p.grouping(s)
	p.order(s.OrderBy)
	if s.Limit > 0 {
		p.put(" LIMIT ")
		p.put(fmt.Sprint(s.Limit))
		if s.Offset > 0 {
			p.put(" OFFSET " + fmt.Sprint(s.Offset))
		}
	}
}

// columns are a statement's, with their names where it has some.
func (p *Printer) columns(s *Select) {
	if s.Names == nil {
		p.list(s.Columns)
		return
	}
	for i, x := range s.Columns {
		if i > 0 {
			p.put(", ")
		}
		p.expr(x, 0)
		p.put(" AS ")
		p.ident(s.Names[i])
	}
}

// window prints NAME() OVER (PARTITION BY … ORDER BY …).
func (p *Printer) window(w Window) {
	p.put(w.Name + "() OVER (PARTITION BY ")
	p.list(w.Partition)
	p.order(w.OrderBy)
	p.put(")")
}

func (p *Printer) order(terms []Order) {
	for i, o := range terms {
		p.put([...]string{" ORDER BY ", ", "}[min(i, 1)])
		p.expr(o.X, 0)
		if o.Desc {
			p.put(" DESC")
		}
	}
}

// aggregate prints NAME([DISTINCT ]arguments[ ORDER BY …][ SEPARATOR '…']): a separator cannot be an argument of a statement.
func (p *Printer) aggregate(a Aggregate) {
	p.put(a.Name + "(")
	if a.Distinct {
		p.put("DISTINCT ")
	}
	p.list(a.Args)
	p.order(a.OrderBy)
	if a.Name == "GROUP_CONCAT" {
		if !SeparatorAllowed(a.Separator) {
			panic(fmt.Sprintf("sqltree: the separator %q cannot be printed", a.Separator))
		}
		p.put(" SEPARATOR '" + a.Separator + "'")
	}
	p.put(")")
}

// SeparatorAllowed tells whether a text can stand as a separator: it is part of the statement's text, in which drivers
// count question marks.
func SeparatorAllowed(text string) bool { return !strings.ContainsAny(text, "'\\?\x00") }

func (p *Printer) grouping(s *Select) {
	if len(s.GroupBy) > 0 {
		p.put(" GROUP BY ")
		p.list(s.GroupBy)
	}
	if !IsTrue(s.Having) {
		p.put(" HAVING ")
		p.expr(s.Having, 0)
	}
}

func (p *Printer) from(f From) {
	for _, t := range f {
		p.put([...]string{" FROM ", " JOIN ", " LEFT JOIN "}[t.Join])
		if t.Derived != nil {
			p.put("(")
			p.selectStmt(t.Derived)
			p.put(") ")
			p.ident(t.Alias)
			continue
		}
		p.ident(t.Table)
		if t.Alias != t.Table {
			p.put(" ")
			p.ident(t.Alias)
		}
		if t.Index != "" && !p.Plain {
			p.put(" FORCE INDEX (")
			p.ident(t.Index)
			p.put(")")
		}
		if t.Join != Base {
			p.put(" ON ")
			p.expr(t.On, 0)
		}
	}
}

func (p *Printer) list(xs []Expr) {
	for i, x := range xs {
		if i > 0 {
			p.put(", ")
		}
		p.expr(x, 0)
	}
}

// Levels of binding, loosest first; an operand that binds looser than its place asks is put in parentheses.
const (
	levelOr = iota + 1
	levelAnd
	levelNot
	levelCompare
	levelSum
	levelProduct
	levelTight
)

var operators = map[string]int{
	"=": levelCompare, "<>": levelCompare, "<": levelCompare, "<=": levelCompare, ">": levelCompare, ">=": levelCompare,
	"<=>": levelCompare, "LIKE": levelCompare, "REGEXP": levelCompare,
	"+": levelSum, "-": levelSum, "*": levelProduct, "/": levelProduct, "%": levelProduct, "DIV": levelProduct,
}

// KnownOperator tells whether the printer has the operator.
func KnownOperator(op string) bool { return operators[op] != 0 }

func level(e Expr) int {
	switch x := e.(type) {
	case Or:
		return levelOr
	case And:
		return levelAnd
	case Not:
		return levelNot
	case Binary:
		return operators[x.Op]
	case Is, In, Between, InSelect, InKeys:
		return levelCompare
	case HasKey:
		return level(x.condition())
	case Exists:
		if x.Not {
			return levelNot
		}
	case Interval:
		return levelSum
	case Collate:
		return levelProduct
	}
	return levelTight
}

// expr prints e where an operand of at least the level floor is asked.
func (p *Printer) expr(e Expr, floor int) {
	if level(e) < floor {
		p.put("(")
		p.bare(e)
		p.put(")")
		return
	}
	p.bare(e)
}

func (p *Printer) bare(e Expr) {
	switch x := e.(type) {
	case Column:
		p.ident(x.Alias)
		p.put(".")
		p.ident(x.Name)
	case Literal:
		p.bind(x.Value)
	case Number:
		p.put(x.Text)
	case Bool:
		p.put(map[bool]string{true: "TRUE", false: "FALSE"}[x.Value])
	case Null:
		p.put("NULL")
	case Setting:
		p.setting(x)
	case Clock:
		p.clock(x)
	case Arg:
		p.bind(x.Value)
	case Verbatim:
		p.put("'" + verbatim(x.Text) + "'")
	case And:
		p.junction(x, " AND ", "TRUE", levelAnd)
	case Or:
		p.junction(x, " OR ", "FALSE", levelOr)
	case Not:
		p.put("NOT ")
		p.expr(x.X, levelCompare+1)
	case Binary:
		p.binary(x)
	default:
		p.more(e)
	}
}

func (p *Printer) more(e Expr) {
	switch x := e.(type) {
	case Is:
		p.expr(x.X, levelCompare+1)
		p.put(" IS " + not(x.Not) + x.What)
	case In:
		p.expr(x.X, levelCompare+1)
		p.put(" " + not(x.Not) + "IN (")
		p.list(x.List)
		p.put(")")
	case Between:
		p.expr(x.X, levelCompare+1)
		p.put(" " + not(x.Not) + "BETWEEN ")
		p.expr(x.Low, levelSum)
		p.put(" AND ")
		p.expr(x.High, levelSum)
	case Func:
		p.put(x.Name + "(")
		p.list(x.Args)
		p.put(")")
	case Aggregate:
		p.aggregate(x)
	case Window:
		p.window(x)
	case Cast:
		p.put("CAST(")
		p.expr(x.X, 0)
		p.put(" AS " + x.Type + ")")
	case Collate:
		p.expr(x.X, levelTight)
		p.put(" COLLATE " + x.Name)
	case Case:
		p.caseExpr(x)
	case Interval:
		p.expr(x.X, levelSum)
		p.put(" " + x.Sign + " INTERVAL ")
		p.expr(x.N, levelTight)
		p.put(" " + x.Unit)
	default:
		p.subselect(e)
	}
}

func (p *Printer) subselect(e Expr) {
	switch x := e.(type) {
	case Exists:
		p.put(not(x.Not) + "EXISTS (")
		p.selectStmt(x.Select)
		p.put(")")
	case Scalar:
		p.put("(")
		p.selectStmt(x.Select)
		p.put(")")
	case InSelect:
		p.tuple(x.X)
		p.put(" " + not(x.Not) + "IN (")
		p.selectStmt(x.Select)
		p.put(")")
	case InKeys:
		p.inKeys(x)
	case HasKey:
		p.expr(x.condition(), 0)
	case Unsayable:
		p.unsayable(x)
	default:
		panic(fmt.Sprintf("sqltree: no printer for %T", e))
	}
}

func not(n bool) string {
	if n {
		return "NOT "
	}
	return ""
}

func (p *Printer) junction(terms []Expr, word, empty string, lvl int) {
	if len(terms) == 0 {
		p.put(empty)
	}
	for i, t := range terms {
		if i > 0 {
			p.put(word)
		}
		p.expr(t, lvl+1)
	}
}

func (p *Printer) binary(x Binary) {
	lvl := operators[x.Op]
	left, right := lvl, lvl+1
	if lvl == levelCompare {
		left = lvl + 1
	}
	p.expr(x.L, left)
	p.put(" " + x.Op + " ")
	p.expr(x.R, right)
	if x.Op == "LIKE" {
		p.put(` ESCAPE '|'`)
	}
}

func (p *Printer) caseExpr(x Case) {
	p.put("CASE")
	if x.Operand != nil {
		p.put(" ")
		p.expr(x.Operand, 0)
	}
	for _, w := range x.Whens {
		p.put(" WHEN ")
		p.expr(w.Cond, 0)
		p.put(" THEN ")
		p.expr(w.Then, 0)
	}
	if x.Else != nil {
		p.put(" ELSE ")
		p.expr(x.Else, 0)
	}
	p.put(" END")
}

func (p *Printer) setting(s Setting) {
	if p.Values == nil {
		p.put("$" + s.Name)
		return
	}
	v, ok := p.Values.Setting(s.Name)
	n, err := strconv.ParseInt(v, 10, 64)
	switch {
	case !ok || s.Integer && err != nil:
		p.put("NULL")
	case s.Integer:
		p.bind(n)
	default:
		p.bind(v)
	}
}

func (p *Printer) clock(c Clock) {
	switch {
	case p.Values != nil:
		p.bind(p.Values.Clock(c.DayOnly))
	case c.DayOnly:
		p.put("$today")
	default:
		p.put("$now")
	}
}

func (p *Printer) tuple(xs []Expr) {
	if len(xs) == 1 {
		p.expr(xs[0], levelCompare+1)
		return
	}
	p.put("(")
	p.list(xs)
	p.put(")")
}

func (p *Printer) inKeys(x InKeys) {
	k := x.Keys
	switch {
	case k.Known && len(k.Rows) == 0:
		p.put(map[bool]string{true: "TRUE", false: "FALSE"}[x.Not])
	case k.Known && len(k.Rows) == 1 && !x.Not:
		p.tupleEquals(x.X, k.Rows[0])
	case k.Known && (len(k.Rows) <= maxInlineKeys || k.Select == nil):
		p.tuple(x.X)
		p.put(" " + not(x.Not) + "IN (")
		p.keyList(k.Rows)
		p.put(")")
	case k.Select == nil:
		p.unfound(x)
	default:
		p.tuple(x.X)
		p.put(" " + not(x.Not) + "IN (")
		p.selectStmt(k.Select)
		p.put(")")
	}
}

// unfound shows keys to people that nobody has found yet.
func (p *Printer) unfound(x InKeys) {
	if !p.Inline {
		panic("sqltree: the keys " + x.Keys.Name + " are not known")
	}
	p.tuple(x.X)
	p.put(" " + not(x.Not) + "IN (" + x.Keys.Name + ")")
}

func (p *Printer) tupleEquals(xs []Expr, row []any) {
	if len(xs) > 1 {
		p.put("(")
	}
	for i, x := range xs {
		if i > 0 {
			p.put(" AND ")
		}
		p.expr(x, levelCompare+1)
		p.put(" = ")
		p.bind(row[i])
	}
	if len(xs) > 1 {
		p.put(")")
	}
}

// keyList writes the keys, padded by repeating the last one, so that the number of distinct statements stays small.
func (p *Printer) keyList(rows [][]any) {
	n := p.padded(len(rows))
	if p.Inline {
		n = len(rows)
	}
	for i := range n {
		if i > 0 {
			p.put(", ")
		}
		row := rows[min(i, len(rows)-1)]
		if len(row) > 1 {
			p.put("(")
		}
		for j, v := range row {
			if j > 0 {
				p.put(", ")
			}
			p.bind(v)
		}
		if len(row) > 1 {
			p.put(")")
		}
	}
}
