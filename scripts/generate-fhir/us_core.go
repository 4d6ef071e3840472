package main

import (
	"fmt"
	"slices"
	"strings"

	"ehr.example/portico/mappers/fhir"
)

// readUSCore returns the search parameters in the npm package of US Core, in
// the order of their ids.
func readUSCore(file string) ([]searchParameter, error) {
	found, err := readArchive[searchParameter](file, "SearchParameter-")
	slices.SortFunc(found, func(a, b searchParameter) int { return strings.Compare(a.ID, b.ID) })
	return found, err
}

// addUSCore adds the parameters of US Core. One that R4 has too, for the
// resource type or for all, only leaves its URL with R4's.
func (p *parameters) addUSCore(file string) error {
	all, err := readUSCore(file)
	if err != nil {
		return err
	}
	for _, s := range all {
		for _, base := range s.Base {
			if err := p.addProfile(s, base); err != nil {
				return fmt.Errorf("%s: %w", s.ID, err)
			}
		}
	}
	return nil
}

// addProfile adds a parameter of US Core to a resource type.
func (p *parameters) addProfile(s searchParameter, base string) error {
	built := s.forBase(fhir.SourceUSCore)
	paths, err := pathsOf(s.Expression, base)
	if err != nil {
		return err
	}
	built.Paths = splitValues(paths)
	known := p.declared(base, s.Code)
	if known == nil {
		p.byResource[base] = append(p.byResource[base], built)
		return nil
	}
	if known.Type != built.Type || !sameElements(built.Paths, known.Paths) {
		return fmt.Errorf("differs in meaning from %s", known.URL)
	}
	known.Profiles = append(known.Profiles, s.URL)
	return nil
}

// declared returns the parameter which the resource type has, or nil. One that
// all resources have is declared for the type first.
func (p *parameters) declared(base, code string) *fhir.SearchParameter {
	if found := named(p.byResource[base], code); found != nil {
		return found
	}
	inherited := named(p.byResource["Resource"], code)
	if inherited == nil {
		return nil
	}
	own := *inherited
	own.Paths = slices.Clone(own.Paths)
	for i := range own.Paths {
		own.Paths[i].Resource = base
	}
	p.byResource[base] = append(p.byResource[base], own)
	return named(p.byResource[base], code)
}

// named returns the parameter with that code, or nil.
func named(list []fhir.SearchParameter, code string) *fhir.SearchParameter {
	for i := range list {
		if list[i].Code == code {
			return &list[i]
		}
	}
	return nil
}

// sameElements says whether every path leads to the element of one of the
// others.
func sameElements(paths, others []fhir.Path) bool {
	for _, p := range paths {
		if !slices.ContainsFunc(others, func(o fhir.Path) bool { return elementPath(o) == elementPath(p) }) {
			return false
		}
	}
	return true
}

// elementPath returns the names of a path's steps.
func elementPath(p fhir.Path) string {
	names := []string{p.Resource}
	for _, step := range p.Steps {
		names = append(names, step.Element)
	}
	return strings.Join(names, ".")
}

// splitValues replaces the JSON name of an extension's value, which US Core
// uses once, with the element and its type: valueDateTime.
func splitValues(paths []fhir.Path) []fhir.Path {
	for _, p := range paths {
		for i := 1; i < len(p.Steps); i++ {
			step := &p.Steps[i]
			suffix, ok := strings.CutPrefix(step.Element, "value")
			if ok && suffix != "" && p.Steps[i-1].Element == "extension" {
				step.Element, step.As = "value", choiceType(suffix)
			}
		}
	}
	return paths
}

// primitives are the primitive types by the suffix of a choice.
var primitives = map[string]string{"DateTime": "dateTime"}

// choiceType returns the type that a choice's suffix stands for.
func choiceType(suffix string) string {
	if name := primitives[suffix]; name != "" {
		return name
	}
	return suffix
}
