package interaction

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/bundle"
	"ehr.example/portico/facade/outcome"
	"ehr.example/portico/facade/plan"
	"ehr.example/portico/facade/search"
)

// Search answers GET [base]/[type]?… and POST [base]/[type]/_search (R4 §3.1.0.9) with one page of a searchset. Errors
// are outcomes.
func Search(ctx context.Context, s *Site, g access.Grant, resource string, params url.Values, lenient bool) (bundle.Page, Stats, error) {
	return SearchAt(ctx, s, g, Address{Type: resource}, params, lenient)
}

// SearchAt answers a search at any address: of a type, of several (GET [base]?_type=…), of what belongs to a resource (GET
// [base]/Patient/[id]/[type], R4 §2.21.1.2), or an operation that is one.
func SearchAt(ctx context.Context, s *Site, g access.Grant, at Address, params url.Values, lenient bool) (bundle.Page, Stats, error) {
	r, err := newRequest(s, g, at, params, lenient)
	if err != nil {
		return bundle.Page{}, Stats{}, err
	}
	page := bundle.Page{Self: r.self()}
	page.Entries = remarks(r.query, r.plan)
	if r.plan.Empty() && r.query.Record == nil {
		if r.query.Total != search.None {
			page.Total = new(int64)
		}
		return page, Stats{}, nil
	}
	run, err := r.start(ctx)
	if err != nil {
		return bundle.Page{}, Stats{}, err
	}
	defer run.close()
	if r.query.Record != nil && r.after == nil {
		if err := run.exists(); err != nil {
			return bundle.Page{}, run.stats, err
		}
	}
	err = run.search(&page)
	return page, run.stats, err
}

// request is a search understood, permitted and planned.
type request struct {
	site  *Site
	grant access.Grant
	query search.Query
	after *bundle.Cursor // nil on the first page
	plan  *plan.Plan
	now   time.Time

	recorded bool // its statements are kept, for people
}

func newRequest(s *Site, g access.Grant, at Address, params url.Values, lenient bool) (*request, error) {
	r := &request{site: s, grant: g, now: s.now()}
	if at.Type != "" {
		if err := g.Admits(s.Tenant, at.Type, access.Search); err != nil {
			return nil, err
		}
		if s.Program.Type(at.Type) == nil {
			// the plan says which types there are, whatever the parameters
			params = nil
		}
	}
	options := s.searchOptions(lenient)
	options.Within = at.Within
	q, err := s.parse(g, at, params, options)
	if err != nil {
		return nil, err
	}
	if q.Cursor != "" {
		if q, err = r.resume(at, q); err != nil {
			return nil, err
		}
	}
	r.query = q
	need := access.Search
	if q.Record != nil {
		need |= access.Read // the plan needs more of what is in the record
	}
	permitted, err := s.permit(q, g, need)
	if err != nil {
		return nil, err
	}
	if r.plan, err = plan.Build(permitted, s.planTenant(r.now)); err != nil {
		return nil, err
	}
	r.query.Criteria = r.plan.Criteria // links say what was done, and need no Prefer to be followed
	if r.after != nil && !r.plan.Has(r.after.Source) {
		return nil, expired()
	}
	return r, nil
}

// expired is the answer to a page link that fits the mapping no more.
func expired() error {
	return outcome.New(outcome.CodeExpired, "The data behind this page link has changed. Start the search again.").WithStatus(http.StatusGone)
}

// self is the address that says what was understood.
func (r *request) self() string {
	q, at := r.query, r.address()
	at.Within, q.Within = q.Within, search.Compartment{}
	return bundle.SearchURL(r.site.BaseURL, at.String(), q.Encode())
}

// address is where the pages of a request are: a search goes on without its compartment, which its cursor has.
func (r *request) address() Address {
	if r.query.Record != nil {
		return Address{Within: r.query.Within, Operation: Everything}
	}
	switch {
	case r.query.Documents != nil:
		return Address{Type: r.query.Type, Operation: DocRef}
	case r.query.Last > 0:
		return Address{Type: r.query.Type, Operation: LastN}
	}
	return Address{Type: r.query.Type}
}

// resume opens the cursor of a next link: the query is the one sealed in it, and runs under the live grant.
func (r *request) resume(at Address, q search.Query) (search.Query, error) {
	c, err := r.site.Sealer.Open(q.Cursor, r.grant.Fingerprint(), r.now)
	if err != nil {
		return q, err
	}
	if at.Operation == "" {
		at.Within = search.Compartment{}
	}
	if c.Address != at.String() {
		return q, outcome.Invalid("This page link belongs to another address. Start the search again.")
	}
	params, err := url.ParseQuery(c.Query)
	if err != nil {
		return q, outcome.Exception(err)
	}
	options := r.site.searchOptions(q.Lenient)
	options.Within = search.CutCompartment(params)
	again, err := r.site.parse(r.grant, at, params, options)
	if q.Count > 0 {
		again.Count = q.Count
	}
	r.after, r.now = &c, c.Clock
	return again, err
}

// remarks are what lenient handling left out, as an outcome entry.
func remarks(q search.Query, p *plan.Plan) []bundle.Entry {
	issues := q.Ignored
	for _, text := range p.Ignored {
		issues = append(issues, outcome.Warning(outcome.CodeNotSupported, "%s", text))
	}
	if len(issues) == 0 {
		return nil
	}
	return []bundle.Entry{{Resource: outcome.JSON(issues...), Mode: bundle.Outcome}}
}
