package fhir_test

import (
	"testing"

	"ehr.example/portico/mappers/fhir"
)

// required returns the value set that an element must be from.
func required(t *testing.T, typeName, element string) *fhir.ValueSet {
	t.Helper()
	set := fhir.TypeNamed(typeName).Element(element).Required
	if set == nil {
		t.Fatalf("%s.%s has no required binding", typeName, element)
	}
	return set
}

func TestValueSetSystem(t *testing.T) {
	tests := []struct {
		typeName, element, code, system string
	}{
		{"Patient", "gender", "female", "http://hl7.org/fhir/administrative-gender"},
		{"Patient", "gender", "F", ""},
		{"Observation", "status", "final", "http://hl7.org/fhir/observation-status"},
		{"Encounter", "status", "in-progress", "http://hl7.org/fhir/encounter-status"},
		{"Condition", "clinicalStatus", "active", "http://terminology.hl7.org/CodeSystem/condition-clinical"},
		{"ContactPoint", "system", "phone", "http://hl7.org/fhir/contact-point-system"},
		{"DetectedIssue", "status", "final", "http://hl7.org/fhir/observation-status"},
		{"OperationOutcome.issue", "code", "not-found", "http://hl7.org/fhir/issue-type"},
		{"Attachment", "contentType", "text/plain", ""},
	}
	for _, test := range tests {
		if got := required(t, test.typeName, test.element).System(test.code); got != test.system {
			t.Errorf("%s.%s %s is from %q", test.typeName, test.element, test.code, got)
		}
	}
}

func TestValueSetContains(t *testing.T) {
	gender := required(t, "Patient", "gender")
	if !gender.Contains("other") || gender.Contains("O") || gender.Contains("") {
		t.Errorf("%s has %v", gender.URL, gender.Codes)
	}
	if contentType := required(t, "Attachment", "contentType"); !contentType.Contains("text/plain") {
		t.Error("a set that can't be listed excludes a code")
	}
}

func TestValueSetAmbiguous(t *testing.T) {
	set := fhir.ValueSet{Codes: []fhir.Coding{{System: "a", Code: "x"}, {System: "b", Code: "x"}, {System: "b", Code: "y"}}}
	if set.System("x") != "" || set.System("y") != "b" {
		t.Errorf("x is from %q, y from %q", set.System("x"), set.System("y"))
	}
}
