package program

// Ref is a relative reference, Type/id, as the text of Reference.reference.
type Ref struct {
	Target *Source
	Frame  int
	Slots  []int // the pointing columns; without a link they are the id's columns in the order of its parts
	Link   int   // the link that finds the target's id; -1: the key gives it
	id     ID    // Target.ID over Slots, when the key gives the id
	Key    *Reference
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

func (r *Ref) append(dst []byte, s *State) ([]byte, Presence) {
	f := &s.frames[r.Frame]
	rows, row, id := &f.page.Rows, f.row, r.id
	if r.Link >= 0 {
		l := &f.page.Links[r.Link]
		if l.Index[row] < 0 {
			return dst, Absent
		}
		rows, row, id = &l.Page.Rows, int(l.Index[row]), r.Target.ID
	}
	mark := len(dst)
	dst = append(dst, '"')
	dst = append(dst, r.Target.Type...)
	dst = append(dst, '/')
	dst, ok := id.Append(dst, rows, row)
	if !ok {
		return dst[:mark], Absent
	}
	return append(dst, '"'), Filled
}
