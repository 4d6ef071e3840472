package smart

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
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
	return s.known(ctx, HashOf(token))
}

// known is what stands behind an access token; ErrNotFound for one that is worth nothing. What the EHR says of its users holds for
// a while. Then the user is read anew: who may not sign in has no access for as long as that is so, whose password was
// changed none any more, and others that of their roles as these are now.
func (s *Server) known(ctx context.Context, token Hash) (Bearer, error) {
	b, err := s.Store.Bearer(ctx, s.Tenant, token, s.now())
	a := &b.Authorization
	if err != nil || a.User.Source != SourceEHR || s.now().Sub(a.Checked) < s.Lifetimes.User {
		return b, err
	}
	u, err := s.Directory.Current(ctx, a.User)
	if errors.Is(err, ErrPasswordChanged) {
		err = errors.Join(err, s.Store.Revoke(ctx, s.Tenant, a.ID, s.now()))
	}
	if err != nil {
		return Bearer{}, err
	}
	a.User, a.Checked = u, s.now()
	return b, s.Store.CheckedUser(ctx, s.Tenant, a.ID, u, a.Checked)
}

// Grant is what the bearer of a request may see of the tenant, by the request's Authorization headers. Errors are outcomes:
// 401 without a token that is valid, 503 if the store is away. It takes one statement, and of the EHR's users sometimes a look at their rows.
func (s *Server) Grant(ctx context.Context, authorization []string) (access.Grant, error) {
	b, err := s.bearer(ctx, authorization)
	switch {
	case errors.Is(err, ErrNotFound):
		return access.Grant{}, s.login(len(authorization) > 0)
	case err != nil:
		return access.Grant{}, outcome.Transient(outageRest, "This server cannot check access tokens now. Try again later.").Because(err)
	}
	scopes, err := access.ParseScopes(b.Access.Scope)
	if err != nil {
		return access.Grant{}, s.login(true).Because(err)
	}
	claims, err := s.claims(ctx, b.Authorization, scopes)
	if err != nil {
		return access.Grant{}, outcome.From(err)
	}
	g, err := access.NewGrant(s.Tenant, claims)
	if err != nil { // what cannot be right is worth nothing
		return access.Grant{}, s.login(true).Because(err)
	}
	return g, nil
}

// claims are those of a token: a user's, or a service's, which has system scopes and no others. Errors are outcomes.
func (s *Server) claims(ctx context.Context, a Authorization, scopes access.Scopes) (access.Claims, error) {
	c := access.Claims{Client: a.Client, Patient: a.Context.Patient, Scopes: scopes}
	if a.User.ID != "" {
		return s.bind(ctx, c, a.User)
	}
	c.Patient = ""
	c.Scopes = slices.DeleteFunc(slices.Clone(scopes), func(s access.Scope) bool { return s.Name == "" && s.Context != access.System })
	return c, nil
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
