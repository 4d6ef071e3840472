package sample

import (
	"fmt"
	"math/rand/v2"
)

// survey is a row of survey and its answers.
type survey struct {
	form      string
	encounter any // text
	staff     any
	at        string
	status    string
	answers   []reply
}

// reply is a row of survey_answer.
type reply struct {
	item, parent, kind string
	code, number       any
	unit               string
	text               any
}

// survey emits the survey with the next survey_id.
func (g *generator) survey(c Clinic, pat int, s survey) {
	g.surveys++
	g.emit("survey", g.surveys, c.ID, pat, s.form, s.encounter, s.staff, s.at, s.status)
	for _, a := range s.answers {
		g.emit("survey_answer", g.surveys, a.item, a.parent, a.kind, a.code, a.number, a.unit, a.text)
	}
}

func randomSurvey(r *rand.Rand, c Clinic) survey {
	s := survey{staff: pick(r, []any{nil, 1 + r.IntN(c.Staff)}), at: wallClock(r).Format(wallForm), status: pick(r, []string{"C", "C", "C", "O", "V"})}
	if oneIn(r, 2) {
		s.form = "PHQ2"
		s.answers = []reply{
			{item: "PHQ2", kind: "G"},
			{item: "PHQ2-1", parent: "PHQ2", kind: "C", code: pick(r, []any{"NOTATALL", "SEVERAL", "MORETHAN", nil})},
			{item: "PHQ2-2", parent: "PHQ2", kind: "C", code: pick(r, []any{"NOTATALL", "SEVERAL", "NEARLY"})},
			{item: "PHQ2-T", parent: "PHQ2", kind: "I", number: fmt.Sprint(r.IntN(7))},
		}
		return s
	}
	s.form = "SDOH"
	s.answers = []reply{
		{item: "FOOD", kind: "C", code: pick(r, []any{"OFTEN", "SOMETIMES", "NEVER", "DUNNO"})},
		{item: "HOME", kind: "C", code: pick(r, []any{"HASHOME", "NOHOME"})},
		{item: "INCOME", kind: "N", number: pick(r, []any{nil, "0.0000", fmt.Sprintf("%d.5000", 9000+r.IntN(60000))}), unit: "/a"},
		{item: "WORRY", kind: "T", text: pick(r, []any{nil, "", "rent; heating"})},
		{item: "CAR", kind: "B", number: pick(r, []any{"0", "1", nil})},
	}
	return s
}

// attributes are rows of pat_attr, by name.
type attributes [][2]string

func (g *generator) attributes(chart int, list attributes) {
	for _, a := range list {
		g.emit("pat_attr", chart, a[0], a[1])
	}
}

func randomAttributes(r *rand.Rand) attributes {
	switch r.IntN(4) {
	case 0:
		return attributes{{"occupation", pick(r, []string{"Carpenter", "Nurse", "Teacher"})}, {"industry", pick(r, []string{"Construction", "Health care", ""})}, {"job_since", "2019-05"}}
	case 1:
		return attributes{{"occupation", "Retired"}}
	}
	return nil
}
