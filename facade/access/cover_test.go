package access

import "testing"

// TestCovers: some scopes cover another one where all that it gives is given by them.
func TestCovers(t *testing.T) {
	for _, c := range []struct {
		granted, asked string
		want           bool
	}{
		{"openid launch/patient", "launch/patient", true},
		{"openid launch/patient", "launch", false},
		{"openid", "patient/Patient.r", false},
		{"patient/*.rs", "openid", false},
		{"patient/*.rs", "patient/Observation.rs", true},
		{"patient/*.rs", "patient/*.read", true},
		{"patient/*.read", "patient/Observation.s", true},
		{"patient/*.rs", "patient/*.*", false},
		{"patient/*.*", "patient/Observation.write", true},
		{"patient/*.r", "patient/Observation.rs", false},
		{"patient/*.r patient/*.s", "patient/Observation.rs", true},
		{"patient/*.r patient/Condition.s", "patient/Observation.rs", false},
		{"patient/Observation.rs", "patient/*.rs", false},
		{"patient/*.rs", "user/*.rs", false},
		{"user/*.rs", "patient/*.rs", false},
		{"system/*.rs", "patient/*.rs", false},
		{"patient/Observation.rs", "patient/Observation.rs?category=a|b", true},
		{"patient/Observation.rs?category=a|b", "patient/Observation.rs", false},
		{"patient/Observation.rs?category=a|b", "patient/Observation.rs?category=a|b", true},
		{"patient/Observation.rs?category=a|b", "patient/Observation.rs?category=a|b&code=c", true},
		{"patient/Observation.rs?category=a|b&code=c", "patient/Observation.rs?category=a|b", false},
		{"patient/Observation.rs?category=a|b,a|c", "patient/Observation.rs?category=a|b", true},
		{"patient/Observation.rs?category=a|b", "patient/Observation.rs?category=a|b,a|c", false},
		{"patient/Observation.rs?category=b", "patient/Observation.rs?category=a|b", true},
		{"patient/Observation.rs?category=a|b", "patient/Observation.rs?category=b", false},
		{"patient/Observation.rs?category=a|", "patient/Observation.rs?category=a|b", true},
		{"patient/Observation.rs?category=a|", "patient/Observation.rs?category=c|b", false},
		{"patient/Observation.rs?category=|b", "patient/Observation.rs?category=a|b", false},
		{"patient/Observation.rs?category=|b", "patient/Observation.rs?category=b", false},
		{"patient/Observation.rs?category:not=a|b", "patient/Observation.rs?category:not=a|b", true},
		{"patient/Observation.rs?category:not=a|b,a|c", "patient/Observation.rs?category:not=a|b", false},
		{"patient/Observation.rs?category:not=a|b", "patient/Observation.rs?category:not=a|b,a|c", true},
		{"patient/Observation.rs?category:not=a|b", "patient/Observation.rs?category:not=b", true},
		{"patient/Observation.rs?category:not=b", "patient/Observation.rs?category:not=a|b", false},
		{"patient/Observation.rs?category:not=a|b", "patient/Observation.rs?category=a|b", false},
		{"patient/Observation.rs?subject:missing=true", "patient/Observation.rs?subject:missing=false", false},
		{"patient/Observation.rs?subject:missing=true", "patient/Observation.rs?subject:missing=true", true},
		{"patient/Observation.rs?date=ge2020", "patient/Observation.rs?date=ge2021", false},
		{"patient/Observation.rs?date=ge2020", "patient/Observation.rs?date=ge2020&date=lt2021", true},
		{"patient/Observation.rs?category=a|b patient/Observation.rs?category=a|c", "patient/Observation.rs?category=a|b", true},
		{"patient/Observation.rs?category=a|b patient/Observation.rs?category=a|c", "patient/Observation.rs", false},
		{"patient/Observation.r patient/Observation.s?category=a|b", "patient/Observation.rs?category=a|b", true},
		{"patient/Observation.r patient/Observation.s?category=a|b", "patient/Observation.rs", false},
		{"patient/*.rs?_tag=x", "patient/Observation.rs?_tag=x", true},
		{"patient/*.rs?_tag=x", "patient/Observation.rs?_tag=x&category=a", true},
		{"patient/*.rs?_tag=x", "patient/Observation.rs", false},
		{"patient/*.rs?_tag=x", "patient/*.rs?_tag=x,y", false},
		{"patient/*.rs", "patient/*.rs?_tag=x", true},
	} {
		granted, err := ParseScopes(c.granted)
		asked, wrong := ParseScope(c.asked)
		if err != nil || wrong != nil {
			t.Fatal(err, wrong)
		}
		if granted.Covers(asked) != c.want {
			t.Errorf("%s covers %s: %v", c.granted, c.asked, !c.want)
		}
	}
}

// TestLimited: a scope keeps what is left of its permissions, in the form it was written in where that has a word for it.
func TestLimited(t *testing.T) {
	for _, c := range []struct {
		scope string
		to    Permissions
		want  string
	}{
		{"patient/*.*", Read | Search, "patient/*.read"},
		{"patient/*.cruds", Read | Search, "patient/*.rs"},
		{"patient/*.read", Read, "patient/*.r"},
		{"patient/Observation.rs?code=1", Search, "patient/Observation.s?code=1"},
		{"patient/*.write", Read | Search, ""},
	} {
		s, err := ParseScope(c.scope)
		if err != nil {
			t.Fatal(err)
		}
		if got, some := s.Limited(c.to); some != (c.want != "") || some && got.String() != c.want {
			t.Errorf("%s limited to %s is %s", c.scope, c.to, got)
		}
	}
}
