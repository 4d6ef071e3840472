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

// newEnv is what assembling needs of the tenant.
func newEnv(s *interaction.Site) *program.Env {
	e := &program.Env{Zone: s.Zone, Tag: s.Tag, Settings: make([][]byte, len(s.Program.Settings))}
	for i, set := range s.Program.Settings {
		if v := s.Settings[set.Name]; v != "" {
			e.Settings[i] = program.AppendEscaped(nil, v)
		}
	}
	return e
}

// assembler is the program's side of an assembly.
func assembler(s *interaction.Site, src *program.Source, p *program.Page) func(dst []byte) []byte {
	state := &program.State{Env: newEnv(s)}
	return func(dst []byte) []byte {
		dst, _ = state.AppendResource(dst, src, src.Variants[0], p, 0)
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

// assemblePatient is Patient/1, who has all that a Patient can have.
func assemblePatient(ctx context.Context, s *scene) (assembly, error) {
	src, p, err := page(ctx, s.portico.site, "Patient", "patient", int64(1))
	if err != nil {
		return assembly{}, err
	}
	rows := gridOf(&p.Rows, s.byHand.patients.width).row(0)
	around := aroundPatient{
		races: gridOf(&p.Links[0].Page.Rows, s.byHand.codes.width), ethnicities: gridOf(&p.Links[1].Page.Rows, s.byHand.codes.width),
		addresses: gridOf(&p.Children[0].Page.Rows, s.byHand.addresses.width),
	}
	return assembly{"Patient", assembler(s.portico.site, src, p), func(dst []byte) []byte {
		return s.byHand.appendPatient(dst, rows, around)
	}}, nil
}

// assembleBloodPressure is the first variant of the first row of vitals.
func assembleBloodPressure(ctx context.Context, s *scene) (assembly, error) {
	src, p, err := page(ctx, s.portico.site, "Observation", "vitals", int64(1))
	if err != nil {
		return assembly{}, err
	}
	rows := gridOf(&p.Rows, s.byHand.vitals.width).row(0)
	uid := p.Links[0].Page.Rows.Cell(0, 1)
	return assembly{"blood pressure", assembler(s.portico.site, src, p), func(dst []byte) []byte {
		return s.byHand.appendVital(dst, bloodPressure, rows, uid)
	}}, nil
}

// assembleLaboratory is the first numeric result with a range.
func assembleLaboratory(ctx context.Context, s *scene) (assembly, error) {
	src, p, err := page(ctx, s.portico.site, "Observation", "laboratory", int64(1), int64(1))
	if err != nil {
		return assembly{}, err
	}
	columns, err := columnsOf(src.Rows, laboratoryColumns...)
	if err != nil {
		return assembly{}, err
	}
	rows := gridOf(&p.Rows, len(src.Rows.Columns)).row(0)
	codes := gridOf(&p.Links[0].Page.Rows, s.byHand.codes.width)
	uid := p.Links[1].Page.Rows.Cell(0, 1)
	return assembly{"laboratory", assembler(s.portico.site, src, p), func(dst []byte) []byte {
		return s.byHand.appendLaboratory(dst, columns, rows, codes, uid)
	}}, nil
}

// assemblies are what is measured.
var assemblies = []func(context.Context, *scene) (assembly, error){assemblePatient, assembleBloodPressure, assembleLaboratory}

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
		x, y := appending(a.program), appending(a.byHand)
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

// appending measures an append into a buffer that is used again.
func appending(f func(dst []byte) []byte) timing {
	dst := make([]byte, 0, 16<<10)
	return fastest(func() { dst = f(dst[:0]) })
}
