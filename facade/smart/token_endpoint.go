package smart

import (
	"encoding/json"
	"net/http"
	"time"

	"ehr.example/portico/facade/access"
)

// answered is what the token endpoint gives.
//
// See RFC 6749 section 5.1 and SMART App Launch 2.2, "Launch context arrives with your access_token".
type answered struct {
	AccessToken  string          `json:"access_token"`
	TokenType    string          `json:"token_type"`
	ExpiresIn    int             `json:"expires_in"`
	Scope        string          `json:"scope"`
	RefreshToken string          `json:"refresh_token,omitempty"`
	IDToken      string          `json:"id_token,omitempty"`
	Patient      string          `json:"patient,omitempty"`
	Encounter    string          `json:"encounter,omitempty"`
	Banner       *bool           `json:"need_patient_banner,omitempty"`
	StyleURL     string          `json:"smart_style_url,omitempty"`
	Intent       string          `json:"intent,omitempty"`
	FHIRContext  json.RawMessage `json:"fhirContext,omitempty"`
}

// token answers POST /token.
func token(x *exchange) error {
	form, err := x.form()
	if err != nil {
		return err
	}
	if err := once(form); err != nil {
		return err
	}
	kind := GrantType(form.Get("grant_type"))
	grant, known := grants[kind]
	if !known {
		return fault("unsupported_grant_type", "grant_type can be authorization_code, refresh_token or client_credentials")
	}
	if err := x.limits.token(x); err != nil {
		return err
	}
	client, err := x.authenticate(form)
	if err != nil {
		return err
	}
	if !client.Allows(kind) {
		return fault(unauthorized, "the client is not registered for the grant type %s", kind)
	}
	return grant(x, &client, form)
}

// newAccess is an access token of an authorization, with what the client gets of it.
func (x *exchange) newAccess(id string, scope access.Scopes) (AccessToken, answered) {
	secret := NewSecret()
	token := AccessToken{Hash: HashOf(secret), Authorization: id, Scope: scope.String(), Issued: x.at, Expires: x.at.Add(x.Lifetimes.AccessToken)}
	return token, answered{
		AccessToken: secret, TokenType: "Bearer", ExpiresIn: int(x.Lifetimes.AccessToken / time.Second), Scope: token.Scope,
	}
}

// newRefresh is a refresh token of an authorization.
func (x *exchange) newRefresh(id string, parent Hash) (string, *RefreshToken) {
	secret := NewSecret()
	return secret, &RefreshToken{Hash: HashOf(secret), Authorization: id, Parent: parent, Issued: x.at, Expires: x.at.Add(x.Lifetimes.RefreshToken)}
}

// refreshes tells whether scopes ask for a refresh token.
func refreshes(s access.Scopes) bool {
	return s.Has(access.OfflineAccess) || s.Has(access.OnlineAccess)
}

// launched writes the context of the launch into an answer.
func (x *exchange) launched(out *answered, c Context) {
	out.Patient, out.Encounter, out.Intent, out.Banner, out.FHIRContext = c.Patient, c.Encounter, c.Intent, c.Banner, c.FHIRContext
	if c.Style {
		out.StyleURL = x.url("/style.json")
	}
}

// tokens writes what the token endpoint gives.
func (x *exchange) tokens(a Authorization, out answered, nonce string) error {
	scope, err := access.ParseScopes(out.Scope)
	if err != nil {
		return err
	}
	x.launched(&out, a.Context)
	x.event.Subject = a.User.ID
	if scope.Has(access.OpenID) && a.User.ID != "" {
		if out.IDToken, err = x.idToken(a, scope, nonce); err != nil {
			return err
		}
	}
	return x.json(http.StatusOK, out)
}
