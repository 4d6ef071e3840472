package search

import (
	"fmt"
	"strconv"
)

// maxQuoted is how much of a client's text a message repeats, in runes.
const maxQuoted = 60

// malformed is why a value can't be read.
func malformed(format string, args ...any) error {
	return fmt.Errorf(format, args...)
}

// quote is a client's text for a message, shortened.
func quote(text string) string {
	if runes := []rune(text); len(runes) > maxQuoted {
		text = string(runes[:maxQuoted]) + "…"
	}
	return strconv.Quote(text)
}
