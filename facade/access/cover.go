package access

import (
	"slices"

	"ehr.example/portico/facade/search"
)

// Covers tells whether everything that a scope gives is given by these: each of its permissions by some scope of the same
// context, for its type or for all, whose parameters ask for the same or for less. It is told from the scopes alone: where
// that cannot be seen, it is false.
func (s Scopes) Covers(asked Scope) bool {
	if asked.Name != "" {
		return s.Has(asked.Name)
	}
	for i := range letters {
		one, some := asked.Limited(1 << i)
		if some && !slices.ContainsFunc(s, one.Within) {
			return false
		}
	}
	return asked.Permissions != 0
}

// Within tells whether another scope gives everything that this one does.
func (s Scope) Within(other Scope) bool {
	if s.Name != "" || other.Name != "" {
		return s.Name == other.Name
	}
	if s.Context != other.Context || other.Type != AnyType && s.Type != other.Type || s.Permissions&^other.Permissions != 0 {
		return false
	}
	typ := s.Type
	if typ == AnyType {
		typ = anyOf
	}
	wide, err := other.Criteria(typ, search.Options{})
	narrow, also := s.Criteria(typ, search.Options{})
	if err != nil || also != nil {
		return false
	}
	for _, w := range wide {
		if !slices.ContainsFunc(narrow, func(n search.Criterion) bool { return implies(n, w) }) {
			return false
		}
	}
	return true
}

// implies tells whether what fulfils a criterion fulfils another one.
func implies(narrow, wide search.Criterion) bool {
	if narrow.Name() != wide.Name() {
		return false
	}
	switch narrow.Modifier {
	case search.Missing:
		return narrow.Missing == wide.Missing
	case search.Not, search.NotIn: // who leaves out more asks for less
		return among(wide.Values, narrow.Values)
	}
	return among(narrow.Values, wide.Values)
}

// among tells whether each of some values is one of others, or a case of one.
func among(some, others []search.Value) bool {
	for _, value := range some {
		if !slices.ContainsFunc(others, func(other search.Value) bool { return isCase(value, other) }) {
			return false
		}
	}
	return true
}

// isCase tells whether a value is another one, or a code of it: system|code is a case of code, and of system|.
func isCase(value, of search.Value) bool {
	if value.String() == of.String() {
		return true
	}
	v, isToken := value.(search.Token)
	o, both := of.(search.Token)
	switch {
	case !isToken || !both:
		return false
	case !o.HasSystem:
		return o.HasCode && v.HasCode && v.Code == o.Code
	}
	return !o.HasCode && o.System != "" && v.HasSystem && v.System == o.System
}
