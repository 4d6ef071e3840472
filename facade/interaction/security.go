package interaction

import (
	models "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// Security is where a tenant's authorization server is: addresses of endpoints; empty ones are left out.
type Security struct {
	Authorize, Token, Introspect, Revoke, Register, Manage string
}

// oauthURIs is the extension with an authorization server's endpoints.
//
// See https://hl7.org/fhir/smart-app-launch/STU2.2/conformance.html#declaring-support-for-oauth2-endpoints.
const oauthURIs = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris"

// statement is CapabilityStatement.rest.security; nil without an authorization server.
func (s *Security) statement() *models.CapabilityStatementRestSecurity {
	if s == nil {
		return nil
	}
	var uris []models.Extension
	for _, endpoint := range []struct{ name, address string }{
		{"authorize", s.Authorize},
		{"token", s.Token},
		{"introspect", s.Introspect},
		{"revoke", s.Revoke},
		{"register", s.Register},
		{"manage", s.Manage},
	} {
		if endpoint.address != "" {
			uris = append(uris, models.Extension{Url: endpoint.name, ValueUri: &endpoint.address})
		}
	}
	cors := true
	return &models.CapabilityStatementRestSecurity{
		Extension: []models.Extension{{Url: oauthURIs, Extension: uris}},
		Cors:      &cors,
		Service: []models.CodeableConcept{{
			Coding: []models.Coding{{
				System: optional("http://terminology.hl7.org/CodeSystem/restful-security-service"), Code: optional("SMART-on-FHIR"),
				Display: optional("SMART-on-FHIR"),
			}},
			Text: optional("OAuth2 using SMART-on-FHIR profile (see http://docs.smarthealthit.org)"),
		}},
	}
}
