package api

import (
	"net/http"
	"strings"
	"testing"
)

// neverID is an id that no tenant ever had, in the form of each type's.
var neverID = map[string]string{
	"Encounter": "deadbeef-0000-4000-8000-00000000dead", "Observation": "v99999999-heart-rate",
	"Organization": "65000", "Patient": "99999999", "Practitioner": "99999999",
	"AllergyIntolerance": "a99999999", "Condition": "p99999999", "Location": "65000",
	"Binary": "letter-99999999", "DiagnosticReport": "note-99999999", "DocumentReference": "letter-99999999", "Immunization": "imm-99999999", "Medication": "m99999999",
	"MedicationRequest": "rx99999999", "Procedure": "done99999999", "Provenance": "Patient-99999999", "RelatedPerson": "9-99999999",
}

// readEvery is how many of a type's ids are passed over between two that are read.
var readEvery = map[string]int{
	"Encounter": 3, "Observation": 29, "Organization": 1, "Patient": 1, "Practitioner": 1,
	"AllergyIntolerance": 3, "Condition": 7, "Location": 1,
	"Binary": 2, "DiagnosticReport": 5, "DocumentReference": 2, "Immunization": 5, "Medication": 1, "MedicationRequest": 5, "Procedure": 3, "Provenance": 97, "RelatedPerson": 1,
}

// TestIsolationRead reads each tenant's ids at every other tenant: what is there is the other's own, what is not there looks
// like what never was.
func TestIsolationRead(t *testing.T) {
	e := newEstate(t)
	harvests := map[*resident]record{}
	for _, r := range residents {
		harvests[r] = e.harvest(t, r)
	}
	for _, owner := range residents {
		for _, visitor := range residents {
			there, absent := 0, 0
			for kind, step := range readEvery {
				keys := harvests[owner].keys(kind)
				for i := 0; i < len(keys); i += step {
					if checkRead(t, e, visitor, harvests[visitor], keys[i]) {
						there++
					} else {
						absent++
					}
				}
			}
			t.Logf("ids of %s at %s: %d are its own too, %d are not there", owner.id, visitor.id, there, absent)
		}
	}
}

// checkRead reads a key at a resident by GET and HEAD, and tells whether it is there.
func checkRead(t *testing.T, e estate, r *resident, all record, key string) bool {
	t.Helper()
	w := e.get(t, r, "/"+key, "Accept: application/fhir+json")
	cost := e.last()
	h := e.send(t, http.MethodHead, r.base()+"/"+key, "Accept: application/fhir+json")
	if h.Code != w.Code || h.Header().Get("ETag") != w.Header().Get("ETag") {
		t.Errorf("HEAD %s at %s: %d %s, GET %d %s", key, r.id, h.Code, h.Header().Get("ETag"), w.Code, w.Header().Get("ETag"))
	}
	if want, there := all[key]; there {
		if w.Code != http.StatusOK || w.Body.String() != want {
			t.Errorf("%s at %s: %d %s, want %s", key, r.id, w.Code, w.Body, want)
		}
		return true
	}
	kind, id, _ := strings.Cut(key, "/")
	never := e.get(t, r, "/"+kind+"/"+neverID[kind])
	if w.Code != http.StatusNotFound || never.Code != http.StatusNotFound ||
		strings.ReplaceAll(w.Body.String(), id, neverID[kind]) != never.Body.String() {
		t.Errorf("%s at %s: %d %s, but what never was: %d %s", key, r.id, w.Code, w.Body, never.Code, never.Body)
	}
	if gone := e.last(); cost.Rows != 0 || kind != "Observation" && cost.Statements != gone.Statements {
		t.Errorf("%s at %s costs %+v, what never was %+v", key, r.id, cost, gone)
	}
	return false
}

// TestIsolationETag: an entity tag of one tenant is never fresh at another.
func TestIsolationETag(t *testing.T) {
	e := newEstate(t)
	for _, key := range []string{"/Patient/1", "/Practitioner/1", "/Organization/1", "/Observation/v1-heart-rate", "/metadata"} {
		tags := map[*resident]string{}
		for _, r := range residents {
			if tags[r] = e.get(t, r, key).Header().Get("ETag"); tags[r] == "" {
				t.Errorf("%s of %s has no ETag", key, r.id)
			}
		}
		for _, owner := range residents {
			for _, visitor := range residents {
				want := http.StatusOK
				if owner == visitor {
					want = http.StatusNotModified
				}
				if w := e.get(t, visitor, key, "If-None-Match: "+tags[owner]); w.Code != want {
					t.Errorf("%s with the tag of %s at %s: %d", key, owner.id, visitor.id, w.Code)
				}
			}
		}
	}
}

// TestIsolationDeleted: rows that a clinic deleted are gone at it and were never at the other.
func TestIsolationDeleted(t *testing.T) {
	e := newEstate(t)
	for _, c := range []struct {
		r   *resident
		key string
	}{
		{mine, "/Patient/9"},
		{lake, "/Patient/7"},
		{mine, "/Observation/v2-heart-rate"},
		{lake, "/Observation/v2-body-weight"},
		{mine, "/Observation/v5-heart-rate"},
		{lake, "/Observation/v3-heart-rate"},
		{mine, "/Observation/lab-7-1"},
		{lake, "/Observation/lab-6-1"},
		{lake, "/Observation/lab-7-1"},
		{mine, "/Observation/lab-6-1"},
		{mine, "/Encounter/c0ffee00-0000-4000-8000-000000000004"},
		{lake, "/Encounter/c0ffee00-0000-4000-8000-000000000004"},
		{mine, "/Encounter/c0ffee00-0000-4000-8000-000000000013"},
		{lake, "/Encounter/c0ffee00-0000-4000-8000-000000000009"},
		{lake, "/Encounter/c0ffee00-0000-4000-8000-000000000001"},
		{mine, "/Encounter/c0ffee00-0000-4000-8000-000000000005"},
	} {
		if w := e.get(t, c.r, c.key); w.Code != http.StatusNotFound {
			t.Errorf("%s%s: %d %s", c.r.id, c.key, w.Code, w.Body)
		}
	}
}
