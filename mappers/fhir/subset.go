package fhir

import (
	"slices"
	"strings"
)

// Summary is a form of _summary that leaves elements out.
type Summary string

// The forms: the elements marked as summary; the narrative with what is mandatory; everything but the narrative.
const (
	NoSummary   Summary = ""
	SummaryTrue Summary = "true"
	SummaryText Summary = "text"
	SummaryData Summary = "data"
)

// Subset is which elements of a resource are shown. The zero Subset is all of them. A summary and a list of elements exclude
// each other.
//
// See https://hl7.org/fhir/R4/search.html#summary and https://hl7.org/fhir/R4/search.html#elements.
type Subset struct {
	Summary  Summary
	Elements []string // base names, ordered, none twice; nil: no list
}

// Whole tells that nothing is left out.
func (s Subset) Whole() bool { return s.Summary == NoSummary && s.Elements == nil }

// Included is what is shown of resources that are included: a list of elements is of matches only.
func (s Subset) Included() Subset { return Subset{Summary: s.Summary} }

// String is the subset as a URL has it, without URL encoding; "" for all.
func (s Subset) String() string {
	switch {
	case s.Summary != NoSummary:
		return "_summary=" + string(s.Summary)
	case s.Elements != nil:
		return "_elements=" + strings.Join(s.Elements, ",")
	}
	return ""
}

// Shows tells whether a member of a type's JSON is shown, and whether all of it is. Id, meta and mandatory elements are always
// shown.
func (s Subset) Shows(t *Type, member string) (shown, whole bool) {
	el, typ := t.Member(member)
	switch {
	case s.Whole() || el == nil:
		return true, true
	case t.Kind != Resource:
		return s.showsInside(t, el, typ)
	case el.Name == "id" || el.Name == "meta":
		return true, true
	case s.Summary == SummaryTrue:
		return el.Summary || el.Min > 0, !el.Summary || !summarised(typ)
	case s.Summary == SummaryText:
		return el.Name == "text" || el.Min > 0, true
	case s.Summary == SummaryData:
		return el.Name != "text", true
	}
	return el.Min > 0 || slices.Contains(s.Elements, el.Name), true
}

// showsInside is Shows for what lies inside an element. Extensions there say something about the value, such as why it is
// absent, and stay with it.
func (s Subset) showsInside(t *Type, el *Element, typ string) (shown, whole bool) {
	if s.Summary != SummaryTrue || !summarised(t.Name) || el.Name == "id" || el.Name == "extension" {
		return true, true
	}
	return el.Summary || el.Min > 0, !el.Summary || !summarised(typ)
}

// summarised tells a type of which a summary shows some elements and leaves others out.
func summarised(name string) bool {
	t := TypeNamed(name)
	return t != nil && t.Kind != Primitive && t.Kind != Resource && slices.ContainsFunc(t.Elements, func(e Element) bool {
		return e.Summary && e.Name != "modifierExtension"
	})
}

// Member is the element that a member of a type's JSON is, and the member's type: valueQuantity is value[x] as a Quantity,
// _birthDate what extends a primitive, which is an Element. Nil: the type has none.
func (t *Type) Member(name string) (*Element, string) {
	bare, extension := strings.CutPrefix(name, "_")
	for i := range t.Elements {
		el := &t.Elements[i]
		for _, typ := range el.Types {
			if el.memberName(typ) != bare {
				continue
			}
			if !extension {
				return el, typ
			}
			if k := TypeNamed(typ); k == nil || k.Kind != Primitive {
				return nil, ""
			}
			return el, "Element"
		}
	}
	return nil, ""
}

// memberName is the name that an element of one of its types has in JSON.
func (e *Element) memberName(typ string) string {
	if !e.Choice {
		return e.Name
	}
	return e.Name + strings.ToUpper(typ[:1]) + typ[1:]
}

// MemberNames are the names that the type's elements have in JSON, one for each type of a choice, without those that extend
// primitives.
func (t *Type) MemberNames() []string {
	var names []string
	for i := range t.Elements {
		el := &t.Elements[i]
		if !el.Choice {
			names = append(names, el.Name)
			continue
		}
		for _, typ := range el.Types {
			names = append(names, el.memberName(typ))
		}
	}
	return names
}
