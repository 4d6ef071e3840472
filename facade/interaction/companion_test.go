package interaction_test

import (
	"testing"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/interaction"
)

// TestCompanions: what derive: makes of each resource is found by its target and read by its id, under the access of its
// owner.
func TestCompanions(t *testing.T) {
	s := newSmall(t, smallText(t, "companions"))
	mine, theirs := s.site(map[string]string{"site": "10"}), s.site(map[string]string{"site": "20"})
	open := access.Open("small")
	t.Run("attacks", func(t *testing.T) { companionAttacks(t, mine, theirs) })
	finds(t, mine, open,
		want{"Provenance", "Observation-v11-pulse Observation-v11-weight Observation-v12-pulse Observation-v14-pulse Observation-v21-pulse Observation-v21-weight " +
			"DocumentReference-01234567-89ab-cdef-0123-456789abcde1 DocumentReference-01234567-89ab-cdef-0123-456789abcde2 " +
			"Patient-1 Patient-2 Practitioner-5"},
		want{"Provenance?target=Observation/v11-weight", "Observation-v11-weight"},
		want{"Provenance?target=Observation/v11-pulse,Patient/2", "Observation-v11-pulse Patient-2"},
		want{"Provenance?target=v11-pulse", "Observation-v11-pulse"},
		want{"Provenance?target=Observation/v11", ""},
		want{"Provenance?target=Observation/v11-height", ""},
		want{"Provenance?target=Observation/V11-pulse", ""},
		want{"Provenance?target=Observation/v12-weight", ""}, // its $if does not hold
		want{"Provenance?target=Observation/v13-pulse", ""},  // deleted
		want{"Provenance?target=DocumentReference/01234567-89ab-cdef-0123-456789abcde2", "DocumentReference-01234567-89ab-cdef-0123-456789abcde2"},
		want{"Provenance?target:missing=true", ""},
		want{"Provenance?patient=1", "Patient-1"}, // target.where(resolve() is Patient)
		want{"Provenance?agent=Practitioner/5", "Observation-v11-pulse Observation-v11-weight Observation-v21-pulse Observation-v21-weight"},
		want{"Provenance?agent=Practitioner/6", ""}, // inactive
		want{"Provenance?agent=Practitioner/7", ""}, // another tenant's
		want{"Provenance?_lastUpdated=ge2024-02-02", "the legacy schema does not say when"},
		want{"Binary", "01234567-89ab-cdef-0123-456789abcde1 01234567-89ab-cdef-0123-456789abcde2"},
	)
	shows(t, mine, open, "Provenance/Observation-v11-weight", `"target":[{"reference":"Observation/v11-weight"}]`,
		`"recorded":"2024-02-01T08:00:00Z"`, `"who":{"reference":"Practitioner/5"}`, `"lastUpdated":"2024-02-01T08:00:00Z"`)
	shows(t, mine, open, "Provenance/Observation-v12-pulse", `"_recorded":{"extension":`, `"target":[{"reference":"Observation/v12-pulse"}]`)
	shows(t, mine, open, "Provenance/Observation-v11", "")
	shows(t, mine, open, "Provenance/Patient-1", `"target":[{"reference":"Patient/1"}]`)
	shows(t, mine, open, "DocumentReference/01234567-89ab-cdef-0123-456789abcde1", `"url":"Binary/01234567-89ab-cdef-0123-456789abcde1"`)
	shows(t, mine, open, "Binary/01234567-89ab-cdef-0123-456789abcde1", `"contentType":"text/plain","data":"aGVsbG8="`)
}

// companionAttacks ask for companions of rows that the grant, or the tenant, does not have.
func companionAttacks(t *testing.T, mine, theirs *interaction.Site) {
	ada := access.ForPatient("small", "1")
	finds(t, mine, ada,
		want{"Provenance", "Observation-v11-pulse Observation-v11-weight Observation-v12-pulse Observation-v14-pulse " +
			"DocumentReference-01234567-89ab-cdef-0123-456789abcde1 Patient-1 Practitioner-5"},
		want{"Provenance?target=Observation/v21-pulse", ""},
		want{"Provenance?target=Patient/2", ""},
		want{"Provenance?_id=Patient-2,Observation-v21-pulse", ""},
		want{"Provenance?target:missing=false&_total=accurate", "Observation-v11-pulse Observation-v11-weight Observation-v12-pulse Observation-v14-pulse " +
			"DocumentReference-01234567-89ab-cdef-0123-456789abcde1 Patient-1 Practitioner-5"},
		want{"Provenance?target=DocumentReference/01234567-89ab-cdef-0123-456789abcde2", ""},
		want{"Binary", "01234567-89ab-cdef-0123-456789abcde1"},
		want{"Binary?_id=01234567-89ab-cdef-0123-456789abcde2", ""},
	)
	for _, other := range []string{"Provenance/Patient-2", "Provenance/Observation-v21-pulse", "Provenance/Observation-v13-pulse", "Provenance/Observation-v31-pulse",
		"Binary/01234567-89ab-cdef-0123-456789abcde2", "Binary/01234567-89ab-cdef-0123-456789abcde3"} {
		shows(t, mine, ada, other, "")
	}
	for _, g := range []access.Grant{access.Open("small"), access.ForPatient("small", "3")} {
		for _, other := range []string{"Provenance/Patient-1", "Provenance/Observation-v11-pulse", "Binary/01234567-89ab-cdef-0123-456789abcde1"} {
			shows(t, theirs, g, other, "")
		}
		finds(t, theirs, g, want{"Provenance?target=Observation/v11-pulse,Patient/1", ""}, want{"Provenance?target=Patient/3", "Patient-3"})
	}
}
