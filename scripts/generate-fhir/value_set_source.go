package main

import (
	"strconv"

	"ehr.example/portico/mappers/fhir"
)

// valueSetName returns the variable of a value set.
func valueSetName(url string) string {
	return identifier("valueSet", lastSegment(url))
}

// valueSetsSource returns the file with the value sets of required bindings.
func valueSetsSource(sets []fhir.ValueSet) *goSource {
	s := newSource()
	systems := s.codeSystems(sets)
	s.printf("\n// The value sets of required bindings.\nvar (\n")
	for _, v := range sets {
		s.printf("%s = ValueSet{URL: %q", valueSetName(v.URL), v.URL)
		if v.Codes != nil {
			s.printf(", Codes: []Coding{\n")
			for _, c := range v.Codes {
				s.printf("{%s, %s, %s},\n", systems[c.System], strconv.Quote(c.Code), strconv.Quote(c.Display))
			}
			s.printf("}")
		}
		s.printf("}\n")
	}
	s.printf(")\n")
	return s
}

// codeSystems declares constants for the code systems and returns their names
// by URL.
func (s *goSource) codeSystems(sets []fhir.ValueSet) map[string]string {
	constants := map[string]string{}
	taken := names{}
	s.printf("\n// The code systems of the value sets.\nconst (\n")
	for _, v := range sets {
		for _, c := range v.Codes {
			if constants[c.System] == "" {
				constants[c.System] = taken.unique("system", lastSegment(c.System))
				s.printf("%s = %q\n", constants[c.System], c.System)
			}
		}
	}
	s.printf(")\n")
	return constants
}
