// Package tenant turns what a tenant's file says into a running tenant, and keeps the set of those that are served.
// Tenants share databases and compiled mappings; one whose database is away does not stop the others.
package tenant

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"ehr.example/portico/config"
	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/outcome"
	"ehr.example/portico/facade/smart"
	"ehr.example/portico/mappers/problem"
)

// Tenant is one clinic that the process serves, or would serve if its database were there.
type Tenant struct {
	config *config.Tenant
	house  *house
	site   atomic.Pointer[interaction.Site] // nil: not built yet
	build  chan struct{}                    // holds one token; whoever has it may build
	tried  attempt                          // guarded by the token
	server *smart.Server                    // nil: the tenant is open, or the process keeps no state
	wrong  error                            // why there is no server though there should be; a problem.Errors
}

// attempt is how building went last.
type attempt struct {
	err   error
	count int
	again time.Time // not before
	never bool      // somebody must mend something first
}

// How long a tenant whose database was away rests: doubled each time, up to a limit. buildTimeout bounds one try.
const (
	firstRest    = time.Second
	longestRest  = 30 * time.Second
	buildTimeout = 15 * time.Second
)

// mendRest is what a client is told to wait where somebody must mend the configuration first.
const mendRest = 30 * time.Second

// notInService gives no reason.
func notInService() *outcome.Error {
	return outcome.Transient(mendRest, "this server is not in service")
}

func newTenant(h *house, c *config.Tenant) *Tenant {
	t := &Tenant{config: c, house: h, build: make(chan struct{}, 1)}
	t.build <- struct{}{}
	if !c.Auth.Open && h.Store != nil {
		t.server, t.wrong = h.server(t)
	}
	return t
}

// ID is the tenant's id.
func (t *Tenant) ID() string { return t.config.ID }

// Config is what the tenant's file says.
func (t *Tenant) Config() *config.Tenant { return t.config }

// Site is what a request needs of the tenant. Without its database, or with a mapping or setting that was refused, the
// error is an outcome, 503, which says when to come back; a suspended tenant answers the same and gives no reason. What
// somebody must mend is the cause of the first such error, and not repeated by later ones.
func (t *Tenant) Site(ctx context.Context) (*interaction.Site, error) {
	if t.config.State == config.Suspended {
		return nil, notInService()
	}
	if s := t.site.Load(); s != nil {
		return s, nil
	}
	s, err := t.start(ctx)
	var problems problem.Errors
	if errors.As(err, &problems) {
		return nil, notInService().Because(err)
	}
	return s, err
}

// start builds the tenant, or gives what came of the last try while it rests. Errors are the builder's own.
func (t *Tenant) start(ctx context.Context) (*interaction.Site, error) {
	if t.wrong != nil {
		return nil, t.wrong
	}
	select {
	case token := <-t.build:
		defer func() { t.build <- token }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if s := t.site.Load(); s != nil {
		return s, nil
	}
	if rest := time.Until(t.tried.again); t.tried.never || rest > 0 {
		return nil, t.tried.resting(rest)
	}
	return t.try(ctx)
}

// try builds the tenant now. It goes on when the client that asked goes away: others may be waiting.
func (t *Tenant) try(ctx context.Context) (*interaction.Site, error) {
	bounded, cancel := context.WithTimeout(context.WithoutCancel(ctx), buildTimeout)
	defer cancel()
	s, err := t.house.build(bounded, t.config)
	if err != nil {
		rest := min(firstRest<<min(t.tried.count, 8), longestRest)
		t.tried = attempt{err: err, count: t.tried.count + 1, again: time.Now().Add(rest), never: !isOutcome(err)}
		return nil, err
	}
	t.tried = attempt{}
	t.site.Store(s)
	return s, nil
}

func isOutcome(err error) bool {
	var known *outcome.Error
	return errors.As(err, &known)
}

// resting is the last try's error with the time that is left.
func (a attempt) resting(rest time.Duration) error {
	if a.never {
		return notInService()
	}
	return outcome.From(a.err).RetryIn(rest)
}
