package api

import (
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestIsolationConcurrent: requests of all tenants at the same time, on one pool, mix nothing up.
func TestIsolationConcurrent(t *testing.T) {
	e := newEstate(t)
	harvests := map[*resident]record{}
	for _, r := range residents {
		harvests[r] = e.harvest(t, r)
	}
	var answered atomic.Int64
	until := time.Now().Add(3 * time.Second)
	var wait sync.WaitGroup
	for i := range 12 {
		wait.Go(func() {
			random := rand.New(rand.NewPCG(1, uint64(i)))
			for n := i; time.Now().Before(until) && !t.Failed(); n++ {
				r := residents[n%len(residents)]
				if random.IntN(2) == 0 {
					mixedRead(t, e, r, harvests[r], random)
				} else {
					mixedSearch(t, e, r, harvests[r], random)
				}
				answered.Add(1)
			}
		})
	}
	wait.Wait()
	t.Logf("%d answers", answered.Load())
	if answered.Load() < 100 {
		t.Error("too few")
	}
}

// shared are keys that all tenants have.
var shared = []string{"Patient/1", "Patient/2", "Patient/15", "Practitioner/1", "Practitioner/3", "Organization/1", "Organization/2", "Observation/v1-heart-rate", "Observation/v1-blood-pressure"}

// mixedRead reads one of the shared keys: it is the tenant's own or, deleted there, nobody's.
func mixedRead(t *testing.T, e estate, r *resident, all record, random *rand.Rand) {
	key := shared[random.IntN(len(shared))]
	w := get(t, e, r, "/"+key)
	if want, there := all[key]; there && w.Body.String() != want || !there && w.Code != http.StatusNotFound {
		t.Errorf("%s at %s: %d %s", key, r.id, w.Code, w.Body)
	}
}

// mixedSearch reads the first page of a search that all tenants answer.
func mixedSearch(t *testing.T, e estate, r *resident, all record, random *rand.Rand) {
	searches := []string{
		"/Patient?_count=20", "/Observation?patient=1&_count=30", "/Encounter?_count=9", "/Patient?identifier=A1001,A1002",
		"/Observation?code=8867-4&_count=40", "/Practitioner", "/Patient?_id=1,2,3,4", "/Observation?value-quantity=gt1&_count=7",
	}
	search := searches[random.IntN(len(searches))]
	w := get(t, e, r, search)
	if w.Code != http.StatusOK {
		t.Errorf("%s at %s: %d %s", search, r.id, w.Code, w.Body)
		return
	}
	found := record{}
	e.addTo(found, t, r, bundled(t, search, w))
	checkOwn(t, r, all, search, found)
	if len(found) == 0 {
		t.Errorf("%s at %s: nothing", search, r.id)
	}
}

// get is a request that a goroutine may send: nothing in it ends the test.
func get(t *testing.T, e estate, r *resident, path string) *httptest.ResponseRecorder {
	address := r.base() + path
	if strings.HasSuffix(path, "1") { // the tenant in the path now and then
		address = "http://ehr.example/tenant/" + r.id + "/fhir" + path
	}
	w := httptest.NewRecorder()
	e.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, address, nil))
	return w
}
