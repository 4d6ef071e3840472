package main

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/interaction"
)

// bounded is a search under a granular scope beside the same one under a scope for the whole type. Both show the same.
type bounded struct {
	name, target    string
	granular, whole string
}

// boundedSearches are those measured: inside one record, and among everybody's.
var boundedSearches = []bounded{
	{
		"vital signs of a patient", "Observation?category=vital-signs",
		"patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|vital-signs", "patient/Observation.rs",
	},
	{
		"pulses of a patient, three scopes", "Observation?code=http%3A%2F%2Floinc.org%7C8867-4",
		"patient/Observation.rs?category=laboratory patient/Observation.rs?category=vital-signs patient/Observation.rs?category=survey", "patient/Observation.rs",
	},
	{
		"50 Observations by code", "Observation?code=http%3A%2F%2Floinc.org%7C8867-4&_count=50",
		"user/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|vital-signs", "user/Observation.rs",
	},
	{
		"50 emergencies", "Encounter?class=EMER&_count=50",
		"user/Encounter.rs?class=http://terminology.hl7.org/CodeSystem/v3-ActCode|EMER", "user/Encounter.rs",
	},
}

// searches asks a site the same again and again, without HTTP: its tenants' tokens are not measured here.
type searches struct {
	ctx    context.Context
	meter  *meter
	site   *interaction.Site
	grant  access.Grant
	at     interaction.Address
	params url.Values
}

func newSearches(ctx context.Context, m *meter, site *interaction.Site, scopes, target string) (*searches, error) {
	patient := ""
	if strings.HasPrefix(scopes, "patient/") {
		patient = "7"
	}
	grant, err := access.Granted(site.Tenant, scopes, patient)
	if err != nil {
		return nil, err
	}
	path, params, err := interaction.ParseRequest(target)
	if err != nil {
		return nil, err
	}
	at, err := interaction.ParseAddress(path)
	return &searches{ctx: ctx, meter: m, site: site, grant: grant, at: at, params: params}, err
}

// once is how many entries the search shows.
func (s *searches) once() (int, error) {
	page, _, err := interaction.SearchAt(s.ctx, s.site, s.grant, s.at, s.params, false)
	entries := len(page.Entries)
	page.Release()
	return entries, err
}

// follow goes along the next links to a page, or to the last that has a next one, and says which that is.
func (s *searches) follow(number int) (reached int, err error) {
	for reached = 1; reached < number; reached++ {
		page, _, err := interaction.SearchAt(s.ctx, s.site, s.grant, s.at, s.params, false)
		if err != nil {
			return reached, err
		}
		page.Release()
		if page.Next == "" {
			return reached, nil
		}
		next, err := url.Parse(page.Next)
		if err != nil {
			return reached, err
		}
		s.params = next.Query()
	}
	return reached, nil
}

// run asks for a while.
func (s *searches) run(d time.Duration) (pace, error) { return s.meter.again(d, s.once) }

// scopes is searches under granular scopes against the same ones under scopes for whole types.
func (r *report) scopes(ctx context.Context, goal goal) error {
	t := newTable(r.out, fmt.Sprintf("6. Searches per second, granular scopes ÷ whole types (%d rows)", r.large.database.rows), ratioColumns)
	defer t.Flush()
	for _, b := range boundedSearches {
		granular, err := newSearches(ctx, r.meter, r.large.portico.site, b.granular, b.target)
		if err != nil {
			return err
		}
		whole, err := newSearches(ctx, r.meter, r.large.portico.site, b.whole, b.target)
		if err != nil {
			return err
		}
		if err := alike(b, granular, whole); err != nil {
			return err
		}
		got, err := (&duel{a: granular, b: whole, rounds: r.rounds, each: r.each}).run()
		if err != nil {
			return err
		}
		t.ratio(b.name, 1, got, goal)
	}
	return nil
}

// alike is an error unless two sides show as much, and something.
func alike(b bounded, granular, whole *searches) error {
	n, err := granular.once()
	if err != nil {
		return err
	}
	m, err := whole.once()
	if err == nil && (n == 0 || n != m) {
		err = fmt.Errorf("%s: %d entries under %s, %d under %s", b.name, n, b.granular, m, b.whole)
	}
	return err
}
