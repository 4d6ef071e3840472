package interaction_test

import (
	"strings"
	"testing"
	"time"
)

// dates are date parameters (R4 §3.1.1.4.7). A text stands for the interval of its precision; without an offset it is
// read on the tenant's clock.
type dates struct{ zone *time.Location }

// span is an interval of time: low ≤ t < high. A zero end is open.
type span struct {
	low, high time.Time
	text      string // of a date, dateTime or instant; "" of a Period
}

func (d dates) values(e element) []any {
	if e.typ == "string" {
		return nil // the words that a choice may have instead of a date
	}
	if s, ok := e.value.(string); ok {
		low, high := d.interval(s)
		return []any{span{low, high, s}}
	}
	var out span
	if s := e.text("start"); s != "" {
		out.low, _ = d.interval(s)
	}
	if s := e.text("end"); s != "" {
		_, out.high = d.interval(s)
	}
	if out.low.IsZero() && out.high.IsZero() {
		return nil
	}
	return []any{out}
}

// layouts are the shapes of a FHIR date, with where the interval ends that begins at it.
var layouts = []struct {
	layout string
	end    func(time.Time) time.Time
}{
	{"2006", func(t time.Time) time.Time { return t.AddDate(1, 0, 0) }},
	{"2006-01", func(t time.Time) time.Time { return t.AddDate(0, 1, 0) }},
	{time.DateOnly, func(t time.Time) time.Time { return t.AddDate(0, 0, 1) }},
	{"2006-01-02T15:04", func(t time.Time) time.Time { return t.Add(time.Minute) }},
	{"2006-01-02T15:04:05", func(t time.Time) time.Time { return t.Add(time.Second) }},
	{"2006-01-02T15:04Z07:00", func(t time.Time) time.Time { return t.Add(time.Minute) }},
	{time.RFC3339, func(t time.Time) time.Time { return t.Add(time.Second) }},
}

// interval is what a text stands for.
func (d dates) interval(text string) (low, high time.Time) {
	for _, l := range layouts {
		t, err := time.Parse(l.layout, text)
		switch {
		case err != nil:
		case strings.HasSuffix(l.layout, "Z07:00"):
			if _, digits, ok := strings.Cut(text, "."); ok {
				return t, t.Add(fraction(digits))
			}
			return t, l.end(t)
		case len(text) > len(time.DateOnly):
			low = d.instant(t)
			return low, l.end(low) // as long as its precision, whatever the clock does
		default:
			return d.instant(t), d.instant(l.end(t))
		}
	}
	panic("no date: " + text)
}

// fraction is how long the last of the digits is that a text begins with: those of a second's fraction.
func fraction(digits string) time.Duration {
	length := time.Second
	for _, r := range digits {
		if r < '0' || r > '9' {
			break
		}
		length /= 10
	}
	return length
}

// instant is the first moment at which the tenant's clock shows at least the wall clock, which is given in UTC: the
// first of two, or the end of a gap. It is found by trying.
func (d dates) instant(wall time.Time) time.Time {
	shows := func(t time.Time) time.Time {
		_, offset := t.In(d.zone).Zone()
		return t.Add(time.Duration(offset) * time.Second)
	}
	t := wall.Add(-26 * time.Hour)
	for step := time.Hour; step >= time.Second; step /= 60 {
		for shows(t.Add(step)).Before(wall) {
			t = t.Add(step)
		}
	}
	return t.Add(time.Second)
}

func (d dates) matcher(_, want string) func(any) bool {
	prefix, text := "eq", want
	if want[0] > '9' {
		prefix, text = want[:2], want[2:]
	}
	low, high := d.interval(text)
	return func(have any) bool { return have.(span).compares(prefix, low, high) }
}

// compares tells whether the span compares as asked with the interval low ≤ t < high.
func (s span) compares(prefix string, low, high time.Time) bool {
	from := !s.low.IsZero() && !s.low.Before(low)    // nothing of it lies below
	to := !s.high.IsZero() && !s.high.After(high)    // nothing of it lies above
	below := s.low.IsZero() || s.low.Before(low)     // something of it may lie below
	above := s.high.IsZero() || s.high.After(high)   // something of it may lie above
	after := !s.low.IsZero() && !s.low.Before(high)  // all of it lies above
	before := !s.high.IsZero() && !s.high.After(low) // all of it lies below
	within := from && to && s.low.Before(high)       // a Period that ends before it begins lies within nothing
	switch prefix {
	case "ne":
		return !within
	case "gt":
		return above
	case "lt":
		return below
	case "ge":
		return above || from && to
	case "le":
		return below || from && to
	case "sa":
		return after
	case "eb":
		return before
	}
	return within
}

func (d dates) probes(have any) []probe {
	s := have.(span)
	if s.text != "" {
		return d.pointProbes(s)
	}
	var out []probe
	if !s.low.IsZero() {
		out = append(out, d.endProbes(s.low)...)
		out = append(out, probe{"", "lt" + d.write(s.low.Add(time.Second)), holds}, probe{"", "sa" + d.write(s.low.Add(-time.Second)), holds})
	}
	if !s.high.IsZero() {
		last := s.high.Add(-time.Second)
		out = append(out, d.endProbes(last)...)
		out = append(out, probe{"", "gt" + d.write(last.Add(-time.Second)), holds}, probe{"", "eb" + d.write(s.high), holds})
	}
	return append(out, probe{"", "gt9998", judged}, probe{"", "lt1700", judged}, probe{"", "1700-01", fails})
}

// endProbes ask around an end of a Period.
func (d dates) endProbes(end time.Time) []probe {
	var out []probe
	texts := []string{d.write(end), end.In(d.zone).Format(time.DateOnly), end.In(d.zone).Format("2006")}
	for _, text := range texts {
		for _, prefix := range []string{"", "ne", "gt", "lt", "ge", "le", "sa", "eb"} {
			out = append(out, probe{"", prefix + text, judged})
		}
	}
	return out
}

// write is an instant as a parameter has it, with the offset that the tenant's clock has then.
func (d dates) write(t time.Time) string { return t.In(d.zone).Format(time.RFC3339Nano) }

// partialProbes ask for a year or a month as a whole, for the days at its ends, and for its neighbours.
func (d dates) partialProbes(s span) []probe {
	var out []probe
	add := func(v verdict, texts ...string) {
		for _, text := range texts {
			out = append(out, probe{"", text, v})
		}
	}
	layout := layouts[len(s.text)/5].layout // 2006 or 2006-01
	first, last := s.low.In(d.zone).Format(time.DateOnly), s.high.Add(-time.Second).In(d.zone).Format(time.DateOnly)
	before, next := s.low.Add(-time.Second).In(d.zone).Format(layout), s.high.In(d.zone).Format(layout)
	add(holds, s.text, "ge"+s.text, "le"+s.text, s.text[:4], "gt"+before, "sa"+before, "lt"+next, "eb"+next)
	add(fails, "ne"+s.text, "gt"+s.text, "lt"+s.text, "sa"+s.text, "eb"+s.text, next, before, "ge"+next, "le"+before)
	add(fails, first, last, "lt"+first, "le"+first, "gt"+last, "ge"+last, "sa"+first, "eb"+last)
	add(holds, "ne"+first, "ne"+last, "gt"+first, "ge"+first, "lt"+last, "le"+last, "gt1700", "lt9998")
	return out
}

func (d dates) pointProbes(s span) []probe {
	if len(s.text) < len(time.DateOnly) {
		return d.partialProbes(s)
	}
	var out []probe
	add := func(v verdict, texts ...string) {
		for _, text := range texts {
			out = append(out, probe{"", text, v})
		}
	}
	day := s.low.In(d.zone).Format(time.DateOnly) // instants may be written in UTC
	if len(s.text) < len(time.DateOnly) {
		last := s.high.In(d.zone).AddDate(0, 0, -1).Format(time.DateOnly)
		add(holds, s.text, "ge"+s.text, "le"+s.text, s.text[:4], "gt"+day, "lt"+last, "ne"+day, "le"+last, "ge"+day)
		add(fails, "ne"+s.text, "gt"+s.text, "lt"+s.text, "sa"+s.text, "eb"+s.text, day, last, "lt"+day, "gt"+last)
		return out
	}
	add(holds, s.text, "eq"+s.text, "ge"+s.text, "le"+s.text, day, day[:7], day[:4], "ge"+day, "le"+day, "ge"+day[:4], "le"+day[:7])
	add(fails, "ne"+s.text, "gt"+s.text, "lt"+s.text, "sa"+s.text, "eb"+s.text, "ne"+day, "gt"+day, "lt"+day[:7], "sa"+day, "eb"+day[:4])
	add(holds, "gt1700", "lt9998", "sa1700-01-01", "eb9998-12", "ne1700")
	add(fails, "lt1700", "gt9998", "1700", "9998-12-31")
	if len(s.text) == len(time.DateOnly) {
		at, _ := time.Parse(time.DateOnly, s.text)
		next, last := at.AddDate(0, 0, 1).Format(time.DateOnly), at.AddDate(0, 0, -1).Format(time.DateOnly)
		add(holds, "gt"+last, "sa"+last, "lt"+next, "eb"+next)
		add(fails, next, last, "gt"+next, "ge"+next, "lt"+last, "le"+last)
		return out
	}
	next, last := s.high, s.low.Add(-time.Second)
	for _, write := range []func(time.Time) string{d.write, func(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }} {
		add(holds, "gt"+write(last), "sa"+write(last), "lt"+write(next), "eb"+write(next))
		add(fails, write(next), write(last), "ge"+write(next), "le"+write(last))
	}
	wall := s.low.In(d.zone).Format("2006-01-02T15:04:05") // in a fold's second pass this is an hour too early
	add(judged, wall, "ge"+wall, "le"+wall, "gt"+wall, wall[:16], "sa"+wall[:16], "eb"+wall[:16])
	return out
}

// TestInstant holds the evaluator's own clock to what is known of New York's.
func TestInstant(t *testing.T) {
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	for wall, want := range map[string]string{
		"2024-03-10T01:59:59": "2024-03-10T06:59:59Z", "2024-03-10T02:30:00": "2024-03-10T07:00:00Z",
		"2024-03-10T03:00:00": "2024-03-10T07:00:00Z", "2024-11-03T00:59:59": "2024-11-03T04:59:59Z",
		"2024-11-03T01:30:00": "2024-11-03T05:30:00Z", "2024-11-03T02:00:00": "2024-11-03T07:00:00Z",
	} {
		low, _ := dates{zone}.interval(wall)
		if got := low.UTC().Format(time.RFC3339); got != want {
			t.Errorf("%s is %s, want %s", wall, got, want)
		}
	}
}
