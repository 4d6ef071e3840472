package tenant

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	driver "github.com/go-sql-driver/mysql"

	"ehr.example/portico/config"
	"ehr.example/portico/facade/mysqltest"
	"ehr.example/portico/facade/outcome"
	"ehr.example/portico/mappers"
	"ehr.example/portico/mappers/ehr/practice"
	"ehr.example/portico/mappers/ehr/practice/sample"
	"ehr.example/portico/mappers/problem"
)

// process is a configuration on ehr.example.
func process(t *testing.T) *config.Config {
	t.Helper()
	c, err := config.Parse("portico.yaml", []byte("base_url: http://ehr.example\nverify_sql: true"))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func newSet(t *testing.T, c *config.Config) *Set {
	t.Helper()
	s := NewSet(Options{Config: c, Mappers: map[string]mappers.Mapper{"practice": practice.Mapper}, Version: "test"})
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

const sound = "settings: {clinic: 1, mrn_system: 'https://x.example'}"

// parse reads a tenant on a database; more is further lines of its file.
func parse(t *testing.T, c *config.Config, id, dsn, more string) *config.Tenant {
	t.Helper()
	text := fmt.Sprintf("id: %s\nname: The %s\nmapper: practice\ntime_zone: UTC\ndatabase: {dsn: %q}\n%s\n", id, id, dsn, more)
	tenant, err := config.ParseTenant(id+".yaml", []byte(text), c)
	if err != nil {
		t.Fatal(err)
	}
	return tenant
}

func practiceDSN(t *testing.T) string {
	t.Helper()
	return mysqltest.DSN(t, mysqltest.Practice(t, sample.Default()))
}

// replace makes the set the tenants, which must all be built.
func replace(t *testing.T, s *Set, tenants ...*config.Tenant) {
	t.Helper()
	for _, f := range s.Replace(t.Context(), tenants, nil) {
		t.Fatalf("%s: %v", f.Tenant, f.Err)
	}
}

func TestAt(t *testing.T) {
	c := process(t)
	s := newSet(t, c)
	dsn := practiceDSN(t)
	replace(
		t, s, parse(t, c, "a", dsn, sound), parse(t, c, "b", dsn, sound),
		parse(t, c, "own", dsn, sound+"\nbase_url: https://fhir.own.example:8443/fhir"),
	)
	for _, x := range []struct{ host, path, id, rest string }{
		{"a.ehr.example", "/fhir", "a", ""},
		{"A.EHR.example:80", "/fhir/Patient/1", "a", "/Patient/1"},
		{"a.ehr.example", "/fhirs/Patient/1", "", ""},
		{"a.ehr.example", "/Patient", "", ""},
		{"z.ehr.example", "/fhir", "", ""},
		{"ehr.example", "/fhir", "", ""},
		{"ehr.example", "/tenant/a/fhir/", "a", "/"},
		{"10.0.0.1", "/tenant/b/fhir/Patient", "b", "/Patient"},
		{"b.ehr.example", "/tenant/b/fhir/Patient", "b", "/Patient"},
		{"a.ehr.example", "/tenant/b/fhir/Patient", "", ""},
		{"z.ehr.example", "/tenant/b/fhir/Patient", "", ""},
		{"ehr.example", "/tenant/b", "", ""},
		{"ehr.example", "/tenant//fhir", "", ""},
		{"ehr.example", "/tenant/z/fhir", "", "/"},
		{"fhir.own.example:8443", "/fhir/Patient", "own", "/Patient"},
		{"fhir.own.example", "/fhir/Patient", "", "/Patient"},
	} {
		got, rest := s.At(x.host, x.path)
		id := ""
		if got != nil {
			id = got.ID()
		}
		if id != x.id || id != "" && rest != x.rest {
			t.Errorf("%s %s is %q %q", x.host, x.path, id, rest)
		}
	}
	c.Addressing.Paths = false
	if got, _ := s.At("ehr.example", "/tenant/a/fhir"); got != nil {
		t.Error("paths are off")
	}
}

// TestShared: tenants of one database share its pool, its schema and the program.
func TestShared(t *testing.T) {
	c := process(t)
	s := newSet(t, c)
	dsn := practiceDSN(t)
	replace(
		t, s, parse(t, c, "a", dsn, sound), parse(t, c, "b", dsn, sound+"\nlimits: {page_max: 60}"),
		parse(t, c, "slow", dsn, sound+"\nlimits: {statement_timeout: 50s}"),
	)
	a, b, slow := siteOf(t, s, "a"), siteOf(t, s, "b"), siteOf(t, s, "slow")
	if a.DB != b.DB || a.DB == slow.DB || a.Program != b.Program || a.Program != slow.Program {
		t.Error("databases and programs are not shared as they should be")
	}
	if a.Slots == b.Slots || b.Counts.Max != 60 || a.Verify == nil || a.Settings["weight_unit"] != "[lb_av]" {
		t.Errorf("%+v", b)
	}
	if got := string(a.Tag); got != `{"system":"http://ehr.example/tenant","code":"a","display":"The a"}` {
		t.Error(got)
	}
	if len(s.house.databases) != 2 || len(s.house.compiled) != 1 {
		t.Error(len(s.house.databases), len(s.house.compiled))
	}
	replace(t, s, parse(t, c, "a", dsn, sound))
	if len(s.house.databases) != 1 || len(s.Tenants()) != 1 || siteOf(t, s, "a").DB != a.DB {
		t.Error("a database that nobody uses stays, or one in use was opened again")
	}
}

// TestBroken: what somebody must mend is told with its place; the tenant before goes on, a new one is out of service.
func TestBroken(t *testing.T) {
	c := process(t)
	s := newSet(t, c)
	dsn := practiceDSN(t)
	replace(t, s, parse(t, c, "a", dsn, sound))
	before := siteOf(t, s, "a")
	broken := "settings:\n  clinik: 1\n  mrn_system: ''\n  weight_unit: [kg]\n  height_unit: foot"
	failures := s.Replace(t.Context(), []*config.Tenant{parse(t, c, "a", dsn, broken), parse(t, c, "new", dsn, broken)}, nil)
	if len(failures) != 2 || !failures[0].Kept || failures[1].Kept || siteOf(t, s, "a") != before {
		t.Fatal(failures)
	}
	var problems problem.Errors
	if !errors.As(failures[1].Err, &problems) {
		t.Fatal(failures[1].Err)
	}
	want := `new.yaml:7:3: the setting clinic is missing; the mapper practice needs it
new.yaml:7:11: the mapper practice has no setting clinik (did you mean clinic?)
new.yaml:8:15: settings.mrn_system is empty; the mapper practice needs it
new.yaml:9:16: settings.weight_unit is a list; a single value is needed
new.yaml:10:16: settings.height_unit is "foot"; it can be [in_i], cm`
	if got := problems.Error(); got != want {
		t.Errorf("%s\n\nnot\n\n%s", got, want)
	}
	_, err := s.ByID("new").Site(t.Context())
	if e := outcome.From(err); e.HTTPStatus() != http.StatusServiceUnavailable || strings.Contains(string(e.JSON()), "clinic") {
		t.Error(err)
	}
	failures = s.Replace(t.Context(), []*config.Tenant{parse(t, c, "new", dsn, sound+"\nbranding: {accent: red}")}, nil)
	if len(failures) != 1 || !strings.Contains(failures[0].Err.Error(), `: branding: accent: "red" is not a colour: write it as #rrggbb, such as #0b5cad`) {
		t.Error(failures)
	}
	mapper := parse(t, c, "new", dsn, sound)
	mapper.Mapper = "practise"
	failures = s.Replace(t.Context(), []*config.Tenant{mapper}, nil)
	if len(failures) != 1 || failures[0].Err.Error() != "new.yaml:3:9: there is no mapper practise (did you mean practice?)" {
		t.Error(failures)
	}
}

// TestBrokenFile: a tenant whose file can't be read any more goes on; one whose file is gone does not.
func TestBrokenFile(t *testing.T) {
	c := process(t)
	s := newSet(t, c)
	dsn := practiceDSN(t)
	replace(t, s, parse(t, c, "a", dsn, sound), parse(t, c, "b", dsn, sound))
	s.Replace(t.Context(), nil, problem.Errors{{Pos: problem.Position{File: "a.yaml", Line: 1, Col: 1}, Message: "not YAML"}})
	if s.ByID("a") == nil || s.ByID("b") != nil {
		t.Error(s.Tenants())
	}
}

func TestSchemaThatDoesNotFit(t *testing.T) {
	c := process(t)
	s := newSet(t, c)
	database := mysqltest.Fresh(t)
	if _, err := mysqltest.Open(t, database).ExecContext(t.Context(), "CREATE TABLE patient (pat_id INT PRIMARY KEY)"); err != nil {
		t.Fatal(err)
	}
	failures := s.Replace(t.Context(), []*config.Tenant{parse(t, c, "a", mysqltest.DSN(t, database), sound)}, nil)
	if len(failures) != 1 || !strings.HasPrefix(failures[0].Err.Error(), "a.yaml:3:9: the mapper practice does not fit the database\n") {
		t.Error(failures)
	}
}

// TestDatabaseComesBack: a tenant is built when its database answers at last, by the request that finds it so.
func TestDatabaseComesBack(t *testing.T) {
	c := process(t)
	s := newSet(t, c)
	server, err := driver.ParseDSN(practiceDSN(t))
	if err != nil {
		t.Fatal(err)
	}
	address := freeAddress(t)
	through := *server
	through.Net, through.Addr = "tcp", address
	began := time.Now()
	failures := s.Replace(t.Context(), []*config.Tenant{parse(t, c, "a", through.FormatDSN(), sound)}, nil)
	if len(failures) != 1 || outcome.From(failures[0].Err).HTTPStatus() != http.StatusServiceUnavailable || time.Since(began) > 10*time.Second {
		t.Fatal(failures)
	}
	_, err = s.ByID("a").Site(t.Context())
	if e := outcome.From(err); e.HTTPStatus() != http.StatusServiceUnavailable || e.RetryAfterSeconds() < 1 || e.RetryAfterSeconds() > 30 {
		t.Error(err)
	}
	forward(t, address, server)
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		if _, err := s.ByID("a").Site(t.Context()); err == nil {
			return
		} else if time.Now().After(end) {
			t.Fatal(err)
		}
	}
}

// freeAddress is a loopback address where nobody listens.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// forward passes connections on to the real server until the test ends.
func forward(t *testing.T, address string, to *driver.Config) {
	t.Helper()
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			far, err := new(net.Dialer).DialContext(context.Background(), to.Net, to.Addr)
			if err != nil {
				_ = near.Close()
				continue
			}
			go func() { _, _ = io.Copy(far, near); _ = far.Close() }()
			go func() { _, _ = io.Copy(near, far); _ = near.Close() }()
		}
	}()
}
