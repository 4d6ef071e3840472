package main

import (
	"reflect"
	"testing"

	"ehr.example/portico/mappers/fhir"
)

func TestSplitValues(t *testing.T) {
	steps := func(names ...string) []fhir.Path {
		path := fhir.Path{Resource: "A"}
		for _, name := range names {
			path.Steps = append(path.Steps, fhir.Step{Element: name})
		}
		return []fhir.Path{path}
	}
	split := steps("extension", "value")
	split[0].Steps[1].As = "dateTime"
	if got := splitValues(steps("extension", "valueDateTime")); !reflect.DeepEqual(got, split) {
		t.Errorf("%+v", got)
	}
	for _, names := range [][]string{{"extension", "value"}, {"valueSet"}, {"compose", "valueSet"}} {
		if got := splitValues(steps(names...)); !reflect.DeepEqual(got, steps(names...)) {
			t.Errorf("%v became %+v", names, got)
		}
	}
}

func TestAddProfile(t *testing.T) {
	p := &parameters{byResource: map[string][]fhir.SearchParameter{
		"Resource": {{Code: "_id", Type: "token", Paths: []fhir.Path{{Resource: "Resource", Steps: []fhir.Step{{Element: "id"}}}}}},
		"A":        {{Code: "date", Type: "date", Paths: []fhir.Path{{Resource: "A", Steps: []fhir.Step{{Element: "when"}}}}}},
	}}
	for _, s := range []searchParameter{
		{URL: "1", Code: "_id", Type: "token", Expression: "A.id"},
		{URL: "2", Code: "date", Type: "date", Expression: "A.when.as(dateTime)"},
		{URL: "3", Code: "race", Type: "token", Expression: "A.extension.value"},
	} {
		if err := p.addProfile(s, "A"); err != nil {
			t.Error(err)
		}
	}
	own := p.byResource["A"]
	if len(own) != 3 || own[0].Profiles[0] != "2" || own[1].Profiles[0] != "1" || own[2].Source != fhir.SourceUSCore {
		t.Errorf("%+v", own)
	}
	if err := p.addProfile(searchParameter{Code: "date", Type: "date", Expression: "A.other"}, "A"); err == nil {
		t.Error("a parameter with another meaning replaces that of R4")
	}
}
