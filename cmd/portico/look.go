package main

import (
	"context"
	"encoding/json"
	"fmt"

	"ehr.example/portico/facade/inspect"
	"ehr.example/portico/facade/tenant"
	"ehr.example/portico/mappers/problem"
)

// said is a line of check as JSON.
type said struct {
	Severity string `json:"severity"`
	Check    string `json:"check,omitempty"`
	Tenant   string `json:"tenant,omitempty"`
	Source   string `json:"source,omitempty"`
	File     string `json:"file,omitempty"`
	Line     int    `json:"line,omitempty"`
	Column   int    `json:"column,omitempty"`
	Message  string `json:"message"`
	Hint     string `json:"hint,omitempty"`
	Count    int64  `json:"count,omitempty"`
	DDL      string `json:"ddl,omitempty"`
}

// say prints a finding, or keeps it for JSON. What only one tenant's data shows says whose it is.
func (k *check) say(tenant string, f inspect.Finding) {
	if f.Severity == problem.Error {
		k.refusals++
	}
	if k.json {
		k.found = append(k.found, said{
			Severity: f.Severity.String(), Check: f.Check, Tenant: tenant, Source: f.Source,
			File: f.Pos.File, Line: f.Pos.Line, Column: f.Pos.Col, Message: f.Message, Hint: f.Hint, Count: f.Count, DDL: f.DDL,
		})
		return
	}
	if tenant != "" {
		f.Message = tenant + ": " + f.Message
	}
	fmt.Fprintln(k.out, f)
}

func (k *check) writeJSON() error {
	if k.found == nil {
		k.found = []said{}
	}
	e := json.NewEncoder(k.out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(k.found)
}

// look looks at the data of the tenants that are served. What is the database's and no tenant's is said once.
func (k *check) look(ctx context.Context, h *house, tenants []*tenant.Tenant) {
	var placed []inspect.Placed
	once := map[string]bool{}
	for _, t := range tenants {
		site, err := t.Site(ctx)
		if err != nil {
			continue // it was said, or the tenant is suspended
		}
		placed = append(placed, inspect.Placed{Site: site, At: t.Config().At("settings")})
		m, err := tenant.Mapper(t.Config(), h.options.Mappers)
		if err != nil {
			continue // it was said
		}
		text := m.Mapping(&problem.List{})
		found, err := inspect.Look(ctx, site, text, inspect.Options{Sample: k.sample})
		for _, f := range found {
			line := site.DB.Address() + f.String()
			if f.Source == "" && once[line] {
				continue
			}
			once[line] = true
			k.say(t.ID(), f)
		}
		if err != nil {
			k.printError(t.ID(), fmt.Errorf("%s: the data could not be looked at: %w", t.ID(), plain(err)))
		}
	}
	for _, f := range inspect.Overlapping(placed) {
		k.say("", f)
	}
}
