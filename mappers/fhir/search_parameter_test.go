package fhir_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"ehr.example/portico/mappers/fhir"
)

// describe writes paths in a form that is easy to compare.
func describe(paths []fhir.Path) string {
	var described []string
	for _, path := range paths {
		text := path.Resource
		for _, step := range path.Steps {
			text += "." + step.Element
			if step.As != "" {
				text += ":" + step.As
			}
			for _, where := range step.Where {
				text += fmt.Sprintf("[%s=%s]", where.Element, where.Value)
			}
			if step.ResolveTo != "" {
				text += "->" + step.ResolveTo
			}
		}
		if path.Exists {
			text += "?"
		}
		described = append(described, text)
	}
	return strings.Join(described, " | ")
}

func TestSearchParameterPaths(t *testing.T) {
	const usCore = "http://hl7.org/fhir/us/core/StructureDefinition/"
	tests := []struct {
		resource, code, kind, paths string
	}{
		{"Patient", "_id", "token", "Patient.id"},
		{"Observation", "_lastUpdated", "date", "Observation.meta.lastUpdated"},
		{"Bundle", "_tag", "token", "Bundle.meta.tag"},
		{"Patient", "phone", "token", "Patient.telecom[system=phone]"},
		{"Patient", "family", "string", "Patient.name.family"},
		{"Patient", "deceased", "token", "Patient.deceased?"},
		{"Patient", "death-date", "date", "Patient.deceased:dateTime"},
		{"Observation", "patient", "reference", "Observation.subject->Patient"},
		{"Account", "patient", "reference", "Account.subject->Patient"},
		{"AllergyIntolerance", "patient", "reference", "AllergyIntolerance.patient"},
		{"Observation", "combo-code", "token", "Observation.code | Observation.component.code"},
		{"Observation", "value-quantity", "quantity", "Observation.value:Quantity | Observation.value:SampledData"},
		{"Observation", "value-string", "string", "Observation.value:string | Observation.value:CodeableConcept.text"},
		{"Observation", "date", "date", "Observation.effective"},
		{"Encounter", "date", "date", "Encounter.period"},
		{"Condition", "onset-date", "date", "Condition.onset:dateTime | Condition.onset:Period"},
		{"Goal", "target-date", "date", "Goal.target.due:date"},
		{"InsurancePlan", "name", "string", "InsurancePlan.name | InsurancePlan.alias"},
		{"Measure", "depends-on", "reference", "Measure.relatedArtifact[type=depends-on].resource | Measure.library"},
		{"MedicationRequest", "medication", "reference", "MedicationRequest.medication:Reference"},
		{"Location", "near", "special", "Location.position"},
		{"Patient", "race", "token", "Patient.extension[url=" + usCore + "us-core-race].extension.value.code"},
		{"Patient", "gender-identity", "token", "Patient.extension[url=" + usCore + "us-core-genderIdentity].value.coding.code"},
		{
			"Condition", "asserted-date", "date",
			"Condition.extension[url=http://hl7.org/fhir/StructureDefinition/condition-assertedDate].value:dateTime",
		},
	}
	for _, test := range tests {
		parameter := fhir.SearchParameterOf(test.resource, test.code)
		if parameter == nil {
			t.Errorf("%s has no %s", test.resource, test.code)
			continue
		}
		if got := describe(parameter.Paths); got != test.paths || parameter.Type != test.kind || parameter.Unparsed {
			t.Errorf("%s %s is a %s of %s", test.resource, test.code, parameter.Type, got)
		}
	}
}

func TestCompositeParameters(t *testing.T) {
	tests := []struct {
		resource, code, paths string
		components            []string
	}{
		{"Observation", "code-value-quantity", "Observation", []string{"code token .code", "value-quantity quantity .value:Quantity"}},
		{
			"Observation", "combo-code-value-quantity", "Observation | Observation.component",
			[]string{"combo-code token .code", "combo-value-quantity quantity .value:Quantity"},
		},
		{
			"Observation", "code-value-date", "Observation",
			[]string{"code token .code", "value-date date .value:dateTime | .value:Period"},
		},
		{"MolecularSequence", "referenceseqid-variant-coordinate", "MolecularSequence.variant", []string{
			"referenceseqid token MolecularSequence.referenceSeq.referenceSeqId",
			"variant-start number .start", "variant-end number .end",
		}},
	}
	for _, test := range tests {
		parameter := fhir.SearchParameterOf(test.resource, test.code)
		var components []string
		for _, c := range parameter.Components {
			components = append(components, c.Code+" "+c.Type+" "+describe(c.Paths))
		}
		if got := describe(parameter.Paths); got != test.paths || !slices.Equal(components, test.components) {
			t.Errorf("%s of %s has %q", test.code, got, components)
		}
	}
}

// Some parameters can't be expressed; the generator has the reasons.
func TestUnparsed(t *testing.T) {
	unparsed := map[string]bool{}
	for _, resource := range fhir.ResourceTypes() {
		for _, parameter := range fhir.SearchParameters(resource) {
			if parameter.Unparsed != (parameter.Paths == nil) {
				t.Errorf("%s %s is parsed to %v", resource, parameter.Code, parameter.Paths)
			}
			if parameter.Unparsed {
				unparsed[lastName(parameter.URL)] = true
			}
		}
	}
	for _, want := range []string{"Bundle-composition", "Bundle-message", "Resource-content", "Resource-query", "DomainResource-text"} {
		if !unparsed[want] {
			t.Errorf("%s is parsed", want)
		}
		delete(unparsed, want)
	}
	if len(unparsed) > 0 {
		t.Errorf("%v are not parsed", unparsed)
	}
}

// lastName returns what follows the last slash.
func lastName(url string) string {
	return url[strings.LastIndexByte(url, '/')+1:]
}

// The paths of every parameter, and those of its components, lead to elements
// that exist.
func TestPathsExist(t *testing.T) {
	for _, resource := range fhir.ResourceTypes() {
		for _, parameter := range fhir.SearchParameters(resource) {
			for _, path := range parameter.Paths {
				types := path.Types()
				if types == nil || path.Resource != resource {
					t.Errorf("%s %s: %s leads nowhere", resource, parameter.Code, describe([]fhir.Path{path}))
				}
				checkComponents(t, parameter, types)
			}
		}
	}
}

// checkComponents checks that the paths of components lead somewhere from the
// types that the parameter selects.
func checkComponents(t *testing.T, parameter *fhir.SearchParameter, start []string) {
	t.Helper()
	for _, component := range parameter.Components {
		for _, path := range component.Paths {
			types := path.Types()
			if path.Resource == "" {
				types = path.TypesFrom(start)
			}
			if types == nil {
				t.Errorf("%s: %s leads nowhere", parameter.Code, describe([]fhir.Path{path}))
			}
		}
	}
}

func TestSearchParametersSorted(t *testing.T) {
	for _, resource := range fhir.ResourceTypes() {
		var codes []string
		for _, parameter := range fhir.SearchParameters(resource) {
			codes = append(codes, parameter.Code)
		}
		if !slices.IsSorted(codes) || len(slices.Compact(slices.Clone(codes))) != len(codes) {
			t.Errorf("%s has %v", resource, codes)
		}
		for _, code := range []string{"_id", "_lastUpdated", "_profile", "_security", "_source", "_tag"} {
			if !slices.Contains(codes, code) {
				t.Errorf("%s has no %s", resource, code)
			}
		}
	}
}

// Only a DomainResource has a narrative to search.
func TestInheritedParameters(t *testing.T) {
	if fhir.SearchParameterOf("Patient", "_text") == nil || fhir.SearchParameterOf("Bundle", "_text") != nil {
		t.Error("_text doesn't belong to the DomainResources")
	}
	if fhir.SearchParameters("Nothing") != nil || fhir.SearchParameterOf("Nothing", "_id") != nil {
		t.Error("an unknown type has parameters")
	}
}

// US Core declares R4 parameters again; they keep R4's paths and URL.
func TestProfiles(t *testing.T) {
	id := fhir.SearchParameterOf("Patient", "_id")
	if !slices.Equal(id.Profiles, []string{"http://hl7.org/fhir/us/core/SearchParameter/us-core-patient-id"}) ||
		id.URL != "http://hl7.org/fhir/SearchParameter/Resource-id" || id.Source != fhir.SourceR4 {
		t.Errorf("_id is %+v", id)
	}
	if other := fhir.SearchParameterOf("Account", "_id"); other.Profiles != nil {
		t.Errorf("_id of Account has %v", other.Profiles)
	}
	race := fhir.SearchParameterOf("Patient", "race")
	if race.Source != fhir.SourceUSCore || race.URL != "http://hl7.org/fhir/us/core/SearchParameter/us-core-race" {
		t.Errorf("race is %+v", race)
	}
}

// A parameter that may point at any resource has no targets.
func TestTargets(t *testing.T) {
	tests := []struct {
		resource, code string
		targets        []string
	}{
		{"Observation", "patient", []string{"Patient"}},
		{"Observation", "focus", nil},
		{"MeasureReport", "subject", []string{"Practitioner", "Group", "Device", "Patient", "PractitionerRole", "RelatedPerson", "Location"}},
	}
	for _, test := range tests {
		if got := fhir.SearchParameterOf(test.resource, test.code).Targets; !slices.Equal(got, test.targets) {
			t.Errorf("%s %s points at %v", test.resource, test.code, got)
		}
	}
}
