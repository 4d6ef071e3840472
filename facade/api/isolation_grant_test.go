package api

import (
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"

	"ehr.example/portico/mappers/ehr/practice/sample"
)

// bound are patients whose grants are tried: with a whole chart, a heavy one, an empty one, and deleted or foreign ids.
var bound = []struct {
	at      *resident
	patient string
}{
	{mine, fmt.Sprint(sample.Ada)},
	{mine, fmt.Sprint(sample.HeavyPatient)},
	{mine, fmt.Sprint(sample.Bare)},
	{mine, fmt.Sprint(sample.Deleted)},
	{mine, "99999999"},
	{mine, "1 OR 1=1"},
	{mine, "01"},
	{mine, "1,2"},
	{mine, "Patient/1"},
	{lake, fmt.Sprint(sample.LakeAda)},
	{lake, fmt.Sprint(sample.LakeClock)},
	{harbor, fmt.Sprint(sample.Ada)},
}

// of tells whether a resource is the patient's own, or the directory's. A Provenance is whose its target is, a Binary whose
// the document is.
func (all record) of(patient, key string) bool {
	kind, id, _ := strings.Cut(key, "/")
	switch kind {
	case "Practitioner", "Organization", "Location", "Medication":
		return true
	case "Patient":
		return id == patient
	case "Provenance":
		return all.of(patient, target(all[key]))
	case "Binary":
		return all.of(patient, "DocumentReference/"+id)
	}
	whose := `{"reference":"Patient/` + patient + `"`
	return strings.Contains(all[key], `"subject":`+whose) || strings.Contains(all[key], `"patient":`+whose)
}

// target is what a Provenance is about.
func target(body string) string {
	_, rest, _ := strings.Cut(body, `"target":[{"reference":"`)
	key, _, _ := strings.Cut(rest, `"`)
	return key
}

// ofPatient is of for what a search found, which may have a Provenance without its target, or resources without their subject.
func (e estate) ofPatient(t *testing.T, r *resident, patient string, found record, key string) bool {
	t.Helper()
	if headOf(t, []byte(found[key])).subset() {
		found = record{key: e.get(t, r, "/"+key).Body.String()}
	}
	about := target(found[key])
	if id, binary := strings.CutPrefix(key, "Binary/"); binary {
		about = "DocumentReference/" + id
	}
	if about != "" {
		return record{about: e.get(t, r, "/"+about).Body.String()}.of(patient, about)
	}
	return found.of(patient, key)
}

// TestIsolationGrant: what a patient's grant reaches is exactly what the open one shows of that patient and the directory.
func TestIsolationGrant(t *testing.T) {
	e := newEstate(t)
	open := map[*resident]record{}
	for _, r := range residents {
		open[r] = e.harvest(t, r)
	}
	for _, g := range bound {
		want := record{}
		for key, body := range open[g.at] {
			if open[g.at].of(g.patient, key) {
				want[key] = body
			}
		}
		grant := "Grant-Patient: " + g.patient
		got := e.harvest(t, g.at, grant)
		if !maps.Equal(got, want) {
			t.Errorf("%s at %s: %d resources, want %d", grant, g.at.id, len(got), len(want))
		}
		t.Logf("%s at %s: %d of %d resources", grant, g.at.id, len(got), len(open[g.at]))
		for _, kind := range resourceTypes {
			checkBoundCounts(t, e, g.at, kind, grant, len(want.keys(kind)))
		}
		checkBoundReads(t, e, g.at, open[g.at], want, grant)
	}
}

// checkBoundCounts: totals and small pages are those of the filtered set.
func checkBoundCounts(t *testing.T, e estate, r *resident, kind, grant string, want int) {
	t.Helper()
	for _, query := range []string{"_summary=count", "_total=accurate&_count=1", "_total=accurate&_id:missing=false"} {
		path := "/" + kind + "?" + query
		w := e.get(t, r, path, grant)
		if w.Code == http.StatusBadRequest && strings.Contains(query, ":missing") {
			continue
		}
		if page := bundled(t, path, w); page.Total == nil || *page.Total != want {
			t.Errorf("%s %s at %s: total %v, want %d", grant, path, r.id, page.Total, want)
		}
	}
	if small := e.pages(t, r, fmt.Sprintf("/%s?_count=%d", kind, 1+want/4), grant); len(small) != want {
		t.Errorf("%s %s at %s: %d in small pages, want %d", grant, kind, r.id, len(small), want)
	}
}

// checkBoundReads: another patient's resource is as if it had never been.
func checkBoundReads(t *testing.T, e estate, r *resident, open, want record, grant string) {
	t.Helper()
	for _, kind := range resourceTypes {
		keys := open.keys(kind)
		for i := 0; i < len(keys); i += 1 + len(keys)/25 {
			w := e.get(t, r, "/"+keys[i], grant, "Accept: application/fhir+json")
			if body, granted := want[keys[i]]; granted {
				if w.Code != http.StatusOK || w.Body.String() != body {
					t.Errorf("%s %s: %d %s", grant, keys[i], w.Code, w.Body)
				}
				continue
			}
			_, id, _ := strings.Cut(keys[i], "/")
			never := e.get(t, r, "/"+kind+"/"+neverID[kind], grant)
			if w.Code != http.StatusNotFound || strings.ReplaceAll(w.Body.String(), id, neverID[kind]) != never.Body.String() {
				t.Errorf("%s %s: %d %s", grant, keys[i], w.Code, w.Body)
			}
		}
	}
}

// beyond are searches of Ada's grant for what is not hers; found says how many of hers there are beside it.
var beyond = []struct {
	search string
	found  int
}{
	{"/Patient?_id=2", 0},
	{"/Patient?_id=1,2", 1},
	{"/Patient?_id=1&_id=2", 0},
	{"/Patient?name=garcia", 0},
	{"/Patient?gender:not=female", 0},
	{"/Patient?gender:not=zzz", 1},
	{"/Patient?birthdate:missing=true", 0},
	{"/Patient?identifier=A1015", 0},
	{"/Patient?identifier=A1001,A1015", 1},
	{"/Encounter?patient=7", 0},
	{"/Encounter?patient=Patient/7", 0},
	{"/Encounter?subject=Patient/7", 0},
	{"/Encounter?patient=1&patient=7", 0},
	{"/Encounter?patient=1,7", 3},
	{"/Encounter?patient:missing=true", 0},
	{"/Condition?patient=7", 0},
	{"/Condition?patient=1,7&category=encounter-diagnosis", 6},
	{"/Condition?category:not=encounter-diagnosis&patient=8", 0},
	{"/AllergyIntolerance?patient=2", 0},
	{"/AllergyIntolerance?code=716186003", 0},
	{"/Immunization?_id=imm-2,imm-9", 1},
	{"/DiagnosticReport?patient=7", 0},
	{"/Binary?_id=letter-5,letter-9", 1},
	{"/Provenance?target=Patient/2", 0},
	{"/Provenance?target=Patient/1,Patient/2", 1},
	{"/Medication?_id=m1", 1},
	{"/Encounter?patient:missing=false", 3},
	{"/Encounter?_id=c0ffee00-0000-4000-8000-000000000001,c0ffee00-0000-4000-8000-000000000015", 1},
	{"/Encounter?_id=c0ffee00-0000-4000-8000-000000000015", 0},
	{"/Encounter?status:not=zzz", 3},
	{"/Observation?patient=7", 0},
	{"/Observation?patient=10&code=8867-4", 0},
	{"/Observation?_id=v6-heart-rate,v1-heart-rate", 1},
	{"/Observation?_id=v6-heart-rate", 0},
	{"/Observation?_id=lab-7-1", 0},
	{"/Observation?encounter=c0ffee00-0000-4000-8000-000000000015", 0},
	{"/Observation?code=8867-4", 1},
	{"/Observation?code=8867-4&date=ge1900", 1},
}

// TestIsolationGrantSearch: criteria narrow what a grant lets through, and never widen it; lenient handling neither.
func TestIsolationGrantSearch(t *testing.T) {
	e := newEstate(t)
	ada := "Grant-Patient: 1"
	for _, c := range beyond {
		for _, more := range []string{"", "&_total=accurate", "&_summary=count", "&nonsense=2", "&_contained=true", "&_count=1000&_sort=-date"} {
			lenient := "Prefer: handling=lenient"
			page := bundled(t, c.search+more, e.get(t, mine, c.search+more, ada, lenient))
			found := record{}
			e.addTo(found, t, mine, page)
			counted := len(found)
			if page.Total != nil {
				counted = *page.Total
			}
			if counted != c.found || len(found) > c.found {
				t.Errorf("%s: %d, want %d", c.search+more, counted, c.found)
			}
			for key, body := range found {
				if !e.ofPatient(t, mine, "1", found, key) {
					t.Errorf("%s shows %s", c.search+more, body)
				}
			}
		}
	}
}

// TestIsolationGrantRefused: a grant of another tenant, or one that names nobody, opens nothing, not even a search
// that finds nothing.
func TestIsolationGrantRefused(t *testing.T) {
	e := newEstate(t)
	for _, grant := range [][]string{
		{"Grant-Tenant: lakeside"},
		{"Grant-Tenant: lakeside", "Grant-Patient: 1"},
		{"Grant-Tenant: nobody"},
		{"Grant-Patient: "},
	} {
		for _, path := range []string{"/Patient/1", "/Patient/99999999", "/Patient", "/Patient?_summary=count", "/Organization", "/Practitioner/1", "/Patient?name=zzzzz", "/Observation?_id=x"} {
			if w := e.get(t, mine, path, grant...); w.Code != http.StatusForbidden {
				t.Errorf("%s %s: %d %s", grant, path, w.Code, w.Body)
			}
		}
		w := e.get(t, mine, "/metadata", grant...)
		if w.Code != http.StatusOK {
			t.Errorf("%s: %d", grant, w.Code)
		}
	}
}

// TestIsolationGrantCursor: a cursor of one grant is, under every other, what was never given.
func TestIsolationGrantCursor(t *testing.T) {
	e := newEstate(t)
	grants := [][]string{
		nil,
		{"Grant-Patient: 1"},
		{"Grant-Patient: 7"},
		{"Grant-Patient: 10"},
		{"Grant-Patient: 1 "},
	}
	for _, kind := range []string{"Observation", "Encounter", "Practitioner"} {
		want := refusal(t, e, mine, kind)
		for i, maker := range grants[:4] {
			cursor := cursorOf(t, e, mine, "/"+kind+"?_count=1", maker...)
			for j, user := range grants {
				w := e.get(t, mine, "/"+kind+"?_page="+cursor, user...)
				if i == j && w.Code != http.StatusOK || i != j && (w.Code != http.StatusBadRequest || w.Body.String() != want) {
					t.Errorf("%s: a cursor of %s under %s: %d %s", kind, maker, user, w.Code, w.Body)
				}
			}
			if w := e.get(t, mine, "/"+kind+"?_page="+cursor, append(maker, "Grant-Tenant: lakeside")...); w.Code == http.StatusOK {
				t.Errorf("%s: a cursor of %s under a grant of lakeside: %s", kind, maker, w.Body)
			}
		}
	}
}
