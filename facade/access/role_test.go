package access

import (
	"slices"
	"testing"

	"ehr.example/portico/facade/search"
)

func rolesForTest(t *testing.T) Roles {
	t.Helper()
	scopes := func(text string) Scopes {
		s, err := ParseScopes(text)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	return Roles{
		"doctor": {Name: "doctor", Kind: OfPractitioner, Scopes: scopes("user/*.rs")},
		"nurse":  {Name: "nurse", Kind: OfPractitioner, Scopes: scopes("user/Patient.rs user/Observation.rs?category=vital-signs")},
		"desk":   {Name: "desk", Kind: OfPractitioner, Scopes: scopes("user/Patient.r user/Encounter.rs")},
		"self":   {Name: "self", Kind: OfPatient, Scopes: scopes("user/*.rs")},
		"ward":   {Name: "ward", Kind: OfRelatedPerson, Scopes: scopes("user/Patient.r user/Immunization.rs")},
	}
}

// TestBind: what comes of scopes under the roles of a person. The attacks: roles that nobody knows, of two kinds, of a kind
// that the user is not; another's record as the patient in context; scopes of services.
func TestBind(t *testing.T) {
	roles := rolesForTest(t)
	for _, c := range []struct {
		what            string
		person          Person
		scopes, patient string
		want, reach     string
		context         string
	}{
		{"a doctor", Person{Roles: []string{"doctor"}, User: "Practitioner/1"}, "user/*.rs openid", "", "user/*.rs openid", "everyone", ""},
		{"less than allowed", Person{Roles: []string{"doctor"}}, "user/Patient.r", "", "user/Patient.r", "everyone", ""},
		{"nothing is written", Person{Roles: []string{"doctor"}}, "user/Patient.cruds user/Encounter.cud", "", "user/Patient.rs", "everyone", ""},
		{"SMART 1", Person{Roles: []string{"doctor"}}, "user/*.read", "", "user/*.read", "everyone", ""},
		{"SMART 1, narrowed", Person{Roles: []string{"nurse"}}, "user/*.read", "", "user/Patient.read user/Observation.rs?category=vital-signs", "everyone", ""},
		{"a nurse", Person{Roles: []string{"nurse"}}, "user/*.rs", "", "user/Patient.rs user/Observation.rs?category=vital-signs", "everyone", ""},
		{"parameters of both", Person{Roles: []string{"nurse"}}, "user/Observation.rs?code=1", "", "user/Observation.rs?category=vital-signs&code=1", "everyone", ""},
		{"one parameter twice", Person{Roles: []string{"nurse"}}, "user/Observation.rs?category=laboratory", "", "user/Observation.rs?category=laboratory&category=vital-signs", "everyone", ""},
		{"a type that the role lacks", Person{Roles: []string{"nurse"}}, "user/Encounter.rs", "", "", "everyone", ""},
		{"two roles", Person{Roles: []string{"nurse", "desk"}}, "user/*.rs", "", "user/Patient.rs user/Observation.rs?category=vital-signs user/Encounter.rs", "everyone", ""},
		{"patient scopes of a nurse", Person{Roles: []string{"nurse"}}, "patient/*.rs launch/patient", "7", "patient/Patient.rs patient/Observation.rs?category=vital-signs launch/patient", "everyone", "7"},
		{"a patient", Person{Roles: []string{"self"}, User: "Patient/7"}, "user/*.rs patient/*.rs", "7", "user/*.rs patient/*.rs", "7", "7"},
		{"another's record in context", Person{Roles: []string{"self"}, User: "Patient/7"}, "patient/*.rs", "8", "patient/*.rs", "7", ""},
		{"a related person", Person{Roles: []string{"ward"}, User: "RelatedPerson/3", Patients: []string{"9", "7"}}, "user/*.rs", "9", "user/Patient.r user/Immunization.rs", "7 9", "9"},
		{"related to nobody", Person{Roles: []string{"ward"}, User: "RelatedPerson/3"}, "user/*.rs patient/*.rs", "9", "user/Patient.r user/Immunization.rs patient/Patient.r patient/Immunization.rs", "", ""},
		{"an unknown role", Person{Roles: []string{"admin"}, User: "Practitioner/1"}, "user/*.rs patient/*.rs openid", "7", "openid", "", ""},
		{"no role", Person{User: "Practitioner/1"}, "user/*.rs", "", "", "", ""},
		{"an empty role", Person{Roles: []string{""}}, "user/*.rs", "", "", "", ""},
		{"a role in other letters", Person{Roles: []string{"Doctor"}}, "user/*.rs", "", "", "", ""},
		{"two kinds", Person{Roles: []string{"desk", "self"}, User: "Patient/7"}, "user/*.rs", "7", "", "", ""},
		{"two kinds, the other way", Person{Roles: []string{"self", "doctor"}, User: "Practitioner/7"}, "user/*.rs", "7", "", "", ""},
		{"a known role beside an unknown one", Person{Roles: []string{"admin", "desk"}}, "user/*.rs", "", "user/Patient.r user/Encounter.rs", "everyone", ""},
		{"a patient with a doctor's role", Person{Roles: []string{"doctor"}, User: "Patient/7"}, "user/*.rs", "7", "user/*.rs", "", ""},
		{"a doctor with a patient's role", Person{Roles: []string{"self"}, User: "Practitioner/7"}, "user/*.rs", "7", "user/*.rs", "", ""},
		{"a patient's role without a patient", Person{Roles: []string{"self"}}, "user/*.rs", "7", "user/*.rs", "", ""},
		{"scopes of services", Person{Roles: []string{"doctor"}}, "system/*.rs", "", "", "everyone", ""},
	} {
		asked, err := ParseScopes(c.scopes)
		if err != nil {
			t.Fatal(err)
		}
		got := roles.Bind(Claims{Patient: c.patient, Scopes: asked, User: "Practitioner/999", Reach: Everyone()}, c.person)
		if got.Scopes.String() != c.want || got.Reach.String() != c.reach || got.Patient != c.context || got.User != c.person.User {
			t.Errorf("%s: scopes %q, reach %q, patient %q, user %q", c.what, got.Scopes, got.Reach, got.Patient, got.User)
		}
		g, err := NewGrant("a", got)
		if err != nil {
			t.Fatal(err)
		}
		if c.reach == "" && (g.Allows("Patient", Read) || g.Allows("Observation", Search)) {
			t.Errorf("%s may see something", c.what)
		}
		known := c.reach != "" || !slices.Contains([]string{"an unknown role", "no role", "an empty role", "a role in other letters", "two kinds", "two kinds, the other way"}, c.what)
		if roles.Knows(c.person) != known {
			t.Errorf("%s is known: %v", c.what, !known)
		}
	}
}

// TestBindNeverWidens: whatever scopes and roles are, what comes of them is within both.
func TestBindNeverWidens(t *testing.T) {
	texts := []string{
		"user/*.rs", "user/*.r", "user/*.s", "user/Patient.rs", "user/Observation.rs", "user/Observation.r?category=a", "user/Observation.rs?category=a&code=1",
		"user/Observation.s?category=b", "user/*.rs?_tag=x", "user/*.read", "user/Encounter.read",
	}
	for _, a := range texts {
		for _, b := range texts {
			asked, _ := ParseScope(a)
			most, _ := ParseScope(b)
			r := Roles{"x": {Name: "x", Kind: OfPractitioner, Scopes: Scopes{most}}}
			for _, s := range r.Bind(Claims{Scopes: Scopes{asked}}, Person{Roles: []string{"x"}}).Scopes {
				if !s.Within(asked) || !s.Within(most) {
					t.Errorf("%s under %s is %s", a, b, s)
				}
				if _, err := s.Criteria("Observation", search.Options{}); err != nil && s.Type == "Observation" {
					t.Errorf("%s under %s cannot be asked: %v", a, b, err)
				}
			}
		}
	}
}

// TestBindWithin: what comes of a role within organisations is within the person's, and what comes of another role is not; in a
// patient's context too. The attacks: organisations that the claims bring, or none, or what is no organisation.
func TestBindWithin(t *testing.T) {
	roles := rolesForTest(t)
	for _, name := range []string{"nurse", "desk"} {
		r := roles[name]
		r.Within = true
		roles[name] = r
	}
	for _, c := range []struct {
		what       string
		roles      []string
		of         []string
		scopes     string
		reach      string
		bound      string // of the scopes
		searches   bool   // Patients, in a patient's context
		everywhere bool   // Observations
	}{
		{"one", []string{"nurse"}, []string{"Organization/2"}, "user/*.rs", "everyone within Organization/2", "user/Patient.rs user/Observation.rs?category=vital-signs", true, false},
		{"several", []string{"nurse"}, []string{"Organization/3", "Location/x", "Organization/3"}, "user/Patient.rs", "everyone within Location/x Organization/3", "user/Patient.rs", true, false},
		{"none", []string{"nurse"}, nil, "user/*.rs patient/*.rs", "nobody", "user/Patient.rs user/Observation.rs?category=vital-signs patient/Patient.rs patient/Observation.rs?category=vital-signs", false, false},
		{"in a patient's context", []string{"nurse"}, []string{"Organization/2"}, "patient/Patient.rs", "everyone within Organization/2", "patient/Patient.rs", true, false},
		{"beside a role without", []string{"nurse", "doctor"}, []string{"Organization/2"}, "user/Observation.rs", "everyone", "", false, true},
		{"each for itself", []string{"doctor", "desk"}, nil, "user/Patient.rs", "everyone", "", true, false},
		{"a role without", []string{"doctor"}, []string{"Organization/2"}, "user/*.rs", "everyone", "", true, true},
	} {
		asked, err := ParseScopes(c.scopes)
		if err != nil {
			t.Fatal(err)
		}
		p := Person{Roles: c.roles, User: "Practitioner/1", Organizations: c.of}
		claims := roles.Bind(Claims{Patient: "7", Scopes: asked, Organizations: []string{"Organization/999"}, Reach: Everyone()}, p)
		if claims.Reach.String() != c.reach || claims.Scopes.within().String() != c.bound {
			t.Errorf("%s: reach %q, bound %q", c.what, claims.Reach, claims.Scopes.within())
		}
		g, err := NewGrant("a", claims)
		if err != nil {
			t.Fatal(err)
		}
		if got := g.Allows("Patient", Search); got != c.searches {
			t.Errorf("%s: searching is %t", c.what, got)
		}
		for _, part := range (Permitted{tenant: "a", grant: g}).Parts("Observation", Search) {
			if part.Reach.Bound() == c.everywhere || part.Reach.Bound() && len(part.Reach.Organizations()) == 0 {
				t.Errorf("%s: Observations %s", c.what, part.Reach)
			}
		}
	}
	one := func(of ...string) string {
		g, err := NewGrant("a", roles.Bind(Claims{Scopes: readAll(User)}, Person{Roles: []string{"nurse"}, Organizations: of}))
		if err != nil {
			return "refused"
		}
		return g.Fingerprint()
	}
	if one("Organization/2") == one("Organization/3") || one("Organization/2") == one("Organization/2", "Organization/3") || one("Organization/2") == one("Location/2") {
		t.Error("grants of several organisations have one fingerprint")
	}
	for _, wrong := range []string{"2", "Patient/2", "Organization/", "Organization/a b", "Organization/2/3", ""} {
		if one(wrong) != "refused" {
			t.Errorf("%q is an organisation", wrong)
		}
	}
}

// TestWithinHoldsLess: a scope within organisations gives nothing that one without does not, and stands in for none.
func TestWithinHoldsLess(t *testing.T) {
	wide, err := ParseScope("user/Patient.rs")
	if err != nil {
		t.Fatal(err)
	}
	bound := wide
	bound.Bound = true
	for _, s := range []Scopes{{wide, bound}, {bound, wide}} {
		if got := s.widest(); len(got) != 1 || got[0].Bound {
			t.Errorf("%v of both", got)
		}
	}
	narrow, err := ParseScope("user/Patient.r")
	if err != nil {
		t.Fatal(err)
	}
	if got := (Scopes{bound, narrow}).widest(); len(got) != 2 {
		t.Errorf("what is within takes %v away", got)
	}
}
