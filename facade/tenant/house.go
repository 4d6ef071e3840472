package tenant

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"

	"ehr.example/portico/config"
	"ehr.example/portico/facade/bundle"
	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/mysql"
	"ehr.example/portico/facade/smart"
	"ehr.example/portico/mappers"
	"ehr.example/portico/mappers/password"
	"ehr.example/portico/mappers/problem"
	"ehr.example/portico/mappers/program"
)

// Options is what all tenants of a process have in common.
type Options struct {
	Config  *config.Config
	Mappers map[string]mappers.Mapper // by name
	Version string                    // of the software, for the CapabilityStatement
	Warn    func(problem.Problem)     // told of a mapping's remarks, once for each schema; nil: nobody is
	Observe func(mysql.Statement)     // told of each statement; nil: nobody is. It sees patients' data
	Store   smart.Store               // the state of the authorization servers; nil: only open tenants give anything to requests
	Logger  *slog.Logger              // told of the faults of authorization servers; nil: nobody is
}

// slotWait is how long a request waits while the tenant's other requests have all its slots.
const slotWait = 2 * time.Second

// house is what tenants share: databases, compiled mappings.
type house struct {
	Options
	passwords *password.Budget
	changed   func(databaseKey) // told that the schema of a database is not what was read
	mu        sync.Mutex
	databases map[databaseKey]*database
	compiled  map[compiledKey]*compiled
	uses      map[string]compiledKey // by tenant
}

func newHouse(o Options) *house {
	if o.Warn == nil {
		o.Warn = func(problem.Problem) {}
	}
	return &house{Options: o, passwords: password.NewBudget(), databases: map[databaseKey]*database{}, compiled: map[compiledKey]*compiled{}, uses: map[string]compiledKey{}}
}

// build makes what requests need of a tenant. An error is a problem.Errors where somebody must mend something, and an
// outcome where the database is away.
func (h *house) build(ctx context.Context, t *config.Tenant) (*interaction.Site, error) {
	m, err := Mapper(t, h.Mappers)
	if err != nil {
		return nil, err
	}
	if _, err := brand(t); err != nil {
		return nil, err
	}
	db, err := h.database(t)
	if err != nil {
		return nil, err
	}
	tables, err := db.read(ctx)
	if err != nil {
		return nil, err
	}
	c := h.compilation(t, compiledKey{mapper: m.Name, overlay: m.Overlay.Fingerprint(), schema: tables.Fingerprint()})
	if err := c.compile(m, tables); err != nil {
		return nil, refused(t, err)
	}
	values, err := Settings(t, c.program)
	if err != nil {
		return nil, err
	}
	return h.site(ctx, t, db, c, values)
}

// refused is a mapping that does not fit the tenant's database.
func refused(t *config.Tenant, err error) error {
	var problems problem.Errors
	if !errors.As(err, &problems) {
		return problem.Errors{{Pos: t.At("mapper"), Message: err.Error()}}
	}
	first := problem.Problem{Pos: t.At("mapper"), Message: "the mapper " + t.Mapper + " does not fit the database"}
	if t.Overlay != "" {
		first = problem.Problem{Pos: t.At("overlay"), Message: "the mapper " + t.Mapper + " under this overlay does not fit the database"}
	}
	return append(problem.Errors{first}, problems...)
}

// Mapper is a tenant's mapper among the known ones, under its overlay as the folder is now. Errors are a problem.Errors.
func Mapper(t *config.Tenant, known map[string]mappers.Mapper) (mappers.Mapper, error) {
	m, found := known[t.Mapper]
	if !found {
		names := slices.Sorted(maps.Keys(known))
		hint := problem.DidYouMean(t.Mapper, names)
		if hint == "" {
			hint = fmt.Sprintf("there are %v", names)
		}
		return m, problem.Errors{{Pos: t.At("mapper"), Message: "there is no mapper " + t.Mapper, Hint: hint}}
	}
	m.Known = known
	if t.Overlay == "" {
		return m, nil
	}
	var err error
	if m.Overlay, err = mappers.ReadOverlay(t.Overlay, os.DirFS(t.Overlay)); err != nil {
		return m, problem.Errors{{Pos: t.At("overlay"), Message: "the overlay cannot be read: " + err.Error()}}
	}
	return m, nil
}

// database is the tenant's, opened the first time that a tenant names it.
func (h *house) database(t *config.Tenant) (*database, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	key := databaseKeyOf(t)
	if db, found := h.databases[key]; found {
		return db, nil
	}
	opened, err := mysql.Open(mysql.Config{
		DSN:              key.dsn,
		MaxOpen:          h.Config.Limits.Pool,
		StatementTimeout: key.statementTimeout,
		Observe:          h.Observe,
		IndexGone:        func() { h.changed(key) },
	})
	if err != nil {
		return nil, problem.Errors{{Pos: t.At("database"), Message: err.Error()}}
	}
	db := &database{Database: opened}
	h.databases[key] = db
	return db, nil
}

// opened is a database that some tenant has named, or nil.
func (h *house) opened(key databaseKey) *database {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.databases[key]
}

func (h *house) compilation(t *config.Tenant, key compiledKey) *compiled {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.uses[t.ID] = key
	c, found := h.compiled[key]
	if !found {
		c = &compiled{warn: h.Warn}
		h.compiled[key] = c
	}
	return c
}

// site puts the tenant together.
func (h *house) site(ctx context.Context, t *config.Tenant, db *database, c *compiled, values map[string]string) (*interaction.Site, error) {
	sealer, err := bundle.NewSealer(t.ID, h.Config.Secrets)
	if err != nil {
		return nil, err
	}
	tag, err := h.tag(t)
	if err != nil {
		return nil, err
	}
	s := interaction.Site{
		Tenant: t.ID, Name: t.Name, BaseURL: t.BaseURL,
		Program: c.program, Readers: c.readers, Settings: values, Zone: program.Zone{Location: t.Zone}, Tag: tag,
		DB: db.Database, Sealer: sealer,
		Slots: semaphore.NewWeighted(int64(t.Limits.Concurrency)), Wait: slotWait,
		Counts:  interaction.Counts{Default: t.Limits.PageDefault, Max: t.Limits.PageMax},
		SortMax: t.Limits.SortMax, IncludeMax: t.Limits.IncludeMax,
		Started: time.Now().UTC().Truncate(time.Second), Version: h.Version, Security: security(t),
	}
	if h.Config.VerifySQL {
		s.Verify = c.reader.Check
	}
	s, remarks, err := interaction.WithConstants(ctx, s)
	if err != nil {
		return nil, err
	}
	for _, p := range remarks {
		h.Warn(p)
	}
	if s.Roles, err = interaction.RolesOf(s.Program, s.Settings); err != nil {
		return nil, refused(t, err)
	}
	return interaction.NewSite(s), nil
}

// tag is the Coding in meta.tag that says whose a resource is.
//
// See https://hl7.org/fhir/R4/resource-definitions.html#Meta.tag.
func (h *house) tag(t *config.Tenant) ([]byte, error) {
	return json.Marshal(struct {
		System  string `json:"system"`
		Code    string `json:"code"`
		Display string `json:"display"`
	}{h.Config.TenantTagSystem, t.ID, t.Name})
}

// forget makes tenants that are built from now on read their databases' schemas again.
func (h *house) forget() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, db := range h.databases {
		db.forget()
	}
}

// keepCompiled forgets the programs that none of the tenants uses: those of overlays as they were.
func (h *house) keepCompiled(tenants []*config.Tenant) {
	used, uses := map[compiledKey]bool{}, map[string]compiledKey{}
	for _, t := range tenants {
		if key, found := h.uses[t.ID]; found {
			used[key], uses[t.ID] = true, key
		}
	}
	h.uses = uses
	maps.DeleteFunc(h.compiled, func(key compiledKey, _ *compiled) bool { return !used[key] })
}

// keep takes out every database that none of the tenants uses, for closing.
func (h *house) keep(tenants []*config.Tenant) []*database {
	used := map[databaseKey]bool{}
	for _, t := range tenants {
		used[databaseKeyOf(t)] = true
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.keepCompiled(tenants)
	var unused []*database
	for key, db := range h.databases {
		if !used[key] {
			unused = append(unused, db)
			delete(h.databases, key)
		}
	}
	return unused
}
