package program

import "slices"

// mapped is a value that a map gives, with the JSON of each result made before.
type mapped struct {
	place
	of    *Map
	json  [][]byte       // by Map.index, with the bytes around it; nil: absent
	known map[string]int // Map.index of the keys, in lower case where they are compared so; nil: few, or not ASCII
	short *[256]uint16   // Map.index of each text of one byte
}

func (m *mapped) append(dst []byte, s *State) ([]byte, Presence) {
	raw := m.raw(s)
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

// newMapped makes the JSON of each result before the first row.
func newMapped(h *Hole, a around, result func(*Coded) []byte) *mapped {
	m := &mapped{place: placeOf(h), of: h.Map, known: knownKeys(h.Map), short: shortKeys(h.Map)}
	for _, c := range h.Map.results() {
		var json []byte
		if c != nil {
			json = result(c)
		}
		if json != nil {
			json = a.whole(json)
		}
		m.json = append(m.json, json)
	}
	return m
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
		return m.of.index(raw)
	}
	key := lowered[:copy(lowered[:], raw)]
	for len(key) > 0 && key[len(key)-1] == ' ' {
		key = key[:len(key)-1]
	}
	if len(key) == 0 {
		return m.of.index(nil)
	}
	if m.of.Keys != KeysExact {
		for i, c := range key {
			key[i] = lower(c)
		}
	}
	if i, found := m.known[string(key)]; found {
		return i
	}
	return len(m.of.Entries)
}

// mapped is an object whose fields are all parts of one map's result: a Coding, mostly. Otherwise nil.
func (o *Object) mapped(a around) *mapped {
	if o.Needs != "" || len(o.Fields) < 2 {
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
	return newMapped(first, a, o.result)
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
