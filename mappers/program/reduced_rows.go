package program

import "slices"

// reducedRows is a relation of which only some columns, links and children are read.
type reducedRows struct {
	of, out  *Relation
	slots    map[int]int // by the place that a column had
	lookups  map[int]int // by the place that a link had: those that fields are read of
	targets  map[int]int // those that ids are read of, which keep the columns of their target
	linked   map[int]*reducedRows
	children map[int]*reducedRows
	shown    map[int]int // by the place that a child had
}

// newReducedRows begins with the key alone.
func newReducedRows(of *Relation) *reducedRows {
	out := *of
	out.Columns = slices.Clone(of.Columns[:min(len(of.Key), len(of.Columns))])
	out.Links, out.Children = nil, nil
	if of.Members != nil {
		m := *of.Members
		out.Members = &m
	}
	return &reducedRows{
		of: of, out: &out, slots: map[int]int{}, lookups: map[int]int{}, targets: map[int]int{},
		linked: map[int]*reducedRows{}, children: map[int]*reducedRows{}, shown: map[int]int{},
	}
}

// slot is the place of a column, which is selected when it is asked for.
func (r *reducedRows) slot(was int) int {
	if was < len(r.of.Key) {
		return was
	}
	at, known := r.slots[was]
	if !known {
		at = len(r.out.Columns)
		r.slots[was] = at
		r.out.Columns = append(r.out.Columns, r.of.Columns[was])
	}
	return at
}

func (r *reducedRows) all(were []int) []int {
	if were == nil {
		return nil // a row's own key, which stays in front
	}
	out := make([]int, len(were))
	for i, was := range were {
		out[i] = r.slot(was)
	}
	return out
}

// id is an id over the columns where they are now.
func (r *reducedRows) id(id ID) ID {
	out := slices.Clone(id)
	for i := range out {
		if out[i].Expr != nil {
			out[i].Slot = r.slot(out[i].Slot)
		}
	}
	return out
}

// lookup is the link to rows that a field is read of.
func (r *reducedRows) lookup(was int, when []int) (int, *reducedRows) {
	at, known := r.lookups[was]
	if !known {
		r.linked[was] = newReducedRows(r.of.Links[was].Rows)
		at = r.link(was, r.linked[was].out, when)
		r.lookups[was] = at
	}
	r.out.Links[at].Widen(when)
	return at, r.linked[was]
}

// target is the link to rows that give a target's id.
func (r *reducedRows) target(was int, when []int) int {
	at, known := r.targets[was]
	if !known {
		at = r.link(was, r.of.Links[was].Rows, when)
		r.targets[was] = at
	}
	r.out.Links[at].Widen(when)
	return at
}

func (r *reducedRows) link(was int, to *Relation, when []int) int {
	r.out.Links = append(r.out.Links, &Link{Rows: to, Slots: r.all(r.of.Links[was].Slots), When: slices.Clone(when)})
	return len(r.out.Links) - 1
}

// child is the rows below, which are read once they are shown.
func (r *reducedRows) child(was int) *reducedRows {
	if r.children[was] == nil {
		r.children[was] = newReducedRows(r.of.Children[was].Rows)
	}
	return r.children[was]
}
