package smart

import (
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"ehr.example/portico/facade/access"
)

// identity is what an id_token, or userinfo, says of the user.
//
// See OpenID Connect Core 1.0 sections 2 and 5.1, and SMART App Launch 2.2, "Scopes for requesting identity data".
type identity struct {
	Issuer   string           `json:"iss,omitempty"`
	Subject  string           `json:"sub"`
	Audience string           `json:"aud,omitempty"`
	Expiry   *jwt.NumericDate `json:"exp,omitempty"`
	IssuedAt *jwt.NumericDate `json:"iat,omitempty"`
	AuthTime *jwt.NumericDate `json:"auth_time,omitempty"`
	Nonce    string           `json:"nonce,omitempty"`
	Name     string           `json:"name,omitempty"`
	Profile  string           `json:"profile,omitempty"`
	FHIRUser string           `json:"fhirUser,omitempty"`
}

// identityOf is what scopes let be said of a user.
func (s *Server) identityOf(u User, scope access.Scopes) identity {
	i := identity{Subject: u.ID}
	if u.FHIRUser != "" && scope.Has(access.FHIRUser) {
		i.FHIRUser = s.FHIR + "/" + u.FHIRUser
	}
	if scope.Has(access.Profile) {
		i.Name = u.DisplayName
		if u.FHIRUser != "" {
			i.Profile = s.FHIR + "/" + u.FHIRUser
		}
	}
	return i
}

// idToken is the signed statement of who is signed in.
func (x *exchange) idToken(a Authorization, scope access.Scopes, nonce string) (string, error) {
	key, err := x.keys.signer(x.r.Context(), x.at)
	if err != nil {
		return "", err
	}
	signer, err := jose.NewSigner(key, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		return "", err
	}
	claims := x.identityOf(a.User, scope)
	claims.Issuer, claims.Audience, claims.Nonce = x.Issuer, a.Client, nonce
	claims.IssuedAt, claims.Expiry = jwt.NewNumericDate(x.at), jwt.NewNumericDate(x.at.Add(min(x.Lifetimes.AccessToken, mostIDToken)))
	if !a.AuthTime.IsZero() {
		claims.AuthTime = jwt.NewNumericDate(a.AuthTime)
	}
	return jwt.Signed(signer).Claims(claims).Serialize()
}

// mostIDToken is the longest that an id_token holds: keys are published that long after they signed.
const mostIDToken = 24 * time.Hour
