package compile

import (
	"math/big"
	"slices"
	"strconv"
	"strings"

	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/schema"
	"ehr.example/portico/mappers/sqltree"
	"ehr.example/portico/mappers/ucum"
)

// numberTransforms are those that read numbers, with what stands around them, and change their units.
var numberTransforms = []transform{
	{
		Transform: Transform{"number", "", "text that is a number, with or without a comparator: 7.2, <5"},
		apply:     (*compiler).numberTransform,
	},
	{
		Transform: Transform{"range", "low|high", "a bound of a range text: 70-99, <200, -1.5 - 1.5; not searched"},
		min:       1, max: 1, kinds: texts, apply: (*compiler).rangeTransform,
	},
	{
		Transform: Transform{"quantity", "[value|unit]", "a number with its unit: 5.2 mg/L, <5 mg; at a Quantity the whole, or one part"},
		max:       1, kinds: texts, apply: (*compiler).quantityTransform,
	},
	{
		Transform: Transform{"convert", "FROM TO [digits]", "a number in another UCUM unit, rounded; FROM and TO may be settings with oneOf"},
		min:       2, max: 3, apply: (*compiler).convertTransform,
	},
}

var numbers = []schema.Kind{schema.Integer, schema.Decimal, schema.Float, schema.Year}

func (c *compiler) numberTransform(v *program.Value, _ call) bool {
	v.Number = v.Kind == schema.Text || len(v.Steps) > 0 // a numeric column is a number already
	return true
}

func (c *compiler) rangeTransform(v *program.Value, f call) bool {
	switch f.args[0] {
	case "low":
		v.Form = program.FormLow
	case "high":
		v.Form = program.FormHigh
	default:
		c.problems.Hintf(f.pos, "| range low, | range high", "| range %s", f.args[0])
		return false
	}
	v.Opaque, v.Kind, v.Setting = "a bound of a range text", schema.Decimal, ""
	return true
}

// numberInFront is a number at the front of a text, with its comparator.
const numberInFront = `^[[:space:]]*(<=|>=|<|>)?[ ]*[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)`

// numberAndUnit is such a number and nothing, or a unit: words that do not begin like a number, a date or a range; 10*3/uL
// and 10^9/L do.
const numberAndUnit = numberInFront + `[ ]*($|(10[*^]|[/]?[^-0-9 /.,:*+])[^ ]*([ ][^-0-9 /.,:*+][^ ]*)*[[:space:]]*$)`

func (c *compiler) quantityTransform(v *program.Value, f call) bool {
	part := "value"
	if len(f.args) == 1 {
		part = f.args[0]
	}
	front := call1("REGEXP_SUBSTR", v.Expr, sqltree.Literal{Value: numberInFront})
	whole := matches(v.Expr, numberAndUnit)
	switch part {
	case "value":
		rewrite(v, when(whole, front, nil), schema.Text)
		v.Number = true
	case "unit":
		rest := call1("SUBSTRING", v.Expr, sqltree.Compare(call1("CHAR_LENGTH", front), "+", integer(1)))
		rewrite(v, when(whole, call1("TRIM", rest), nil), schema.Text)
	default:
		c.problems.Hintf(f.pos, "| quantity value, | quantity unit; | quantity alone at a Quantity", "| quantity %s", part)
		return false
	}
	return true
}

// unitArg is an argument of convert: one unit, or those that a setting may name.
type unitArg struct {
	setting string
	units   []string
}

func (c *compiler) unitArg(f call, arg string) (unitArg, bool) {
	name, isSetting := strings.CutPrefix(arg, "$")
	if !isSetting {
		if _, err := ucum.Parse(arg); err != nil {
			c.problems.Hintf(f.pos, ucum.Hint(arg), "%v", err)
			return unitArg{}, false
		}
		return unitArg{units: []string{arg}}, true
	}
	i := c.program.SettingIndex(name)
	if i < 0 || len(c.program.Settings[i].OneOf) == 0 {
		c.problems.Hintf(f.pos, "settings: {"+name+": {oneOf: [kg, \"[lb_av]\"]}}", "| convert wants a unit, or a setting with oneOf, not %s", arg)
		return unitArg{}, false
	}
	c.used["setting "+name] = true
	for _, unit := range c.program.Settings[i].OneOf {
		if _, err := ucum.Parse(unit); err != nil {
			c.problems.Hintf(f.pos, ucum.Hint(unit), "%v", err)
			return unitArg{}, false
		}
	}
	return unitArg{setting: name, units: c.program.Settings[i].OneOf}, true
}

// convertDigits is how many digits stand after the point, unless the mapping says so.
const convertDigits = 6

// convertTransform computes in decimals; what is shown and what is searched is the rounded value.
func (c *compiler) convertTransform(v *program.Value, f call) bool {
	from, ok := c.unitArg(f, f.args[0])
	if !ok {
		return false
	}
	to, ok := c.unitArg(f, f.args[1])
	if !ok {
		return false
	}
	digits := convertDigits
	if len(f.args) == 3 {
		n, err := strconv.Atoi(f.args[2])
		if err != nil || n < 0 || n > 10 {
			c.problems.Hintf(f.pos, "0 to 10 digits after the point", "| convert … %s", f.args[2])
			return false
		}
		digits = n
	}
	if !v.Number && !slices.Contains(numbers, v.Kind) {
		c.problems.Hintf(f.pos, "| number | convert … for text", "| convert wants a number, not %s", article(kindText(v)))
		return false
	}
	number := numberExpr(v)
	converted, ok := c.converted(f, number, from, to, digits)
	if !ok {
		return false
	}
	if !v.Number {
		rewrite(v, converted, schema.Decimal)
		return true
	}
	text := call1("CONCAT", comparatorExpr(v.Expr), converted)
	rewrite(v, when(matches(v.Expr, program.NumberPattern), text, nil), schema.Text)
	v.Column, v.Number = &plainColumn, true
	return true
}

// converted is the number in the other unit, by the settings where they name units.
func (c *compiler) converted(f call, x sqltree.Expr, from, to unitArg, digits int) (sqltree.Expr, bool) {
	bySetting := func(arg unitArg, one func(unit string) (sqltree.Expr, bool)) (sqltree.Expr, bool) {
		if arg.setting == "" {
			return one(arg.units[0])
		}
		out := sqltree.Case{Operand: sqltree.Setting{Name: arg.setting}}
		for _, unit := range arg.units {
			then, ok := one(unit)
			if !ok {
				return nil, false
			}
			out.Whens = append(out.Whens, sqltree.When{Cond: sqltree.Literal{Value: unit}, Then: then})
		}
		return out, true
	}
	return bySetting(from, func(source string) (sqltree.Expr, bool) {
		return bySetting(to, func(target string) (sqltree.Expr, bool) { return c.conversion(f, x, source, target, digits) })
	})
}

// conversion is ROUND((x × a + b) / d, digits) with whole numbers.
func (c *compiler) conversion(f call, x sqltree.Expr, from, to string, digits int) (sqltree.Expr, bool) {
	conversion, err := ucum.Between(from, to)
	if err != nil {
		c.problems.Hintf(f.pos, "mg/dL to mmol/L and the like want the substance: compute it in SQL", "%v", err)
		return nil, false
	}
	d := new(big.Int).Mul(conversion.Factor.Denom(), conversion.Offset.Denom())
	d.Div(d, new(big.Int).GCD(nil, nil, conversion.Factor.Denom(), conversion.Offset.Denom()))
	a := times(conversion.Factor, d)
	b := times(conversion.Offset, d)
	for _, n := range []*big.Int{a, b, d} {
		if len(n.String()) > maxConvertDigits {
			c.problems.Hintf(f.pos, "compute it in SQL", "%s to %s is too fine for the database's decimals", from, to)
			return nil, false
		}
	}
	one := big.NewInt(1)
	if a.Cmp(one) != 0 {
		x = sqltree.Compare(x, "*", sqltree.Number{Text: a.String()})
	}
	if b.Sign() != 0 {
		x = sqltree.Compare(x, "+", sqltree.Number{Text: b.String()})
	}
	if d.Cmp(one) != 0 {
		x = sqltree.Compare(x, "/", sqltree.Number{Text: d.String()})
	}
	return call1("ROUND", x, integer(digits)), true
}

// maxConvertDigits bounds the whole numbers of a conversion, so that a product stays within 65 digits.
const maxConvertDigits = 20

// times is a rational number times a multiple of its denominator.
func times(r *big.Rat, d *big.Int) *big.Int {
	return new(big.Int).Mul(r.Num(), new(big.Int).Div(d, r.Denom()))
}

const exact = "DECIMAL(40,15)"

// numberExpr is a value as an exact decimal. A FLOAT means the digits that it shows, not the binary fraction behind them.
func numberExpr(v *program.Value) sqltree.Expr {
	x := v.Expr
	switch {
	case v.Number:
		for _, sign := range []string{"<", ">", "="} {
			x = call1("REPLACE", x, sqltree.Literal{Value: sign}, sqltree.Literal{})
		}
	case v.Kind == schema.Float:
		x = sqltree.Cast{X: x, Type: "CHAR"}
	}
	return sqltree.Cast{X: x, Type: exact}
}

// comparatorExpr is the comparator before a number's text; empty without one.
func comparatorExpr(x sqltree.Expr) sqltree.Expr {
	trimmed := call1("TRIM", x)
	out := sqltree.Case{Else: sqltree.Literal{}}
	for _, c := range []string{"<=", ">=", "<", ">"} {
		cond := sqltree.Compare(call1("LEFT", trimmed, integer(len(c))), "=", sqltree.Literal{Value: c})
		out.Whens = append(out.Whens, sqltree.When{Cond: cond, Then: sqltree.Literal{Value: c}})
	}
	return out
}
