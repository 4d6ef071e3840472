package api

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// FuzzSearchRequest: no search at any address, by GET or POST, strict or lenient, under an open grant or a patient's, is a fault of the
// server; each is answered with a Bundle of the tenant's own resources, or with an outcome that says what was wrong.
func FuzzSearchRequest(f *testing.F) {
	for _, c := range foreign {
		kind, query, _ := strings.Cut(strings.TrimPrefix(c.search, "/"), "?")
		f.Add(kind, query, byte(len(query)))
	}
	for _, seed := range [][2]string{
		{"Patient", "_count=0"},
		{"Patient", "_page=x"},
		{"Patient", "name:contains=%25_%5C&_total=accurate"},
		{"Patient", "name=%F0%9F%98%80"},
		{"Patient", "birthdate=ne2024-02-30T24:00&birthdate:missing=true"},
		{"Patient", "_lastUpdated=sa2024-03-10T02:30:00-05:00&_sort=-_id"},
		{"Patient", "identifier=|,a|,|b,a|b&identifier:not=x"},
		{"Patient", "_id=1,01,+1,18446744073709551616,-9223372036854775808"},
		{"Observation", "code=http://loinc.org|8867-4&value-quantity=ap5.4e300||mg"},
		{"Observation", "value-quantity=lt-0.0000000001"},
		{"Observation", "component-code-value-quantity=8480-6$gt100"},
		{"Observation", "patient:Patient=1&encounter:missing=true&date=ap2024"},
		{"Observation", "_id=lab-1-1,v1-heart-rate,lab--1,v-heart-rate,lab-99999999999999999999-1&value-string:exact=a\\,b"},
		{"Encounter", "date=lt2024-11-03T01:30&class:not=AMB&status=finished,planned&_summary=count"},
		{"Encounter", "_has:Observation:encounter:code=x"},
		{"Practitioner", "name:exact= &identifier=http://hl7.org/fhir/sid/us-npi|"},
		{"Organization", "address:contains=\u00e9"},
		{"Nonsense", "a=b"},
		{"Patient", "%zz=;&&==&=x&:not=1"},
		{"Patient", "_format=json&_pretty=true&_elements=id&_summary=true"},
		{"$export", "_type=Patient"},
		{"Observation", "_elements=status&_count=3"},
	} {
		f.Add(seed[0], seed[1], byte(0))
		f.Add(seed[0], seed[1], byte(7))
	}
	for route, seeds := range map[byte][]string{
		1: {"_type=Patient,Condition&_id=1,p1&_sort=-_lastUpdated", "_type=Observation,Condition&code:not=x&patient.name=a&_include=*&_revinclude=Provenance:target&_count=2", "_count=0", "_type=,&_type:not=Patient&_compartment=Patient/1"},
		2: {"_count=2&_sort=date", "code=8867-4&_total=estimate"},
		3: {"_type=Encounter,Observation&_count=3", "_type=Practitioner", "_lastUpdated=2024"},
		4: {"start=2024&end=2024-12-31&_count=5", "_since=2024-06-01T00:00:00%2B01:00&_type=Observation&_type=Practitioner,Binary", "start=0001&end=9999-12-31T23:59:60Z", "_count=0&max=1"},
		5: {"patient=1&category=vital-signs,laboratory&max=2&_count=3", "subject=Patient/1&code=x&max=99999999999", "patient=1&combo-code-value-quantity=a$5", "patient:missing=true&category=x"},
		6: {"patient=1", "patient=1&start=2020&end=2020&type=a|b,c&profile=x", "patient=1,2&on-demand=true", "patient=Group/1"},
		7: {"_count=1", "code=x&_include=Observation:encounter"},
	} {
		for _, query := range seeds {
			f.Add("Observation", query, route<<3)
			f.Add("Encounter", query, route<<3|7)
		}
	}
	e := newEstate(f)
	f.Fuzz(func(t *testing.T, kind, query string, way byte) {
		e.forget()
		searchAnyhow(t, e, lake, kind, query, way)
	})
}

// forget drops what was logged and audited, as a fuzzer goes on for long.
func (s *site) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.log.Reset()
	s.events = s.events[:0]
}

// searchAnyhow sends a search in one of several ways and checks what comes back.
func searchAnyhow(t *testing.T, e estate, r *resident, kind, query string, way byte) {
	request := &http.Request{
		Method: http.MethodGet, Host: r.id + ".ehr.example", Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{},
		URL: &url.URL{Path: "/fhir" + placeOf(strings.ReplaceAll(kind, "/", ""), way>>3&7), RawQuery: query}, Body: http.NoBody,
	}
	if way&1 != 0 {
		request.Header.Set("Prefer", "handling=lenient")
	}
	if way&2 != 0 {
		posted := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(query))
		request.Method, request.Body = http.MethodPost, posted.Body
		if !strings.Contains(request.URL.Path, "$") {
			request.URL.Path += "/_search"
		}
		request.URL.RawQuery = ""
		request.Header.Set("Content-Type", form)
	}
	if way&4 != 0 {
		request.Header.Set("Grant-Patient", "1")
	}
	w := httptest.NewRecorder()
	e.ServeHTTP(w, request.WithContext(context.WithoutCancel(t.Context())))
	checkAnything(t, e, r, w, way&4 != 0)
}

// placeOf is the address of a search for a type, of the whole server, in a compartment, or an operation that is one.
func placeOf(kind string, route byte) string {
	switch route {
	case 1:
		return ""
	case 2:
		return "/Patient/1/" + kind
	case 3:
		return "/Patient/1/*"
	case 4:
		return "/Patient/1/$everything"
	case 5:
		return "/Observation/$lastn"
	case 6:
		return "/DocumentReference/$docref"
	case 7:
		return "/Practitioner/1/" + kind
	}
	return "/" + kind
}

// checkAnything: a Bundle of the tenant's own, of one patient where the grant says so, or an outcome below 500.
func checkAnything(t *testing.T, e estate, r *resident, w *httptest.ResponseRecorder, bound bool) {
	t.Helper()
	if w.Code >= http.StatusInternalServerError || !json.Valid(w.Body.Bytes()) {
		t.Fatalf("%d %s\n%s", w.Code, w.Body, e.log.String())
	}
	if w.Code != http.StatusOK {
		checkOutcome(t, "fuzz", w)
		if strings.Contains(w.Body.String(), "goroutine ") {
			t.Errorf("%s", w.Body)
		}
		return
	}
	var kind struct {
		ResourceType string `json:"resourceType"`
	}
	if err := json.Unmarshal(w.Body.Bytes(), &kind); err != nil || kind.ResourceType != "Bundle" {
		if kind.ResourceType != "CapabilityStatement" { // a type called metadata
			t.Fatalf("%v %s", err, w.Body)
		}
		return
	}
	found := record{}
	e.addTo(found, t, r, bundled(t, "fuzz", w))
	for key, body := range found {
		if bound && !e.ofPatient(t, r, "1", found, key) {
			t.Errorf("a grant of Patient/1 shows %s", body)
		}
	}
}
