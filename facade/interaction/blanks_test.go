package interaction_test

import (
	"net/url"
	"testing"
)

// TestBlanksInOrder: a collation that takes trailing blanks for nothing loses and doubles no resource where one page ends
// and the next begins, also between two tables.
func TestBlanksInOrder(t *testing.T) {
	s := newSmall(t, "small", smallText(t, "blanks")).site(map[string]string{"site": "10"})
	for key, want := range map[string]string{
		"identifier": "n-1 o-2 o-5 n-2 o-1 n-3 o-3 n-4 o-4", "-identifier": "o-4 n-4 n-3 o-3 n-2 o-1 o-5 n-1 o-2",
		"family": "o-5 n-1 n-2 n-3 o-1 o-2 o-3 n-4 o-4", "-family": "o-4 n-4 n-3 n-2 n-1 o-3 o-2 o-1 o-5",
		"family,identifier": "o-5 n-1 o-2 n-2 o-1 n-3 o-3 n-4 o-4", "-family,-identifier": "o-4 n-4 n-3 o-3 n-2 o-1 n-1 o-2 o-5",
	} {
		for _, count := range []string{"1", "2", "3", "50"} {
			entries, err := walk(t, s, "Practitioner", url.Values{"_sort": {key}, "_count": {count}})
			if got := entryIDs(entries); err != nil || got != want {
				t.Errorf("_sort=%s on pages of %s: %s, want %s: %v", key, count, got, want, err)
			}
		}
	}
}
