package plan

import (
	"ehr.example/portico/facade/search"
	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// compartment is the condition that a row's resource belongs to a patient's compartment (R4 §2.21.1.2): one of the
// parameters that the definition names refers to the patient. It bounds what is searched; what may be seen is the grant's.
func (b *builder) compartment(src *program.Source, v *program.Variant, patient string) (e sqltree.Expr, why string) {
	want := search.Reference{Type: "Patient", ID: patient}
	var some []sqltree.Expr
	if src.Type == "Patient" { // a patient is in the own compartment
		some = append(some, b.idCriterion(src, v, search.Criterion{Values: []search.Value{search.Token{Code: patient, HasCode: true}}}))
	}
	for _, code := range fhir.PatientCompartment(src.Type) {
		p := v.Params[code]
		if p == nil || p.Status == program.Never {
			continue
		}
		if p.Status == program.Cannot {
			return nil, p.Why
		}
		e, _ := over(p, func(a program.Alternative) (sqltree.Expr, string) {
			if a.Reference == nil {
				return sqltree.False, ""
			}
			return b.reference(a.Reference, want), ""
		})
		some = append(some, e)
	}
	return sqltree.AnyOf(some...), ""
}
