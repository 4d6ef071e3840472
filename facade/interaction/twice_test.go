package interaction_test

import (
	"net/url"
	"strings"
	"testing"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/outcome"
)

// TestTwice: a join that finds two rows is told as a fault of the mapping, whichever statement has it: the one for keys or
// the one for rows. Nobody is shown one resource twice, or one of two at random.
func TestTwice(t *testing.T) {
	s := newSmall(t, "twice", smallText(t, "twice")).site(nil)
	for query, want := range map[string]string{
		"_id=1":                           "1",
		"family=abel":                     "1",
		"family=bond":                     "", // the keys
		"family=cole":                     "", // the rows: nothing is asked of the LEFT JOIN
		"address-city=C":                  "", // the keys are right, the rows are not
		"":                                "",
		"_id=2":                           "",
		"_id=3":                           "",
		"family=abel,cole&address-city=A": "1",
	} {
		params, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		page, _, err := interaction.Search(t.Context(), s, access.Open(s.Tenant), "Patient", params, false)
		if want == "" {
			if err == nil || outcome.From(err).Code() != outcome.CodeException {
				t.Errorf("%s: %v, want a fault", query, err)
			}
			continue
		}
		if err != nil || len(page.Entries) != 1 || !strings.HasSuffix(page.Entries[0].FullURL, "/"+want) {
			t.Errorf("%s: %v, want %s", query, err, want)
		}
	}
	for id, there := range map[string]bool{"1": true, "2": false, "3": false} {
		if _, _, err := interaction.Read(t.Context(), s, access.Open(s.Tenant), "Patient", id); (err == nil) != there {
			t.Errorf("read %s: %v", id, err)
		}
	}
}
