package program

import (
	"maps"
	"slices"

	"ehr.example/portico/mappers/fhir"
)

// whole copies a node for the places that what it selects has now.
func (r *reducer) whole(n Node) Node {
	switch x := n.(type) {
	case *Object:
		return r.wholeObject(x)
	case *List:
		out := &List{}
		for _, item := range x.Items {
			out.Items = append(out.Items, r.whole(item))
		}
		return out
	case *Each:
		return r.each(x, r.whole)
	case *First:
		out := &First{}
		for _, b := range x.Branches {
			node := r.branch(&b, func() Node { return r.whole(b.Node) })
			out.Branches = append(out.Branches, Branch{If: r.condition(b.If), Node: node})
		}
		return out
	case *Hole:
		return r.hole(x)
	case *Ref:
		return r.ref(x)
	case *File:
		out := *x
		out.Slot = r.frames[x.Frame].slot(x.Slot)
		return &out
	}
	return n
}

func (r *reducer) wholeObject(o *Object) *Object {
	defer r.under(o.If)()
	out := *o
	out.Fields = slices.Clone(o.Fields)
	for i := range out.Fields {
		out.Fields[i].Node = r.whole(out.Fields[i].Node)
	}
	out.If = r.condition(o.If)
	return &out
}

// under makes a condition the nearest one, until the result is called.
func (r *reducer) under(c *Cond) (back func()) {
	before := r.cond
	if c != nil {
		r.cond = c
	}
	return func() { r.cond = before }
}

// condition is a condition with its place among the columns.
func (r *reducer) condition(c *Cond) *Cond {
	if c == nil {
		return nil
	}
	out := *c
	out.Slot = r.frames[c.Frame].slot(c.Slot)
	return &out
}

// each goes into the rows of a child; nil where nothing of its items is shown. Rows that nothing shows are not read.
func (r *reducer) each(e *Each, write func(Node) Node) Node {
	around := r.frames
	parent := around[e.Frame]
	child := parent.child(e.Child)
	r.frames = append(slices.Clone(around[:e.Frame+1]), child)
	item := write(e.Item)
	r.frames = around
	if item == nil {
		return nil
	}
	out := *e
	out.Item = item
	out.Child, out.Of = r.show(parent, e.Child, child)
	return &out
}

// show gives a child its place among those that are read.
func (r *reducer) show(parent *reducedRows, at int, child *reducedRows) (int, *Child) {
	c := parent.of.Children[at]
	if m := child.out.Members; m != nil {
		m.Slot, m.Link = r.textOf(parent, c.Rows.Members)
	}
	if place, known := parent.shown[at]; known {
		return place, parent.out.Children[place]
	}
	out := *c
	out.Rows, out.Slots, out.Shown = child.out, parent.all(c.Slots), true
	parent.shown[at] = len(parent.out.Children)
	parent.out.Children = append(parent.out.Children, &out)
	return parent.shown[at], &out
}

// textOf is where a text lies that members are cut out of.
func (r *reducer) textOf(parent *reducedRows, m *Members) (slot, link int) {
	if m.Link < 0 {
		return parent.slot(m.Slot), -1
	}
	link, rows := parent.lookup(m.Link, r.when(parent))
	return rows.slot(m.Slot), link
}

// when is the place of the nearest condition, where it is of the given rows; none: nothing is known.
func (r *reducer) when(rows *reducedRows) []int {
	if r.cond == nil || r.frames[r.cond.Frame] != rows {
		return nil
	}
	return []int{rows.slot(r.cond.Slot)}
}

func (r *reducer) hole(h *Hole) *Hole {
	out := *h
	rows := r.frames[h.Frame]
	if h.Link >= 0 {
		out.Link, rows = rows.lookup(h.Link, r.when(rows))
	}
	out.Slot = rows.slot(h.Slot)
	if h.Format == FormatZoned {
		out.Zone = rows.slot(h.Zone)
	}
	return &out
}

func (r *reducer) ref(x *Ref) *Ref {
	out := *x
	rows := r.frames[x.Frame]
	out.Slots = rows.all(x.Slots)
	if x.Link >= 0 {
		out.Link = rows.target(x.Link, r.when(rows))
		return &out
	}
	out.id = rows.id(x.id)
	out.fallback = make([]ID, len(x.fallback))
	for i, id := range x.fallback {
		out.fallback[i] = rows.id(id)
	}
	return &out
}

// stored keeps the text that holds the rest of a resource where the subset shows something that may be in it.
func (r *reducer) stored(x *Stored) *Stored {
	if x == nil {
		return nil
	}
	out := *x
	out.subset = r.subset
	out.Written, out.hidden = maps.Clone(x.Written), map[string]bool{}
	follows := slices.ContainsFunc(x.References, func(to StoredReference) bool { return r.refers(to.Node) })
	left := follows
	for _, name := range fhir.TypeNamed(x.Type).MemberNames() {
		shown, _ := r.subset.Shows(fhir.TypeNamed(x.Type), name)
		switch {
		case shown:
			left = left || !out.Written[name]
		case follows:
			out.hidden[name] = true
		default:
			out.Written[name], out.Written["_"+name] = true, true
		}
	}
	if !left {
		return nil
	}
	out.Slot = r.frames[x.Frame].slot(x.Slot)
	out.References = slices.Clone(x.References)
	for i := range out.References {
		out.References[i].Node = r.whole(out.References[i].Node)
	}
	return &out
}
