package search

import (
	"net/url"
	"strings"

	"ehr.example/portico/facade/outcome"
	"ehr.example/portico/mappers/fhir"
)

// Compartment is what belongs to one resource. The zero Compartment is everything.
//
// See https://hl7.org/fhir/R4/compartmentdefinition.html.
type Compartment struct{ Type, ID string }

// String is the resource as a reference has it: Type/id.
func (c Compartment) String() string { return c.Type + "/" + c.ID }

// compartment is how a query that is encoded has the compartment that it is bound to. A client says it in the path.
//
// See https://hl7.org/fhir/R4/search.html#2.21.1.2.
const compartment = "_compartment"

// Belongs tells whether resources of a type can be in a compartment of another one: a resource is in its own.
func Belongs(of, resource string) bool {
	return of == resource || fhir.Compartment(of, resource) != nil
}

// within binds the query to a compartment.
func (p *parser) within(c Compartment) {
	if !idText.MatchString(c.ID) {
		p.refuse(outcome.Invalid("%s is not an id", quote(c.ID)))
		return
	}
	for _, typ := range p.query.Searched() {
		if p.query.Record == nil && !Belongs(c.Type, typ) {
			p.refuse(outcome.NotSupported("%s is not part of %s compartment", typ, article(c.Type)))
		}
	}
	p.query.Within = c
}

// article is a type as a word of a sentence: a patient's, an encounter's.
func article(typ string) string {
	if strings.ContainsRune("AEIOU", rune(typ[0])) {
		return "an " + strings.ToLower(typ) + "'s"
	}
	return "a " + strings.ToLower(typ) + "'s"
}

// CutCompartment takes the compartment out of the parameters of a query that was encoded.
func CutCompartment(values url.Values) Compartment {
	typ, id, _ := strings.Cut(values.Get(compartment), "/")
	values.Del(compartment)
	return Compartment{Type: typ, ID: id}
}
