package plan

import (
	"slices"
	"strings"

	"ehr.example/portico/facade/outcome"
	"ehr.example/portico/facade/search"
	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// Places tells whether resources of a type can be placed in a compartment by what is mapped of them. A type is in its own.
func Places(of string, typ *program.Type) bool {
	return typ.Name == of || slices.ContainsFunc(fhir.Compartment(of, typ.Name), func(code string) bool { return Leads(typ, code, of) })
}

// Compartment tells whether a type's resources have compartments with something else in them than the resource itself.
func Compartment(p *program.Program, of string) bool {
	return p.Type(of) != nil && slices.ContainsFunc(p.Types, func(t *program.Type) bool { return t.Name != of && Places(of, t) })
}

// Leads tells whether a parameter of a type refers to resources of another.
func Leads(from *program.Type, code, to string) bool {
	for _, s := range from.Sources {
		for _, v := range s.Variants {
			if p := v.Params[code]; p != nil && slices.ContainsFunc(p.Alternatives, func(a program.Alternative) bool {
				return a.Reference != nil && a.Reference.Target.Type == to
			}) {
				return true
			}
		}
	}
	return false
}

// placed refuses a type of which nothing tells whether it is in a compartment.
func (b *builder) placed(typ *program.Type, q search.Query) error {
	if q.Within == (search.Compartment{}) || Places(q.Within.Type, typ) {
		return nil
	}
	return outcome.NotSupported("Nothing that this server knows of %s resources places them in the compartment of %s: that takes %s.",
		typ.Name, q.Within.Type, strings.Join(fhir.Compartment(q.Within.Type, typ.Name), " or "))
}

// compartment is the condition that a row's resource belongs to a compartment (R4 §2.21.1.2): one of the parameters that the
// definition names refers to the resource whose compartment it is, or it is that resource. It bounds what is searched; what
// may be seen is the grant's.
func (b *builder) compartment(src *program.Source, v *program.Variant, of search.Compartment) (e sqltree.Expr, why string) {
	want := search.Reference{Type: of.Type, ID: of.ID}
	var some []sqltree.Expr
	if src.Type == of.Type {
		some = append(some, b.idCriterion(src, v, search.Criterion{Values: []search.Value{search.Token{Code: of.ID, HasCode: true}}}))
	}
	for _, code := range fhir.Compartment(of.Type, src.Type) {
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

// member is the alias whose rows a patient's compartment bounds: where one reference alone places a resource in it. Otherwise
// it is "".
func member(s *Source) string {
	var one *program.Reference
	for _, v := range s.Variants {
		for _, code := range fhir.PatientCompartment(s.Of.Type) {
			p := v.Of.Params[code]
			if p == nil || p.Status == program.Never {
				continue
			}
			for _, a := range p.Alternatives {
				if a.Reference == nil || a.Reference.Target.Type != "Patient" {
					continue
				}
				if a.Child != nil || a.Reference.Self || one != nil && sqltree.Text(one.Key[0]) != sqltree.Text(a.Reference.Key[0]) {
					return ""
				}
				one = a.Reference
			}
		}
	}
	if one == nil {
		return ""
	}
	return driver(one.Key)
}
