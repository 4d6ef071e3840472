package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ehr.example/portico/facade/mysqltest"
	"ehr.example/portico/mappers/ehr/practice/sample"
)

// folder writes a configuration with two clinics on the sample and gives its file.
func folder(t *testing.T) string {
	t.Helper()
	dsn := mysqltest.DSN(t, mysqltest.Practice(t, sample.Default()))
	dir := t.TempDir()
	write(t, filepath.Join(dir, "portico.yaml"), `
listen: 127.0.0.1:0
base_url: http://ehr.example
verify_sql: true
log_level: error
`)
	write(t, filepath.Join(dir, "tenants", "my-clinic.yaml"), clinic("my-clinic", "America/New_York", "1", dsn))
	write(t, filepath.Join(dir, "tenants", "lakeside.yaml"), clinic("lakeside", "America/Denver", "2", dsn))
	return filepath.Join(dir, "portico.yaml")
}

func clinic(id, zone, number, dsn string) string {
	return "id: " + id + "\nname: Clinic " + number + "\nmapper: practice\ntime_zone: " + zone +
		"\ndatabase: {dsn: '" + dsn + "'}\nsettings:\n  clinic: " + number + "\n  mrn_system: https://" + id + ".example/mrn\nauth: open\n"
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// boot serves a configuration until the test ends, and gives a client that reaches it under every host's name.
func boot(t *testing.T, file string) *http.Client {
	t.Helper()
	out, in := io.Pipe()
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		err := run(ctx, []string{"serve", "--config", file}, in, t.Output())
		_ = in.CloseWithError(err)
		done <- err
	}()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("serve: %v", err)
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	address := strings.TrimSpace(line[strings.LastIndex(line, " ")+1:])
	transport := &http.Transport{DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, address)
	}}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, Timeout: 20 * time.Second}
}

// reply is what came back, its body read.
type reply struct {
	*http.Response
	body []byte
}

// get asks for an address; header is name, value, name, value.
func get(t *testing.T, c *http.Client, address string, header ...string) reply {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		request.Header.Add(header[i], header[i+1])
	}
	response, err := c.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply{response, body}
}

// bundle is the part of a searchset that the tests look at.
type bundle struct {
	Total *int
	Link  []struct{ Relation, URL string }
	Entry []struct {
		FullURL  string
		Resource struct {
			ID   string
			Meta struct {
				Tag []struct{ System, Code, Display string }
			}
		}
	}
}

func (r reply) bundle(t *testing.T) bundle {
	t.Helper()
	var b bundle
	if err := json.Unmarshal(r.body, &b); err != nil || r.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d %v: %s", r.Request.URL, r.StatusCode, err, r.body)
	}
	return b
}

// next is the link to the page behind, or "".
func (b bundle) next() string {
	for _, l := range b.Link {
		if l.Relation == "next" {
			return l.URL
		}
	}
	return ""
}

func readFile(t *testing.T, file string) []byte {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
