package smart

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/url"
	"regexp"

	"ehr.example/portico/facade/access"
)

// grants are the grant types with their answers.
var grants = map[GrantType]func(*exchange, *Client, url.Values) error{
	AuthorizationCode: redeem, Refresh: refresh, ClientCredentials: clientCredentials,
}

// verifierText is a code_verifier. See RFC 7636 section 4.1.
var verifierText = regexp.MustCompile(`^[A-Za-z0-9._~-]{43,128}$`)

// challengeOf is the code_challenge of a verifier, S256. See RFC 7636 section 4.6.
func challengeOf(verifier string) Hash {
	sum := sha256.Sum256([]byte(verifier))
	return Hash(base64.RawURLEncoding.EncodeToString(sum[:]))
}

// redeem answers grant_type=authorization_code. A code that comes with something wrong is used up.
//
// See RFC 6749 section 4.1.3.
func redeem(x *exchange, client *Client, form url.Values) error {
	verifier := form.Get("code_verifier")
	switch {
	case form.Get("code") == "":
		return fault(invalidRequest, "code is missing")
	case !verifierText.MatchString(verifier):
		return fault(invalidGrant, "code_verifier is missing, or no text of 43 to 128 letters, digits and -._~")
	}
	var out answered
	var granted Authorization
	err := x.Store.Redeem(x.r.Context(), x.Tenant, HashOf(form.Get("code")), client.ID, x.at, func(c Code, a Authorization) (AccessToken, *RefreshToken, error) {
		if !Hash(c.Challenge).Is(challengeOf(verifier)) || c.RedirectURI != form.Get("redirect_uri") {
			return AccessToken{}, nil, fault(invalidGrant, "code_verifier or redirect_uri is not that of the authorization request")
		}
		scope, err := access.ParseScopes(a.Scope)
		if err != nil {
			return AccessToken{}, nil, err
		}
		granted = a
		var token AccessToken
		token, out = x.newAccess(a.ID, scope)
		if !refreshes(scope) {
			return token, nil, nil
		}
		var next *RefreshToken
		out.RefreshToken, next = x.newRefresh(a.ID, "")
		return token, next, nil
	})
	switch {
	case errors.Is(err, ErrNotFound), errors.Is(err, ErrReplayed):
		return fault(invalidGrant, "the code is unknown, expired, used or another client's").because(err)
	case err != nil:
		return err
	}
	return x.tokens(granted, out, granted.Nonce)
}
