package interaction_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/search"
	"ehr.example/portico/mappers/fhir"
)

// everything is $everything of a patient, mostly one who is seen, now and then of somebody who does not exist.
func (g *generator) everything() (searched, bool) {
	if len(g.items["Patient"]) == 0 || !g.tellRecords() {
		return searched{}, false
	}
	patient := choice(g.r, g.items["Patient"])
	if !g.oneIn(4) {
		patient = g.item("Patient")
	}
	q := searched{
		operation: interaction.Everything, within: search.Compartment{Type: "Patient", ID: patient.id}, own: url.Values{}, count: largest,
	}
	if g.oneIn(20) {
		q.within.ID = "nobody"
	}
	if g.oneIn(2) {
		q.count = 5 + g.r.IntN(100)
	}
	if record := g.records[patient.id]; len(record) > 0 {
		g.between(q.own, choice(g.r, record), choice(g.r, record))
		if g.oneIn(4) {
			g.since(q.own, choice(g.r, record))
		}
	}
	if g.oneIn(3) {
		for range 1 + g.r.IntN(3) {
			q.own.Add("_type", choice(g.r, g.types))
		}
	}
	return q, true
}

// tellRecords tells that the JSON of all resources in patients' records says whose they are. A mapping may bind others to a patient,
// of which the evaluator cannot know.
func (n *naive) tellRecords() bool {
	if !n.complete() {
		return false
	}
	for typ, items := range n.items {
		if fhir.PatientCompartment(typ) != nil && slices.ContainsFunc(items, func(it *item) bool { return n.recordOf(it) == "" }) {
			return false
		}
	}
	return true
}

// between asks for care since one resource's date, until another's, both or neither.
func (g *generator) between(own url.Values, from, until *item) {
	for i, name := range []string{"start", "end"} {
		dates := caredFor([]*item{from, until}[i])
		if len(dates) > 0 && g.oneIn(3) {
			own.Set(name, g.shorter(dates[0].text, dates[0]))
		}
	}
}

// since asks for what changed since a resource did.
func (g *generator) since(own url.Values, it *item) {
	if changed := it.values["_lastUpdated"]; len(changed) > 0 {
		own.Set("_since", g.shorter(changed[0].(span).text, changed[0].(span)))
	}
}

// shorter is a date as it stands in a resource, or a part of it.
func (g *generator) shorter(text string, s span) string {
	if text == "" {
		at := s.low
		if at.IsZero() {
			at = s.high
		}
		text = at.In(g.site.Zone.Location).Format("2006-01-02T15:04:05Z07:00")
	}
	lengths := []int{4, 7, 10}
	if g.oneIn(2) {
		return text
	}
	return text[:min(len(text), choice(g.r, lengths))]
}

// lastN is $lastn of a patient's Observations, by category, code, or both.
func (g *generator) lastN() (searched, bool) {
	if len(g.items["Observation"]) == 0 || !g.searches("Observation") {
		return searched{}, false
	}
	anchor := g.item("Observation")
	of, code := g.asking(anchor, choice(g.r, []string{"patient", "subject"})), g.asking(anchor, choice(g.r, []string{"code", "category", "category"}))
	if len(of.texts) == 0 || len(code.texts) == 0 {
		return searched{}, false
	}
	q := searched{types: []string{"Observation"}, operation: interaction.LastN, own: url.Values{}, clauses: []clause{of, code}, count: largest}
	if code.code == "category" {
		q.clauses[1].texts = append(q.clauses[1].texts, "laboratory", "vital-signs")[:1+g.r.IntN(3)]
	}
	if g.oneIn(3) {
		if c, ok := g.clause(anchor, 1); ok {
			q.clauses = append(q.clauses, c)
		}
	}
	if !g.oneIn(3) {
		q.own.Set("max", fmt.Sprint(1+g.r.IntN(4)))
	}
	g.shape(&q, anchor, nil)
	q.total = ""
	return q, true
}

// docRef is US Core's $docref of a patient.
func (g *generator) docRef() (searched, bool) {
	if len(g.items["DocumentReference"]) == 0 || !g.searches("DocumentReference") {
		return searched{}, false
	}
	anchor := g.item("DocumentReference")
	of := g.asking(anchor, "patient")
	if len(of.texts) == 0 {
		return searched{}, false
	}
	q := searched{types: []string{"DocumentReference"}, operation: interaction.DocRef, own: url.Values{}, clauses: []clause{of}, count: largest}
	for _, code := range []string{"type", "_profile"} {
		if c := g.asking(anchor, code); len(c.texts) > 0 && g.oneIn(3) {
			q.clauses = append(q.clauses, c)
		}
	}
	g.between(q.own, anchor, g.item("DocumentReference"))
	if g.oneIn(2) {
		q.count = 1 + g.r.IntN(5)
	}
	return q, true
}

// asking is a clause that asks for a value of a resource as it stands.
func (g *generator) asking(it *item, code string) clause {
	c := clause{code: code}
	if values := it.values[code]; len(values) > 0 {
		probes := slices.DeleteFunc(g.kind(it.typ, code).probes(choice(g.r, values)), func(p probe) bool {
			return p.modifier != "" || p.verdict != holds || strings.HasSuffix(p.text, "|")
		})
		if len(probes) > 0 {
			c.texts = []string{choice(g.r, probes).text}
		}
	}
	return c
}
