package interaction_test

// uris are uri parameters (R4 §3.1.1.4.14): byte for byte the same.
type uris struct{}

func (uris) values(e element) []any { return []any{e.value} }

func (uris) matcher(_, want string) func(any) bool {
	want = plain(want)
	return func(have any) bool { return have == want }
}

func (uris) probes(have any) []probe {
	s, _ := have.(string)
	return []probe{
		{"", escaped(s), holds},
		{"", escaped(otherCase(s)), judged},
		{"", escaped(s) + "/", fails},
		{"", escaped(s) + " ", fails},
		{"", escaped(s[:len(s)-1]), fails},
	}
}
