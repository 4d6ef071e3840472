package interaction

import (
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
	Within search.Compartment // Patient/1/…
	Type   string             // "": several types, those of _type or all that there are
}

// String is the address as a URL has it behind the base, without a slash before it.
func (a Address) String() string {
	switch {
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
	case len(parts) == 3 && slices.Contains(fhir.CompartmentTypes(), parts[0]):
		at := Address{Within: search.Compartment{Type: parts[0], ID: parts[1]}}
		if parts[2] != "*" {
			at.Type = parts[2]
		}
		return at, nil
	}
	return Address{}, outcome.Invalid("%q is no address of a search: write Type, ?_type=A,B, Compartment/id/Type, or Compartment/id/*, a compartment being of %s",
		path, strings.Join(fhir.CompartmentTypes(), ", "))
}

// parse reads the parameters of a search for one type, or for several.
func (s *Site) parse(g access.Grant, typ string, params map[string][]string, o search.Options) (search.Query, error) {
	if typ != "" {
		return search.Parse(typ, params, o)
	}
	types, err := s.types(g, o.Within, params)
	if err != nil {
		return search.Query{}, err
	}
	return search.ParseTypes(types, params, o)
}

// types are those that a search of several types is for. Where _type names them, all of them have to be there and allowed.
// Where it does not, they are those that can be searched here: what the grant does not allow is nobody's wish.
func (s *Site) types(g access.Grant, within search.Compartment, params map[string][]string) ([]string, error) {
	named, err := search.NamedTypes(params)
	if err != nil {
		return nil, err
	}
	for _, typ := range named {
		if s.Program.Type(typ) == nil {
			return nil, outcome.NotSupported("_type: This server has no %s resources. It has: %s.", typ, strings.Join(s.served(), ", "))
		}
		if err := g.Admits(s.Tenant, typ, access.Search); err != nil {
			return nil, err
		}
	}
	if len(named) > 0 {
		return named, nil
	}
	var found []string
	var refused error
	for _, t := range s.Program.Types {
		if within.Type != "" && !plan.Places(within.Type, t) {
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

// served are the types of the site.
func (s *Site) served() []string {
	names := make([]string, len(s.Program.Types))
	for i, t := range s.Program.Types {
		names[i] = t.Name
	}
	return names
}
