package main

import (
	"fmt"
	"strings"
)

// tokenize splits an expression into names, string literals (with their
// quotes), and the signs that search parameters use.
func tokenize(expression string) ([]string, error) {
	var tokens []string
	for rest := strings.TrimSpace(expression); rest != ""; rest = strings.TrimSpace(rest) {
		n := tokenLength(rest)
		if n == 0 {
			return nil, fmt.Errorf("unexpected %q", rest)
		}
		tokens = append(tokens, rest[:n])
		rest = rest[n:]
	}
	return tokens, nil
}

// tokenLength returns the length of the token at the start, or 0 if there is
// none.
func tokenLength(s string) int {
	switch {
	case strings.HasPrefix(s, "!="):
		return 2
	case strings.IndexByte("().|=%", s[0]) >= 0:
		return 1
	case s[0] == '\'':
		return strings.IndexByte(s[1:], '\'') + 2
	}
	n := 0
	for n < len(s) && isNameByte(s[n]) {
		n++
	}
	return n
}

// isNameByte says whether the byte can be part of a name.
func isNameByte(b byte) bool {
	return b == '_' || '0' <= b && b <= '9' || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z'
}
