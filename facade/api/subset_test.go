package api

import (
	"net/http"
	"strings"
	"testing"
)

// TestSubsetOverHTTP: a read takes _summary and _elements. What is not all there has an entity tag of its own, so that nobody
// takes it for the whole.
func TestSubsetOverHTTP(t *testing.T) {
	e := newEstate(t)
	whole := e.get(t, mine, "/Patient/1")
	some := e.get(t, mine, "/Patient/1?_elements=gender")
	if some.Code != http.StatusOK || !strings.Contains(some.Body.String(), `"code":"SUBSETTED"`) || strings.Contains(some.Body.String(), `"name"`) {
		t.Fatalf("%d %s", some.Code, some.Body)
	}
	tag := some.Header().Get("ETag")
	if tag == "" || tag == whole.Header().Get("ETag") {
		t.Errorf("the entity tag is %q, the whole's %q", tag, whole.Header().Get("ETag"))
	}
	if w := e.get(t, mine, "/Patient/1?_elements=gender&_pretty=true&_format=json", "If-None-Match: "+tag); w.Code != http.StatusNotModified {
		t.Errorf("its own entity tag: %d", w.Code)
	}
	if w := e.get(t, mine, "/Patient/1?_elements=gender", "If-None-Match: "+whole.Header().Get("ETag")); w.Code != http.StatusOK {
		t.Errorf("the whole's entity tag: %d", w.Code)
	}
	if w := e.get(t, mine, "/Patient/1?_summary=false"); w.Body.String() != whole.Body.String() {
		t.Errorf("_summary=false: %s", w.Body)
	}
	if w := e.get(t, mine, "/Patient/1?_elements=nme,gender", "Prefer: handling=lenient"); w.Body.String() != some.Body.String() {
		t.Errorf("lenient: %s", w.Body)
	}
	for path, words := range map[string]string{
		"/Patient/1?_elements=nme":                            "did you mean name?",
		"/Patient/1?_summary=count":                           "counts the matches",
		"/Patient/1?_elements=name&_elements=gender":          "given 2 times",
		"/Patient/1?_elements=name&_summary=true":             "can't stand beside",
		"/Patient/1?_count=1":                                 `a read has no parameter \"_count\"; it has _summary, _elements, _format and _pretty`,
		"/Patient?_elements=name.family":                      "write name",
		"/Encounter?_summary=text&_include=Encounter:patient": "_include can't stand beside",
	} {
		if w := e.get(t, mine, path); w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), words) {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
}

// TestSubsetOfBinary: the content of a Binary has no elements, the resource has.
func TestSubsetOfBinary(t *testing.T) {
	e := newEstate(t)
	path, _ := letter(t, e, mine)
	for _, subset := range []string{"?_summary=true", "?_elements=contentType"} {
		if w := e.get(t, mine, path+subset); w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "application/fhir+json") {
			t.Errorf("%s: %d %s", subset, w.Code, w.Body)
		}
		if w := e.get(t, mine, path+subset, "Accept: application/fhir+json"); w.Code != http.StatusOK || strings.Contains(w.Body.String(), `"data"`) {
			t.Errorf("%s as a resource: %d %s", subset, w.Code, w.Body)
		}
	}
}
