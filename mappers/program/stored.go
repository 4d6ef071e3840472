package program

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"ehr.example/portico/mappers/fhir"
)

// Stored is the rest of a resource: the elements of FHIR JSON that a column holds, below those that the mapping writes. Only
// what R4 has at its place is let through, and of references only those that the mapping vouches for.
type Stored struct {
	Frame, Slot int
	Type        string
	Written     map[string]bool // the members that the mapping writes itself, and those that are never taken
	References  []StoredReference
	Keep        []string // types whose relative references stay as they are

	subset fhir.Subset     // of what lies inside the members
	hidden map[string]bool // members that are asked for references, and not written
}

// StoredReference is what every stored reference to a type becomes.
type StoredReference struct {
	Type string
	Node Node
}

// stored writes the members of a text that is a resource of the type, and nothing for any other text.
type stored struct {
	of         *Stored
	references []instruction // what stored references become, as Stored.References
}

func foldStored(x *Stored) instruction {
	out := &stored{of: x}
	for _, r := range x.References {
		out.references = append(out.references, fold(r.Node, around{}))
	}
	return out
}

func (i *stored) append(dst []byte, s *State) ([]byte, Presence) {
	x := i.of
	raw := s.cell(x.Frame, x.Slot)
	if blank(raw) {
		return dst, Absent
	}
	object, err := parseObject(raw)
	if err != nil || memberOf(object, "resourceType") != any(x.Type) {
		return dst, Absent
	}
	w := storedWriter{stored: x, references: i.references, state: s, subset: x.subset}
	object = slices.DeleteFunc(object, func(m member) bool { return x.Written[m.name] })
	mark := len(dst)
	dst = w.members(dst, fhir.TypeNamed(x.Type), object, true)
	if len(dst) == mark {
		return dst, Absent
	}
	return dst, Filled
}

// storedWriter is one text under way.
type storedWriter struct {
	stored     *Stored
	references []instruction
	state      *State
	subset     fhir.Subset
}

// members writes the members that a type has, each behind a comma but the first where comma says so.
func (w *storedWriter) members(dst []byte, t *fhir.Type, object []member, comma bool) []byte {
	for _, m := range object {
		el, typ := storedElement(t, m.name)
		shown, whole := w.subset.Shows(t, m.name)
		if el == nil || !shown && !w.stored.hidden[m.name] {
			continue
		}
		mark := len(dst)
		if comma {
			dst = append(dst, ',')
		}
		dst = append(append(append(dst, '"'), m.name...), `":`...)
		twin := "_" + m.name
		if rest, ok := strings.CutPrefix(m.name, "_"); ok {
			twin = rest
		}
		inside := *w
		if whole || !shown {
			inside.subset = fhir.Subset{}
		}
		var ok bool
		if dst, ok = inside.element(dst, el, typ, m.value, memberOf(object, twin)); !ok || !shown {
			dst = dst[:mark]
			continue
		}
		comma = true
	}
	return dst
}

// storedElement is the element that a member is, and its type; nil: the type has none. Narratives are left out: they tell
// in words what the mapping may have replaced.
func storedElement(t *fhir.Type, name string) (*fhir.Element, string) {
	el, typ := t.Member(name)
	if typ == "Narrative" {
		return nil, ""
	}
	return el, typ
}

func isPrimitive(typ string) bool {
	t := fhir.TypeNamed(typ)
	return t != nil && t.Kind == fhir.Primitive
}

// element writes one value, or the list that R4 has there. The items of a primitive's list and of its extensions stand
// in pairs, so that null keeps a place.
func (w *storedWriter) element(dst []byte, el *fhir.Element, typ string, value, twin any) ([]byte, bool) {
	list, isList := value.([]any)
	if isList != (el.Max != 1) {
		return dst, false
	}
	if !isList {
		return w.value(dst, typ, value)
	}
	_, paired := twin.([]any)
	mark, filled := len(dst), false
	dst = append(dst, '[')
	for _, item := range list {
		before := len(dst)
		if before > mark+1 {
			dst = append(dst, ',')
		}
		var ok bool
		if dst, ok = w.value(dst, typ, item); ok {
			filled = true
		} else if dst = dst[:before]; paired {
			if before > mark+1 {
				dst = append(dst, ',')
			}
			dst = append(dst, "null"...)
		}
	}
	if !filled {
		return dst[:mark], false
	}
	return append(dst, ']'), true
}

func (w *storedWriter) value(dst []byte, typ string, value any) ([]byte, bool) {
	if isPrimitive(typ) {
		return w.primitive(dst, typ, value)
	}
	object, ok := value.([]member)
	if !ok {
		return dst, false
	}
	if typ == "Resource" {
		return w.contained(dst, object)
	}
	return w.object(dst, fhir.TypeNamed(typ), object)
}

func (w *storedWriter) object(dst []byte, t *fhir.Type, object []member) ([]byte, bool) {
	if t == nil {
		return dst, false
	}
	mark := len(dst)
	dst = append(dst, '{')
	rest := object
	if t.Name == "Reference" {
		text, _ := memberOf(object, "reference").(string)
		var ok bool
		if dst, ok = w.reference(append(dst, `"reference":`...), text); !ok {
			dst = dst[:mark+1]
		}
		rest = slices.DeleteFunc(slices.Clone(object), func(m member) bool { return m.name == "reference" })
	}
	if dst = w.members(dst, t, rest, len(dst) > mark+1); len(dst) == mark+1 {
		return dst[:mark], false
	}
	return append(dst, '}'), true
}

// contained writes a resource inside the resource.
func (w *storedWriter) contained(dst []byte, object []member) ([]byte, bool) {
	typ, _ := memberOf(object, "resourceType").(string)
	if !fhir.IsResource(typ) {
		return dst, false
	}
	dst = append(append(append(dst, `{"resourceType":"`...), typ...), '"')
	return append(w.members(dst, fhir.TypeNamed(typ), object, true), '}'), true
}

// storedAddress is what a reference by type and id looks like, behind a server's address or without one.
var storedAddress = regexp.MustCompile(`^(https?://[^?#]+/)?([A-Z][A-Za-z]+)/([A-Za-z0-9\-.]{1,64})(/_history/[A-Za-z0-9\-.]{1,64})?$`)

// pointsAt takes a reference by type and id apart; what stands before it is "" where it is relative.
func pointsAt(text string) (before, typ, id string, ok bool) {
	found := storedAddress.FindStringSubmatch(text)
	if found == nil || !fhir.IsResource(found[2]) {
		return "", "", "", false
	}
	return found[1], found[2], found[3], true
}

// reference appends what a stored reference becomes, as JSON; false: it is left out.
func (w *storedWriter) reference(dst []byte, text string) ([]byte, bool) {
	if strings.HasPrefix(text, "#") {
		return append(AppendEscaped(append(dst, '"'), text), '"'), len(text) > 1
	}
	before, typ, id, ok := pointsAt(text)
	if !ok {
		return dst, false
	}
	for i, r := range w.stored.References {
		if r.Type == typ {
			out, p := w.references[i].append(dst, w.state)
			return out, p != Absent
		}
	}
	if before != "" || !slices.Contains(w.stored.Keep, typ) {
		return dst, false
	}
	return append(append(append(append(append(dst, '"'), typ...), '/'), id...), '"'), true
}

var storedInteger = regexp.MustCompile(`^(0|-?[1-9][0-9]*)$`)

// primitive writes a value of the JSON type that R4 has for its own. An address of this server goes the way of references.
func (w *storedWriter) primitive(dst []byte, typ string, value any) ([]byte, bool) {
	switch x := value.(type) {
	case bool:
		if typ != "boolean" {
			return dst, false
		}
		if x {
			return append(dst, "true"...), true
		}
		return append(dst, "false"...), true
	case json.Number:
		whole := typ == "integer" || typ == "positiveInt" || typ == "unsignedInt"
		if typ != "decimal" && !whole || whole && !storedInteger.MatchString(string(x)) {
			return dst, false
		}
		return append(dst, x...), true
	case string:
		return w.text(dst, typ, x)
	}
	return dst, false
}

func (w *storedWriter) text(dst []byte, typ, text string) ([]byte, bool) {
	switch typ {
	case "boolean", "decimal", "integer", "positiveInt", "unsignedInt", "xhtml":
		return dst, false
	case "uri", "url", "canonical":
		if before, _, _, ok := pointsAt(text); ok && before == "" {
			return w.reference(dst, text)
		}
	}
	if blank([]byte(text)) {
		return dst, false
	}
	return append(AppendEscaped(append(dst, '"'), text), '"'), true
}

func (x *Stored) print(p *printer) {
	p.line("stored [%d.%d]", x.Frame, x.Slot)
	p.under(func() {
		for _, r := range x.References {
			p.line("%s becomes:", r.Type)
			p.under(func() { r.Node.print(p) })
		}
		if len(x.Keep) > 0 {
			p.line("keep %s", strings.Join(x.Keep, ", "))
		}
	})
}
