package sample

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// randomPatient emits a patient with encounters, vitals and laboratory orders.
func (g *generator) randomPatient(c Clinic, id int) {
	r := g.rng(c, ofPatient, id)
	p, b := randomPerson(r, c, id)
	g.person(c, p)
	g.randomVisits(r, c, id, b, about(r, c.EncountersPerPatient))
	for range about(r, c.OrdersPerPatient) {
		g.order(c, id, nil, randomOrder(r, c, wallClock(r)))
	}
	g.attributes(g.charts, g.randomChart(c, id))
}

// randomVisits emits n encounters with their vitals.
func (g *generator) randomVisits(r *rand.Rand, c Clinic, id int, b body, n int) {
	for range n {
		start := wallClock(r)
		v := randomVisit(r, c, start)
		for range about(r, c.VitalsPerEncounter) {
			at := start.Add(time.Duration(r.IntN(20)) * time.Minute)
			reading := b.measure(r, c, at)
			reading.staff = v.staff
			reading.deleted = oneIn(r, 100)
			v.vitals = append(v.vitals, reading)
		}
		g.visit(c, id, v, randomUID(r))
	}
}

// randomPerson makes a patient and the body whose vitals will be measured.
func randomPerson(r *rand.Rand, c Clinic, id int) (person, body) {
	town := pick(r, around(c))
	born := time.Date(1930+r.IntN(88), 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, r.IntN(365))
	p := person{
		id: id, mrn: fmt.Sprintf("M%06d", id), lname: pick(r, surnames), dob: born.Format(dateForm),
		marital: pick(r, []string{"S", "M", "M", "D", "W", ""}), race: pick(r, []string{"W", "W", "W", "B", "A", "I", "P", "O", Declined, ""}),
		ethnicity: pick(r, []any{"N", "N", "N", "H", Declined, "", nil}), lang: pick(r, languages),
		phone: phone(r, town), cell: phone(r, town), email: fmt.Sprintf("p%d.c%d@example.org", id, c.ID),
		street: fmt.Sprintf("%d %s", 1+r.IntN(999), pick(r, streets)), town: town, deceased: pick(r, []string{"N", "N", ""}),
		staff: 1 + r.IntN(c.Staff), created: "2018-01-02 09:00:00", updated: stamp(wallClock(r), c.location()),
	}
	b := body{born: born}
	switch r.IntN(40) {
	case 0:
		p.sex, p.birthSex = pick(r, []string{"U", "O", ""}), pick(r, []any{"", nil})
	default:
		p.sex = pick(r, []string{"F", "F", "F", "M", "M"})
		p.birthSex = p.sex
	}
	b.sbp = 108 + 0.3*float64(2024-born.Year()) + 8*r.NormFloat64()
	if p.sex == "M" {
		p.fname, b.height = pick(r, mensNames), 176+7*r.NormFloat64()
	} else {
		p.fname, b.height = pick(r, womensNames), 163+6.5*r.NormFloat64()
	}
	b.weight = (21 + 8*r.Float64()) * b.height * b.height / 10000
	p.unusual(r, born)
	return p, b
}

// unusual gives now and then what isn't the rule: death, missing data, an old address, deletion.
func (p *person) unusual(r *rand.Rand, born time.Time) {
	if oneIn(r, 25) && born.Year() < 1960 {
		p.deceased, p.death = "Y", pick(r, []any{"2025-12-31 04:10:00", "2025-12-31 23:55:00", ZeroDateTime, nil})
	}
	if oneIn(r, 50) {
		p.dob = pick(r, []any{nil, ZeroDate})
	}
	if oneIn(r, 8) {
		p.work, p.suffix = p.phone, pick(r, []any{"Jr.", "III", "", nil})
	}
	if oneIn(r, 5) {
		p.email, p.cell = pick(r, []any{nil, ""}), ""
	}
	if oneIn(r, 6) {
		p.addresses = []address{{
			kind: "O", street: fmt.Sprintf("%d %s", 1+r.IntN(99), pick(r, streets)), city: p.town.name,
			state: p.town.state, zip: p.town.zip, from: ZeroDate, to: "2017-06-30",
		}}
	}
	if oneIn(r, 60) {
		p.deleted = 1
	}
}

// phone writes a number in one of the forms that people type.
func phone(r *rand.Rand, t town) string {
	form := pick(r, []string{"(%s) 555-%04d", "%s-555-%04d", "%s555%04d", "+1 %s 555 %04d"})
	return fmt.Sprintf(form, t.area, r.IntN(10000))
}

func randomVisit(r *rand.Rand, c Clinic, start time.Time) visit {
	v := visit{
		class: "AMB", kind: pick(r, []string{"CHECKUP", "SYMPT", "PROB", "FOLLOW", "GENEXAM"}), status: "C",
		start: start.Format(wallForm), end: start.Add(time.Duration(10+5*r.IntN(8)) * time.Minute).Format(wallForm),
		reason: pick(r, reasons), staff: 1 + r.IntN(c.Staff), facility: 1 + r.IntN(2), deleted: oneIn(r, 80),
	}
	switch r.IntN(40) {
	case 0:
		v.class, v.kind = "EMR", "ER"
	case 1:
		v.class, v.kind = "INP", "ADMIT"
		v.end = start.AddDate(0, 0, 1+r.IntN(6)).Format(wallForm)
	case 2, 3:
		v.class, v.kind = pick(r, []string{"VR", "TEL"}), "TELEMED"
	case 4:
		v.status, v.end = pick(r, []string{"A", "I", "P"}), pick(r, []any{nil, ZeroDateTime})
	case 5:
		v.status, v.end = "X", nil
	case 6:
		v.kind, v.staff, v.facility = pick(r, []string{"BLOODDRAW", "PHYS", ""}), nil, nil
	}
	return v
}

// randomOrder makes an order of tests that stand side by side in the list of tests.
func randomOrder(r *rand.Rand, c Clinic, at time.Time) order {
	list := offered(c.Metric)
	o := order{at: at.Format(wallForm), status: "C", panel: "PANEL", staff: 1 + r.IntN(c.Staff)}
	first := r.IntN(len(list))
	done := at.Add(time.Duration(1+r.IntN(72)) * time.Hour).Format(wallForm)
	for i := range about(r, c.ResultsPerOrder) {
		t := list[(first+i)%len(list)]
		value, kind, flag := t.draw(r)
		line := result{
			code: t.code, name: t.name, value: value, kind: kind, unit: t.unit, ref: t.ref, flag: flag,
			at: done, status: "F",
		}
		if oneIn(r, 30) {
			line.status = pick(r, []string{"P", "C", "X"})
		}
		if oneIn(r, 10) {
			line.comment = pick(r, []any{"", "Repeated.", "Patient wasn't fasting"})
		}
		o.results = append(o.results, line)
	}
	return o
}
