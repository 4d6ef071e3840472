package config

import (
	"errors"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"ehr.example/portico/mappers/problem"
)

// Validate tells everything that is wrong with the configuration, as problem.Errors.
func (c *Config) Validate() error {
	var l problem.List
	c.check(&l, func(string) problem.Position { return problem.Position{} })
	return l.Err()
}

// check adds what is wrong to the list, at the places of the keys.
func (c *Config) check(l *problem.List, at func(key string) problem.Position) {
	if err := checkListen(c.Listen); err != nil {
		l.Hintf(at("listen"), "write host:port, such as 127.0.0.1:8080", "listen %s", err)
	}
	if c.BaseURL == "" {
		l.Hintf(at("base_url"), "write the scheme and host that clients see, such as https://ehr.example", "base_url is missing")
	} else if err := checkURL(c.BaseURL, false); err != nil {
		l.Errorf(at("base_url"), "base_url %s", err)
	}
	if c.Tenants == "" {
		l.Errorf(at("tenants"), "tenants is missing: the folder of the tenants' files")
	}
	if len(c.Secrets) == 0 {
		l.Hintf(at("secrets"), "make one with: openssl rand -base64 32",
			"secrets has none that can be used; only on a loopback address does the server make up its own")
	}
	for i, secret := range c.Secrets {
		if len(secret) < minSecret {
			l.Errorf(at("secrets"), "secrets: entry %d has %d bytes; at least %d are needed", i+1, len(secret), minSecret)
		}
	}
	c.checkTLS(l, at)
	c.checkAdmin(l, at)
	c.Limits.check(func(key, message string) { l.Errorf(at("limits."+key), "%s", message) })
	if u, err := url.Parse(c.TenantTagSystem); err != nil || !u.IsAbs() {
		l.Errorf(at("tenant_tag_system"), "tenant_tag_system is not an absolute URI")
	}
	c.checkAddressing(l, at)
}

// checkAdmin adds what is wrong with the operators' listener, which is never open to everyone.
func (c *Config) checkAdmin(l *problem.List, at func(key string) problem.Position) {
	if c.Admin.Listen == "" {
		return
	}
	if err := checkListen(c.Admin.Listen); err != nil {
		l.Hintf(at("admin.listen"), "write host:port, such as 127.0.0.1:8081", "admin.listen %s", err)
	}
	if len(c.Admin.Tokens) == 0 {
		l.Hintf(at("admin.tokens"), "make one with: openssl rand -base64 32", "admin.tokens has none that can be used; without one nobody could open admin.listen")
	}
	if c.Admin.Listen == c.Listen {
		l.Errorf(at("admin.listen"), "admin.listen is the tenants' own address; it must be another one")
	}
	if slices.ContainsFunc(c.Admin.Tokens, c.Secrets.contain) {
		l.Errorf(at("admin.tokens"), "admin.tokens holds one of secrets; make another one")
	}
}

// checkAddressing adds what is wrong with the ways to name a tenant.
func (c *Config) checkAddressing(l *problem.List, at func(key string) problem.Position) {
	suffix := c.subdomainSuffix()
	_, err := netip.ParseAddr(suffix)
	switch {
	case !c.Addressing.Subdomains && !c.Addressing.Paths:
		l.Errorf(at("addressing.subdomains"), "addressing: subdomains and paths are both off, so that no tenant has an address")
	case !c.Addressing.Subdomains:
	case err == nil:
		l.Hintf(at("addressing.subdomains"), "set addressing.subdomain_suffix to a name, or addressing.subdomains to false",
			"addressing: %s has no subdomains", suffix)
	case strings.ToLower(suffix) != suffix || strings.HasPrefix(suffix, ".") || strings.ContainsAny(suffix, "/:@ "):
		l.Hintf(at("addressing.subdomain_suffix"), "such as ehr.example",
			"addressing: subdomain_suffix must be a host's name in lower case, without a port")
	}
}

// checkListen tells what is wrong with the address to listen on.
func checkListen(text string) error {
	_, port, err := net.SplitHostPort(text)
	if err != nil {
		return errors.New("is not an address")
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return errors.New("has no port from 0 to 65535")
	}
	return nil
}

// checkURL tells what is wrong with a base URL. The message goes behind the key's name.
func checkURL(text string, withPath bool) error {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "":
		return errors.New("is not an absolute http or https URL")
	case u.User != nil || u.RawQuery != "" || u.Fragment != "" || strings.ContainsAny(text, "?#"):
		return errors.New("can't have a user, a query or a fragment")
	case strings.ToLower(u.Host) != u.Host:
		return errors.New("must have its host in lower case, as it is compared and shown")
	case !withPath && u.Path != "":
		return errors.New("can have a scheme and a host only, without a path or a slash at the end")
	case strings.HasSuffix(u.Path, "/"):
		return errors.New("can't end with a slash")
	case u.String() != text:
		return errors.New("is not written in its plain form " + u.String())
	}
	return nil
}
