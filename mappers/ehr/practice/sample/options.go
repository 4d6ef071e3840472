// Package sample is a seeded generator of clinically plausible patients in practice's schema.
//
// The first patients of the clinics are written by hand (see known.go): they hold every awkward
// value that a legacy database has, under numbers and words that tests can name. The patients
// after them are random, and the same for the same Options.
package sample

import (
	"cmp"
	"time"
	_ "time/tzdata" // clinics have zones on machines without a zone database too
)

// Options says how much of what to generate. The zero value is Default().
type Options struct {
	Seed    uint64   // 0 is 1
	Clinics []Clinic // none: My Clinic and Lakeside
}

// Clinic is one clinic of the shared database. In its counts 0 means the default, a negative
// number none. Counts for each patient, encounter or order are averages.
type Clinic struct {
	ID       int    // clinic_id
	Name     string // of its main facility
	Patients int    // the hand-written ones count too; default 40
	Metric   bool   // kg, cm, Cel and mmol/L instead of [lb_av], [in_i], [degF] and mg/dL
	Zone     string // of its wall clock; default UTC
	Staff    int    // default 8

	EncountersPerPatient int // default 6
	VitalsPerEncounter   int // default 1
	OrdersPerPatient     int // default 2
	ResultsPerOrder      int // default 5
	HeavyEncounters      int // of the heavy patient (HeavyPatient of an odd clinic); default 150
	Charts               int // negative: random patients have no problems, allergies, prescriptions and so on
}

// Default is two clinics of 40 patients: My Clinic (1, New York, US units) and Lakeside (2,
// Denver, metric units).
func Default() Options { return Options{}.complete() }

// Sized is Default with another number of patients in each clinic.
func Sized(patients int) Options {
	o := Default()
	for i := range o.Clinics {
		o.Clinics[i].Patients = patients
	}
	return o
}

// complete puts the defaults where nothing is said.
func (o Options) complete() Options {
	o.Seed = cmp.Or(o.Seed, 1)
	if len(o.Clinics) == 0 {
		o.Clinics = []Clinic{
			{ID: 1, Name: "My Clinic", Zone: "America/New_York"},
			{ID: 2, Name: "Lakeside", Zone: "America/Denver", Metric: true},
		}
	}
	clinics := make([]Clinic, len(o.Clinics))
	for i, c := range o.Clinics {
		clinics[i] = c.complete()
	}
	o.Clinics = clinics
	return o
}

func (c Clinic) complete() Clinic {
	c.Patients = cmp.Or(c.Patients, 40)
	c.Staff = max(cmp.Or(c.Staff, 8), knownStaff)
	c.EncountersPerPatient = cmp.Or(c.EncountersPerPatient, 6)
	c.VitalsPerEncounter = cmp.Or(c.VitalsPerEncounter, 1)
	c.OrdersPerPatient = cmp.Or(c.OrdersPerPatient, 2)
	c.ResultsPerOrder = cmp.Or(c.ResultsPerOrder, 5)
	c.HeavyEncounters = cmp.Or(c.HeavyEncounters, 150)
	c.Zone = cmp.Or(c.Zone, "UTC")
	return c
}

// location is the clinic's zone, UTC where the name is unknown (Load refuses those).
func (c Clinic) location() *time.Location {
	if zone, err := time.LoadLocation(c.Zone); err == nil {
		return zone
	}
	return time.UTC
}
