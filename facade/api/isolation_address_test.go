package api

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// line is a request as its bytes: the target of the request line, and the Host header.
type line struct{ target, host string }

// raw sends a request byte by byte, as no client of Go's would write it. More are header lines.
func raw(t *testing.T, server *httptest.Server, l line, more ...string) (status int, header http.Header, body string) {
	t.Helper()
	conn, err := net.DialTimeout("tcp", server.Listener.Addr().String(), 5*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	text := "GET " + l.target + " HTTP/1.1\r\nHost: " + l.host + "\r\nConnection: close\r\n" + strings.Join(append(more, ""), "\r\n") + "\r\n"
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
	w, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	defer w.Body.Close()
	all, err := io.ReadAll(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	discreet(t, l.target+" "+l.host, w.StatusCode, string(all))
	return w.StatusCode, w.Header, string(all)
}

// nobody stands for the answer that addresses of no tenant get; refusedByGo for a request that net/http does not take;
// nothing for a 404 of a tenant's own.
const (
	nobody      = "nobody"
	refusedByGo = "400"
	nothing     = "404"
)

// hosts are ways to write a host: whose Patient/1 that is.
var hosts = map[string]string{
	"my-clinic.ehr.example": "my-clinic", "MY-CLINIC.Ehr.EXAMPLE": "my-clinic", "my-clinic.ehr.example.": "my-clinic",
	"lakeside.ehr.example:8080": "lakeside", "lakeside.ehr.example.:80": "lakeside", "lakeside.ehr.example:": "lakeside",
	"my-clinic.lakeside.ehr.example": nobody, "lakeside.my-clinic.ehr.example": nobody, "a.my-clinic.ehr.example": nobody,
	"lakeside.ehr.example.evil.example": nobody, "evil-lakeside.ehr.example": nobody, "lakesideehr.example": nobody,
	"lakeside..ehr.example": nobody, "lakeside.ehr.example..": nobody, ".ehr.example": nobody, "ehr.example": nobody,
	"lakeside.ehr.example:80:80": nobody, "[lakeside.ehr.example]": nobody, "[lakeside.ehr.example]:80": "lakeside",
	"lakeside": nobody, "127.0.0.1": nobody, "[::1]:80": nobody, "": nobody, "*.ehr.example": nobody, "%6cakeside.ehr.example": nobody,
	"my-clinic.ehr.example,lakeside.ehr.example": nobody, "my-clinic.ehr.example;lakeside.ehr.example": nobody,
	"my-clinic.ehr.example lakeside.ehr.example": refusedByGo, "lakeside@my-clinic.ehr.example": refusedByGo,
	"my-clinic.ehr.example/fhir": refusedByGo, "my-clinic.ehr.example\\lakeside.ehr.example": refusedByGo,
	"l\u0430keside.ehr.example": refusedByGo, "xn--lkeside-3fg.ehr.example": nobody, "la\u212aeside.ehr.example": refusedByGo,
	"lakeside\u3002ehr\u3002example": refusedByGo, "lakeside.ehr.example\x00": refusedByGo, "nobody.ehr.example": nobody,
	"my-clinic.ehr.example\r\nHost: lakeside.ehr.example": refusedByGo, "harbor.ehr.example": "harbor",
}

// targets are ways to write a path on a host that names no tenant.
var targets = map[string]string{
	"/tenant/my-clinic/fhir/Patient/1": "my-clinic", "/tenant/lakes%69de/fhir/Patient/1": "lakeside", "/tenant/lakeside/fhir/Patient/%31": "lakeside",
	"/tenant/my-clinic/../lakeside/fhir/Patient/1": nobody, "/tenant/my-clinic/fhir/../../lakeside/fhir/Patient/1": nothing,
	"/tenant/my-clinic%2f..%2flakeside/fhir/Patient/1": nobody, "/tenant/my-clinic/%2e%2e/lakeside/fhir/Patient/1": nobody,
	"/tenant/my-clinic%2flakeside/fhir/Patient/1": nobody, "/tenant/my-clinic/..;/lakeside/fhir/Patient/1": nobody,
	"/tenant/lakeside;/fhir/Patient/1": nobody, "/tenant/lakeside;x=1/fhir/Patient/1": nobody, "/tenant/my-clinic,lakeside/fhir/Patient/1": nobody,
	"//tenant/lakeside/fhir/Patient/1": nobody, "/tenant//lakeside/fhir/Patient/1": nobody, "/tenant/./lakeside/fhir/Patient/1": nobody,
	"/tenant/lakeside//fhir/Patient/1": nobody, "/tenant/lakeside/fhir//Patient/1": nothing, "/tenant/lakeside/fhir/Patient//1": nothing,
	"/tenant/LAKESIDE/fhir/Patient/1": nobody, "/Tenant/lakeside/fhir/Patient/1": nobody, "/tenant/lakeside/FHIR/Patient/1": nobody,
	"/tenant/lakeside%00/fhir/Patient/1": nobody, "/tenant/lakeside%20/fhir/Patient/1": nobody, "/tenant/%20lakeside/fhir/Patient/1": nobody,
	"/tenant/l%D0%B0keside/fhir/Patient/1": nobody, "/tenant/la%E2%84%AAeside/fhir/Patient/1": nobody, "/tenant/lakeside./fhir/Patient/1": nobody,
	"/tenant/lakeside\\fhir\\Patient\\1": nobody, "/tenant\\lakeside/fhir/Patient/1": nobody, "/fhir/Patient/1": nobody,
	"/fhir/../tenant/lakeside/fhir/Patient/1": nobody, "/tenant/*/fhir/Patient/1": nobody, "/tenant/lakesid_/fhir/Patient/1": nobody,
	"/tenant/lakeside/fhir/tenant/my-clinic/fhir/Patient/1": nothing, "/tenant/:tenant/fhir/Patient/1": nobody,
	"/tenant/lakeside/fhir/Patient/01": nothing, "/tenant/lakeside/fhir/Patient/+1": nothing, "/tenant/lakeside/fhir/Patient/1%00": nothing,
	"/tenant/lakeside/fhir/Patient/%EF%BC%91": nothing, "/tenant/lakeside/fhir/Patient/1;x": nothing, "/tenant/lakeside/fhir/Patient/1%20": nothing,
	"/tenant/lakeside/fhir/Patient/1%27--": nothing, "/tenant/lakeside/fhir/Patient/1.0": nothing, "/tenant/lakeside/fhir/patient/1": nothing,
	"/tenant/lakeside/fhir/Patient%2f1": "lakeside", "/tenant/lakeside/fhir/Patient/1%2f..%2f2": nothing, "/tenant/lakeside/fhir/%50atient/1": "lakeside",
	"/tenant/lakeside/fhir/Patient/1/": nothing, "/tenant/lakeside/fhir/Encounter/C0FFEE00-0000-4000-8000-000000000005": nothing,
	"/tenant/lakeside/fhir/Encounter/c0ffee00000040008000000000000005": nothing, "/tenant/lakeside/fhir/Observation/V1-heart-rate": nothing,
	"/tenant/lakeside/fhir/Observation/v01-heart-rate": nothing, "/tenant/lakeside/fhir/Observation/lab-1-1": nothing,
	"http://lakeside.ehr.example/fhir/Patient/1": "lakeside", "http://ehr.example/tenant/lakeside/fhir/Patient/1": "lakeside",
	"http://my-clinic.ehr.example/tenant/lakeside/fhir/Patient/1": nobody, "http://lakeside@my-clinic.ehr.example/fhir/Patient/1": "my-clinic",
	"http://nobody.ehr.example/tenant/lakeside/fhir/Patient/1": nobody, "https://harbor.ehr.example:1/fhir/Patient/1": "harbor",
	"/tenant/my-clinic/fhir/Patient/1?tenant=lakeside": refusedByGo, "/tenant/lakeside?/fhir/Patient/1": nobody,
}

// TestIsolationAddress: an address is one tenant's or nobody's, however it is written.
func TestIsolationAddress(t *testing.T) {
	e := newEstate(t)
	server := httptest.NewServer(e)
	defer server.Close()
	_, _, unknown := raw(t, server, line{"/fhir/Patient/1", "nobody.ehr.example"})
	cases := map[line]string{
		// a path's tenant on another's host, an absolute target beside another's Host
		{"/tenant/lakeside/fhir/Patient/1", "my-clinic.ehr.example"}:                          nobody,
		{"/tenant/lakeside/fhir/Patient/1", "lakeside.ehr.example"}:                           "lakeside",
		{"/tenant/lakeside/fhir/Patient/1", "nobody.ehr.example"}:                             nobody,
		{"/tenant%2flakeside/fhir/Patient/1", "my-clinic.ehr.example"}:                        nobody,
		{"/fhir/%2e%2e/tenant/lakeside/fhir/Patient/1", "my-clinic.ehr.example"}:              nothing,
		{"http://lakeside.ehr.example/fhir/Patient/1", "my-clinic.ehr.example"}:               "lakeside",
		{"http://ehr.example/tenant/lakeside/fhir/Patient/1", "my-clinic.ehr.example"}:        "lakeside",
		{"http://my-clinic.ehr.example/tenant/my-clinic/fhir/Patient/1", "lakeside.ehr.test"}: "my-clinic",
	}
	for host, want := range hosts {
		cases[line{"/fhir/Patient/1", host}] = want
	}
	for target, want := range targets {
		cases[line{target, "ehr.example"}] = want
	}
	for l, want := range cases {
		status, _, body := raw(t, server, l)
		if got := answering(t, status, body, unknown); got != want {
			t.Errorf("%s on %q: %s, want %s: %d %s", l.target, l.host, got, want, status, body)
		}
	}
	t.Logf("%d addresses", len(cases))
}

// answering is whose resource the body is, or what kind of refusal.
func answering(t *testing.T, status int, body, unknown string) string {
	t.Helper()
	switch {
	case status == http.StatusBadRequest:
		return refusedByGo
	case status == http.StatusNotFound && body == unknown:
		return nobody
	case status == http.StatusNotFound:
		return nothing
	case status != http.StatusOK:
		return fmt.Sprint(status)
	}
	return headOf(t, []byte(body)).tenant()
}

// TestIsolationOwnBase: the host of a tenant's own base URL is that tenant's alone.
func TestIsolationOwnBase(t *testing.T) {
	own := &resident{id: "own", file: "name: Own\nbase_url: https://fhir.own.example:8443/fhir\n" + strings.SplitN(mine.file, "\n", 2)[1]}
	shared := newSharedDSN(t)
	e := serve(t, "", map[*resident]string{own: shared, lake: shared})
	unknown := e.send(t, http.MethodGet, "http://nobody.ehr.example/fhir/Patient/1").Body.String()
	for address, want := range map[string]string{
		"https://fhir.own.example:8443/fhir/Patient/1": "own", "https://FHIR.own.example:8443/fhir/Patient/1": "own",
		"https://fhir.own.example:8443/tenant/own/fhir/Patient/1": "own", "https://fhir.own.example:8443/tenant/lakeside/fhir/Patient/1": nobody,
		"https://fhir.own.example/fhir/Patient/1": nobody, "http://lakeside.ehr.example/tenant/own/fhir/Patient/1": nobody,
		"http://own.ehr.example/fhir/Patient/1": "own",
	} {
		w := e.send(t, http.MethodGet, address)
		if got := answering(t, w.Code, w.Body.String(), unknown); got != want {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
	}
}

// TestIsolationHeader: no header but Host chooses the tenant, the address in links, or the kind of request.
func TestIsolationHeader(t *testing.T) {
	e := newEstate(t)
	server := httptest.NewServer(e)
	defer server.Close()
	for _, path := range []string{"/fhir/Patient/1", "/fhir/Patient?_id=1", "/fhir/metadata"} {
		_, _, want := raw(t, server, line{path, "my-clinic.ehr.example"})
		for _, header := range []string{
			"X-Forwarded-Host: lakeside.ehr.example", "X-Forwarded-Server: lakeside.ehr.example", "Forwarded: host=lakeside.ehr.example;proto=https",
			"X-Host: lakeside.ehr.example", "X-Original-Host: lakeside.ehr.example", "X-Original-URL: /tenant/lakeside/fhir/Patient/1",
			"X-Rewrite-URL: /tenant/lakeside/fhir/Patient/1", "X-Forwarded-Prefix: /tenant/lakeside", "X-Forwarded-Path: /tenant/lakeside",
			"X-Tenant: lakeside", "X-Tenant-ID: lakeside", "Tenant: lakeside", "X-Request-Tenant: lakeside", "X-Clinic-Id: 2", "X-DB: lakeside",
			"Origin: http://lakeside.ehr.example", "Referer: http://lakeside.ehr.example/fhir", "Cookie: tenant=lakeside", "Via: lakeside",
			"X-Http-Method-Override: DELETE", "X-Forwarded-For: 10.0.0.2", "X-Forwarded-Proto: https", "Authorization: Bearer lakeside",
		} {
			status, answered, got := raw(t, server, line{path, "my-clinic.ehr.example"}, header)
			if status != http.StatusOK || got != want || strings.Contains(fmt.Sprint(answered), "lakeside") {
				t.Errorf("%s with %s: %d %v %s", path, header, status, answered, got)
			}
		}
	}
}

// TestIsolationUnknown: what does not exist answers the same bytes and headers, whatever is asked of it.
func TestIsolationUnknown(t *testing.T) {
	e := newEstate(t)
	var first *httptest.ResponseRecorder
	for _, host := range []string{"nobody.ehr.example", "lakesid.ehr.example", "my_clinic.ehr.example", "other.example", "ehr.example", "x.lakeside.ehr.example"} {
		for _, path := range []string{"/fhir", "/fhir/", "/fhir/metadata", "/fhir/Patient/1", "/fhir/Patient?name=x", "/tenant/nobody/fhir/Patient/1", "/", "/fhir/$export", "/fhir/Patient?%zz", "/tenant/"} {
			for _, method := range []string{"GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"} {
				w := e.send(t, method, "http://"+host+path, "Accept: application/fhir+xml", "X-Request-Id: same", "{}")
				if first == nil {
					first = w
				}
				if w.Code != http.StatusNotFound || !bytes.Equal(w.Body.Bytes(), first.Body.Bytes()) || fmt.Sprint(w.Header()) != fmt.Sprint(first.Header()) {
					t.Errorf("%s %s%s: %d %v %s", method, host, path, w.Code, w.Header(), w.Body)
				}
			}
		}
	}
}
