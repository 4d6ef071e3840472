package sample

import "math/rand/v2"

// procedure is a row of proc_done.
type procedure struct {
	encounter, staff any
	code, descr      string
	day, time        any
	state            string
	site, facility   string
	remark           any
	updated          string
}

// procedure emits the procedure with the clinic's next proc_id.
func (g *generator) procedure(c Clinic, pat int, p procedure) {
	g.procedures[c.ID]++
	g.emit("proc_done", c.ID, g.procedures[c.ID], pat, p.encounter, p.staff, p.code, p.descr, p.day, p.time, p.state, p.site,
		p.facility, p.remark, stampText(p.updated, c.location()))
}

var procedures = []named{
	{"Colonoscopy", "73761001"},
	{"Colorectal cancer screening, colonoscopy", "HCPCS:G0105"},
	{"Appendectomy, laparoscopic", "ICD10PCS:0DTJ4ZZ"},
	{"Electrocardiographic procedure", "SCT:29303009"},
	{"Ear wash", ""},
	{"Suture of wound", "XYZ:12"},
}

func randomProcedure(r *rand.Rand, c Clinic) procedure {
	n, at := pick(r, procedures), wallClock(r)
	p := procedure{
		staff: 1 + r.IntN(c.Staff), code: n.codes, descr: n.title, day: at.Format(dateForm), time: at.Format("15:04:05"), state: "OK",
		facility: c.Name, updated: at.Format(wallForm),
	}
	switch r.IntN(8) {
	case 0:
		p.time, p.facility = nil, ""
	case 1:
		p.day, p.time = pick(r, []any{nil, ZeroDate}), nil
	case 2:
		p.state = pick(r, []string{"PR", "IP", "ND", "AB", "ER", "??"})
	case 3:
		p.site, p.remark, p.facility = "left", pick(r, []any{"", "went well", nil}), "no such site"
	}
	return p
}
