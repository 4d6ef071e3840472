package program

import (
	"bytes"
	"slices"
)

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

// wrapped makes one wrap of a node and what stands around it; a wrap inside becomes part of it.
func wrapped(before []byte, n Node, after []byte, dynamic bool) *wrap {
	head, rest := opened(n)
	w := &wrap{before: slices.Concat(before, head), node: rest, after: slices.Clone(after), dynamic: dynamic}
	if in, ok := rest.(*wrap); ok {
		w.after = append(slices.Clone(in.after), w.after...)
		w.node, w.dynamic = in.node, dynamic || in.dynamic
	}
	return w
}

// opened splits the bytes off with which a node always begins.
func opened(n Node) (head []byte, rest Node) {
	switch x := n.(type) {
	case *wrap:
		out := *x
		out.before = nil
		return x.before, &out
	case *text:
		out := *x
		out.opened = true
		return []byte(`"`), &out
	case *Object:
		out := *x
		out.opened = true
		return []byte("{"), &out
	case *Ref:
		if n := newNumbered(x); n != nil {
			return append(x.head(), n.prefix...), n
		}
		out := *x
		out.opened = true
		return x.head(), &out
	}
	return nil, n
}

// numbered is a reference whose id ends with its only value, a number, and begins as the node's head says.
type numbered struct {
	ref    *Ref
	prefix string
	slot   int // of the number, in the row or in the link's
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
	return &numbered{ref: r, prefix: prefix, slot: last.Slot}
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
	out, ok := appendInteger(dst, raw)
	if !ok {
		return dst, Absent
	}
	if s.Watching {
		r.note(s)
	}
	return append(out, '"'), Filled
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
func (o *Object) wrap() *wrap {
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

// mapped is a value that a map gives, with the JSON of each result made before.
type mapped struct {
	hole  *Hole
	json  [][]byte       // by Map.index; nil: absent
	known map[string]int // Map.index of the keys, in lower case where they are compared so; nil: few, or not ASCII
}

func (m *mapped) append(dst []byte, s *State) ([]byte, Presence) {
	if json := m.json[m.index(m.hole.raw(s))]; json != nil {
		return append(dst, json...), Filled
	}
	return dst, Absent
}

// fewKeys is how many keys are looked through one by one.
const fewKeys = 3

// knownKeys are the keys of a map by their text.
func knownKeys(m *Map) map[string]int {
	if len(m.Entries) <= fewKeys || m.Keys == KeysAsNumbers {
		return nil
	}
	known := map[string]int{}
	for i, e := range m.Entries {
		key := m.Keys.Canonical(e.Raw)
		if _, twice := known[key]; twice || !isASCII([]byte(key)) {
			return nil
		}
		known[key] = i
	}
	return known
}

// index is Map.index; a short ASCII text is looked up at once.
func (m *mapped) index(raw []byte) int {
	var lowered [24]byte
	if m.known == nil || len(raw) > len(lowered) || !isASCII(raw) {
		return m.hole.Map.index(raw)
	}
	key := lowered[:copy(lowered[:], raw)]
	for len(key) > 0 && key[len(key)-1] == ' ' {
		key = key[:len(key)-1]
	}
	if len(key) == 0 {
		return m.hole.Map.index(nil)
	}
	if m.hole.Map.Keys != KeysExact {
		for i, c := range key {
			key[i] = lower(c)
		}
	}
	if i, found := m.known[string(key)]; found {
		return i
	}
	return len(m.hole.Map.Entries)
}

func (m *mapped) print(p *printer) { m.hole.print(p) }

// text is a text of the row itself: the most frequent of all values.
type text struct {
	hole        *Hole
	frame, slot int
	trim        bool
	opened      bool // the quote in front is written
}

func (t *text) append(dst []byte, s *State) ([]byte, Presence) {
	raw := s.cell(t.frame, t.slot)
	if t.trim {
		raw = bytes.TrimSpace(raw)
	}
	if blank(raw) {
		return dst, Absent
	}
	if !t.opened {
		dst = append(dst, '"')
	}
	return appendString(dst, raw), Filled
}

func (t *text) print(p *printer) { t.hole.print(p) }

// column is a value of the row itself under the function that writes it.
type column struct {
	hole        *Hole
	frame, slot int
	write       writer
}

func (c *column) append(dst []byte, s *State) ([]byte, Presence) {
	raw := s.cell(c.frame, c.slot)
	if len(raw) == 0 {
		return dst, Absent
	}
	out, ok := c.write(dst, raw, s)
	if !ok {
		return dst, Absent
	}
	return out, Filled
}

func (c *column) print(p *printer) { c.hole.print(p) }

// linked is a value of the row that a link finds, likewise.
type linked struct {
	hole  *Hole
	write writer
}

func (l *linked) append(dst []byte, s *State) ([]byte, Presence) {
	raw := l.hole.raw(s)
	if len(raw) == 0 {
		return dst, Absent
	}
	out, ok := l.write(dst, raw, s)
	if !ok {
		return dst, Absent
	}
	return out, Filled
}

func (l *linked) print(p *printer) { l.hole.print(p) }

// foldHole makes the results of a hole's map before the first row.
func foldHole(h *Hole) Node {
	if h.Map == nil && (len(h.Steps) > 0 || h.Format == FormatZoned) {
		return h
	}
	if h.Map == nil && h.Link < 0 && (h.Format == FormatString || h.Format == FormatCode) {
		return &text{hole: h, frame: h.Frame, slot: h.Slot, trim: h.Format == FormatCode}
	}
	if h.Map == nil && h.Link < 0 {
		return &column{hole: h, frame: h.Frame, slot: h.Slot, write: writers[h.Format]}
	}
	if h.Map == nil {
		return &linked{hole: h, write: writers[h.Format]}
	}
	return newMapped(h, func(c *Coded) []byte {
		json, _ := h.appendResult(nil, c)
		return json
	})
}

func newMapped(h *Hole, result func(*Coded) []byte) *mapped {
	m := &mapped{hole: h, known: knownKeys(h.Map)}
	for _, c := range h.Map.results() {
		var json []byte
		if c != nil {
			json = result(c)
		}
		m.json = append(m.json, json)
	}
	return m
}

// mapped is an object whose fields are all parts of one map's result: a Coding, mostly. Otherwise nil.
func (o *Object) mapped() *mapped {
	if o.If != nil || o.Needs != "" || len(o.Fields) < 2 {
		return nil
	}
	first, ok := o.Fields[0].Node.(*Hole)
	if !ok || first.Map == nil {
		return nil
	}
	for _, f := range o.Fields {
		h, ok := f.Node.(*Hole)
		if !ok || f.Name == "" || f.hidden || h.Map != first.Map || h.Frame != first.Frame || h.Slot != first.Slot || h.Link != first.Link || !slices.Equal(h.Steps, first.Steps) {
			return nil
		}
	}
	return newMapped(first, o.result)
}

// result is the object's JSON for one result of its map; nil where that has none of its parts.
func (o *Object) result(c *Coded) []byte {
	json := []byte("{")
	for _, f := range o.Fields {
		part, ok := f.Node.(*Hole).appendResult(nil, c)
		if !ok {
			continue
		}
		if len(json) > 1 {
			json = append(json, ',')
		}
		json = append(append(json, f.Key...), part...)
	}
	if len(json) == 1 {
		return nil
	}
	return append(json, '}')
}
