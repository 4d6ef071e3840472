package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"ehr.example/portico/config"
	"ehr.example/portico/facade/api"
	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/mysql"
	"ehr.example/portico/facade/tenant"
	"ehr.example/portico/mappers"
	"ehr.example/portico/mappers/ehr/practice"
)

// The measured tenant, and what both sides say of it.
const (
	clinicID  = "1"
	clinic    = "my-clinic"
	host      = clinic + ".example"
	baseURL   = "http://" + host + "/fhir"
	mrnSystem = "https://my-clinic.example/mrn"
	tagSystem = "https://portico.example/tenant"
	zoneName  = "America/New_York"
)

// clinicFile is the tenant's file.
const clinicFile = `
id: %s
name: My Clinic
mapper: practice
auth: open
time_zone: %s
base_url: %s
database: {dsn: %q}
settings: {clinic: "%s", mrn_system: %s}
`

// portico is the facade over one database.
type portico struct {
	tenants *tenant.Set
	site    *interaction.Site
	handler *api.API
}

// newPortico builds the facade as the process does, over a pool of the default size. observe may be nil.
func newPortico(ctx context.Context, d *database, observe func(mysql.Statement)) (*portico, error) {
	c := config.Default()
	c.BaseURL, c.TenantTagSystem = "http://localhost:8080", tagSystem
	c.Secrets = config.Secrets{[]byte(strings.Repeat("s", 32))}
	text := fmt.Sprintf(clinicFile, clinic, zoneName, baseURL, d.dsn(d.name, nil), clinicID, mrnSystem)
	t, err := config.ParseTenant("my-clinic.yaml", []byte(text), &c)
	if err != nil {
		return nil, err
	}
	p := &portico{tenants: tenant.NewSet(tenant.Options{
		Config: &c, Mappers: map[string]mappers.Mapper{practice.Mapper.Name: practice.Mapper}, Version: "bench", Observe: observe,
	})}
	for _, failure := range p.tenants.Replace(ctx, []*config.Tenant{t}, nil) {
		return nil, failure.Err
	}
	if p.site, err = p.tenants.ByID(clinic).Site(ctx); err != nil {
		return nil, err
	}
	p.handler, err = api.New(api.Options{
		Tenants: p.tenants, Logger: slog.New(slog.NewTextHandler(io.Discard, nil)), RequestBody: c.Limits.RequestBody,
	})
	return p, err
}

// close closes the pool.
func (p *portico) close() { _ = p.tenants.Close() } // nobody is left to be told
