package compile

import (
	"strings"

	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/problem"
)

// hole is =expression[, expression] [-> target[.field]] [| function argument …]…, taken apart.
type hole struct {
	sql    mapping.Text
	target string // Patient, Patient/source, or a lookup
	field  string // of the lookup
	calls  []call
	pos    problem.Position
}

// call is one transformation.
type call struct {
	name string
	args []string
}

// hole takes a hole's text apart; the = at its front may be missing where nothing else could stand.
func (c *compiler) hole(text mapping.Text) (hole, bool) {
	value := text.Value
	pos := text.Pos
	if strings.HasPrefix(value, "=") {
		value = value[1:]
		pos.Col++
	}
	pieces := splitOutside(value, '|')
	h := hole{pos: text.Pos}
	sql := pieces[0]
	if i := arrow(sql); i >= 0 {
		h.target = strings.TrimSpace(sql[i+4:])
		sql = sql[:i]
		h.target, h.field, _ = strings.Cut(h.target, ".")
		if h.target == "" || strings.ContainsAny(h.target, " ,()") {
			c.problems.Hintf(text.Pos, "=column -> Patient, or =column -> lookup.field", "-> wants a name")
			return h, false
		}
	}
	h.sql = mapping.Text{Value: strings.TrimSpace(sql), Pos: pos}
	for _, p := range pieces[1:] {
		words := strings.Fields(p)
		if len(words) == 0 {
			c.problems.Hintf(text.Pos, "=column | map name", "| wants a function")
			return h, false
		}
		h.calls = append(h.calls, call{name: words[0], args: words[1:]})
	}
	if h.sql.Zero() {
		c.problems.Hintf(text.Pos, "=alias.column", "the hole is empty")
		return h, false
	}
	return h, true
}

// splitOutside splits at a character that stands outside quotes and is not doubled.
func splitOutside(s string, sep byte) []string {
	var out []string
	quote, start := byte(0), 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case quote != 0:
			if c == '\\' {
				i++
			} else if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"' || c == '`':
			quote = c
		case c == sep && i+1 < len(s) && s[i+1] == sep:
			i++
		case c == sep:
			out = append(out, s[start:i])
			start = i + 1
		}
	}
	return append(out, s[start:])
}

// arrow is where " -> " stands outside quotes, or -1.
func arrow(s string) int {
	quote := byte(0)
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"' || c == '`':
			quote = c
		case strings.HasPrefix(s[i:], " -> "):
			return i
		}
	}
	return -1
}
