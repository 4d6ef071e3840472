package fhir

import (
	"slices"
	"strings"
)

// compartment is what belongs to a resource of a type.
type compartment struct {
	of      string
	members []compartmentMember
}

// compartmentMember is a resource type with the search parameters that place
// its resources in a compartment.
type compartmentMember struct {
	resource string
	codes    []string
}

// Compartment returns the codes of the search parameters through which a
// resource of a type belongs to the compartment of a resource of the type of,
// or nil if the type is not part of it or there is no such compartment. That
// a resource is in its own compartment goes without saying; Patient is listed
// in the patient's with "link" beside that.
//
// See https://hl7.org/fhir/R4/compartmentdefinition.html.
func Compartment(of, resource string) []string {
	for _, c := range compartments {
		if c.of != of {
			continue
		}
		i, found := slices.BinarySearchFunc(c.members, resource, func(m compartmentMember, name string) int {
			return strings.Compare(m.resource, name)
		})
		if found {
			return c.members[i].codes
		}
	}
	return nil
}

// PatientCompartment is Compartment of Patient.
func PatientCompartment(resource string) []string { return Compartment("Patient", resource) }

// CompartmentTypes are the types that FHIR defines compartments of, sorted.
func CompartmentTypes() []string {
	types := make([]string, len(compartments))
	for i, c := range compartments {
		types[i] = c.of
	}
	return types
}
