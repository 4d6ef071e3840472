package compile

import (
	"strings"

	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/problem"
)

// hole is =expression[, expression] [-> target[.field]] [| function argument …]…, taken apart.
type hole struct {
	sql      mapping.Text
	target   string // Patient, Patient/source, or a lookup
	field    string // of the lookup
	targetAt problem.Position
	calls    []call
	pos      problem.Position
}

// call is one transformation.
type call struct {
	name string
	args []string
	pos  problem.Position
}

// hole takes a hole's text apart; the = at its front may be missing where nothing else could stand.
func (c *compiler) hole(text mapping.Text) (hole, bool) {
	h := hole{pos: text.Pos}
	if strings.HasPrefix(text.Value, "=") {
		text = text.Slice(1, len(text.Value))
	}
	pieces := splitOutside(text.Value, '|')
	end := len(pieces[0])
	h.sql = text.Slice(0, end)
	if i := arrow(pieces[0]); i >= 0 {
		h.sql = text.Slice(0, i)
		if !c.follow(&h, text.Slice(i+2, end)) {
			return h, false
		}
	}
	for _, p := range pieces[1:] {
		piece := text.Slice(end+1, end+1+len(p))
		end += 1 + len(p)
		words := strings.Fields(p)
		if len(words) == 0 {
			c.problems.Hintf(h.pos, "=column | map name", "| wants a function")
			return h, false
		}
		h.calls = append(h.calls, call{name: words[0], args: words[1:], pos: piece.Pos})
	}
	if h.sql.Zero() {
		c.problems.Hintf(h.pos, "=alias.column", "the hole is empty")
		return h, false
	}
	return h, true
}

// follow reads what stands behind ->.
func (c *compiler) follow(h *hole, text mapping.Text) bool {
	if text.Zero() || strings.ContainsAny(text.Value, " ,()") {
		c.problems.Hintf(h.pos, "=column -> Patient, or =column -> lookup.field", "-> wants a name")
		return false
	}
	h.targetAt = text.Pos
	h.target, h.field, _ = strings.Cut(text.Value, ".")
	return true
}

// splitOutside splits at a character that stands outside quotes and is not doubled.
func splitOutside(s string, sep byte) []string {
	var out []string
	start := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '\'' || c == '"' || c == '`':
			i = quoteEnd(s, i)
		case c == sep && i+1 < len(s) && s[i+1] == sep:
			i++
		case c == sep:
			out = append(out, s[start:i])
			start = i + 1
		}
	}
	return append(out, s[start:])
}

// arrow is where -> stands between blanks and outside quotes, or -1.
func arrow(s string) int {
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '\'' || c == '"' || c == '`':
			i = quoteEnd(s, i)
		case strings.HasPrefix(s[i:], "->") && blankAt(s, i-1) && blankAt(s, i+2):
			return i
		}
	}
	return -1
}

// quoteEnd is where the quote closes that begins at i, or the text's end. A backslash takes the next character along.
func quoteEnd(s string, i int) int {
	quote := s[i]
	for i++; i < len(s) && s[i] != quote; i++ {
		if s[i] == '\\' {
			i++
		}
	}
	return i
}

// blankAt tells whether a blank, or nothing, stands at i.
func blankAt(s string, i int) bool {
	return i < 0 || i >= len(s) || s[i] == ' ' || s[i] == '\n' || s[i] == '\t'
}
