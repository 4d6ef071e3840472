package smart

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"slices"
	"strings"
	"time"

	"ehr.example/portico/facade/federation"
	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/smart/pages"
	"ehr.example/portico/mappers/password"
)

// Options is what a tenant's authorization server is made of.
type Options struct {
	Tenant       string   // id
	Name         string   // for people
	FHIR         string   // the FHIR base as clients see it, without a slash at its end
	Aliases      []string // further FHIR bases that reach the same tenant
	Issuer       string   // iss, without a slash at its end
	Secrets      [][]byte // the first one seals, all of them open
	Store        Store
	Directory    Directory              // who may sign in; nil: Portico's own users and the EHR's
	Passwords    *password.Budget       // the process's; nil: one of its own
	Zone         *time.Location         // of times that people read; nil: UTC
	Providers    []*federation.Provider // where people may sign in instead of typing a password here
	Lifetimes    Lifetimes
	Registration bool         // apps may register themselves
	PrivateHosts []string     // host:port of JWKS that may be in a private network, and without TLS
	Brand        *pages.Brand // how the pages look; its style sheet is StylesheetPath below the issuer
	Logger       *slog.Logger
	Clock        func() time.Time // nil: the machine's
	// Site is what searches for patients; its error is an outcome.
	Site func(context.Context) (*interaction.Site, error)
}

// Lifetimes are how long things hold.
type Lifetimes struct {
	AccessToken  time.Duration
	RefreshToken time.Duration // counted anew at each use
	Session      time.Duration // of a browser
	User         time.Duration // of what the EHR says of a user, before a token looks again
}

// DefaultLifetimes are those where nobody says otherwise.
func DefaultLifetimes() Lifetimes {
	return Lifetimes{AccessToken: time.Hour, RefreshToken: 90 * 24 * time.Hour, Session: 12 * time.Hour, User: 5 * time.Minute}
}

// What nobody needs to change.
const (
	codeLifetime   = time.Minute
	flowLifetime   = 15 * time.Minute
	launchLifetime = 5 * time.Minute
	refreshGrace   = time.Minute      // in which a client may use a refresh token again, as its first answer got lost
	clockSkew      = 30 * time.Second // between the clocks of clients and this one
)

// Server is a tenant's authorization server. It is safe for concurrent use.
type Server struct {
	Options
	keys   *keyring
	jwks   *jwksCache
	limits *limits

	host       string   // of the issuer
	otherHosts []string // of the tenant's further addresses
}

// New makes the server of a tenant.
func New(o Options) (*Server, error) {
	switch {
	case o.Tenant == "" || o.FHIR == "" || o.Issuer == "":
		return nil, errors.New("smart: a tenant, its FHIR base and its issuer are needed")
	case o.Brand == nil:
		return nil, errors.New("smart: the look of the pages is needed")
	case o.Store == nil:
		return nil, errors.New("smart: a store is needed")
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Lifetimes == (Lifetimes{}) {
		o.Lifetimes = DefaultLifetimes()
	}
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	if o.Passwords == nil {
		o.Passwords = password.NewBudget()
	}
	keys, err := newKeyring(o)
	if err != nil {
		return nil, err
	}
	if o.Directory == nil {
		if o.Directory, err = newResidents(o); err != nil {
			return nil, err
		}
	}
	s := &Server{Options: o, keys: keys, jwks: newJWKSCache(o.PrivateHosts), limits: newLimits(), host: hostOf(o.Issuer)}
	for _, alias := range o.Aliases {
		s.otherHosts = append(s.otherHosts, hostOf(alias))
	}
	return s, nil
}

// hostOf is the host of an address, with its port if it has one.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

// url is the address of an endpoint: a path from / below the issuer.
func (s *Server) url(path string) string { return s.Issuer + path }

// now is the time to the second, as tokens carry it.
func (s *Server) now() time.Time { return s.Clock().Truncate(time.Second) }

// secure tells whether browsers reach the server over TLS.
func (s *Server) secure() bool { return strings.HasPrefix(s.Issuer, "https://") }

// isAudience tells whether a text is one of the tenant's FHIR bases.
func (s *Server) isAudience(aud string) bool {
	aud = strings.TrimSuffix(aud, "/")
	return aud == s.FHIR || slices.Contains(s.Aliases, aud)
}
