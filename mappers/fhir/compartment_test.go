package fhir_test

import (
	"slices"
	"testing"

	"ehr.example/portico/mappers/fhir"
)

func TestPatientCompartment(t *testing.T) {
	tests := map[string][]string{
		"Observation":        {"subject", "performer"},
		"Encounter":          {"patient"},
		"AllergyIntolerance": {"patient", "recorder", "asserter"},
		"Patient":            {"link"},
		"Practitioner":       nil,
		"Task":               nil,
		"Nothing":            nil,
	}
	for resource, want := range tests {
		if got := fhir.PatientCompartment(resource); !slices.Equal(got, want) || (got == nil) != (want == nil) {
			t.Errorf("%s: %v", resource, got)
		}
	}
}

// Every parameter of the compartment exists and is a reference.
func TestPatientCompartmentParameters(t *testing.T) {
	for _, resource := range fhir.ResourceTypes() {
		for _, code := range fhir.PatientCompartment(resource) {
			parameter := fhir.SearchParameterOf(resource, code)
			if parameter == nil || parameter.Type != "reference" {
				t.Errorf("%s: %s is %+v", resource, code, parameter)
			}
		}
	}
}
