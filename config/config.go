// Package config is what an operator decides: the process's configuration, and the tenants as data. It is the only
// package that knows viper.
package config

import (
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"strings"

	"ehr.example/portico/mappers/problem"
)

// Config is the configuration of the process. Load makes it; afterwards nobody changes it.
type Config struct {
	Listen          string            // listen: host:port
	BaseURL         string            // base_url: scheme://host[:port] as clients see it, without a path
	Addressing      Addressing        // addressing
	Tenants         string            // tenants: the folder of the tenants' files
	Mappers         string            // mappers: a folder of further mappers; empty for none
	Secrets         Secrets           // secrets: the first one seals cursors, all of them open
	TLS             TLS               // tls: what the listener answers with over TLS; without it there is none
	TrustedProxies  []netip.Prefix    // trusted_proxies: whose X-Forwarded-For counts
	Limits          Limits            // limits
	LogLevel        slog.Level        // log_level: debug, info, warn or error
	VerifySQL       bool              // verify_sql: read each finished statement again, independently, before it is sent
	Store           Store             // store: the state of the tenants' authorization servers
	Admin           Admin             // admin: the operators' own listener
	TenantTagSystem string            // tenant_tag_system: the URI of the tag that says whose a resource is
	Warnings        []problem.Problem // what an operator should know, though it refuses nothing
}

// Admin is the listener of operators. Without an address there is none.
type Admin struct {
	Listen string  // listen: host:port
	Tokens Secrets // tokens: what opens it; any of them
}

// Addressing is how a request names its tenant. At least one way is on.
type Addressing struct {
	Subdomains bool   // subdomains: https://<id>.<suffix>/fhir
	Suffix     string // subdomain_suffix: host without a port; the base URL's own if empty
	Paths      bool   // paths: https://<host>/tenant/<id>/fhir
}

// TenantPath is what stands before a tenant's id where the path names it.
const TenantPath = "/tenant/"

// FHIRPath is what stands behind a tenant's address.
const FHIRPath = "/fhir"

// Default is the configuration where nobody says otherwise. It has no secrets and no base URL; Load adds them on a
// loopback address.
func Default() Config {
	return Config{
		Listen:     "127.0.0.1:8080",
		Addressing: Addressing{Subdomains: true, Paths: true},
		Tenants:    "tenants",
		Limits:     DefaultLimits(),
		LogLevel:   slog.LevelInfo,
	}
}

// TenantBaseURL is the canonical FHIR base of a tenant whose file has none: by subdomain if they are on, else by
// path. Below localhost the path is taken where paths are on too: many clients do not resolve names below localhost, and
// links are built from this base. It has no slash at its end.
func (c *Config) TenantBaseURL(id string) string {
	base, err := url.Parse(c.BaseURL)
	if err != nil || !c.Addressing.Subdomains || c.Addressing.Paths && c.subdomainSuffix() == "localhost" {
		return c.BaseURL + TenantPath + id + FHIRPath
	}
	host := id + "." + c.subdomainSuffix()
	if port := base.Port(); port != "" {
		host += ":" + port
	}
	return base.Scheme + "://" + host + FHIRPath
}

// TenantAliases are the addresses of a tenant's FHIR base, by subdomain and by path, as far as they are on.
func (c *Config) TenantAliases(id string) []string {
	var all []string
	for _, subdomains := range []bool{true, false} {
		one := *c
		one.Addressing.Subdomains, one.Addressing.Paths = subdomains, !subdomains
		if subdomains && c.Addressing.Subdomains || !subdomains && c.Addressing.Paths {
			all = append(all, one.TenantBaseURL(id))
		}
	}
	return all
}

// subdomainSuffix is the host below which tenants have their subdomains.
func (c *Config) subdomainSuffix() string {
	if c.Addressing.Suffix != "" {
		return c.Addressing.Suffix
	}
	base, err := url.Parse(c.BaseURL)
	if err != nil {
		return ""
	}
	return base.Hostname()
}

// SubdomainID is the tenant's id in a Host header such as my-clinic.ehr.example:8080, or "" if there is none or
// subdomains are off.
func (c *Config) SubdomainID(host string) string {
	if !c.Addressing.Subdomains {
		return ""
	}
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	id, found := strings.CutSuffix(strings.ToLower(strings.TrimSuffix(host, ".")), "."+c.subdomainSuffix())
	if !found || !idText.MatchString(id) {
		return ""
	}
	return id
}

// Loopback tells whether only this machine can reach the listener.
func (c *Config) Loopback() bool {
	host, _, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return false
	}
	address, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && address.IsLoopback()
}
