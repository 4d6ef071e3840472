package interaction_test

import (
	"os"
	"testing"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/outcome"
)

// TestContents: a Binary gives its bytes wherever they lie, in a file below the folder, in a BLOB or as base64 text, with the type
// that the row says; what has none, is deleted, or is another tenant's or patient's is a 404.
func TestContents(t *testing.T) {
	s := readShape(t, shapes+"/documents")
	s.serve(t)
	at := s.tenants[0].site
	letter, err := os.ReadFile(shapes + "/documents/files/2024/letter.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ id, kind, data string }{
		{"d1", "text/plain", string(letter)},
		{"d2", "image/gif", "GIF89a"},
		{"d3", "x-application/hl7-v2+er7", `MSH|^~\&|`},
	} {
		got, _, err := interaction.ReadContent(t.Context(), at, access.ForPatient(at.Tenant, "1"), c.id)
		if err != nil || got.Type != c.kind || string(got.Data) != c.data {
			t.Errorf("%s: %s %q %v", c.id, got.Type, got.Data, err)
		}
		if _, _, err := interaction.ReadContent(t.Context(), at, access.ForPatient(at.Tenant, "2"), c.id); err == nil || outcome.From(err).Code() != outcome.CodeNotFound {
			t.Errorf("%s of another patient: %v", c.id, err)
		}
	}
	for _, id := range []string{"d4", "d5", "d6", "d7", "d8", "d9", "d99"} {
		if got, _, err := interaction.ReadContent(t.Context(), at, access.Open(at.Tenant), id); err == nil || outcome.From(err).Code() != outcome.CodeNotFound {
			t.Errorf("%s: %q %v", id, got.Data, err)
		}
	}
}
