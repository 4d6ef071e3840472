package plan

import (
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
		match = sqltree.AllOf(e.lowFrom(low), e.highTo(high))
	case search.NotEqual:
		match = sqltree.IsNotTrue(sqltree.AllOf(e.lowFrom(low), e.highTo(high)))
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

// earlier is ge: the value reaches past the interval, or begins in it or after. For a moment one bound says both.
func (b *builder) earlier(d *program.DateRange, low, high time.Time, e ends) sqltree.Expr {
	if d.Point {
		if first, last := b.ceil(d.Low, low), b.floor(d.Low, high); first.Before(last) {
			return e.lowFrom(low)
		}
		return e.highPast(high)
	}
	return sqltree.AnyOf(e.lowFrom(low), e.highPast(high))
}

// later is le, the other way round.
func (b *builder) later(d *program.DateRange, low, high time.Time, e ends) sqltree.Expr {
	if d.Point {
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
	compare := func(op string, round func(*program.Value, time.Time) time.Time) func(time.Time) sqltree.Expr {
		return func(p time.Time) sqltree.Expr { return b.against(v, op, round(v, p)) }
	}
	return ends{
		present: v.Present(),
		lowFrom: compare(">=", b.ceil), lowBefore: compare("<", b.ceil),
		highTo: compare("<", b.floor), highPast: compare(">=", b.floor),
	}
}

// against compares a column with a wall clock of its own kind; clocks that MySQL cannot write decide at once.
func (b *builder) against(v *program.Value, op string, clock time.Time) sqltree.Expr {
	if clock.Year() > 9999 || clock.Year() < 1 {
		return sqltree.Bool{Value: (clock.Year() > 9999) == (op == "<")}
	}
	layout := "2006-01-02 15:04:05.999999"
	if v.Kind == schema.Date {
		layout = time.DateOnly
	}
	return sqltree.Compare(v.Expr, op, sqltree.Arg{Value: clock.Format(layout)})
}

// floor and ceil are an instant as a clock of the column's kind, rounded to its precision: the tenant's wall clock for
// DATE and DATETIME, UTC for TIMESTAMP.
func (b *builder) floor(v *program.Value, p time.Time) time.Time {
	if v.Kind == schema.Timestamp {
		return p.UTC().Truncate(precision(v))
	}
	wall := time.Unix(b.tenant.Zone.Wall(p.Unix()), int64(p.Nanosecond())).UTC()
	if v.Kind == schema.Date || v.Day {
		return time.Date(wall.Year(), wall.Month(), wall.Day(), 0, 0, 0, 0, time.UTC)
	}
	return wall.Truncate(precision(v))
}

func (b *builder) ceil(v *program.Value, p time.Time) time.Time {
	f := b.floor(v, p)
	exact := time.Unix(b.tenant.Zone.Wall(p.Unix()), int64(p.Nanosecond())).UTC()
	if v.Kind == schema.Timestamp {
		exact = p.UTC()
	}
	if f.Equal(exact) {
		return f
	}
	if v.Kind == schema.Date || v.Day {
		return f.AddDate(0, 0, 1)
	}
	return f.Add(precision(v))
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
