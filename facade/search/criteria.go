package search

import (
	"net/url"
	"slices"
	"strings"

	"ehr.example/portico/facade/outcome"
	"ehr.example/portico/mappers/fhir"
)

// ParseCriteria reads search parameters that bound resources without being a search, as those of an access scope do
// (patient/Observation.rs?category=…): each is a criterion, and nothing leads to other resources or shapes a result. It
// drops nothing, whatever the options say. Errors are outcomes.
func ParseCriteria(resource string, values url.Values, o Options) ([]Criterion, error) {
	if !fhir.IsResource(resource) {
		return nil, outcome.NotFound("FHIR R4 has no resource type %s", quote(resource))
	}
	o.Lenient = false
	p := &parser{Options: o.withDefaults(), query: Query{Type: resource}}
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if !bounds(name) {
			p.refuse(outcome.Invalid("%s is not a search parameter of the resource itself", quote(name)))
			continue
		}
		p.parameter(name, values[name])
	}
	for _, c := range p.query.Criteria {
		if c.Modifier == Identifier {
			p.refuse(outcome.Invalid("%s asks for what another resource has", c.Name()))
		}
	}
	if err := outcome.Join(p.problems...); err != nil {
		return nil, err
	}
	p.normalise()
	return p.query.Criteria, nil
}

// bounds tells whether a parameter is asked of the resource itself: it is no chain, leads to no other resource, and shapes
// no result.
func bounds(name string) bool {
	base, _, _ := strings.Cut(name, ":")
	return base != "_has" && base != "_include" && base != "_revinclude" && base != "_page" &&
		!isResult(base) && !isFormat(base) && !strings.ContainsRune(name, '.')
}
