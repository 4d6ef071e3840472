package smart

import (
	"context"
	"slices"
	"strings"

	"ehr.example/portico/facade/access"
)

// reachOf is whose records a user without a role sees, by his or her kind alone: a practitioner those of the tenant, a patient
// the own one, anybody else none.
func reachOf(u User) access.Reach {
	kind, id, _ := strings.Cut(u.FHIRUser, "/")
	switch kind {
	case "Practitioner", "PractitionerRole":
		return access.Everyone()
	case "Patient":
		return access.Patients(id)
	}
	return access.Reach{}
}

// bind makes claims those of a user: narrowed to what the roles let be seen, with no patient in context that is not seen. Only
// users that Portico keeps may be without a role.
func (s *Server) bind(ctx context.Context, c access.Claims, u User) (access.Claims, error) {
	c.Subject = string(u.Source) + ":" + u.ID
	if len(u.Roles) == 0 && u.Source == SourcePortico {
		c.User, c.Reach = u.FHIRUser, reachOf(u)
		if !c.Reach.Everyone() && !slices.Contains(c.Reach.Patients(), c.Patient) {
			c.Patient = ""
		}
		c.Scopes = slices.DeleteFunc(slices.Clone(c.Scopes), func(s access.Scope) bool { return s.Context == access.System })
		return c, nil
	}
	site, err := s.Site(ctx)
	if err != nil {
		return access.Claims{}, err
	}
	return site.Roles.Bind(c, access.Person{Roles: u.Roles, User: u.FHIRUser, Patients: u.Patients, Organizations: u.Organizations}), nil
}

// sees is the grant of a user to do something by himself or herself: to find patients, or to look whether there is one.
func (s *Server) sees(ctx context.Context, u User, scopes ...access.Scope) (access.Grant, access.Reach, error) {
	c, err := s.bind(ctx, access.Claims{Client: "portico", Scopes: scopes}, u)
	if err != nil {
		return access.Grant{}, access.Reach{}, err
	}
	g, err := access.NewGrant(s.Tenant, c)
	return g, c.Reach, err
}
