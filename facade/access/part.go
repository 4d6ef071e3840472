package access

import (
	"slices"
	"strings"

	"ehr.example/portico/facade/search"
	"ehr.example/portico/mappers/fhir"
)

// Part is resources that may be seen: those in the records that are reached, of which each fulfils all of some criteria.
type Part struct {
	Reach Reach
	Some  [][]search.Criterion // nil: all of them
}

// Parts are the resources of a type that scopes with one of the permissions let be seen, in as few parts as can be; none:
// none may. A scope whose parameters the type does not have gives none of it.
func (p Permitted) Parts(resource string, need Permissions) []Part {
	if p.tenant == "" || p.grant.tenant != p.tenant {
		return nil
	}
	var parts []Part
	for _, s := range p.grant.claims.Scopes {
		if !p.grant.gives(s, resource, need) {
			continue
		}
		if criteria, err := s.Criteria(resource, p.how); err == nil {
			parts = add(parts, p.grant.reach(s), criteria)
		}
	}
	if p.grant.isOwn(resource, need) {
		_, id, _ := strings.Cut(p.grant.claims.User, "/")
		parts = add(parts, Everyone(), []search.Criterion{itself(resource, id)})
	}
	return within(parts)
}

// itself is the criterion of one resource.
func itself(resource, id string) search.Criterion {
	return search.Criterion{
		Param: fhir.SearchParameterOf(resource, "_id"), Values: []search.Value{search.Token{Code: id, HasCode: true}}, Text: id,
	}
}

// add puts criteria beside those of the same reach. Without criteria, all of it may be seen.
func add(parts []Part, reach Reach, criteria []search.Criterion) []Part {
	at := slices.IndexFunc(parts, func(p Part) bool { return p.Reach.Equal(reach) })
	switch {
	case at < 0 && len(criteria) == 0:
		return append(parts, Part{Reach: reach})
	case at < 0:
		return append(parts, Part{Reach: reach, Some: [][]search.Criterion{criteria}})
	case len(criteria) == 0:
		parts[at].Some = nil
	case parts[at].Some != nil:
		parts[at].Some = append(parts[at].Some, criteria)
	}
	return parts
}

// within drops what another part holds already: all of everyone's records hold every other.
func within(parts []Part) []Part {
	for _, p := range parts {
		if p.Reach.all() && p.Some == nil {
			return []Part{p}
		}
	}
	return parts
}
