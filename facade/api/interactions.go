package api

import (
	"net/http"
	"slices"
	"strings"

	"ehr.example/portico/facade/bundle"
	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/outcome"
	"ehr.example/portico/facade/search"
	"ehr.example/portico/mappers/fhir"
)

// capabilities answers GET [base]/metadata. It needs no grant.
//
// See https://hl7.org/fhir/R4/http.html#capabilities.
func capabilities(x *exchange) (answer, error) {
	switch x.Query("mode") {
	case "", "full":
	default:
		return answer{}, outcome.NotSupported("mode is %q; it can be full", x.Query("mode"))
	}
	body, err := interaction.Capabilities(x.site)
	return answer{body: body, tagged: true, open: true}, err
}

// searchType answers GET [base]/[type] and POST [base]/[type]/_search.
func searchType(x *exchange) (answer, error) {
	if special(x.Param("type")) {
		return noRoute(x)
	}
	return x.search(interaction.Address{Type: x.Param("type")})
}

// searchSystem answers GET [base]?_type=… and POST [base]/_search.
func searchSystem(x *exchange) (answer, error) { return x.search(interaction.Address{}) }

// search answers a search at an address.
func (x *exchange) search(at interaction.Address) (answer, error) {
	if at.Type != "" {
		if err := x.names(at.Type); err != nil {
			return answer{}, err
		}
	}
	if err := x.authorize(); err != nil {
		return answer{}, err
	}
	page, stats, err := interaction.SearchAt(x.Request.Context(), x.site, x.grant, at, x.params, x.lenient())
	stats.Into(&x.event)
	if err != nil {
		return answer{}, err
	}
	buffer := bodies.Get().(*[]byte)
	body := bundle.Append((*buffer)[:0], page)
	page.Release()
	return answer{body: body, buffer: buffer}, nil
}

// compartment answers GET [base]/[compartment]/[id]/[type], and with * for all types.
func compartment(x *exchange) (answer, error) {
	of, id, member := x.Param("type"), x.Param("id"), x.Param("member")
	if x.operates() {
		return operation(x)
	}
	if !slices.Contains(fhir.CompartmentTypes(), of) || special(id) || member != "*" && !fhir.IsResource(member) {
		return noRoute(x)
	}
	at := interaction.Address{Within: search.Compartment{Type: of, ID: id}}
	if member != "*" {
		at.Type = member
	}
	return x.search(at)
}

// read answers GET [base]/[type]/[id].
func read(x *exchange) (answer, error) {
	if err := x.names(x.Param("type")); err != nil {
		return answer{}, err
	}
	id := x.Param("id")
	switch {
	case id == "_search":
		x.Header("Allow", http.MethodPost)
		return noMethod(x)
	case x.operates():
		return operation(x)
	case special(id):
		return noRoute(x)
	}
	if err := x.authorize(); err != nil {
		return answer{}, err
	}
	if err := x.readParameters(); err != nil {
		return answer{}, err
	}
	if x.readsBinary() && wantsContent(x.Request.Header.Values("Accept"), x.params["_format"]) {
		if x.params.Has("_elements") || x.params.Has("_summary") {
			return answer{}, outcome.Invalid("_summary and _elements are of resources, and the content of a Binary has no elements; ask for application/fhir+json")
		}
		return x.content(id)
	}
	resource, stats, err := interaction.ReadSubset(x.Request.Context(), x.site, x.grant, x.Param("type"), id, x.params, x.lenient())
	stats.Into(&x.event)
	return answer{body: resource, tagged: true}, err
}

// vread answers GET [base]/[type]/[id]/_history/[version].
func vread(x *exchange) (answer, error) {
	typ, id := x.Param("type"), x.Param("id")
	if x.Param("member") != "_history" || special(id) || special(x.Param("version")) {
		return noRoute(x)
	}
	if err := x.names(typ); err != nil {
		return answer{}, err
	}
	if err := x.authorize(); err != nil {
		return answer{}, err
	}
	if x.params.Has("_summary") || x.params.Has("_elements") {
		return answer{}, outcome.NotSupported("a version is read whole; it has _format and _pretty")
	}
	if err := x.readParameters(); err != nil {
		return answer{}, err
	}
	resource, stats, err := interaction.ReadVersion(x.Request.Context(), x.site, x.grant, typ, id, x.Param("version"))
	stats.Into(&x.event)
	return answer{body: resource, tagged: true}, err
}

// special tells a part of a path that is no type and no id: $operation, _history, _search.
func special(part string) bool { return strings.HasPrefix(part, "$") || strings.HasPrefix(part, "_") }

// readParameters refuses the parameters that a read does not have.
func (x *exchange) readParameters() error {
	var unknown []string
	for name := range x.params {
		switch name {
		case "_format", "_pretty", "_summary", "_elements":
		default:
			unknown = append(unknown, name)
		}
	}
	if len(unknown) == 0 || x.lenient() {
		return nil
	}
	slices.Sort(unknown)
	return outcome.NotSupported("a read has no parameter %q; it has _summary, _elements, _format and _pretty", unknown[0])
}

// names tells whether a part of the path is a type of FHIR's, as a 404. Whether the tenant has resources of it is for those to
// know who may ask for them.
func (x *exchange) names(resource string) error {
	if !fhir.IsResource(resource) {
		return outcome.NotFound("%q is not a resource type of FHIR R4; [base]/metadata lists those that this server has", resource)
	}
	x.event.Type = resource
	return nil
}

// parts are the parts of the path behind the tenant's base; at least one.
func (x *exchange) parts() []string { return strings.Split(strings.TrimPrefix(x.rest, "/"), "/") }

// noRoute answers an address below a tenant that is none of FHIR's, or of an interaction that is not done here.
func noRoute(x *exchange) (answer, error) {
	parts := x.parts()
	last := parts[len(parts)-1]
	var what string
	switch {
	case x.rest == "" || x.rest == "/":
		what = "batches and transactions are"
	case slices.Contains(parts, "_history"):
		what = "history, of which this server keeps none, is"
	case last == "$everything" && len(parts) == 2 && parts[0] == "Patient":
		return answer{}, outcome.NotSupported("$everything is for one patient at a time here: Patient/[id]/$everything")
	case strings.HasPrefix(last, "$"):
		what = "the operation " + last + " is"
	case last == "_search":
		what = "a search by form on this level is"
	case len(parts) >= 3 && fhir.IsResource(parts[0]) && (parts[2] == "*" || fhir.IsResource(parts[2])):
		what = "compartments of " + parts[0] + " are"
	default:
		return answer{}, outcome.NotFound("there is nothing at this address; try [base]/metadata")
	}
	return answer{}, outcome.NotSupported("%s not supported by this server; [base]/metadata lists what is", what).WithStatus(http.StatusNotFound)
}

// noMethod answers a method that an address does not have. The Allow header is there already.
func noMethod(x *exchange) (answer, error) {
	if x.preflight() {
		return answer{empty: true}, nil
	}
	parts := x.parts()
	if x.rest == "" {
		return noRoute(x)
	}
	if last := parts[len(parts)-1]; special(last) && (last != "_search" || len(parts) != 2) {
		x.Writer.Header().Del("Allow")
		return noRoute(x)
	}
	allow := x.Writer.Header().Get("Allow")
	return answer{}, outcome.NotSupported("%s is not supported here: this server only reads; the methods are %s", x.Request.Method, allow).
		WithStatus(http.StatusMethodNotAllowed)
}
