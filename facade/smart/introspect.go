package smart

import (
	"errors"
	"net/http"

	"ehr.example/portico/facade/access"
)

// introspection is what a token is worth. The zero one says that it is worth nothing, and no more.
//
// See RFC 7662 section 2.2 and SMART App Launch 2.2, "Token Introspection".
type introspection struct {
	Active    bool   `json:"active"`
	Scope     string `json:"scope,omitempty"`
	Client    string `json:"client_id,omitempty"`
	TokenType string `json:"token_type,omitempty"`
	Expiry    int64  `json:"exp,omitempty"`
	IssuedAt  int64  `json:"iat,omitempty"`
	Subject   string `json:"sub,omitempty"`
	Audience  string `json:"aud,omitempty"`
	Issuer    string `json:"iss,omitempty"`
	FHIRUser  string `json:"fhirUser,omitempty"`
	Patient   string `json:"patient,omitempty"`
	Encounter string `json:"encounter,omitempty"`
	Intent    string `json:"intent,omitempty"`
}

// introspect answers POST /introspect. A client sees its own tokens; one that is a resource server sees all of the tenant's.
func introspect(x *exchange) error {
	form, err := x.form()
	if err == nil {
		err = once(form)
	}
	if err != nil {
		return err
	}
	client, err := x.confidential(form)
	if err != nil {
		return err
	}
	if form.Get("token") == "" {
		return fault(invalidRequest, "token is missing")
	}
	hash := HashOf(form.Get("token"))
	bearer, err := x.known(x.r.Context(), hash)
	kind := "Bearer"
	if errors.Is(err, ErrNotFound) {
		bearer, err = x.refreshable(hash, client.ID)
		kind = "refresh_token"
	}
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	if err != nil || bearer.Authorization.Client != client.ID && !client.Introspects {
		return x.json(http.StatusOK, introspection{})
	}
	return x.json(http.StatusOK, x.introspected(bearer, kind))
}

// refreshable is an unused refresh token of a client as if it were an access token.
func (x *exchange) refreshable(hash Hash, client string) (Bearer, error) {
	token, behind, err := x.Store.RefreshToken(x.r.Context(), x.Tenant, hash, client, x.at)
	if err == nil && !token.Used.IsZero() {
		err = ErrNotFound
	}
	behind.Access = AccessToken{Scope: behind.Authorization.Scope, Issued: token.Issued, Expires: token.Expires}
	return behind, err
}

func (x *exchange) introspected(b Bearer, kind string) introspection {
	a := b.Authorization
	scope, _ := access.ParseScopes(b.Access.Scope)
	out := introspection{
		Active: true, Scope: b.Access.Scope, Client: a.Client, TokenType: kind, Expiry: b.Access.Expires.Unix(), IssuedAt: b.Access.Issued.Unix(),
		Subject: a.User.ID, Audience: x.FHIR, Issuer: x.Issuer, Patient: a.Context.Patient, Encounter: a.Context.Encounter, Intent: a.Context.Intent,
	}
	if out.Subject == "" {
		out.Subject = a.Client
	}
	out.FHIRUser = x.identityOf(a.User, scope).FHIRUser
	return out
}
