package main

import (
	"net/http"
	"strconv"
)

// patientPage answers the search for all Patients.
func (x *work) patientPage(r *http.Request) error {
	x.with(clinicID)
	if err := x.ask(x.patientKeys, &x.keys, 1); err != nil {
		return err
	}
	next, count := "", x.keys.len()
	if count > pageSize {
		count = pageSize
		next = nextAfter("Patient", x.keys.row(count-1).integer(0))
	}
	x.numbers = x.numbers[:0]
	for i := range count {
		x.numbers = append(x.numbers, x.keys.row(i).integer(0))
	}
	if err := x.patientRows(); err != nil {
		return err
	}
	rows := x.indexed(&x.rows)
	x.begin("Patient?"+r.URL.RawQuery, next)
	for i, key := range x.numbers {
		r := x.rows.row(rows[key])
		x.entry(i == 0, "Patient/", r.cell(0), "")
		x.out = x.appendPatient(x.out, r, x.around())
		x.endEntry()
	}
	x.end()
	return nil
}

// readPatient answers a read of a Patient.
func (x *work) readPatient(r *http.Request) error {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return err
	}
	x.numbers = append(x.numbers[:0], id)
	if err := x.patientRows(); err != nil {
		return err
	}
	if x.rows.len() == 0 {
		return errAbsent
	}
	x.out = x.appendPatient(x.out, x.rows.row(0), x.around())
	return nil
}

// around is what stands around the patients' rows.
func (x *work) around() aroundPatient { return aroundPatient{&x.near, &x.more, &x.below, &x.staffHere} }

// patientRows reads the patients with the numbers, and what stands around them.
func (x *work) patientRows() error {
	x.with("", "DECLINED", "RACE", "", "DECLINED", "ETHNIC", "0001-01-01", clinicID)
	if err := x.askNumbers(x.patients, &x.rows); err != nil {
		return err
	}
	if err := x.askTwo("RACE", patientRace, &x.near, "ETHNIC", patientEthnicity, &x.more); err != nil {
		return err
	}
	if err := x.askStaff(patientStaff); err != nil {
		return err
	}
	keys := len(x.numbers)
	for i := range x.rows.len() {
		x.numbers = append(x.numbers, x.rows.row(i).integer(patientChart))
	}
	patients, charts := x.numbers[:keys], x.numbers[keys:]
	x.with("T", clinicID)
	x.numbers = charts
	err := x.askNumbers(x.addresses, &x.below)
	x.numbers = patients
	return err
}
