package api

import (
	"net/http"
	"strings"

	"ehr.example/portico/facade/interaction"
)

// operationAt is the operation that the address names; false: it names none that there is.
func (x *exchange) operationAt() (interaction.Address, bool) {
	at, err := interaction.ParseAddress(strings.TrimPrefix(x.rest, "/"))
	return at, err == nil && at.Operation != ""
}

// operation answers GET and POST of an operation: [base]/Patient/[id]/$everything.
//
// See https://hl7.org/fhir/R4/operations.html#request.
func operation(x *exchange) (answer, error) {
	at, found := x.operationAt()
	if !found {
		return noRoute(x)
	}
	x.event.Interaction, x.event.Type = string(at.Operation), x.Param("type")
	return x.search(at)
}

// posted answers a POST to an address of which only some have operations.
func posted(x *exchange) (answer, error) {
	if x.operates() {
		return operation(x)
	}
	x.Header("Allow", "GET, HEAD")
	return noMethod(x)
}

// operates tells that the address names an operation, one that there is or another.
func (x *exchange) operates() bool {
	parts := x.parts()
	return strings.HasPrefix(parts[len(parts)-1], "$")
}

// carries tells a request whose parameters may be in its body: a form behind _search, a form or Parameters for an operation.
func (x *exchange) carries() bool {
	if x.Request.Method != http.MethodPost {
		return false
	}
	_, found := x.operationAt()
	return found || strings.HasSuffix(x.rest, "/_search")
}
