package fhir

import "slices"

// Path is the way from a resource to the elements that a search parameter
// looks at. It stands for the part of FHIRPath which search parameters use.
//
// See https://hl7.org/fhir/R4/searchparameter-definitions.html#SearchParameter.expression.
type Path struct {
	// Resource is the type at which the steps start. It is empty in a
	// Component whose path starts at the elements of the composite parameter.
	Resource string
	Steps    []Step
	// Exists is true if the parameter asks whether there is an element which
	// isn't false, rather than for its value: Patient.deceased.
	Exists bool
}

// Step goes from an element to one of its children.
type Step struct {
	// Element is the child's name, without a choice's suffix.
	Element string
	// As narrows a choice to one type: "Quantity", "dateTime". Empty takes all.
	As string
	// Where keeps only the elements which meet every condition.
	Where []Condition
	// ResolveTo keeps only the references to that resource type, if set.
	ResolveTo string
}

// Condition compares a child of an element: .where(system = 'phone').
type Condition struct {
	Element, Value string
}

// Types returns the names of the types at the end of the path, or nil if the
// path starts at a composite's elements or doesn't exist in R4.
func (p Path) Types() []string {
	if p.Resource == "" {
		return nil
	}
	return p.TypesFrom([]string{p.Resource})
}

// TypesFrom returns the names of the types at the end of the steps if they are
// taken from elements of the given types.
func (p Path) TypesFrom(start []string) []string {
	current := start
	for _, step := range p.Steps {
		current = step.types(current)
	}
	return current
}

// types returns the types that the step leads to from any of the given ones.
func (s Step) types(from []string) []string {
	var names []string
	for _, name := range from {
		for _, next := range s.typesIn(TypeNamed(name)) {
			if !slices.Contains(names, next) {
				names = append(names, next)
			}
		}
	}
	return names
}

// typesIn returns the types that the step leads to from one type.
func (s Step) typesIn(t *Type) []string {
	if t == nil {
		return nil
	}
	element := t.Element(s.Element)
	switch {
	case element == nil:
		return nil
	case s.As == "":
		return element.Types
	case slices.Contains(element.Types, s.As):
		return []string{s.As}
	}
	return nil
}
