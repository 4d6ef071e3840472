package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ehr.example/portico/mappers/fhir"
)

// systemType is the prefix of FHIRPath's own types in a snapshot.
const systemType = "http://hl7.org/fhirpath/System."

// fhirTypeURL marks the FHIR type that stands behind one of FHIRPath's.
const fhirTypeURL = "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type"

// readTypes returns all types of R4, backbone types included, sorted by name.
func readTypes(folder string) ([]fhir.Type, error) {
	structures, err := readStructures(folder)
	if err != nil {
		return nil, err
	}
	elements, err := readDataElements(folder)
	if err != nil {
		return nil, err
	}
	var types []fhir.Type
	for _, s := range structures {
		built, err := buildTypes(s, elements.elements(s))
		if err != nil {
			return nil, err
		}
		types = append(types, built...)
	}
	slices.SortFunc(types, func(a, b fhir.Type) int { return strings.Compare(a.Name, b.Name) })
	return types, nil
}

// buildTypes returns the type of a definition and the backbone types in it.
func buildTypes(s structureDefinition, elements []elementDefinition) ([]fhir.Type, error) {
	parents := holders(elements)
	var types []fhir.Type
	index := map[string]int{}
	for _, e := range elements {
		if parents[e.Path] {
			index[e.Path] = len(types)
			types = append(types, fhir.Type{Name: e.Path, Kind: kindOf(s, e.Path)})
		}
		parent, name := splitPath(e.Path)
		if parent == "" || e.Max == "0" || s.Kind == "primitive-type" && name == "value" {
			continue
		}
		element, err := buildElement(e, s.Kind, parents[e.Path])
		if err != nil {
			return nil, err
		}
		t := &types[index[parent]]
		t.Elements = append(t.Elements, element)
	}
	return types, nil
}

// kindOf returns the kind of the type at that path of a definition.
func kindOf(s structureDefinition, path string) fhir.Kind {
	switch {
	case path != s.Type:
		return fhir.Backbone
	case s.Kind == "resource":
		return fhir.Resource
	case s.Kind == "primitive-type":
		return fhir.Primitive
	}
	return fhir.DataType
}

// buildElement converts the definition of an element. The value set has only
// its URL as yet.
func buildElement(e elementDefinition, kind string, holder bool) (fhir.Element, error) {
	_, name := splitPath(e.Path)
	base, choice := strings.CutSuffix(name, "[x]")
	element := fhir.Element{
		Name: base, Choice: choice, Min: e.Min, Max: -1, Summary: e.IsSummary, Modifier: e.IsModifier,
	}
	if e.Max != "*" {
		highest, err := strconv.Atoi(e.Max)
		if err != nil {
			return element, fmt.Errorf("%s: max %q", e.Path, e.Max)
		}
		element.Max = highest
	}
	var err error
	element.Types, err = elementTypes(e, kind, holder)
	element.Targets = elementTargets(e)
	if e.Binding.Strength == "required" {
		url, _, _ := strings.Cut(e.Binding.ValueSet, "|")
		element.Required = &fhir.ValueSet{URL: url}
	}
	return element, err
}

// elementTypes returns the type names of an element.
func elementTypes(e elementDefinition, kind string, holder bool) ([]string, error) {
	if holder {
		return []string{e.Path}, nil
	}
	if e.ContentReference != "" {
		return []string{strings.TrimPrefix(e.ContentReference, "#")}, nil
	}
	var names []string
	for _, ref := range e.Type {
		name := typeName(ref)
		if kind == "resource" && strings.Count(e.Path, ".") == 1 && strings.HasSuffix(e.Path, ".id") {
			name = "id"
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("%s has no type", e.Path)
	}
	return names, nil
}

// typeName returns the FHIR name of a type. An id whose FHIR type is not given
// is a string: https://hl7.org/fhir/R4/element.html.
func typeName(ref typeRef) string {
	if !strings.HasPrefix(ref.Code, systemType) {
		return ref.Code
	}
	for _, extension := range ref.Extension {
		if extension.URL == fhirTypeURL {
			return extension.ValueURL
		}
	}
	return "string"
}

// elementTargets returns the resource types an element may point at, or nil if
// it may point at any.
func elementTargets(e elementDefinition) []string {
	var targets []string
	for _, ref := range e.Type {
		for _, profile := range ref.TargetProfile {
			target := lastSegment(profile)
			if target == "Resource" {
				return nil
			}
			if !slices.Contains(targets, target) {
				targets = append(targets, target)
			}
		}
	}
	return targets
}
