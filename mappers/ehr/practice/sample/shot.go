package sample

import "math/rand/v2"

// shot is a row of immunization and its rows of imm_ext.
type shot struct {
	uid                   []byte // nil: an older row without one
	encounter, staff      any
	cvx, vaccine          string
	day                   string
	time                  any
	done, refused, whyNot string
	inError, source       string
	updated               any
	ext                   [][2]string
}

// shot emits the immunization with the next imm_id.
func (g *generator) shot(c Clinic, pat int, s shot) {
	g.shots++
	var uid any
	if s.uid != nil {
		uid = s.uid
	}
	if s.refused == "" {
		s.refused = "0"
	}
	if s.source == "" {
		s.source = "00"
	}
	g.emit("immunization", g.shots, uid, c.ID, pat, s.encounter, s.staff, s.cvx, s.vaccine, s.day, s.time, s.done, s.refused,
		s.whyNot, s.inError, s.source, s.updated)
	for _, e := range s.ext {
		g.emit("imm_ext", g.shots, e[0], e[1])
	}
}

// vaccines have CVX codes and names; the last is a local one.
var vaccines = [][2]string{
	{"140", "Influenza, seasonal, injectable, preservative free"},
	{"208", "COVID-19, mRNA, LNP-S, PF, 30 mcg/0.3 mL dose"},
	{"115", "Tdap"},
	{"03", "MMR"},
	{"21", "varicella"},
	{"33", "pneumococcal polysaccharide vaccine, 23 valent"},
	{"", "Travel clinic shot"},
}

func randomShot(r *rand.Rand, c Clinic) shot {
	v, at := pick(r, vaccines), wallClock(r)
	s := shot{
		uid: randomUID(r), staff: 1 + r.IntN(c.Staff), cvx: v[0], vaccine: v[1], day: at.Format(dateForm), time: at.Format("15:04:05"),
		done: "completed", updated: at.Format(wallForm),
	}
	switch r.IntN(12) {
	case 0:
		s.uid, s.time, s.source, s.staff = nil, nil, "01", nil
	case 1:
		s.refused, s.done, s.whyNot = "1", "refused", pick(r, []string{"PATOBJ", "RELIG", "", "ZZ"})
	case 2:
		s.refused, s.done, s.whyNot = "2", "", "IMMUNE"
	case 3:
		s.inError = "Y"
	case 4:
		s.done, s.source = "partial", "02"
	}
	if s.refused == "" && oneIn(r, 2) {
		s.ext = [][2]string{{"lot", "L" + at.Format("0102")}, {"expires", at.AddDate(1, 0, 0).Format("01/02/2006")}, {"site", pick(r, []string{"LA", "RA", "??"})}}
	}
	return s
}
