package mapping

import (
	"slices"

	"ehr.example/portico/mappers/problem"
)

// Part is a part of a block under a name, which an extension or an overlay may take away.
type Part struct {
	Pos  problem.Position
	Name string
	off  bool // it says $none
}

func (p *Part) part() *Part { return p }

// partsOf reads a block of parts. Of those that say $none there is nothing else to read.
func partsOf[T any](fields []Field, begin func(Part) T, read func(T, Field)) []T {
	var out []T
	for _, f := range fields {
		p := Part{Pos: f.Pos, Name: f.Key, off: f.Value.Name() == "none"}
		one := begin(p)
		if !p.off {
			read(one, f)
		}
		out = append(out, one)
	}
	return out
}

// mergedParts lays parts over others by name: with says what comes of two of the same name, $none takes one away.
func mergedParts[T interface{ part() *Part }](base, over []T, what string, with func(base, over T) T, problems *problem.List) []T {
	out := slices.Clone(base)
	for _, o := range over {
		p := o.part()
		at := slices.IndexFunc(out, func(b T) bool { return b.part().Name == p.Name })
		switch {
		case p.off && at < 0:
			problems.Errorf(p.Pos, "there is no %s %s to take away", what, p.Name)
		case p.off:
			out = slices.Delete(out, at, at+1)
		case at < 0:
			out = append(out, o)
		default:
			out[at] = with(out[at], o)
		}
	}
	return out
}
