package program

import "bytes"

// place is where a value lies: in a row in sight or in the one that a link of it finds, and what Go functions make of it.
type place struct {
	frame, slot int
	link        int // -1: in the row itself
	steps       []*Step
	plain       bool // in the row itself, as the column has it
}

func placeOf(h *Hole) place {
	return place{frame: h.Frame, slot: h.Slot, link: h.Link, steps: h.Steps, plain: h.Link < 0 && len(h.Steps) == 0}
}

// raw is the value as the database's text; nil when it is NULL or the link finds no row.
func (p *place) raw(s *State) []byte {
	if p.plain {
		return s.cell(p.frame, p.slot)
	}
	return p.far(s)
}

// far is raw of what does not simply stand in the row.
func (p *place) far(s *State) []byte {
	var raw []byte
	if p.link < 0 {
		raw = s.cell(p.frame, p.slot)
	} else {
		raw = s.linked(p.frame, p.link, p.slot)
	}
	if len(p.steps) > 0 && len(raw) > 0 {
		return s.stepped(p.steps, raw)
	}
	return raw
}

// text is a value as a string: the most frequent of all.
type text struct {
	place
	trim bool
	around
}

func (t *text) append(dst []byte, s *State) ([]byte, Presence) {
	raw := t.raw(s)
	if t.trim {
		raw = bytes.TrimSpace(raw)
	}
	if blank(raw) {
		return dst, Absent
	}
	dst = append(dst, t.before...)
	dst = appendInside(dst, raw)
	return append(dst, t.after...), Filled
}

// column is a value under the function that writes it.
type column struct {
	place
	writer writer
	around
}

func (c *column) append(dst []byte, s *State) ([]byte, Presence) {
	raw := c.raw(s)
	if len(raw) == 0 {
		return dst, Absent
	}
	mark := len(dst)
	dst, ok := c.writer(append(dst, c.before...), raw, s)
	if !ok {
		return dst[:mark], Absent
	}
	return append(dst, c.after...), Filled
}

// zoned is a wall clock with an offset of its own, in the tenant's zone where there is none.
type zoned struct {
	clock column
	zone  place
}

func (z *zoned) append(dst []byte, s *State) ([]byte, Presence) {
	raw, zone := z.clock.raw(s), z.zone.raw(s)
	if len(raw) == 0 || len(zone) == 0 {
		return z.clock.append(dst, s)
	}
	mark := len(dst)
	dst, ok := appendZoned(append(dst, z.clock.before...), raw, zone)
	if !ok {
		return dst[:mark], Absent
	}
	return append(dst, z.clock.after...), Filled
}

// foldHole folds a value of the row.
func foldHole(h *Hole, a around) instruction {
	at := placeOf(h)
	switch {
	case h.Map != nil:
		return newMapped(h, a, func(c *Coded) []byte {
			json, _ := h.appendResult(nil, c)
			return json
		})
	case h.compared:
		return &column{place: at, writer: appendCompared, around: a}
	case h.Format == FormatString || h.Format == FormatCode:
		return &text{place: at, trim: h.Format == FormatCode, around: a.inside(`"`, `"`)}
	}
	value := column{place: at, writer: writers[h.Format], around: a}
	if h.Format == FormatZoned {
		return &zoned{clock: value, zone: place{frame: h.Frame, slot: h.Zone, link: h.Link}}
	}
	return &value
}
