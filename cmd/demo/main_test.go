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
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/samply/golang-fhir-models/fhir-models/fhir"

	"ehr.example/portico/mappers/ehr/practice/sample"
)

var (
	curlLine = regexp.MustCompile(`^  curl -H "Authorization: Bearer \$TOKEN" '(http.*)'$`)
	token    = regexp.MustCompile(`^  export TOKEN=([A-Za-z0-9_-]{43})$`)
	signIn   = regexp.MustCompile(`^  (http.*/auth/launch)$`)
	login    = regexp.MustCompile(`^    ([a-z0-9.@]+) +(physician|nurse|site nurse|desk|patient|mother),`)
	baseLine = regexp.MustCompile(`^    (http.*)$`)
)

// printed is what the demo says.
type printed struct {
	bases, curls, launches []string
	logins                 []string
	token                  string
}

// start runs the demo on a free port until the test ends.
func start(t *testing.T) (p printed) {
	t.Helper()
	t.Setenv("PORTICO_LISTEN", "127.0.0.1:0")
	t.Setenv("PORTICO_STORE_FILE", filepath.Join(t.TempDir(), "demo.db"))
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
			p.curls = append(p.curls, match[1])
		} else if match := baseLine.FindStringSubmatch(lines.Text()); match != nil {
			p.bases = append(p.bases, match[1])
		} else if match := token.FindStringSubmatch(lines.Text()); match != nil {
			p.token = match[1]
		} else if match := signIn.FindStringSubmatch(lines.Text()); match != nil {
			p.launches = append(p.launches, match[1])
		} else if match := login.FindStringSubmatch(lines.Text()); match != nil {
			p.logins = append(p.logins, match[1])
		}
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	return p
}

// get asks for a resource with a token.
func get(t *testing.T, address, token string) (resource struct{ Entry []any }) {
	t.Helper()
	response := ask(t, address, token)
	defer response.Body.Close()
	if err := json.NewDecoder(response.Body).Decode(&resource); err != nil || response.StatusCode != http.StatusOK {
		t.Errorf("%s: %d %v", address, response.StatusCode, err)
	}
	return resource
}

// ask asks for an address, whose host need not resolve.
func ask(t *testing.T, address, token string) *http.Response {
	t.Helper()
	parsed, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	c := http.Client{Timeout: time.Minute, Transport: &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, net.JoinHostPort("127.0.0.1", parsed.Port()))
	}}}
	response, err := c.Do(&http.Request{Method: http.MethodGet, URL: parsed, Header: http.Header{"Authorization": {"Bearer " + token}}})
	if err != nil {
		t.Fatal(err)
	}
	return response
}

// TestDemo asks for all that the demo tells people to try.
func TestDemo(t *testing.T) {
	p := start(t)
	if len(p.bases) != 4 || len(p.curls) != 3 || p.token == "" || len(p.launches) != 2 || len(p.logins) != 2*len(roles) {
		t.Fatalf("it prints %+v", p)
	}
	tokens := map[string]string{}
	for _, clinic := range []string{"my-clinic", "lakeside"} {
		var out strings.Builder
		if err := printToken(t.Context(), &out, clinic); err != nil || len(out.String()) != 44 {
			t.Fatalf("%v %q", err, out.String())
		}
		tokens[clinic] = strings.TrimSpace(out.String())
	}
	if err := printToken(t.Context(), io.Discard, "nobody"); err == nil {
		t.Error("a token for no clinic")
	}
	for _, base := range p.bases {
		get(t, base+"/metadata", "")
		own, other := tokens["my-clinic"], tokens["lakeside"]
		if strings.Contains(base, "lakeside") {
			own, other = other, own
		}
		for _, wrong := range []string{other, ""} {
			r := ask(t, base+"/Patient", wrong)
			if err := r.Body.Close(); err != nil || r.StatusCode != http.StatusUnauthorized {
				t.Errorf("%s: %d, %v", base, r.StatusCode, err)
			}
		}
		if got := get(t, base+"/Patient?_count=3", own); len(got.Entry) != 3 {
			t.Errorf("%s: %d patients", base, len(got.Entry))
		}
	}
	record := p.bases[0] + "/Patient/1/$everything?_count=20&_type=Condition,Encounter,Patient" // several sources by one statement
	if got := get(t, record, tokens["my-clinic"]); len(got.Entry) != 20 {
		t.Errorf("%s: %d entries", record, len(got.Entry))
	}
	for i, clinic := range []string{"my-clinic", "lakeside"} {
		everything(t, p.bases[2*i+1], tokens[clinic])
	}
	for i, launch := range p.launches {
		for _, name := range p.logins[i*len(roles) : (i+1)*len(roles)] {
			status, text := signedIn(t, launch, name, sample.Password)
			if status != http.StatusOK || !strings.Contains(text, "Open an app") || !strings.Contains(text, "Demo App") {
				t.Errorf("%s at %s: %d %s", name, launch, status, text)
			}
		}
	}
	for _, curl := range p.curls {
		if got := get(t, curl, p.token); len(got.Entry) == 0 {
			t.Errorf("%s finds nothing", curl)
		}
	}
}

// everything asks for some resources of each type that a clinic states, and of one patient's record.
func everything(t *testing.T, base, token string) {
	t.Helper()
	response := ask(t, base+"/metadata", "")
	defer response.Body.Close()
	var stated fhir.CapabilityStatement
	if err := json.NewDecoder(response.Body).Decode(&stated); err != nil || len(stated.Rest) != 1 {
		t.Fatalf("%s states %d, %v", base, len(stated.Rest), err)
	}
	for _, r := range stated.Rest[0].Resource {
		if !slices.ContainsFunc(r.Interaction, func(i fhir.CapabilityStatementRestResourceInteraction) bool {
			return i.Code == fhir.TypeRestfulInteractionSearchType
		}) {
			continue
		}
		if got := get(t, base+"/"+r.Type.Code()+"?_count=100", token); len(got.Entry) == 0 {
			t.Errorf("%s has no %s", base, r.Type.Code())
		}
	}
	if got := get(t, base+"/Patient/1/$everything?_count=50", token); len(got.Entry) != 50 {
		t.Errorf("%s: %d entries in a record", base, len(got.Entry))
	}
}
