package sample

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// item is a row of chart_item with what hangs below it. Kinds are problem, allergy, medication and surgery.
type item struct {
	kind, title, codes string
	begin, end         any
	estimated          int
	occur, outcome     int
	certain, severity  string
	concern, category  string
	encounter, rx      any
	note               string
	user               any
	archived, inError  string
	created            string
	changed            any
	reactions          []reaction
	surgery            *surgery
}

// reaction is a row of reaction.
type reaction struct {
	code   string
	text   any
	grade  string
	seen   any
	voided int
}

// surgery is a row of surgery: a date in three parts, any of which may lack.
type surgery struct{ year, month, day, hospital string }

// item emits the item with the next item_id, and its children.
func (g *generator) item(c Clinic, pat int, i item) {
	g.items++
	flag := func(value, otherwise string) string {
		if value == "" {
			return otherwise
		}
		return value
	}
	g.emit("chart_item", g.items, c.ID, pat, i.kind, i.title, i.codes, i.begin, i.estimated, i.end, i.occur, i.outcome,
		i.certain, i.severity, i.concern, i.category, i.encounter, i.rx, i.note, i.user, flag(i.archived, "0"),
		flag(i.inError, "N"), i.created, i.changed)
	for seq, r := range i.reactions {
		g.emit("reaction", g.items, seq+1, r.code, r.text, r.grade, r.seen, r.voided)
	}
	if s := i.surgery; s != nil {
		g.emit("surgery", g.items, s.year, s.month, s.day, s.hospital)
	}
}

// named is a title with its codes.
type named struct{ title, codes string }

var (
	problems = []named{
		{"Essential hypertension", "ICD10:I10;SNOMED-CT:59621000"},
		{"Type 2 diabetes mellitus", "ICD10:E11.9;SNOMED-CT:44054006;ICD9:250.00"},
		{"Asthma", "SNOMED-CT:195967001; ICD10:J45.909"},
		{"Hyperlipidemia", "ICD10:E78.5"},
		{"Low back pain", "SNOMED-CT:279039007"},
		{"Anxiety disorder", "ICD10:F41.9;SNOMED-CT:197480006"},
		{"Tired all the time", ""},
	}
	concerns = []named{
		{"Food insecurity", "ICD10:Z59.41;SNOMED-CT:733423003"},
		{"Homelessness", "ICD10:Z59.00;SNOMED-CT:32911000"},
	}
	allergens = []struct {
		named
		category string
	}{
		{named{"Penicillin G", "RXNORM:7980"}, "drug"},
		{named{"Sulfamethoxazole", "RXNORM:10180"}, "drug"},
		{named{"Peanut", "SNOMED-CT:762952008"}, "food"},
		{named{"Latex", "SNOMED-CT:111088007"}, "env"},
		{named{"Cat hair, or so", ""}, ""},
	}
	surgeries = []named{
		{"Appendectomy", "SNOMED-CT:80146002;ICD10PCS:0DTJ4ZZ"},
		{"Cholecystectomy", "SNOMED-CT:38102005"},
		{"Tonsils, as a child", ""},
	}
)

// randomItem is what all kinds of items have.
func randomItem(r *rand.Rand, kind string, n named) item {
	begin := wallClock(r)
	i := item{
		kind: kind, title: n.title, codes: n.codes, begin: begin.Format(dateForm) + " 00:00:00",
		created: begin.Add(30 * time.Minute).Format(wallForm), user: pick(r, []any{"alead", "darcy", fmt.Sprintf("user%d", knownStaff+1), nil, "nobody"}),
	}
	if oneIn(r, 3) {
		i.changed = pick(r, []any{begin.AddDate(0, 1, 3).Format(wallForm), ZeroDateTime})
	}
	if oneIn(r, 4) {
		i.end = pick(r, []any{begin.AddDate(0, 2, 0).Format(wallForm), ZeroDateTime, "2040-01-01 00:00:00"})
		i.outcome = r.IntN(4)
	}
	if oneIn(r, 20) {
		i.archived = "1"
	}
	if oneIn(r, 25) {
		i.inError = "Y"
	}
	return i
}

func randomProblem(r *rand.Rand) item {
	if oneIn(r, 6) {
		i := randomItem(r, "P", pick(r, concerns))
		i.concern = "Y"
		return i
	}
	i := randomItem(r, "P", pick(r, problems))
	i.occur, i.certain = r.IntN(4), pick(r, []string{"C", "C", "C", "P", "D", "R", ""})
	i.severity, i.estimated = pick(r, []string{"", "", "1", "2", "3"}), r.IntN(5)/4
	return i
}

func randomAllergy(r *rand.Rand) item {
	a := pick(r, allergens)
	i := randomItem(r, "A", a.named)
	i.category, i.severity, i.certain = a.category, pick(r, []string{"", "1", "2", "3", "4"}), pick(r, []string{"C", "P", ""})
	for range r.IntN(3) {
		i.reactions = append(i.reactions, reaction{
			code: pick(r, []string{"HIVES", "RASH", "ANAPH", "NAUSEA", "OTHER", "XX"}), text: pick(r, []any{nil, nil, "", "face swelled"}),
			grade: pick(r, []string{"", "1", "2", "3"}), seen: pick(r, []any{nil, i.begin.(string)[:10], ZeroDate}), voided: r.IntN(6) / 5,
		})
	}
	return i
}

func randomSurgery(r *rand.Rand) item {
	i := randomItem(r, "S", pick(r, surgeries))
	year, month, day := fmt.Sprint(1970+r.IntN(50)), fmt.Sprintf("%02d", 1+r.IntN(12)), fmt.Sprintf("%02d", 1+r.IntN(28))
	if oneIn(r, 2) {
		month, day = "", ""
	}
	i.begin, i.end = nil, nil
	i.surgery = &surgery{year, month, day, pick(r, []string{"", "General Hospital"})}
	return i
}
