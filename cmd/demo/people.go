//go:build gms_pure_go

package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"ehr.example/portico/config"
	"ehr.example/portico/facade/smart"
	"ehr.example/portico/facade/store"
)

// tokenLasts is how long a printed token holds.
const tokenLasts = time.Hour

// The app that is registered with the clinics.
const (
	demoApp    = "demo-app"
	demoAppURL = "http://localhost:9000/"
)

// storeFile is where the state is, unless PORTICO_STORE_FILE says otherwise: beside the program.
func storeFile() string {
	program, err := os.Executable()
	if err != nil {
		return "demo.db"
	}
	return filepath.Join(filepath.Dir(program), "demo.db")
}

// openStore opens the state that the configuration names.
func openStore(ctx context.Context, c *config.Config) (*store.Store, error) {
	return store.Open(ctx, store.Config{File: c.Store.File})
}

// putApp registers the app with a clinic.
func putApp(ctx context.Context, s smart.Store, tenant string) error {
	return s.PutClient(ctx, tenant, smart.Client{
		ID: demoApp, Name: "Demo App", Type: smart.Public, Active: true, Created: time.Now(), RedirectURIs: []string{demoAppURL},
		LaunchURL: demoAppURL + "launch.html", GrantTypes: []smart.GrantType{smart.AuthorizationCode, smart.Refresh},
		Scopes: strings.Fields("openid fhirUser profile launch launch/patient launch/encounter offline_access online_access patient/*.rs user/*.rs"),
	})
}

// roles are those of the practice, each with a user of its own tables.
var roles = []struct{ role, login string }{
	{"physician, sees the clinic", "alead"},
	{"nurse, sees vital signs and problems", "nurse1"},
	{"site nurse, sees what is of the annex", "annex"},
	{"desk, sees patients and their visits", "desk1"},
	{"patient, sees the own record", "patient.c%s@example.org"},
	{"mother, sees some of her children's", "mother.c%s@example.org"},
}

// logins are whom one can sign in as at a clinic.
func logins(out io.Writer, t *config.Tenant) {
	fmt.Fprintf(out, "  %s/launch\n", t.Auth.Issuer)
	for _, r := range roles {
		fmt.Fprintf(out, "    %-26s %s\n", strings.ReplaceAll(r.login, "%s", t.Settings["clinic"].Values[0]), r.role)
	}
}

// printToken prints a token for a clinic of the demo that runs, and nothing else.
func printToken(ctx context.Context, out io.Writer, tenant string) error {
	file := os.Getenv("PORTICO_STORE_FILE")
	if file == "" {
		file = storeFile()
	}
	if _, err := os.Stat(file); err != nil { //nolint:gosec // it is the operator's own environment that names it
		return fmt.Errorf("there is no %s: start the demo first, with make run", file)
	}
	s, err := store.Open(ctx, store.Config{File: file})
	if err != nil {
		return err
	}
	defer s.Close()
	if _, err := s.Client(ctx, tenant, demoApp); err != nil {
		return fmt.Errorf("the demo has no clinic %s; it has my-clinic and lakeside", tenant)
	}
	token, err := smart.NewDevelopmentToken(ctx, s, tenant, smart.Development{Lasts: tokenLasts}, time.Now())
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, token)
	return err
}
