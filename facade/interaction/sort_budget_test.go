package interaction_test

import (
	"net/url"
	"strings"
	"testing"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/outcome"
)

// TestSortBudget: an order that no index has is sorted where one patient or a few rows bound it, and refused where more rows than
// the tenant may have sorted match; a page far behind too. The refusal says what to ask instead.
func TestSortBudget(t *testing.T) {
	l := newLarge(t)
	ask := func(budget int, search string) error {
		t.Helper()
		own := *l.site
		own.SortMax = budget
		typ, query, _ := strings.Cut(search, "?")
		params, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		page, _, err := interaction.Search(t.Context(), interaction.NewSite(own), access.Open(own.Tenant), typ, params, false)
		if err == nil && len(page.Entries) == 0 {
			t.Errorf("%s finds nothing", search)
		}
		if err == nil {
			page.Release()
		}
		return err
	}
	for search, budget := range map[string]int{
		"Patient?_sort=birthdate":                               1, // an index has these orders
		"Patient?_sort=-family":                                 1,
		"Observation?category=measured&_sort=-date":             1,
		"Observation?category=laboratory&_sort=date":            1,
		"Patient?_sort=gender":                                  10_000, // there are no more
		"Observation?patient=8&_sort=value-quantity":            1,      // one patient's
		"Patient?family=rare&_sort=gender":                      4,
		"Observation?code=RARE&_sort=value-quantity":            4,
		"Observation?category=laboratory&_sort=-value-quantity": 0, // any number
	} {
		if err := ask(budget, search); err != nil {
			t.Errorf("%s, of %d rows: %v", search, budget, err)
		}
	}
	for search, budget := range map[string]int{
		"Patient?_sort=gender":                                   9_999,
		"Patient?_sort=-gender,birthdate":                        9_999,
		"Patient?family=rare&_sort=gender":                       3,
		"Observation?category=laboratory&_sort=value-quantity":   10_000,
		"Observation?category=laboratory&_sort=date,code":        10_000,
		"Observation?_sort=value-quantity":                       10_000,
		"Patient?birthdate=lt1980&_sort=gender":                  5_000,
		"Observation?subject:Patient.gender=female&_sort=-code":  10_000,
		"Patient?_has:Encounter:patient:class=AMB&_sort=-gender": 5_000,
	} {
		err := ask(budget, search)
		if e := outcome.From(err); err == nil || e.Code() != outcome.CodeTooCostly || !strings.Contains(err.Error(), "Ask for one patient, or for less") {
			t.Errorf("%s, of %d rows: %v", search, budget, err)
		}
	}
}
