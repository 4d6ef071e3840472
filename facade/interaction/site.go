// Package interaction is the straight path: a request of a tenant becomes a permitted query, a plan, statements, rows and
// JSON. It has a file for each FHIR interaction (R4 §3.1.0) and knows nothing of HTTP.
package interaction

import (
	"context"
	"encoding/json"
	"time"

	"golang.org/x/sync/semaphore"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/audit"
	"ehr.example/portico/facade/bundle"
	"ehr.example/portico/facade/mysql"
	"ehr.example/portico/facade/outcome"
	"ehr.example/portico/facade/plan"
	"ehr.example/portico/facade/search"
	"ehr.example/portico/mappers/program"
)

// Site is what a request needs of its tenant. NewSite builds it whole; it is never changed.
type Site struct {
	Tenant     string // id
	Name       string // for people
	BaseURL    string // canonical, without a slash at its end: https://my-clinic.ehr.example/fhir
	Program    *program.Program
	Settings   map[string]string // by name; empty ones are left out
	Zone       program.Zone
	Tag        []byte // the Coding in meta.tag that tells the tenant, as JSON
	DB         *mysql.Database
	Verify     mysql.Verifier // the independent reader of finished SQL; nil: off
	Sealer     *bundle.Sealer
	Slots      *semaphore.Weighted // how many of the tenant's requests may use the database at once
	Wait       time.Duration       // how long a request waits for a slot
	Counts     Counts
	IncludeMax int              // how many resources a page may include beside its matches; 0: 1000
	SortMax    int              // how many rows a search may sort where no index has their order; 0: any number
	Started    time.Time        // when the tenant was built: CapabilityStatement.date
	Clock      func() time.Time // what $now and $today come from; nil: the machine's
	Version    string           // of the software
	Roles      access.Roles     // what users may see
	Security   *Security        // where the authorization server is; nil: there is none, everyone sees all
	Readers    *plan.Readers    // of the program, shared by its tenants; nil: the site makes its own

	env *program.Env
	tag map[string]string // the parts of Tag by the names that the search has for them
}

// NewSite is the site with what follows from its fields: the row statements of its program, and what assembling needs.
func NewSite(s Site) *Site {
	if s.Readers == nil {
		s.Readers = plan.NewReaders(s.Program)
	}
	s.env = &program.Env{Zone: s.Zone, Tag: s.Tag, Settings: make([][]byte, len(s.Program.Settings))}
	for i, set := range s.Program.Settings {
		if v := s.Settings[set.Name]; v != "" {
			s.env.Settings[i] = program.AppendEscaped(nil, v)
		}
	}
	var tag struct{ System, Code, Display string }
	if json.Unmarshal(s.Tag, &tag) == nil {
		s.tag = map[string]string{program.TagSystem: tag.System, program.TagCode: tag.Code, program.TagDisplay: tag.Display}
	}
	return &s
}

// now is the time of a request, to the second.
func (s *Site) now() time.Time {
	if s.Clock != nil {
		return s.Clock().Truncate(time.Second)
	}
	return time.Now().Truncate(time.Second)
}

// Counts bound the entries of a page.
type Counts struct{ Default, Max int }

// values binds a site's settings and the request's clock into statements.
type values struct {
	site *Site
	now  time.Time
}

// Setting gives a setting's text; without one it is NULL in SQL.
func (v values) Setting(name string) (string, bool) {
	s, ok := v.site.Settings[name]
	if !ok {
		s = v.site.tag[name]
	}
	return s, s != ""
}

// Clock is the request's time on the tenant's wall.
func (v values) Clock(dayOnly bool) string {
	local := v.now.In(v.site.Zone.Location)
	if dayOnly {
		return local.Format(time.DateOnly)
	}
	return local.Format(time.DateTime)
}

func (s *Site) planTenant(now time.Time) plan.Tenant {
	return plan.Tenant{ID: s.Tenant, Program: s.Program, Values: values{site: s, now: now}, Zone: s.Zone, Now: now, Readers: s.Readers}
}

func (s *Site) searchOptions(lenient bool) search.Options {
	return search.Options{
		Zone: s.Zone.Location, Lenient: lenient, BaseURL: s.BaseURL,
		DefaultCount: s.Counts.Default, MaxCount: s.Counts.Max,
	}
}

// permit lets a query of the site pass under a grant: a read where it needs access.Read, a search where it needs
// access.Search.
func (s *Site) permit(q search.Query, g access.Grant, need access.Permissions) (access.Permitted, error) {
	return access.Permit(s.Tenant, q, g, need, s.searchOptions(false))
}

// busyAfter is what a client is told to wait when the tenant's slots are taken.
const busyAfter = 2 * time.Second

// session takes one of the tenant's slots and a connection. The release gives both back.
func (s *Site) session(ctx context.Context) (*mysql.Session, func(), error) {
	waiting, cancel := context.WithTimeout(ctx, s.Wait)
	defer cancel()
	if err := s.Slots.Acquire(waiting, 1); err != nil {
		if ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		return nil, nil, outcome.New(outcome.CodeThrottled, "This server is working on as many requests as it may. Try again later.").WithStatus(503).RetryIn(busyAfter)
	}
	session, err := s.DB.Session(ctx)
	if err != nil {
		s.Slots.Release(1)
		return nil, nil, err
	}
	session.VerifyWith(s.Verify)
	return session, func() { session.Close(); s.Slots.Release(1) }, nil
}

// Stats is what a request cost, for audit.
type Stats struct {
	Rows       int
	Statements int
}

// Into writes the figures into an event.
func (s Stats) Into(e *audit.Event) { e.Rows, e.Statements = s.Rows, s.Statements }
