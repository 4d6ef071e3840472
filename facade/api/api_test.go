package api

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/samply/golang-fhir-models/fhir-models/fhir"

	"ehr.example/portico/config"
	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/audit"
	"ehr.example/portico/facade/mysqltest"
	"ehr.example/portico/facade/tenant"
	"ehr.example/portico/mappers"
	"ehr.example/portico/mappers/ehr/practice"
	"ehr.example/portico/mappers/ehr/practice/sample"
)

// site is an API over the sample, with what it logged and audited.
type site struct {
	*API
	mu     sync.Mutex
	events []audit.Event
	log    bytes.Buffer
}

func (s *site) last() audit.Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.events[len(s.events)-1]
}

// newSite serves a and b, which are active, and c, which is suspended.
func newSite(t *testing.T, change func(*Options)) *site {
	t.Helper()
	c, err := config.Parse("portico.yaml", []byte("base_url: http://ehr.example\nverify_sql: true\nlimits: {request_body: 100}"))
	if err != nil {
		t.Fatal(err)
	}
	dsn := mysqltest.DSN(t, mysqltest.Practice(t, sample.Default()))
	var tenants []*config.Tenant
	for _, text := range []string{"id: a\nstate: active", "id: b\nstate: active", "id: c\nstate: suspended"} {
		text += "\nauth: open\nname: X\nmapper: practice\ntime_zone: UTC\nsettings: {clinic: 1, mrn_system: 'https://x.example'}\ndatabase: {dsn: '" + dsn + "'}\n"
		parsed, err := config.ParseTenant("t.yaml", []byte(text), c)
		if err != nil {
			t.Fatal(err)
		}
		tenants = append(tenants, parsed)
	}
	set := tenant.NewSet(tenant.Options{Config: c, Mappers: map[string]mappers.Mapper{"practice": practice.Mapper}, Version: "test"})
	t.Cleanup(func() { _ = set.Close() })
	for _, f := range set.Replace(t.Context(), tenants, nil) {
		t.Fatal(f)
	}
	s := &site{}
	o := Options{Tenants: set, RequestBody: c.Limits.RequestBody, Logger: slog.New(slog.NewTextHandler(&s.log, nil))}
	o.Observer = audit.ObserverFunc(func(e audit.Event) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.events = append(s.events, e)
	})
	if change != nil {
		change(&o)
	}
	if s.API, err = New(o); err != nil {
		t.Fatal(err)
	}
	return s
}

// ask sends a request: method, address, then headers as "Name: value"; a text without a colon is the body.
func (s *site) ask(t *testing.T, method, address string, more ...string) *httptest.ResponseRecorder {
	t.Helper()
	return answered(t, s, method, address, more)
}

// answered is what a handler answers to a request with headers as "Name: value"; a text without a colon is the body.
func answered(t testing.TB, h http.Handler, method, address string, more []string) *httptest.ResponseRecorder {
	t.Helper()
	var body io.Reader
	header := http.Header{}
	for _, m := range more {
		if name, value, found := strings.Cut(m, ": "); found {
			header.Add(name, value)
		} else {
			body = strings.NewReader(m)
		}
	}
	r := httptest.NewRequestWithContext(t.Context(), method, address, body)
	r.Header = header
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

const jsonType = "Content-Type: application/fhir+json"

const formType = "Content-Type: application/x-www-form-urlencoded"

// TestAnswers is what each kind of request gets: status, a word of the body, and "Header: value".
func TestAnswers(t *testing.T) {
	s := newSite(t, nil)
	long := "name=" + strings.Repeat("x", 200)
	for _, c := range []struct {
		method, path string
		more         []string
		status       int
		want         []string
	}{
		{"GET", "/metadata", nil, 200, []string{`"CapabilityStatement"`, "Cache-Control: no-cache", `ETag: W/"`}},
		{"GET", "/metadata?mode=normative", nil, 400, []string{"mode"}},
		{"GET", "/Patient/1", nil, 200, []string{`{"resourceType":"Patient","id":"1"`, `ETag: W/"`, "Cache-Control: no-store", "Content-Type: application/fhir+json; charset=utf-8", "X-Content-Type-Options: nosniff"}},
		{"HEAD", "/Patient/1", nil, 200, []string{`ETag: W/"`}},
		{"GET", "/Patient/1?_pretty=true", nil, 200, []string{"{\n  \"resourceType\": \"Patient\""}},
		{"GET", "/Patient/1?_format=xml", nil, 406, []string{"application/fhir+json"}},
		{"GET", "/Patient/1", []string{"Accept: text/turtle"}, 406, []string{"application/fhir+json"}},
		{"GET", "/Patient/1?_elements=id", nil, 200, []string{`{"resourceType":"Patient","id":"1","meta":{`, "SUBSETTED"}},
		{"GET", "/Patient/999999", nil, 404, []string{`"not-found"`}},
		{"GET", "/Patient/1%2F2", nil, 404, []string{"OperationOutcome"}},
		{"GET", "/Patient?name=garcia", nil, 200, []string{`"searchset"`}},
		{"GET", "/Patient?nam=garcia", nil, 400, []string{"did you mean name"}},
		{"GET", "/Patient?nam=garcia&_count=1", []string{"Prefer: handling=lenient"}, 200, []string{"ignored", `"outcome"`}},
		{"GET", "/Patient?nam=garcia", []string{"Prefer: handling=strict"}, 400, nil},
		{"GET", "/Patient?name=%zz", nil, 400, []string{"query string"}},
		{"POST", "/Patient/_search?gender=female", []string{formType, "name=garcia"}, 200, []string{`gender=female&name=garcia`}},
		{"POST", "/Patient/_search", []string{formType, "_format=xml"}, 406, nil},
		{"POST", "/Patient/_search", []string{"Accept: application/fhir+xml", formType, "_format=json"}, 200, nil},
		{"POST", "/Patient/_search", nil, 200, nil},
		{"POST", "/Patient/_search", []string{"Content-Type: application/json", "{}"}, 415, []string{"x-www-form-urlencoded"}},
		{"POST", "/Patient/_search", []string{formType, long}, 413, []string{"100 bytes"}},
		{"GET", "/Patient/_search", nil, 405, []string{"Allow: POST"}},
		{"PUT", "/Patient/1", []string{"{}"}, 405, []string{"Allow: GET, HEAD", "OperationOutcome"}},
		{"POST", "/Patient", []string{"{}"}, 405, []string{"Allow: GET, HEAD"}},
		{"DELETE", "/Patient/1", nil, 405, nil},
		{"POST", "", []string{"{}"}, 404, []string{"batch"}},
		{"PUT", "", []string{"{}"}, 404, nil},
		{"GET", "/", nil, 404, []string{`"not-supported"`}},
		{"GET", "", nil, 200, []string{`"searchset"`, "/fhir?_count=50"}},
		{"GET", "?_type=Patient,Condition&_id=1,p1", nil, 200, []string{"Patient/1", "Condition/p1", "_type=Condition%2CPatient"}},
		{"GET", "?_type=Patient,Condition&name=x", nil, 400, []string{"all of them have"}},
		{"GET", "?_type=Patient,CarePlan", nil, 400, []string{"no CarePlan resources"}},
		{"GET", "/Patient?_type=Patient", nil, 400, []string{"[base]?_type"}},
		{"GET", "?_page=x", nil, 400, nil},
		{"GET", "/_search", nil, 404, []string{"OperationOutcome"}},
		{"GET", "/Patient/", nil, 404, []string{"OperationOutcome"}},
		{"GET", "/Nonsense", nil, 404, []string{"not a resource type", "metadata"}},
		{"GET", "/CarePlan/1", nil, 404, []string{strings.Join(resourceTypes, ", ")}},
		{"GET", "/Patient/1/_history", nil, 404, []string{"history"}},
		{"GET", "/Patient/1/_history/1", nil, 404, []string{"no versions of Patient/1"}},
		{"GET", "/Patient/999999/_history/1", nil, 404, []string{`"not-found"`}},
		{"GET", "/Patient/1/_history/1?_elements=id", nil, 400, []string{"whole"}},
		{"GET", "/Patient/1/Condition/1", nil, 404, []string{"OperationOutcome"}},
		{"GET", "/Patient/1/_history/1/2", nil, 404, []string{"history"}},
		{"PUT", "/Patient/1/_history/1", []string{"{}"}, 405, []string{"Allow: GET, HEAD"}},
		{"GET", "/Patient/_history", nil, 404, []string{"history"}},
		{"GET", "/_history", nil, 404, []string{"history"}},
		{"GET", "/Patient/$everything", nil, 400, []string{"one patient at a time"}},
		{"POST", "/Patient/$everything", []string{"{}"}, 400, []string{"one patient at a time"}},
		{"GET", "/Patient/1/$everything", nil, 200, []string{`"searchset"`, "Patient/1/$everything?_page="}},
		{"GET", "/Patient/1/$everything?_type=Patient&_type=Encounter&_count=2", nil, 200, []string{"_type=Encounter%2CPatient", "Patient/1"}},
		{"POST", "/Patient/1/$everything", []string{formType, "_type=Patient"}, 200, []string{"Patient/1"}},
		{"POST", "/Patient/1/$everything?_format=json", nil, 200, []string{`"searchset"`}},
		{"POST", "/Patient/1/$everything", []string{jsonType, `{"resourceType":"Parameters","parameter":[{"name":"_count","valueInteger":3}]}`}, 200, []string{"_count=3"}},
		{"POST", "/Patient/1/$everything", []string{jsonType, `{"resourceType":"Bundle"}`}, 400, []string{`"structure"`}},
		{"POST", "/Patient/1/$everything", []string{jsonType, `{"resourceType":"Parameters","parameter":[{"name":"start","part":[]}]}`}, 400, []string{"part"}},
		{"POST", "/Patient/1/$everything", []string{jsonType, `{"resourceType":"Parameters","parameter":[{"name":"start","valuePeriod":{}}]}`}, 400, []string{"valuePeriod"}},
		{"POST", "/Patient/1/$everything", []string{jsonType, `{"resourceType":"Parameters","parameter":[7]}`}, 400, []string{"structure"}},
		{"POST", "/Patient/1/$everything", []string{jsonType, `{`}, 400, []string{"structure"}},
		{"POST", "/Patient/1/$everything", []string{"Content-Type: text/plain", "x"}, 415, []string{"x-www-form-urlencoded"}},
		{"GET", "/Patient/999999/$everything", nil, 404, []string{"not-found"}},
		{"GET", "/Patient/1/$everything?start=x", nil, 400, []string{"start"}},
		{"PUT", "/Patient/1/$everything", []string{"{}"}, 404, nil},
		{"GET", "/Observation/$lastn?patient=1&category=vital-signs&max=1", nil, 200, []string{`"searchset"`, "Observation/$lastn?category"}},
		{"POST", "/Observation/$lastn?patient=1", []string{jsonType, `{"resourceType":"Parameters","parameter":[{"name":"code","valueCoding":{"code":"8867-4"}}]}`}, 200, []string{`"searchset"`, "code=8867-4"}},
		{"GET", "/Observation/$lastn?patient=1", nil, 400, []string{"category"}},
		{"GET", "/Observation/$lastn?patient=1&code=x&max=x", nil, 400, []string{"positive number"}},
		{"GET", "/DocumentReference/$docref?patient=1", nil, 200, []string{`"searchset"`, "DocumentReference/$docref?patient"}},
		{"GET", "/DocumentReference/$docref", nil, 400, []string{"needs a patient"}},
		{"POST", "/DocumentReference/$docref", []string{formType, "patient=1&start=2020"}, 200, []string{"start=2020"}},
		{"GET", "/Condition/$lastn?patient=1&code=x", nil, 404, []string{"$lastn"}},
		{"POST", "/Condition/$lastn", []string{formType, "patient=1"}, 404, []string{"$lastn"}},
		{"GET", "/Encounter/1/$everything", nil, 404, []string{"$everything"}},
		{"POST", "/Patient/1/Observation", []string{"{}"}, 405, []string{"Allow: GET, HEAD"}},
		{"POST", "/Patient/$match", []string{"{}"}, 404, []string{"$match"}},
		{"GET", "/$export", nil, 404, []string{"$export"}},
		{"GET", "/Patient/1/Observation", nil, 200, []string{`"searchset"`}},
		{"GET", "/Patient/1/Observation?_count=2", nil, 200, []string{"/Patient/1/Observation?_count=2"}},
		{"GET", "/Patient/1/Practitioner", nil, 400, []string{"not part of a patient's compartment"}},
		{"GET", "/Patient/1/CarePlan", nil, 404, []string{"CarePlan"}},
		{"GET", "/Patient/1/*", nil, 200, []string{"/Patient/1/*?_count=50"}},
		{"GET", "/Patient/1/*?_type=Condition,Practitioner", nil, 400, []string{"not part of a patient's compartment"}},
		{"GET", "/Encounter/c0ffee00-0000-4000-8000-000000000001/Observation", nil, 200, []string{`"searchset"`}},
		{"GET", "/Practitioner/1/Patient", nil, 200, []string{`"searchset"`}},
		{"GET", "/Device/1/Observation", nil, 400, []string{"subject or device"}},
		{"GET", "/Location/1/Encounter", nil, 404, []string{"compartments of Location"}},
		{"POST", "/_search", []string{formType, "_type=Patient&_id=1"}, 200, []string{"Patient/1"}},
		{"POST", "/Patient/1/_search", []string{formType, "_type=Patient&_id=1"}, 404, []string{"search by form"}},
	} {
		name := c.method + " " + c.path + " " + strings.Join(c.more, " ")
		for _, base := range []string{"http://a.ehr.example/fhir", "http://ehr.example/tenant/a/fhir"} {
			w := s.ask(t, c.method, base+c.path, c.more...)
			if w.Code != c.status {
				t.Errorf("%s: %d %s", name, w.Code, w.Body)
			}
			for _, want := range c.want {
				if header, value, found := strings.Cut(want, ": "); found && !strings.HasPrefix(want, "{") {
					if !strings.HasPrefix(w.Header().Get(header), value) {
						t.Errorf("%s: %s is %q", name, header, w.Header().Get(header))
					}
				} else if !strings.Contains(w.Body.String(), want) {
					t.Errorf("%s: no %q in %s", name, want, w.Body)
				}
			}
			checkOutcome(t, name, w)
			if e := s.last(); e.Tenant != "a" || e.Status != w.Code || e.RequestID != w.Header().Get("X-Request-Id") || (e.Issue == "") != (w.Code < 400) {
				t.Errorf("%s: audit %+v", name, e)
			}
		}
	}
}

// checkOutcome decodes the outcome of what was refused.
func checkOutcome(t *testing.T, name string, w *httptest.ResponseRecorder) {
	t.Helper()
	if w.Code < 400 {
		return
	}
	var o struct {
		ResourceType string                       `json:"resourceType"`
		Issue        []fhir.OperationOutcomeIssue `json:"issue"`
	}
	if err := json.Unmarshal(w.Body.Bytes(), &o, json.RejectUnknownMembers(true)); err != nil || o.ResourceType != "OperationOutcome" || len(o.Issue) == 0 {
		t.Errorf("%s: not an outcome: %v %s", name, err, w.Body)
	}
}

func TestNotModified(t *testing.T) {
	s := newSite(t, nil)
	for _, path := range []string{"/Patient/1", "/metadata"} {
		tag := s.ask(t, "GET", "http://a.ehr.example/fhir"+path).Header().Get("ETag")
		w := s.ask(t, "GET", "http://a.ehr.example/fhir"+path+"?_pretty=true", "If-None-Match: \"x\", "+tag)
		if w.Code != http.StatusNotModified || w.Body.Len() > 0 || w.Header().Get("ETag") != tag || s.last().Status != http.StatusNotModified {
			t.Errorf("%s: %d %v %s", path, w.Code, w.Header(), w.Body)
		}
	}
}

// TestUnknownTenants: what does not exist looks the same, whatever it is called and however it is asked for.
func TestUnknownTenants(t *testing.T) {
	s := newSite(t, nil)
	first := s.ask(t, "GET", "http://nobody.ehr.example/fhir/Patient/1").Body.String()
	for _, address := range []string{
		"http://ehr.example/tenant/nobody/fhir/metadata", "http://ehr.example/tenant/nobody/fhir", "http://ehr.example/fhir/Patient",
		"http://ehr.example/", "http://other.example/fhir/metadata", "http://a.b.ehr.example/fhir/metadata",
		"http://b.ehr.example/tenant/a/fhir/Patient/1", "http://ehr.example/tenant/a", "http://ehr.example/tenant/a/fhirx/Patient",
		"http://a.ehr.example/Patient/1",
	} {
		for _, method := range []string{"GET", "POST", "PUT"} {
			w := s.ask(t, method, address, "Accept: text/turtle", "{}")
			if w.Code != http.StatusNotFound || w.Body.String() != first || s.last().Tenant != "" {
				t.Errorf("%s %s: %d %s", method, address, w.Code, w.Body)
			}
		}
	}
}

func TestSuspended(t *testing.T) {
	s := newSite(t, nil)
	w := s.ask(t, "GET", "http://c.ehr.example/fhir/metadata")
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" || strings.Contains(w.Body.String(), "suspend") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestHealth(t *testing.T) {
	s := newSite(t, nil)
	if w := s.ask(t, "GET", "http://anything/healthz"); w.Code != http.StatusOK {
		t.Error(w.Code)
	}
	s.Drain()
	if w := s.ask(t, "GET", "http://anything/healthz"); w.Code != http.StatusServiceUnavailable {
		t.Error(w.Code)
	}
}

func TestCompression(t *testing.T) {
	s := newSite(t, nil)
	w := s.ask(t, "GET", "http://a.ehr.example/fhir/Patient?_count=5", "Accept-Encoding: gzip")
	if w.Header().Get("Content-Encoding") != "gzip" || !strings.Contains(strings.Join(w.Header().Values("Vary"), ","), "Accept-Encoding") {
		t.Fatal(w.Header())
	}
	unzip, err := gzip.NewReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(unzip)
	if err != nil || !bytes.HasPrefix(text, []byte(`{"resourceType":"Bundle"`)) {
		t.Errorf("%v %.80s", err, text)
	}
}

func TestGrants(t *testing.T) {
	s := newSite(t, func(o *Options) {
		o.Grants = func(r *http.Request, tenant string) (access.Grant, error) {
			return access.ForPatient(tenant, r.Header.Get("Patient")), nil
		}
	})
	for patient, want := range map[string]int{"1": 200, "2": 404, "": 403} {
		if w := s.ask(t, "GET", "http://a.ehr.example/fhir/Patient/1", "Patient: "+patient); w.Code != want {
			t.Errorf("patient %s: %d %s", patient, w.Code, w.Body)
		}
	}
	if w := s.ask(t, "GET", "http://a.ehr.example/fhir/metadata"); w.Code != http.StatusOK {
		t.Error("metadata needs a grant")
	}
}

// TestPanic: the client learns nothing of a panic, the log all.
func TestPanic(t *testing.T) {
	s := newSite(t, func(o *Options) {
		o.Grants = func(*http.Request, string) (access.Grant, error) { panic("the reactor") }
	})
	w := s.ask(t, "GET", "http://a.ehr.example/fhir/Patient/1")
	if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "reactor") || !strings.Contains(s.log.String(), "the reactor") {
		t.Errorf("%d %s\n%s", w.Code, w.Body, s.log.String())
	}
	checkOutcome(t, "panic", w)
}

// TestClientGone: nobody reads the answer; the audit says so.
func TestClientGone(t *testing.T) {
	s := newSite(t, func(o *Options) {
		o.Grants = func(r *http.Request, tenant string) (access.Grant, error) {
			<-r.Context().Done()
			return access.Open(tenant), errors.Join(r.Context().Err())
		}
	})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequestWithContext(ctx, http.MethodGet, "http://a.ehr.example/fhir/Patient/1", nil))
	if e := s.last(); e.Status != 499 || w.Body.Len() > 0 {
		t.Errorf("%+v %s", e, w.Body)
	}
}

func TestRequestID(t *testing.T) {
	s := newSite(t, nil)
	for given, kept := range map[string]bool{"abc-1": true, "a\"b": false, strings.Repeat("x", 65): false} {
		got := s.ask(t, "GET", "http://a.ehr.example/fhir/Patient/1", "X-Request-Id: "+given).Header().Get("X-Request-Id")
		if (got == given) != kept || got == "" {
			t.Errorf("%q became %q", given, got)
		}
	}
}
