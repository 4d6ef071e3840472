package tenant

import (
	"context"
	"strings"

	"ehr.example/portico/config"
	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/federation"
	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/smart"
	"ehr.example/portico/mappers/problem"
)

// server makes the tenant's authorization server. It needs no database of the EHR's until somebody looks for a patient.
func (h *house) server(t *Tenant) (*smart.Server, error) {
	c := t.config
	look, err := brand(c)
	if err != nil {
		return nil, err
	}
	providers, err := h.providers(c)
	if err != nil {
		return nil, err
	}
	s, err := smart.New(smart.Options{
		Tenant: c.ID, Name: c.Name, FHIR: c.BaseURL, Aliases: h.Config.TenantAliases(c.ID), Issuer: c.Auth.Issuer, Brand: look,
		Secrets: h.Config.Secrets, Store: h.Store, Logger: h.Logger, Site: t.Site,
		Zone: c.Zone, Passwords: h.passwords, Providers: providers,
		Lifetimes:    smart.Lifetimes{AccessToken: c.Auth.AccessToken, RefreshToken: c.Auth.RefreshToken, Session: c.Auth.Session, User: c.Auth.UserCheck},
		Registration: c.Auth.Registration, PrivateHosts: c.Auth.PrivateHosts,
	})
	if err != nil {
		return nil, problem.Errors{{Pos: c.At("auth"), Message: strings.TrimPrefix(err.Error(), "smart: ")}}
	}
	return s, nil
}

// providers are where people of the tenant may sign in instead.
func (h *house) providers(c *config.Tenant) ([]*federation.Provider, error) {
	var out []*federation.Provider
	for _, p := range c.Auth.Providers {
		made, err := federation.New(c.ID, federation.Config{
			ID: p.ID, Name: p.Name, Issuer: p.Issuer, ClientID: p.ClientID, Secret: p.Secret.Text(), Scopes: p.Scopes, Claim: p.Login,
			Redirect: c.Auth.Issuer + smart.FederatedPath,
		}, h.Config.Secrets)
		if err != nil {
			return nil, err
		}
		out = append(out, made)
	}
	return out, nil
}

// Server is the tenant's authorization server, or nil for an open tenant. A suspended one has none; the error is an outcome.
func (t *Tenant) Server() (*smart.Server, error) {
	if t.config.State == config.Suspended || t.server == nil && !t.config.Auth.Open {
		return nil, notInService()
	}
	return t.server, nil
}

// Grant is what a request with these Authorization headers may see of the tenant. Its error is an outcome.
func (t *Tenant) Grant(ctx context.Context, authorization []string) (access.Grant, error) {
	server, err := t.Server()
	switch {
	case err != nil:
		return access.Grant{}, err
	case server == nil:
		return access.Open(t.ID()), nil
	}
	return server.Grant(ctx, authorization)
}

// security is what the CapabilityStatement says of a tenant's authorization server; nil for an open tenant.
func security(c *config.Tenant) *interaction.Security {
	if c.Auth.Open {
		return nil
	}
	s := &interaction.Security{
		Authorize: c.Auth.Issuer + "/authorize", Token: c.Auth.Issuer + "/token", Introspect: c.Auth.Issuer + "/introspect",
		Revoke: c.Auth.Issuer + "/revoke", Manage: c.Auth.Issuer + "/apps",
	}
	if c.Auth.Registration {
		s.Register = c.Auth.Issuer + "/register"
	}
	return s
}
