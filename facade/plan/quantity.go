package plan

import (
	"math/big"
	"strconv"
	"strings"

	"ehr.example/portico/facade/search"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/schema"
	"ehr.example/portico/mappers/sqltree"
)

// quantity is the condition that a number with its unit compares as asked (R4 §3.1.1.5.9). A text result's comparator is
// part of the value: <5 stands for everything below five.
func (b *builder) quantity(q *program.Quantity, want search.Quantity) (sqltree.Expr, string) {
	if units := b.conversions(q, want); len(units) > 0 {
		return b.inUnits(q, want, units)
	}
	unit, why := quantityUnit(q, want)
	if why != "" || sqltree.IsFalse(unit) {
		return unit, why
	}
	e, why := compared(q, measure(want))
	if why != "" {
		return nil, why
	}
	return sqltree.AllOf(unit, e), ""
}

// compared is the condition that the number alone compares as asked.
func compared(q *program.Quantity, want measured) (sqltree.Expr, string) {
	n := numberOf(q.Value)
	if len(q.Value.Steps) > 0 {
		var ok bool
		if want.Quantity, ok = before(q.Value, want.Quantity); !ok {
			return nil, noInverse
		}
	}
	return sqltree.AllOf(q.Value.Present(), n.compare(want)), ""
}

// before is the asked number as the column has it, before the Go functions of the value. They keep its order.
func before(v *program.Value, want search.Quantity) (search.Quantity, bool) {
	for _, bound := range []*string{&want.Value, &want.Low, &want.High} {
		raws, ok := v.Raws(*bound)
		if !ok || len(raws) != 1 {
			return want, false
		}
		*bound = raws[0]
	}
	return want, want.Prefix != search.Approximate
}

func quantityUnit(q *program.Quantity, want search.Quantity) (sqltree.Expr, string) {
	if want.Code == "" && !want.HasSystem {
		return sqltree.True, ""
	}
	code, ok := q.Code.Equals(want.Code, program.PartCode)
	if !ok {
		return nil, noInverse
	}
	if want.HasSystem && want.System != "" {
		system, ok := q.System.Equals(want.System, program.PartCode)
		if !ok {
			return nil, noInverse
		}
		return sqltree.AllOf(system, code), ""
	}
	unit, ok := q.Unit.Equals(want.Code, program.PartCode)
	if !ok {
		return nil, noInverse
	}
	return sqltree.AnyOf(code, unit), ""
}

// number is a numeric expression, and what tells the comparator of a text.
type number struct {
	n          sqltree.Expr
	comparator sqltree.Expr // '<', '>' or something else; nil: there is none
	closed     sqltree.Expr // the comparator is <= or >=, so that the number itself is among the values
	bits       int          // how many a binary number has: a FLOAT holds 55.2 as 55.2000007…; 0: it is a decimal
}

func numberOf(v *program.Value) number {
	if !v.Number || len(v.Steps) > 0 {
		return number{n: v.Expr, bits: bitsOf(v)}
	}
	x := v.Expr
	for _, sign := range []string{"<", ">", "="} {
		x = sqltree.Func{Name: "REPLACE", Args: []sqltree.Expr{x, sqltree.Literal{Value: sign}, sqltree.Literal{}}}
	}
	one := sqltree.Number{Text: "1"}
	trimmed := sqltree.Func{Name: "TRIM", Args: []sqltree.Expr{v.Expr}}
	second := sqltree.Func{Name: "SUBSTRING", Args: []sqltree.Expr{trimmed, sqltree.Number{Text: "2"}, one}}
	return number{
		n:          sqltree.Cast{X: x, Type: decimalType},
		comparator: sqltree.Func{Name: "LEFT", Args: []sqltree.Expr{trimmed, one}},
		closed:     sqltree.Compare(second, "=", sqltree.Literal{Value: "="}),
	}
}

// bitsOf is how precise a binary number is; 0: it is none.
func bitsOf(v *program.Value) int {
	switch {
	case v.Kind != schema.Float:
		return 0
	case v.Column != nil && strings.HasPrefix(v.Column.Type, "float"):
		return 32
	}
	return 64
}

const decimalType = "DECIMAL(50,20)"

func decimal(text string) sqltree.Expr {
	return sqltree.Cast{X: sqltree.Arg{Value: text}, Type: decimalType}
}

// has tells a text that begins with a comparator; FALSE for a column of numbers.
func (n number) has(sign string) sqltree.Expr {
	if n.comparator == nil {
		return sqltree.False
	}
	return sqltree.Compare(n.comparator, "=", sqltree.Literal{Value: sign})
}

func (n number) plain() sqltree.Expr {
	if n.comparator == nil {
		return sqltree.True
	}
	return sqltree.In{X: n.comparator, List: []sqltree.Expr{sqltree.Literal{Value: "<"}, sqltree.Literal{Value: ">"}}, Not: true}
}

// than compares the number with one of the parameter's. A FLOAT or DOUBLE is shown as the shortest text that reads as what it
// holds; SQL compares all digits of it. So the bound is what such a column would hold of it, and whether
// that one itself is among the values is decided by the texts.
func (n number) than(sign, text string) sqltree.Expr {
	if n.bits == 0 {
		return sqltree.Compare(n.n, sign, decimal(text))
	}
	held, err := strconv.ParseFloat(text, n.bits)
	want, ok := new(big.Rat).SetString(text)
	shown, _ := new(big.Rat).SetString(strconv.FormatFloat(held, 'f', -1, n.bits))
	if err != nil || !ok || shown == nil {
		return sqltree.Compare(n.n, sign, decimal(text))
	}
	order := shown.Cmp(want)
	switch {
	case sign == "=" && order != 0:
		return sqltree.False
	case sign == "=":
	case order > 0:
		sign = map[string]string{">": ">=", ">=": ">=", "<": "<", "<=": "<"}[sign]
	case order < 0:
		sign = map[string]string{">": ">", ">=": ">", "<": "<=", "<=": "<="}[sign]
	}
	return sqltree.Compare(n.n, sign, decimal(strconv.FormatFloat(held, 'f', -1, 64)))
}

// compare takes a value with a comparator as the interval below or above it.
func (n number) compare(want measured) sqltree.Expr {
	op := func(sign string) sqltree.Expr { return n.than(sign, want.Value) }
	within := func(low, high string) sqltree.Expr {
		return sqltree.AllOf(n.plain(), n.than(">=", low), n.than("<", high))
	}
	switch want.Prefix {
	case search.NotEqual:
		return sqltree.IsNotTrue(within(want.Low, want.High))
	case search.Greater:
		return sqltree.AnyOf(sqltree.AllOf(n.not(">"), op(">")), n.has(">"))
	case search.GreaterEqual:
		return sqltree.AnyOf(sqltree.AllOf(n.plain(), op(">=")), n.has(">"), n.reaches("<", op(">"), op("="), true))
	case search.Less:
		return sqltree.AnyOf(sqltree.AllOf(n.not("<"), op("<")), n.has("<"))
	case search.LessEqual:
		return sqltree.AnyOf(sqltree.AllOf(n.plain(), op("<=")), n.has("<"), n.reaches(">", op("<"), op("="), true))
	case search.StartsAfter:
		return sqltree.AnyOf(sqltree.AllOf(n.plain(), op(">")), n.reaches(">", op(">"), op("="), false))
	case search.EndsBefore:
		return sqltree.AnyOf(sqltree.AllOf(n.plain(), op("<")), n.reaches("<", op("<"), op("="), false))
	case search.Approximate:
		return sqltree.AllOf(n.plain(), n.than(">=", want.near), n.than("<=", want.far))
	}
	return within(want.Low, want.High)
}

// reaches is a value with a comparator whose end lies beyond the asked number, or on it where the end is closed (or open)
// as wanted.
func (n number) reaches(sign string, beyond, on sqltree.Expr, closed bool) sqltree.Expr {
	if n.comparator == nil {
		return sqltree.False
	}
	end := n.closed
	if !closed {
		end = sqltree.Negate(end)
	}
	return sqltree.AllOf(n.has(sign), sqltree.AnyOf(beyond, sqltree.AllOf(end, on)))
}

func (n number) not(sign string) sqltree.Expr { return sqltree.Negate(n.has(sign)) }

// tenth is a number less and more a tenth of itself.
func tenth(text string) (low, high string) {
	x, ok := new(big.Rat).SetString(text)
	if !ok {
		return text, text
	}
	margin := new(big.Rat).Abs(new(big.Rat).Mul(x, big.NewRat(1, 10)))
	return new(big.Rat).Sub(x, margin).FloatString(20), new(big.Rat).Add(x, margin).FloatString(20)
}
