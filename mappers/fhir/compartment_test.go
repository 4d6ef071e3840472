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

func TestCompartments(t *testing.T) {
	if got := fhir.CompartmentTypes(); !slices.Equal(got, []string{"Device", "Encounter", "Patient", "Practitioner", "RelatedPerson"}) {
		t.Error(got)
	}
	for _, c := range []struct {
		of, resource string
		want         []string
	}{
		{"Encounter", "Observation", []string{"encounter"}},
		{"Encounter", "Encounter", nil},
		{"Encounter", "Patient", nil},
		{"Practitioner", "Patient", []string{"general-practitioner"}},
		{"Device", "Observation", []string{"subject", "device"}},
		{"Location", "Encounter", nil},
	} {
		if got := fhir.Compartment(c.of, c.resource); !slices.Equal(got, c.want) {
			t.Errorf("%s of %s: %v", c.resource, c.of, got)
		}
	}
}

// Every parameter of a compartment exists and is a reference.
func TestCompartmentParameters(t *testing.T) {
	for _, of := range fhir.CompartmentTypes() {
		for _, resource := range fhir.ResourceTypes() {
			for _, code := range fhir.Compartment(of, resource) {
				parameter := fhir.SearchParameterOf(resource, code)
				if parameter == nil || parameter.Type != "reference" {
					t.Errorf("%s of %s: %s is %+v", resource, of, code, parameter)
				}
			}
		}
	}
}
