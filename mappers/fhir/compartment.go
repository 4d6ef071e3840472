package fhir

import (
	"slices"
	"strings"
)

// compartmentMember is a resource type with the search parameters that place
// its resources in a compartment.
type compartmentMember struct {
	resource string
	codes    []string
}

// PatientCompartment returns the codes of the search parameters through which
// a resource of the type belongs to a patient's compartment, or nil if the type
// is not part of it. Patient itself is listed with "link"; that the Patient is
// in its own compartment goes without saying.
//
// See https://hl7.org/fhir/R4/compartmentdefinition-patient.html.
func PatientCompartment(resource string) []string {
	i, found := slices.BinarySearchFunc(patientCompartment[:], resource, func(m compartmentMember, name string) int {
		return strings.Compare(m.resource, name)
	})
	if !found {
		return nil
	}
	return patientCompartment[i].codes
}
