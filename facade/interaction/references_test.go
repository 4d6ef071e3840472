package interaction_test

import "strings"

// references are reference parameters (R4 §3.1.1.4.12): id, Type/id or the absolute URL of a resource of this server.
type references struct{ base string }

func (references) values(e element) []any {
	if s := e.text("reference"); s != "" {
		return []any{s}
	}
	return nil
}

func (r references) matcher(modifier, want string) func(any) bool {
	want = strings.TrimPrefix(plain(want), r.base+"/")
	return func(have any) bool {
		s, _ := have.(string)
		typ, id, _ := strings.Cut(s, "/")
		return (s == want || id == want) && (modifier == "" || modifier == typ)
	}
}

func (r references) probes(have any) []probe {
	s, _ := have.(string)
	typ, id, _ := strings.Cut(s, "/")
	return []probe{
		{"", s, holds},
		{"", id, holds},
		{"", r.base + "/" + s, holds},
		{typ, id, holds},
		{"", typ + "/" + id + "0", judged},
		{"", typ + "/0" + id, judged},
		{"", id + "0", judged},
		{"", "https://elsewhere.example/fhir/" + s, fails},
		{"", typ + "/no.such-id", fails},
	}
}
