package main

import (
	"context"
	"fmt"

	"ehr.example/portico/facade/mysql"
)

// scene is one database with Portico and the handler written by hand in front of it.
type scene struct {
	database *database
	portico  *portico
	byHand   *byHand
	facade   *listener // of portico
	manual   *listener // of byHand
}

// newScene builds and serves both over a database.
func newScene(ctx context.Context, d *database, observe func(mysql.Statement)) (*scene, error) {
	s := &scene{database: d}
	var err error
	if s.portico, err = newPortico(ctx, d, observe); err != nil {
		return nil, err
	}
	if s.byHand, err = newByHand(ctx, d); err != nil {
		return nil, err
	}
	if s.facade, err = listen(ctx, s.portico.handler); err != nil {
		return nil, err
	}
	s.manual, err = listen(ctx, s.byHand)
	return s, err
}

func (s *scene) close() {
	s.facade.close()
	s.manual.close()
	s.portico.close()
	s.byHand.close()
}

// measured is a request that is measured.
type measured struct {
	name   string
	target string // behind the tenant's base
	paged  bool   // there may be a thousand pages
	first  string // why its first page is lighter than others
}

// requests are those of both sides.
var requests = []measured{
	{"50 Observations by code", "Observation?code=http%3A%2F%2Floinc.org%7C8867-4&_count=50", true, "its patients are those written by hand, who share encounters"},
	{"50 Observations of a patient", "Observation?patient=7&category=vital-signs", false, ""},
	{"50 Patients", "Patient?_count=50", true, ""},
	{"read a Patient", "Patient/1", false, ""},
	{"read an Encounter", "Encounter/c0ffee00-0000-4000-8000-000000000001", false, ""},
}

// verify is an error unless both sides give the same resources for every request.
func (s *scene) verify(ctx context.Context) error {
	for _, m := range requests {
		a, err := ask(ctx, s.facade, m.target)
		if err != nil {
			return fmt.Errorf("portico, %s: %w", m.name, err)
		}
		b, err := ask(ctx, s.manual, m.target)
		if err != nil {
			return fmt.Errorf("by hand, %s: %w", m.name, err)
		}
		if err := a.same(b); err != nil {
			return fmt.Errorf("%s: Portico and the handler by hand: %w", m.name, err)
		}
	}
	return nil
}
