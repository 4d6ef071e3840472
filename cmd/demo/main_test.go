//go:build gms_pure_go

package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

var (
	curlLine = regexp.MustCompile(`^  curl '(http.*)'$`)
	baseLine = regexp.MustCompile(`^    (http.*)$`)
)

// start runs the demo on a free port until the test ends, and gives the addresses that it prints.
func start(t *testing.T) (bases, curls []string) {
	t.Helper()
	t.Setenv("PORTICO_LISTEN", "127.0.0.1:0")
	out, in := io.Pipe()
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		err := run(ctx, in, t.Output())
		_ = in.CloseWithError(err)
		done <- err
	}()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() && !strings.HasPrefix(lines.Text(), "Ctrl-C") {
		if match := curlLine.FindStringSubmatch(lines.Text()); match != nil {
			curls = append(curls, match[1])
		} else if match := baseLine.FindStringSubmatch(lines.Text()); match != nil {
			bases = append(bases, match[1])
		}
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	return bases, curls
}

// get asks for an address, whose host need not resolve.
func get(t *testing.T, address string) (resource struct{ Entry []any }) {
	t.Helper()
	parsed, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	c := http.Client{Transport: &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, net.JoinHostPort("127.0.0.1", parsed.Port()))
	}}}
	response, err := c.Do(&http.Request{Method: http.MethodGet, URL: parsed})
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if err := json.NewDecoder(response.Body).Decode(&resource); err != nil || response.StatusCode != http.StatusOK {
		t.Errorf("%s: %d %v", address, response.StatusCode, err)
	}
	return resource
}

// TestDemo asks for all that the demo tells people to try.
func TestDemo(t *testing.T) {
	bases, curls := start(t)
	if len(bases) != 4 || len(curls) != 3 {
		t.Fatalf("it prints %q and %q", bases, curls)
	}
	for _, base := range bases {
		get(t, base+"/metadata")
		if got := get(t, base+"/Patient?_count=3"); len(got.Entry) != 3 {
			t.Errorf("%s: %d patients", base, len(got.Entry))
		}
	}
	for _, curl := range curls {
		began := time.Now()
		if got := get(t, curl); len(got.Entry) == 0 {
			t.Errorf("%s finds nothing", curl)
		}
		if took := time.Since(began); took > time.Second {
			t.Errorf("%s takes %v", curl, took)
		}
	}
}
