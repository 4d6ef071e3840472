package fhir

import (
	"slices"
	"strings"
	"testing"
)

const usCore = "http://hl7.org/fhir/us/core/StructureDefinition/"

func TestProfileNamed(t *testing.T) {
	p := ProfileNamed(usCore + "us-core-patient")
	if p == nil || p.Type != "Patient" || p.Name() != "us-core-patient" {
		t.Fatalf("%+v", p)
	}
	for _, want := range []ProfileElement{
		{Path: "name.family"},
		{Path: "identifier.system", Min: 1},
		{Path: "extension:race", USCDI: true, Extension: usCore + "us-core-race"},
		{Path: "deceased[x]", USCDI: true},
	} {
		if !slices.ContainsFunc(p.Elements, func(e ProfileElement) bool {
			return e.Path == want.Path && e.Min == want.Min && e.USCDI == want.USCDI && e.Extension == want.Extension
		}) {
			t.Errorf("US Core's Patient lacks %+v", want)
		}
	}
	if ProfileNamed(usCore+"us-core-nothing") != nil || ProfileNamed("") != nil {
		t.Error("there are profiles that US Core lacks")
	}
}

func TestProfileFixed(t *testing.T) {
	p := ProfileNamed(usCore + "us-core-blood-pressure")
	i := slices.IndexFunc(p.Elements, func(e ProfileElement) bool { return e.Path == "component:systolic.code" })
	if i < 0 || !slices.Equal(p.Elements[i].Fixed, []FixedValue{{"coding.code", "8480-6"}, {"coding.system", "http://loinc.org"}}) {
		t.Errorf("%d: %+v", i, p.Elements)
	}
}

// TestProfiles looks for every profile's elements in R4.
func TestProfiles(t *testing.T) {
	all := Profiles()
	if len(all) != 49 || !slices.IsSortedFunc(all, func(a, b *Profile) int { return strings.Compare(a.URL, b.URL) }) {
		t.Fatalf("%d profiles", len(all))
	}
	for _, p := range all {
		if !IsResource(p.Type) || len(p.Elements) == 0 {
			t.Errorf("%s: %s with %d elements", p.URL, p.Type, len(p.Elements))
		}
		for _, e := range p.Elements {
			name, _, _ := strings.Cut(e.Path, ".")
			name, _, _ = strings.Cut(name, ":")
			if TypeNamed(p.Type).Element(strings.TrimSuffix(name, "[x]")) == nil {
				t.Errorf("%s: %s has no %s", p.URL, p.Type, name)
			}
		}
	}
}

func TestProfileSearches(t *testing.T) {
	searches := ProfileSearches("Observation")
	if !slices.ContainsFunc(searches, func(s ProfileSearch) bool {
		return s.Shall && slices.Equal(s.Parameters, []string{"patient", "category", "date"})
	}) {
		t.Errorf("%v", searches)
	}
	for _, s := range profileSearches {
		for _, one := range s.searches {
			for _, code := range one.Parameters {
				if SearchParameterOf(s.resource, code) == nil {
					t.Errorf("%s has no search parameter %s", s.resource, code)
				}
			}
		}
	}
	if ProfileSearches("Account") != nil {
		t.Error("US Core has searches of Account")
	}
}
