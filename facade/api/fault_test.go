package api

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"ehr.example/portico/facade/mysqltest"
	"ehr.example/portico/mappers/ehr/practice/sample"
)

// Bounds of the tests: how long a tenant in trouble may take to say so, and the others to answer meanwhile.
const (
	soon   = 8 * time.Second
	prompt = 2 * time.Second
	comes  = 15 * time.Second
)

// short makes statements end after a second.
const short = "limits: {statement_timeout: 1s, page_max: 10000}\n"

// faulty is an estate of lakeside behind a proxy and harbor beside it.
func faulty(t *testing.T) (estate, *proxy) {
	t.Helper()
	p := newProxy(t, mysqltest.Practice(t, sample.Default()))
	own := mysqltest.DSN(t, mysqltest.Practice(t, harborSample()))
	return serve(t, short, map[*resident]string{lake: p.dsn, harbor: own}), p
}

// ill asks the tenant in trouble, which must say so in time: 503, Retry-After, an outcome.
func ill(t *testing.T, e estate, r *resident, path string) {
	t.Helper()
	began := time.Now()
	w := e.get(t, r, path)
	took := time.Since(began)
	after, err := strconv.Atoi(w.Header().Get("Retry-After"))
	if w.Code != http.StatusServiceUnavailable || err != nil || after < 1 || after > 60 {
		t.Errorf("%s: %d, Retry-After %q: %.300s", path, w.Code, w.Header().Get("Retry-After"), w.Body)
	}
	checkOutcome(t, path, w)
	if took > soon {
		t.Errorf("%s: 503 after %s", path, took)
	}
	t.Logf("%s%s: %d after %s", r.id, path, w.Code, took.Round(time.Millisecond))
}

// meanwhile asks another tenant while the function runs, and again and again until it is done.
func meanwhile(t *testing.T, e estate, r *resident, do func()) {
	t.Helper()
	done := make(chan struct{})
	var wait sync.WaitGroup
	wait.Go(func() {
		defer close(done)
		do()
	})
	asked, slowest := 0, time.Duration(0)
	for ended := false; !ended; {
		began := time.Now()
		w := get(t, e, r, "/Observation?patient=1&_count=5")
		took := time.Since(began)
		if asked, slowest = asked+1, max(slowest, took); w.Code != http.StatusOK || took > prompt {
			t.Errorf("%s meanwhile: %d after %s", r.id, w.Code, took)
		}
		select {
		case <-done:
			ended = true
		case <-time.After(20 * time.Millisecond):
		}
	}
	wait.Wait()
	t.Logf("%s answered %d times meanwhile, in %s at most", r.id, asked, slowest.Round(time.Millisecond))
}

// recovered waits until the tenant answers again.
func recovered(t *testing.T, e estate, r *resident) {
	t.Helper()
	began := time.Now()
	var w *httptest.ResponseRecorder
	for time.Since(began) < comes {
		if w = e.get(t, r, "/Patient/1"); w.Code == http.StatusOK && headOf(t, w.Body.Bytes()).tenant() == r.id {
			t.Logf("%s is back after %s", r.id, time.Since(began).Round(time.Millisecond))
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Errorf("%s is not back: %d %s", r.id, w.Code, w.Body)
}

// TestFaultAbsentAtStart: a tenant without its database says so; it comes back by itself.
func TestFaultAbsentAtStart(t *testing.T) {
	p := newProxy(t, mysqltest.Practice(t, sample.Default()))
	p.refuse()
	own := mysqltest.DSN(t, mysqltest.Practice(t, harborSample()))
	e := serve(t, short, map[*resident]string{lake: p.dsn, harbor: own})
	meanwhile(t, e, harbor, func() {
		for _, path := range []string{"/Patient/1", "/metadata", "/Patient?name=x", "/Nonsense"} {
			ill(t, e, lake, path)
		}
	})
	p.listen(t)
	recovered(t, e, lake)
}

// TestFaultStalledAtStart: a database that takes connections and says nothing.
func TestFaultStalledAtStart(t *testing.T) {
	p := newProxy(t, mysqltest.Practice(t, sample.Default()))
	p.stall()
	own := mysqltest.DSN(t, mysqltest.Practice(t, harborSample()))
	e := serve(t, short, map[*resident]string{lake: p.dsn, harbor: own})
	meanwhile(t, e, harbor, func() { ill(t, e, lake, "/Patient/1") })
	p.resume()
	recovered(t, e, lake)
}

// TestFaultStalled: a database that stops in the middle of a statement, and new connections that hang.
func TestFaultStalled(t *testing.T) {
	e, p := faulty(t)
	recovered(t, e, lake)
	p.stall()
	meanwhile(t, e, harbor, func() {
		var wait sync.WaitGroup
		for _, path := range []string{"/Patient/1", "/Observation?code=8867-4", "/Patient?_summary=count", "/Practitioner/2"} {
			wait.Go(func() { ill(t, e, lake, path) })
		}
		wait.Wait()
	})
	if w := e.get(t, lake, "/metadata"); w.Code != http.StatusOK {
		t.Errorf("metadata needs no database: %d", w.Code)
	}
	p.resume()
	recovered(t, e, lake)
}

// TestFaultCut: connections that break somewhere in an answer: the whole is there, or a 503, never a part of it.
func TestFaultCut(t *testing.T) {
	e, p := faulty(t)
	path := "/Observation?_count=10000"
	whole := e.get(t, lake, path).Body.String()
	cut, passed := 0, 0
	for _, bytes := range []int{0, 1, 3, 4, 5, 90, 100, 700, 1_500, 9_000, 20_000, 50_000, 90_000, 130_000, 170_000} {
		p.allow(bytes)
		w := e.get(t, lake, path)
		switch {
		case w.Code == http.StatusOK && w.Body.String() == whole:
			passed++
		case w.Code == http.StatusServiceUnavailable && w.Header().Get("Retry-After") != "":
			cut++
			checkOutcome(t, path, w)
		default:
			t.Errorf("after %d bytes: %d %.300s", bytes, w.Code, w.Body)
		}
		p.allow(-1)
	}
	t.Logf("%d cut, %d whole, of %d bytes", cut, passed, len(whole))
	if cut < 8 {
		t.Error("hardly any answer was cut")
	}
	recovered(t, e, lake)
}

// TestFaultRefused: a database that goes away for a while between two requests.
func TestFaultRefused(t *testing.T) {
	e, p := faulty(t)
	recovered(t, e, lake)
	p.refuse()
	meanwhile(t, e, harbor, func() {
		for range 5 {
			ill(t, e, lake, "/Patient/1")
			ill(t, e, lake, "/Encounter?patient=1")
		}
	})
	p.listen(t)
	recovered(t, e, lake)
	if w := e.get(t, lake, "/Patient/1"); w.Code != http.StatusOK {
		t.Errorf("once it is back: %d", w.Code)
	}
}

// TestFaultRestart: connections that died while they lay in the pool are replaced without the client's notice.
func TestFaultRestart(t *testing.T) {
	e, p := faulty(t)
	for range 4 {
		recovered(t, e, lake)
		p.refuse()
		p.listen(t)
		for range 3 {
			if w := e.get(t, lake, "/Patient/1"); w.Code != http.StatusOK {
				t.Errorf("after a restart: %d %s", w.Code, w.Body)
			}
		}
	}
}

// TestFaultPassword: a database that lets nobody in; the password is nowhere to be read.
func TestFaultPassword(t *testing.T) {
	database := mysqltest.Practice(t, sample.Default())
	p := newProxy(t, database)
	_, where, _ := strings.Cut(p.dsn, "@")
	own := mysqltest.DSN(t, mysqltest.Practice(t, harborSample()))
	e := serve(t, short, map[*resident]string{lake: "portico_stranger:hunter2secret@" + where, harbor: own})
	log := ""
	for began := time.Now(); time.Since(began) < comes && !strings.Contains(log, "msg=fault"); time.Sleep(100 * time.Millisecond) {
		ill(t, e, lake, "/Patient/1") // until it is tried again, and the log told why it failed
		log = e.log.String()
	}
	if strings.Contains(log, "hunter2secret") || !strings.Contains(log, "Access denied") {
		t.Errorf("the log: %s", log)
	}
}
