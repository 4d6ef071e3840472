package config

import (
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"
)

// AuthPath is what stands behind a tenant's address where its authorization server is.
const AuthPath = "/auth"

// Auth is how people and apps get to a tenant's data. Without anything in the tenant's file it is an authorization server
// with the defaults.
type Auth struct {
	Open         bool          // auth: open: whoever reaches the listener, which is a loopback one, reads everything
	Issuer       string        // issuer: as apps see it, without a slash at its end
	AccessToken  time.Duration // access_token: how long one holds
	RefreshToken time.Duration // refresh_token: how long one holds, counted anew at each use
	Session      time.Duration // session: how long a browser stays signed in
	UserCheck    time.Duration // user_check: how long what the EHR says of a user counts, before a token looks again
	Registration bool          // registration: apps may register themselves
	PrivateHosts []string      // private_hosts: host:port from which keys of apps may be fetched though they are in a private network
	Providers    []Provider    // providers: where people may sign in instead, by id
}

// The bounds of lifetimes.
const (
	leastToken   = time.Minute
	mostAccess   = 24 * time.Hour
	mostRefresh  = 3 * 366 * 24 * time.Hour
	mostSession  = 7 * 24 * time.Hour
	usualAccess  = time.Hour
	usualRefresh = 90 * 24 * time.Hour
	usualSession = 12 * time.Hour
	usualCheck   = 5 * time.Minute
)

// auth reads the block. Its default is an authorization server.
func (r *tenantReader) auth(baseURL string) Auth {
	a := Auth{Issuer: issuerOf(baseURL), AccessToken: usualAccess, RefreshToken: usualRefresh, Session: usualSession, UserCheck: usualCheck}
	node, found := r.fields["auth"]
	if !found {
		return a
	}
	if node.value.Value == "open" {
		if !r.config.Loopback() {
			r.problems.Hintf(r.at(node.value), "leave auth out: then the tenant has an authorization server",
				"auth: open would show everything to everyone who reaches %s; it is for a loopback address only", r.config.Listen)
		}
		return Auth{Open: true}
	}
	fields := r.mapping(node.value, "auth", "issuer", "access_token", "refresh_token", "session", "user_check", "registration", "private_hosts", "providers")
	if f, found := fields["issuer"]; found {
		if a.Issuer, _ = r.scalar(f.value, "auth.issuer"); a.Issuer != "" {
			if err := checkURL(a.Issuer, true); err != nil {
				r.problems.Errorf(r.at(f.value), "auth.issuer %s", err)
			}
		}
	}
	r.lifetime(fields, "access_token", &a.AccessToken, mostAccess)
	r.lifetime(fields, "refresh_token", &a.RefreshToken, mostRefresh)
	r.lifetime(fields, "session", &a.Session, mostSession)
	r.lifetime(fields, "user_check", &a.UserCheck, mostAccess)
	overrideIn(r, fields, "auth", "registration", "true or false", &a.Registration, strconv.ParseBool)
	a.PrivateHosts = r.privateHosts(fields)
	a.Providers = r.providers(fields)
	return a
}

// issuerOf is the issuer beside a FHIR base.
func issuerOf(baseURL string) string { return strings.TrimSuffix(baseURL, FHIRPath) + AuthPath }

// lifetime reads how long something holds.
func (r *tenantReader) lifetime(fields map[string]field, key string, to *time.Duration, most time.Duration) {
	overrideIn(r, fields, "auth", key, "a time such as 30m, 12h or 90d", to, parseDays)
	if f, found := fields[key]; found && *to != 0 && (*to < leastToken || *to > most) {
		r.problems.Errorf(r.at(f.value), "auth.%s can be %s to %s", key, leastToken, most)
	}
}

// parseDays reads a time that may be in days.
func parseDays(text string) (time.Duration, error) {
	if number, found := strings.CutSuffix(text, "d"); found {
		days, err := strconv.ParseUint(number, 10, 16)
		return time.Duration(days) * 24 * time.Hour, err
	}
	return time.ParseDuration(text)
}

// privateHosts reads a list of host:port.
func (r *tenantReader) privateHosts(fields map[string]field) []string {
	f, found := fields["private_hosts"]
	if !found {
		return nil
	}
	s := r.setting("private_hosts", f.value)
	for _, host := range s.Values {
		if name, port, err := net.SplitHostPort(host); err != nil || name == "" || port == "" {
			r.problems.Errorf(r.at(f.value), "auth.private_hosts: %s", fmt.Sprintf("%q is not of the form host:port", host))
		}
	}
	return s.Values
}
