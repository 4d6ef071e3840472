package access

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Scopes are the scopes of a request or a token, in their order, none twice.
type Scopes []Scope

// ParseScopes reads scopes with blanks between them. Those that can be read are given beside the error, which names every
// other: an authorization server grants none of these, and a token that holds one is no good.
//
// See RFC 6749 section 3.3.
func ParseScopes(text string) (Scopes, error) {
	fields := strings.Fields(text)
	if len(fields) > mostScopes {
		return nil, fmt.Errorf("there are %d scopes; at most %d are allowed", len(fields), mostScopes)
	}
	var out Scopes
	var wrong []error
	seen := map[string]bool{}
	for _, field := range fields {
		s, err := ParseScope(field)
		if err != nil {
			wrong = append(wrong, err)
			continue
		}
		if name := s.String(); !seen[name] {
			seen[name] = true
			out = append(out, s)
		}
	}
	return out, errors.Join(wrong...)
}

// String is the scopes with blanks between them.
func (s Scopes) String() string {
	texts := make([]string, len(s))
	for i, scope := range s {
		texts[i] = scope.String()
	}
	return strings.Join(texts, " ")
}

// Has tells whether a named scope is among them.
func (s Scopes) Has(name Name) bool {
	return slices.ContainsFunc(s, func(scope Scope) bool { return scope.Name == name })
}

// within are the scopes that see what is of the user's organisations, and no more.
func (s Scopes) within() Scopes {
	return slices.DeleteFunc(slices.Clone(s), func(scope Scope) bool { return !scope.Bound })
}

// Resources are the scopes for resources.
func (s Scopes) Resources() Scopes {
	return slices.DeleteFunc(slices.Clone(s), func(scope Scope) bool { return scope.Name != "" })
}
