package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/smart"
	"ehr.example/portico/facade/smart/pages"
	"ehr.example/portico/facade/store"
)

// checkedSearches are those measured behind the check of a token.
var checkedSearches = []struct{ name, target string }{
	{"one Patient by id", "Patient?_id=7"},
	{"50 vital signs of a patient", "Observation?patient=7&category=vital-signs&_count=50"},
	{"50 Observations by code", "Observation?code=http%3A%2F%2Floinc.org%7C8867-4&_count=50"},
}

// checked is a search behind the check of an access token, as each request has it.
type checked struct {
	*searches
	server *smart.Server
	header []string
}

// run asks for a while.
func (c *checked) run(d time.Duration) (pace, error) {
	var done int64
	used, began := c.meter.read(), time.Now()
	for time.Since(began) < d {
		grant, err := c.server.Grant(c.ctx, c.header)
		if err != nil {
			return pace{}, err
		}
		c.grant = grant
		if _, err := c.once(); err != nil {
			return pace{}, err
		}
		done++
	}
	return pace{done, time.Since(began), c.meter.read() - used}, nil
}

// guard is the authorization server of a site, with a token that opens everything.
func guard(ctx context.Context, site *interaction.Site, s *store.Store) (*smart.Server, string, error) {
	brand, err := pages.NewBrand(pages.Settings{Name: site.Name, Stylesheet: smart.StylesheetPath})
	if err != nil {
		return nil, "", err
	}
	server, err := smart.New(smart.Options{
		Tenant: site.Tenant, Name: site.Name, FHIR: site.BaseURL, Issuer: site.BaseURL + "/auth", Secrets: [][]byte{[]byte(strings.Repeat("s", 32))},
		Store: s, Brand: brand, Site: func(context.Context) (*interaction.Site, error) { return site, nil },
	})
	if err != nil {
		return nil, "", err
	}
	token, err := smart.NewDevelopmentToken(ctx, s, site.Tenant, smart.Development{Lasts: time.Hour}, time.Now())
	return server, token, err
}

// tokens is searches behind the check of a token against the same ones with a grant that is there.
func (r *report) tokens(ctx context.Context, goal goal) error {
	folder, err := os.MkdirTemp("", "portico-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	site := r.large.portico.site
	s, err := store.Open(ctx, store.Config{File: filepath.Join(folder, "portico.db")})
	if err != nil {
		return err
	}
	defer s.Close()
	server, token, err := guard(ctx, site, s)
	if err != nil {
		return err
	}
	t := newTable(r.out, fmt.Sprintf("10. Searches per second, token checked in the store ÷ not checked (%d rows)", r.large.database.rows), ratioColumns)
	defer t.Flush()
	for _, c := range checkedSearches {
		plain, err := newSearches(ctx, r.meter, site, "system/*.rs", c.target)
		if err != nil {
			return err
		}
		behind := *plain
		got, err := (&duel{a: &checked{&behind, server, []string{"Bearer " + token}}, b: plain, rounds: r.rounds, each: r.each}).run()
		if err != nil {
			return err
		}
		t.ratio(c.name, 1, got, goal)
	}
	return nil
}
