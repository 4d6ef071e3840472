package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"ehr.example/portico/mappers/fhir"
)

// unexpressible are the R4 parameters that a Path can't express, each with the
// reason.
var unexpressible = map[string]string{
	"DomainResource-text": "has no expression",
	"Resource-content":    "has no expression",
	"Resource-query":      "has no expression",
	"Bundle-composition":  "takes the first entry only",
	"Bundle-message":      "takes the first entry only",
}

// additions are the parameters which the npm package adds to those of R4.
var additions = []string{
	"DetectedIssue-status", "DeviceDefinition-classification", "ServiceRequest-order-detail",
}

// widened are the targets which the npm package adds to an R4 parameter.
var widened = map[string][]string{
	"MeasureReport-subject": {"CareTeam", "HealthcareService", "Organization"},
}

// anyTarget is the number of targets of a parameter that can point at any
// resource: R4's resource types but Parameters, which is never stored.
const anyTarget = 145

// searchParameter is the part of a SearchParameter that is used here.
type searchParameter struct {
	ID         string   `json:"id"`
	URL        string   `json:"url"`
	Code       string   `json:"code"`
	Base       []string `json:"base"`
	Type       string   `json:"type"`
	Expression string   `json:"expression"`
	Target     []string `json:"target"`
	Component  []struct {
		Definition string `json:"definition"`
		Expression string `json:"expression"`
	} `json:"component"`
}

// parameters are the search parameters by resource type.
type parameters struct {
	byResource map[string][]fhir.SearchParameter
	// definitions are those of R4 by URL, for the parts of composites.
	definitions map[string]searchParameter
	unparsed    int
}

// summary counts the parameters.
func (p *parameters) summary() string {
	uses := 0
	for _, list := range p.byResource {
		uses += len(list)
	}
	return fmt.Sprintf("%d search parameters of R4 (%d unparsed), %d uses", len(p.definitions), p.unparsed, uses)
}

// readParameters returns the parameters of R4 with those of US Core.
func readParameters(folder, usCore string) (*parameters, error) {
	all, err := readBundle[searchParameter](filepath.Join(folder, "search-parameters.json"), "SearchParameter")
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(s searchParameter) bool { return slices.Contains(additions, s.ID) })
	p := &parameters{map[string][]fhir.SearchParameter{}, map[string]searchParameter{}, 0}
	for _, s := range all {
		p.definitions[s.URL] = s
	}
	for _, s := range all {
		if err := p.addR4(s); err != nil {
			return nil, fmt.Errorf("%s: %w", s.ID, err)
		}
	}
	if err := p.addUSCore(usCore); err != nil {
		return nil, err
	}
	p.sort()
	return p, nil
}

// sort orders the parameters of every resource type by code.
func (p *parameters) sort() {
	for _, list := range p.byResource {
		slices.SortFunc(list, func(a, b fhir.SearchParameter) int { return strings.Compare(a.Code, b.Code) })
	}
}

// addR4 adds a parameter of R4 to each of its resource types.
func (p *parameters) addR4(s searchParameter) error {
	unparsed := unexpressible[s.ID] != ""
	if unparsed {
		p.unparsed++
	}
	s.Target = s.targets()
	for _, base := range s.Base {
		built := s.forBase(fhir.SourceR4)
		built.Unparsed = unparsed
		if err := p.parseFor(&built, s, base); err != nil {
			return err
		}
		p.byResource[base] = append(p.byResource[base], built)
	}
	return nil
}

// targets returns the resource types that the parameter can point at, or nil
// for any.
func (s searchParameter) targets() []string {
	if len(s.Target) == anyTarget {
		return nil
	}
	return slices.DeleteFunc(s.Target, func(t string) bool { return slices.Contains(widened[s.ID], t) })
}

// forBase returns the parameter without what depends on the resource type.
func (s searchParameter) forBase(source string) fhir.SearchParameter {
	return fhir.SearchParameter{
		URL: s.URL, Code: s.Code, Type: s.Type, Targets: s.Target, Expression: s.Expression, Source: source,
	}
}

// parseFor fills in the paths and components for a resource type, unless they
// are known to be impossible.
func (p *parameters) parseFor(built *fhir.SearchParameter, s searchParameter, base string) error {
	paths, err := pathsOf(s.Expression, base)
	if built.Unparsed {
		if err == nil {
			return fmt.Errorf("is listed as impossible to express")
		}
		return nil
	}
	if err != nil {
		return err
	}
	built.Paths = paths
	for _, c := range s.Component {
		definition, ok := p.definitions[c.Definition]
		if !ok {
			return fmt.Errorf("component %s is unknown", c.Definition)
		}
		paths, err := parse(c.Expression, base)
		if err != nil {
			return err
		}
		built.Components = append(built.Components, fhir.Component{Code: definition.Code, Type: definition.Type, Paths: paths})
	}
	return nil
}

// pathsOf returns the paths of an expression which start at the base.
func pathsOf(text, base string) ([]fhir.Path, error) {
	all, err := parse(text, base)
	if err != nil {
		return nil, err
	}
	var paths []fhir.Path
	for _, path := range all {
		if path.Resource == "" {
			path.Resource = base
		}
		if path.Resource == base {
			paths = append(paths, path)
		}
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("no path of %q starts at %s", text, base)
	}
	return paths, nil
}
