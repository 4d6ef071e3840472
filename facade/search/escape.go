package search

import "strings"

// special are the characters that FHIR escapes with a backslash in parameters.
//
// See https://hl7.org/fhir/R4/search.html#escaping.
const special = `\,|$`

// split cuts the text at every separator that has no backslash before it. The parts keep their escapes.
func split(text string, separator byte) []string {
	var parts []string
	start := 0
	for i := 0; i < len(text); i++ {
		switch {
		case escapes(text, i):
			i++
		case text[i] == separator:
			parts = append(parts, text[start:i])
			start = i + 1
		}
	}
	return append(parts, text[start:])
}

// unescape takes the backslashes away that escape something. Any other backslash is data.
func unescape(text string) string {
	if strings.IndexByte(text, '\\') < 0 {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if escapes(text, i) {
			i++
		}
		b.WriteByte(text[i])
	}
	return b.String()
}

// escapes tells whether the byte at i is a backslash that escapes the next one.
func escapes(text string, i int) bool {
	return text[i] == '\\' && i+1 < len(text) && strings.IndexByte(special, text[i+1]) >= 0
}

// escaper puts a backslash before each special character.
var escaper = strings.NewReplacer(`\`, `\\`, `,`, `\,`, `|`, `\|`, `$`, `\$`)

// escape is the inverse of unescape.
func escape(text string) string {
	return escaper.Replace(text)
}
