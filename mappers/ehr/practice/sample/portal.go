package sample

import (
	"crypto/sha512"
	"encoding/hex"
	"fmt"
)

// Password is that of every user of the sample who has one.
const Password = "portico-demo"

// passwordHash is Password as the practice keeps it of its staff: bcrypt.
const passwordHash = "$2y$10$practicedemostaffsaltuFFhr4bHywM0iRRxcJFEzLTX1A65l5P2"

// portal emits who uses the patients' portal: patient 1, a mother of patients 2 and 3 and guardian of 9, who is deleted
// in the first clinic, one who did not confirm, and one who is locked.
func (g *generator) portal(c Clinic) {
	row := func(id int, name string, pat any, lname, fname, street, status string, fails int, locked any) {
		salt := fmt.Sprintf("salt-%d-%d", c.ID, id)
		sum := sha512.Sum512([]byte(Password + salt))
		email := fmt.Sprintf("%s.c%d@example.org", name, c.ID)
		at := town{}
		if street != "" {
			at = home(c)
		}
		g.emit("portal_user", c.ID, id, email, hex.EncodeToString(sum[:]), salt, pat, lname, fname, street, at.name, at.zip, status, fails, locked)
	}
	row(1, "patient", 1, "O'Brien", "Ada", "", "A", 0, nil)
	row(2, "mother", nil, "Ní Bhriain", "Róisín", "7 Quay St", "A", 1, "2020-02-02 02:02:02")
	row(3, "new", 2, "Ní Bhriain", "Siobhán", "", "N", 0, nil)
	row(4, "locked", 9, "Newborn", "Baby", "", "A", 9, "2999-12-31 23:59:59")
	g.emit("portal_ward", c.ID, 2, 2, "MTH")
	g.emit("portal_ward", c.ID, 2, 3, "MTH")
	g.emit("portal_ward", c.ID, 2, 9, "GUARD")
}
