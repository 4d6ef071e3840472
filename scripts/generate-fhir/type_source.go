package main

import (
	"strconv"

	"ehr.example/portico/mappers/fhir"
)

// kindNames are the names of the constants of type fhir.Kind.
var kindNames = map[fhir.Kind]string{
	fhir.DataType: "DataType", fhir.Backbone: "Backbone", fhir.Resource: "Resource",
}

// typesSource returns the file with all types.
func typesSource(types []fhir.Type) *goSource {
	s := newSource()
	lists := newElementLists(s, types)
	s.printf("\n// types are all types, sorted by name.\nvar types = [...]Type{\n")
	for _, t := range types {
		var head literal
		head.add("Name", strconv.Quote(t.Name))
		head.add("Kind", kindNames[t.Kind])
		text := head.String()
		s.printf("%s, Elements: []Element{\n", text[:len(text)-1])
		for _, e := range t.Elements {
			s.printf("%s,\n", lists.element(e))
		}
		s.printf("}},\n")
	}
	s.printf("}\n")
	return s
}

// elementLists are the lists that elements share.
type elementLists struct {
	types, targets *stringLists
}

// newElementLists declares the lists that several elements have.
func newElementLists(s *goSource, types []fhir.Type) elementLists {
	l := elementLists{newLists("types"), newLists("targets")}
	s.printf("\n// The types and targets that several elements have.\nvar (\n")
	for _, t := range types {
		for _, e := range t.Elements {
			l.types.see(s, e.Types)
			l.targets.see(s, e.Targets)
		}
	}
	s.printf(")\n")
	return l
}

// element returns an element without its type.
func (l elementLists) element(e fhir.Element) string {
	var text literal
	text.add("Name", strconv.Quote(e.Name))
	text.add("Choice", strconv.FormatBool(e.Choice))
	text.add("Types", l.types.literal(e.Types))
	text.add("Targets", l.targets.literal(e.Targets))
	text.add("Min", strconv.Itoa(e.Min))
	text.add("Max", strconv.Itoa(e.Max))
	text.add("Summary", strconv.FormatBool(e.Summary))
	text.add("Modifier", strconv.FormatBool(e.Modifier))
	if e.Required != nil {
		text.add("Required", "&"+valueSetName(e.Required.URL))
	}
	return text.String()
}

// resourceTypesSource returns the file with the names of the resource types.
func resourceTypesSource(types []fhir.Type) *goSource {
	s := newSource()
	s.printf("\n// resourceTypes are the types which can be instantiated, sorted.\nvar resourceTypes = [...]string{\n")
	for _, t := range types {
		if t.Kind == fhir.Resource && t.Name != "Resource" && t.Name != "DomainResource" {
			s.printf("%q,\n", t.Name)
		}
	}
	s.printf("}\n")
	return s
}
