package interaction_test

import (
	"strings"
	"testing"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/interaction"
)

// TestStored: a stored resource shows what the mapping does not, with its references on the row's own patient; neither its
// id nor its meta is shown, and what the mapping writes is searched while what is stored cannot be.
func TestStored(t *testing.T) {
	s := newSmall(t, smallText(t, "stored")).site(map[string]string{"site": "10"})
	open := access.Open("small")
	shows(t, s, open, "QuestionnaireResponse/1", `{"resourceType":"QuestionnaireResponse","id":"1","meta":{"tag":[{"system":"https://portico.example/tenant","code":"small"}]}`,
		`"status":"completed","subject":{"reference":"Patient/p1"},"authored":"2024-03-01T09:00:00-05:00"`,
		`"questionnaire":"http://example.org/Questionnaire/phq9|2"`, `"source":{"reference":"Patient/p1"}`, `"encounter":{"reference":"Encounter/7"}`,
		`"item":[{"linkId":"1","answer":[{"valueDecimal":1.50},{"valueReference":{"reference":"Patient/p1"}}]}]`)
	raw, _, err := interaction.Read(t.Context(), s, open, "QuestionnaireResponse", "1")
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"77", "security", "other", "amended", "1999", "old-99", "Patient/2", "Patient/3", "Practitioner", "Binary", "Bob"} {
		if strings.Contains(string(raw), word) {
			t.Errorf("%q is let through:\n%s", word, raw)
		}
	}
	for id, status := range map[string]string{"2": "in-progress", "3": "completed", "4": "completed"} { // no JSON, another type, NULL
		shows(t, s, open, "QuestionnaireResponse/"+id, `"status":"`+status+`","subject":{"reference":"Patient/p2"}}`)
	}
	finds(t, s, open,
		want{"QuestionnaireResponse", "1 2 3 4"},
		want{"QuestionnaireResponse?status=completed", "1 3 4"},
		want{"QuestionnaireResponse?status=amended", ""},
		want{"QuestionnaireResponse?subject=Patient/p1", "1"},
		want{"QuestionnaireResponse?patient=p2", "2 3 4"},
		want{"QuestionnaireResponse?authored=2024-03-01", "1"},
		want{"QuestionnaireResponse?authored=1999-01-01", ""},
		want{"QuestionnaireResponse?questionnaire=http://example.org/Questionnaire/phq9", "is not supported"},
		want{"QuestionnaireResponse?source=Patient/p1", "is not supported"},
		want{"QuestionnaireResponse?encounter=Encounter/7", "is not supported"},
	)
	finds(t, s, access.ForPatient("small", "p1"), want{"QuestionnaireResponse", "1"})
	shows(t, s, open, "QuestionnaireResponse/5", "")
}
