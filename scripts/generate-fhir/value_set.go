package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"ehr.example/portico/mappers/fhir"
)

// endless are the value sets with a required binding that can't be listed, each
// with the reason.
var endless = map[string]string{
	"http://hl7.org/fhir/ValueSet/currencies": "ISO 4217 is not part of the definitions",
	"http://hl7.org/fhir/ValueSet/mimetypes":  "BCP 13 is open",
	"http://hl7.org/fhir/ValueSet/ucum-units": "UCUM is a grammar",
	"http://loinc.org/vs/LL379-9":             "LOINC answer lists are not part of the definitions",
}

// valueSet is the part of a ValueSet that is used here.
type valueSet struct {
	URL     string `json:"url"`
	Compose struct {
		Include []struct {
			System   string    `json:"system"`
			Concept  []concept `json:"concept"`
			Filter   []any     `json:"filter"`
			ValueSet []string  `json:"valueSet"`
		} `json:"include"`
		Exclude []any `json:"exclude"`
	} `json:"compose"`
}

// codeSystem is the part of a CodeSystem that is used here.
type codeSystem struct {
	URL     string    `json:"url"`
	Content string    `json:"content"`
	Concept []concept `json:"concept"`
}

// concept is a code with the more specific ones below it.
type concept struct {
	Code    string    `json:"code"`
	Display string    `json:"display"`
	Concept []concept `json:"concept"`
}

// terminology has the value sets and the code systems by URL.
type terminology struct {
	valueSets   map[string]valueSet
	codeSystems map[string]codeSystem
}

// readTerminology reads HL7's value sets and code systems.
func readTerminology(folder string) (*terminology, error) {
	t := &terminology{map[string]valueSet{}, map[string]codeSystem{}}
	for _, name := range []string{"valuesets.json", "v3-codesystems.json", "v2-tables.json"} {
		file := filepath.Join(folder, name)
		sets, err := readBundle[valueSet](file, "ValueSet")
		if err != nil {
			return nil, err
		}
		for _, v := range sets {
			t.valueSets[v.URL] = v
		}
		systems, err := readBundle[codeSystem](file, "CodeSystem")
		if err != nil {
			return nil, err
		}
		for _, c := range systems {
			t.codeSystems[c.URL] = c
		}
	}
	return t, nil
}

// readValueSets returns the value sets that the types need, sorted by URL.
func readValueSets(folder string, types []fhir.Type) ([]fhir.ValueSet, error) {
	t, err := readTerminology(folder)
	if err != nil {
		return nil, err
	}
	var sets []fhir.ValueSet
	for _, url := range requiredSets(types) {
		v := fhir.ValueSet{URL: url}
		if endless[url] == "" {
			if v.Codes, err = t.codes(url); err != nil {
				return nil, err
			}
		}
		sets = append(sets, v)
	}
	return sets, nil
}

// requiredSets returns the URLs of the value sets of required bindings, sorted.
func requiredSets(types []fhir.Type) []string {
	var urls []string
	for _, t := range types {
		for _, e := range t.Elements {
			if e.Required != nil {
				urls = append(urls, e.Required.URL)
			}
		}
	}
	slices.Sort(urls)
	return slices.Compact(urls)
}

// codes lists the codes of a value set.
func (t *terminology) codes(url string) ([]fhir.Coding, error) {
	v, ok := t.valueSets[url]
	if !ok || len(v.Compose.Include) == 0 || len(v.Compose.Exclude) > 0 {
		return nil, fmt.Errorf("value set %s can't be listed", url)
	}
	var codes []fhir.Coding
	for _, include := range v.Compose.Include {
		concepts := include.Concept
		if concepts == nil {
			concepts = t.codeSystems[include.System].Concept
		}
		if len(include.Filter) > 0 || len(include.ValueSet) > 0 || concepts == nil {
			return nil, fmt.Errorf("value set %s: can't list what it includes of %s", url, include.System)
		}
		codes = t.flatten(codes, include.System, concepts)
	}
	return codes, nil
}

// flatten appends the concepts and all below them. A display that the value set
// leaves out is the code system's.
func (t *terminology) flatten(codes []fhir.Coding, system string, concepts []concept) []fhir.Coding {
	for _, c := range concepts {
		if c.Display == "" {
			c.Display = display(t.codeSystems[system].Concept, c.Code)
		}
		codes = append(codes, fhir.Coding{System: system, Code: c.Code, Display: strings.TrimSpace(c.Display)})
		codes = t.flatten(codes, system, c.Concept)
	}
	return codes
}

// display finds the display of a code.
func display(concepts []concept, code string) string {
	for _, c := range concepts {
		if c.Code == code {
			return c.Display
		}
		if found := display(c.Concept, code); found != "" {
			return found
		}
	}
	return ""
}
