package program

import "slices"

// instruction writes a part of a resource. Instructions are made of a variant's nodes by Fold.
type instruction interface {
	// append writes the part with what stands around it, or nothing when it is Absent.
	append(dst []byte, s *State) ([]byte, Presence)
}

// Presence is what appending came to. What is around several parts comes to all of them: to their bits.
type Presence uint8

// Absent wrote nothing. Constant wrote only constants, which keep no object alive. Filled wrote something of the row.
const (
	Absent   Presence = 0
	Constant Presence = 1
	Filled   Presence = 3
)

// around is the bytes that stand around a value whenever it is there. Before a field of an object are a comma and its name,
// before an item of a list is a comma: series makes the first comma the brace or the bracket.
type around struct{ before, after []byte }

// listItem is what stands around an item of a list.
var listItem = around{before: []byte{','}}

// inside is the bytes with further ones between them and the value.
func (a around) inside(before, after string) around {
	return around{before: slices.Concat(a.before, []byte(before)), after: slices.Concat([]byte(after), a.after)}
}

// whole is the bytes with a value that is the same for every row.
func (a around) whole(json []byte) []byte { return slices.Concat(a.before, json, a.after) }

// constant is JSON that is the same for every row.
type constant struct{ json []byte }

func (c *constant) append(dst []byte, _ *State) ([]byte, Presence) {
	return append(dst, c.json...), Constant
}

// setting is a tenant's setting as a string.
type setting struct {
	index int
	around
}

func (n *setting) append(dst []byte, s *State) ([]byte, Presence) {
	v := s.Env.Settings[n.index]
	if len(v) == 0 {
		return dst, Absent
	}
	return append(append(append(dst, n.before...), v...), n.after...), Constant
}

// tenantTag is the tag that tells whose resource it is.
type tenantTag struct{ around }

func (t *tenantTag) append(dst []byte, s *State) ([]byte, Presence) {
	return append(append(append(dst, t.before...), s.Env.Tag...), t.after...), Constant
}

// hidden is asked whether it is there, and not written.
type hidden struct{ of instruction }

func (h *hidden) append(dst []byte, s *State) ([]byte, Presence) {
	out, p := h.of.append(dst, s)
	return out[:len(dst)], p
}

// demand is there only where there is something of the row in it.
type demand struct{ of instruction }

func (d *demand) append(dst []byte, s *State) ([]byte, Presence) {
	out, p := d.of.append(dst, s)
	if p != Filled {
		return out[:len(dst)], Absent
	}
	return out, p
}

// when is there only where a condition holds. Then it is of the row, whatever it writes.
type when struct {
	cond *Cond
	of   instruction
}

func (w *when) append(dst []byte, s *State) ([]byte, Presence) {
	if !w.cond.holds(s) {
		return dst, Absent
	}
	dst, p := w.of.append(dst, s)
	if p != Absent {
		p = Filled
	}
	return dst, p
}

// each is an item of a list for each row of a child; a value where the child has one row at most.
type each struct {
	child, frame int // as those of Each
	item         instruction
}

func (e *each) append(dst []byte, s *State) ([]byte, Presence) {
	parent := &s.frames[e.frame]
	kids := &parent.page.Children[e.child]
	got := Absent
	for _, row := range kids.Of(parent.row) {
		s.enter(e.frame+1, &kids.Page, int(row))
		var p Presence
		dst, p = e.item.append(dst, s)
		got |= p
	}
	return dst, got
}
