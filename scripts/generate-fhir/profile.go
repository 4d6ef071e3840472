package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"ehr.example/portico/mappers/fhir"
)

// uscdiURL marks an element that USCDI asks for.
const uscdiURL = "http://hl7.org/fhir/us/core/StructureDefinition/uscdi-requirement"

// profileDefinition is the part of a profile's StructureDefinition that is
// used here.
type profileDefinition struct {
	URL        string `json:"url"`
	Title      string `json:"title"`
	Type       string `json:"type"`
	Kind       string `json:"kind"`
	Derivation string `json:"derivation"`
	Snapshot   struct {
		Element []profileElement `json:"element"`
	} `json:"snapshot"`
}

// profileElement is an element of a profile. Its other properties are kept for
// the fixed values, whose names depend on their types.
type profileElement struct {
	ID          string `json:"id"`
	Min         int    `json:"min"`
	MustSupport bool   `json:"mustSupport"`
	Type        []struct {
		Profile []string `json:"profile"`
	} `json:"type"`
	Extension []struct {
		URL          string `json:"url"`
		ValueBoolean bool   `json:"valueBoolean"`
	} `json:"extension"`
	all map[string]json.RawMessage
}

// UnmarshalJSON keeps all properties beside those of the struct.
func (e *profileElement) UnmarshalJSON(data []byte) error {
	type plain profileElement
	if err := json.Unmarshal(data, (*plain)(e)); err != nil {
		return err
	}
	return json.Unmarshal(data, &e.all)
}

// readProfiles returns the profiles of resource types in US Core, sorted by
// URL.
func readProfiles(file string) ([]fhir.Profile, error) {
	definitions, err := readArchive[profileDefinition](file, "StructureDefinition-")
	if err != nil {
		return nil, err
	}
	var profiles []fhir.Profile
	for _, d := range definitions {
		if d.Kind != "resource" || d.Derivation != "constraint" {
			continue
		}
		p := fhir.Profile{URL: d.URL, Title: d.Title, Type: d.Type}
		if p.Elements, err = d.elements(); err != nil {
			return nil, fmt.Errorf("%s: %w", d.URL, err)
		}
		profiles = append(profiles, p)
	}
	slices.SortFunc(profiles, func(a, b fhir.Profile) int { return strings.Compare(a.URL, b.URL) })
	return profiles, nil
}

// elements are what the profile wants.
func (d profileDefinition) elements() ([]fhir.ProfileElement, error) {
	var out []fhir.ProfileElement
	for _, e := range d.Snapshot.Element {
		path, below := strings.CutPrefix(e.ID, d.Type+".")
		demanded := e.Min > 0 && !strings.Contains(path, ".")
		if !below || !e.MustSupport && !e.uscdi() && !demanded {
			continue
		}
		fixed, err := e.fixed()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", e.ID, err)
		}
		wanted := fhir.ProfileElement{Path: path, Min: e.Min, USCDI: !e.MustSupport && e.uscdi(), Fixed: fixed}
		if strings.HasPrefix(path, "extension:") && len(e.Type) == 1 && len(e.Type[0].Profile) == 1 {
			wanted.Extension = e.Type[0].Profile[0]
		}
		out = append(out, wanted)
	}
	return out, nil
}

func (e profileElement) uscdi() bool {
	for _, x := range e.Extension {
		if x.URL == uscdiURL && x.ValueBoolean {
			return true
		}
	}
	return false
}

// fixed are the values that fixed[x] and pattern[x] give.
func (e profileElement) fixed() ([]fhir.FixedValue, error) {
	var out []fhir.FixedValue
	for _, name := range slices.Sorted(maps.Keys(e.all)) {
		if !strings.HasPrefix(name, "fixed") && !strings.HasPrefix(name, "pattern") {
			continue
		}
		var value any
		if err := json.Unmarshal(e.all[name], &value); err != nil {
			return nil, err
		}
		out = flatten(out, "", value)
	}
	return out, nil
}

// flatten adds the primitive values of a JSON value with their paths.
func flatten(out []fhir.FixedValue, path string, value any) []fhir.FixedValue {
	switch x := value.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(x)) {
			out = flatten(out, strings.TrimPrefix(path+"."+name, "."), x[name])
		}
	case []any:
		for _, item := range x {
			out = flatten(out, path, item)
		}
	default:
		out = append(out, fhir.FixedValue{Path: path, Value: fmt.Sprint(x)})
	}
	return out
}
