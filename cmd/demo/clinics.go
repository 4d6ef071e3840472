//go:build gms_pure_go

package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"time"

	"ehr.example/portico/config"
	"ehr.example/portico/facade/smart"
	"ehr.example/portico/mappers/ehr/practice/sample"
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
store: {file: %q}
`

// tenantTexts are the tenants' files: the address of the database is filled in.
var tenantTexts = []string{`
id: my-clinic
name: My Clinic
mapper: practice
time_zone: America/New_York
database: {dsn: "%s"}
settings:
  clinic: 1
  mrn_system: https://my-clinic.example/mrn
`, `
id: lakeside
name: Lakeside
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
	c, err := config.Parse("demo.yaml", fmt.Appendf(nil, configText, port, base64.StdEncoding.EncodeToString(secret), storeFile()))
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
func (c *clinics) greet(ctx context.Context, s smart.Store, out io.Writer) error {
	for _, t := range c.tenants {
		if err := putApp(ctx, s, t.ID); err != nil {
			return err
		}
	}
	token, err := smart.NewDevelopmentToken(ctx, s, c.tenants[0].ID, smart.Development{Lasts: tokenLasts}, time.Now())
	if err != nil {
		return err
	}
	fmt.Fprintln(out, "\nPortico serves FHIR R4 for two clinics that share one legacy database:")
	for _, t := range c.tenants {
		fmt.Fprintf(out, "\n  %s\n", t.Name)
		for _, address := range c.config.TenantAliases(t.ID) {
			fmt.Fprintf(out, "    %s\n", address)
		}
	}
	base := c.pathURL(c.tenants[0])
	fmt.Fprintln(out, "\nEverything but /metadata needs an access token. Here is one that nobody signed in for; it holds an hour:")
	fmt.Fprintf(out, "\n  export TOKEN=%s\n\nTry:\n", token)
	for _, rest := range []string{
		"Patient?name=garcia&_pretty=true",
		"Observation?patient=1&category=vital-signs&_count=5&_pretty=true",
		"Observation?patient=1&category=laboratory&_total=accurate&_pretty=true",
	} {
		fmt.Fprintf(out, "  curl -H \"Authorization: Bearer $TOKEN\" '%s/%s'\n", base, rest)
	}
	fmt.Fprintf(out, "\nSign in to open an app with a patient, and to see what apps may do. The password is %s.\n", sample.Password)
	for _, t := range c.tenants {
		logins(out, t)
	}
	fmt.Fprintf(out, "  The app %q is registered for %s: put yours there.\n", demoApp, demoAppURL)
	fmt.Fprintln(out, "\nCtrl-C ends it.")
	return nil
}

// pathURL is a tenant's other address, for machines whose resolver does not know names below localhost.
func (c *clinics) pathURL(t *config.Tenant) string {
	return c.config.BaseURL + config.TenantPath + t.ID + config.FHIRPath
}
