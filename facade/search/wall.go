package search

import "time"

// wall is what a calendar and a clock on a wall show.
type wall struct {
	year         int
	month        time.Month
	day          int
	hour, minute int
	second, nano int
}

// instant is the moment at which a clock of the zone shows it: the first one when it is shown twice, and the moment
// of the change when the clock skips it.
func (w wall) instant(zone *time.Location) time.Time {
	utc := w.in(time.UTC)
	guess := w.in(zone)
	start, end := guess.ZoneBounds()
	if !shows(guess, utc) { // skipped: the guess is right by the offset on one side of the change, and lies on the other
		if wallOf(guess).After(utc) {
			return start.UTC()
		}
		return end.UTC()
	}
	if start.IsZero() {
		return guess.UTC()
	}
	_, before := start.Add(-time.Nanosecond).Zone()
	earlier := utc.Add(-time.Duration(before) * time.Second)
	if earlier.Before(start) {
		return earlier
	}
	return guess.UTC()
}

// next is where the interval of a whole year, month or day ends.
func (w wall) next(p Precision) wall {
	switch p {
	case Year:
		w.year++
	case Month:
		w.month++
	default:
		w.day++
	}
	return w
}

// in is what Go makes of it in a zone.
func (w wall) in(zone *time.Location) time.Time {
	return time.Date(w.year, w.month, w.day, w.hour, w.minute, w.second, w.nano, zone)
}

// shows tells whether a clock shows at t what utc shows.
func shows(t, utc time.Time) bool { return wallOf(t).Equal(utc) }

// wallOf is what the clock shows at t, as if it were UTC.
func wallOf(t time.Time) time.Time {
	_, seconds := t.Zone()
	return t.UTC().Add(time.Duration(seconds) * time.Second)
}
