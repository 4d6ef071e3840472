package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
)

// pageSize is how many entries a page has.
const pageSize = 50

// shown is a resource of the page: a kind of vital sign of a row.
type shown struct {
	key  int64
	kind int
}

// observations answers the two searches for Observations.
func (x *work) observations(r *http.Request) error {
	params := r.URL.Query()
	var err error
	switch patient := params.Get("patient"); {
	case patient != "" && params.Get("category") == "vital-signs":
		err = x.chart(patient)
	case params.Get("code") == "http://loinc.org|8867-4" && params.Get("_count") == strconv.Itoa(pageSize):
		err = x.pulses()
	default:
		err = fmt.Errorf("not done here: %s", r.URL)
	}
	if err != nil {
		return err
	}
	return x.observationPage(params)
}

// pulses finds the first heart rates of all patients.
func (x *work) pulses() error {
	x.with(clinicID, clinicID, clinicID, "vitals")
	if err := x.ask(x.pulseKeys, &x.keys, 1); err != nil {
		return err
	}
	x.shown = x.shown[:0]
	for i := range x.keys.len() {
		x.shown = append(x.shown, shown{x.keys.row(i).integer(0), heartRate})
	}
	return nil
}

// chart finds the first vital signs of a patient.
func (x *work) chart(patient string) error {
	id, err := strconv.ParseInt(patient, 10, 64)
	if err != nil {
		return err
	}
	x.with(clinicID, clinicID, clinicID, "vitals", id)
	if err := x.ask(x.chartKeys, &x.keys, 1); err != nil {
		return err
	}
	x.shown = x.shown[:0]
	for i := range x.keys.len() {
		r := x.keys.row(i)
		for kind := range vitals {
			if r.holds(1 + kind) {
				x.shown = append(x.shown, shown{r.integer(0), kind})
			}
		}
	}
	return nil
}

// observationPage writes the page of what is shown.
func (x *work) observationPage(params url.Values) error {
	next := ""
	if len(x.shown) > pageSize {
		x.shown = x.shown[:pageSize]
		next = nextAfter("Observation", x.shown[pageSize-1].key)
	}
	rows, err := x.vitalRows()
	if err != nil {
		return err
	}
	x.begin("Observation?"+params.Encode(), next)
	for i, s := range x.shown {
		r := x.rows.row(rows[s.key])
		x.entry(i == 0, "Observation/v", r.cell(vitalID), vitals[s.kind].variant)
		x.out = x.appendVital(x.out, s.kind, r, x.uidOf(r.integer(vitalEncounter)), &x.staffHere)
		x.endEntry()
	}
	x.end()
	return nil
}

// vitalRows reads the rows of what is shown, and the uids of their encounters into near.
func (x *work) vitalRows() (map[int64]int, error) {
	x.numbers = x.numbers[:0]
	for i, s := range x.shown {
		if i == 0 || s.key != x.shown[i-1].key {
			x.numbers = append(x.numbers, s.key)
		}
	}
	x.with(clinicID, clinicID, clinicID, "vitals")
	if err := x.askNumbers(x.vitals, &x.rows); err != nil {
		return nil, err
	}
	x.numbers = x.numbers[:0]
	for i := range x.rows.len() {
		x.number(x.rows.row(i).integer(vitalEncounter))
	}
	x.with(clinicID, clinicID, clinicID, "encounter")
	if err := x.askNumbers(x.encounterUID, &x.near); err != nil {
		return nil, err
	}
	if err := x.askStaff(vitalStaff); err != nil {
		return nil, err
	}
	return x.indexed(&x.rows), nil
}

// uidOf is an encounter's uid; nil if it cannot be seen.
func (x *work) uidOf(encounter int64) []byte {
	for i := range x.near.len() {
		if r := x.near.row(i); r.integer(0) == encounter {
			return r.cell(1)
		}
	}
	return nil
}
