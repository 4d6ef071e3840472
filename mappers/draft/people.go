package draft

import "ehr.example/portico/mappers/schema"

// practitionerPage writes practitioner.yaml.
func (g *guesser) practitionerPage() *page {
	p, e := &page{}, g.practitioner
	p.guess("%s holds those who treat", e.table.Name)
	p.question("does %s hold others too, such as clerks? Then say where:", e.table.Name)
	p.line("resource: Practitioner")
	g.rows(p, e, false)
	p.line("access: directory")
	p.line("elements:")
	p.indent = "  "
	p.line("  meta: {profile: [us-core-practitioner]}")
	if e.has(npi) {
		g.systems["npi"] = "http://hl7.org/fhir/sid/us-npi"
		p.line("  identifier: [{system: $npi, value: %s}]", e.hole(npi))
	}
	g.names(p, e, "")
	g.telecom(p, e)
	g.address(p, e)
	if e.has(active) {
		g.flag(p, e, active, "active")
	}
	wanted(p, "us-core-practitioner", has(p.String()))
	return p
}

// flag writes a boolean element.
func (g *guesser) flag(p *page, e *entity, r role, element string) {
	if e.roles[r].Kind != schema.Text {
		p.line("  %s: =%s", element, e.column(r))
		return
	}
	name := element + "-flag"
	p.questions += g.codeMap(name, "flag", "", e.table, e.roles[r].Name, "")
	p.line("  %s: %s", element, mapped(e, r, name))
}

// encounterPage writes encounter.yaml.
func (g *guesser) encounterPage() *page {
	p, e := &page{}, g.encounter
	link := g.pointerIn(e.table)
	p.guess("%s holds the encounters", e.table.Name)
	p.line("resource: Encounter")
	g.rows(p, e, true)
	p.line("patient: =%s.%s -> Patient", e.alias, quoted(link.Name))
	p.line("elements:")
	p.indent = "  "
	p.line("  meta: {profile: [us-core-encounter]}")
	g.encounterStatus(p, e)
	g.encounterClass(p, e)
	p.question("US Core demands type, as a code; which column is it?")
	p.line("  type: [{text: Encounter}]")
	p.line("  subject: =%s.%s -> Patient", e.alias, quoted(link.Name))
	if c := g.pointerTo(g.practitioner, e.table); c != nil {
		p.guess("%s is who treated the patient", e.alias+"."+c.Name)
		p.line("  participant: [{individual: =%s.%s -> Practitioner}]", e.alias, quoted(c.Name))
	}
	period := "start: " + e.hole(start)
	if e.has(end) {
		period += ", end: " + e.hole(end)
	}
	p.guess("%s is when an encounter began", e.column(start))
	p.line("  period: {%s}", period)
	if e.has(reason) {
		p.line("  reasonCode: [{text: %s}]", e.hole(reason))
	}
	wanted(p, "us-core-encounter", has(p.String()))
	return p
}

func (g *guesser) encounterStatus(p *page, e *entity) {
	if !e.has(status) {
		p.question("how is an encounter told that is planned, under way or cancelled? Until then all are finished")
		p.line("  status: finished")
		return
	}
	p.guess("%s is the status; the map encounter-status is in mapper.yaml", e.column(status))
	p.questions += g.codeMap("encounter-status", "encounter-status", "", e.table, e.roles[status].Name, "unknown")
	p.line("  status: %s", mapped(e, status, "encounter-status"))
}

func (g *guesser) encounterClass(p *page, e *entity) {
	g.systems["actcode"] = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
	sure := false
	if e.has(class) {
		for _, v := range g.counts(e.table, e.roles[class].Name).Codes {
			sure = sure || known("encounter-class", v.Raw) != ""
		}
	}
	if !sure {
		p.question("are there encounters that are not ambulatory? Map what tells them")
		p.line("  class: {system: $actcode, code: AMB, display: ambulatory}")
		return
	}
	p.guess("%s is the class; the map encounter-class is in mapper.yaml. Values that few rows have were not looked at: they become AMB", e.column(class))
	p.questions += g.codeMap("encounter-class", "encounter-class", "$actcode", e.table, e.roles[class].Name, "AMB")
	p.line("  class: %s", mapped(e, class, "encounter-class"))
}
