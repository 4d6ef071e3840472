package program

import "slices"

// wrap is a node with the bytes that stand around it whenever it is there: an object or list of which all the rest is
// constant. It exists only in folded trees.
type wrap struct {
	before, after []byte
	node          Node
	dynamic       bool // it is there only if the node is of the row
}

func (w *wrap) append(dst []byte, s *State) ([]byte, Presence) {
	mark := len(dst)
	if len(w.before) > 0 {
		dst = append(dst, w.before...)
	}
	head := len(dst)
	dst, p := w.node.append(dst, s)
	if p == Absent || w.dynamic && p != Filled {
		return dst[:mark], Absent
	}
	if len(dst) == head {
		return dst[:mark], p
	}
	return append(dst, w.after...), p
}

func (w *wrap) print(p *printer) { w.node.print(p) }

// frameBytes are what stands around a value whenever it is there.
type frameBytes struct{ before, after []byte }

// around is the bytes with further ones around them.
func (f frameBytes) around(before, after []byte) frameBytes {
	return frameBytes{before: slices.Concat(before, f.before), after: slices.Concat(f.after, after)}
}

// framed is a node that writes the bytes around it itself.
type framed interface {
	Node
	// bytes are those around the value; with gives the node other ones.
	bytes() frameBytes
	with(frameBytes) Node
}

// wrapped makes one node of a node and what stands around it; a wrap inside becomes part of it.
func wrapped(before []byte, n Node, after []byte, dynamic bool) Node {
	if f, ok := framing(n).(framed); ok {
		return f.with(f.bytes().around(before, after))
	}
	head, rest := opened(n)
	w := &wrap{before: slices.Concat(before, head), node: rest, after: slices.Clone(after), dynamic: dynamic}
	if in, ok := rest.(*wrap); ok {
		w.after = append(slices.Clone(in.after), w.after...)
		w.node, w.dynamic = in.node, dynamic || in.dynamic
	}
	return w
}

// framing is a reference as the node that writes the bytes around it, if it can be that.
func framing(n Node) Node {
	if r, ok := n.(*Ref); ok {
		if n := newNumbered(r); n != nil {
			return n
		}
	}
	return n
}

// opened splits the bytes off with which a node always begins.
func opened(n Node) (head []byte, rest Node) {
	n = framing(n)
	switch x := n.(type) {
	case framed:
		f := x.bytes()
		return f.before, x.with(frameBytes{after: f.after})
	case *wrap:
		out := *x
		out.before = nil
		return x.before, &out
	case *Object:
		out := *x
		out.opened = true
		return []byte("{"), &out
	case *Ref:
		out := *x
		out.opened = true
		return x.head(), &out
	}
	return nil, n
}

// numbered is a reference whose id ends with its only value, a number, and begins as the node's head says.
type numbered struct {
	ref  *Ref
	slot int // of the number, in the row or in the link's
	frameBytes
}

// newNumbered is the reference as such a node; nil: its id is another one.
func newNumbered(r *Ref) *numbered {
	id := r.id
	if r.Link >= 0 {
		id = r.Target.ID
	}
	if len(r.fallback) > 0 || r.Link >= 0 && len(r.Target.Fallback) > 0 || r.Key == nil || r.Key.Variant != "" || len(id) == 0 || len(id) > 2 {
		return nil
	}
	last, prefix := id[len(id)-1], ""
	if len(id) == 2 {
		prefix = id[0].Literal
	}
	if last.Expr == nil || last.Codec != CodecInteger || len(id) == 2 && id[0].Expr != nil {
		return nil
	}
	return &numbered{ref: r, slot: last.Slot, frameBytes: frameBytes{before: append(r.head(), prefix...), after: []byte{'"'}}}
}

func (n *numbered) bytes() frameBytes { return n.frameBytes }

func (n *numbered) with(f frameBytes) Node {
	out := *n
	out.frameBytes = f
	return &out
}

func (n *numbered) append(dst []byte, s *State) ([]byte, Presence) {
	r := n.ref
	f := &s.frames[r.Frame]
	rows, row := &f.page.Rows, f.row
	if r.Link >= 0 {
		l := &f.page.Links[r.Link]
		if l.Index[row] < 0 {
			return dst, Absent
		}
		rows, row = &l.Page.Rows, int(l.Index[row])
	}
	raw := rows.Cell(row, n.slot)
	if len(raw) == 0 {
		return dst, Absent
	}
	mark := len(dst)
	if len(n.before) > 0 {
		dst = append(dst, n.before...)
	}
	dst, ok := appendInteger(dst, raw)
	if !ok {
		return dst[:mark], Absent
	}
	if s.Watching {
		r.note(s)
	}
	return append(dst, n.after...), Filled
}

func (n *numbered) print(p *printer) { n.ref.print(p) }

// wrappable tells nodes that are written as a whole: groups and the items of children write several things or none.
func wrappable(n Node) bool {
	switch n.(type) {
	case *Const, *Each:
		return false
	}
	return true
}

// wrap is the object as a wrap of its only field that is not constant, or nil. Without such a field, or where that one
// may be absent while the constants stay, it is none.
func (o *Object) wrap() Node {
	at := o.onlyField()
	if at < 0 || o.If != nil || !o.Dynamic && !always(o.Fields[at].Node) || o.Needs != "" && o.Field(o.Needs) == nil {
		return nil
	}
	before, after := []byte("{"), []byte{}
	for _, f := range o.Fields[:at] {
		before = append(append(append(before, f.Key...), f.Node.(*Const).JSON...), ',')
	}
	before = append(before, o.Fields[at].Key...)
	for _, f := range o.Fields[at+1:] {
		after = append(append(append(after, ','), f.Key...), f.Node.(*Const).JSON...)
	}
	return wrapped(before, o.Fields[at].Node, append(after, '}'), o.Dynamic)
}

// onlyField is the one field that is not constant, if it is written as a whole; otherwise -1.
func (o *Object) onlyField() int {
	at := -1
	for i, f := range o.Fields {
		if _, isConst := f.Node.(*Const); isConst && f.Name != "" && !f.hidden {
			continue
		}
		if at >= 0 || f.Name == "" || f.hidden || !wrappable(f.Node) {
			return -1
		}
		at = i
	}
	return at
}

// always tells a node that is there for every row and every tenant.
func always(n Node) bool {
	switch x := n.(type) {
	case TenantTag, *Const:
		return true
	case *wrap:
		return !x.dynamic && always(x.node)
	}
	return false
}
