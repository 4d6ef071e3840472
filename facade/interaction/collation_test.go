package interaction_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"

	"ehr.example/portico/facade/mysqltest"
)

// collation is one that folds otherwise than utf8mb4_general_ci: the weights of the characters of latin1.
type collation [256]byte

// collated is a text of a column with such a collation.
type collated struct {
	text string
	in   *collation
}

// folded is a text as the collation compares it. What latin1 does not have is equal to nothing that it has.
func (c *collation) folded(text string) string {
	out := make([]rune, 0, len(text))
	for _, r := range text {
		if b, ok := charmap.Windows1252.EncodeRune(r); ok {
			r = rune(c[b])
		} else {
			r += 0x100
		}
		out = append(out, r)
	}
	return string(out)
}

// collationOf asks the database what its collation holds for equal, of each character alone.
func collationOf(t testing.TB, name string) *collation {
	t.Helper()
	characters := make([]byte, 256)
	for i := range characters {
		characters[i] = byte(i)
	}
	var weights []byte
	err := mysqltest.Admin(t).QueryRowContext(t.Context(), fmt.Sprintf("SELECT WEIGHT_STRING(CONVERT(0x%X USING latin1) COLLATE %s)", characters, name)).Scan(&weights)
	if err != nil || len(weights) != 256 {
		t.Fatalf("%s has %d weights: %v", name, len(weights), err)
	}
	return (*collation)(weights)
}

// otherCollations are the texts of practice whose columns have such collations: those of addresses that are not today's, which
// pat_addr has, and the numbers of lots, which imm_ext has.
func otherCollations(t testing.TB, mapper string) func(it *item, code string) {
	if mapper != "practice" {
		return func(*item, string) {}
	}
	swedish, general := collationOf(t, "latin1_swedish_ci"), collationOf(t, "latin1_general_ci")
	return func(it *item, code string) {
		switch {
		case it.typ == "Immunization" && code == "lot-number":
			it.values[code] = recollated(it.values[code], nil, nil, general)
		case it.typ == "Patient" && (code == "address" || strings.HasPrefix(code, "address-")) && code != "address-use":
			now, then := map[string]bool{}, map[string]bool{}
			addresses, _ := it.tree["address"].([]any)
			for _, a := range addresses {
				in := now
				if use := (element{value: a}).text("use"); use == "old" || use == "temp" {
					in = then
				}
				for _, text := range (texts{}).values(element{typ: "Address", value: a}) {
					in[text.(string)] = true
				}
			}
			it.values[code] = recollated(it.values[code], now, then, swedish)
		}
	}
}

// recollated are texts with the collation of their column: of those that are in now, the usual one; of those that are in then,
// another; of those that are in both, both; without any sets, the other one.
func recollated(values []any, now, then map[string]bool, other *collation) []any {
	var out []any
	for _, v := range values {
		text := v.(string)
		if now[text] {
			out = append(out, v)
		}
		if then[text] || now == nil {
			out = append(out, collated{text, other})
		}
	}
	return out
}

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
