package access

import (
	"fmt"
	"slices"
	"strings"

	"ehr.example/portico/facade/outcome"
	"ehr.example/portico/facade/search"
)

// Permitted is a query together with the grant that bounds it. The criteria of the user and those of the grant stay
// apart: lenient handling may drop the first, never the second.
type Permitted struct {
	tenant string
	query  search.Query
	grant  Grant
	need   Permissions
	how    search.Options
}

// Permit lets a query pass under a grant of the tenant that it is meant for: a read where it needs Read, a search where it
// needs Search. The options are those that the tenant's searches are read with; the parameters of scopes are read so too.
func Permit(tenant string, q search.Query, g Grant, need Permissions, how search.Options) (Permitted, error) {
	for _, typ := range q.Searched() {
		if err := g.Admits(tenant, typ, need); err != nil {
			return Permitted{}, err
		}
	}
	return Permitted{tenant: tenant, query: q, grant: g, need: need, how: how}, nil
}

// Admits refuses what no scope of the grant allows: with a 403, whatever else is asked of resources of the type.
func (g Grant) Admits(tenant, resource string, need Permissions) error {
	if g.tenant != tenant || tenant == "" {
		return outcome.Forbidden("This access token does not cover this server.")
	}
	if !g.Allows(resource, need) {
		return g.insufficient(resource, need)
	}
	return nil
}

// Allows tells whether some scope of the grant gives one of the permissions for resources of a type.
func (g Grant) Allows(resource string, need Permissions) bool {
	return g.isOwn(resource, need) || slices.ContainsFunc(g.claims.Scopes, func(s Scope) bool { return g.gives(s, resource, need) })
}

// gives tells whether a scope gives one of the permissions for resources of a type, to anybody's at all.
func (g Grant) gives(s Scope, resource string, need Permissions) bool {
	return s.Name == "" && s.Permissions&need != 0 && (s.Type == resource || s.Type == AnyType) && !g.reach(s).Nobody()
}

// reach is whose records a scope sees.
func (g Grant) reach(s Scope) Reach {
	var r Reach
	switch s.Context {
	case Patient:
		r = Patients(g.claims.Patient)
	case User:
		r = g.claims.Reach
	case System:
		r = Everyone()
	}
	if s.Bound {
		return r.Within(g.claims.Organizations...)
	}
	return r
}

// isOwn tells whether the type is that of the user's own record, which openid and fhirUser open for reading.
func (g Grant) isOwn(resource string, need Permissions) bool {
	typ, _, _ := strings.Cut(g.claims.User, "/")
	return need&Read != 0 && typ == resource && typ != "" && g.claims.Scopes.Has(OpenID) && g.claims.Scopes.Has(FHIRUser)
}

// insufficient is the refusal, with the scope that is missing.
//
// See RFC 6750 section 3.1.
func (g Grant) insufficient(resource string, need Permissions) error {
	context := System
	for _, s := range g.claims.Scopes {
		if s.Name == "" {
			context = s.Context
			break
		}
	}
	missing := Scope{Context: context, Type: resource, Permissions: need}
	what := "reading"
	if need == Search {
		what = "searching"
	}
	return outcome.Forbidden("This access token does not allow %s %s resources: that takes a scope such as %s.", what, resource, missing).
		Challenged(fmt.Sprintf(`Bearer error="insufficient_scope", scope="%s"`, missing))
}

// Tenant is the tenant whose data the query is for; empty for a query that nobody permitted.
func (p Permitted) Tenant() string { return p.tenant }

// Query is the query as the user asked it.
func (p Permitted) Query() search.Query { return p.query }

// Need is the permission that the query's matches need.
func (p Permitted) Need() Permissions { return p.need }

// Needs refuses what the query asks of another type, where no scope allows that.
func (p Permitted) Needs(resource string, need Permissions) error {
	return p.grant.Admits(p.tenant, resource, need)
}
