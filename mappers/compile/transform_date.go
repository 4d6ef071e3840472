package compile

import (
	"strings"
	"time"

	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/schema"
	"ehr.example/portico/mappers/sqltree"
)

// dateTransforms are those that read and shorten days and clocks.
var dateTransforms = []transform{
	{
		Transform: Transform{"date", "['format']", "the day of a clock, or of a text in a format: '%Y%m%d', '%d.%m.%Y'"},
		max:       1, apply: (*compiler).dateTransform,
	},
	{
		Transform: Transform{"datetime", "'format'", "the wall clock of a text in a format: '%Y%m%d%H%i%s'"},
		min:       1, max: 1, kinds: texts, apply: (*compiler).datetimeTransform,
	},
	{
		Transform: Transform{"year", "", "a day or clock of which only the year is known"},
		kinds:     days, hint: dayHint, apply: (*compiler).yearTransform,
	},
	{
		Transform: Transform{"month", "", "a day or clock of which only year and month are known"},
		kinds:     days, hint: dayHint, apply: (*compiler).monthTransform,
	},
}

var days = []schema.Kind{schema.Date, schema.DateTime}

const dayHint = "a DATE or DATETIME; a TIMESTAMP's day depends on the zone; a text is read by | date '%Y'"

func (c *compiler) dateTransform(v *program.Value, f call) bool {
	if len(f.args) == 1 {
		return c.readTime(v, f, "Ymdce", schema.Date)
	}
	if v.Kind != schema.Date && v.Kind != schema.DateTime || v.Zone != nil || v.Precision != program.Whole {
		c.problems.Hintf(f.pos, "a DATETIME; a TIMESTAMP's day depends on the zone; a text wants a format: | date '%Y%m%d'", "| date wants a wall clock")
		return false
	}
	v.Day = v.Kind == schema.DateTime
	return true
}

func (c *compiler) datetimeTransform(v *program.Value, f call) bool {
	return c.readTime(v, f, "YmdceHkis", schema.DateTime)
}

func (c *compiler) yearTransform(v *program.Value, f call) bool {
	return c.shorten(v, f, program.Year)
}

func (c *compiler) monthTransform(v *program.Value, f call) bool {
	return c.shorten(v, f, program.Month)
}

func (c *compiler) shorten(v *program.Value, f call, to program.Precision) bool {
	if v.Zone != nil || v.Precision != program.Whole {
		c.problems.Hintf(f.pos, "a DATE or DATETIME", "| %s wants a whole day or clock", f.name)
		return false
	}
	v.Precision = to
	return true
}

// timeLetter is what a letter of a format stands for.
type timeLetter struct {
	pattern, layout string
	rank            int  // year, month, day, hour, minute, second
	padded          bool // always as many digits
}

var letters = map[byte]timeLetter{
	'Y': {"[0-9]{4}", "2006", 1, true},
	'm': {"(0[1-9]|1[0-2])", "01", 2, true},
	'd': {"(0[1-9]|[12][0-9]|3[01])", "02", 3, true},
	'c': {"(0?[1-9]|1[0-2])", "1", 2, false},
	'e': {"(0?[1-9]|[12][0-9]|3[01])", "2", 3, false},
	'H': {"([01][0-9]|2[0-3])", "15", 4, true},
	'k': {"([01]?[0-9]|2[0-3])", "15", 4, false},
	'i': {"[0-5][0-9]", "04", 5, true},
	's': {"[0-5][0-9]", "05", 6, true},
}

// timeFormat is a format of a text, taken apart.
type timeFormat struct {
	pattern, layout string
	ranks           []int
	ordered         bool // texts sort as the times do
}

// has tells whether a rank is among the letters.
func (t timeFormat) has(rank int) bool {
	for _, r := range t.ranks {
		if r == rank {
			return true
		}
	}
	return false
}

// unit is the smallest step of a clock; 0 for days.
func (t timeFormat) unit() time.Duration {
	switch {
	case t.has(6):
		return time.Second
	case t.has(5):
		return time.Minute
	case t.has(4):
		return time.Hour
	}
	return 0
}

const formatHint = "%Y year, %m month, %d day, %H hour, %i minute, %s second with two digits each; %c month, %e day and %k hour with one or two"

// readFormat takes a format apart; the letters are those allowed.
func (c *compiler) readFormat(f call, allowed string) (timeFormat, bool) {
	t := timeFormat{ordered: true}
	refuse := func(format string, args ...any) (timeFormat, bool) {
		c.problems.Hintf(f.pos, formatHint, format, args...)
		return t, false
	}
	text := f.args[0]
	for i := 0; i < len(text); i++ {
		if text[i] != '%' {
			if !strings.ContainsRune("-/.:, T", rune(text[i])) {
				return refuse("| %s '%s': %q is neither a letter of a format nor a separator", f.name, text, text[i])
			}
			t.layout += text[i : i+1]
			t.pattern += "[" + text[i:i+1] + "]"
			continue
		}
		if i++; i >= len(text) || strings.IndexByte(allowed, text[i]) < 0 {
			return refuse("| %s '%s': %%%s is no letter here", f.name, text, text[min(i, len(text)):min(i+1, len(text))])
		}
		l := letters[text[i]]
		if t.has(l.rank) {
			return refuse("| %s '%s': %%%c stands twice", f.name, text, text[i])
		}
		t.ordered = t.ordered && l.padded && len(t.ranks) == l.rank-1
		t.ranks = append(t.ranks, l.rank)
		t.layout, t.pattern = t.layout+l.layout, t.pattern+l.pattern
	}
	for rank := 1; rank < 6; rank++ {
		if t.has(rank+1) && !t.has(rank) || rank == 1 && !t.has(1) {
			return refuse("| %s '%s' lacks what comes before its smallest part", f.name, text)
		}
	}
	if f.name == "datetime" && !t.has(4) {
		return refuse("| datetime '%s' lacks the hour", text)
	}
	return t, true
}

// readTime turns a text into a day or a wall clock. Where the texts sort as the times do, the bare column stays for
// ranges. What does not look like the format, or is on no calendar, is empty.
func (c *compiler) readTime(v *program.Value, f call, allowed string, kind schema.Kind) bool {
	if !oneOf(v.Kind, texts) && v.Kind != schema.Integer {
		c.problems.Hintf(f.pos, "| date without a format takes the day of a clock", "| %s with a format wants text, not %s", f.name, article(kindText(v)))
		return false
	}
	format, ok := c.readFormat(f, allowed)
	if !ok {
		return false
	}
	bare, integer := v.Expr, v.Kind == schema.Integer
	rewrite(v, format.read(v, f.args[0], kind), kind)
	switch {
	case !format.has(2):
		v.Precision = program.Year
	case !format.has(3):
		v.Precision = program.Month
	}
	if format.ordered {
		v.Ordered = &program.Ordered{X: bare, Layout: format.layout, Unit: format.unit(), Integer: integer}
	}
	return true
}

// read is the time that a value's text writes, or NULL. A part that the format lacks is the first of its kind.
func (t timeFormat) read(v *program.Value, letters string, kind schema.Kind) sqltree.Expr {
	text := v.Expr
	if v.Kind == schema.Integer {
		text = sqltree.Cast{X: text, Type: "CHAR"}
	}
	trimmed, looked, pattern := call1("TRIM", text), call1("TRIM", text), "^"+t.pattern+"$"
	if t.ordered { // blanks in front would sort elsewhere
		trimmed, looked, pattern = call1("RTRIM", text), text, "^"+t.pattern+"[ ]*$"
	}
	if !t.has(2) {
		trimmed, letters = call1("CONCAT", trimmed, sqltree.Literal{Value: "-01"}), letters+"-%m"
	}
	if !t.has(3) {
		trimmed, letters = call1("CONCAT", trimmed, sqltree.Literal{Value: "-01"}), letters+"-%d"
	}
	read := call1("STR_TO_DATE", trimmed, sqltree.Literal{Value: letters})
	to := map[schema.Kind]string{schema.Date: "DATE", schema.DateTime: "DATETIME"}[kind]
	return when(matches(looked, pattern), sqltree.Cast{X: sqltree.Cast{X: read, Type: "CHAR"}, Type: to}, nil)
}

func oneOf(k schema.Kind, kinds []schema.Kind) bool {
	for _, kind := range kinds {
		if k == kind {
			return true
		}
	}
	return false
}
