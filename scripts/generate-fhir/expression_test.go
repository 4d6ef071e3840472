package main

import (
	"reflect"
	"strings"
	"testing"

	"ehr.example/portico/mappers/fhir"
)

func TestParse(t *testing.T) {
	deceased := fhir.Step{Element: "deceased"}
	tests := []struct {
		text string
		want []fhir.Path
	}{
		{"Observation", []fhir.Path{{Resource: "Observation"}}},
		{"Patient.name.family", []fhir.Path{{Resource: "Patient", Steps: []fhir.Step{{Element: "name"}, {Element: "family"}}}}},
		{"name | alias", []fhir.Path{{Steps: []fhir.Step{{Element: "name"}}}, {Steps: []fhir.Step{{Element: "alias"}}}}},
		{"(Goal.start as date)", []fhir.Path{{Resource: "Goal", Steps: []fhir.Step{{Element: "start", As: "date"}}}}},
		{"Goal.start.as(date)", []fhir.Path{{Resource: "Goal", Steps: []fhir.Step{{Element: "start", As: "date"}}}}},
		{"value.ofType(DateTime)", []fhir.Path{{Steps: []fhir.Step{{Element: "value", As: "dateTime"}}}}},
		{
			"(A.value.ofType(CodeableConcept)).text",
			[]fhir.Path{{Resource: "A", Steps: []fhir.Step{{Element: "value", As: "CodeableConcept"}, {Element: "text"}}}},
		},
		{"(A.x | B.y).z", []fhir.Path{
			{Resource: "A", Steps: []fhir.Step{{Element: "x"}, {Element: "z"}}},
			{Resource: "B", Steps: []fhir.Step{{Element: "y"}, {Element: "z"}}},
		}},
		{"A.telecom.where(system = 'phone').value", []fhir.Path{{Resource: "A", Steps: []fhir.Step{
			{Element: "telecom", Where: []fhir.Condition{{Element: "system", Value: "phone"}}}, {Element: "value"},
		}}}},
		{"A.b.where(c='1').where(d='2')", []fhir.Path{{Resource: "A", Steps: []fhir.Step{
			{Element: "b", Where: []fhir.Condition{{Element: "c", Value: "1"}, {Element: "d", Value: "2"}}},
		}}}},
		{
			"A.subject.where(resolve() is Patient)",
			[]fhir.Path{{Resource: "A", Steps: []fhir.Step{{Element: "subject", ResolveTo: "Patient"}}}},
		},
		{"%resource.referenceSeq", []fhir.Path{{Resource: "Base", Steps: []fhir.Step{{Element: "referenceSeq"}}}}},
		{
			"A.deceased.exists() and A.deceased != false",
			[]fhir.Path{{Resource: "A", Steps: []fhir.Step{deceased}, Exists: true}},
		},
	}
	for _, test := range tests {
		got, err := parse(test.text, "Base")
		if err != nil || !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: %+v, %v", test.text, got, err)
		}
	}
}

func TestParseErrors(t *testing.T) {
	tests := map[string]string{
		"":                                     "expected a name",
		"A.":                                   "expected a name",
		"A.b c":                                "unexpected",
		"A.b |":                                "expected a name",
		"(A.b":                                 `expected ")"`,
		"A.b[0].c":                             "unexpected",
		"A.b.first()":                          "unknown function first",
		"A.as(B)":                              "a function on A itself",
		"A.b.where(c > 1)":                     "unexpected",
		"A.b.where(c = d)":                     "expected a string",
		"A.b.where(resolve() is B or true)":    `expected ")"`,
		"A.b.where(c = 'open":                  "expected a string",
		"A.b.exists() and A.c != false":        "another one",
		"A.b.exists() and A.b != true":         "expected",
		"A.b is C":                             "unexpected",
		"A.subject.where(resolve() is Patient": `expected ")"`,
	}
	for text, want := range tests {
		paths, err := parse(text, "A")
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %+v, %v", text, paths, err)
		}
	}
}

func TestPathsOf(t *testing.T) {
	paths, err := pathsOf("A.x | B.y | z", "B")
	want := []fhir.Path{
		{Resource: "B", Steps: []fhir.Step{{Element: "y"}}},
		{Resource: "B", Steps: []fhir.Step{{Element: "z"}}},
	}
	if err != nil || !reflect.DeepEqual(paths, want) {
		t.Errorf("%+v, %v", paths, err)
	}
	if _, err := pathsOf("A.x", "B"); err == nil {
		t.Error("a parameter without a path for its type is accepted")
	}
}
