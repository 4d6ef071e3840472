package sample

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// OpenEnd stands in rx.stop_on of prescriptions without an end.
const OpenEnd = "2051-01-05"

// script is a row of rx, a prescription.
type script struct {
	encounter            any
	byKind               string
	by                   any
	date                 string
	drug                 any
	rxnorm, text         string
	dose                 string
	unit, route, every   int
	repeat               any
	quantity, prn        string
	sig                  any
	status               string
	start, stop, stopped any
	reason               string
	extra, updated       any
	deleted              bool // by a row of deleted_record
}

// script emits the prescription with the clinic's next rx_id.
func (g *generator) script(c Clinic, pat int, s script) {
	g.scripts[c.ID]++
	id := g.scripts[c.ID]
	if s.byKind == "" {
		s.byKind = "S"
	}
	if s.prn == "" {
		s.prn = "N"
	}
	g.emit("rx", c.ID, id, pat, s.encounter, s.byKind, s.by, s.date, s.drug, s.rxnorm, s.text, s.dose, s.unit, s.route, s.every,
		s.repeat, s.quantity, s.prn, s.sig, s.status, s.start, s.stop, s.stopped, s.reason, s.extra, s.updated)
	if s.deleted {
		g.emit("deleted_record", c.ID, "rx", id, s.date, StaffPhysician)
	}
}

func randomScript(r *rand.Rand, c Clinic) script {
	at := wallClock(r)
	s := script{
		by: 1 + r.IntN(c.Staff), date: at.Format(wallForm), dose: pick(r, []string{"1", "1", "2", "0.5", "1-2", "as told", ""}), unit: 1, route: 1,
		every: r.IntN(7), repeat: pick(r, []any{nil, 0, 1, 3}), quantity: pick(r, []string{"30", "90", "60 tablets", ""}), status: "A",
		start: at.Format(dateForm), stop: OpenEnd, updated: at.Add(time.Minute).Format(wallForm),
		sig: pick(r, []any{"Take 1 tablet by mouth daily", "Take as needed,\nnot more than 4 a day", "", nil}),
	}
	switch r.IntN(4) {
	case 0:
		s.text, s.rxnorm = "Ibuprofen 200 MG Oral Tablet", pick(r, []string{"310965", ""})
	case 1:
		s.drug, s.unit, s.route = DrugAlbuterol, 4, 2
	default:
		s.drug = 1 + r.IntN(len(drugs))
	}
	switch r.IntN(10) {
	case 0, 1:
		s.stop = at.AddDate(0, 0, 10).Format(dateForm)
	case 2:
		s.stop, s.stopped = nil, at.AddDate(0, 0, 3).Format(wallForm)
	case 3:
		s.status, s.stop = pick(r, []string{"D", "H", "X", "E", "?"}), ZeroDate
	case 4:
		s.byKind, s.by, s.prn = "F", 1+r.IntN(2), "Y"
	case 5:
		s.reason, s.extra = "ICD10:I10", fmt.Sprintf(`{"ndc": "0009%d", "pharmacy": {"note": "ring %d"}}`, r.IntN(9), r.IntN(99))
	}
	s.deleted = oneIn(r, 40)
	return s
}

// randomMedication is a medication of the list, rx the prescription that it was copied from, or nil.
func randomMedication(r *rand.Rand, rx any) item {
	i := randomItem(r, "M", pick(r, []named{{"Aspirin 81 MG", "RXNORM:243670"}, {"Vitamin D", ""}, {"Metformin 500", "RXNORM:861007;NDC:00093-1048-01"}}))
	i.rx = rx
	return i
}
