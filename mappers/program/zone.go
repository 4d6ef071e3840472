package program

import "time"

// Zone converts between wall clocks without a zone, as legacy columns hold them, and instants. A wall clock that occurs
// twice is the first; one that never occurs is the end of the gap. So rendering is monotone and a bound has one exact
// inverse.
type Zone struct{ Location *time.Location }

const day = 86400

// offset is seconds east of UTC at a Unix time.
func (z Zone) offset(unix int64) int64 {
	_, o := time.Unix(unix, 0).In(z.Location).Zone()
	return int64(o)
}

// Instant is the Unix time of a wall clock, given as seconds since 1970 as if it were UTC.
func (z Zone) Instant(wall int64) int64 {
	before, after := z.offset(wall-day), z.offset(wall+day)
	if before == after {
		return wall - before
	}
	first, second := wall-before, wall-after
	switch {
	case z.offset(first) == before:
		return first
	case z.offset(second) == after:
		return second
	}
	return z.transition(second, first)
}

// transition is the moment between two Unix times at which the offset changes.
func (z Zone) transition(from, to int64) int64 {
	_, end := time.Unix(from, 0).In(z.Location).ZoneBounds()
	if end.IsZero() || end.Unix() > to {
		return to
	}
	return end.Unix()
}

// Wall is the smallest wall clock whose Instant is at least the given Unix time: the inverse of Instant for search
// bounds.
func (z Zone) Wall(unix int64) int64 {
	now := time.Unix(unix, 0).In(z.Location)
	_, offset := now.Zone()
	wall := unix + int64(offset)
	start, _ := now.ZoneBounds()
	if start.IsZero() {
		return wall
	}
	before := z.offset(start.Unix() - 1)
	return z.afterTransition(wall, start.Unix(), before, int64(offset))
}

// afterTransition mends the walls near the transition at which the current offset began.
func (z Zone) afterTransition(wall, start, before, offset int64) int64 {
	if before > offset && wall < start+before {
		return start + before // the second pass of a fold: the fold's end is the first wall that is late enough
	}
	if before < offset && wall == start+offset {
		return start + before // the gap's walls all show its end
	}
	return wall
}

// Render is the wall clock's instant with the offset that holds there: Unix time and seconds east.
func (z Zone) Render(wall int64) (unix, offset int64) {
	unix = z.Instant(wall)
	return unix, z.offset(unix)
}

// calm is the wall clocks around one that are at least a day away from any change of the zone; empty near a change.
func (z Zone) calm(wall int64) calm {
	unix := z.Instant(wall)
	start, end := time.Unix(unix, 0).In(z.Location).ZoneBounds()
	c := calm{from: wall - 365*day, to: wall + 365*day, offset: z.offset(unix)}
	if !start.IsZero() {
		c.from = max(c.from, start.Unix()+c.offset+day)
	}
	if !end.IsZero() {
		c.to = min(c.to, end.Unix()+c.offset-day)
	}
	return c
}
