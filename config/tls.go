package config

import (
	"crypto/tls"
	"errors"
	"net"
	"net/url"
	"strings"

	"ehr.example/portico/mappers/problem"
)

// TLS is what the listener proves its name with: both files or none.
type TLS struct {
	Certificate string // certificate: a file in PEM, with the certificates of those who signed it behind
	Key         string // key: a file in PEM
}

// On tells whether the process itself answers over TLS.
func (t TLS) On() bool { return t.Certificate != "" && t.Key != "" }

// scheme is how clients reach the listener.
func (t TLS) scheme() string {
	if t.On() {
		return "https"
	}
	return "http"
}

// checkTLS adds what is wrong with the files, and with a base URL that would lead past them.
func (c *Config) checkTLS(l *problem.List, at func(key string) problem.Position) {
	t := c.TLS
	switch {
	case t == TLS{}:
		return
	case t.Key == "":
		l.Hintf(at("tls.certificate"), "write both files, or none where a proxy in front speaks TLS", "tls.key is missing")
		return
	case t.Certificate == "":
		l.Hintf(at("tls.key"), "write both files, or none where a proxy in front speaks TLS", "tls.certificate is missing")
		return
	}
	if _, err := tls.LoadX509KeyPair(t.Certificate, t.Key); err != nil {
		l.Hintf(at("tls.certificate"), "files in PEM; the server's own certificate comes first", "tls.certificate and tls.key can't be used: %s", err)
	}
	if err := t.checkBase(c.BaseURL); err != nil {
		l.Errorf(at("base_url"), "base_url %s", err)
	}
}

// checkBase refuses a base URL that leads past the listener.
func (t TLS) checkBase(base string) error {
	if t.On() && strings.HasPrefix(base, "http://") {
		return errors.New("must begin with https, as the listener answers over TLS")
	}
	return nil
}

// StrictTransport tells whether browsers shall come by TLS only from now on: with a certificate of the process's own, but not
// at names of the machine itself, where other servers answer without.
//
// See RFC 6797.
func (c *Config) StrictTransport() bool {
	base, err := url.Parse(c.BaseURL)
	if err != nil || !c.TLS.On() {
		return false
	}
	host := base.Hostname()
	return host != "localhost" && !strings.HasSuffix(host, ".localhost") && net.ParseIP(host) == nil
}
