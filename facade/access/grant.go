// Package access decides what of a tenant's data a request may touch. A query becomes permitted here, and only a
// permitted query can be planned.
package access

import (
	"ehr.example/portico/facade/outcome"
	"ehr.example/portico/facade/search"
)

// Grant is what the bearer of a request may see of one tenant. The zero Grant sees nothing.
type Grant struct {
	tenant  string
	open    bool
	patient string
}

// Open is the grant to see everything of a tenant.
func Open(tenant string) Grant { return Grant{tenant: tenant, open: true} }

// ForPatient is the grant to see one patient's record of a tenant, and its directory.
func ForPatient(tenant, patient string) Grant { return Grant{tenant: tenant, patient: patient} }

// Fingerprint is the grant as text: what a cursor is bound to.
func (g Grant) Fingerprint() string {
	switch {
	case g.open:
		return "open/" + g.tenant
	case g.patient != "":
		return "patient/" + g.tenant + "/" + g.patient
	}
	return ""
}

// Permitted is a query together with the grant that bounds it. The criteria of the user and those of the grant stay
// apart: lenient handling may drop the first, never the second.
type Permitted struct {
	tenant string
	query  search.Query
	grant  Grant
}

// Permit lets a query pass under a grant of the tenant that it is meant for.
func Permit(tenant string, q search.Query, g Grant) (Permitted, error) {
	if g.tenant != tenant || tenant == "" || !g.open && g.patient == "" {
		return Permitted{}, outcome.Forbidden("This access token does not cover this server.")
	}
	return Permitted{tenant: tenant, query: q, grant: g}, nil
}

// Tenant is the tenant whose data the query is for; empty for a query that nobody permitted.
func (p Permitted) Tenant() string { return p.tenant }

// Query is the query as the user asked it.
func (p Permitted) Query() search.Query { return p.query }

// Patient is the id of the only patient whose record may be seen; false when every patient's may.
func (p Permitted) Patient() (id string, bound bool) {
	return p.grant.patient, !p.grant.open
}
