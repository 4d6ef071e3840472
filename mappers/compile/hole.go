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
	pieces := holePieces(text.Value)
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
		words, closed := callWords(p)
		if !closed {
			c.problems.Hintf(piece.Pos, "| nth 2 '/'", "a quote is not closed in | %s", strings.TrimSpace(p))
			return h, false
		}
		if len(words) == 0 || words[0] == "" {
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

// callWords are a function's name and its arguments. A word in quotes may hold blanks and |; a doubled quote in it is one.
func callWords(text string) (words []string, closed bool) {
	for {
		text = strings.TrimLeft(text, " \t\n")
		switch {
		case text == "":
			return words, true
		case text[0] == '\'' || text[0] == '"':
			word, rest, ok := quotedWord(text)
			if !ok {
				return words, false
			}
			words, text = append(words, word), rest
		default:
			end := strings.IndexAny(text, " \t\n")
			if end < 0 {
				end = len(text)
			}
			words, text = append(words, text[:end]), text[end:]
		}
	}
}

// quotedWord reads the word in quotes at the front of a text, and what follows it.
func quotedWord(text string) (word, rest string, closed bool) {
	quote := text[:1]
	for text = text[1:]; ; text = text[1:] {
		end := strings.Index(text, quote)
		if end < 0 {
			return "", "", false
		}
		word, text = word+text[:end], text[end+1:]
		if !strings.HasPrefix(text, quote) {
			return word, text, true
		}
		word += quote
	}
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

// holePieces splits a hole into its SQL and its functions. In SQL a backslash takes the next character along; in the words
// of a function it is a character as any other, as regular expressions want it.
func holePieces(text string) []string {
	pieces := splitOutside(text, '|')
	if len(pieces) == 1 {
		return pieces
	}
	out := pieces[:1:1]
	rest := text[len(pieces[0])+1:]
	for start, i := 0, 0; ; i++ {
		switch {
		case i >= len(rest):
			return append(out, rest[start:])
		case rest[i] == '\'' || rest[i] == '"':
			if end := strings.IndexByte(rest[i+1:], rest[i]); end >= 0 {
				i += end + 1
			}
		case rest[i] == '|':
			out = append(out, rest[start:i])
			start = i + 1
		}
	}
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
