package sqltree

import (
	"fmt"
	"strings"
)

// HasKey tells whether a text has one of the keys, each of one column, between what two patterns match: as a member of a
// delimited text. No keys at all means FALSE; a Text that is NULL has none.
type HasKey struct {
	Text          Expr
	Before, After string // regular expressions
	Keys          *Keys
}

// Unsayable stands where a condition has no form in SQL. A statement that holds one is never printed: whoever made the
// condition says so instead.
type Unsayable struct{ Why string }

// Why is the reason of an Unsayable anywhere in an expression, or "".
func Why(e Expr) string {
	why := ""
	Walk(e, func(x Expr) bool {
		if u, ok := x.(Unsayable); ok && why == "" {
			why = u.Why
		}
		return why == ""
	})
	return why
}

// KeysOf is the key set of an expression that is looked up in one, or nil.
func KeysOf(e Expr) *Keys {
	switch x := e.(type) {
	case InKeys:
		return x.Keys
	case HasKey:
		return x.Keys
	}
	return nil
}

// WithKeys is such an expression with another key set.
func WithKeys(e Expr, keys *Keys) Expr {
	switch x := e.(type) {
	case InKeys:
		x.Keys = keys
		return x
	case HasKey:
		x.Keys = keys
		return x
	}
	return e
}

func (HasKey) expr()    {}
func (Unsayable) expr() {}

// condition is the look into the text: for one of few known keys by a pattern, for a large set row by row.
func (x HasKey) condition() Expr {
	switch {
	case x.Keys.Known && len(x.Keys.Rows) == 0:
		return False
	case x.Keys.Known && (len(x.Keys.Rows) <= maxInlineKeys || x.Keys.Select == nil):
		keys := make([]string, len(x.Keys.Rows))
		for i, row := range x.Keys.Rows {
			keys[i] = QuotePattern(keyText(row[0]))
		}
		return Compare(x.Text, "REGEXP", Arg{Value: x.Before + "(?:" + strings.Join(keys, "|") + ")" + x.After})
	}
	inner := *x.Keys.Select
	pattern := Func{Name: "CONCAT", Args: []Expr{Literal{Value: x.Before + `\Q`}, inner.Columns[0], Literal{Value: `\E` + x.After}}}
	inner.Columns, inner.Distinct, inner.OrderBy = nil, false, nil
	inner.Where = AllOf(OrTrue(inner.Where), Compare(x.Text, "REGEXP", pattern))
	return Exists{Select: &inner}
}

func keyText(v any) string {
	if b, ok := v.([]byte); ok {
		return string(b)
	}
	return fmt.Sprint(v)
}

// Exactly is a text that is compared character by character, whatever its column's collation says.
func Exactly(text Expr) Expr {
	return Collate{X: Cast{X: text, Type: "CHAR CHARACTER SET utf8mb4"}, Name: "utf8mb4_bin"}
}

// QuotePattern is a text as a regular expression that matches nothing else, in MySQL and in MariaDB.
func QuotePattern(text string) string {
	var b strings.Builder
	for i := range len(text) {
		c := text[i]
		if c < 0x80 && c != '_' && (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') {
			b.WriteByte('\\')
		}
		b.WriteByte(c)
	}
	return b.String()
}

// EscapeLike is a text as a pattern of LIKE that matches nothing else, under the escape character that the printer says.
func EscapeLike(text string) string { return likeEscaper.Replace(text) }

var likeEscaper = strings.NewReplacer("|", "||", "%", "|%", "_", "|_")

// unsayable shows a condition without a form to people.
func (p *Printer) unsayable(x Unsayable) {
	if !p.Inline {
		panic("sqltree: " + x.Why)
	}
	p.put("[" + x.Why + "]")
}
