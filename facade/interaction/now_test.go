package interaction_test

import (
	"net/url"
	"testing"
	"time"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/interaction"
)

// TestNowIsOfTheFirstPage: the pages of one search are of one set, whatever the clock does between them. Problem 3 of the shape
// problem-list ends at the end of 2999 and is inactive from then on.
func TestNowIsOfTheFirstPage(t *testing.T) {
	s := readShape(t, shapes+"/problem-list")
	s.serve(t)
	at := s.tenants[0]
	on := func(day time.Time, params url.Values) (ids string, next url.Values) {
		own := *at.site
		own.Clock = func() time.Time { return day }
		page, _, err := interaction.Search(t.Context(), interaction.NewSite(own), access.Open(at.id), "Condition", params, false)
		if err != nil {
			t.Fatal(err)
		}
		u, err := url.Parse(page.Next)
		if err != nil {
			t.Fatal(err)
		}
		return entryIDs(page.Entries), u.Query()
	}
	before := time.Date(2999, 12, 29, 12, 0, 0, 0, time.UTC)
	after := before.AddDate(0, 0, 4)
	params := url.Values{"clinical-status": {"active,recurrence"}, "_count": {"1"}}
	ids, next := on(before, params)
	if ids != "1" {
		t.Fatalf("the first page gives %s, not 1", ids)
	}
	if ids, _ := on(after, next); ids != "3" {
		t.Errorf("the second page gives %s, not 3 as when the first was asked for", ids)
	}
	_, next = on(after, params)
	if ids, _ := on(after, next); ids != "5" {
		t.Errorf("a search of its own then gives %s, not 5", ids)
	}
}
