package program

import (
	"bytes"
	"slices"
)

// mapped is a value that a map gives, with the JSON of each result made before.
type mapped struct {
	hole  *Hole
	json  [][]byte       // by Map.index, with the bytes around it; nil: absent
	known map[string]int // Map.index of the keys, in lower case where they are compared so; nil: few, or not ASCII
	short *[256]uint16   // Map.index of each text of one byte
	plain bool           // the value is the row's own, as the column has it
	frameBytes
}

func (m *mapped) append(dst []byte, s *State) ([]byte, Presence) {
	var raw []byte
	if m.plain {
		raw = s.cell(m.hole.Frame, m.hole.Slot)
	} else {
		raw = m.hole.raw(s)
	}
	var at int
	if len(raw) == 1 {
		at = int(m.short[raw[0]])
	} else {
		at = m.index(raw)
	}
	if json := m.json[at]; json != nil {
		return append(dst, json...), Filled
	}
	return dst, Absent
}

func (m *mapped) bytes() frameBytes { return m.frameBytes }

func (m *mapped) with(f frameBytes) Node {
	out := *m
	out.json = make([][]byte, len(m.json))
	for i, json := range m.json {
		if json != nil {
			out.json[i] = slices.Concat(f.before, json[len(m.before):len(json)-len(m.after)], f.after)
		}
	}
	out.frameBytes = f
	return &out
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

// shortKeys are the results of all texts of one byte: most codes of old tables are such.
func shortKeys(m *Map) *[256]uint16 {
	var short [256]uint16
	for c := range short {
		short[c] = uint16(m.index([]byte{byte(c)}))
	}
	return &short
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
	frameBytes
}

func (t *text) append(dst []byte, s *State) ([]byte, Presence) {
	raw := s.cell(t.frame, t.slot)
	if t.trim {
		raw = bytes.TrimSpace(raw)
	}
	if blank(raw) {
		return dst, Absent
	}
	if len(t.before) > 0 {
		dst = append(dst, t.before...)
	}
	if plainRun(raw) == len(raw) {
		dst = append(dst, raw...)
	} else {
		dst = AppendEscaped(dst, raw)
	}
	return append(dst, t.after...), Filled
}

// write writes the inside of a JSON string between the bytes around it, which have its quotes.
func (f *frameBytes) write(dst, raw []byte) []byte {
	if len(f.before) > 0 {
		dst = append(dst, f.before...)
	}
	if plainRun(raw) == len(raw) {
		dst = append(dst, raw...)
	} else {
		dst = AppendEscaped(dst, raw)
	}
	return append(dst, f.after...)
}

func (t *text) bytes() frameBytes { return t.frameBytes }

func (t *text) with(f frameBytes) Node {
	out := *t
	out.frameBytes = f
	return &out
}

func (t *text) print(p *printer) { t.hole.print(p) }

// linkedText is a text of the row that a link finds.
type linkedText struct {
	hole *Hole
	trim bool
	frameBytes
}

func (t *linkedText) append(dst []byte, s *State) ([]byte, Presence) {
	raw := t.hole.cell(s, t.hole.Slot)
	if t.trim {
		raw = bytes.TrimSpace(raw)
	}
	if blank(raw) {
		return dst, Absent
	}
	return t.write(dst, raw), Filled
}

func (t *linkedText) bytes() frameBytes { return t.frameBytes }

func (t *linkedText) with(f frameBytes) Node {
	out := *t
	out.frameBytes = f
	return &out
}

func (t *linkedText) print(p *printer) { t.hole.print(p) }

// column is a value of the row itself under the function that writes it.
type column struct {
	hole        *Hole
	frame, slot int
	writer      writer
	frameBytes
}

func (c *column) append(dst []byte, s *State) ([]byte, Presence) {
	raw := s.cell(c.frame, c.slot)
	if len(raw) == 0 {
		return dst, Absent
	}
	mark := len(dst)
	if len(c.before) > 0 {
		dst = append(dst, c.before...)
	}
	dst, ok := c.writer(dst, raw, s)
	if !ok {
		return dst[:mark], Absent
	}
	if len(c.after) > 0 {
		dst = append(dst, c.after...)
	}
	return dst, Filled
}

func (c *column) bytes() frameBytes { return c.frameBytes }

func (c *column) with(f frameBytes) Node {
	out := *c
	out.frameBytes = f
	return &out
}

func (c *column) print(p *printer) { c.hole.print(p) }

// linked is a value of the row that a link finds, likewise.
type linked struct {
	hole   *Hole
	writer writer
}

func (l *linked) append(dst []byte, s *State) ([]byte, Presence) {
	raw := l.hole.raw(s)
	if len(raw) == 0 {
		return dst, Absent
	}
	out, ok := l.writer(dst, raw, s)
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
	isText, quotes := h.Format == FormatString || h.Format == FormatCode, frameBytes{before: []byte{'"'}, after: []byte{'"'}}
	switch {
	case h.Map != nil:
	case isText && h.Link < 0:
		return &text{hole: h, frame: h.Frame, slot: h.Slot, trim: h.Format == FormatCode, frameBytes: quotes}
	case isText:
		return &linkedText{hole: h, trim: h.Format == FormatCode, frameBytes: quotes}
	case h.Link < 0:
		return &column{hole: h, frame: h.Frame, slot: h.Slot, writer: writers[h.Format]}
	default:
		return &linked{hole: h, writer: writers[h.Format]}
	}
	return newMapped(h, func(c *Coded) []byte {
		json, _ := h.appendResult(nil, c)
		return json
	})
}

func newMapped(h *Hole, result func(*Coded) []byte) *mapped {
	m := &mapped{hole: h, known: knownKeys(h.Map), short: shortKeys(h.Map), plain: h.Link < 0 && len(h.Steps) == 0}
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
