package api

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// searchset is a Bundle as the client sees it.
type searchset struct {
	ResourceType string `json:"resourceType"`
	Type         string `json:"type"`
	Total        *int   `json:"total"`
	Link         []struct {
		Relation string `json:"relation"`
		URL      string `json:"url"`
	} `json:"link"`
	Entry []struct {
		FullURL  string          `json:"fullUrl"`
		Resource json.RawMessage `json:"resource"`
		Search   struct {
			Mode string `json:"mode"`
		} `json:"search"`
	} `json:"entry"`
}

// link is the address behind a relation; empty without one.
func (s searchset) link(relation string) string {
	for _, l := range s.Link {
		if l.Relation == relation {
			return l.URL
		}
	}
	return ""
}

// head is what all resources have.
type head struct {
	ResourceType string `json:"resourceType"`
	ID           string `json:"id"`
	Meta         struct {
		Tag []struct {
			System string `json:"system"`
			Code   string `json:"code"`
		} `json:"tag"`
	} `json:"meta"`
}

// tenant is whose the resource says it is: by its only tag, or the one beside SUBSETTED.
func (h head) tenant() string {
	tags := h.Meta.Tag
	if h.subset() {
		tags = tags[:len(tags)-1]
	}
	if len(tags) != 1 || tags[0].System != "http://ehr.example/tenant" {
		return ""
	}
	return tags[0].Code
}

// subset tells a resource that says it is not whole.
func (h head) subset() bool {
	n := len(h.Meta.Tag)
	return n > 0 && h.Meta.Tag[n-1].Code == "SUBSETTED"
}

func headOf(t testing.TB, resource []byte) head {
	t.Helper()
	var h head
	if err := json.Unmarshal(resource, &h); err != nil {
		t.Fatalf("%v: %s", err, resource)
	}
	return h
}

// bundled reads a searchset that was answered.
func bundled(t testing.TB, name string, w *httptest.ResponseRecorder) searchset {
	t.Helper()
	var s searchset
	if err := json.Unmarshal(w.Body.Bytes(), &s); err != nil || w.Code != http.StatusOK || s.ResourceType != "Bundle" || s.Type != "searchset" {
		t.Fatalf("%s: %d %v %s", name, w.Code, err, w.Body)
	}
	return s
}

// record is a tenant's resources by type/id.
type record map[string]string

func (r record) keys(kind string) []string {
	all := slices.Sorted(maps.Keys(r))
	return slices.DeleteFunc(all, func(key string) bool { return !strings.HasPrefix(key, kind+"/") })
}

// pages reads a search to its end, and checks that each entry and link is the resident's.
func (e estate) pages(t testing.TB, r *resident, search string, more ...string) record {
	t.Helper()
	all := record{}
	for address := r.base() + search; address != ""; {
		page := bundled(t, address, e.send(t, http.MethodGet, address, more...))
		e.addTo(all, t, r, page)
		address = page.link("next")
	}
	return all
}

// addTo adds a page's resources.
func (e estate) addTo(all record, t testing.TB, r *resident, page searchset) {
	t.Helper()
	for _, l := range page.Link {
		if !strings.HasPrefix(l.URL, r.base()+"/") && !strings.HasPrefix(l.URL, r.base()+"?") { // a search of several types
			t.Errorf("%s links to %s", r.id, l.URL)
		}
	}
	for _, entry := range page.Entry {
		if entry.Search.Mode == "outcome" {
			continue
		}
		h := headOf(t, entry.Resource)
		key := h.ResourceType + "/" + h.ID
		if h.tenant() != r.id || entry.FullURL != r.base()+"/"+key {
			t.Errorf("%s shows %s of %q: %s", r.id, entry.FullURL, h.tenant(), entry.Resource)
		}
		if _, twice := all[key]; twice {
			t.Errorf("%s shows %s twice", r.id, key)
		}
		all[key] = string(entry.Resource)
	}
}

// harvest is everything of a resident that a grant lets through, read by paging.
func (e estate) harvest(t testing.TB, r *resident, more ...string) record {
	t.Helper()
	all := record{}
	for _, kind := range resourceTypes {
		maps.Copy(all, e.pages(t, r, "/"+kind+"?_count=500", more...))
	}
	return all
}
