package tenant

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"ehr.example/portico/config"
	"ehr.example/portico/mappers/problem"
)

// Set is the tenants that a process serves. Requests read it without waiting; Replace changes all of it at once.
type Set struct {
	house     *house
	current   atomic.Pointer[index]
	replacing sync.Mutex
	renewals  sync.WaitGroup  // of databases whose schemas changed
	open      context.Context // until Close
	close     context.CancelFunc
}

// index is one state of the set. It is never changed.
type index struct {
	byID   map[string]*Tenant
	byHost map[string]*Tenant
}

// buildersAtOnce is how many tenants are built at a time, so that a start does not ask every database at once.
const buildersAtOnce = 4

// closeAfter is how long a database that no tenant uses any more stays open for requests that still hold it.
const closeAfter = time.Minute

// NewSet is a set without tenants; Replace gives it some.
func NewSet(o Options) *Set {
	s := &Set{house: newHouse(o)}
	s.open, s.close = context.WithCancel(context.Background())
	s.house.changed = s.renew
	s.current.Store(newIndex(nil))
	return s
}

func newIndex(tenants []*Tenant) *index {
	x := &index{byID: map[string]*Tenant{}, byHost: map[string]*Tenant{}}
	for _, t := range tenants {
		x.byID[t.ID()] = t
		if base, err := url.Parse(t.config.BaseURL); err == nil && base.Path == config.FHIRPath {
			x.byHost[base.Host] = t
		}
	}
	return x
}

// ByID is the tenant with an id, or nil.
func (s *Set) ByID(id string) *Tenant { return s.current.Load().byID[id] }

// At is the tenant that an address names, and the rest of the path behind its FHIR base: "" or "/Patient/1". It is nil
// if none is named, and also if host and path name two.
func (s *Set) At(host, path string) (t *Tenant, rest string) {
	return s.below(host, path, config.FHIRPath)
}

// AuthAt is the tenant whose authorization server an address names, and the rest of the path behind its issuer, as At has it.
func (s *Set) AuthAt(host, path string) (t *Tenant, rest string) {
	return s.below(host, path, config.AuthPath)
}

// below is the tenant that host and path name, and what stands behind one of its paths.
func (s *Set) below(host, path, base string) (t *Tenant, rest string) {
	x, c := s.current.Load(), s.house.Config
	byHost := c.SubdomainID(host)
	if own := x.byHost[strings.ToLower(host)]; own != nil && byHost == "" && !isMain(c, host) {
		byHost = own.ID()
	}
	if below, found := strings.CutPrefix(path, config.TenantPath); found && c.Addressing.Paths {
		id, below, _ := strings.Cut(below, "/")
		rest, found = behind("/"+below, base)
		if !found || byHost != "" && byHost != id {
			return nil, ""
		}
		return x.byID[id], rest
	}
	rest, found := behind(path, base)
	switch {
	case !found:
		return nil, ""
	case byHost != "":
		return x.byID[byHost], rest
	}
	return x.byHost[strings.ToLower(host)], rest
}

// isMain tells the host of the process's own base URL: below it every tenant has its path, whoever's base it is too.
func isMain(c *config.Config, host string) bool {
	return strings.HasSuffix(strings.ToLower(c.BaseURL), "://"+strings.ToLower(host))
}

// behind is what stands behind /fhir, or /auth.
func behind(path, base string) (string, bool) {
	rest, found := strings.CutPrefix(path, base)
	return rest, found && (rest == "" || rest[0] == '/')
}

// Tenants are all of them, ordered by id.
func (s *Set) Tenants() []*Tenant {
	x := s.current.Load()
	all := make([]*Tenant, 0, len(x.byID))
	for _, t := range x.byID {
		all = append(all, t)
	}
	slices.SortFunc(all, func(a, b *Tenant) int { return strings.Compare(a.ID(), b.ID()) })
	return all
}

// Failure is a tenant that could not be built, and why.
type Failure struct {
	Tenant string
	Kept   bool // the tenant as it was before goes on
	Err    error
}

// Replace makes the set these tenants. They are built first, from schemas that are read anew, and then swapped in all
// at once. A tenant that cannot be built leaves the one of the same id serving as it was; where there is none, it takes
// its place all the same, and is built when its database is back. The error broken is what config.LoadTenants found wrong
// with files: tenants that were read from them before stay too.
func (s *Set) Replace(ctx context.Context, tenants []*config.Tenant, broken error) []Failure {
	s.replacing.Lock()
	defer s.replacing.Unlock()
	s.house.forget()
	next, errs := s.build(ctx, tenants)
	before := s.current.Load()
	var failures []Failure
	for i, err := range errs {
		if err != nil {
			old := before.byID[next[i].ID()]
			kept := old != nil && old.site.Load() != nil
			if kept {
				next[i] = old
			}
			failures = append(failures, Failure{Tenant: next[i].ID(), Kept: kept, Err: err})
		}
	}
	next = append(next, before.of(broken, next)...)
	s.swap(next)
	return failures
}

// build builds the tenants, several at a time. Suspended ones are not built.
func (s *Set) build(ctx context.Context, configs []*config.Tenant) ([]*Tenant, []error) {
	tenants, errs := make([]*Tenant, len(configs)), make([]error, len(configs))
	slots := make(chan struct{}, buildersAtOnce)
	var wait sync.WaitGroup
	for i, c := range configs {
		tenants[i] = newTenant(s.house, c)
		if c.State == config.Suspended {
			continue
		}
		wait.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			_, errs[i] = tenants[i].start(ctx)
		})
	}
	wait.Wait()
	return tenants, errs
}

// of are the tenants of files with problems that are not among the next.
func (x *index) of(broken error, next []*Tenant) []*Tenant {
	var problems problem.Errors
	if !errors.As(broken, &problems) {
		return nil
	}
	files := map[string]bool{}
	for _, p := range problems {
		files[p.Pos.File] = true
	}
	var kept []*Tenant
	for _, t := range x.byID {
		known := slices.ContainsFunc(next, func(n *Tenant) bool { return n.ID() == t.ID() })
		if files[t.config.At("").File] && !known {
			kept = append(kept, t)
		}
	}
	return kept
}

// swap puts the tenants in place and closes, a while later, the databases that none of them uses.
func (s *Set) swap(tenants []*Tenant) {
	configs := make([]*config.Tenant, len(tenants))
	for i, t := range tenants {
		configs[i] = t.config
	}
	s.current.Store(newIndex(tenants))
	for _, db := range s.house.keep(configs) {
		time.AfterFunc(closeAfter, func() { _ = db.Close() }) // nobody is left to be told
	}
}

// Close closes the databases. Requests must have ended.
func (s *Set) Close() error {
	s.close()
	s.renewals.Wait()
	s.current.Store(newIndex(nil))
	var errs []error
	for _, db := range s.house.keep(nil) {
		errs = append(errs, db.Close())
	}
	return errors.Join(errs...)
}
