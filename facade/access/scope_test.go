package access

import (
	"strings"
	"testing"
)

const category = "http://terminology.hl7.org/CodeSystem/observation-category"

// TestScope: what can be read is given back in its normal form, and that is its own normal form.
func TestScope(t *testing.T) {
	for text, want := range map[string]string{
		"openid":           "",
		"fhirUser":         "",
		"profile":          "",
		"launch":           "",
		"launch/patient":   "",
		"offline_access":   "",
		"online_access":    "",
		"patient/*.read":   "",
		"user/*.*":         "",
		"system/*.write":   "",
		"patient/*.rs":     "",
		"user/Patient.r":   "",
		"user/Patient.s":   "",
		"system/*.cruds":   "",
		"system/*.cud":     "",
		"launch/encounter": "",
		"patient/Observation.rs?category=" + category + "|laboratory":   "",
		"patient/Observation.rs?category=a,b&code=1":                    "",
		"patient/Observation.rs?code=1&category=b":                      "patient/Observation.rs?category=b&code=1",
		"patient/Observation.rs?code=1&code=1":                          "patient/Observation.rs?code=1",
		"patient/Observation.rs?code=1&code=2":                          "",
		"patient/Observation.rs?category=" + category + "%7Claboratory": "patient/Observation.rs?category=" + category + "|laboratory",
		"patient/Observation.rs?status:not=cancelled":                   "",
		"patient/Observation.rs?value-string=a%20b":                     "",
		"patient/Observation.rs?value-string=%C3%A4":                    "",
		"patient/Observation.rs?value-string=%61":                       "patient/Observation.rs?value-string=a",
		"patient/Observation.rs?code=a%2Bb":                             "",
		"patient/Observation.rs?code=a%26b%3Dc":                         "",
		"patient/Observation.rs?code=a%25b":                             "",
		"patient/Observation.rs?date=ge2020-01-01":                      "",
		"patient/Observation.rs?date=ge2020-01-01T00:00:00%2B02:00":     "",
		"user/Observation.s?subject:missing=false":                      "",
		"patient/*.rs?_tag=http://example.com|x":                        "",
		"patient/*.rs?_lastUpdated=gt2020":                              "",
		"patient/Observation.r?_id=1,2":                                 "",
	} {
		if want == "" {
			want = text
		}
		s, err := ParseScope(text)
		if err != nil || s.String() != want {
			t.Errorf("%s is %s: %v", text, s, err)
			continue
		}
		if again, err := ParseScope(want); err != nil || again.String() != want {
			t.Errorf("%s is not its own normal form: %s: %v", want, again, err)
		}
	}
}

// TestScopeForm: SMART 1 and 2 write the same, and only what SMART 1 wrote is said in its words.
func TestScopeForm(t *testing.T) {
	for _, c := range []struct {
		text string
		want Scope
	}{
		{"patient/Observation.read", Scope{Context: Patient, Type: "Observation", Permissions: Read | Search, V1: true}},
		{"user/*.write", Scope{Context: User, Type: "*", Permissions: Create | Update | Delete, V1: true}},
		{"system/Group.*", Scope{Context: System, Type: "Group", Permissions: EveryPermission, V1: true}},
		{"patient/Observation.cruds", Scope{Context: Patient, Type: "Observation", Permissions: EveryPermission}},
		{"patient/Observation.r", Scope{Context: Patient, Type: "Observation", Permissions: Read}},
		{"patient/Observation.s", Scope{Context: Patient, Type: "Observation", Permissions: Search}},
		{"openid", Scope{Name: OpenID}},
	} {
		s, err := ParseScope(c.text)
		if err != nil || s.Name != c.want.Name || s.Context != c.want.Context || s.Type != c.want.Type || s.Permissions != c.want.Permissions || s.V1 != c.want.V1 {
			t.Errorf("%s is %+v: %v", c.text, s, err)
		}
	}
}

// TestScopeRefused: a refusal says what is wrong.
func TestScopeRefused(t *testing.T) {
	for text, want := range map[string]string{
		"":                                                   "it is none of openid",
		"Openid":                                             `did you mean openid`,
		"launch/":                                            `did you mean launch`,
		"launch/location":                                    "it is none of",
		"patients/Observation.rs":                            "it is none of",
		"Patient/Observation.rs":                             "it is none of",
		"patient":                                            "write patient/Type.permissions",
		"patient/":                                           "write patient/Type.permissions",
		"patient/Observation":                                "write patient/Type.permissions",
		"patient/.rs":                                        `no resource type ""`,
		"patient/observation.rs":                             `no resource type "observation"; did you mean Observation`,
		"patient/Observation.":                               `"" are no permissions`,
		"patient/Observation.sr":                             `"sr" are no permissions: write read, write or *, or some of c, r, u, d and s in this order`,
		"patient/Observation.rr":                             `"rr" are no permissions`,
		"patient/Observation.rsx":                            `"rsx" are no permissions`,
		"patient/Observation.READ":                           `"READ" are no permissions`,
		"patient/Observation.reads":                          `"reads" are no permissions`,
		"patient/Observation.read.rs":                        `"read.rs" are no permissions`,
		"patient/Observation.r*":                             `"r*" are no permissions`,
		"patient/Observation.read?code=1":                    "search parameters need the permissions of SMART 2: write patient/Observation.rs?…",
		"patient/Observation.rs?":                            `"" is no search parameter`,
		"patient/Observation.rs?code":                        `"code" is no search parameter`,
		"patient/Observation.rs?code=":                       `"code=" is no search parameter`,
		"patient/Observation.rs?=1":                          `"=1" is no search parameter`,
		"patient/Observation.rs?code=%":                      `"code=%" is no search parameter`,
		"patient/Observation.rs?code=a+b":                    "write %20 or %2B",
		"patient/Observation.rs?kind=1":                      `Observation has no search parameter "kind"`,
		"patient/Observation.rs?code:exact=1":                "the modifier",
		"patient/Observation.rs?date=yesterday":              "yesterday",
		"patient/Observation.rs?subject.name=x":              "is not a search parameter of the resource itself",
		"patient/Observation.rs?subject:Patient.name=x":      "is not a search parameter of the resource itself",
		"patient/Patient.rs?_has:Observation:patient:code=1": "is not a search parameter of the resource itself",
		"patient/Observation.rs?subject:identifier=1":        "asks for what another resource has",
		"patient/Observation.rs?_include=*":                  "is not a search parameter of the resource itself",
		"patient/Observation.rs?_count=1":                    "is not a search parameter of the resource itself",
		"patient/Observation.rs?_sort=date":                  "is not a search parameter of the resource itself",
		"patient/Observation.rs?_format=json":                "is not a search parameter of the resource itself",
		"patient/Observation.rs?_page=1":                     "is not a search parameter of the resource itself",
		"patient/Observation.rs?_compartment=Patient/1":      "has no search parameter",
		"patient/Observation.rs?_filter=x":                   "not supported",
		"patient/*.rs?category=x":                            "not every resource has the search parameter",
		"patient/*.rs?_nothing=x":                            "not every resource has the search parameter",
		"patient/Observation.rs?code=\"":                     "a character that scopes cannot have",
		"patient/Observation.rs?code=ä":                      "a character that scopes cannot have",
		"patient/Observation.rs?code=%0A":                    "control character",
		"patient/Observation.rs?code=%FF":                    "not UTF-8",
		"openid\tprofile":                                    "a character that scopes cannot have",
		"patient/" + strings.Repeat("x", 3000):               "at most 2048 are allowed",
	} {
		if s, err := ParseScope(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.100s is %s: %v, want %s", text, s, err, want)
		}
	}
}

// TestScopes: scopes keep their order, each stands once, and those that can be read are given beside what is wrong.
func TestScopes(t *testing.T) {
	s, err := ParseScopes(" openid patient/A.rs launch/patient  patient/Observation.read openid patient/Observation.rs nonsense\n")
	if s.String() != "openid launch/patient patient/Observation.read patient/Observation.rs" {
		t.Errorf("they are %s", s)
	}
	if err == nil || !strings.Contains(err.Error(), `"patient/A.rs"`) || !strings.Contains(err.Error(), `"nonsense"`) {
		t.Errorf("the error is %v", err)
	}
	if !s.Has(LaunchPatient) || s.Has(Launch) || s.Resources().String() != "patient/Observation.read patient/Observation.rs" {
		t.Error("named scopes and those for resources are told apart")
	}
	if many, err := ParseScopes(strings.Repeat("openid ", 257)); err == nil || many != nil {
		t.Errorf("257 scopes are %v: %v", many, err)
	}
}

// FuzzScope: whatever is read has a normal form that is read as the same.
func FuzzScope(f *testing.F) {
	for _, seed := range []string{"openid", "patient/Observation.rs?category=a|b&code:not=c,d", "user/*.read", "system/*.cruds?_tag=%7C%25%2B"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ParseScope(text)
		if err != nil {
			return
		}
		again, err := ParseScope(s.String())
		if err != nil || again.String() != s.String() {
			t.Errorf("%q is %q, which is %q: %v", text, s, again, err)
		}
		if !again.Within(s) || !s.Within(again) || !(Scopes{s}).Covers(again) {
			t.Errorf("%s is not within itself", s)
		}
	})
}
