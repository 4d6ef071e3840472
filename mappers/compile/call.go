package compile

import (
	"maps"
	"slices"
	"strings"

	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/schema"
	"ehr.example/portico/mappers/sqltree"
)

// called is a hole's SQL in call syntax: =date(y, m, d). It is the language's own function, not the server's.
type called struct {
	name string
	args []mapping.Text
}

// Call is a function of several columns that stands as the whole SQL of a hole, as messages and documents show it.
type Call struct {
	Name  string
	Args  string
	About string
}

// calls are the functions in call syntax by name.
var calls map[string]knownCall

type knownCall struct {
	Call
	min, max int
	apply    func(c *compiler, f called, args []*program.Value) *program.Value
}

func init() { // the functions speak of the table themselves
	calls = map[string]knownCall{
		"date":     {Call{"date", "year, month[, day]", "a date of which the parts may be missing from the right"}, 2, 3, (*compiler).dateCall},
		"datetime": {Call{"datetime", "day, time[, zone] or clock, zone", "a wall clock of a day and a time, in the zone that a column such as -0500 says"}, 2, 3, (*compiler).datetimeCall},
		"join":     {Call{"join", "'separator', a, b, …", "texts one behind another; empty ones are left out"}, 2, many, (*compiler).joinCall},
		"first":    {Call{"first", "a, b, …", "the first that is not empty"}, 2, many, (*compiler).firstCall},
	}
}

// Calls lists the functions in call syntax by name.
func Calls() []Call {
	var out []Call
	for _, name := range slices.Sorted(maps.Keys(calls)) {
		out = append(out, calls[name].Call)
	}
	return out
}

// callOf takes call syntax apart. DATE(x) with one argument is SQL's own function.
func callOf(text mapping.Text) (called, bool) {
	open := strings.IndexByte(text.Value, '(')
	if open < 0 || !strings.HasSuffix(text.Value, ")") {
		return called{}, false
	}
	name := strings.TrimSpace(text.Value[:open])
	if _, ok := calls[name]; !ok {
		return called{}, false
	}
	f := called{name: name}
	inside := text.Slice(open+1, len(text.Value)-1)
	depth, start := 0, 0
	for i := 0; i < len(inside.Value); i++ {
		switch inside.Value[i] {
		case '\'', '"', '`':
			i = quoteEnd(inside.Value, i)
		case '(':
			depth++
		case ')':
			if depth--; depth < 0 { // the call ends earlier: f(a) + g(b)
				return called{}, false
			}
		case ',':
			if depth == 0 {
				f.args = append(f.args, inside.Slice(start, i))
				start = i + 1
			}
		}
	}
	f.args = append(f.args, inside.Slice(start, len(inside.Value)))
	return f, (name != "date" || len(f.args) > 1) && (name != "join" || !joinsRows(f))
}

// joinsRows tells join(r.note, ', '), the aggregate over rows, from join(', ', a, b).
func joinsRows(f called) bool {
	return !strings.HasPrefix(f.args[0].Value, "'") && strings.HasPrefix(f.args[len(f.args)-1].Value, "'")
}

// callValue is the value of a hole in call syntax.
func (c *compiler) callValue(f called, text mapping.Text, sc *scope) *program.Value {
	known := calls[f.name]
	if len(f.args) < known.min || len(f.args) > known.max {
		c.problems.Hintf(text.Pos, f.name+"("+known.Args+")", "%s does not take %d arguments", f.name, len(f.args))
		return nil
	}
	var args []*program.Value
	for _, arg := range f.args {
		if arg.Zero() {
			c.problems.Hintf(text.Pos, f.name+"("+known.Args+")", "an argument of %s is missing", f.name)
			return nil
		}
		exprs := c.expressions(arg, sc.froms(), sc)
		if len(exprs) != 1 {
			return nil
		}
		args = append(args, exprValue(exprs[0], sc))
	}
	return known.apply(c, f, args)
}

// keys are the expressions that a hole follows: its SQL, or one in call syntax.
func (c *compiler) keys(h hole, sc *scope) []sqltree.Expr {
	f, ok := callOf(h.sql)
	if !ok {
		return c.expressions(h.sql, sc.froms(), sc)
	}
	if v := c.callValue(f, h.sql, sc); v != nil {
		return []sqltree.Expr{v.Expr}
	}
	return nil
}

// wants refuses an argument of another kind.
func (c *compiler) wants(f called, i int, v *program.Value, kinds ...schema.Kind) bool {
	if oneOf(v.Kind, kinds) {
		return true
	}
	c.problems.Hintf(f.args[i].Pos, calls[f.name].Args, "%s is %s, and %s wants %s there", f.args[i].Value, article(kindText(v)), f.name, article(kinds[0].String()))
	return false
}

// digitsOf is a part of a date with leading zeros, or NULL where it is out of bounds. A year has four digits: nobody knows
// the century of 85.
func digitsOf(v *program.Value, least, most, width int) sqltree.Expr {
	n := v.Expr
	if v.Kind == schema.Text {
		n = when(matches(n, "^[ ]*[0-9]{1,4}[ ]*$"), sqltree.Cast{X: n, Type: "UNSIGNED"}, nil)
	}
	return when(sqltree.Between{X: n, Low: integer(least), High: integer(most)}, call1("LPAD", n, integer(width), sqltree.Literal{Value: "0"}), nil)
}

// dateCall writes as much of a date as there is. A day that the month does not have is not there.
func (c *compiler) dateCall(f called, args []*program.Value) *program.Value {
	for i, v := range args {
		if !c.wants(f, i, v, schema.Integer, schema.Text, schema.Year) {
			return nil
		}
	}
	dash := sqltree.Literal{Value: "-"}
	year, month := digitsOf(args[0], 1000, 9999, 4), digitsOf(args[1], 1, 12, 2)
	text := call1("CONCAT_WS", dash, year, month)
	if len(args) == 3 {
		whole := call1("CONCAT", year, dash, month, dash, digitsOf(args[2], 1, 31, 2))
		there := sqltree.NotNull(sqltree.Cast{X: whole, Type: "DATE"})
		text = when(there, whole, text)
	}
	text = when(sqltree.NotNull(year), text, nil)
	v := &program.Value{Expr: text, Kind: schema.Text, Nullable: true, Form: program.FormPartial}
	v.First, v.Last = completed(text, "-01-01"), completed(text, "-12-31")
	if args[0].Column != nil && args[0].Kind != schema.Text {
		v.Near = args[0].Expr
	}
	return v
}

// completed is a partial date with what it lacks of an end: 31 is late enough for every month, as text.
func completed(text sqltree.Expr, end string) sqltree.Expr {
	from := sqltree.Compare(call1("CHAR_LENGTH", text), "-", integer(3))
	return call1("CONCAT", text, call1("SUBSTRING", sqltree.Literal{Value: end}, from))
}

// datetimeCall is a day and a time, or a wall clock, in the zone of a column.
func (c *compiler) datetimeCall(f called, args []*program.Value) *program.Value {
	if !c.wants(f, 0, args[0], schema.Date, schema.DateTime) {
		return nil
	}
	v := &program.Value{Expr: args[0].Expr, Kind: schema.DateTime, Nullable: true}
	if args[0].Column != nil {
		v.Near = args[0].Expr
	}
	zone := 2
	if len(args) == 2 && args[0].Kind == schema.DateTime && args[1].Kind == schema.Text {
		zone = 1
	} else if !c.wants(f, 1, args[1], schema.Time, schema.Text) {
		return nil
	} else {
		v.Expr = dayAndTime(args[0], args[1])
	}
	if zone >= len(args) {
		return v
	}
	if !c.wants(f, zone, args[zone], schema.Text) {
		return nil
	}
	zoned(v, args[zone].Expr)
	return v
}

// dayAndTime is a wall clock; NULL where the time is none of a day. Days and times are written out by name, as not every engine
// makes the same text of them.
func dayAndTime(day, time *program.Value) sqltree.Expr {
	date, clock := day.Expr, time.Expr
	ok := sqltree.AllOf(
		sqltree.Compare(clock, ">=", sqltree.Literal{Value: "00:00:00"}),
		sqltree.Compare(clock, "<", sqltree.Literal{Value: "24:00:00"}),
	)
	if time.Kind == schema.Text {
		ok = matches(clock, "^[ ]*([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?[ ]*$")
		clock = call1("TRIM", clock)
	} else {
		clock = call1("TIME_FORMAT", clock, sqltree.Literal{Value: "%T"})
	}
	date = call1("DATE_FORMAT", date, sqltree.Literal{Value: "%Y-%m-%d"})
	text := call1("CONCAT", date, sqltree.Literal{Value: " "}, clock)
	return when(ok, sqltree.Cast{X: text, Type: "DATETIME"}, nil)
}

const zonePattern = "^([-+](0[0-9]|1[0-4])(:?[0-5][0-9])?|Z)$"

// zoned puts a clock into the zone that a text such as -0500 or +05:30 says. An empty text is the tenant's zone; any other
// makes the value empty, since nobody knows when it was.
func zoned(v *program.Value, zone sqltree.Expr) {
	text := call1("TRIM", zone)
	none := sqltree.Compare(call1("COALESCE", text, sqltree.Literal{}), "=", sqltree.Literal{})
	known := matches(text, zonePattern)
	digits := call1("RPAD", call1("REPLACE", call1("SUBSTRING", text, integer(2)), sqltree.Literal{Value: ":"}, sqltree.Literal{}), integer(4), sqltree.Literal{Value: "0"})
	part := func(side string) sqltree.Expr {
		return sqltree.Cast{X: call1(side, digits, integer(2)), Type: "SIGNED"}
	}
	minutes := sqltree.Compare(sqltree.Compare(part("LEFT"), "*", integer(60)), "+", part("RIGHT"))
	west := sqltree.Compare(call1("LEFT", text, integer(1)), "=", sqltree.Literal{Value: "-"})
	v.Zone = when(known, when(west, sqltree.Compare(integer(0), "-", minutes), minutes), nil)
	v.Expr = when(sqltree.Or{none, known}, v.Expr, nil)
	v.UTC = sqltree.Interval{X: v.Expr, Sign: "-", N: v.Zone, Unit: "MINUTE"}
}

// joinCall skips what is blank.
func (c *compiler) joinCall(_ called, args []*program.Value) *program.Value {
	list := []sqltree.Expr{args[0].Expr}
	var column *schema.Column
	for _, v := range args[1:] {
		text := v.Expr
		if oneOf(v.Kind, texts) { // a number is never blank
			text = call1("NULLIF", call1("TRIM", text), sqltree.Literal{})
		}
		list = append(list, text)
		if v.Column != nil && v.Column.Kind == schema.Text && column == nil {
			column = v.Column
		}
	}
	v := &program.Value{Expr: sqltree.Func{Name: "CONCAT_WS", Args: list}, Kind: schema.Text, Nullable: true}
	if column != nil {
		v.Column = &schema.Column{Kind: schema.Text, Charset: column.Charset, Collation: column.Collation, Nullable: true}
	}
	return v
}

// firstCall is the first value that is not empty, as one expression.
func (c *compiler) firstCall(f called, args []*program.Value) *program.Value {
	if !c.alike(f, args) {
		return nil
	}
	out := sqltree.Case{}
	last := len(args) - 1
	for _, v := range args[:last] {
		out.Whens = append(out.Whens, sqltree.When{Cond: sqltree.OrTrue(v.Present()), Then: v.Expr})
	}
	out.Else = args[last].Expr
	v := *args[0]
	rewrite(&v, out, v.Kind)
	return &v
}

// alike refuses alternatives of several kinds: the element could not say how to write them.
func (c *compiler) alike(f called, args []*program.Value) bool {
	for i, v := range args {
		if v.Kind != args[0].Kind && v.Kind != schema.Unknown {
			c.problems.Hintf(f.args[i].Pos, "{$first: [=a, =b]} takes values of several kinds", "first(…) meets %s after %s", article(kindText(v)), article(kindText(args[0])))
			return false
		}
	}
	return true
}
