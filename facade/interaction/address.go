package interaction

import (
	"net/url"
	"slices"
	"strings"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/outcome"
	"ehr.example/portico/facade/plan"
	"ehr.example/portico/facade/search"
	"ehr.example/portico/mappers/fhir"
)

// Address is what a search is about: what stands between the base and the question mark. The zero Address is the whole
// server (R4 §3.1.0.9).
type Address struct {
	Within    search.Compartment // Patient/1/…
	Type      string             // "": several types, those of _type or all that there are
	Operation Operation          // "": a search
}

// Operation is an operation that answers with a searchset, by its name in an address.
type Operation string

// The operations. Each has its address: Patient/[id]/$everything.
const (
	Everything Operation = "$everything" // R4, OperationDefinition/Patient-everything
	LastN      Operation = "$lastn"      // R4, OperationDefinition/Observation-lastn
	DocRef     Operation = "$docref"     // US Core, OperationDefinition/docref
)

// String is the address as a URL has it behind the base, without a slash before it.
func (a Address) String() string {
	switch {
	case a.Operation == Everything:
		return a.Within.String() + "/" + string(Everything)
	case a.Operation != "":
		return a.Type + "/" + string(a.Operation)
	case a.Within == (search.Compartment{}):
		return a.Type
	case a.Type == "":
		return a.Within.String() + "/*"
	}
	return a.Within.String() + "/" + a.Type
}

// ParseAddress reads what String gives. Errors are outcomes.
func ParseAddress(path string) (Address, error) {
	parts := strings.Split(path, "/")
	switch {
	case len(parts) == 1:
		return Address{Type: path}, nil
	case path == "Observation/"+string(LastN), path == "DocumentReference/"+string(DocRef):
		return Address{Type: parts[0], Operation: Operation(parts[1])}, nil
	case len(parts) == 3 && slices.Contains(fhir.CompartmentTypes(), parts[0]):
		at := Address{Within: search.Compartment{Type: parts[0], ID: parts[1]}}
		switch {
		case parts[0] == "Patient" && parts[2] == string(Everything):
			at.Operation = Everything
		case parts[2] != "*":
			at.Type = parts[2]
		}
		return at, nil
	}
	return Address{}, outcome.Invalid("%q is no address of a search: write Type, ?_type=A,B, Patient/id/$everything, Observation/$lastn, DocumentReference/$docref, Compartment/id/Type, or Compartment/id/*, a compartment being of %s",
		path, strings.Join(fhir.CompartmentTypes(), ", "))
}

// parse reads the parameters of a search for one type, or for several, or of an operation.
func (s *Site) parse(g access.Grant, at Address, params url.Values, o search.Options) (search.Query, error) {
	switch {
	case at.Operation == Everything:
		return s.parseRecord(g, params, o)
	case at.Operation == LastN:
		return search.ParseLast(params, o)
	case at.Operation == DocRef:
		return search.ParseDocuments(params, o)
	case at.Type != "":
		return search.Parse(at.Type, params, o)
	}
	types, err := s.types(g, o.Within, params)
	if err != nil {
		return search.Query{}, err
	}
	return search.ParseTypes(types, params, o)
}

// types are those that a search of several types is for. Where _type names them, all of them have to be there and allowed.
// Where it does not, they are those that can be searched here: what the grant does not allow is nobody's wish.
func (s *Site) types(g access.Grant, within search.Compartment, params url.Values) ([]string, error) {
	named, err := s.named(g, params, func(string) access.Permissions { return access.Search })
	if err != nil || len(named) > 0 {
		return named, err
	}
	var found []string
	var refused error
	for _, t := range s.Program.Types {
		if within.Type != "" && (!plan.Places(within.Type, t) || !plan.Compartment(s.Program, within.Type)) {
			continue
		}
		if err := g.Admits(s.Tenant, t.Name, access.Search); err != nil {
			refused = err
			continue
		}
		found = append(found, t.Name)
	}
	switch {
	case len(found) > 0:
		return found, nil
	case refused != nil:
		return nil, refused
	}
	return nil, outcome.NotSupported("Nothing that this server knows places a resource in the compartment of %s.", within.Type)
}

// named are the types of _type, each of which has to be there and to be allowed by what it needs.
func (s *Site) named(g access.Grant, params url.Values, need func(typ string) access.Permissions) ([]string, error) {
	named, err := search.NamedTypes(params)
	if err != nil {
		return nil, err
	}
	for _, typ := range named {
		if s.Program.Type(typ) == nil {
			return nil, outcome.NotSupported("_type: This server has no %s resources. It has: %s.", typ, strings.Join(s.served(), ", "))
		}
		if err := g.Admits(s.Tenant, typ, need(typ)); err != nil {
			return nil, err
		}
	}
	return named, nil
}

// served are the types of the site.
func (s *Site) served() []string {
	names := make([]string, len(s.Program.Types))
	for i, t := range s.Program.Types {
		names[i] = t.Name
	}
	return names
}
