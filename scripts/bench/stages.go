package main

import (
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/plan"
	"ehr.example/portico/facade/search"
	"ehr.example/portico/mappers/sqltree"
)

// stages is what the engine does with a query before it asks the database.
type stages struct {
	site     *interaction.Site
	resource string
	params   url.Values
	options  search.Options
	tenant   plan.Tenant
	readers  *plan.Readers
	printer  sqltree.Printer
}

// settings is a site's settings and clock, as statements take them.
type settings struct{ site *interaction.Site }

func (s settings) Setting(name string) (string, bool) {
	value, found := s.site.Settings[name]
	return value, found && value != ""
}

func (s settings) Clock(dayOnly bool) string {
	if dayOnly {
		return time.DateOnly
	}
	return time.DateTime
}

func newStages(s *interaction.Site, target string) (*stages, error) {
	resource, query, _ := strings.Cut(target, "?")
	params, err := url.ParseQuery(query)
	return &stages{
		site: s, resource: resource, params: params, readers: plan.NewReaders(s.Program),
		options: search.Options{
			Zone: s.Zone.Location, BaseURL: s.BaseURL, DefaultCount: s.Counts.Default, MaxCount: s.Counts.Max,
		},
		tenant:  plan.Tenant{ID: s.Tenant, Program: s.Program, Values: settings{s}, Zone: s.Zone, Now: time.Now()},
		printer: sqltree.Printer{Values: settings{s}},
	}, err
}

func (s *stages) parse() (search.Query, error) { return search.Parse(s.resource, s.params, s.options) }

func (s *stages) permit(q search.Query) (access.Permitted, error) {
	return access.Permit(s.site.Tenant, q, access.Open(s.site.Tenant), access.Search, search.Options{})
}

func (s *stages) plan(p access.Permitted) (*plan.Plan, error) { return plan.Build(p, s.tenant) }

// render prints what finds the rows and what reads them, for each source. Key sets stay sub-selects here.
func (s *stages) render(p *plan.Plan) {
	for _, src := range p.Sources {
		find := src.NamedStatement
		if !src.Named {
			find = func() *sqltree.Select { return src.KeyStatement(nil, pageSize+1) }
		}
		s.printer.Statement(find())
		s.printer.Statement(s.readers.Rows(src.Of.Rows, s.someKeys(len(src.Of.Rows.Key))))
	}
}

// someKeys are the keys of a page.
func (s *stages) someKeys(width int) [][]any {
	keys := make([][]any, pageSize)
	for i := range keys {
		keys[i] = make([]any, width)
		for j := range keys[i] {
			keys[i][j] = int64(i + j + 1)
		}
	}
	return keys
}

// engineQueries are typical ones.
var engineQueries = []string{
	"Observation?code=http%3A%2F%2Floinc.org%7C8867-4&_count=50",
	"Observation?patient=7&category=vital-signs",
	"Observation?patient=7&code=85354-9,8867-4&date=ge2023-01-01&date=lt2024",
	"Patient?_count=50",
	"Patient?name=garc&birthdate=ge1970&gender=female",
	"Encounter?_id=c0ffee00-0000-4000-8000-000000000001",
}

// writeEngine measures the stages, each with what the one before it gave, and all of them together.
func writeEngine(out io.Writer, site *interaction.Site) error {
	t := newTable(out, "4. The engine alone, µs and (allocations)", "  query\tparse\tpermit\tplan\trender\ttogether")
	defer t.Flush()
	for _, target := range engineQueries {
		cells, err := engineCells(site, target)
		if err != nil {
			return fmt.Errorf("%s: %w", target, err)
		}
		readable, err := url.QueryUnescape(target)
		if err != nil {
			return err
		}
		t.row("  %s\t%s", readable, strings.Join(cells, "\t"))
	}
	return nil
}

func engineCells(site *interaction.Site, target string) ([]string, error) {
	s, err := newStages(site, target)
	if err != nil {
		return nil, err
	}
	query, err := s.parse()
	if err != nil {
		return nil, err
	}
	permitted, err := s.permit(query)
	if err != nil {
		return nil, err
	}
	planned, err := s.plan(permitted)
	if err != nil {
		return nil, err
	}
	return []string{
		cost(func() { _, _ = s.parse() }),
		cost(func() { _, _ = s.permit(query) }),
		cost(func() { _, _ = s.plan(permitted) }),
		cost(func() { s.render(planned) }),
		cost(func() {
			q, _ := s.parse()
			allowed, _ := s.permit(q)
			p, _ := s.plan(allowed)
			s.render(p)
		}),
	}, nil
}

// cost is the time and the allocations of a function, as text.
func cost(f func()) string {
	t := fastest(f)
	return fmt.Sprintf("%.1f (%d)", t.ns/1000, t.allocs)
}
