package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"ehr.example/portico/config"
	"ehr.example/portico/facade/smart"
	"ehr.example/portico/facade/store"
	"ehr.example/portico/mappers/password"
)

// guarded is folder whose clinics have authorization servers.
func guarded(t *testing.T) string {
	t.Helper()
	file := folder(t)
	for _, id := range []string{"my-clinic", "lakeside"} {
		path := filepath.Join(filepath.Dir(file), "tenants", id+".yaml")
		write(t, path, strings.TrimSuffix(string(readFile(t, path)), "auth: open\n"))
	}
	return file
}

// say runs the program with a standard input, and gives what it writes.
func say(t *testing.T, in string, args ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	root := (&program{out: &out, log: t.Output()}).root()
	root.SetArgs(args)
	root.SetIn(strings.NewReader(in))
	err := root.ExecuteContext(t.Context())
	return out.String(), err
}

// stateOf opens the state beside a configuration.
func stateOf(t *testing.T, file string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Config{File: filepath.Join(filepath.Dir(file), config.DefaultStore)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

var secretText = regexp.MustCompile(`client_secret  ([A-Za-z0-9_-]{43})`)

func TestClients(t *testing.T) {
	file := guarded(t)
	s := stateOf(t, file)
	base := []string{"-c", file, "-t", "my-clinic"}
	with := func(args ...string) []string { return append(args, base...) }
	out, err := say(t, "", with("client", "add", "--id", "app", "--name", "App", "--kind", "symmetric", "--redirect", "https://app.example/cb")...)
	match := secretText.FindStringSubmatch(out)
	if err != nil || match == nil {
		t.Fatal(err, out)
	}
	c, err := s.Client(t.Context(), "my-clinic", "app")
	if err != nil || !c.Secrets[0].Hash.Is(smart.HashOf(match[1])) || !c.Allows(smart.AuthorizationCode) || c.Allows(smart.ClientCredentials) || len(c.Scopes) != 10 {
		t.Errorf("%v %+v", err, c)
	}
	if out, err = say(t, "", with("client", "rotate", "app", "--keep", "1h")...); err != nil {
		t.Fatal(err)
	}
	c, err = s.Client(t.Context(), "my-clinic", "app")
	if err != nil || len(c.Secrets) != 2 || !c.Secrets[0].Expires.IsZero() || time.Until(c.Secrets[1].Expires) > time.Hour || !c.Secrets[0].Hash.Is(smart.HashOf(secretText.FindStringSubmatch(out)[1])) {
		t.Errorf("%v %+v", err, c)
	}
	if out, err = say(t, "", with("client", "list")...); err != nil || !strings.Contains(out, "confidential-symmetric") || strings.Contains(out, string(c.Secrets[0].Hash)) {
		t.Error(err, out)
	}
	for want, args := range map[string][]string{
		"there is a client app already":    {"client", "add", "--id", "app", "--name", "X", "--redirect", "https://app.example/cb"},
		"--name is missing":                {"client", "add"},
		"--kind can be":                    {"client", "add", "--name", "X", "--kind", "secret"},
		"a redirect URI must be https":     {"client", "add", "--name", "X", "--redirect", "http://app.example/cb"},
		"needs jwks or jwks_uri":           {"client", "add", "--name", "X", "--kind", "asymmetric", "--scope", "system/*.rs"},
		"jwks_uri must begin with https":   {"client", "add", "--name", "X", "--kind", "asymmetric", "--scope", "system/*.rs", "--jwks-url", "http://x.example/jwks"},
		"FHIR R4 has no resource type":     {"client", "add", "--name", "X", "--redirect", "https://app.example/cb", "--scope", "patient/Nothing.rs"},
		"--scope is missing":               {"client", "add", "--name", "X", "--kind", "asymmetric", "--jwks-url", "https://x.example/jwks"},
		"has no client nobody":             {"client", "remove", "nobody"},
		"tenant my-clinic has no client x": {"client", "rotate", "x"},
	} {
		if _, err := say(t, "", with(args...)...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, want %s", args, err, want)
		}
	}
	if _, err := say(t, "", with("client", "remove", "app")...); err != nil {
		t.Error(err)
	}
	if all, err := s.ListClients(t.Context(), "my-clinic"); err != nil || len(all) != 0 {
		t.Error(err, all)
	}
}

func TestUsers(t *testing.T) {
	file := guarded(t)
	s := stateOf(t, file)
	base := []string{"-c", file, "-t", "my-clinic"}
	if _, err := say(t, "correct horse\n", append([]string{"user", "add", "ada", "--display", "Ada", "--fhir-user", "Patient/1"}, base...)...); err != nil {
		t.Fatal(err)
	}
	verify := func(typed string) error {
		u, err := s.UserByName(t.Context(), "my-clinic", "ada")
		if err != nil || u.DisplayName != "Ada" || u.FHIRUser != "Patient/1" || !u.Active {
			t.Fatalf("%v %+v", err, u)
		}
		return password.NewVerifier(password.NewBudget()).Verify(t.Context(), typed, &password.Kept{Hash: u.PasswordHash})
	}
	if err := verify("correct horse"); err != nil {
		t.Error(err)
	}
	if _, err := say(t, "another one\n", append([]string{"user", "passwd", "ada"}, base...)...); err != nil {
		t.Fatal(err)
	}
	if verify("another one") != nil || verify("correct horse") == nil {
		t.Error("the password stays")
	}
	state := func(args ...string) bool {
		t.Helper()
		if _, err := say(t, "", append(append([]string{"user"}, args...), base...)...); err != nil {
			t.Fatal(err)
		}
		out, err := say(t, "", append([]string{"user", "list"}, base...)...)
		if err != nil || !strings.HasPrefix(out, "ada  ") || !strings.Contains(out, "  Patient/1  ") {
			t.Fatalf("%v %q", err, out)
		}
		return strings.Contains(out, "  active  ")
	}
	if state("disable", "ada") || !state("enable", "ada") {
		t.Error("a user is not disabled, or not enabled again")
	}
	for want, c := range map[string]struct {
		in   string
		args []string
	}{
		"there is a user ada already": {"correct horse\n", []string{"user", "add", "ada"}},
		"at least 8 characters":       {"short\n", []string{"user", "add", "bob"}},
		"--fhir-user is a reference":  {"correct horse\n", []string{"user", "add", "bob", "--fhir-user", "bob"}},
		"keeps no user bob":           {"correct horse\n", []string{"user", "passwd", "bob"}},
		"keeps no user bea":           {"", []string{"user", "remove", "bea"}},
		"say which tenant":            {"correct horse\n", []string{"user", "add", "bob", "-c", file, "-t", ""}},
	} {
		args := append(c.args, base[:2]...)
		if !strings.Contains(want, "which") {
			args = append(args, base[2:]...)
		}
		if _, err := say(t, c.in, args...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, want %s", c.args, err, want)
		}
	}
	if _, err := say(t, "", append([]string{"user", "remove", "ada"}, base...)...); err != nil {
		t.Error(err)
	}
	if _, err := s.UserByName(t.Context(), "my-clinic", "ada"); !errors.Is(err, smart.ErrNotFound) {
		t.Errorf("ada is still there: %v", err)
	}
}

// TestDevelopmentToken: a token opens what it says while the server runs, and no other clinic.
func TestDevelopmentToken(t *testing.T) {
	file := guarded(t)
	c := boot(t, file)
	if _, err := say(t, "correct horse\n", "user", "add", "ada", "--fhir-user", "Patient/1", "-c", file, "-t", "my-clinic"); err != nil {
		t.Fatal(err)
	}
	token := func(args ...string) string {
		t.Helper()
		out, err := say(t, "", append([]string{"token", "-c", file, "-t", "my-clinic"}, args...)...)
		if err != nil || len(out) != 44 {
			t.Fatal(err, out)
		}
		return strings.TrimSpace(out)
	}
	status := func(clinic, path, token string) int {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+clinic+".ehr.example/fhir/"+path, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+token)
		answer, err := c.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		return answer.StatusCode
	}
	all, ada := token(), token("--user", "ada", "--patient", "1")
	few := token("--scope", "system/Patient.r")
	for _, try := range []struct {
		clinic, path, token string
		want                int
	}{
		{"my-clinic", "Patient/2", all, 200},
		{"lakeside", "Patient/1", all, 401},
		{"my-clinic", "Patient/1", ada, 200},
		{"my-clinic", "Patient/2", ada, 404},
		{"my-clinic", "Patient/2", few, 200},
		{"my-clinic", "Patient", few, 403},
		{"my-clinic", "Observation/1", few, 403},
	} {
		if got := status(try.clinic, try.path, try.token); got != try.want {
			t.Errorf("%+v: %d", try, got)
		}
	}
	if _, err := say(t, "", "token", "-c", file, "-t", "my-clinic", "--user", "nobody"); err == nil {
		t.Error("a token for nobody")
	}
}

// TestInfernoPreset: the preset has what the kit asks for, and its clients are registered.
func TestInfernoPreset(t *testing.T) {
	file := guarded(t)
	s := stateOf(t, file)
	out, err := say(t, "", "inferno-preset", "-c", file, "-t", "my-clinic", "--patients", "1,2")
	if err != nil {
		t.Fatal(err)
	}
	var preset struct {
		Suite  string `json:"test_suite_id"`
		Inputs []struct {
			Name  string
			Value any
		}
	}
	if err := json.Unmarshal([]byte(out), &preset); err != nil || preset.Suite != "g10_certification" {
		t.Fatal(err, out)
	}
	values := map[string]any{}
	for _, i := range preset.Inputs {
		values[i.Name] = i.Value
	}
	if values["url"] != "http://my-clinic.ehr.example/fhir" || values["additional_patient_ids"] != "1,2" {
		t.Errorf("%v", values)
	}
	app := values["standalone_smart_auth_info"].(map[string]any)
	c, err := s.Client(t.Context(), "my-clinic", app["client_id"].(string))
	if err != nil || !c.Secrets[0].Hash.Is(smart.HashOf(app["client_secret"].(string))) || c.RedirectURIs[0] != "https://inferno.healthit.gov/suites/custom/smart/redirect" {
		t.Errorf("%v %+v", err, c)
	}
	for name, want := range map[string]string{ // each input of a launch has its client and what it asks for
		"standalone_smart_auth_info": "inferno patient/Observation.rs", "ehr_smart_auth_info": "inferno user/Observation.rs",
		"public_smart_auth_info": "inferno-public patient/Observation.rs", "asymmetric_smart_auth_info": "inferno-asymmetric patient/Observation.rs",
		"v1_smart_auth_info": "inferno patient/Observation.read", "ehr_patient_smart_auth_info": "inferno launch patient/Patient.rs",
		"granular_scopes_1_auth_info":               "inferno http://hl7.org/fhir/us/core/CodeSystem/condition-category|health-concern",
		"granular_scopes_2_auth_info":               "inferno http://hl7.org/fhir/us/core/CodeSystem/us-core-category|sdoh",
		"granular_scopes_selection_smart_auth_info": "inferno patient/Condition.rs patient/Observation.rs patient/Patient.rs",
	} {
		info, _ := values[name].(map[string]any)
		id, scopes, _ := strings.Cut(want, " ")
		for _, scope := range strings.Fields(scopes) {
			if asked, _ := info["requested_scopes"].(string); info["client_id"] != id || !strings.Contains(asked+" ", scope+" ") {
				t.Errorf("%s: %v", name, info)
			}
		}
	}
	for _, id := range []string{"inferno-public", "inferno-asymmetric", "inferno-bulk"} {
		if _, err := s.Client(t.Context(), "my-clinic", id); err != nil {
			t.Errorf("%s: %v", id, err)
		}
	}
	if _, err := say(t, "", "inferno-preset", "-c", file, "-t", "my-clinic", "--inferno", "http://localhost:4567"); err == nil || !strings.Contains(err.Error(), "private_hosts") {
		t.Error(err)
	}
}
