package interaction_test

import "strings"

// uris are uri parameters (R4 §3.1.1.4.14): byte for byte the same; with :below what is there and under it, with :above what
// is there and on the way to it.
type uris struct{}

func (uris) values(e element) []any { return []any{e.value} }

func (uris) matcher(modifier, want string) func(any) bool {
	want = plain(want)
	switch modifier {
	case "below":
		return func(have any) bool { return reaches(have.(string), want) }
	case "above":
		return func(have any) bool { return reaches(want, have.(string)) }
	}
	return func(have any) bool { return have == want }
}

// reaches tells whether an address lies at or below another one, whose last slash is not counted.
func reaches(address, from string) bool {
	from = strings.TrimRight(from, "/")
	rest, ok := strings.CutPrefix(address, from)
	return ok && (rest == "" || rest[0] == '/')
}

func (uris) probes(have any) []probe {
	s, _ := have.(string)
	out := []probe{
		{"", escaped(s), holds},
		{"", escaped(otherCase(s)), judged},
		{"", escaped(s) + "/", fails},
		{"", escaped(s) + " ", fails},
		{"", escaped(s[:len(s)-1]), fails},
	}
	if !strings.Contains(s, "://") {
		return out
	}
	parent := s[:strings.LastIndexByte(s, '/')]
	return append(out,
		probe{"below", escaped(s), holds}, probe{"below", escaped(parent), holds}, probe{"below", escaped(parent) + "/", holds},
		probe{"below", escaped(s[:len(s)-1]), fails}, probe{"below", escaped(s) + "/x", fails}, probe{"below", escaped(strings.ToUpper(s)), judged},
		probe{"above", escaped(s), holds}, probe{"above", escaped(s) + "/x/y", holds}, probe{"above", escaped(s) + "x", fails}, probe{"above", escaped(parent), fails})
}
