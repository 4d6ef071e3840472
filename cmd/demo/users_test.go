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
	"regexp"
	"strings"
	"testing"

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
		"alead": http.StatusOK, "darcy": http.StatusOK, "nurse1": http.StatusOK, "patient.c1@example.org": http.StatusOK, "mother.c1@example.org": http.StatusOK,
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
