package main

import (
	"strconv"

	"ehr.example/portico/mappers/fhir"
)

// profilesSource returns the file with the profiles and searches of US Core.
func profilesSource(profiles []fhir.Profile, searches []resourceSearch) *goSource {
	s := newSource()
	s.printf("\n// profiles are sorted by URL.\nvar profiles = [...]Profile{\n")
	for _, p := range profiles {
		s.printf("{URL: %q, Title: %q, Type: %q, Elements: []ProfileElement{\n", p.URL, p.Title, p.Type)
		for _, e := range p.Elements {
			s.printf("%s,\n", profileElementLiteral(e))
		}
		s.printf("}},\n")
	}
	s.printf("}\n\n// profileSearches are sorted by resource type.\nvar profileSearches = [...]resourceSearches{\n")
	for _, r := range searches {
		s.printf("{%q, []ProfileSearch{\n", r.resource)
		for _, x := range r.searches {
			var text literal
			text.add("Parameters", stringsLiteral(x.Parameters))
			text.add("Shall", strconv.FormatBool(x.Shall))
			s.printf("%s,\n", &text)
		}
		s.printf("}},\n")
	}
	s.printf("}\n")
	return s
}

func profileElementLiteral(e fhir.ProfileElement) string {
	var text literal
	text.add("Path", strconv.Quote(e.Path))
	text.add("Min", strconv.Itoa(e.Min))
	text.add("USCDI", strconv.FormatBool(e.USCDI))
	text.add("Extension", strconv.Quote(e.Extension))
	text.add("Fixed", listLiteral("FixedValue", e.Fixed, func(v fhir.FixedValue) string {
		return "{" + strconv.Quote(v.Path) + ", " + strconv.Quote(v.Value) + "}"
	}))
	return text.String()
}
