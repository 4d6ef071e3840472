package smart

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/smart/pages"
)

// registration is what an app says of itself, and what it is told.
//
// See RFC 7591 sections 2 and 3.2.1.
type registration struct {
	ID            string          `json:"client_id,omitempty"`
	Secret        string          `json:"client_secret,omitempty"`
	SecretExpires *int64          `json:"client_secret_expires_at,omitempty"`
	IssuedAt      int64           `json:"client_id_issued_at,omitempty"`
	Name          string          `json:"client_name,omitempty"`
	RedirectURIs  []string        `json:"redirect_uris,omitempty"`
	AuthMethod    string          `json:"token_endpoint_auth_method,omitempty"`
	GrantTypes    []GrantType     `json:"grant_types,omitempty"`
	ResponseTypes []string        `json:"response_types,omitempty"`
	Scope         string          `json:"scope,omitempty"`
	LogoURL       string          `json:"logo_uri,omitempty"`
	LaunchURL     string          `json:"initiate_login_uri,omitempty"`
	JWKSURL       string          `json:"jwks_uri,omitempty"`
	JWKS          json.RawMessage `json:"jwks,omitempty"`
}

// authMethods are the kinds of clients by token_endpoint_auth_method.
var authMethods = map[string]ClientType{"none": Public, "": Symmetric, "client_secret_basic": Symmetric, "private_key_jwt": Asymmetric}

const invalidMetadata = "invalid_client_metadata"

// register answers POST /register where the tenant lets apps register themselves. They get no scopes for services, no launches and
// no other apps' tokens.
func register(x *exchange) error {
	if !x.Registration {
		return fault("access_denied", "apps do not register themselves here: ask whoever runs this server").status(http.StatusForbidden)
	}
	if err := x.limits.login(x); err != nil {
		return err
	}
	var in registration
	if err := x.readJSON(&in); err != nil {
		return err
	}
	c, err := in.client(x)
	if err != nil {
		return err
	}
	c.ID, c.Created = NewSecret(), x.at
	out := in
	out.ID, out.IssuedAt, out.Scope, out.GrantTypes, out.ResponseTypes = c.ID, x.at.Unix(), strings.Join(c.Scopes, " "), c.GrantTypes, []string{"code"}
	if c.Type == Symmetric {
		out.Secret, out.SecretExpires = NewSecret(), new(int64)
		c.Secrets = []ClientSecret{{Hash: HashOf(out.Secret)}}
	}
	if err := x.Store.PutClient(x.r.Context(), x.Tenant, c); err != nil {
		return err
	}
	x.event.Client = c.ID
	return x.json(http.StatusCreated, out)
}

// client is what is registered.
func (in *registration) client(x *exchange) (Client, error) {
	c := Client{Name: in.Name, Active: true, RedirectURIs: in.RedirectURIs, LogoURL: in.LogoURL, LaunchURL: in.LaunchURL, JWKS: in.JWKS, JWKSURL: in.JWKSURL}
	kind, known := authMethods[in.AuthMethod]
	if !known {
		return c, fault(invalidMetadata, "token_endpoint_auth_method can be none, client_secret_basic or private_key_jwt")
	}
	c.Type = kind
	scopes, err := access.ParseScopes(in.Scope)
	if err != nil {
		return c, fault(invalidMetadata, "%s", err)
	}
	for _, s := range scopes {
		if s.Context == access.System {
			return c, fault(invalidMetadata, "a service is not registered here: %s", s)
		}
		c.Scopes = append(c.Scopes, s.String())
	}
	c.GrantTypes = in.GrantTypes
	if len(c.GrantTypes) == 0 {
		c.GrantTypes = []GrantType{AuthorizationCode, Refresh}
	}
	for _, g := range c.GrantTypes {
		if !slices.Contains([]GrantType{AuthorizationCode, Refresh}, g) {
			return c, fault(invalidMetadata, "grant_types can be authorization_code and refresh_token")
		}
	}
	if err := c.Check(x.PrivateHosts); err != nil {
		if len(c.RedirectURIs) == 0 || errors.Is(err, errRedirect) {
			return c, fault("invalid_redirect_uri", "%s", err)
		}
		return c, fault(invalidMetadata, "%s", err)
	}
	return c, nil
}

// errRedirect is what is wrong with a redirect URI.
var errRedirect = errors.New("a redirect URI must be https, http to this machine, or an app's own scheme with a dot in it, without a fragment")

// Check tells what is wrong with a client that is to be registered. Keys may be in the private hosts.
func (c *Client) Check(privateHosts []string) error {
	if len(c.ID) > 128 || strings.ContainsFunc(c.ID, func(r rune) bool { return r <= ' ' || r > '~' || r == ':' || r == '%' || r == '+' }) {
		return errors.New("an id has up to 128 letters, digits and signs, without blanks, colons, % and +")
	}
	if len(c.Name) > longestName {
		return fmt.Errorf("a name has %d bytes at most", longestName)
	}
	if c.Allows(AuthorizationCode) && len(c.RedirectURIs) == 0 {
		return errors.New("an app needs a redirect URI")
	}
	for _, uri := range c.RedirectURIs {
		if !redirects(uri) {
			return errRedirect
		}
	}
	if err := c.checkAddresses(); err != nil {
		return err
	}
	if c.Type != Asymmetric {
		return nil
	}
	if (len(c.JWKS) > 0) == (c.JWKSURL != "") {
		return errors.New("a client with keys needs jwks or jwks_uri, and not both")
	}
	if c.JWKSURL != "" {
		return checkJWKSURL(c.JWKSURL, privateHosts)
	}
	_, err := parseJWKS(c.JWKS)
	return err
}

// longestName is how long a client's name may be.
const longestName = 200

// checkAddresses tells what is wrong with the addresses that browsers are led to by pages.
func (c *Client) checkAddresses() error {
	if c.LaunchURL != "" && !webAddress(c.LaunchURL) {
		return errors.New("the launch URL must be https, or http to this machine")
	}
	if c.LogoURL == "" {
		return nil
	}
	if err := pages.CheckImage(c.LogoURL); err != nil { // the consent page could not be drawn
		return fmt.Errorf("the logo: %w", err)
	}
	return nil
}

// longestURI is how long an address of a client may be.
const longestURI = 2048

// redirects tells whether an answer may go to an address.
//
// See RFC 9700 section 2.1 and RFC 8252 section 7.1.
func redirects(uri string) bool {
	u, err := url.Parse(uri)
	switch {
	case err != nil || len(uri) > longestURI || u.Fragment != "" || strings.Contains(uri, "#") || u.User != nil:
		return false
	case u.Scheme == "https" || u.Scheme == "http":
		return webAddress(uri)
	}
	return strings.Contains(u.Scheme, ".")
}

// webAddress tells an https address, or one of this machine.
func webAddress(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || len(address) > longestURI {
		return false
	}
	loopback := u.Hostname() == "localhost" || strings.HasSuffix(u.Hostname(), ".localhost") || u.Hostname() == "127.0.0.1" || u.Hostname() == "::1"
	return u.Scheme == "https" || u.Scheme == "http" && loopback
}
