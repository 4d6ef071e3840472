package api

import (
	"net/http"
	"strings"
	"testing"
)

// cursorOf is the cursor behind the first page of a search.
func cursorOf(t *testing.T, e estate, r *resident, path string, more ...string) string {
	t.Helper()
	next := bundled(t, path, e.get(t, r, path, more...)).link("next")
	_, cursor, found := strings.Cut(next, "?_page=")
	if !found {
		t.Fatalf("%s has no next page", path)
	}
	return cursor
}

// refusal is the answer to a cursor that was never given.
func refusal(t *testing.T, e estate, r *resident, kind string) string {
	t.Helper()
	w := e.get(t, r, "/"+kind+"?_page=never")
	if w.Code != http.StatusBadRequest {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	return w.Body.String()
}

// TestIsolationCursor: a cursor opens where it was made, and anywhere else it is what was never given.
func TestIsolationCursor(t *testing.T) {
	e := newEstate(t)
	checked := 0
	for _, owner := range residents {
		for _, kind := range resourceTypes {
			cursor := cursorOf(t, e, owner, "/"+kind+"?_count=1")
			for _, visitor := range residents {
				for _, base := range []string{visitor.base(), "http://ehr.example/tenant/" + visitor.id + "/fhir", "http://" + visitor.id + ".ehr.example/tenant/" + visitor.id + "/fhir"} {
					got := e.send(t, http.MethodGet, base+"/"+kind+"?_page="+cursor)
					posted := e.send(t, http.MethodPost, base+"/"+kind+"/_search", formType, "_page="+cursor)
					checked += 2
					if visitor == owner {
						found := record{}
						e.addTo(found, t, owner, bundled(t, base, got))
						e.addTo(record{}, t, owner, bundled(t, base, posted))
						if len(found) != 1 {
							t.Errorf("%s: %d entries behind the cursor", base, len(found))
						}
					} else if want := refusal(t, e, visitor, kind); got.Body.String() != want || posted.Body.String() != want {
						t.Errorf("a cursor of %s at %s: %d %s, %d %s", owner.id, base, got.Code, got.Body, posted.Code, posted.Body)
					}
				}
			}
		}
	}
	t.Logf("%d requests with cursors", checked)
}

// TestIsolationCursorOfType: a cursor is good for its type only.
func TestIsolationCursorOfType(t *testing.T) {
	e := newEstate(t)
	for _, made := range resourceTypes {
		cursor := cursorOf(t, e, lake, "/"+made+"?_count=1")
		for _, used := range resourceTypes {
			if w := e.get(t, lake, "/"+used+"?_page="+cursor); (w.Code == http.StatusOK) != (made == used) || made != used && w.Code != http.StatusBadRequest {
				t.Errorf("a cursor of %s for %s: %d %s", made, used, w.Code, w.Body)
			}
		}
	}
}

// TestIsolationCursorTampered flips a sample of the cursor's characters, cuts it and lengthens it.
func TestIsolationCursorTampered(t *testing.T) {
	e := newEstate(t)
	cursor := cursorOf(t, e, mine, "/Observation?patient=1&_count=2")
	want := refusal(t, e, mine, "Observation")
	var forged []string
	for i := range cursor {
		flipped := byte('A')
		if cursor[i] == 'A' {
			flipped = 'Q'
		}
		forged = append(forged, cursor[:i]+string(flipped)+cursor[i+1:])
		if i%7 == 1 {
			forged = append(forged, cursor[:i], cursor[:i]+cursor[i+1:], cursor[:i]+"%0A"+cursor[i:], cursor[:i]+"."+cursor[i:])
		}
	}
	forged = append(forged, cursor+"A", cursor+"=", cursor+cursor, strings.ToUpper(cursor), strings.Repeat("A", 70_000))
	for _, text := range forged {
		for _, more := range [][]string{nil, {"Prefer: handling=lenient"}} {
			w := e.get(t, mine, "/Observation?_page="+text, more...)
			if w.Code != http.StatusBadRequest || w.Body.String() != want && !strings.Contains(text, "%0A") {
				t.Fatalf("%.80s: %d %s", text, w.Code, w.Body)
			}
		}
	}
	t.Logf("%d forged cursors of %d characters", len(forged), len(cursor))
}

// TestIsolationCursorReplayed: beside a cursor nothing can change the query that is sealed in it.
func TestIsolationCursorReplayed(t *testing.T) {
	e := newEstate(t)
	first := bundled(t, "first", e.get(t, mine, "/Observation?patient=1&_count=2"))
	cursor := cursorOf(t, e, mine, "/Observation?patient=1&_count=2")
	other := cursorOf(t, e, mine, "/Observation?patient=7&_count=2")
	for more, want := range map[string]int{
		"": 200, "&_count=2": 200, "&_count=5": 200, "&_format=json": 200, "&_pretty=true": 200, "&_count=0": 400, "&_count=-1": 400,
		"&patient=7": 400, "&patient=1": 400, "&subject=Patient/7": 400, "&_id=v1-heart-rate": 400, "&code:not=x": 400,
		"&_total=accurate": 400, "&_summary=count": 400, "&_page=" + other: 400, "&_page=" + cursor: 400, "&_tenant=lakeside": 400,
		"&=x": 400, "&_page:not=x": 400,
	} {
		for _, header := range []string{"Prefer: handling=strict", "Prefer: handling=lenient"} {
			w := e.get(t, mine, "/Observation?_page="+cursor+more, header)
			if w.Code != want {
				t.Errorf("%s %s: %d %s", more, header, w.Code, w.Body)
			}
			if w.Code != http.StatusOK {
				continue
			}
			page := bundled(t, more, w)
			for _, entry := range page.Entry {
				if !strings.Contains(string(entry.Resource), `"Patient/1"`) || string(entry.Resource) == string(first.Entry[0].Resource) {
					t.Errorf("%s: %s", more, entry.Resource)
				}
			}
		}
	}
}
