//go:build gms_pure_go

package main

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"io"
	"net"

	"ehr.example/portico/config"
)

// clinics are the demo's tenants with the process's configuration.
type clinics struct {
	config  *config.Config
	tenants []*config.Tenant
}

// configText is the demo's configuration: base URL and secret are filled in.
const configText = `
base_url: http://localhost:%s
secrets: [%s]
verify_sql: true
`

// tenantTexts are the tenants' files: the address of the database is filled in.
var tenantTexts = []string{`
id: my-clinic
name: My Clinic
auth: open
mapper: practice
time_zone: America/New_York
database: {dsn: "%s"}
settings:
  clinic: 1
  mrn_system: https://my-clinic.example/mrn
`, `
id: lakeside
name: Lakeside
auth: open
mapper: practice
time_zone: America/Denver
database: {dsn: "%s"}
settings:
  clinic: 2
  mrn_system: https://lakeside.example/mrn
  weight_unit: kg
  height_unit: cm
  temperature_unit: Cel
`}

// newClinics reads the texts above as if they were files.
func newClinics(address net.Addr, dsn string) (*clinics, error) {
	_, port, err := net.SplitHostPort(address.String())
	if err != nil {
		return nil, err
	}
	secret := make([]byte, 32)
	_, _ = rand.Read(secret) // never fails, see crypto/rand
	c, err := config.Parse("demo.yaml", fmt.Appendf(nil, configText, port, base64.StdEncoding.EncodeToString(secret)))
	if err != nil {
		return nil, err
	}
	made := &clinics{config: c}
	for _, text := range tenantTexts {
		t, err := config.ParseTenant("demo-tenant.yaml", fmt.Appendf(nil, text, dsn), c)
		if err != nil {
			return nil, err
		}
		made.tenants = append(made.tenants, t)
	}
	return made, nil
}

// greet says where the clinics are, and what to try.
func (c *clinics) greet(out io.Writer) {
	fmt.Fprintln(out, "\nPortico serves FHIR R4 for two clinics that share one legacy database:")
	for _, t := range c.tenants {
		fmt.Fprintf(out, "\n  %s\n    %s\n    %s\n", t.Name, t.BaseURL, c.pathURL(t))
	}
	base := c.pathURL(c.tenants[0])
	fmt.Fprintln(out, "\nTry:")
	for _, rest := range []string{
		"Patient?name=garcia&_pretty=true",
		"Observation?patient=1&category=vital-signs&_count=5&_pretty=true",
		"Observation?patient=1&category=laboratory&_total=accurate&_pretty=true",
	} {
		fmt.Fprintf(out, "  curl '%s/%s'\n", base, rest)
	}
	fmt.Fprintln(out, "\nCtrl-C ends it.")
}

// pathURL is a tenant's other address, for machines whose resolver does not know names below localhost.
func (c *clinics) pathURL(t *config.Tenant) string {
	return c.config.BaseURL + config.TenantPath + t.ID + config.FHIRPath
}
