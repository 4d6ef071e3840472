package plan

import (
	"strconv"
	"time"

	"ehr.example/portico/facade/search"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/schema"
	"ehr.example/portico/mappers/sqltree"
)

// ends are the two ends of what a resource holds, as conditions against a moment p: low ≥ p, low < p, high ≤ p and
// high > p, where high is exclusive. An end that is not there is open.
type ends struct {
	present                              sqltree.Expr
	lowFrom, lowBefore, highTo, highPast func(p time.Time) sqltree.Expr
}

// date is the condition that a date, dateTime, instant or Period compares as asked (R4 §3.1.1.4.7): a moment stands for
// the interval of its column's precision.
func (b *builder) date(d *program.DateRange, want search.Date) sqltree.Expr {
	e := b.ends(d)
	low, high := want.Low, want.High
	var match sqltree.Expr
	switch want.Prefix {
	case search.Equal:
		match = b.contained(d, low, high, e)
	case search.NotEqual:
		match = sqltree.IsNotTrue(b.contained(d, low, high, e))
	case search.Greater:
		match = e.highPast(high)
	case search.Less:
		match = e.lowBefore(low)
	case search.GreaterEqual:
		match = b.earlier(d, low, high, e)
	case search.LessEqual:
		match = b.later(d, low, high, e)
	case search.StartsAfter:
		match = e.lowFrom(high)
	case search.EndsBefore:
		match = e.highTo(low)
	default:
		match = b.about(e, low, high)
	}
	return sqltree.AllOf(e.present, match)
}

// contained is eq: the interval holds all of the value. That a Period begins before the interval ends follows from where it ends,
// unless it ends before it begins, which is no time at all; said all the same, it lets an index on the beginning find few rows.
func (b *builder) contained(d *program.DateRange, low, high time.Time, e ends) sqltree.Expr {
	within := sqltree.AllOf(e.lowFrom(low), e.highTo(high))
	if d.Point {
		return within
	}
	return sqltree.AllOf(within, b.momentEnds(d.Low).lowBefore(high))
}

// earlier is ge: the value reaches past the interval, or begins in it or after. For a moment one bound says both.
func (b *builder) earlier(d *program.DateRange, low, high time.Time, e ends) sqltree.Expr {
	if d.Point && d.Low.First == nil {
		if first, last := b.ceil(d.Low, low), b.floor(d.Low, high); first.Before(last) {
			return e.lowFrom(low)
		}
		return e.highPast(high)
	}
	return sqltree.AnyOf(e.lowFrom(low), e.highPast(high))
}

// later is le, the other way round.
func (b *builder) later(d *program.DateRange, low, high time.Time, e ends) sqltree.Expr {
	if d.Point && d.Low.First == nil {
		if first, last := b.ceil(d.Low, low), b.floor(d.Low, high); first.Before(last) {
			return e.highTo(high)
		}
		return e.lowBefore(low)
	}
	return sqltree.AnyOf(e.highTo(high), e.lowBefore(low))
}

// about is ap: the intervals overlap, where the asked one is wider by a tenth of its distance from now.
func (b *builder) about(e ends, low, high time.Time) sqltree.Expr {
	margin := b.tenant.Now.Sub(low).Abs() / 10
	return sqltree.AllOf(e.lowBefore(high.Add(margin)), e.highPast(low.Add(-margin)))
}

func (b *builder) ends(d *program.DateRange) ends {
	if d.Point {
		return b.momentEnds(d.Low)
	}
	low, high := b.momentEnds(d.Low), b.momentEnds(d.High)
	noLow, noHigh := sqltree.IsNotTrue(d.Low.Present()), sqltree.IsNotTrue(d.High.Present())
	return ends{
		present:   sqltree.AnyOf(d.Low.Present(), d.High.Present()),
		lowFrom:   low.lowFrom,
		lowBefore: func(p time.Time) sqltree.Expr { return sqltree.AnyOf(noLow, low.lowBefore(p)) },
		highTo:    func(p time.Time) sqltree.Expr { return sqltree.AllOf(d.High.Present(), high.highTo(p)) },
		highPast:  func(p time.Time) sqltree.Expr { return sqltree.AnyOf(noHigh, high.highPast(p)) },
	}
}

// momentEnds compares the bare column with bounds rounded to its precision: c ≥ ⌈p⌉ for low ≥ p, c < ⌊p⌋ for high ≤ p.
func (b *builder) momentEnds(v *program.Value) ends {
	if v == nil {
		never := func(time.Time) sqltree.Expr { return sqltree.False }
		return ends{present: sqltree.False, lowFrom: never, lowBefore: never, highTo: never, highPast: never}
	}
	if v.First != nil {
		return b.partialEnds(v)
	}
	compare := func(op string, up bool) func(time.Time) sqltree.Expr {
		return func(p time.Time) sqltree.Expr { return b.against(v, op, p, up) }
	}
	return ends{
		present: v.Present(),
		lowFrom: compare(">=", true), lowBefore: compare("<", true),
		highTo: compare("<", false), highPast: compare(">=", false),
	}
}

// against compares a value with a moment, rounded up or down to what the value can hold. A column whose order is the
// value's stands for it; a value that has none is compared itself, beside a column of its days that an index can range on.
func (b *builder) against(v *program.Value, op string, p time.Time, up bool) sqltree.Expr {
	wall := b.floor(v, p)
	if up {
		wall = b.ceil(v, p)
	}
	e := b.clock(v, v.Expr, op, wall)
	if v.Zone != nil {
		utc := p.UTC().Truncate(time.Second)
		if up && !utc.Equal(p) {
			utc = utc.Add(time.Second)
		}
		e = sqltree.AnyOf(b.clock(v, v.UTC, op, utc), sqltree.AllOf(sqltree.Is{X: v.Zone, What: "NULL"}, e))
	}
	return sqltree.AllOf(b.near(v, op, p), e)
}

// clock compares a column with a wall clock of its own kind; clocks that MySQL cannot write decide at once.
func (b *builder) clock(v *program.Value, x sqltree.Expr, op string, clock time.Time) sqltree.Expr {
	if clock.Year() > 9999 || clock.Year() < 1 {
		return sqltree.Bool{Value: (clock.Year() > 9999) == (op == "<")}
	}
	switch {
	case v.Ordered != nil:
		return b.ordered(v.Ordered, op, clock)
	case len(v.Steps) > 0:
		if raws, ok := v.Raws(clock.Format(time.DateOnly)); ok && len(raws) == 1 {
			if bound, ok := v.Arg(raws[0]); ok {
				return sqltree.Compare(x, op, bound)
			}
		}
		b.inexact = true
		return sqltree.False
	}
	return sqltree.Compare(x, op, sqltree.Arg{Value: clock.Format(layout(v))})
}

// layout is how a clock is written for a column. Where only the year or the month is shown, the rest of it may be zero.
func layout(v *program.Value) string {
	switch {
	case v.Precision == program.Year:
		return "2006-00-00"
	case v.Precision == program.Month:
		return "2006-01-00"
	case v.Kind == schema.Date:
		return time.DateOnly
	}
	return "2006-01-02 15:04:05.999999"
}

// ordered compares a column of texts or numbers that sort as the clocks do which they write; a clock between two of them
// is the later one.
func (b *builder) ordered(o *program.Ordered, op string, clock time.Time) sqltree.Expr {
	if o.Unit > 0 {
		if whole := clock.Truncate(o.Unit); whole.Before(clock) {
			clock = whole.Add(o.Unit)
		}
	}
	text := clock.Format(o.Layout)
	if n, err := strconv.ParseInt(text, 10, 64); o.Integer && err == nil {
		return sqltree.Compare(o.X, op, sqltree.Arg{Value: n})
	}
	return sqltree.Compare(o.X, op, sqltree.Arg{Value: text})
}

// near bounds the column of days or years on which a value lies, with room for every zone.
func (b *builder) near(v *program.Value, op string, p time.Time) sqltree.Expr {
	if v.Near == nil {
		return sqltree.True
	}
	wide := map[string]string{">=": ">=", "<": "<="}[op]
	day := time.Unix(b.tenant.Zone.Wall(p.Unix()), 0).UTC()
	if v.Kind != schema.DateTime { // a year
		return sqltree.Compare(v.Near, wide, sqltree.Arg{Value: int64(day.Year())})
	}
	room := 48 * time.Hour
	if op == ">=" {
		room = -room
	}
	if day = day.Add(room); day.Year() > 9999 || day.Year() < 1 {
		return sqltree.True
	}
	return sqltree.Compare(v.Near, wide, sqltree.Arg{Value: day.Format(time.DateOnly)})
}

// partialEnds compares a date that says itself how much of it is known: its first and last days, as texts.
func (b *builder) partialEnds(v *program.Value) ends {
	day := &program.Value{Kind: schema.Date}
	compare := func(x sqltree.Expr, op string, up bool) func(time.Time) sqltree.Expr {
		return func(p time.Time) sqltree.Expr {
			bound := b.floor(day, p)
			if up {
				bound = b.ceil(day, p)
			}
			return sqltree.AllOf(b.near(v, op, p), b.clock(day, x, op, bound))
		}
	}
	return ends{
		present: v.Present(),
		lowFrom: compare(v.First, ">=", true), lowBefore: compare(v.First, "<", true),
		highTo: compare(v.Last, "<", false), highPast: compare(v.Last, ">=", false),
	}
}

// floor and ceil are an instant as a clock of the column's kind, rounded to its precision: the tenant's wall clock for
// DATE and DATETIME, UTC for TIMESTAMP.
func (b *builder) floor(v *program.Value, p time.Time) time.Time {
	if v.Kind == schema.Timestamp {
		return p.UTC().Truncate(precision(v))
	}
	return down(v, time.Unix(b.tenant.Zone.Wall(p.Unix()), int64(p.Nanosecond())).UTC())
}

// down rounds a clock of the column's kind to its precision.
func down(v *program.Value, wall time.Time) time.Time {
	switch {
	case v.Precision == program.Year:
		return time.Date(wall.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
	case v.Precision == program.Month:
		return time.Date(wall.Year(), wall.Month(), 1, 0, 0, 0, 0, time.UTC)
	case v.Kind == schema.Date || v.Day || len(v.Steps) > 0:
		return time.Date(wall.Year(), wall.Month(), wall.Day(), 0, 0, 0, 0, time.UTC)
	}
	return wall.Truncate(precision(v))
}

func (b *builder) ceil(v *program.Value, p time.Time) time.Time {
	exact := b.wall(p)
	f := down(v, exact)
	if v.Kind == schema.Timestamp {
		exact = p.UTC()
		f = exact.Truncate(precision(v))
	}
	if f.Equal(exact) {
		return f
	}
	switch {
	case v.Precision == program.Year:
		return f.AddDate(1, 0, 0)
	case v.Precision == program.Month:
		return f.AddDate(0, 1, 0)
	case v.Kind == schema.Date || v.Day || len(v.Steps) > 0:
		return f.AddDate(0, 0, 1)
	}
	return f.Add(precision(v))
}

// wall is the first wall clock that shows an instant or a later one. Within the second at which a gap begins, that lies behind
// the gap; within the second pass of a fold it is the fold's end.
func (b *builder) wall(p time.Time) time.Time {
	wall, nanos := b.tenant.Zone.Wall(p.Unix()), int64(p.Nanosecond())
	if nanos > 0 {
		switch next := b.tenant.Zone.Wall(p.Unix() + 1); {
		case next > wall+1:
			wall = next - 1
		case next == wall:
			nanos = 0
		}
	}
	return time.Unix(wall, nanos).UTC()
}

// precision is the length of the interval that a value of the column stands for.
func precision(v *program.Value) time.Duration {
	unit := time.Second
	if v.Column != nil {
		for range v.Column.Scale {
			unit /= 10
		}
	}
	return unit
}
