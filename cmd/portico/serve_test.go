package main

import (
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestServe walks over two tenants by both kinds of address, along the links that the server gives.
func TestServe(t *testing.T) {
	c := boot(t, folder(t))
	if r := get(t, c, "http://anything/healthz"); r.StatusCode != http.StatusOK {
		t.Errorf("healthz: %d", r.StatusCode)
	}
	for _, id := range []string{"my-clinic", "lakeside"} {
		seen := map[string]bool{}
		total := -1
		for url := "http://ehr.example/tenant/" + id + "/fhir/Patient?_count=7&_total=accurate"; url != ""; {
			page := get(t, c, url).bundle(t)
			for _, e := range page.Entry {
				if tag := e.Resource.Meta.Tag; len(tag) != 1 || tag[0].System != "http://ehr.example/tenant" || tag[0].Code != id || tag[0].Display == "" {
					t.Errorf("%s: tag %v", e.FullURL, tag)
				}
				if seen[e.FullURL] {
					t.Errorf("%s came twice", e.FullURL)
				}
				seen[e.FullURL] = true
				total = *page.Total
			}
			if url = page.next(); url != "" && !strings.HasPrefix(url, "http://"+id+".ehr.example/fhir/Patient?_page=") {
				t.Fatalf("next is %s", url)
			}
		}
		if len(seen) < 30 || len(seen) != total {
			t.Errorf("%s: %d patients, total %d", id, len(seen), total)
		}
		for url := range seen {
			if r := get(t, c, url); r.StatusCode != http.StatusOK || r.Header.Get("ETag") == "" {
				t.Errorf("%s: %d", url, r.StatusCode)
			}
		}
	}
}

// TestDatabaseAway: a tenant without its database answers 503 and says when to come back; the others go on.
func TestDatabaseAway(t *testing.T) {
	file := folder(t)
	write(t, filepath.Join(filepath.Dir(file), "tenants", "away.yaml"), clinic("away", "UTC", "1", "root@tcp("+closedPort(t)+")/practice"))
	c := boot(t, file)
	r := get(t, c, "http://away.ehr.example/fhir/Patient")
	if r.StatusCode != http.StatusServiceUnavailable || r.Header.Get("Retry-After") == "" || !strings.Contains(string(r.body), `"transient"`) {
		t.Errorf("%d %v %s", r.StatusCode, r.Header, r.body)
	}
	if r := get(t, c, "http://lakeside.ehr.example/fhir/Patient/1"); r.StatusCode != http.StatusOK {
		t.Errorf("%d %s", r.StatusCode, r.body)
	}
}

// closedPort is an address where nobody listens.
func closedPort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// TestReload: a hangup takes new tenants in and leaves broken ones as they were.
func TestReload(t *testing.T) {
	file := folder(t)
	tenants := filepath.Join(filepath.Dir(file), "tenants")
	c := boot(t, file)
	text, err := os.ReadFile(filepath.Join(tenants, "lakeside.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(tenants, "lakeside.yaml"), strings.Replace(string(text), "clinic: 2", "clinik: 2", 1))
	write(t, filepath.Join(tenants, "my-clinic.yaml"), "id: my-clinic\n")
	write(t, filepath.Join(tenants, "third.yaml"), strings.Replace(string(text), "id: lakeside", "id: third", 1))
	if err := syscall.Kill(os.Getpid(), syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(20 * time.Second); get(t, c, "http://third.ehr.example/fhir/Patient/1").StatusCode != http.StatusOK; {
		if time.Now().After(end) {
			t.Fatal("the new tenant is not served")
		}
		time.Sleep(20 * time.Millisecond)
	}
	for _, id := range []string{"my-clinic", "lakeside"} {
		if r := get(t, c, "http://"+id+".ehr.example/fhir/Patient/1"); r.StatusCode != http.StatusOK {
			t.Errorf("%s: %d %s", id, r.StatusCode, r.body)
		}
	}
	if err := os.Remove(filepath.Join(tenants, "third.yaml")); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(os.Getpid(), syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(20 * time.Second); get(t, c, "http://third.ehr.example/fhir/Patient/1").StatusCode != http.StatusNotFound; {
		if time.Now().After(end) {
			t.Fatal("the tenant without a file is still served")
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// TestOpenAccess: a tenant without a login shows itself to this machine only.
func TestOpenAccess(t *testing.T) {
	file := folder(t)
	write(t, file, "listen: 0.0.0.0:0\nbase_url: http://ehr.example\nsecrets: [MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=]\n")
	err := run(t.Context(), []string{"serve", "-c", file}, t.Output(), t.Output())
	if err == nil || !strings.Contains(err.Error(), "my-clinic.yaml:9:7: auth: open would show everything") {
		t.Error(err)
	}
	lakeside := filepath.Join(filepath.Dir(file), "tenants", "lakeside.yaml")
	text, err := os.ReadFile(lakeside)
	if err != nil {
		t.Fatal(err)
	}
	write(t, lakeside, strings.TrimSuffix(string(text), "auth: open\n"))
	c := boot(t, file)
	for path, want := range map[string]int{"metadata": http.StatusOK, ".well-known/smart-configuration": http.StatusOK, "Patient/1": http.StatusUnauthorized} {
		if r := get(t, c, "http://lakeside.ehr.example/fhir/"+path); r.StatusCode != want {
			t.Errorf("%s: %d", path, r.StatusCode)
		}
	}
}

// TestNoEngine: the demo's database is not in the production binary.
func TestNoEngine(t *testing.T) {
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, unwanted := range []string{"go-mysql-server", "cmd/demo", "portico/facade/mysqltest", "practice/sample"} {
		if strings.Contains(string(out), unwanted) {
			t.Errorf("cmd/portico contains %s", unwanted)
		}
	}
	if !strings.Contains(string(out), "ehr.example/portico/facade/api") {
		t.Error("go list did not list the program")
	}
}
