package smart

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
)

// notTheClient is the refusal of a client that did not prove who it is. It is one and the same for all reasons.
func notTheClient() *Fault {
	return fault(invalidClient, "the client is unknown, or did not authenticate as it is registered").status(http.StatusUnauthorized)
}

// authenticate is the client behind a request: proven, unless it is a public one, which has nothing to prove it with. Each
// authenticates in the one way that it is registered for.
//
// See RFC 6749 section 2.3 and SMART App Launch 2.2, "Client Authentication".
func (x *exchange) authenticate(form url.Values) (Client, error) {
	id, secret, basic := x.r.BasicAuth()
	assertion, kind := form.Get("client_assertion"), form.Get("client_assertion_type")
	asserts := assertion != "" || kind != ""
	var client Client
	var err error
	switch {
	case x.r.Header.Get("Authorization") != "" && !basic:
		return Client{}, notTheClient()
	case basic && asserts:
		return Client{}, fault(invalidRequest, "the client authenticates in two ways; one is allowed")
	case form.Has("client_secret"):
		return Client{}, x.challenged(fault(invalidClient, "send the client's secret by HTTP Basic, not in the body").status(http.StatusUnauthorized))
	case asserts && kind != assertionType:
		return Client{}, fault(invalidClient, "client_assertion_type must be %s", assertionType).status(http.StatusUnauthorized)
	case asserts:
		client, err = x.asserted(assertion)
	case basic:
		client, err = x.basic(id, secret)
	case !form.Has("client_id") && GrantType(form.Get("grant_type")) == Refresh:
		client, err = x.holder(form.Get("refresh_token"))
	default:
		client, err = x.public(form.Get("client_id"))
	}
	if err != nil {
		return Client{}, err
	}
	if named := form.Get("client_id"); named != "" && named != client.ID {
		return Client{}, fault(invalidRequest, "client_id is not the client that authenticated")
	}
	x.event.Client = client.ID
	return client, nil
}

// basic authenticates a client by its secret. The secret is taken as it is sent, or as RFC 6749 section 2.3.1 encodes it.
func (x *exchange) basic(id, secret string) (Client, error) {
	client, err := x.Store.Client(x.r.Context(), x.Tenant, id)
	if errors.Is(err, ErrNotFound) {
		return Client{}, x.challenged(notTheClient())
	}
	if err != nil {
		return Client{}, err
	}
	if !client.Active || client.Type != Symmetric || !client.hasSecret(secret, x) {
		x.event.Client = client.ID
		return Client{}, x.challenged(notTheClient())
	}
	return client, nil
}

// hasSecret tells whether a secret is one of the client's that hold.
func (c *Client) hasSecret(secret string, x *exchange) bool {
	sent := []Hash{HashOf(secret)}
	if decoded, err := url.QueryUnescape(secret); err == nil && decoded != secret {
		sent = append(sent, HashOf(decoded))
	}
	found := false
	for _, own := range c.Secrets {
		for _, hash := range sent {
			if own.Hash.Is(hash) && (own.Expires.IsZero() || own.Expires.After(x.at)) {
				found = true
			}
		}
	}
	return found
}

// public is a public client by its id.
func (x *exchange) public(id string) (Client, error) {
	if id == "" {
		return Client{}, x.challenged(notTheClient())
	}
	client, err := x.Store.Client(x.r.Context(), x.Tenant, id)
	switch {
	case err != nil && !errors.Is(err, ErrNotFound):
		return Client{}, err
	case err != nil || !client.Active || client.Type != Public:
		return Client{}, x.challenged(notTheClient())
	}
	return client, nil
}

// holder is the public client that a refresh token was given to. Whoever has the token has all that such a client could show, and
// RFC 6749 section 6 asks it for no client_id; fhirclient sends none.
func (x *exchange) holder(secret string) (Client, error) {
	id, err := x.Store.RefreshClient(x.r.Context(), x.Tenant, HashOf(secret), x.at)
	if err != nil {
		return Client{}, notRefreshed(err)
	}
	return x.public(id)
}

// challenged is the fault with the challenge that a 401 has.
func (x *exchange) challenged(f *Fault) *Fault {
	changed := *f
	changed.Challenge = fmt.Sprintf(`Basic realm=%q`, x.Issuer)
	return &changed
}

// confidential is authenticate for endpoints where public clients have nothing to ask.
func (x *exchange) confidential(form url.Values) (Client, error) {
	client, err := x.authenticate(form)
	if err == nil && !client.Confidential() {
		return Client{}, x.challenged(notTheClient())
	}
	return client, err
}
