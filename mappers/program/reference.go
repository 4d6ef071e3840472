package program

// Ref is a relative reference, Type/id, as the text of Reference.reference.
type Ref struct {
	Target *Source
	Frame  int
	Slots  []int // the pointing columns, in the order of the target's key
	Link   int   // the link that finds the target's id; -1: the row gives it
	Key    *Reference

	id       ID // the target's over the row's columns, when the row gives it
	fallback []ID
}

// Bind prepares a reference whose id comes from the key alone.
func (r *Ref) Bind() {
	r.id = make(ID, len(r.Target.ID))
	copy(r.id, r.Target.ID)
	for i := range r.id {
		if r.id[i].Expr != nil {
			r.id[i].Slot = r.Slots[r.id[i].Key]
		}
	}
}

// Companion is the reference from a row to what its own source makes of it. The companion's id is the target's behind a
// prefix, over the columns that the row statement of the companion selects.
func Companion(target *Source, variant string, companion *Source) *Ref {
	r := &Ref{Target: target, Link: -1, id: unprefixed(companion.ID)}
	for _, id := range companion.Fallback {
		r.fallback = append(r.fallback, unprefixed(id))
	}
	if target.One {
		variant = ""
	}
	r.Key = &Reference{Target: target, Key: companion.Rows.Key, Sure: true, Self: true, Variant: variant}
	return r
}

// unprefixed is a companion's id without the prefix; an id that was refused is none.
func unprefixed(id ID) ID { return id[min(1, len(id)):] }

// reference writes a Ref.
type reference struct {
	of       *Ref
	id       ID // over the columns of the row, or of the link's; its first literal is among the bytes before it
	fallback []ID
	around
}

func foldRef(r *Ref, a around) instruction {
	out := &reference{of: r, id: r.id, fallback: r.fallback}
	if r.Link >= 0 {
		out.id, out.fallback = r.Target.ID, r.Target.Fallback
	}
	before, after := `"`+r.Target.Type+"/", `"`
	if r.Key != nil && r.Key.Variant != "" {
		after = "-" + r.Key.Variant + after
	}
	if len(out.fallback) == 0 && len(out.id) > 0 && out.id[0].Expr == nil {
		before += out.id[0].Literal
		out.id = out.id[1:]
	}
	out.around = a.inside(before, after)
	return out
}

func (r *reference) append(dst []byte, s *State) ([]byte, Presence) {
	f := &s.frames[r.of.Frame]
	rows, row := &f.page.Rows, f.row
	if r.of.Link >= 0 {
		l := &f.page.Links[r.of.Link]
		if row = int(l.Index[row]); row < 0 {
			return dst, Absent
		}
		rows = &l.Page.Rows
	}
	mark := len(dst)
	dst, ok := appendID(append(dst, r.before...), r.id, r.fallback, rows, row)
	if !ok {
		return dst[:mark], Absent
	}
	if s.Watching {
		r.of.note(s)
	}
	return append(dst, r.after...), Filled
}

// Seen is a reference that was written: what it points at by which cells. They are those of the target's key, in its
// order, and stay valid as long as the page that they lie in.
type Seen struct {
	Reference *Reference
	Rows      *Rows
	Row       int
	Slots     []int // the columns; nil: the first ones
}

// note remembers that the reference was written.
func (r *Ref) note(s *State) {
	f := &s.frames[r.Frame]
	seen := Seen{Reference: r.Key, Rows: &f.page.Rows, Row: f.row, Slots: r.Slots}
	if r.Link >= 0 {
		l := &f.page.Links[r.Link]
		seen.Rows, seen.Row, seen.Slots = &l.Page.Rows, int(l.Index[f.row]), nil
	}
	s.Seen = append(s.Seen, seen)
}
