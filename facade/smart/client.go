package smart

import (
	"cmp"
	"slices"
	"time"
)

// ClientType is how an app proves who it is.
//
// See SMART App Launch 2.2 section 2.0.4 and RFC 6749 section 2.1.
type ClientType string

// The kinds of clients.
const (
	Public     ClientType = "public"                  // it has no secret that it could keep
	Symmetric  ClientType = "confidential-symmetric"  // client_secret_basic
	Asymmetric ClientType = "confidential-asymmetric" // private_key_jwt
)

// GrantType is a value of grant_type. See RFC 6749 section 4 and 6.
type GrantType string

// The grant types that there are.
const (
	AuthorizationCode GrantType = "authorization_code"
	Refresh           GrantType = "refresh_token"
	ClientCredentials GrantType = "client_credentials"
)

// Client is an app that is registered with one tenant.
//
// See RFC 7591 section 2, whose names the fields have.
type Client struct {
	ID           string
	Name         string // client_name: what people read
	Type         ClientType
	Active       bool
	Secrets      []ClientSecret // of a symmetric client: several while they are rotated
	JWKS         []byte         // jwks of an asymmetric client, as JSON; or
	JWKSURL      string         // jwks_uri
	RedirectURIs []string       // redirect_uris: compared exactly
	LaunchURL    string         // where an EHR launch opens the app
	LogoURL      string         // logo_uri
	Scopes       []string       // scope: the most that it may be granted
	GrantTypes   []GrantType    // grant_types
	Introspects  bool           // it may introspect the tokens of other clients: a resource server
	Launches     bool           // it may create launches: the EHR's own back end
	Created      time.Time
}

// ClientSecret is one secret of a symmetric client.
type ClientSecret struct {
	Hash    Hash
	Expires time.Time // zero: not by itself
}

// Title is what people read of the client: its name, or its id if it has none.
func (c *Client) Title() string { return cmp.Or(c.Name, c.ID) }

// Confidential tells whether the client proves who it is.
func (c *Client) Confidential() bool { return c.Type == Symmetric || c.Type == Asymmetric }

// Allows tells whether the client may use a grant type.
func (c *Client) Allows(g GrantType) bool { return slices.Contains(c.GrantTypes, g) }
