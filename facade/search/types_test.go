package search

import (
	"net/url"
	"strings"
	"testing"
)

// TestParseTypes: a search of several types, encoded, and what is refused of it.
func TestParseTypes(t *testing.T) {
	o := Options{BaseURL: "https://my-clinic.ehr.example/fhir"}
	for _, c := range []struct{ types, query, want string }{
		{"Patient", "", "_count=50"},
		{"Patient,Condition", "_type=Condition,Patient&_id=2", "_id=2&_type=Condition%2CPatient&_count=50"},
		{"Condition,Procedure", "patient=1&code=a", "code=a&patient=1&_count=50"},
		{"Observation,Condition", "subject=1", "subject=1&_count=50"},
		{"Observation,Condition", "subject=Device/1", "subject=Device%2F1&_count=50"},
		{"Observation,Condition", "_sort=-_lastUpdated,code", "_sort=-_lastUpdated%2Ccode&_count=50"},
		{"Condition,Observation", "_elements=code,value,onset", "_elements=code%2Conset%2Cvalue&_count=50"},
		{"Observation,Condition", "patient.name=a&_include=Condition:encounter", "patient.name=a&_include=Condition%3Aencounter&_count=50"},
		{"Observation,Condition", "_has:Provenance:target:agent=1", "_has%3AProvenance%3Atarget%3Aagent=1&_count=50"},
		{"Patient,Practitioner", "birthdate=2020", "Practitioner has no search parameter"},
		{"Condition,Location", "_sort=status", "Condition has no search parameter"},
		{"Location,Encounter", "type=a", "type=a&_count=50"},
		{"Observation,MolecularSequence", "code-value-quantity=a$5", "MolecularSequence has no search parameter"},
		{"CodeSystem,ValueSet", "context-type-value=a$b", "context-type-value=a%24b&_count=50"},
		{"Condition,Basic", "category=a", "Basic has no search parameter"},
		{"Condition,Observation", "_elements=valu", `Condition, Observation has no element "valu"; did you mean value?`},
		{"Condition,Observation", "_elements=Observation.value", "write value"},
		{"Immunization,Specimen", "status=a&_include=Patient:link", "the matches are Immunization, Specimen"},
		{"Patient,Observation", "_has:Observation:patient:code=a", "only to Patient"},
		{"Condition,Procedure", "_type:not=Condition", "[base]?_type"},
	} {
		values, err := url.ParseQuery(c.query)
		if err != nil {
			t.Fatal(err)
		}
		q, err := ParseTypes(strings.Split(c.types, ","), values, o)
		switch {
		case err != nil && !strings.Contains(err.Error(), c.want), err == nil && q.Encode() != c.want:
			t.Errorf("%s?%s: %s %v", c.types, c.query, q.Encode(), err)
		case err == nil:
			values, _ = url.ParseQuery(q.Encode())
			if again, err := ParseTypes(q.Types, values, o); err != nil || again.Encode() != q.Encode() {
				t.Errorf("%s?%s: again %s %v", c.types, c.query, again.Encode(), err)
			}
		}
	}
}

// TestNamedTypes reads _type.
func TestNamedTypes(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "_type=Patient": "Patient", "_type=Patient,Condition": "Patient Condition",
		"_type=": "no resource type", "_type=Patient,": "no resource type", "_type=A&_type=B": "2 times", "_type=patient": "no resource type",
	} {
		values, err := url.ParseQuery(text)
		if err != nil {
			t.Fatal(err)
		}
		types, err := NamedTypes(values)
		if err != nil && !strings.Contains(err.Error(), want) || err == nil && strings.Join(types, " ") != want {
			t.Errorf("%q: %v %v", text, types, err)
		}
	}
}
