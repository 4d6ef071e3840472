package search

import (
	"strings"

	"ehr.example/portico/facade/outcome"
	"ehr.example/portico/mappers/fhir"
)

// compartment is how a query that is encoded has the compartment that it is bound to. A client says it in the path.
//
// See https://hl7.org/fhir/R4/search.html#2.21.1.2.
const compartment = "_compartment"

// within binds the query to a patient's compartment.
func (p *parser) within(id string) {
	switch {
	case !idText.MatchString(id):
		p.refuse(outcome.Invalid("%s is not an id", quote(id)))
	case p.query.Type != "Patient" && fhir.PatientCompartment(p.query.Type) == nil:
		p.refuse(outcome.NotSupported("%s is not part of a patient's compartment", p.query.Type))
	default:
		p.query.Patient = id
	}
}

// resumed reads the compartment of a cursor's query; false for another parameter.
func (p *parser) resumed(name string, values []string) bool {
	if name != compartment || !p.Resumed || len(values) != 1 {
		return false
	}
	p.within(strings.TrimPrefix(values[0], "Patient/"))
	return true
}
