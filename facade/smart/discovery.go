package smart

import (
	"fmt"
	"net/http"

	"ehr.example/portico/facade/access"
)

// metadata is what clients are told of the server.
//
// See RFC 8414 section 2, OpenID Connect Discovery 1.0 section 3 and SMART App Launch 2.2, "Metadata".
type metadata struct {
	Issuer                    string      `json:"issuer"`
	JWKSURI                   string      `json:"jwks_uri"`
	Authorization             string      `json:"authorization_endpoint"`
	Token                     string      `json:"token_endpoint"`
	Introspection             string      `json:"introspection_endpoint"`
	Revocation                string      `json:"revocation_endpoint"`
	Registration              string      `json:"registration_endpoint,omitempty"`
	Management                string      `json:"management_endpoint,omitempty"`
	UserInfo                  string      `json:"userinfo_endpoint"`
	TokenAuthMethods          []string    `json:"token_endpoint_auth_methods_supported"`
	TokenAuthAlgorithms       []string    `json:"token_endpoint_auth_signing_alg_values_supported"`
	IntrospectionAuthMethods  []string    `json:"introspection_endpoint_auth_methods_supported"`
	RevocationAuthMethods     []string    `json:"revocation_endpoint_auth_methods_supported"`
	GrantTypes                []GrantType `json:"grant_types_supported"`
	ResponseTypes             []string    `json:"response_types_supported"`
	ResponseModes             []string    `json:"response_modes_supported"`
	Scopes                    []string    `json:"scopes_supported"`
	ChallengeMethods          []string    `json:"code_challenge_methods_supported"`
	SubjectTypes              []string    `json:"subject_types_supported,omitempty"`
	IDTokenAlgorithms         []string    `json:"id_token_signing_alg_values_supported,omitempty"`
	Claims                    []string    `json:"claims_supported,omitempty"`
	Prompts                   []string    `json:"prompt_values_supported,omitempty"`
	IssInResponse             bool        `json:"authorization_response_iss_parameter_supported"`
	ClaimsParameterSupported  bool        `json:"claims_parameter_supported"`
	RequestParameterSupported bool        `json:"request_parameter_supported"`
	RequestURISupported       bool        `json:"request_uri_parameter_supported"`
	Capabilities              []string    `json:"capabilities,omitempty"`
}

// capabilities are those of SMART App Launch that the server has.
//
// See https://hl7.org/fhir/smart-app-launch/STU2.2/conformance.html#capability-sets.
var capabilities = []string{
	"launch-ehr", "launch-standalone", "authorize-post",
	"client-public", "client-confidential-symmetric", "client-confidential-asymmetric",
	"sso-openid-connect", "context-banner", "context-style", "context-ehr-patient", "context-ehr-encounter",
	"context-standalone-patient", "context-standalone-encounter",
	"permission-offline", "permission-online", "permission-patient", "permission-user", "permission-v1", "permission-v2",
}

// scopesSupported are the named scopes, and what resources are read with.
func scopesSupported() []string {
	var all []string
	for _, name := range []access.Name{
		access.OpenID, access.FHIRUser, access.Profile, access.Launch, access.LaunchPatient, access.LaunchEncounter,
		access.OfflineAccess, access.OnlineAccess,
	} {
		all = append(all, string(name))
	}
	return append(all, "patient/*.rs", "user/*.rs", "system/*.rs")
}

// metadata is what all documents have in common.
func (s *Server) metadata() metadata {
	methods := []string{"client_secret_basic", "private_key_jwt"}
	m := metadata{
		Issuer: s.Issuer, JWKSURI: s.url("/jwks"), Authorization: s.url("/authorize"), Token: s.url("/token"),
		Introspection: s.url("/introspect"), Revocation: s.url("/revoke"), UserInfo: s.url("/userinfo"), Management: s.url("/apps"),
		TokenAuthMethods: append([]string{"none"}, methods...), TokenAuthAlgorithms: []string{"RS384", "ES384"},
		IntrospectionAuthMethods: methods, RevocationAuthMethods: append([]string{"none"}, methods...),
		GrantTypes:    []GrantType{AuthorizationCode, Refresh, ClientCredentials},
		ResponseTypes: []string{"code"}, ResponseModes: []string{"query"}, Scopes: scopesSupported(),
		ChallengeMethods: []string{"S256"}, IssInResponse: true,
	}
	if s.Registration {
		m.Registration = s.url("/register")
	}
	return m
}

// smartConfiguration answers .well-known/smart-configuration.
func smartConfiguration(x *exchange) error {
	m := x.metadata()
	m.Capabilities = capabilities
	return x.document(m)
}

// openIDConfiguration answers .well-known/openid-configuration, and RFC 8414's document, which has the same keys.
func openIDConfiguration(x *exchange) error {
	m := x.metadata()
	m.SubjectTypes, m.IDTokenAlgorithms = []string{"public"}, []string{"RS256"}
	m.Claims = []string{"iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "name", "profile", "fhirUser"}
	m.Prompts = []string{"none", "login", "consent"}
	return x.document(m)
}

// document is what caches may keep for a while.
func (x *exchange) document(value any) error {
	x.w.Header().Del("Pragma")
	x.w.Header().Set("Cache-Control", "public, max-age=300")
	return x.json(http.StatusOK, value)
}

// publishKeys answers the JWKS. See RFC 7517 section 5.
func publishKeys(x *exchange) error {
	set, err := x.keys.published(x.r.Context(), x.at)
	if err != nil {
		return err
	}
	x.w.Header().Del("Pragma")
	x.w.Header().Set("Cache-Control", fmt.Sprintf("public, max-age=%d", int(jwksMaxAge.Seconds())))
	return x.json(http.StatusOK, set)
}
