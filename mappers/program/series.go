package program

import "slices"

// series is the fields of an object or the items of a list, one behind the other. Each begins with a comma, and the first
// comma becomes the brace or the bracket. Where all of it that is there is hidden, it is there and writes nothing.
type series struct {
	parts []instruction
	open  byte     // what the first comma becomes; 0: it stays one, or a constant stands before it
	needs int      // without this part there is nothing; -1: none is such
	least Presence // of its parts, for it to be there
	base  Presence // what its constants come to
	shows bool     // some of them are written
	around
}

func (x *series) append(dst []byte, s *State) ([]byte, Presence) {
	mark := len(dst)
	dst = append(dst, x.before...)
	head, got := len(dst), x.base
	for i, part := range x.parts {
		var p Presence
		dst, p = part.append(dst, s)
		if p == Absent && i == x.needs {
			return dst[:mark], Absent
		}
		got |= p
	}
	switch {
	case got < x.least:
		return dst[:mark], Absent
	case len(dst) == head && !x.shows:
		return dst[:mark], got
	}
	dst = append(dst, x.after...)
	if x.open != 0 {
		dst[head] = x.open
	}
	return dst, got
}

// brackets are what stands around the parts of a series; the zero brackets are those of a group, which has none.
type brackets struct{ open, end string }

var (
	braces = brackets{"{", "}"}
	square = brackets{"[", "]"}
)

// seriesOf builds a series part by part.
type seriesOf struct {
	series
	run []byte // constants behind the last part
}

func newSeries() *seriesOf { return &seriesOf{series: series{needs: -1, least: Constant}} }

// constant adds JSON that is the same for every row, behind its comma. Constants that stand side by side are one run.
func (b *seriesOf) constant(json []byte) {
	b.base, b.shows = b.base|Constant, true
	b.run = append(b.run, json...)
}

// add adds any other part.
func (b *seriesOf) add(part instruction) {
	if len(b.run) > 0 && len(b.parts) == 0 {
		b.before, b.run = b.run, nil
	} else if len(b.run) > 0 {
		b.parts = append(b.parts, &constant{b.run})
		b.run = nil
	}
	b.parts = append(b.parts, part)
}

// end is the series between bytes: the constants at its ends are some of them.
func (b *seriesOf) end(in brackets, a around) instruction {
	out := b.series
	if len(out.parts) == 0 {
		out.before, b.run = b.run, nil
	}
	lead := out.before
	if len(in.open) > 0 && len(lead) > 0 {
		lead = slices.Concat([]byte(in.open), lead[1:])
	} else if len(in.open) > 0 {
		out.open = in.open[0]
	}
	out.around = around{before: slices.Concat(a.before, lead), after: slices.Concat(b.run, []byte(in.end), a.after)}
	if len(out.parts) == 0 && out.base >= out.least && out.shows {
		return &constant{slices.Concat(out.before, out.after)}
	}
	return &out
}
