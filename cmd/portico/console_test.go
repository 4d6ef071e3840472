package main

import (
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
)

// consoleToken opens the console of the tests.
const consoleToken = "Y29uc29sZSBjb25zb2xlIGNvbnNvbGUgY29uc29sZSE="

// TestConsole: an operator's token lists the tenants and explains a search. What explains nothing is refused, and no token
// but the operator's says whether a tenant exists.
func TestConsole(t *testing.T) {
	file := folder(t)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	address := closedPort(t)
	write(t, file, string(text)+"admin: {listen: '"+address+"', tokens: ['"+consoleToken+"']}\n")
	boot(t, file)
	base := "http://" + address
	for _, tc := range []struct {
		name, method, path, token, form string
		status                          int
		want                            []string
	}{
		{"tenants", "GET", "/tenants", consoleToken, "", 200, []string{`"id": "lakeside"`, `"id": "my-clinic"`, `"state": "active"`}},
		{"explain", "POST", "/tenants/lakeside/explain", consoleToken, "request=Observation?patient=1%26code=8867-4", 200, []string{"query   Observation?code=8867-4&patient=1", "grant   open/lakeside", "[1]"}},
		{"bound to a patient", "POST", "/tenants/lakeside/explain", consoleToken, "request=Observation&patient=1", 200, []string{"grant   patient/lakeside/1"}},
		{
			"with scopes", "POST", "/tenants/lakeside/explain", consoleToken, "request=Observation&patient=1&scope=patient/Observation.rs?code=8867-4 openid", 200,
			[]string{"grant   lakeside, patient 1, reach everyone, scopes patient/Observation.rs?code=8867-4 openid", "heart-rate"},
		},
		{"not in scope", "POST", "/tenants/lakeside/explain", consoleToken, "request=Patient&scope=user/Observation.rs", 403, []string{"user/Patient.s"}},
		{"no scope", "POST", "/tenants/lakeside/explain", consoleToken, "request=Patient&scope=user/Patient.sr", 400, []string{"the scopes can't be granted", "some of c, r, u, d and s"}},
		{"compartment", "POST", "/tenants/lakeside/explain", consoleToken, "request=Patient/1/Condition", 200, []string{"query   Condition?"}},
		{"everything", "POST", "/tenants/lakeside/explain", consoleToken, "request=Patient/1/$everything", 200, []string{"query   Patient/1/$everything?", "Provenance/Patient-patient"}},
		{"several types", "POST", "/tenants/lakeside/explain", consoleToken, "request=?_type%3DCondition,Patient%26_id%3D1", 200, []string{"plan    Condition, Patient"}},
		{"the latest", "POST", "/tenants/lakeside/explain", consoleToken, "request=Observation/$lastn?patient%3D1%26category%3Dlaboratory", 200, []string{"the latest 1 of each code", "RANK() OVER"}},
		{"documents", "POST", "/tenants/lakeside/explain", consoleToken, "request=DocumentReference/$docref?patient%3D1", 200, []string{"query   DocumentReference/$docref?"}},
		{"unknown parameter", "POST", "/tenants/lakeside/explain", consoleToken, "request=Patient?nam=x", 400, []string{"did you mean name"}},
		{"no request", "POST", "/tenants/lakeside/explain", consoleToken, "", 400, []string{"such as Observation?patient=1"}},
		{"unknown field", "POST", "/tenants/lakeside/explain", consoleToken, "requst=Patient", 400, []string{`no field "requst"`}},
		{"unknown tenant", "POST", "/tenants/nowhere/explain", consoleToken, "request=Patient", 404, []string{`no tenant "nowhere"`}},
		{"no token", "POST", "/tenants/lakeside/explain", "", "request=Patient", 401, []string{"admin.tokens"}},
		{"no token, unknown tenant", "POST", "/tenants/nowhere/explain", "", "request=Patient", 401, []string{"admin.tokens"}},
		{"wrong token", "GET", "/tenants", "Y29uc29sZSBjb25zb2xlIGNvbnNvbGUgY29uc29sZT8=", "", 401, []string{"admin.tokens"}},
		{"the secret of cursors", "GET", "/tenants", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=", "", 401, []string{"admin.tokens"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			status, body := consoleReply(t, tc.method, base+tc.path, tc.token, tc.form)
			if status != tc.status {
				t.Errorf("status %d: %s", status, body)
			}
			for _, want := range tc.want {
				if !strings.Contains(body, want) {
					t.Errorf("without %q: %s", want, body)
				}
			}
		})
	}
}

// consoleReply is the answer to a request to the console, which never redirects or is cached.
func consoleReply(t *testing.T, method, address, token, form string) (status int, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(form))
	if err != nil {
		t.Fatal(err)
	}
	if method == http.MethodPost {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if response.Header.Get("Cache-Control") != "no-store" {
		t.Error("the answer may be kept by a cache")
	}
	return response.StatusCode, string(text)
}

// TestConsoleStaysApart: nothing of the console is at the tenants' address.
func TestConsoleStaysApart(t *testing.T) {
	c := boot(t, folder(t))
	for _, path := range []string{"/tenants", "/tenants/lakeside/explain", "/tenant/lakeside/explain"} {
		if r := get(t, c, "http://ehr.example"+path, "Authorization", "Bearer "+url.QueryEscape(consoleToken)); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, r.StatusCode)
		}
	}
}
