package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

// python is the interpreter that scripts/with-python brings.
func python(t *testing.T) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("..", "..", "build", "python", "bin", "python"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("%v: run make test, or scripts/with-python go test …", err)
	}
	return path
}

// TestPythonClient: fhirclient of Python, as public client and with a secret, gets what a person lets it have and not more. It
// sends a code_challenge by itself, takes the addresses from the CapabilityStatement, and reads resources strictly.
func TestPythonClient(t *testing.T) {
	interpreter := python(t)
	s := newService(t, "http://localhost:9")
	for id, secret := range map[string]string{"growth": "", "growth-server": growthSecret} {
		t.Run(id, func(t *testing.T) {
			cmd := exec.CommandContext(t.Context(), interpreter, "app.py", s.fhir, id, secret, s.app+"/index.html", "maria", "a long walk home")
			cmd.Dir = filepath.Join("testdata", "python")
			cmd.Env = append(os.Environ(), "PYTHONDONTWRITEBYTECODE=1", "NO_PROXY=127.0.0.1,localhost")
			cmd.Stderr = t.Output()
			text, err := cmd.Output()
			if err != nil {
				t.Fatalf("%v: %s", err, text)
			}
			var got struct {
				Challenge, Patient, Born, Name, Reads string
				Observations, Other, Forbidden        int
				Subjects                              []string
				Refreshed                             bool
			}
			if err := json.Unmarshal(text, &got); err != nil {
				t.Fatalf("%v: %s", err, text)
			}
			if got.Challenge != "S256" || got.Patient != "1" || got.Reads != "1" || got.Name == "" || got.Born == "" || !got.Refreshed {
				t.Errorf("the app has %s", text)
			}
			if got.Observations < 6 || !slices.Equal(got.Subjects, []string{"Patient/1"}) {
				t.Errorf("over several pages there are %d observations of %v", got.Observations, got.Subjects)
			}
			if got.Other != 404 || got.Forbidden != 403 {
				t.Errorf("another's record is answered with %d, what was not granted with %d", got.Other, got.Forbidden)
			}
		})
	}
}
