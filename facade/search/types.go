package search

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"ehr.example/portico/facade/outcome"
	"ehr.example/portico/mappers/fhir"
)

// ParseTypes is Parse for a search of several types, one at least, by the parameters that all of them have. The types are
// those of _type, or where it is not given, those that the caller chooses.
//
// See https://hl7.org/fhir/R4/http.html#search.
func ParseTypes(types []string, values url.Values, o Options) (Query, error) {
	types = slices.Compact(slices.Sorted(slices.Values(types)))
	p := &parser{Options: o.withDefaults(), query: Query{Types: types, Named: values.Has("_type"), Lenient: o.Lenient}, values: values}
	p.parse()
	if err := outcome.Join(p.problems...); err != nil {
		return Query{}, err
	}
	return p.query, nil
}

// NamedTypes reads _type: resource types with commas between them. None: it is not given.
func NamedTypes(values url.Values) ([]string, error) {
	given := values["_type"]
	if len(given) == 0 {
		return nil, nil
	}
	if len(given) > 1 {
		return nil, outcome.Invalid("_type is given %d times; write the types with commas between them", len(given))
	}
	types := strings.Split(given[0], ",")
	for _, typ := range types {
		if !fhir.IsResource(typ) {
			return nil, outcome.Invalid("_type: FHIR R4 has no resource type %s", quote(typ))
		}
	}
	return types, nil
}

// parameterOf is the searched type's parameter with a code, or of several types the one that they share. The text says why
// there is none.
func (p *parser) parameterOf(code string) (*fhir.SearchParameter, string) {
	types := p.query.Searched()
	first := fhir.SearchParameterOf(types[0], code)
	if len(types) == 1 {
		if first == nil {
			return nil, unknown(types[0], code)
		}
		return first, ""
	}
	shared, same, anything := fhir.SearchParameter{Code: code}, true, false
	for _, typ := range types {
		one := fhir.SearchParameterOf(typ, code)
		switch {
		case one == nil:
			return nil, fmt.Sprintf("%s; a search of several types has the parameters that all of them have", unknown(typ, code))
		case one.Type != first.Type:
			return nil, fmt.Sprintf("%s is a %s parameter of %s and a %s parameter of %s; search one type at a time", code, first.Type, types[0], one.Type, typ)
		}
		same = same && one.URL == first.URL
		anything = anything || len(one.Targets) == 0
		shared.Targets = append(shared.Targets, one.Targets...)
	}
	if same && first.Type != "reference" {
		return first, ""
	}
	if first.Type == "composite" || first.Type == "special" {
		return nil, fmt.Sprintf("%s is another parameter for each of these types; search one type at a time", code)
	}
	shared.Type = first.Type
	slices.Sort(shared.Targets)
	shared.Targets = slices.Compact(shared.Targets)
	if anything {
		shared.Targets = nil
	}
	return &shared, ""
}
