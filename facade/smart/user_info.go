package smart

import (
	"errors"
	"net/http"

	"ehr.example/portico/facade/access"
)

// userInfo answers /userinfo: who the bearer of a token is.
//
// See OpenID Connect Core 1.0 section 5.3.
func userInfo(x *exchange) error {
	b, err := x.bearer(x.r.Context(), x.r.Header.Values("Authorization"))
	if err != nil {
		return x.bearerFault(err)
	}
	scope, err := access.ParseScopes(b.Access.Scope)
	if err != nil {
		return err
	}
	a := b.Authorization
	x.event.Client, x.event.Subject = a.Client, a.User.ID
	if a.User.ID == "" || !scope.Has(access.OpenID) {
		f := fault("insufficient_scope", "the token was not granted the scope openid").status(http.StatusForbidden)
		f.Challenge = `Bearer error="insufficient_scope", scope="openid"`
		return f
	}
	return x.json(http.StatusOK, x.identityOf(a.User, scope))
}

// bearerFault is the refusal of a token as OAuth says it.
func (x *exchange) bearerFault(err error) error {
	if !errors.Is(err, ErrNotFound) {
		return err
	}
	f := fault("invalid_token", "the access token is missing, unknown, expired or revoked").status(http.StatusUnauthorized)
	f.Challenge = x.challenge(len(x.r.Header.Values("Authorization")) > 0)
	return f
}
