package sample

// person is a row of patient and its rows of pat_addr. The any fields are nullable columns.
type person struct {
	id, chart           int
	mrn                 string
	lname, fname, mname string
	suffix, maiden      any
	dob                 any
	sex                 string
	birthSex            any
	marital, race       string
	ethnicity           any
	lang                string
	phone, work, cell   string
	email               any
	street              string
	street2             any
	town                town
	deceased            string
	death, staff        any
	deleted             int
	created             any
	updated             string
	addresses           []address
}

// address is a row of pat_addr, whose table is latin1.
type address struct {
	kind, street, city, state, zip string
	from, to                       any
}

// person gives the patient the next chart number and emits its rows.
func (g *generator) person(c Clinic, p person) {
	g.charts++
	g.visits = g.visits[:0]
	p.chart = g.charts
	g.emit("patient", c.ID, p.id, p.chart, p.mrn, p.lname, p.fname, p.mname, p.suffix, p.maiden, p.dob, p.sex,
		p.birthSex, p.marital, p.race, p.ethnicity, p.lang, p.phone, p.work, p.cell, p.email, p.street, p.street2,
		p.town.name, p.town.state, p.town.zip, p.deceased, p.death, p.staff, p.deleted, p.created, p.updated)
	for i, a := range p.addresses {
		g.emit("pat_addr", p.chart, i+1, a.kind, a.street, a.city, a.state, a.zip, a.from, a.to)
	}
}
