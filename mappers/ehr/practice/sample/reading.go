package sample

import (
	"math"
	"math/rand/v2"
	"strconv"
	"time"
)

// reading is a row of vitals; nil and 0 both mean "not measured".
type reading struct {
	at                        string
	staff                     any
	sbp, dbp, pulse, resp     any
	temp, spo2                any
	weight, height, bmi, head any
	note                      string
	updated                   any
	deleted                   bool // by a row of deleted_record
}

// reading emits a row of vitals with the clinic's next vit_id.
func (g *generator) reading(c Clinic, pat int, encounter any, v reading) {
	g.vitals[c.ID]++
	id := g.vitals[c.ID]
	g.emit("vitals", c.ID, id, pat, encounter, v.staff, v.at, v.sbp, v.dbp, v.pulse, v.resp, v.temp, v.spo2, v.weight,
		v.height, v.bmi, v.head, v.note, v.updated)
	if v.deleted {
		g.emit("deleted_record", c.ID, "vitals", id, v.at, StaffEmptyNPI)
	}
}

// body is what a random patient's readings scatter around: kg, cm, mm[Hg].
type body struct {
	born           time.Time
	height, weight float64 // when grown up
	sbp            float64
}

// grown is which part of the grown-up height a child of an age in years has.
func grown(age float64) float64 {
	if age >= 18 {
		return 1
	}
	return 0.29 + 0.71*math.Pow(max(age, 0)/18, 0.7)
}

// measure makes a reading of the body at a time, in the clinic's units.
func (b body) measure(r *rand.Rand, c Clinic, at time.Time) reading {
	age := at.Sub(b.born).Hours() / 24 / 365.25
	part := grown(age)
	height := b.height * part
	weight := b.weight * math.Pow(part, 2.4) * (1 + 0.03*r.NormFloat64())
	v := reading{
		at:      at.Format(wallForm),
		sbp:     int(b.sbp*(0.7+0.3*part) + 8*r.NormFloat64()),
		dbp:     int(b.sbp*(0.7+0.3*part)*0.63 + 5*r.NormFloat64()),
		pulse:   int(72 + 45*(1-part) + 8*r.NormFloat64()),
		resp:    int(15 + 15*(1-part) + 1.5*r.NormFloat64()),
		spo2:    100 - r.IntN(6),
		temp:    decimal(36.8+0.4*math.Abs(r.NormFloat64()), 2),
		weight:  decimal(weight, 3),
		height:  decimal(height, 2),
		bmi:     decimal(weight/(height*height/10000), 1),
		updated: at.Add(time.Duration(r.IntN(3600)) * time.Second).Format(wallForm),
	}
	if age < 3 {
		v.head = decimal(35+7*math.Sqrt(max(age, 0)), 2)
	}
	if !c.Metric {
		v = v.american()
	}
	return v.leftOut(r)
}

// american turns kg, cm and Cel into [lb_av], [in_i] and [degF].
func (v reading) american() reading {
	v.weight = scaled(v.weight, 1/0.45359237, 0, 3)
	v.height = scaled(v.height, 1/2.54, 0, 2)
	v.head = scaled(v.head, 1/2.54, 0, 2)
	v.temp = scaled(v.temp, 1.8, 32, 2)
	return v
}

// leftOut takes away what wasn't measured this time: NULL, or 0 as older versions wrote.
func (v reading) leftOut(r *rand.Rand) reading {
	none := func() any {
		if oneIn(r, 2) {
			return 0
		}
		return nil
	}
	for _, field := range []*any{&v.pulse, &v.resp, &v.temp, &v.spo2, &v.head} {
		if *field == nil || oneIn(r, 6) {
			*field = none()
		}
	}
	if oneIn(r, 5) {
		v.height, v.bmi = none(), none()
	}
	if oneIn(r, 20) {
		v.sbp, v.dbp = none(), none()
	}
	if oneIn(r, 40) {
		v.dbp = none()
	}
	return v
}

func decimal(x float64, digits int) string { return strconv.FormatFloat(x, 'f', digits, 64) }

// scaled is value*factor+offset with so many digits; nil stays nil.
func scaled(value any, factor, offset float64, digits int) any {
	text, ok := value.(string)
	if !ok {
		return value
	}
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return value
	}
	return decimal(x*factor+offset, digits)
}
