package main

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"ehr.example/portico/mappers/fhir"
)

// r4URL is the start of the URLs of R4's parameters.
const r4URL = "http://hl7.org/fhir/SearchParameter/"

// usCoreURL is the start of the URLs of US Core's parameters.
const usCoreURL = "http://hl7.org/fhir/us/core/SearchParameter/"

// sourceNames are the constants of package fhir for the sources.
var sourceNames = map[string]string{fhir.SourceR4: "SourceR4", fhir.SourceUSCore: "SourceUSCore"}

// parametersSource returns the file with the search parameters.
func parametersSource(p *parameters) *goSource {
	s := newSource()
	s.printf("\n// Where the URLs of search parameters start.\nconst (\nr4URL = %q\nusCoreURL = %q\n)\n", r4URL, usCoreURL)
	resources := slices.Sorted(maps.Keys(p.byResource))
	shared := parameterShared{s.sharedExpressions(p, resources), s.sharedTargets(p, resources)}
	s.printf("\n// searchParameters are sorted by resource type and code.\nvar searchParameters = [...]resourceParameters{\n")
	for _, resource := range resources {
		s.printf("{%q, []SearchParameter{\n", resource)
		for _, parameter := range p.byResource[resource] {
			s.printf("%s,\n", shared.parameter(parameter))
		}
		s.printf("}},\n")
	}
	s.printf("}\n")
	return s
}

// parameterShared is what several parameters have: the names of constants by
// expression, and lists of targets.
type parameterShared struct {
	expressions map[string]string
	targets     *stringLists
}

// sharedExpressions declares constants for the expressions of several resource
// types and returns their names by expression.
func (s *goSource) sharedExpressions(p *parameters, resources []string) map[string]string {
	count := map[string]int{}
	shared := map[string]string{}
	taken := names{}
	s.printf("\n// The expressions of parameters that several resource types have.\nconst (\n")
	for _, resource := range resources {
		for _, parameter := range p.byResource[resource] {
			count[parameter.Expression]++
			if count[parameter.Expression] == 2 {
				name := taken.unique("expression", parameter.Code)
				shared[parameter.Expression] = name
				s.printf("%s = %q\n", name, parameter.Expression)
			}
		}
	}
	s.printf(")\n")
	return shared
}

// sharedTargets declares the lists of targets that several parameters have.
func (s *goSource) sharedTargets(p *parameters, resources []string) *stringLists {
	lists := newLists("parameterTargets")
	s.printf("\n// The targets that several parameters have.\nvar (\n")
	for _, resource := range resources {
		for _, parameter := range p.byResource[resource] {
			lists.see(s, parameter.Targets)
		}
	}
	s.printf(")\n")
	return lists
}

// parameter returns a parameter without its type.
func (shared parameterShared) parameter(p fhir.SearchParameter) string {
	expression := shared.expressions[p.Expression]
	if expression == "" {
		expression = strconv.Quote(p.Expression)
	}
	var l literal
	l.add("URL", urlLiteral(p.URL))
	l.add("Code", strconv.Quote(p.Code))
	l.add("Type", strconv.Quote(p.Type))
	l.add("Targets", shared.targets.literal(p.Targets))
	l.add("Expression", expression)
	l.add("Paths", listLiteral("Path", p.Paths, pathLiteral))
	l.add("Unparsed", strconv.FormatBool(p.Unparsed))
	l.add("Components", listLiteral("Component", p.Components, componentLiteral))
	l.add("Source", sourceNames[p.Source])
	l.add("Profiles", listLiteral("string", p.Profiles, urlLiteral))
	return l.String()
}

// urlLiteral returns the URL of a parameter as an expression.
func urlLiteral(url string) string {
	if name, ok := strings.CutPrefix(url, r4URL); ok {
		return "r4URL + " + strconv.Quote(name)
	}
	if name, ok := strings.CutPrefix(url, usCoreURL); ok {
		return "usCoreURL + " + strconv.Quote(name)
	}
	return strconv.Quote(url)
}

// componentLiteral returns a component without its type.
func componentLiteral(c fhir.Component) string {
	var l literal
	l.add("Code", strconv.Quote(c.Code))
	l.add("Type", strconv.Quote(c.Type))
	l.add("Paths", listLiteral("Path", c.Paths, pathLiteral))
	return l.String()
}

// pathLiteral returns a path without its type.
func pathLiteral(p fhir.Path) string {
	var l literal
	l.add("Resource", strconv.Quote(p.Resource))
	l.add("Steps", listLiteral("Step", p.Steps, stepLiteral))
	l.add("Exists", strconv.FormatBool(p.Exists))
	return l.String()
}

// stepLiteral returns a step without its type.
func stepLiteral(s fhir.Step) string {
	var l literal
	l.add("Element", strconv.Quote(s.Element))
	l.add("As", strconv.Quote(s.As))
	l.add("Where", listLiteral("Condition", s.Where, conditionLiteral))
	l.add("ResolveTo", strconv.Quote(s.ResolveTo))
	return l.String()
}

// conditionLiteral returns a condition without its type.
func conditionLiteral(c fhir.Condition) string {
	return "{" + strconv.Quote(c.Element) + ", " + strconv.Quote(c.Value) + "}"
}
