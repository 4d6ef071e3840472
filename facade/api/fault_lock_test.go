package api

import (
	"context"
	"database/sql"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"ehr.example/portico/facade/mysqltest"
	"ehr.example/portico/mappers/ehr/practice/sample"
)

// holder is a database of the test's own and a session in it that holds tables, so that statements wait.
type holder struct {
	name string
	dsn  string
	conn *sql.Conn
}

// newHolder fills a small database with both clinics.
func newHolder(t *testing.T) *holder {
	t.Helper()
	h := &holder{name: mysqltest.Fresh(t)}
	h.dsn = mysqltest.DSN(t, h.name)
	db := mysqltest.Open(t, h.name)
	o := sample.Options{Clinics: []sample.Clinic{
		{ID: 1, Name: "My Clinic", Patients: 16, Zone: "America/New_York", HeavyEncounters: 5},
		{ID: 2, Name: "Lakeside", Patients: 10, Zone: "America/Denver", Metric: true, HeavyEncounters: 5},
	}}
	if err := sample.Load(t.Context(), db, o); err != nil {
		t.Fatal(err)
	}
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	h.conn = conn
	return h
}

func (h *holder) do(t *testing.T, statement string) {
	t.Helper()
	if _, err := h.conn.ExecContext(context.Background(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// running waits until so many statements of Portico's run on the server; false when they do not in time.
func (h *holder) running(t *testing.T, want int) bool {
	t.Helper()
	n := -1
	for began := time.Now(); time.Since(began) < 30*time.Second; time.Sleep(10 * time.Millisecond) {
		err := h.conn.QueryRowContext(t.Context(), "SELECT COUNT(*) FROM information_schema.processlist "+
			"WHERE db = ? AND command IN ('Query', 'Execute') AND id <> CONNECTION_ID()", h.name).Scan(&n)
		if err != nil {
			t.Fatal(err)
		}
		if n == want {
			return true
		}
	}
	t.Errorf("%d statements run, want %d", n, want)
	return false
}

const lockEncounters = "LOCK TABLES encounter WRITE"

// TestFaultClientGone: when the client goes away, its statement stops on the server, and nobody else's.
func TestFaultClientGone(t *testing.T) {
	h := newHolder(t)
	e := serve(t, "", map[*resident]string{mine: h.dsn, lake: h.dsn})
	server := httptest.NewServer(e)
	defer server.Close()
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	h.do(t, lockEncounters)
	defer h.do(t, "UNLOCK TABLES")
	for _, path := range []string{"/Encounter", "/Encounter?_summary=count", "/Encounter/c0ffee00-0000-4000-8000-000000000001"} {
		ctx, goAway := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- leave(ctx, transport, server, mine, path) }()
		h.running(t, 1)
		goAway()
		if err := <-ended; err == nil {
			t.Errorf("%s was answered", path)
		}
		began := time.Now()
		if h.running(t, 0) {
			t.Logf("%s stopped on the server after %s", path, time.Since(began).Round(time.Millisecond))
		}
		if w := e.get(t, lake, "/Patient/1"); w.Code != http.StatusOK {
			t.Errorf("lakeside: %d", w.Code)
		}
	}
	gone := 0
	for began := time.Now(); gone < 3 && time.Since(began) < 30*time.Second; time.Sleep(10 * time.Millisecond) {
		gone = e.counted(499)
	}
	if gone != 3 {
		t.Errorf("%d requests are audited as left", gone)
	}
}

// leave sends a request over TCP, which ends with its context.
func leave(ctx context.Context, transport *http.Transport, server *httptest.Server, r *resident, path string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+"/tenant/"+r.id+"/fhir"+path, nil)
	if err != nil {
		return err
	}
	w, err := transport.RoundTrip(request)
	if err == nil {
		err = w.Body.Close()
	}
	return err
}

// counted is how many events have a status.
func (s *site) counted(status int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, e := range s.events {
		if e.Status == status {
			n++
		}
	}
	return n
}

// TestFaultTimeout: a statement that takes too long ends on the server too, and the tenants of that database go on with
// what is not locked.
func TestFaultTimeout(t *testing.T) {
	h := newHolder(t)
	e := serve(t, short, map[*resident]string{mine: h.dsn, lake: h.dsn})
	h.do(t, lockEncounters)
	meanwhilePatients(t, e, func() {
		for _, path := range []string{"/Encounter", "/Encounter?_summary=count", "/Observation?patient=1"} {
			ill(t, e, mine, path)
		}
	})
	h.running(t, 0)
	h.do(t, "UNLOCK TABLES")
	if w := e.get(t, mine, "/Encounter"); w.Code != http.StatusOK {
		t.Errorf("afterwards: %d %s", w.Code, w.Body)
	}
}

// meanwhilePatients asks both clinics for patients while the function runs.
func meanwhilePatients(t *testing.T, e estate, do func()) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		do()
	}()
	for asked := 0; ; asked++ {
		r := residents[asked%2]
		began := time.Now()
		w := get(t, e, r, "/Patient?_count=5")
		if took := time.Since(began); w.Code != http.StatusOK || took > prompt {
			t.Errorf("%s meanwhile: %d after %s", r.id, w.Code, took)
		}
		select {
		case <-done:
			t.Logf("%d answers meanwhile", asked+1)
			return
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// TestFaultSlots: a tenant that has used up its slots is told to come back; the other tenant of the database is not.
func TestFaultSlots(t *testing.T) {
	h := newHolder(t)
	narrow := &resident{id: mine.id, file: mine.file + "\nlimits: {concurrency: 2}"}
	e := serve(t, "", map[*resident]string{narrow: h.dsn, lake: h.dsn})
	h.do(t, lockEncounters)
	var wait sync.WaitGroup
	for range 2 {
		wait.Go(func() {
			if w := get(t, e, narrow, "/Encounter"); w.Code != http.StatusOK {
				t.Errorf("a request that waited: %d %s", w.Code, w.Body)
			}
		})
	}
	h.running(t, 2)
	done := make(chan struct{})
	go func() {
		defer close(done)
		ill(t, e, narrow, "/Patient/1")
		ill(t, e, narrow, "/Patient?name=ada")
	}()
	for ended := false; !ended; {
		began := time.Now()
		if w := get(t, e, lake, "/Patient/1"); w.Code != http.StatusOK || time.Since(began) > prompt {
			t.Errorf("lakeside: %d after %s", w.Code, time.Since(began))
		}
		select {
		case <-done:
			ended = true
		case <-time.After(20 * time.Millisecond):
		}
	}
	h.do(t, "UNLOCK TABLES")
	wait.Wait()
	if w := e.get(t, narrow, "/Patient/1"); w.Code != http.StatusOK {
		t.Errorf("afterwards: %d %s", w.Code, w.Body)
	}
}

// TestFaultSchema: a table that has changed below a running tenant is a fault of the house, told as no more than that.
func TestFaultSchema(t *testing.T) {
	h := newHolder(t)
	e := serve(t, "", map[*resident]string{mine: h.dsn})
	h.do(t, "ALTER TABLE encounter RENAME COLUMN reason TO why")
	h.do(t, "RENAME TABLE facility TO facilities")
	for path, status := range map[string]int{"/Encounter?_count=1": 500, "/Organization/1": 500, "/Organization?name=secret": 500, "/Practitioner": 200} {
		w := e.get(t, mine, path)
		if w.Code != status || status == 500 && strings.Contains(w.Body.String(), "facility") {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
		checkOutcome(t, path, w)
	}
	if log := e.log.String(); !strings.Contains(log, "facility") || strings.Contains(log, "name=secret") {
		t.Errorf("the log: %s", log)
	}
}
