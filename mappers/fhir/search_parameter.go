package fhir

import (
	"slices"
	"strings"
	"sync"
)

// The values of SearchParameter.Source.
const (
	// SourceR4 marks a parameter of FHIR R4 itself.
	SourceR4 = "R4"
	// SourceUSCore marks a parameter which only US Core defines.
	SourceUSCore = "US Core 6.1.0"
)

// SearchParameter is a search parameter as it applies to one resource type.
//
// See https://hl7.org/fhir/R4/searchparameter.html.
type SearchParameter struct {
	URL, Code string
	// Type is token, string, date, reference, quantity, number, uri, composite
	// or special. See https://hl7.org/fhir/R4/search.html#ptypes.
	Type string
	// Targets are the resource types that a reference parameter can point at.
	// Empty means any.
	Targets []string
	// Expression is the original FHIRPath, for all resource types together.
	Expression string
	// Paths are the parts of the expression which apply to the resource type.
	// Those of a composite lead to the elements that Components start from.
	Paths []Path
	// Unparsed is true if Path can't express the expression, or if there is
	// none, as for _text and _content.
	Unparsed bool
	// Components are the parts of a composite parameter, in order.
	// See https://hl7.org/fhir/R4/search.html#composite.
	Components []Component
	// Source is SourceR4 or SourceUSCore.
	Source string
	// Profiles are the URLs of the US Core parameters which declare this R4
	// parameter again for the resource type.
	Profiles []string
}

// Component is one part of a composite search parameter.
type Component struct {
	// Code and Type are those of the parameter which defines the part.
	Code, Type string
	// Paths start at the elements of the composite's own Paths, unless they
	// name a Resource.
	Paths []Path
}

// resourceParameters are the parameters declared for one resource type.
type resourceParameters struct {
	resource   string
	parameters []SearchParameter
}

// parameterIndex has the sorted parameters of every resource type, the
// inherited ones included.
var parameterIndex = sync.OnceValue(buildParameterIndex)

// SearchParameters returns the parameters of a resource type, sorted by code,
// among them the ones which every resource has: _id, _lastUpdated, _tag.
//
// See https://hl7.org/fhir/R4/searchparameter-registry.html.
func SearchParameters(resource string) []*SearchParameter {
	return slices.Clone(parameterIndex()[resource])
}

// SearchParameterOf returns the parameter of a resource type with that code, or
// nil if there is none.
func SearchParameterOf(resource, code string) *SearchParameter {
	parameters := parameterIndex()[resource]
	i, found := slices.BinarySearchFunc(parameters, code, compareCode)
	if !found {
		return nil
	}
	return parameters[i]
}

// compareCode orders a parameter and a code.
func compareCode(p *SearchParameter, code string) int {
	return strings.Compare(p.Code, code)
}

// buildParameterIndex joins the parameters declared for each type with those
// that it inherits.
func buildParameterIndex() map[string][]*SearchParameter {
	declared := make(map[string][]SearchParameter, len(searchParameters))
	for _, r := range searchParameters {
		declared[r.resource] = r.parameters
	}
	index := make(map[string][]*SearchParameter, len(resourceTypes))
	for _, resource := range resourceTypes {
		index[resource] = joinParameters(resource, declared)
	}
	return index
}

// joinParameters returns the type's own parameters and the inherited ones which
// it doesn't declare itself, sorted by code.
func joinParameters(resource string, declared map[string][]SearchParameter) []*SearchParameter {
	var joined []*SearchParameter
	own := declared[resource]
	for i := range own {
		joined = append(joined, &own[i])
	}
	for _, base := range baseTypes(resource) {
		for _, parameter := range declared[base] {
			if !declares(own, parameter.Code) {
				joined = append(joined, parameter.rebased(resource))
			}
		}
	}
	slices.SortFunc(joined, func(a, b *SearchParameter) int { return strings.Compare(a.Code, b.Code) })
	return joined
}

// declares says whether one of the parameters has the code.
func declares(parameters []SearchParameter, code string) bool {
	return slices.ContainsFunc(parameters, func(p SearchParameter) bool { return p.Code == code })
}

// baseTypes returns the abstract types which the resource type inherits from.
// Only a DomainResource can contain others.
// See https://hl7.org/fhir/R4/domainresource.html.
func baseTypes(resource string) []string {
	if TypeNamed(resource).Element("contained") == nil {
		return []string{"Resource"}
	}
	return []string{"Resource", "DomainResource"}
}

// rebased returns a copy of the parameter whose paths start at the resource
// type.
func (p SearchParameter) rebased(resource string) *SearchParameter {
	p.Paths = slices.Clone(p.Paths)
	for i := range p.Paths {
		p.Paths[i].Resource = resource
	}
	return &p
}
