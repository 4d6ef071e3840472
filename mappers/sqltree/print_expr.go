package sqltree

import (
	"fmt"
	"strconv"
)

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

func (p *Printer) list(xs []Expr) {
	for i, x := range xs {
		if i > 0 {
			p.put(", ")
		}
		p.expr(x, 0)
	}
}
