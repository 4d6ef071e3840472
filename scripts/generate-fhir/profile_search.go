package main

import (
	"fmt"
	"slices"
	"strings"

	"ehr.example/portico/mappers/fhir"
)

// The extensions of US Core's CapabilityStatement.
const (
	expectationURL = "http://hl7.org/fhir/StructureDefinition/capabilitystatement-expectation"
	combinationURL = "http://hl7.org/fhir/StructureDefinition/capabilitystatement-search-parameter-combination"
)

// capability is the part of a CapabilityStatement that is used here.
type capability struct {
	Rest []struct {
		Resource []capabilityResource `json:"resource"`
	} `json:"rest"`
}

type capabilityResource struct {
	Type        string      `json:"type"`
	Extension   []extension `json:"extension"`
	SearchParam []struct {
		Name      string      `json:"name"`
		Extension []extension `json:"extension"`
	} `json:"searchParam"`
}

type extension struct {
	URL         string      `json:"url"`
	ValueCode   string      `json:"valueCode"`
	ValueString string      `json:"valueString"`
	Extension   []extension `json:"extension"`
}

// expectation is SHALL, SHOULD or MAY; "" where nothing is said.
func expectation(extensions []extension) string {
	for _, x := range extensions {
		if x.URL == expectationURL {
			return x.ValueCode
		}
	}
	return ""
}

// resourceSearch are the searches of one resource type.
type resourceSearch struct {
	resource string
	searches []fhir.ProfileSearch
}

// readSearches returns the searches that US Core says a server shall or should
// answer.
func readSearches(file string) ([]resourceSearch, error) {
	statements, err := readArchive[capability](file, "CapabilityStatement-us-core-server.json")
	if err != nil {
		return nil, err
	}
	if len(statements) != 1 || len(statements[0].Rest) != 1 {
		return nil, fmt.Errorf("%s: no CapabilityStatement of a server", file)
	}
	var out []resourceSearch
	for _, r := range statements[0].Rest[0].Resource {
		if found := r.searches(); len(found) > 0 {
			out = append(out, resourceSearch{r.Type, found})
		}
	}
	slices.SortFunc(out, func(a, b resourceSearch) int { return strings.Compare(a.resource, b.resource) })
	return out, nil
}

func (r capabilityResource) searches() []fhir.ProfileSearch {
	var out []fhir.ProfileSearch
	add := func(parameters []string, expected string) {
		if expected == "SHALL" || expected == "SHOULD" {
			out = append(out, fhir.ProfileSearch{Parameters: parameters, Shall: expected == "SHALL"})
		}
	}
	for _, p := range r.SearchParam {
		add([]string{p.Name}, expectation(p.Extension))
	}
	for _, x := range r.Extension {
		if x.URL != combinationURL {
			continue
		}
		var parameters []string
		for _, part := range x.Extension {
			if part.URL == "required" {
				parameters = append(parameters, part.ValueString)
			}
		}
		add(parameters, expectation(x.Extension))
	}
	return out
}
