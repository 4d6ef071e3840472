package sqltree

import (
	"fmt"
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
