package sample

import "fmt"

// Staff numbers whose rows are written by hand, in every clinic. Those after them are random
// physicians and nurses with an NPI.
const (
	StaffPhysician  = 1 // family physician with an NPI, active
	StaffEmptyNPI   = 2 // registered nurse whose npi is empty
	StaffNullNPI    = 3 // front desk: npi and email NULL, a specialty without standard code
	StaffInactive   = 4 // a cardiologist who left: active 'N'
	StaffApostrophe = 5 // D'Arcy O'Neill-Łuczak, with an NPI

	knownStaff = 5

	// StaffAnnex is a random one who works at the annex, facility 2, and sees what is done there: login annex.
	StaffAnnex = 7
)

func (g *generator) staff(c Clinic) {
	home := home(c)
	phone := "(" + home.area + ") 555-02%02d"
	row := func(id int, login any, lname, fname, title, suffix string, npi any, specialty string, email any, active string) {
		hash := ""
		if (id <= knownStaff || id == StaffAnnex) && login != nil {
			hash = passwordHash
		}
		g.emit("staff", c.ID, id, login, lname, fname, "", title, suffix, npi, specialty,
			fmt.Sprintf(phone, id%100), email, active, fmt.Sprintf("2024-01-%02d 05:00:00", 1+id%28), hash)
		for _, job := range jobs(id, specialty) {
			g.emit("staff_job", c.ID, id, job)
		}
		if id == StaffAnnex {
			g.emit("staff_site", c.ID, id, 2)
		}
	}
	number := func(id int) string { return npi(c.ID*1000 + id) }
	lead := []string{"Alvarez", "Whitefeather"}[(c.ID+1)%2]
	row(StaffPhysician, "alead", lead, "Ana", "Dr.", "MD", number(1), "FP", "alead@example.org", "Y")
	row(StaffEmptyNPI, "nurse1", "Park", "Jin-Woo", "", "RN", "", "RN", "", "Y")
	row(StaffNullNPI, "desk1", "Desk", "Fran", "Ms.", "", nil, "FRONT", nil, "Y")
	row(StaffInactive, "gone", "Vasquez", "Héctor", "Dr.", "MD", number(4), "CARD", "gone@example.org", "N")
	row(StaffApostrophe, "darcy", "O'Neill-Łuczak", "D'Arcy", "Dr.", "DO", number(5), "IM", "darcy@example.org", "Y")
	for id := knownStaff + 1; id <= c.Staff; id++ {
		r := g.rng(c, ofStaff, id)
		given := pick(r, womensNames)
		if oneIn(r, 2) {
			given = pick(r, mensNames)
		}
		specialty, title, suffix := pick(r, []string{"FP", "IM", "PED", "OBGYN"}), "Dr.", "MD"
		if oneIn(r, 3) {
			specialty, title, suffix = "NP", "", "NP"
		}
		login := fmt.Sprintf("user%d", id)
		if id == StaffAnnex {
			login = "annex"
		}
		row(id, login, pick(r, surnames), given, title, suffix, number(id), specialty,
			fmt.Sprintf("user%d.c%d@example.org", id, c.ID), "Y")
	}
}

// jobs are what a member of staff works as. D'Arcy has one more, which the mapping does not know; who works at the annex sees that site.
func jobs(id int, specialty string) []string {
	if id == StaffAnnex {
		return []string{"SITE"}
	}
	switch specialty {
	case "FRONT":
		return []string{"DESK"}
	case "RN", "NP":
		return []string{"NURSE"}
	}
	if id == StaffApostrophe {
		return []string{"PHYS", "LIBRARY"}
	}
	return []string{"PHYS"}
}
