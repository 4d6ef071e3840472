//go:build gms_pure_go

package main

import (
	"context"
	"html"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"ehr.example/portico/facade/smart"
	"ehr.example/portico/facade/store"
	"ehr.example/portico/mappers/ehr/practice/sample"
)

var hiddenField = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)

// TestUsersSignIn: the users whom README.md names can sign in at the launch page, as the embedded database has them, and
// those who may not cannot.
func TestUsersSignIn(t *testing.T) {
	p := start(t)
	if len(p.launches) == 0 {
		t.Fatal("no launch page is printed")
	}
	for name, want := range map[string]int{
		"alead": http.StatusOK, "darcy": http.StatusOK, "nurse1": http.StatusOK, "desk1": http.StatusOK, "annex": http.StatusOK, "patient.c1@example.org": http.StatusOK, "mother.c1@example.org": http.StatusOK,
		"gone": http.StatusUnauthorized, "user6": http.StatusUnauthorized, "locked.c1@example.org": http.StatusUnauthorized, "patient.c2@example.org": http.StatusUnauthorized,
	} {
		status, text := signedIn(t, p.launches[0], name, sample.Password)
		if status != want {
			t.Errorf("%s: %d, not %d: %s", name, status, want, text)
		}
	}
	if status, _ := signedIn(t, p.launches[0], "alead", "wrong"); status != http.StatusUnauthorized {
		t.Errorf("a wrong password: %d", status)
	}
}

// TestSite: who works at the annex sees what is of the annex, as the embedded database answers it.
func TestSite(t *testing.T) {
	p := start(t)
	s, err := store.Open(t.Context(), store.Config{File: os.Getenv("PORTICO_STORE_FILE")})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	tokenOf := func(user string) string {
		d := smart.Development{Lasts: time.Hour, User: smart.User{ID: user, Source: smart.SourceEHR}}
		token, err := smart.NewDevelopmentToken(t.Context(), s, "my-clinic", d, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	annex, physician := tokenOf("staff-7"), tokenOf("staff-1")
	at := slices.IndexFunc(p.bases, func(base string) bool { return strings.Contains(base, "/my-clinic/") })
	count := func(token, request string) int {
		t.Helper()
		return len(get(t, p.bases[at]+"/"+request, token).Entry)
	}
	for request, all := range map[string]bool{
		"Practitioner?_count=100": true, "Organization?_count=100": true, "Patient?_count=100": false,
		"Encounter?service-provider=Organization/2&_count=100": true, "Encounter?service-provider=Organization/1&_count=100": false,
	} {
		own, of := count(annex, request), count(physician, request)
		if of == 0 || all && own != of || !all && own >= of {
			t.Errorf("%s: the annex sees %d of %d", request, own, of)
		}
	}
	if n := count(annex, "Encounter?service-provider=Organization/1"); n > 0 {
		t.Errorf("the annex sees %d visits of the main site", n)
	}
}

// signedIn opens the launch page in a new browser and signs in: the status of what it shows then, and its text.
func signedIn(t *testing.T, launch, name, password string) (status int, text string) {
	t.Helper()
	parsed, err := url.Parse(launch)
	if err != nil {
		t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := http.Client{Jar: jar, Transport: &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, net.JoinHostPort("127.0.0.1", parsed.Port()))
	}}}
	page := func(method, address, body string) (int, string) {
		t.Helper()
		request, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if body != "" {
			request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			request.Header.Set("Origin", parsed.Scheme+"://"+parsed.Host)
		}
		r, err := c.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		text, err := io.ReadAll(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		return r.StatusCode, string(text)
	}
	_, login := page(http.MethodGet, launch, "")
	form := url.Values{"username": {name}, "password": {password}}
	for _, f := range hiddenField.FindAllStringSubmatch(login, -1) {
		form.Set(f[1], html.UnescapeString(f[2]))
	}
	return page(http.MethodPost, strings.TrimSuffix(launch, "/launch")+"/login", form.Encode())
}
