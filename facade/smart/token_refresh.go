package smart

import (
	"errors"
	"net/url"

	"ehr.example/portico/facade/access"
)

// refresh answers grant_type=refresh_token. A public client's refresh token is replaced by a new one at each use; that of a
// client which authenticates stays, and lasts longer with each use.
//
// See RFC 6749 section 6 and RFC 9700 section 4.14.
func refresh(x *exchange, client *Client, form url.Values) error {
	secret := form.Get("refresh_token")
	if secret == "" {
		return fault(invalidRequest, "refresh_token is missing")
	}
	used, behind, err := x.Store.RefreshToken(x.r.Context(), x.Tenant, HashOf(secret), client.ID, x.at)
	if err != nil {
		return notRefreshed(err)
	}
	a := behind.Authorization
	scope, err := narrowed(a.Scope, form.Get("scope"))
	if err != nil {
		return err
	}
	token, out := x.newAccess(a.ID, scope)
	rotation := Rotation{Used: used.Hash, Access: token, Extends: x.at.Add(x.Lifetimes.RefreshToken), Grace: refreshGrace, Now: x.at}
	if a.User.ID != "" {
		if a.User, err = x.Directory.Current(x.r.Context(), a.User); err != nil {
			return notRefreshed(err)
		}
	}
	if a.User.Source == SourceEHR {
		rotation.User = a.User
	}
	out.RefreshToken = secret
	if !client.Confidential() {
		out.RefreshToken, rotation.Next = x.newRefresh(a.ID, used.Hash)
	}
	if err := x.Store.Rotate(x.r.Context(), x.Tenant, rotation); err != nil {
		return notRefreshed(err)
	}
	return x.tokens(a, out, "")
}

// notRefreshed is what a client is told of a refresh token that is worth nothing.
func notRefreshed(err error) error {
	if errors.Is(err, ErrNotFound) || errors.Is(err, ErrReplayed) {
		return fault(invalidGrant, "the refresh token is unknown, expired, revoked, used or another client's").because(err)
	}
	return err
}

// narrowed is the scope that a refresh asks for, within what was granted: all of that if it asks for none.
func narrowed(granted, asked string) (access.Scopes, error) {
	all, err := access.ParseScopes(granted)
	if err != nil || asked == "" {
		return all, err
	}
	wishes, err := access.ParseScopes(asked)
	if err != nil {
		return nil, fault(invalidScope, "%s", err)
	}
	for _, wish := range wishes {
		if !all.Covers(wish) {
			return nil, fault(invalidScope, "%s was not granted", wish)
		}
	}
	if len(wishes) == 0 {
		return nil, fault(invalidScope, "scope is empty")
	}
	return wishes, nil
}
