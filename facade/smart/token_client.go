package smart

import (
	"net/http"
	"net/url"

	"ehr.example/portico/facade/access"
)

// clientCredentials answers grant_type=client_credentials: a backend service gets what it is registered for.
//
// See https://hl7.org/fhir/smart-app-launch/STU2.2/backend-services.html.
func clientCredentials(x *exchange, client *Client, form url.Values) error {
	if !client.Confidential() {
		return fault(unauthorized, "client_credentials needs a client that authenticates")
	}
	if form.Get("scope") == "" {
		return fault(invalidScope, "scope is missing; it can be %s", scopeText(client.Scopes))
	}
	scope := client.offered(form.Get("scope"), access.System).Resources()
	if len(scope) == 0 {
		return fault(invalidScope, "none of these scopes can be granted; the client is registered for %s", scopeText(client.Scopes))
	}
	a := Authorization{ID: NewSecret(), Client: client.ID, Scope: scope.String(), Granted: x.at, Expires: x.at.Add(x.Lifetimes.AccessToken)}
	token, out := x.newAccess(a.ID, scope)
	if err := x.Store.Grant(x.r.Context(), x.Tenant, a, token); err != nil {
		return err
	}
	return x.json(http.StatusOK, out)
}

// scopeText is a client's scopes for a message.
func scopeText(scopes []string) string {
	if len(scopes) == 0 {
		return "none"
	}
	text := ""
	for i, s := range scopes {
		if i > 0 {
			text += " "
		}
		text += s
	}
	return text
}
