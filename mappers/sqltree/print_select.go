package sqltree

import (
	"fmt"
	"strings"
)

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
