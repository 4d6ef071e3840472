package sample

import "fmt"

// facilities emits three sites: the main one, a second one without NPI, and one that closed.
func (g *generator) facilities(c Clinic) {
	city := home(c)
	phone := fmt.Sprintf("(%s) 555-01", city.area)
	mail := fmt.Sprintf("desk%d@example.org", c.ID)
	g.emit("facility", c.ID, 1, c.Name, npi(900+c.ID), phone+"00", phone+"09", mail,
		"100 Main St", city.name, city.state, city.zip, "Y", nil, "0001", city.lat, city.lon)
	g.emit("facility", c.ID, 2, c.Name+" Annex", "", phone+"10", "", "",
		"7 O'Hara \"Back\" Ct", city.name, city.state, city.zip, "Y", 1, "", "n/a", "")
	g.emit("facility", c.ID, 3, "Old "+c.Name, nil, "", "", nil, "", "", "", "", "N", 4711, "", "0", " ")
}

// npi is a National Provider Identifier made of n: nine digits and the Luhn digit of 80840 + them.
func npi(n int) string {
	base := fmt.Sprintf("1%08d", n)
	sum := 24 // of the prefix 80840
	for i := range base {
		digit := int(base[i] - '0')
		if i%2 == 0 {
			digit *= 2
		}
		sum += digit/10 + digit%10
	}
	return fmt.Sprintf("%s%d", base, (10-sum%10)%10)
}

// town is where a clinic's patients live.
type town struct{ name, state, zip, area, lat, lon string }

var towns = [][]town{
	{{"Brookline", "MA", "02445", "617", "42.3318", "-71.1212"}, {"Boston", "MA", "02118", "617", "", ""}, {"Newton", "MA", "02458", "617", "", ""}, {"Foxborough", "MA", "02035", "508", "", ""}},
	{{"Boulder", "CO", "80302", "303", "40.0150", "-105.2705"}, {"Denver", "CO", "80205", "303", "", ""}, {"Longmont", "CO", "80501", "303", "", ""}, {"Cañon City", "CO", "81212", "719", "", ""}},
}

// around gives the towns of a clinic, home the one it stands in.
func around(c Clinic) []town { return towns[(c.ID+1)%2] }
func home(c Clinic) town     { return around(c)[0] }
