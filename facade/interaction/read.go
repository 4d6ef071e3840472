package interaction

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/url"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/bundle"
	"ehr.example/portico/facade/outcome"
	"ehr.example/portico/facade/plan"
	"ehr.example/portico/facade/search"
	"ehr.example/portico/mappers/fhir"
)

// Read answers GET [base]/[type]/[id] (R4 §3.1.0.1): the resource's JSON. What does not exist, is deleted, or lies outside
// the grant is one and the same 404.
func Read(ctx context.Context, s *Site, g access.Grant, resource, id string) ([]byte, Stats, error) {
	return ReadSubset(ctx, s, g, resource, id, nil, false)
}

// ReadSubset is Read of the elements that _summary or _elements ask for (R4 §3.1.1.5.8 and 3.1.1.5.9). A resource that is not
// all there says so.
func ReadSubset(ctx context.Context, s *Site, g access.Grant, resource, id string, params url.Values, lenient bool) ([]byte, Stats, error) {
	r := &request{site: s, grant: g, query: byID(resource, id), now: s.now()}
	var err error
	if r.query.Subset, err = search.ParseSubset(resource, params, lenient); err != nil {
		return nil, Stats{}, err
	}
	permitted, err := s.permit(r.query, g, access.Read)
	if err != nil {
		return nil, Stats{}, err
	}
	if r.plan, err = plan.Build(permitted, s.planTenant(r.now)); err != nil {
		return nil, Stats{}, err
	}
	if r.plan.Empty() {
		return nil, Stats{}, noSuch(resource, id)
	}
	run, err := r.start(ctx)
	if err != nil {
		return nil, Stats{}, err
	}
	defer run.close()
	var page bundle.Page
	if err := run.search(&page); err != nil {
		return nil, run.stats, err
	}
	if len(page.Entries) == 0 {
		return nil, run.stats, noSuch(resource, id)
	}
	text := bytes.Clone(page.Entries[0].Resource)
	page.Release()
	return text, run.stats, nil
}

// ReadVersion answers GET [base]/[type]/[id]/_history/[version] (R4 §3.1.0.2): the resource as it is now, where that is the
// version that meta.versionId names. Older ones are not kept.
func ReadVersion(ctx context.Context, s *Site, g access.Grant, resource, id, version string) ([]byte, Stats, error) {
	text, stats, err := Read(ctx, s, g, resource, id)
	if err != nil {
		return nil, stats, err
	}
	var is struct{ Meta struct{ VersionID string } }
	if err := json.Unmarshal(text, &is); err != nil {
		return nil, stats, outcome.Exception(err)
	}
	switch is.Meta.VersionID {
	case version:
		return text, stats, nil
	case "":
		return nil, stats, outcome.NotSupported("This server knows no versions of %s/%s, only what it is now: read it without _history.", resource, id).
			WithStatus(http.StatusNotFound)
	}
	return nil, stats, outcome.NotFound("There is no version %q of %s/%s here: only the current one is kept, which is %q.", version, resource, id, is.Meta.VersionID)
}

func noSuch(resource, id string) error {
	return outcome.NotFound("There is no %s with the id %q.", resource, id)
}

// byID is the query that a read is: _id=id, for one entry.
func byID(resource, id string) search.Query {
	return search.Query{Type: resource, Count: 1, Criteria: []search.Criterion{{
		Param:  fhir.SearchParameterOf(resource, "_id"),
		Values: []search.Value{search.Token{Code: id, HasCode: true}},
	}}}
}
