package sample

import (
	"math/rand/v2"
	"strconv"
	"time"
)

// reports emits the laboratory's reports of an order that was just emitted: none of most that are open or cancelled, and
// now and then a corrected one after a final one.
func (g *generator) reports(c Clinic, o order) {
	at, err := time.Parse(wallForm, o.at)
	if err != nil || len(o.results) == 0 && o.status != "C" {
		return
	}
	r := g.rng(c, ofReport, g.orders)
	statuses := []string{"final"}
	switch {
	case o.status == "O":
		statuses = []string{"prelim"}
	case oneIn(r, 12):
		statuses = []string{"final", "corr"}
	case oneIn(r, 20):
		statuses = []string{pick(r, []string{"recvd", "error", ""})}
	}
	for i, status := range statuses {
		sent := at.Add(time.Duration(i*24+9) * time.Hour)
		g.emit("lab_report", g.orders, i+1, pick(r, []any{at.Add(10 * time.Minute).Format(wallForm), nil, ZeroDateTime}),
			sent.Format(wallForm), pick(r, []string{"", "", "-0500", "+0000", "+05:30"}), status, pick(r, []any{nil, StaffPhysician}))
	}
}

// writing is a version of a note: a row of note.
type writing struct {
	uuid               string
	encounter          string
	kind, form, byKind string
	by                 any
	at                 string
	body               any
	signed             string
	hidden             string
	updated            string
}

// writing emits the version with the next note_no.
func (g *generator) writing(c Clinic, pat int, n writing) {
	g.notes++
	g.emit("note", g.notes, c.ID, n.uuid, pat, n.encounter, n.kind, n.form, n.byKind, n.by, n.at, n.body, n.signed, n.hidden, n.updated)
}

// randomNote are the versions of a note: one, or an unsigned one and a signed one.
func randomNote(r *rand.Rand, c Clinic, visits []seen) []writing {
	at := wallClock(r)
	n := writing{
		uuid: uuidText(randomUID(r)), kind: pick(r, []string{"XRAY", "ECHO", "PATH"}), form: "report", byKind: "S", by: 1 + r.IntN(c.Staff),
		at: at.Format(wallForm), body: []byte("Nothing unusual."), signed: "1", hidden: "FALSE", updated: at.Add(time.Hour).Format(wallForm),
	}
	if len(visits) > 0 && !oneIn(r, 3) {
		n.encounter = strconv.Itoa(pick(r, visits).id)
	}
	if oneIn(r, 4) {
		n.byKind, n.by = "F", 1+r.IntN(2)
	}
	if oneIn(r, 3) {
		n.kind, n.form = pick(r, []string{"PROG", "DISCH", "OWN"}), "letter"
	}
	if oneIn(r, 12) {
		n.hidden = "TRUE"
	}
	if oneIn(r, 3) {
		draft := n
		draft.signed, draft.body, draft.updated = "0", []byte("Dictated, not read."), n.at
		return []writing{draft, n}
	}
	return []writing{n}
}
