package interaction_test

import "strings"

// texts are string parameters (R4 §3.1.1.4.8): a text begins with what is asked for, or with :contains contains it,
// without regard to case and accents; :exact compares byte by byte.
type texts struct{}

// searchedParts are the elements of complex types that a string is looked for in.
var searchedParts = map[string][]string{
	"HumanName": {"text", "family", "given", "prefix", "suffix"},
	"Address":   {"text", "line", "city", "district", "state", "postalCode", "country"},
}

func (texts) values(e element) []any {
	if s, ok := e.value.(string); ok {
		return []any{s}
	}
	object, _ := e.value.(map[string]any)
	var found []any
	for _, name := range searchedParts[e.typ] {
		switch x := object[name].(type) {
		case string:
			found = append(found, x)
		case []any:
			found = append(found, x...)
		}
	}
	return found
}

func (texts) matcher(modifier, want string) func(any) bool {
	want = plain(want)
	if modifier == "exact" {
		return func(have any) bool { return written(have) == want }
	}
	within := strings.HasPrefix
	if modifier == "contains" {
		within = strings.Contains
	}
	general := folded(want)
	return func(have any) bool {
		if c, other := have.(collated); other {
			return within(c.in.folded(c.text), c.in.folded(want))
		}
		return within(folded(have.(string)), general)
	}
}

// written is a value as it is written.
func written(have any) string {
	if c, other := have.(collated); other {
		return c.text
	}
	return have.(string)
}

func (texts) probes(have any) []probe {
	s := written(have)
	runes := []rune(s)
	half, inner := runes[:(len(runes)+1)/2], runes[len(runes)/3:]
	if len(inner) > 2 {
		inner = inner[:(len(inner)+1)/2]
	}
	out := []probe{
		{"", escaped(s), holds},
		{"exact", escaped(s), holds},
		{"contains", escaped(s), holds},
		{"", escaped(s + "x"), judged},
		{"", escaped("x" + s), judged},
		{"exact", escaped(s) + " ", judged},
	}
	add := func(v verdict, modifier, text string) {
		if strings.TrimSpace(text) != "" {
			out = append(out, probe{modifier, escaped(text), v})
		}
	}
	add(holds, "", string(half))
	add(holds, "contains", string(inner))
	add(judged, "", string(inner))
	add(judged, "exact", string(half))
	for _, other := range []string{strings.ToUpper(s), strings.ToLower(s), unaccented(s), otherCase(s)} {
		add(judged, "", other)
		add(judged, "contains", other)
		add(judged, "exact", other)
	}
	for _, wild := range []string{"%", "_", `\`} {
		add(judged, "", wild)
		add(judged, "contains", wild)
		add(judged, "", wild+string(runes[1:]))
	}
	return out
}
