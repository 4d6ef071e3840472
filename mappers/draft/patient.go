package draft

import (
	"fmt"
	"strings"

	"ehr.example/portico/mappers/schema"
)

// patientPage writes patient.yaml.
func (g *guesser) patientPage(others []candidate) *page {
	p, e := &page{}, g.patient
	p.guess("%s holds the patients%s", e.table.Name, alternatives(others, e.table))
	p.line("resource: Patient")
	if !patientWord.MatchString(strings.ToLower(e.table.Name)) || strings.Contains(strings.ToLower(e.table.Name), "person") {
		p.question("does %s hold others than patients? Then join the table that tells them", e.table.Name)
	}
	g.rows(p, e, false)
	if e.names != nil {
		g.nameRows(p, e)
	}
	p.line("elements:")
	p.indent = "  "
	p.line("  meta: {profile: [us-core-patient]}")
	g.identifier(p, e)
	if e.names != nil {
		p.line("  name: [{$each: names, %s}]", strings.Join(e.names.nameParts(), ", "))
	} else {
		g.names(p, e, "official")
	}
	g.telecom(p, e)
	g.gender(p, e)
	g.birthDate(p, e)
	g.death(p, e)
	g.address(p, e)
	g.maritalStatus(p, e)
	g.languages(p, e)
	if c := g.pointerTo(g.practitioner, e.table); c != nil {
		p.guess("%s is who treats the patient", e.alias+"."+c.Name)
		p.line("  generalPractitioner: [=%s.%s -> Practitioner]", e.alias, quoted(c.Name))
	}
	for _, r := range []role{race, ethnicity} {
		if e.has(r) {
			p.question("%s could be US Core's %s: map it to codes of OMB, see below", e.column(r), r)
		}
	}
	if e.has(ssn) {
		p.guess("nobody needs %s to read a record; it stays in the EHR", e.column(ssn))
	}
	wanted(p, "us-core-patient", has(p.String()))
	return p
}

// alternatives names the tables that would do nearly as well.
func alternatives(others []candidate, chosen *schema.Table) string {
	var names []string
	for _, c := range others {
		if c.table != chosen && len(names) < 3 {
			names = append(names, c.table.Name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return ", rather than " + strings.Join(names, ", ")
}

func (g *guesser) identifier(p *page, e *entity) {
	g.settings["mrn_system"] = "the system of the medical record numbers, a URI of yours"
	value := "=" + e.alias + "." + quoted(e.key[len(e.key)-1])
	if e.has(mrn) {
		p.guess("%s is the medical record number", e.column(mrn))
		value = e.hole(mrn)
	} else {
		p.question("which column is the medical record number? This is the key")
	}
	p.line("  identifier: [{use: usual, system: $mrn_system, value: %s}]", value)
}

func (g *guesser) gender(p *page, e *entity) {
	if !e.has(sex) {
		p.question("which column is the gender? Until then nobody's is known")
		p.line("  gender: unknown")
		return
	}
	unsure := g.codeMap("gender", "gender", "", e.table, e.roles[sex].Name, "unknown")
	p.guess("%s is the administrative gender; the map gender is in mapper.yaml", e.column(sex))
	if unsure > 0 {
		p.questions += unsure
	}
	p.line("  gender: %s", mapped(e, sex, "gender"))
}

// mapped is a hole through a map.
func mapped(e *entity, r role, name string) string {
	h := "=" + e.column(r) + " | map " + name
	if strings.ContainsAny(e.column(r), " ,`") {
		return scalar(h)
	}
	return h
}

func (g *guesser) birthDate(p *page, e *entity) {
	switch {
	case e.has(birthYear) && (!e.has(birth) || !whole(e.roles[birth])):
		parts := []string{e.column(birthYear)}
		if e.has(birthMonth) {
			parts = append(parts, e.column(birthMonth))
			if e.has(birth) {
				parts = append(parts, e.column(birth))
			}
		}
		p.guess("the date of birth is kept in parts")
		p.line("  birthDate: %s", scalar("=date("+strings.Join(parts, ", ")+")"))
	case e.roles[birth].Kind == schema.Date:
		p.line("  birthDate: =%s", e.column(birth))
	case e.roles[birth].Kind == schema.Text:
		layout := g.counts(e.table, e.roles[birth].Name).Layout
		if layout == "" {
			layout = Layouts[0].Format
			p.question("in which format does %s hold dates? This is one of many", e.column(birth))
		} else {
			p.guess("nearly all of %s are dates of this format", e.column(birth))
		}
		p.line("  birthDate: %s", scalar("="+e.column(birth)+" | date '"+layout+"'"))
	default:
		p.guess("%s holds days, whatever times it shows", e.column(birth))
		p.line("  birthDate: =%s | date", e.column(birth))
	}
}

// whole tells a column of whole dates from one of the days of months.
func whole(c *schema.Column) bool { return c.Kind != schema.Text || c.Length >= 8 }

// nameRows writes the rows of the table that keeps the names.
func (g *guesser) nameRows(p *page, e *entity) {
	n := e.names
	link := pointerNamed(n.table, e.table, e.key[0])
	on := "n." + quoted(link.Name) + " = " + e.alias + "." + quoted(e.key[0])
	for _, c := range g.shown(nil, n) {
		on += " AND " + c
	}
	order := ""
	if c := n.table.Column("preferred"); c != nil {
		order = " ORDER BY n." + quoted(c.Name) + " DESC"
	}
	p.guess("%s holds the names", n.table.Name)
	p.line("rows:\n  names: %s", text(quoted(n.table.Name)+" n ON "+on+order))
	if g.tenant != "" && n.table.Column(g.tenant) == nil {
		g.via[n.table.Name] = fmt.Sprintf("%s ON %s.%s = %s.%s", quoted(e.table.Name), quoted(n.table.Name), quoted(link.Name), quoted(e.table.Name), quoted(e.key[0]))
	}
}

func (g *guesser) death(p *page, e *entity) {
	flag := ""
	if e.has(deceased) {
		c := e.roles[deceased]
		if c.Kind == schema.Text {
			p.questions += g.codeMap("deceased", "flag", "", e.table, c.Name, "")
			flag = "=" + e.column(deceased) + " | map deceased"
		} else {
			flag = "=" + e.column(deceased)
		}
	}
	switch {
	case e.has(death) && flag != "":
		p.guess("%s, or else %s, says that a patient died", e.column(death), e.column(deceased))
		p.line("  $first:\n    - {$if: %s >= '0001-01-01', deceasedDateTime: =%s}\n    - {deceasedBoolean: %s}", e.column(death), e.column(death), flag)
	case e.has(death):
		p.guess("%s is empty as long as a patient lives", e.column(death))
		p.line("  deceasedDateTime: =%s", e.column(death))
	case flag != "":
		p.guess("%s says that a patient died", e.column(deceased))
		p.line("  deceasedBoolean: %s", flag)
	}
}

func (g *guesser) maritalStatus(p *page, e *entity) {
	if !e.has(marital) {
		return
	}
	sure := false
	for _, v := range g.counts(e.table, e.roles[marital].Name).Codes {
		sure = sure || known("marital", v.Raw) != ""
	}
	if !sure {
		p.question("%s could be the marital status; which values does it have?", e.column(marital))
		return
	}
	p.questions += g.codeMap("marital", "marital", "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus", e.table, e.roles[marital].Name, "")
	p.guess("%s is the marital status", e.column(marital))
	p.line("  maritalStatus: %s", mapped(e, marital, "marital"))
}

func (g *guesser) languages(p *page, e *entity) {
	if !e.has(language) {
		return
	}
	p.question("is %s a code such as en-US? Then say {coding: [{system: \"urn:ietf:bcp:47\", code: …}]}", e.column(language))
	p.line("  communication: [{language: {text: %s}}]", e.hole(language))
}
