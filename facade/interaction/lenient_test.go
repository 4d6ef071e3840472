package interaction_test

import (
	"net/url"
	"strings"
	"testing"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/bundle"
	"ehr.example/portico/facade/interaction"
)

// TestLenientPages follows a page link without the Prefer header that made the first page leave a parameter out: one that
// R4 knows, and that this mapping does not answer.
func TestLenientPages(t *testing.T) {
	my, _ := practiceSites(t)
	grant := access.Open(my.Tenant)
	params := url.Values{"phonetic": {"smith"}, "gender": {"female"}, "_count": {"3"}}
	if _, _, err := interaction.Search(t.Context(), my, grant, "Patient", params, false); err == nil {
		t.Fatal("a strict search takes a parameter that it cannot answer")
	}
	first, _, err := interaction.Search(t.Context(), my, grant, "Patient", params, true)
	if err != nil {
		t.Fatal(err)
	}
	if first.Entries[0].Mode != bundle.Outcome || !strings.Contains(string(first.Entries[0].Resource), "phonetic") {
		t.Errorf("nothing says that phonetic was left out: %s", first.Entries[0].Resource)
	}
	if strings.Contains(first.Self, "phonetic") || !strings.Contains(first.Self, "gender=female") {
		t.Errorf("the self link says %s", first.Self)
	}
	next, err := url.Parse(first.Next)
	if err != nil {
		t.Fatal(err)
	}
	second, _, err := interaction.Search(t.Context(), my, grant, "Patient", next.Query(), false)
	if err != nil || len(second.Entries) == 0 {
		t.Errorf("the next page: %d entries, %v", len(second.Entries), err)
	}
}
