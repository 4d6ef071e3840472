package mapping

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"ehr.example/portico/mappers/problem"
)

// Text is a piece of text with its place, mostly SQL.
type Text struct {
	Value string
	Pos   problem.Position
	raw   string // the file from Pos on, to find places inside the text
}

// Zero tells whether the text was not given.
func (t Text) Zero() bool { return t.Value == "" }

// At is where the i-th byte of the text stands in its file, whatever YAML did to quotes, indentation and line ends.
func (t Text) At(i int) problem.Position {
	pos, _ := t.walk(i)
	return pos
}

// Slice is a piece of the text with its own place, without the blanks around it.
func (t Text) Slice(from, to int) Text {
	piece := t.Value[from:to]
	from += len(piece) - len(strings.TrimLeftFunc(piece, unicode.IsSpace))
	out := Text{Value: strings.TrimSpace(piece)}
	out.Pos, out.raw = t.walk(from)
	return out
}

// walk goes through the file beside the text, up to the text's i-th byte.
func (t Text) walk(i int) (problem.Position, string) {
	if t.raw == "" {
		pos := t.Pos
		pos.Col += i
		return pos, ""
	}
	w := walker{pos: t.Pos, raw: t.raw}
	for _, c := range t.Value[:i] {
		w.reach(c)
		w.step()
	}
	if i < len(t.Value) {
		c, _ := utf8.DecodeRuneInString(t.Value[i:])
		w.reach(c)
	}
	return w.pos, w.raw
}

// walker is a place in a file.
type walker struct {
	pos problem.Position
	raw string
}

// reach skips what YAML takes away before a character: line ends, indentation, quotes and backslashes. Where the
// character does not follow these (it was written as an escape), nothing is skipped.
func (w *walker) reach(c rune) {
	if unicode.IsSpace(c) {
		return
	}
	rest := strings.TrimLeft(w.raw, " \t\r\n\"'\\")
	for n := range w.raw[:len(w.raw)-len(rest)] {
		if strings.HasPrefix(w.raw[n:], string(c)) {
			rest = w.raw[n:]
			break
		}
	}
	if !strings.HasPrefix(rest, string(c)) {
		return
	}
	for len(w.raw) > len(rest) {
		w.step()
	}
}

// step goes past one character of the file.
func (w *walker) step() {
	c, n := utf8.DecodeRuneInString(w.raw)
	w.raw = w.raw[n:]
	if n == 0 {
		return
	}
	w.pos.Col++
	if c == '\n' {
		w.pos.Line++
		w.pos.Col = 1
	}
}
