package main

import (
	"context"
	"database/sql"
	"fmt"

	"ehr.example/portico/mappers/ehr/practice/sample"
)

// rowsPerPatient is about how many rows of vitals and lab_result a random patient has.
const rowsPerPatient = 16

// sized is practice's sample with about so many rows of vitals and lab_result. Nearly all are of the measured clinic,
// so that it has a page 1,000 of patients too; the other one is there because tenants share tables.
func sized(rows int) sample.Options {
	o := sample.Default()
	patients := max(rows/rowsPerPatient, 40)
	o.Clinics[0].Patients = patients * 9 / 10
	o.Clinics[1].Patients = patients - o.Clinics[0].Patients
	return o
}

// generate makes a database of the sample. It is to be dropped in any case.
func (s *server) generate(ctx context.Context, name string, o sample.Options) (*database, error) {
	d := &database{server: s, name: s.prefix + name}
	create := "CREATE DATABASE `" + d.name + "` CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci"
	if _, err := s.admin.ExecContext(ctx, create); err != nil {
		return d, fmt.Errorf("make %s: %w", d.name, err)
	}
	db, err := sql.Open("mysql", s.dsn(d.name, nil))
	if err != nil {
		return d, err
	}
	defer db.Close()
	if err := sample.Load(ctx, db, o); err != nil {
		return d, fmt.Errorf("fill %s: %w", d.name, err)
	}
	return d, d.analyze(ctx, db)
}
