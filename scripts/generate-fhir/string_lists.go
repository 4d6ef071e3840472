package main

import (
	"strconv"
	"strings"
)

// stringLists are the lists of names that a file repeats. Each is a variable,
// which the compiler still lays out in every place that uses it.
type stringLists struct {
	prefix string
	count  map[string]int
	names  map[string]string
	taken  names
}

// newLists starts lists whose variables have the prefix.
func newLists(prefix string) *stringLists {
	return &stringLists{prefix, map[string]int{}, map[string]string{}, names{}}
}

// see counts a list and declares a variable at its second occurrence. It is
// named after the first element.
func (l *stringLists) see(s *goSource, values []string) {
	text := stringsLiteral(values)
	l.count[text]++
	if text != "" && l.count[text] == 2 {
		l.names[text] = l.taken.unique(l.prefix, values[0])
		s.printf("%s = %s\n", l.names[text], text)
	}
}

// literal returns the list's variable, or a literal, or "" for an empty list.
func (l *stringLists) literal(values []string) string {
	text := stringsLiteral(values)
	if name := l.names[text]; name != "" {
		return name
	}
	return text
}

// stringsLiteral returns a []string, or "" for an empty one.
func stringsLiteral(values []string) string {
	if len(values) == 0 {
		return ""
	}
	quoted := make([]string, len(values))
	for i, value := range values {
		quoted[i] = strconv.Quote(value)
	}
	return "[]string{" + strings.Join(quoted, ", ") + "}"
}
