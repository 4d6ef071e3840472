package smart

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/outcome"
)

// tokenText is what a token looks like: 256 bits as base64url.
var tokenText = regexp.MustCompile(`^[A-Za-z0-9_-]{43}$`)

// bearer is what stands behind the token of a request's Authorization headers; ErrNotFound for none, or one that is worth
// nothing.
//
// See RFC 6750 section 2.1. Tokens in bodies and query strings are not taken.
func (s *Server) bearer(ctx context.Context, authorization []string) (Bearer, error) {
	if len(authorization) != 1 {
		return Bearer{}, ErrNotFound
	}
	scheme, token, _ := strings.Cut(authorization[0], " ")
	token = strings.TrimLeft(token, " ")
	if !strings.EqualFold(scheme, "Bearer") || !tokenText.MatchString(token) {
		return Bearer{}, ErrNotFound
	}
	return s.Store.Bearer(ctx, s.Tenant, HashOf(token), s.now())
}

// Grant is what the bearer of a request may see of the tenant, by the request's Authorization headers. Errors are outcomes:
// 401 without a token that is valid, 503 if the store is away. It takes one statement.
func (s *Server) Grant(ctx context.Context, authorization []string) (access.Grant, error) {
	b, err := s.bearer(ctx, authorization)
	switch {
	case errors.Is(err, ErrNotFound):
		return access.Grant{}, s.login(len(authorization) > 0)
	case err != nil:
		return access.Grant{}, outcome.Transient(outageRest, "This server cannot check access tokens now. Try again later.").Because(err)
	}
	reach, err := s.reach(ctx, b.Authorization.User)
	if err != nil {
		return access.Grant{}, outcome.Transient(outageRest, "This server cannot tell now what this user may see. Try again later.").Because(err)
	}
	g, err := s.granted(b, reach)
	if err != nil {
		return access.Grant{}, s.login(true).Because(err)
	}
	return g, nil
}

// reach is whose records a user sees; nobody's without a user.
func (s *Server) reach(ctx context.Context, u User) (access.Reach, error) {
	if u.ID == "" {
		return access.Reach{}, nil
	}
	return s.Reach(ctx, u)
}

// granted is the grant of a token. What is wrong with its claims makes it worth nothing.
func (s *Server) granted(b Bearer, reach access.Reach) (access.Grant, error) {
	a := b.Authorization
	scopes, err := access.ParseScopes(b.Access.Scope)
	if err != nil {
		return access.Grant{}, err
	}
	c := access.Claims{Client: a.Client, Patient: a.Context.Patient, Reach: reach}
	for _, scope := range scopes {
		if scope.Name != "" || (scope.Context == access.System) == (a.User.ID == "") { // people have no system scopes, services no others
			c.Scopes = append(c.Scopes, scope)
		}
	}
	if a.User.ID != "" {
		c.Subject, c.User = string(a.User.Source)+":"+a.User.ID, a.User.FHIRUser
	}
	return access.NewGrant(s.Tenant, c)
}

// login asks for a token.
func (s *Server) login(invalid bool) *outcome.Error {
	if !invalid {
		return outcome.Login("This server needs an access token: send Authorization: Bearer …; .well-known/smart-configuration says where to get one.").
			Challenged(s.challenge(false))
	}
	return outcome.Login("The access token is not valid: it is unknown, expired or revoked.").Challenged(s.challenge(true))
}

// challenge is the WWW-Authenticate header of a 401.
//
// See RFC 6750 section 3.
func (s *Server) challenge(invalid bool) string {
	text := fmt.Sprintf("Bearer realm=%q", s.FHIR)
	if invalid {
		text += `, error="invalid_token"`
	}
	return text
}
