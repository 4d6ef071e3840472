package main

import (
	"context"
	"fmt"
	"io"

	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/mappers/program"
)

// assembly is one resource made of rows in memory, by the program and by hand.
type assembly struct {
	name    string
	program func(dst []byte) []byte
	byHand  func(dst []byte) []byte
}

// assembler is the program's side of an assembly.
func assembler(h *interaction.Held) func(dst []byte) []byte {
	state := &program.State{Env: h.Env}
	return func(dst []byte) []byte {
		dst, _ = state.AppendResource(dst, h.Source, h.Source.Variants[0], h.Page, 0)
		return dst
	}
}

// gridOf is the same rows as a handler would have them.
func gridOf(rows *program.Rows, width int) *grid {
	g := &grid{width: width}
	for row := range rows.Len() {
		for column := range width {
			g.add(rows.Cell(row, column))
		}
	}
	return g
}

// staffOf is the staff that a row names and that can be seen.
func staffOf(h *interaction.Held) *grid {
	for i, l := range h.Page.Relation.Links {
		if l.Rows.From[0].Table == "staff" {
			return gridOf(&h.Page.Links[i].Page.Rows, 1)
		}
	}
	return &grid{width: 1}
}

// assemblePatient is Patient/1, who has all that a Patient can have.
func assemblePatient(ctx context.Context, s *scene) (assembly, error) {
	h, err := interaction.Hold(ctx, s.portico.site, "Patient/patient", "1")
	if err != nil {
		return assembly{}, err
	}
	rows := gridOf(&h.Page.Rows, s.byHand.patients.width).row(0)
	races, ethnicities := &grid{}, &grid{}
	gridOf(&h.Page.Links[0].Page.Rows, s.byHand.codes.width).only("RACE", races)
	gridOf(&h.Page.Links[1].Page.Rows, s.byHand.codes.width).only("ETHNIC", ethnicities)
	around := aroundPatient{
		races: races, ethnicities: ethnicities,
		addresses: gridOf(&h.Page.Children[0].Page.Rows, s.byHand.addresses.width), staff: staffOf(h),
	}
	return assembly{"Patient", assembler(h), func(dst []byte) []byte {
		return s.byHand.appendPatient(dst, rows, around)
	}}, nil
}

// assembleBloodPressure is the first variant of the first row of vitals.
func assembleBloodPressure(ctx context.Context, s *scene) (assembly, error) {
	h, err := interaction.Hold(ctx, s.portico.site, "Observation/vitals", "1")
	if err != nil {
		return assembly{}, err
	}
	rows := gridOf(&h.Page.Rows, s.byHand.vitals.width).row(0)
	uid, staff := h.Page.Links[0].Page.Rows.Cell(0, 1), staffOf(h)
	return assembly{"blood pressure", assembler(h), func(dst []byte) []byte {
		return s.byHand.appendVital(dst, bloodPressure, rows, uid, staff)
	}}, nil
}

// assembleLaboratory is the first numeric result with a range.
func assembleLaboratory(ctx context.Context, s *scene) (assembly, error) {
	h, err := interaction.Hold(ctx, s.portico.site, "Observation/laboratory", "1", "1")
	if err != nil {
		return assembly{}, err
	}
	columns, err := columnsOf(h.Source.Rows, laboratoryColumns...)
	if err != nil {
		return assembly{}, err
	}
	rows := gridOf(&h.Page.Rows, len(h.Source.Rows.Columns)).row(0)
	codes := gridOf(&h.Page.Links[0].Page.Rows, s.byHand.codes.width)
	uid, staff := h.Page.Links[1].Page.Rows.Cell(0, 1), staffOf(h)
	return assembly{"laboratory", assembler(h), func(dst []byte) []byte {
		return s.byHand.appendLaboratory(dst, columns, rows, codes, staff, uid)
	}}, nil
}

// assembleCondition is a problem with three codings.
func assembleCondition(ctx context.Context, s *scene) (assembly, error) {
	h, err := interaction.Hold(ctx, s.portico.site, "Condition/problem", "2")
	if err != nil {
		return assembly{}, err
	}
	columns, err := columnsOf(h.Source.Rows, conditionColumns...)
	if err != nil {
		return assembly{}, err
	}
	rows := gridOf(&h.Page.Rows, len(h.Source.Rows.Columns)).row(0)
	return assembly{"Condition", assembler(h), func(dst []byte) []byte { return s.byHand.appendCondition(dst, columns, rows) }}, nil
}

// assemblePrescription is a MedicationRequest with its dosage.
func assemblePrescription(ctx context.Context, s *scene) (assembly, error) {
	h, err := interaction.Hold(ctx, s.portico.site, "MedicationRequest/prescription", "1")
	if err != nil {
		return assembly{}, err
	}
	columns, err := columnsOf(h.Source.Rows, prescriptionColumns...)
	if err != nil {
		return assembly{}, err
	}
	rows := gridOf(&h.Page.Rows, len(h.Source.Rows.Columns)).row(0)
	note := h.Page.Rows.Cell(0, 15)
	uid := h.Page.Links[0].Page.Rows.Cell(0, 1)
	routes := gridOf(&h.Page.Links[3].Page.Rows, s.byHand.codes.width)
	return assembly{"MedicationRequest", assembler(h), func(dst []byte) []byte {
		return s.byHand.appendPrescription(dst, columns, rows, note, uid, routes)
	}}, nil
}

// assemblies are what is measured.
var assemblies = []func(context.Context, *scene) (assembly, error){
	assemblePatient, assembleBloodPressure, assembleLaboratory, assembleCondition, assemblePrescription,
}

// writeAssembly measures both.
func writeAssembly(ctx context.Context, out io.Writer, s *scene) error {
	t := newTable(out, "5. One resource assembled from rows in memory", "  resource\tbytes\tprogram ns\tallocs\tby hand ns\tallocs\tratio\t")
	defer t.Flush()
	for _, build := range assemblies {
		a, err := build(ctx, s)
		if err != nil {
			return err
		}
		made, manual := a.program(nil), a.byHand(nil)
		if err := sameJSON(made, manual); err != nil {
			return fmt.Errorf("%s: the program and the code by hand: %w", a.name, err)
		}
		x, y := appending(a.program, a.byHand)
		verdict := "ok"
		switch {
		case x.allocs > 0:
			verdict = "MISSED: 0 allocations"
		case x.ns/y.ns > mostAssembling:
			verdict = fmt.Sprintf("MISSED: at most %.2f", mostAssembling)
		}
		t.row("  %s\t%d\t%.0f\t%d\t%.0f\t%d\t%.2f\t%s", a.name, len(made), x.ns, x.allocs, y.ns, y.allocs, x.ns/y.ns, verdict)
	}
	return nil
}

// mostAssembling is how much longer than code by hand the program may take.
const mostAssembling = 1.5

// appending measures two ways to append into a buffer that is used again, side by side.
func appending(f, g func(dst []byte) []byte) (timing, timing) {
	dst := make([]byte, 0, 16<<10)
	return sideBySide(func() { dst = f(dst[:0]) }, func() { dst = g(dst[:0]) })
}
