package access

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"ehr.example/portico/facade/outcome"
	"ehr.example/portico/facade/search"
	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/problem"
)

// The bounds of what is read: a scope claim comes from clients.
const (
	longestScope = 2048
	mostScopes   = 256
)

// ParseScope reads one scope, in the syntax of SMART App Launch 1 or 2. The error says what is wrong with it.
func ParseScope(text string) (Scope, error) {
	s, err := parseScope(text)
	if err != nil {
		return Scope{}, fmt.Errorf("the scope %s: %w", quote(text), err)
	}
	return s, nil
}

func parseScope(text string) (Scope, error) {
	switch {
	case len(text) > longestScope:
		return Scope{}, fmt.Errorf("it has %d bytes; at most %d are allowed", len(text), longestScope)
	case slices.Contains(names, Name(text)):
		return Scope{Name: Name(text)}, nil
	case strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' || r == '"' || r == '\\' }):
		return Scope{}, errors.New("it has a character that scopes cannot have; write it as %XX")
	}
	context, rest, found := strings.Cut(text, "/")
	switch Context(context) {
	case Patient, User, System:
	default:
		return Scope{}, unknown(text)
	}
	resource, query, asks := strings.Cut(rest, "?")
	typ, permissions, dotted := strings.Cut(resource, ".")
	if !found || !dotted {
		return Scope{}, fmt.Errorf("write %s/Type.permissions, such as %s/Observation.rs", context, context)
	}
	if typ != AnyType && !fhir.IsResource(typ) {
		return Scope{}, fmt.Errorf("FHIR R4 has no resource type %s%s", quote(typ), meant(typ, fhir.ResourceTypes()))
	}
	s := Scope{Context: Context(context), Type: typ}
	if s.Permissions, s.V1 = words[permissions]; !s.V1 {
		var ok bool
		if s.Permissions, ok = parsePermissions(permissions); !ok {
			return Scope{}, fmt.Errorf("%s are no permissions: write read, write or *, or some of c, r, u, d and s in this order", quote(permissions))
		}
	}
	if !asks {
		return s, nil
	}
	if s.V1 {
		return Scope{}, fmt.Errorf("search parameters need the permissions of SMART 2: write %s/%s.%s?…", context, typ, s.Permissions)
	}
	return s.bounded(query)
}

// unknown refuses what is no scope of SMART.
func unknown(text string) error {
	known := make([]string, len(names))
	for i, n := range names {
		known[i] = string(n)
	}
	return fmt.Errorf("it is none of %s, patient/…, user/… and system/…%s", strings.Join(known, ", "), meant(text, known))
}

// meant is what was probably meant.
func meant(text string, known []string) string {
	if hint := problem.DidYouMean(text, known); hint != "" {
		return "; " + hint
	}
	return ""
}

// bounded is the scope with the search parameters behind its question mark. They are read as a search reads them, so that
// what is wrong with them is known where the scope is.
func (s Scope) bounded(query string) (Scope, error) {
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if strings.ContainsRune(pair, '+') {
			return Scope{}, errors.New("a + may be a blank or itself: write %20 or %2B")
		}
		name, bad := url.PathUnescape(name)
		value, worse := url.PathUnescape(value)
		if bad != nil || worse != nil || name == "" || value == "" {
			return Scope{}, fmt.Errorf("%s is no search parameter: write name=value, and other characters as %%XX", quote(pair))
		}
		if s.Type == AnyType && !everywhere(name) {
			return Scope{}, fmt.Errorf("not every resource has the search parameter %s: name a type", quote(name))
		}
		s.Parameters = append(s.Parameters, Parameter{Name: name, Value: value})
	}
	s.Parameters = normalise(s.Parameters)
	typ := s.Type
	if typ == AnyType {
		typ = anyOf
	}
	if _, err := s.Criteria(typ, search.Options{}); err != nil {
		return Scope{}, wrong(err)
	}
	return s, nil
}

// wrong is what the search says of parameters, without its codes.
func wrong(err error) error {
	issues := outcome.From(err).Issues
	texts := make([]string, len(issues))
	for i, issue := range issues {
		texts[i] = issue.Message
	}
	return errors.New(strings.Join(texts, "; "))
}

// anyOf is a type whose parameters with an underscore are those of every type.
const anyOf = "Basic"

// everywhere tells whether resources of all types have a search parameter.
func everywhere(name string) bool {
	code, _, _ := strings.Cut(name, ":")
	return strings.HasPrefix(code, "_") && fhir.SearchParameterOf(anyOf, code) != nil
}

// quote shows a client's text in a message, cut where it is long.
func quote(text string) string {
	const most = 200
	if len(text) > most {
		text = text[:most] + "…"
	}
	return fmt.Sprintf("%q", text)
}
