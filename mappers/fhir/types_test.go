package fhir_test

import (
	"slices"
	"testing"

	"ehr.example/portico/mappers/fhir"
)

func TestTypeNamed(t *testing.T) {
	kinds := map[string]fhir.Kind{
		"dateTime":              fhir.Primitive,
		"HumanName":             fhir.DataType,
		"Observation.component": fhir.Backbone,
		"Timing.repeat":         fhir.Backbone,
		"Patient":               fhir.Resource,
		"DomainResource":        fhir.Resource,
	}
	for name, kind := range kinds {
		typ := fhir.TypeNamed(name)
		if typ == nil || typ.Name != name || typ.Kind != kind {
			t.Errorf("%s is %+v", name, typ)
		}
	}
	for _, name := range []string{"", "patient", "SimpleQuantity", "MetadataResource", "SubscriptionStatus"} {
		if fhir.TypeNamed(name) != nil {
			t.Errorf("%q is a type", name)
		}
	}
}

func TestElementsInOrder(t *testing.T) {
	var names []string
	for _, element := range fhir.TypeNamed("Patient").Elements {
		names = append(names, element.Name)
	}
	want := []string{
		"id", "meta", "implicitRules", "language", "text", "contained", "extension", "modifierExtension",
		"identifier", "active", "name", "telecom", "gender", "birthDate", "deceased", "address", "maritalStatus",
		"multipleBirth", "photo", "contact", "communication", "generalPractitioner", "managingOrganization", "link",
	}
	if !slices.Equal(names, want) {
		t.Errorf("Patient has %v", names)
	}
}

func TestElement(t *testing.T) {
	value := fhir.TypeNamed("Observation.component").Element("value")
	if value == nil || !value.Choice || value.Min != 0 || value.Max != 1 || !slices.Contains(value.Types, "Quantity") {
		t.Errorf("Observation.component.value is %+v", value)
	}
	subject := fhir.TypeNamed("Observation").Element("subject")
	if !slices.Equal(subject.Targets, []string{"Patient", "Group", "Device", "Location"}) || !subject.Summary {
		t.Errorf("Observation.subject is %+v", subject)
	}
	status := fhir.TypeNamed("Observation").Element("status")
	if status.Min != 1 || !status.Modifier || status.Required == nil {
		t.Errorf("Observation.status is %+v", status)
	}
	if focus := fhir.TypeNamed("Observation").Element("focus"); focus.Targets != nil || focus.Max != -1 {
		t.Errorf("Observation.focus is %+v", focus)
	}
	if fhir.TypeNamed("Observation").Element("valueQuantity") != nil {
		t.Error("Observation has an element with a suffix")
	}
}

// The id of a resource is restricted, that of an element is not:
// https://hl7.org/fhir/R4/resource.html#id.
func TestTypeOfID(t *testing.T) {
	for name, want := range map[string]string{"Patient": "id", "Bundle": "id", "Patient.contact": "string", "Coding": "string"} {
		if got := fhir.TypeNamed(name).Element("id").Types; !slices.Equal(got, []string{want}) {
			t.Errorf("%s.id is %v", name, got)
		}
	}
}

// An element which shares the content of another has the other's type.
func TestContentReference(t *testing.T) {
	shared := map[string][2]string{
		"Observation.component":   {"referenceRange", "Observation.referenceRange"},
		"Questionnaire.item":      {"item", "Questionnaire.item"},
		"ValueSet.compose":        {"exclude", "ValueSet.compose.include"},
		"Parameters.parameter":    {"part", "Parameters.parameter"},
		"Provenance.entity":       {"agent", "Provenance.agent"},
		"StructureMap.group.rule": {"rule", "StructureMap.group.rule"},
	}
	for name, want := range shared {
		if got := fhir.TypeNamed(name).Element(want[0]).Types; !slices.Equal(got, []string{want[1]}) {
			t.Errorf("%s.%s is %v", name, want[0], got)
		}
	}
}

// Every element has types that exist, and targets that do.
func TestElementTypesExist(t *testing.T) {
	for _, name := range fhir.ResourceTypes() {
		for _, element := range fhir.TypeNamed(name).Elements {
			for _, typeName := range element.Types {
				if fhir.TypeNamed(typeName) == nil {
					t.Errorf("%s.%s has type %s", name, element.Name, typeName)
				}
			}
			for _, target := range element.Targets {
				if !fhir.IsResource(target) {
					t.Errorf("%s.%s has target %s", name, element.Name, target)
				}
			}
		}
	}
}

func TestResourceTypes(t *testing.T) {
	names := fhir.ResourceTypes()
	if len(names) != 146 || !slices.IsSorted(names) {
		t.Errorf("%d resource types", len(names))
	}
	for name, want := range map[string]bool{"Patient": true, "Bundle": true, "Resource": false, "HumanName": false, "": false} {
		if fhir.IsResource(name) != want {
			t.Errorf("IsResource(%q) is %v", name, !want)
		}
	}
}
