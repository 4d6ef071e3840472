package smart

import (
	"testing"

	"ehr.example/portico/facade/access"
)

func TestOffered(t *testing.T) {
	for _, c := range []struct{ registered, asked, want string }{
		{"patient/*.rs", "patient/Observation.rs patient/*.read", "patient/Observation.rs patient/*.read"},
		{"patient/*.rs", "patient/Observation.cruds patient/Patient.*", "patient/Observation.rs patient/Patient.read"},
		{"patient/*.rs", "patient/*.write patient/Observation.cud", ""},
		{"patient/*.r", "patient/Observation.rs", "patient/Observation.r"},
		{"patient/Patient.rs patient/Observation.rs", "patient/*.rs", "patient/Patient.rs patient/Observation.rs"},
		{"patient/Observation.rs?category=laboratory", "patient/Observation.rs", "patient/Observation.rs?category=laboratory"},
		{"patient/Observation.rs?category=laboratory", "patient/Observation.rs?category=vital-signs", ""},
		{"patient/Observation.rs", "patient/Observation.rs?category=laboratory", "patient/Observation.rs?category=laboratory"},
		{"patient/*.rs", "user/*.rs system/*.rs", ""},
		{"user/*.rs", "patient/*.rs", ""},
		{"system/*.rs", "system/*.rs", ""},
		{"openid patient/*.rs", "openid fhirUser offline_access patient/*.rs", "openid patient/*.rs"},
		{"openid offline_access", "openid offline_access", "openid offline_access"},
		{"", "patient/*.rs openid", ""},
		{"patient/*.rs", "nonsense patient/Nothing.rs patient/Patient.rs", "patient/Patient.rs"},
	} {
		client := Client{Scopes: []string{c.registered}, GrantTypes: []GrantType{AuthorizationCode, Refresh}}
		if got := client.offered(c.asked, access.Patient, access.User).String(); got != c.want {
			t.Errorf("registered for %q and asked for %q: %q, not %q", c.registered, c.asked, got, c.want)
		}
	}
	few := Client{Scopes: []string{"offline_access online_access"}, GrantTypes: []GrantType{AuthorizationCode}}
	if got := few.offered("offline_access online_access"); len(got) > 0 {
		t.Errorf("a client without refresh tokens is offered %s", got)
	}
}
