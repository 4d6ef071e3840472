// Package fhir holds the parts of FHIR R4 (4.0.1) that the facade needs as
// data: the elements of every type, the search parameters of every resource
// and the patient compartment. US Core 6.1.0 adds its search parameters.
//
// The data sits in the *_gen.go files, which scripts/generate-fhir writes. It
// is shared and must not be modified by callers.
package fhir

import (
	"slices"
	"strings"
)

// Kind tells the families of types apart.
//
// See https://hl7.org/fhir/R4/datatypes.html.
type Kind int

const (
	// Primitive is a type with a single value, such as dateTime.
	// See https://hl7.org/fhir/R4/datatypes.html#primitive.
	Primitive Kind = iota
	// DataType is a complex type, such as HumanName.
	// See https://hl7.org/fhir/R4/datatypes.html#complex.
	DataType
	// Backbone is the type of an element defined in place, such as
	// Observation.component.
	// See https://hl7.org/fhir/R4/backboneelement.html.
	Backbone
	// Resource is a resource type, the abstract Resource and DomainResource
	// included.
	// See https://hl7.org/fhir/R4/resource.html.
	Resource
)

// Type is a FHIR type with its elements.
//
// See https://hl7.org/fhir/R4/structuredefinition.html.
type Type struct {
	// Name is the name of the type: "Patient", "HumanName", "dateTime". A
	// backbone type is named by its path: "Observation.component".
	Name string
	Kind Kind
	// Elements are in the order of the definition and include the inherited
	// ones. The value of a primitive type is not listed: only id and
	// extension, which JSON keeps in the property with the underscore.
	Elements []Element
}

// TypeNamed returns the type of that name, or nil if R4 has none.
func TypeNamed(name string) *Type {
	i, found := slices.BinarySearchFunc(types[:], name, func(t Type, name string) int {
		return strings.Compare(t.Name, name)
	})
	if !found {
		return nil
	}
	return &types[i]
}

// Element returns the element of that base name ("value" for value[x]), or nil
// if the type has none.
func (t *Type) Element(name string) *Element {
	for i := range t.Elements {
		if t.Elements[i].Name == name {
			return &t.Elements[i]
		}
	}
	return nil
}
