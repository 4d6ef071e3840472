package main

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCheckLooks: findings of the data have a tenant and a place, and let check pass.
func TestCheckLooks(t *testing.T) {
	file := folder(t)
	out := must(t, []string{"check", "-c", file, "--live"}, "encounter.yaml:", "my-clinic: Observation/vitals: ", "lakeside: ", "\nok\n")
	if n := strings.Count(out, "may do more than read"); n != 1 {
		t.Errorf("the account is mentioned %d times", n)
	}
}

func TestCheckJSON(t *testing.T) {
	file := folder(t)
	out := must(t, []string{"check", "-c", file, "--live", "--json"}, `"check": "account"`)
	var found []said
	if err := json.Unmarshal([]byte(out), &found); err != nil {
		t.Fatal(err)
	}
	places := 0
	for _, f := range found {
		if f.Severity == "" || f.Message == "" {
			t.Errorf("%+v", f)
		}
		if f.Check == "references" && f.File == "observation.yaml" && f.Line > 1 && f.Count > 0 && f.Tenant == "my-clinic" {
			places++
		}
	}
	if places == 0 {
		t.Errorf("no reference of Observation leads nowhere:\n%s", out)
	}
	if out = must(t, []string{"check", "-c", file, "--json"}); json.Unmarshal([]byte(out), &found) != nil || len(found) != 1 || found[0].Severity != "warning" {
		t.Errorf("%q", out)
	}
}

// TestCheckOverlap: two tenants with one clinic.
func TestCheckOverlap(t *testing.T) {
	file := folder(t)
	tenants := filepath.Join(filepath.Dir(file), "tenants")
	text, err := os.ReadFile(filepath.Join(tenants, "lakeside.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(tenants, "other.yaml"), strings.ReplaceAll(string(text), "lakeside", "other"))
	must(t, []string{"check", "-c", file, "--live"}, "warning: the tenant other shows the rows of lakeside: one database, and both have the same clinic")
}

func TestCheckJSONRefuses(t *testing.T) {
	file := folder(t)
	write(t, filepath.Join(filepath.Dir(file), "tenants", "x.yaml"), "id: x\nnonsense: 1\n")
	out, err := command(t, "check", "-c", file, "--json")
	if !errors.Is(err, errProblems) || !strings.Contains(out, `"severity": "error"`) || strings.Contains(out, "ok") {
		t.Errorf("%v\n%s", err, out)
	}
}
