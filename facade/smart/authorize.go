package smart

import (
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"ehr.example/portico/facade/access"
)

// challengeText is a code_challenge of S256: 32 bytes.
var challengeText = regexp.MustCompile(`^[A-Za-z0-9_-]{43}$`)

// The bounds of what is kept of a request.
const (
	longestState  = 4 << 10
	longestScopes = 16 << 10
	longestNonce  = 1 << 10
)

// authorize answers GET and POST /authorize: an app's request becomes a flow, which the browser then takes step by step.
// What is wrong is told to the app only when client and redirect URI are proven, and to the person otherwise.
//
// See RFC 6749 section 4.1.1 and SMART App Launch 2.2, "Obtain authorization code".
func authorize(x *exchange) error {
	values, err := x.request()
	if err != nil {
		return err
	}
	client, redirect, err := x.proven(values)
	if err != nil {
		return err
	}
	f, err := x.flowOf(&client, values)
	if wrong := (*Fault)(nil); errors.As(err, &wrong) {
		return x.tell(redirect, values.Get("state"), wrong)
	}
	if err != nil {
		return err
	}
	handle := NewSecret()
	f.Handle, f.RedirectURI = HashOf(handle), redirect
	if err := x.Store.PutFlow(x.r.Context(), x.Tenant, f); err != nil {
		return err
	}
	return x.redirect(x.url("/continue?flow=" + handle))
}

// request is the parameters of an authorization request.
func (x *exchange) request() (url.Values, error) {
	if x.r.Method == http.MethodPost {
		return x.form()
	}
	return parameters(x.r.URL.RawQuery)
}

// proven is the client and the redirect URI of a request, which must be one of the client's, letter by letter.
func (x *exchange) proven(values url.Values) (Client, string, error) {
	id, redirect := values["client_id"], values["redirect_uri"]
	if len(id) != 1 || len(redirect) != 1 {
		return Client{}, "", fault(invalidRequest, "The app did not say who it is, or where to send the answer (client_id, redirect_uri).")
	}
	client, err := x.Store.Client(x.r.Context(), x.Tenant, id[0])
	switch {
	case err != nil && !errors.Is(err, ErrNotFound):
		return Client{}, "", err
	case err != nil || !client.Active || !client.Allows(AuthorizationCode):
		return Client{}, "", fault(invalidClient, "The app is not registered here (client_id).")
	case !slices.Contains(client.RedirectURIs, redirect[0]):
		return Client{}, "", fault(invalidRequest, "The app wants the answer at an address that is not registered (redirect_uri).")
	}
	x.event.Client = client.ID
	return client, redirect[0], nil
}

// flowOf is a request that is in order, as a flow without handle and redirect URI. A fault is for the app.
func (x *exchange) flowOf(client *Client, values url.Values) (Flow, error) {
	if err := once(values); err != nil {
		return Flow{}, err
	}
	if err := x.checkRequest(values); err != nil {
		return Flow{}, err
	}
	if len(client.offered(values.Get("scope"), access.Patient, access.User)) == 0 {
		return Flow{}, fault(invalidScope, "none of these scopes can be granted; the client is registered for %s", strings.Join(client.Scopes, " "))
	}
	f := Flow{
		Client: client.ID, State: values.Get("state"), Scope: values.Get("scope"), Nonce: values.Get("nonce"),
		Challenge: values.Get("code_challenge"), Prompt: values.Get("prompt"), Started: x.at, Expires: x.at.Add(flowLifetime),
	}
	if values.Has("max_age") { // a new login is never too old
		f.Prompt = "login"
	}
	if handle := values.Get("launch"); handle != "" {
		l, err := x.Store.Launch(x.r.Context(), x.Tenant, HashOf(handle), x.at)
		switch {
		case err != nil && !errors.Is(err, ErrNotFound):
			return Flow{}, err
		case err != nil || l.Client != "" && l.Client != client.ID:
			return Flow{}, fault(invalidRequest, "launch is unknown, used, expired or another app's")
		}
		f.Launch = l.Handle
	}
	return f, nil
}

// checkRequest tells what is wrong with the parameters of a request.
func (x *exchange) checkRequest(values url.Values) error {
	prompt := values.Get("prompt")
	switch {
	case values.Has("request") || values.Has("request_uri"):
		return fault("request_not_supported", "write the parameters themselves")
	case values.Get("response_type") != "code":
		return fault("unsupported_response_type", "response_type must be code")
	case values.Get("response_mode") != "" && values.Get("response_mode") != "query":
		return fault(invalidRequest, "response_mode can be query")
	case values.Get("state") == "" || len(values.Get("state")) > longestState:
		return fault(invalidRequest, "state is missing or too long")
	case values.Get("code_challenge_method") != "S256" || !challengeText.MatchString(values.Get("code_challenge")):
		return fault(invalidRequest, "PKCE is required: code_challenge_method must be S256, with its code_challenge")
	case !x.isAudience(values.Get("aud")):
		return fault(invalidRequest, "aud must be this server's FHIR base, %s", x.FHIR)
	case len(values.Get("scope")) > longestScopes || len(values.Get("nonce")) > longestNonce:
		return fault(invalidRequest, "scope or nonce is too long")
	case !slices.Contains([]string{"", "none", "login", "consent"}, prompt):
		return fault(invalidRequest, "prompt can be none, login or consent")
	}
	return nil
}

// tell sends an answer's error to the app.
//
// See RFC 6749 section 4.1.2.1.
func (x *exchange) tell(redirect, state string, f *Fault) error {
	x.event.Error = f.Code
	answer := url.Values{"error": {f.Code}, "error_description": {printable(f.Description)}}
	return x.send(redirect, state, answer)
}

// send sends an answer to the app, with the issuer of RFC 9207.
func (x *exchange) send(redirect, state string, answer url.Values) error {
	u, err := url.Parse(redirect)
	if err != nil {
		return err
	}
	query := u.Query()
	for name := range answer {
		query.Set(name, answer.Get(name))
	}
	if state != "" {
		query.Set("state", state)
	}
	query.Set("iss", x.Issuer)
	u.RawQuery = query.Encode()
	return x.redirect(u.String())
}
