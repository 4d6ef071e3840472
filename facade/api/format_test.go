package api

import (
	"net/http"
	"testing"

	"ehr.example/portico/facade/outcome"
)

func TestAcceptable(t *testing.T) {
	for _, c := range []struct {
		accept, format string
		want           bool
	}{
		{"", "", true},
		{"*/*", "", true},
		{"application/*", "", true},
		{"application/json", "", true},
		{"application/fhir+json", "", true},
		{"Application/FHIR+JSON; charset=UTF-8", "", true},
		{"application/fhir+json; fhirVersion=4.0", "", true},
		{"application/fhir+json; fhirVersion=3.0", "", false},
		{"application/fhir+json; charset=latin1", "", false},
		{"application/fhir+xml", "", false},
		{"text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8", "", true},
		{"application/fhir+xml, application/fhir+json;q=0.2", "", true},
		{"application/fhir+json;q=0", "", false},
		{"*/*, application/fhir+json;q=0", "", false},
		{"*/*;q=0", "", false},
		{"application/fhir+json;q=2", "", false},
		{"nonsense", "", false},
		{"application/fhir+xml", "json", true},
		{"application/json", "xml", false},
		{"", "application/fhir+json", true},
		{"", "application/fhir json", true}, // a plus that was not escaped
		{"", "application/json", true},
		{"", "html/json", false},
		{"", "ttl", false},
	} {
		var accept, format []string
		if c.accept != "" {
			accept = []string{c.accept}
		}
		if c.format != "" {
			format = []string{c.format}
		}
		err := acceptable(accept, format)
		if (err == nil) != c.want {
			t.Errorf("%q %q: %v", c.accept, c.format, err)
		}
		if err != nil && outcome.From(err).HTTPStatus() != http.StatusNotAcceptable {
			t.Errorf("%q %q: %v", c.accept, c.format, err)
		}
	}
}
