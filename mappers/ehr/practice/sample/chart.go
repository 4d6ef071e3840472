package sample

import "math/rand/v2"

// chart is what stands in a patient's chart beside encounters, vitals and orders.
type chart struct {
	items      []item
	touched    []touch
	slips      []slip
	shots      []shot
	scripts    []script
	procedures []procedure
	notes      []writing
	pasts      []past
	surveys    []survey
	attributes attributes
}

// touch is a row of list_touch.
type touch struct {
	kind, at string
	staff    any
}

// slip is a row of charge_slip: up to three diagnoses of a visit.
type slip struct {
	encounter   int
	dx1, dx2    string
	dx3, billed any
	resolved    any
	system      string
}

// seen is an encounter of the patient whose rows are being emitted.
type seen struct {
	id    int
	start string
}

// chart emits all of it.
func (g *generator) chart(c Clinic, pat int, h chart) {
	for _, i := range h.items {
		g.item(c, pat, i)
	}
	for _, t := range h.touched {
		g.emit("list_touch", c.ID, pat, t.kind, t.at, t.staff)
	}
	for _, s := range h.slips {
		g.slips[c.ID]++
		g.emit("charge_slip", c.ID, g.slips[c.ID], s.encounter, s.dx1, s.dx2, s.dx3, s.system, s.billed, s.resolved)
	}
	for _, s := range h.shots {
		g.shot(c, pat, s)
	}
	for _, s := range h.scripts {
		g.script(c, pat, s)
	}
	for _, p := range h.procedures {
		g.procedure(c, pat, p)
	}
	for _, n := range h.notes {
		g.writing(c, pat, n)
	}
	for _, p := range h.pasts {
		g.past(c, pat, p)
	}
	for _, s := range h.surveys {
		g.survey(c, pat, s)
	}
}

// randomChart emits a chart that says a little of everything, with slips for the visits that were emitted last. It gives
// the attributes, which belong to a chart number.
func (g *generator) randomChart(c Clinic, pat int) attributes {
	if c.Charts < 0 {
		return nil
	}
	r := g.rng(c, ofChart, pat)
	h := chart{attributes: randomAttributes(r)}
	for range r.IntN(4) {
		h.items = append(h.items, randomProblem(r))
	}
	switch r.IntN(3) {
	case 0:
		h.touched = append(h.touched, touch{"A", "2024-02-03 10:00:00", StaffPhysician})
	default:
		h.items = append(h.items, randomAllergy(r))
	}
	for _, e := range g.visits {
		if oneIn(r, 3) {
			h.slips = append(h.slips, randomSlip(r, e))
		}
	}
	for range r.IntN(4) {
		h.shots = append(h.shots, randomShot(r, c))
	}
	for range r.IntN(4) {
		h.scripts = append(h.scripts, randomScript(r, c))
	}
	g.randomRest(r, c, &h)
	g.chart(c, pat, h)
	return h.attributes
}

// randomRest adds what most patients have none or one of.
func (g *generator) randomRest(r *rand.Rand, c Clinic, h *chart) {
	if len(h.scripts) > 0 && oneIn(r, 2) {
		h.items = append(h.items, randomMedication(r, g.scripts[c.ID]+1))
	}
	if oneIn(r, 3) {
		h.items = append(h.items, randomMedication(r, nil))
	}
	if oneIn(r, 4) {
		h.items = append(h.items, randomSurgery(r))
	}
	if oneIn(r, 2) {
		h.procedures = append(h.procedures, randomProcedure(r, c))
	}
	if oneIn(r, 3) {
		h.notes = append(h.notes, randomNote(r, c, g.visits)...)
	}
	for range r.IntN(3) {
		h.pasts = append(h.pasts, randomPast(r))
	}
	if oneIn(r, 4) {
		h.surveys = append(h.surveys, randomSurvey(r, c))
	}
}

func randomSlip(r *rand.Rand, e seen) slip {
	s := slip{encounter: e.id, system: "I10", billed: e.start[:10], dx2: "", dx3: pick(r, []any{nil, ""})}
	if oneIn(r, 4) {
		s.resolved = pick(r, []any{s.billed, ZeroDate, "2041-01-01"})
	}
	if oneIn(r, 4) {
		s.system, s.dx1 = "SCT", pick(r, []string{"59621000", "44054006"})
		return s
	}
	s.dx1 = pick(r, []string{"I10", "E11.9", "J45.909", "Z00.00", "K00.0"})
	if oneIn(r, 3) {
		s.dx2, s.dx3 = "E78.5", pick(r, []any{nil, "M54.50", ""})
	}
	return s
}
