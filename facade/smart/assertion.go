package smart

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// assertionType is the only client_assertion_type. See RFC 7523 section 2.2.
const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

// The bounds of an assertion.
const (
	longestAssertion = 16 << 10
	longestJTI       = 512
	assertionAhead   = 5 * time.Minute // that exp may be ahead
	leastRSA         = 2048            // bits
	mostRSA          = 8192            // bits
)

// assertionAlgorithms are those that SMART names.
//
// See https://hl7.org/fhir/smart-app-launch/STU2.2/client-confidential-asymmetric.html.
var assertionAlgorithms = []jose.SignatureAlgorithm{jose.RS384, jose.ES384}

// asserted authenticates a client by a JWT that it signed. Who is at fault is told to logs only.
func (x *exchange) asserted(assertion string) (Client, error) {
	client, err := x.checkAssertion(assertion)
	switch {
	case errors.Is(err, errAssertion):
		x.event.Client = client.ID
		return Client{}, notTheClient().because(err)
	case err != nil:
		return Client{}, err
	}
	return client, nil
}

// errAssertion is an assertion that proves nothing.
var errAssertion = errors.New("the client assertion is refused")

func bad(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{errAssertion}, args...)...)
}

// checkAssertion is the client that signed; errAssertion, or an outage. The jti counts once the signature is proven.
func (x *exchange) checkAssertion(assertion string) (Client, error) {
	if len(assertion) > longestAssertion {
		return Client{}, bad("it has %d bytes", len(assertion))
	}
	token, err := jwt.ParseSigned(assertion, assertionAlgorithms)
	if err != nil {
		return Client{}, bad("%w", err)
	}
	kid, err := keyOf(token)
	if err != nil {
		return Client{}, err
	}
	var claimed jwt.Claims
	if err := token.UnsafeClaimsWithoutVerification(&claimed); err != nil {
		return Client{}, bad("%w", err)
	}
	client, err := x.Store.Client(x.r.Context(), x.Tenant, claimed.Issuer)
	switch {
	case errors.Is(err, ErrNotFound):
		return Client{}, bad("there is no client %q", claimed.Issuer)
	case err != nil:
		return Client{}, err
	case !client.Active || client.Type != Asymmetric:
		return client, bad("the client is switched off, or is not asymmetric")
	}
	keys, err := x.keysOf(&client, kid)
	if err != nil {
		return client, bad("%w", err)
	}
	claims, err := verified(token, keys)
	if err != nil {
		return client, err
	}
	return client, x.checkClaims(&client, claims)
}

// keyOf is the kid of an assertion whose header has nothing that could stand for the registered keys.
func keyOf(token *jwt.JSONWebToken) (string, error) {
	if len(token.Headers) != 1 {
		return "", bad("it has %d signatures", len(token.Headers))
	}
	h := token.Headers[0]
	typ, given := h.ExtraHeaders[jose.HeaderType]
	switch name, _ := typ.(string); {
	case given && !strings.EqualFold(name, "JWT"):
		return "", bad("typ is %v", typ)
	case h.JSONWebKey != nil:
		return "", bad("it brings its own key")
	case h.KeyID == "":
		return "", bad("it has no kid")
	}
	for _, name := range []jose.HeaderKey{"x5u", "x5c", "crit", "b64"} {
		if _, given := h.ExtraHeaders[name]; given {
			return "", bad("its header has %s", name)
		}
	}
	return h.KeyID, nil
}

// keysOf are the registered keys of a client with a kid. A jku of the header counts for nothing.
func (x *exchange) keysOf(client *Client, kid string) ([]jose.JSONWebKey, error) {
	if client.JWKSURL != "" {
		set, err := x.jwks.keys(x.r.Context(), client.JWKSURL, kid, x.at)
		return set.Key(kid), err
	}
	set, err := parseJWKS(client.JWKS)
	return set.Key(kid), err
}

// verified are the claims, if one of the keys signed them.
func verified(token *jwt.JSONWebToken, keys []jose.JSONWebKey) (jwt.Claims, error) {
	algorithm := jose.SignatureAlgorithm(token.Headers[0].Algorithm)
	for _, key := range keys {
		if !fits(key, algorithm) {
			continue
		}
		var claims jwt.Claims
		if token.Claims(key.Key, &claims) == nil {
			return claims, nil
		}
	}
	return jwt.Claims{}, bad("none of the client's keys signed it")
}

// fits tells whether a key is one of an algorithm, and strong enough.
func fits(key jose.JSONWebKey, algorithm jose.SignatureAlgorithm) bool {
	if key.Algorithm != "" && key.Algorithm != string(algorithm) || key.Use != "" && key.Use != "sig" {
		return false
	}
	switch k := key.Key.(type) {
	case *rsa.PublicKey:
		return algorithm == jose.RS384 && k.N.BitLen() >= leastRSA && k.N.BitLen() <= mostRSA
	case *ecdsa.PublicKey:
		return algorithm == jose.ES384 && k.Curve == elliptic.P384()
	}
	return false
}

// checkClaims tells whether a proven assertion is for this server, now, and came for the first time.
func (x *exchange) checkClaims(client *Client, c jwt.Claims) error {
	switch {
	case c.Issuer != client.ID || c.Subject != client.ID:
		return bad("iss and sub must both be the client's id")
	case !slices.Contains(c.Audience, x.url("/token")):
		return bad("aud is %v, and must be the token endpoint", []string(c.Audience))
	case c.Expiry == nil || x.at.After(c.Expiry.Time().Add(clockSkew)):
		return bad("it has no exp, or is expired")
	case c.Expiry.Time().After(x.at.Add(assertionAhead + clockSkew)):
		return bad("exp is more than five minutes ahead")
	case c.IssuedAt != nil && c.IssuedAt.Time().After(x.at.Add(clockSkew)), c.NotBefore != nil && c.NotBefore.Time().After(x.at.Add(clockSkew)):
		return bad("it is not valid yet")
	case c.ID == "" || len(c.ID) > longestJTI:
		return bad("it has no jti, or one that is too long")
	}
	err := x.Store.UseAssertion(x.r.Context(), x.Tenant, client.ID, HashOf(c.ID), c.Expiry.Time().Add(clockSkew))
	if errors.Is(err, ErrReplayed) {
		return bad("its jti came before")
	}
	return err
}
