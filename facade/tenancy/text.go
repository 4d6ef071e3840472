package tenancy

import "fmt"

// scanText refuses what two parsers may read differently, before one of them does: comments (MariaDB executes some),
// backslashes, double quotes, variables, several statements, and anything that is not ASCII outside quotes. It counts
// the places for arguments.
func scanText(text string) (markers int, err error) {
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '`' || c == '\'':
			end := quoteEnd(text, i)
			if end < 0 {
				return 0, fmt.Errorf("byte %d: a quote is not closed, or holds a backslash", i)
			}
			i = end
		case c == '?':
			markers++
		case forbidden(c):
			return 0, fmt.Errorf("byte %d: %q is not allowed", i, c)
		case i+1 < len(text) && (text[i:i+2] == "--" || text[i:i+2] == "/*" || text[i:i+2] == ":="):
			return 0, fmt.Errorf("byte %d: %s is not allowed", i, text[i:i+2])
		}
	}
	return markers, nil
}

// forbidden tells whether a byte may not stand outside quotes.
func forbidden(c byte) bool {
	switch c {
	case '"', '\\', ';', '#', '@', '{':
		return true
	}
	return c < ' ' || c > '~'
}

// quoteEnd is where the quote closes that begins at i, or -1. A doubled quote is data; so is a backslash between
// backticks, but in a string its meaning would depend on the session.
func quoteEnd(text string, i int) int {
	quote := text[i]
	for i++; i < len(text); i++ {
		switch {
		case text[i] == '\\' && quote == '\'':
			return -1
		case text[i] == quote && i+1 < len(text) && text[i+1] == quote:
			i++
		case text[i] == quote:
			return i
		}
	}
	return -1
}
