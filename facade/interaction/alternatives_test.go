package interaction_test

import (
	"testing"

	"ehr.example/portico/facade/access"
)

// TestIDAlternatives: a row whose id lies in another table keeps its resource when that row is missing, under an id of its
// own; and each row has one id only.
func TestIDAlternatives(t *testing.T) {
	s := newSmall(t, smallText(t, "alternatives")).site(map[string]string{"site": "10"})
	open := access.Open("small")
	const minted, guid = "01234567-89ab-cdef-0123-456789abcdef", "aaaaaaaa-0000-4000-8000-000000000001"
	finds(t, s, open,
		want{"Encounter", minted + " v-12 v-13 v-14 v-16"},
		want{"Encounter?_id=" + minted, minted},
		want{"Encounter?_id=v-12", "v-12"},
		want{"Encounter?_id=v-11", ""}, // the row shows another id
		want{"Encounter?_id=v-11," + minted, minted},
		want{"Encounter?_id=01234567-89ab-cdef-0123-456789abcde3", ""}, // another tenant's
		want{"Encounter?_id=00000000-0000-0000-0000-000000000000", ""},
		want{"Encounter?_id:not=v-12", minted + " v-13 v-14 v-16"},
		want{"Encounter?_id:not=" + minted, "v-12 v-13 v-14 v-16"},
		want{"Encounter?_id:not=v-11", minted + " v-12 v-13 v-14 v-16"},
		want{"Patient", guid + " p-2 p-3 p-4"},
		want{"Patient?_id=p-1", ""},
		want{"Patient?_id=p-4", "p-4"}, // upper case is no id
		want{"Patient?_id=AAAAAAAA-0000-4000-8000-000000000004", ""},
		want{"Patient?_id=aaaaaaaa-0000-4000-8000-000000000004", ""},
		want{"Encounter?patient=" + guid, minted + " v-12"},
		want{"Encounter?patient=Patient/p-1", ""},
		want{"Encounter?patient=p-2,p-3", "v-13 v-14"},
		want{"Observation?encounter=" + minted, "1"},
		want{"Observation?encounter=Encounter/v-12", "2"},
		want{"Observation?encounter=Encounter/v-11", ""},
		want{"Observation?encounter=Encounter/v-15", ""},
		want{"Observation?encounter:missing=true", "3 4"},
		want{"Basic?subject=Encounter/v-12", "Encounter-v-12"},
		want{"Basic?subject=Encounter/v-11", ""},
		want{"Basic?subject=Encounter/" + minted, "Encounter-" + minted},
		want{"Basic?_id=Encounter-v-11", ""},
	)
	shows(t, s, open, "Encounter/v-11", "")
	shows(t, s, open, "Encounter/"+minted, `"subject":{"reference":"Patient/`+guid+`"}`)
	shows(t, s, open, "Encounter/v-13", `"subject":{"reference":"Patient/p-2"}`)
	shows(t, s, open, "Observation/1", `"encounter":{"reference":"Encounter/`+minted+`"}`)
	shows(t, s, open, "Observation/2", `"encounter":{"reference":"Encounter/v-12"}`)
	shows(t, s, open, "Basic/Encounter-"+minted, `"subject":{"reference":"Encounter/`+minted+`"}`)
	shows(t, s, open, "Basic/Encounter-v-12", `"subject":{"reference":"Encounter/v-12"}`)

	// a grant that names a row by the id that it does not show reaches nothing
	finds(t, s, access.ForPatient("small", "p-1"), want{"Patient", ""}, want{"Encounter", ""}, want{"Basic", ""})
	finds(t, s, access.ForPatient("small", guid), want{"Patient", guid}, want{"Encounter", minted + " v-12"},
		want{"Basic", "Encounter-" + minted + " Encounter-v-12"})
	finds(t, s, access.ForPatient("small", "p-2"), want{"Patient", "p-2"}, want{"Encounter", "v-13"}, want{"Encounter?_id=" + minted, ""})
	small := walked(t, s, "Encounter", map[string][]string{"_count": {"1"}})
	if len(small) != 5 {
		t.Errorf("%d encounters on pages of one", len(small))
	}
}
