package interaction_test

import (
	"strings"
	"testing"

	"ehr.example/portico/facade/access"
)

// TestBoundSearches: search: answers from other columns than the elements show, which no statement reads for output; what
// it switches off is refused in those words.
func TestBoundSearches(t *testing.T) {
	s := newSmall(t, "small", smallText(t, "bound")).site(map[string]string{"site": "10"})
	finds(t, s, access.Open("small"),
		want{"Patient?family=ohara", "1"},
		want{"Patient?family=O'Hara", ""},
		want{"Patient?family=muel", "2"},
		want{"Patient?family:exact=OHARA", "1"},
		want{"Patient?name=O'Hara", "1"},
		want{"Patient?name=MUE", "2"},
		want{"Patient?name=zzz", ""},
		want{"Patient?identifier=A10", "1"},
		want{"Patient?identifier=http://mrn|A20", "2"},
		want{"Patient?identifier=http://other|A20", ""},
		want{"Patient?identifier=A-1.0", ""},
		want{"Patient?telecom=5550101", "1"},
		want{"Patient?telecom=(555) 01 01", ""},
		want{"Patient?birthdate=1980-05", "1"},
		want{"Patient?birthdate=lt1980-05-01", ""},
		want{"Patient?birthdate:missing=true", "2"},
		want{"Patient?general-practitioner=Practitioner/5", "1"},
		want{"Patient?general-practitioner=Practitioner/6", ""},
		want{"Patient?general-practitioner:missing=true", "2"},
		want{"Patient?gender=female", "1"},
		want{"Patient?gender=m", ""},
		want{"Patient?phone=(555) 01 01", "The search parameter phone of Patient is not supported"},
		want{"Patient?phone=(555) 01 01", "is not supported"},
		want{"Observation?value-quantity=80", "1"},
		want{"Observation?value-quantity=gt79|http://unitsofmeasure.org|kg", "1"},
		want{"Observation?value-quantity=gt79000|http://unitsofmeasure.org|g", "1"},
		want{"Observation?value-quantity=gt81000|http://unitsofmeasure.org|g", ""},
		want{"Observation?value-quantity=gt79|http://unitsofmeasure.org|cm", ""},
		want{"Observation?code=http://x|w", "1 2"},
		want{"Observation?code=v", ""},
	)
	for _, typ := range s.Program.Types {
		for _, src := range typ.Sources {
			for _, c := range src.Rows.Columns {
				if col := strings.ToLower(textOf(c)); strings.Contains(col, "norm") || strings.Contains(col, "digits") || strings.Contains(col, "born_day") {
					t.Errorf("%s reads %s for output", src.Path(), col)
				}
			}
		}
	}
	shows(t, s, access.Open("small"), "Patient/1", `"family":"O'Hara"`, `"value":"(555) 01 01"`)
}
