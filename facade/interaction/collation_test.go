package interaction_test

import (
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// folded is a text as utf8mb4_general_ci compares it with LIKE: character by character, without regard to case, and
// letters with accents as the letters that they are made of. It covers what that collation equates: Latin, Greek and
// Cyrillic letters that Unicode decomposes (é = E, ñ = N, ü = U, Å = A, Ё = Е), ß = S and dotless ı = I. It equates
// nothing else: æ, ø, ð, þ, đ and ł are letters of their own, and so is every character outside those scripts. Beyond
// the BMP every character stands for itself (the collation equates them all; the plan compares their bytes).
func folded(s string) string {
	var b strings.Builder
	for _, r := range s {
		b.WriteRune(foldedRune(r))
	}
	return b.String()
}

func foldedRune(r rune) rune {
	switch {
	case r == 'ß':
		return 'S'
	case r == 'ı':
		return 'I'
	case r < 0x530 || 0x1E00 <= r && r <= 0x1FFF:
		if parts := []rune(norm.NFD.String(string(r))); len(parts) > 1 && unicode.Is(unicode.Mn, parts[1]) {
			r = parts[0]
		}
	}
	return unicode.ToUpper(r)
}

// unaccented is a text without its accents.
func unaccented(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(s))
}

func TestFolded(t *testing.T) {
	for _, c := range []struct {
		a, b  string
		equal bool
	}{
		{"Núñez-García", "NUNEZ-GARCIA", true},
		{"Montréal", "montreal", true},
		{"Mayagüez", "MAYAGUEZ", true},
		{"Straße", "STRASE", true},
		{"Guðmundsdóttir", "GUDMUNDSDOTTIR", false},
		{"Łuczak", "Luczak", false},
		{"李", "龍", false},
		{"😀", "👩", false},
	} {
		if (folded(c.a) == folded(c.b)) != c.equal {
			t.Errorf("%s and %s: equal = %t", c.a, c.b, !c.equal)
		}
	}
}
