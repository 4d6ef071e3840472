package interaction_test

import (
	"fmt"
	"testing"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/interaction"
)

// TestLatestOfMaps: $lastn tells codes apart that a map gives under two systems, whether it maps a column or a dictionary's, and
// counts rows that are read as one once: on pages of any size, as the evaluator says.
func TestLatestOfMaps(t *testing.T) {
	s := newSubject(t, "small", newSmall(t, "latest", smallText(t, "latest")).site(nil))
	v := newNaive(s).all()
	for _, patient := range []string{"1", "2"} {
		for most := 1; most <= 4; most++ {
			for _, code := range []string{"10,20", "urn:a|10", "urn:b|10,urn:a|20"} {
				for _, size := range []int{1, 3, 7, 1000} {
					q := searched{
						types: []string{"Observation"}, operation: interaction.LastN, own: map[string][]string{"max": {fmt.Sprint(most)}}, count: size,
						clauses: []clause{{code: "patient", texts: []string{patient}}, {code: "code", texts: []string{code}}},
					}
					done := new(trial)
					if what := v.check(t, access.Open("small"), q, done); what != "" || done.found.Load() != 1 {
						t.Errorf("%s: %s", q, what)
					}
				}
			}
		}
	}
}
