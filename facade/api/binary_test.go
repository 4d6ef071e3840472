package api

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestWantsContent: only FHIR's own formats ask for the Binary as a resource.
func TestWantsContent(t *testing.T) {
	for _, c := range []struct {
		accept, format string
		want           bool
	}{
		{"", "", true},
		{"*/*", "", true},
		{"text/html,application/xhtml+xml,*/*;q=0.8", "", true},
		{"application/pdf", "", true},
		{"image/png", "", true}, // whatever type the content has
		{"application/fhir+json", "", false},
		{"application/json", "", false},
		{"application/fhir+json, */*", "", false},
		{"*/*;q=0.8, application/fhir+json", "", false},
		{"application/fhir+json;q=0.5, application/pdf", "", true},
		{"application/fhir+json;q=0.5, */*;q=0.1", "", false},
		{"application/fhir+xml", "", false}, // a 406 comes of it
		{"application/fhir+xml, */*;q=0.1", "", true},
		{"application/fhir+json;q=0", "", false},
		{"/", "", true},
		{"application/pdf", "json", false},
		{"", "xml", false},
	} {
		var accept, format []string
		if c.accept != "" {
			accept = []string{c.accept}
		}
		if c.format != "" {
			format = []string{c.format}
		}
		if got := wantsContent(accept, format); got != c.want {
			t.Errorf("Accept %q, _format %q: %v", c.accept, c.format, got)
		}
	}
}

// letter is a document of a clinic, and its content as the resource has it.
func letter(t *testing.T, e estate, r *resident) (path string, content []byte) {
	t.Helper()
	for key, body := range e.pages(t, r, "/Binary") {
		var b struct {
			ContentType string
			Data        []byte
		}
		if err := json.Unmarshal([]byte(body), &b); err != nil {
			t.Fatal(err)
		}
		if len(b.Data) > 0 && b.ContentType == "text/plain" {
			return "/" + key, b.Data
		}
	}
	t.Fatal("no Binary has content")
	return "", nil
}

// TestBinary: a read gives the content with its own type, in a form of which browsers run nothing.
func TestBinary(t *testing.T) {
	e := newEstate(t)
	path, content := letter(t, e, mine)
	plain := e.get(t, mine, path)
	if plain.Code != http.StatusOK || plain.Body.String() != string(content) {
		t.Fatalf("%d %q, want %q", plain.Code, plain.Body, content)
	}
	for name, want := range map[string]string{
		"Content-Type": "text/plain", "Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff",
		"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox", "Cache-Control": "no-store",
	} {
		if got := plain.Header().Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if !strings.Contains(strings.Join(plain.Header().Values("Vary"), ","), "Accept") {
		t.Error("caches do not learn that Accept matters")
	}
	for _, more := range []string{"Accept: text/html, */*;q=0.1", "Accept: application/pdf"} {
		if w := e.get(t, mine, path, more); w.Body.String() != string(content) {
			t.Errorf("%s: %d %s", more, w.Code, w.Body)
		}
	}
	if w := e.get(t, mine, path+"?_pretty=true"); w.Body.String() != string(content) {
		t.Errorf("_pretty changes the content: %s", w.Body)
	}
	conditional(t, e, path, plain)
	asResource(t, e, path, plain)
	refusedBinary(t, e, path)
}

// conditional: HEAD and If-None-Match know the content, and do not take it for the resource.
func conditional(t *testing.T, e estate, path string, plain *httptest.ResponseRecorder) {
	t.Helper()
	tag := plain.Header().Get("ETag")
	h := e.send(t, http.MethodHead, mine.base()+path)
	if h.Code != http.StatusOK || h.Header().Get("ETag") != tag || h.Header().Get("Content-Type") != "text/plain" || tag == "" {
		t.Errorf("HEAD: %d %v", h.Code, h.Header())
	}
	if w := e.get(t, mine, path, "If-None-Match: "+tag); w.Code != http.StatusNotModified || w.Body.Len() > 0 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := e.get(t, mine, path, "Accept: application/fhir+json", "If-None-Match: "+tag); w.Code != http.StatusOK {
		t.Errorf("the content's tag is fresh for the resource: %d", w.Code)
	}
}

// asResource: the resource is there for those who ask for it.
func asResource(t *testing.T, e estate, path string, plain *httptest.ResponseRecorder) {
	t.Helper()
	for _, more := range []string{"Accept: application/fhir+json", "Accept: application/json", "_format=json"} {
		address := path
		if strings.HasPrefix(more, "_format") {
			address, more = path+"?"+more, "Accept: text/plain"
		}
		w := e.get(t, mine, address, more)
		if w.Code != http.StatusOK || !strings.HasPrefix(w.Body.String(), `{"resourceType":"Binary"`) || w.Header().Get("Content-Disposition") != "" ||
			w.Header().Get("ETag") == plain.Header().Get("ETag") {
			t.Errorf("%s %s: %d %v %s", address, more, w.Code, w.Header(), w.Body)
		}
	}
}

// refusedBinary: what is refused is an outcome in JSON, whatever the client likes.
func refusedBinary(t *testing.T, e estate, path string) {
	t.Helper()
	for _, c := range []struct {
		path, more string
		status     int
		want       string
	}{
		{"/Binary/letter-99999999", "Accept: text/plain", 404, `There is no Binary`},
		{"/Binary/nonsense", "Accept: text/plain", 404, `There is no Binary`},
		{path + "?_elements=data", "Accept: text/plain", 400, `_elements`},
		{path, "Accept: application/fhir+xml", 406, `application/fhir+json`},
		{path + "?_format=xml", "Accept: text/plain", 406, `application/fhir+json`},
	} {
		w := e.get(t, mine, c.path, c.more)
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.want) || w.Header().Get("Content-Disposition") != "" ||
			!strings.HasPrefix(w.Header().Get("Content-Type"), fhirJSON) {
			t.Errorf("%s %s: %d %v %s", c.path, c.more, w.Code, w.Header(), w.Body)
		}
		checkOutcome(t, c.path, w)
	}
}

// TestIsolationBinary: the content of another clinic's or another patient's document is the same 404 as one that never was.
func TestIsolationBinary(t *testing.T) {
	e := newEstate(t)
	all := map[*resident]record{}
	for _, r := range residents {
		all[r] = e.pages(t, r, "/Binary?_count=500")
	}
	shown := 0
	for _, r := range residents {
		documents := e.pages(t, r, "/DocumentReference?_count=500")
		for key, body := range all[r] {
			_, whose, _ := strings.Cut(documents["DocumentReference/"+strings.TrimPrefix(key, "Binary/")], `"subject":{"reference":"Patient/`)
			owner, _, _ := strings.Cut(whose, `"`)
			if own := e.get(t, r, "/"+key, "Grant-Patient: "+owner); strings.Contains(body, `"data":`) {
				shown++
				if own.Code != http.StatusOK || own.Header().Get("Content-Type") != "text/plain" {
					t.Errorf("%s for its owner at %s: %d %s", key, r.id, own.Code, own.Body)
				}
			} else if own.Code != http.StatusNotFound || !strings.Contains(own.Body.String(), "has no content") {
				t.Errorf("%s without content at %s: %d %s", key, r.id, own.Code, own.Body)
			}
			hidden(t, e, r, key, "Grant-Patient: "+owner+"0", "Grant-Patient: 999999")
			for _, other := range residents {
				if all[other][key] == "" {
					hidden(t, e, other, key, "Accept: */*")
				}
			}
			if w := e.get(t, r, "/"+key, "Grant-Tenant: someone"); w.Code != http.StatusForbidden {
				t.Errorf("%s with another tenant's grant: %d", key, w.Code)
			}
		}
	}
	if shown < 3 {
		t.Errorf("only %d contents were there", shown)
	}
}

// hidden checks that a content cannot be told from one that never was, under each of the headers.
func hidden(t *testing.T, e estate, r *resident, key string, headers ...string) {
	t.Helper()
	id := strings.TrimPrefix(key, "Binary/")
	never := e.get(t, r, "/Binary/letter-99999999").Body.String()
	for _, header := range headers {
		w := e.get(t, r, "/"+key, header)
		if w.Code != http.StatusNotFound || strings.ReplaceAll(w.Body.String(), id, "letter-99999999") != never {
			t.Errorf("%s with %s at %s: %d %s", key, header, r.id, w.Code, w.Body)
		}
	}
}
