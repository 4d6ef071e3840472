package api

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ehr.example/portico/config"
	"ehr.example/portico/facade/audit"
	"ehr.example/portico/facade/mysqltest"
	"ehr.example/portico/facade/smart"
	"ehr.example/portico/facade/store"
	"ehr.example/portico/facade/tenant"
	"ehr.example/portico/mappers"
	"ehr.example/portico/mappers/ehr/practice"
	"ehr.example/portico/mappers/ehr/practice/sample"
)

// gated is an API over TLS whose tenants have authorization servers: my-clinic and lakeside by host, north and south by path.
// They share a database, a store and their ids of clients and users.
type gated struct {
	*site
	store  *store.Store
	more   string // a line of each tenant's auth block
	trusts []netip.Prefix
	dsn    string
	logger *slog.Logger
	server *httptest.Server
	http   *http.Client // without cookies, and without following redirects
}

// gate is a tenant of gated by its addresses.
type gate struct {
	id, fhir, issuer string
}

var (
	mineGate  = gate{"my-clinic", "https://my-clinic.ehr.example/fhir", "https://my-clinic.ehr.example/auth"}
	lakeGate  = gate{"lakeside", "https://lakeside.ehr.example/fhir", "https://lakeside.ehr.example/auth"}
	northGate = gate{"north", "https://ehr.example/tenant/north/fhir", "https://ehr.example/tenant/north/auth"}
	southGate = gate{"south", "https://ehr.example/tenant/south/fhir", "https://ehr.example/tenant/south/auth"}
	gates     = []gate{mineGate, lakeGate, northGate, southGate}
)

// secretsLine is a secret of the process.
const secretsLine = "secrets: [MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=]\n"

// newGated serves the gates; more is a line of each tenant's auth block.
func newGated(t testing.TB, more string) *gated {
	t.Helper()
	return newGatedOn(t, more, mysqltest.DSN(t, mysqltest.Practice(t, sample.Default())))
}

// newGatedOn is newGated on a database of the test's own.
func newGatedOn(t testing.TB, more, dsn string) *gated {
	t.Helper()
	g := &gated{site: &site{}}
	var err error
	if g.store, err = store.Open(context.Background(), store.Config{File: filepath.Join(t.TempDir(), "portico.db")}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = g.store.Close() })
	g.more, g.dsn, g.logger = more, dsn, slog.New(slog.NewTextHandler(&g.log, nil))
	g.API = g.process(t)
	g.server = httptest.NewTLSServer(g.API)
	t.Cleanup(g.server.Close)
	g.http = g.browser(nil)
	return g
}

// process is another API on the same store and databases.
func (g *gated) process(t testing.TB) *API {
	t.Helper()
	c, err := config.Parse("portico.yaml", []byte("base_url: https://ehr.example\nverify_sql: true\n"+secretsLine))
	if err != nil {
		t.Fatal(err)
	}
	var tenants []*config.Tenant
	for i, at := range gates {
		text := fmt.Sprintf("id: %s\nname: The %s clinic\nmapper: practice\ntime_zone: UTC\ndatabase: {dsn: %q}\nbase_url: %s\n"+
			"settings: {clinic: %d, mrn_system: 'https://x.example'}\nauth:\n  session: 1h\n  %s\n", at.id, at.id, g.dsn, at.fhir, 1+i%2, g.more)
		parsed, err := config.ParseTenant(at.id+".yaml", []byte(text), c)
		if err != nil {
			t.Fatal(err)
		}
		tenants = append(tenants, parsed)
	}
	set := tenant.NewSet(tenant.Options{
		Config: c, Mappers: map[string]mappers.Mapper{"practice": practice.Mapper}, Version: "test", Store: g.store, Logger: g.logger,
	})
	t.Cleanup(func() { _ = set.Close() })
	for _, f := range set.Replace(context.Background(), tenants, nil) {
		t.Fatal(f)
	}
	a, err := New(Options{Tenants: set, TrustedProxies: g.trusts, RequestBody: c.Limits.RequestBody, Logger: g.logger, Observer: audit.ObserverFunc(g.observe)})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// replica is a second process that answers for the same tenants.
func (g *gated) replica(t testing.TB) *httptest.Server {
	t.Helper()
	s := httptest.NewTLSServer(g.process(t))
	t.Cleanup(s.Close)
	return s
}

// browser is a client that reaches every host at the server and does not follow redirects.
func (g *gated) browser(jar http.CookieJar) *http.Client {
	address := g.server.Listener.Addr().String()
	return &http.Client{
		Jar: jar, Timeout: 20 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			TLSClientConfig: &tls.Config{InsecureSkipVerify: true},
			DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
				return new(net.Dialer).DialContext(ctx, network, address)
			},
		},
	}
}

// reply is an answer that was read.
type reply struct {
	*http.Response
	body []byte
}

// json reads the answer's body as JSON.
func (r reply) json(t testing.TB) map[string]any {
	t.Helper()
	out := map[string]any{}
	if err := json.Unmarshal(r.body, &out); err != nil {
		t.Fatalf("%d: %v: %s", r.StatusCode, err, r.body)
	}
	return out
}

// do sends a request. Headers are "Name: value"; the body is a form if there is one.
func do(t testing.TB, c *http.Client, method, address string, form url.Values, headers ...string) reply {
	t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r, err := http.NewRequestWithContext(t.Context(), method, address, body)
	if err != nil {
		t.Fatal(err)
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	return doRequest(t, c, r)
}

func doRequest(t testing.TB, c *http.Client, r *http.Request) reply {
	t.Helper()
	answer, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply{answer, text}
}

// ask sends a request without cookies.
func (g *gated) ask(t testing.TB, method, address string, form url.Values, headers ...string) reply {
	t.Helper()
	return do(t, g.http, method, address, form, headers...)
}

// everywhere keeps a client at every gate.
func (g *gated) everywhere(t testing.TB, c smart.Client) {
	t.Helper()
	for _, at := range gates {
		if err := g.store.PutClient(t.Context(), at.id, c); err != nil {
			t.Fatal(err)
		}
	}
}

// wants checks status and words of an answer.
func (r reply) wants(t testing.TB, what string, status int, words ...string) {
	t.Helper()
	if r.StatusCode != status {
		t.Errorf("%s: %d, not %d: %s", what, r.StatusCode, status, r.body)
	}
	for _, word := range words {
		if !bytes.Contains(r.body, []byte(word)) {
			t.Errorf("%s: no %q in %s", what, word, r.body)
		}
	}
}

func bearerOf(token string) string { return "Authorization: Bearer " + token }
