package draft

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"ehr.example/portico/mappers/fhir"
)

const usCore = "http://hl7.org/fhir/us/core/StructureDefinition/"

var elementLine = regexp.MustCompile(`(?m)^  ([A-Za-z]+):`)

// has are the elements that a page maps already.
func has(text string) map[string]bool {
	out := map[string]bool{}
	_, below, _ := strings.Cut(text, "\nelements:")
	for _, m := range elementLine.FindAllStringSubmatch(below, -1) {
		out[m[1]] = true
	}
	if strings.Contains(below, "deceased") {
		out["deceasedDateTime"] = true
	}
	return out
}

// wanted writes a commented line for each element that a profile wants and that is not mapped, with the codes that it fixes.
func wanted(p *page, profile string, mapped map[string]bool) {
	def := fhir.ProfileNamed(usCore + profile)
	lines := Supports(def, mapped)
	if len(lines) == 0 {
		return
	}
	p.line("  # what else %s wants:", profile)
	for _, l := range lines {
		p.line("  # %s", l)
	}
}

// Supports are lines of YAML for the elements that a profile wants, each with the codes that it fixes, and … where a hole
// belongs; without those that are mapped.
func Supports(p *fhir.Profile, mapped map[string]bool) []string {
	root := &want{}
	for i := range p.Elements {
		root.add(strings.Split(p.Elements[i].Path, "."), &p.Elements[i])
	}
	var lines []string
	for _, w := range root.below {
		if w.isMapped(mapped) {
			continue
		}
		typ := fhir.TypeNamed(p.Type)
		note := "must support"
		switch {
		case w.min > 0:
			note = "demanded"
		case w.uscdi:
			note = "USCDI"
		}
		if w.name == "extension" {
			lines = append(lines, w.extensions()...)
			continue
		}
		lines = append(lines, w.field(typ)+"   # "+note)
	}
	return lines
}

// extensions are a line for each extension, which are items of one list.
func (w *want) extensions() []string {
	var lines []string
	for _, s := range w.slices {
		note := "must support"
		if s.uscdi {
			note = "USCDI"
		}
		lines = append(lines, fmt.Sprintf("extension: [%s]   # %s", s.value("Extension"), note))
	}
	return lines
}

// want is an element of a profile with what lies below it.
type want struct {
	name   string // value[x]
	slices []*want
	below  []*want
	min    int
	uscdi  bool
	url    string // of an extension
	fixed  []fhir.FixedValue
}

// add puts an element at its path.
func (w *want) add(path []string, e *fhir.ProfileElement) {
	name, slice, sliced := strings.Cut(path[0], ":")
	next := child(&w.below, name)
	if sliced {
		next = child(&next.slices, slice)
	}
	if len(path) > 1 {
		next.add(path[1:], e)
		return
	}
	next.min, next.uscdi, next.url, next.fixed = e.Min, e.USCDI, e.Extension, e.Fixed
	if sliced && len(w.below) > 0 {
		if parent := child(&w.below, name); parent.min == 0 && len(parent.fixed) == 0 {
			parent.uscdi = parent.uscdi || e.USCDI
		}
	}
}

func child(list *[]*want, name string) *want {
	for _, w := range *list {
		if w.name == name {
			return w
		}
	}
	w := &want{name: name}
	*list = append(*list, w)
	return w
}

func (w *want) isMapped(mapped map[string]bool) bool {
	base, choice := strings.CutSuffix(w.name, "[x]")
	for name := range mapped {
		if name == base || choice && strings.HasPrefix(name, base) {
			return true
		}
	}
	return false
}

// field is the element as a field of an object of a type.
func (w *want) field(of *fhir.Type) string {
	base, choice := strings.CutSuffix(w.name, "[x]")
	el := (*fhir.Element)(nil)
	if of != nil {
		el = of.Element(base)
	}
	name, typ := base, ""
	if el != nil {
		typ = el.Types[0]
	}
	if choice {
		name = base + strings.ToUpper(typ[:1]) + typ[1:]
		if len(w.slices) > 0 && strings.HasPrefix(w.slices[0].name, base) {
			name = w.slices[0].name
			typ = strings.TrimPrefix(name, base)
		}
	}
	items := []string{}
	for _, s := range w.slices {
		if !choice {
			items = append(items, s.value(typ))
		} else if strings.HasPrefix(s.name, base) && s.name == name {
			items = append(items, s.value(typ))
		}
	}
	if len(items) == 0 {
		items = append(items, w.value(typ))
	}
	if el != nil && el.Max != 1 {
		return fmt.Sprintf("%s: [%s]", name, strings.Join(items, ", "))
	}
	return fmt.Sprintf("%s: %s", name, items[0])
}

// value is what stands there: fixed codes, the elements below, or a hole.
func (w *want) value(typ string) string {
	t := fhir.TypeNamed(typ)
	switch {
	case w.url != "":
		return fmt.Sprintf("{url: %s, …}", scalar(w.url))
	case len(w.fixed) > 0:
		return fixedValue(w.fixed, t)
	case typ == "Reference":
		return "=… -> …"
	case t == nil || t.Kind == fhir.Primitive:
		return "=…"
	case len(w.below) == 0:
		return usual(typ)
	}
	var parts []string
	for _, b := range w.below {
		parts = append(parts, b.field(t))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// usual are the elements of the types that profiles leave to themselves.
func usual(typ string) string {
	switch typ {
	case "CodeableConcept":
		return "{coding: [{system: …, code: =…}], text: =…}"
	case "Coding":
		return "{system: …, code: =…}"
	case "Period":
		return "{start: =…, end: =…}"
	case "Quantity":
		return "{value: =…, unit: …, system: http://unitsofmeasure.org, code: …}"
	case "Identifier":
		return "{system: …, value: =…}"
	}
	return "{…}"
}

// fixedValue is the object that some fixed values make.
func fixedValue(list []fhir.FixedValue, t *fhir.Type) string {
	if len(list) == 1 && list[0].Path == "" {
		return scalar(list[0].Value)
	}
	var order []string
	groups := map[string][]fhir.FixedValue{}
	for _, v := range list {
		head, rest, _ := strings.Cut(v.Path, ".")
		if groups[head] == nil {
			order = append(order, head)
		}
		groups[head] = append(groups[head], fhir.FixedValue{Path: rest, Value: v.Value})
	}
	slices.SortFunc(order, func(a, b string) int { return strings.Compare(b, a) }) // system before code
	var parts []string
	for _, head := range order {
		el := (*fhir.Element)(nil)
		if t != nil {
			el = t.Element(head)
		}
		var value string
		if el == nil {
			value = fixedValue(groups[head], nil)
		} else {
			value = fixedValue(groups[head], fhir.TypeNamed(el.Types[0]))
			if el.Max != 1 {
				value = "[" + value + "]"
			}
		}
		parts = append(parts, head+": "+value)
	}
	return "{" + strings.Join(parts, ", ") + "}"
}
