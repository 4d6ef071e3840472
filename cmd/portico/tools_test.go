package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// command runs the program and gives what it printed.
func command(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var out strings.Builder
	err := run(t.Context(), args, &out, t.Output())
	return out.String(), err
}

// must runs the program, which must succeed and print all the words.
func must(t *testing.T, args []string, words ...string) string {
	t.Helper()
	out, err := command(t, args...)
	if err != nil {
		t.Fatalf("%v: %v\n%s", args, err, out)
	}
	for _, word := range words {
		if !strings.Contains(out, word) {
			t.Errorf("%v: no %q in\n%s", args, word, out)
		}
	}
	return out
}

func TestVersion(t *testing.T) { must(t, []string{"version"}, "portico ") }

func TestTry(t *testing.T) {
	file := folder(t)
	must(t, []string{"try", "-c", file, "--tenant", "my-clinic", "Observation/vitals", "1", "--sql"},
		"`v`.`sbp`", `"resourceType": "Observation"`, `"v1-blood-pressure"`, "SELECT", "with ")
	must(t, []string{"try", "-c", file, "-t", "my-clinic", "Observation/laboratory", "1", "1"}, `"lab-1-1"`)
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"-t", "my-clinic", "Observation/laboratory", "1"}, "a key of 2 columns"},
		{[]string{"-t", "my-clinic", "Observation/lab", "1"}, "Observation/laboratory"},
		{[]string{"-t", "my-clinic", "Patient/patient", "999999"}, "No row"},
		{[]string{"-t", "my-clinik", "Patient/patient", "1"}, "there are: lakeside, my-clinic"},
		{[]string{"Patient/patient", "1"}, "--tenant: lakeside, my-clinic"},
	} {
		_, err := command(t, append([]string{"try", "-c", file}, c.args...)...)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: %v", c.args, err)
		}
	}
}

func TestExplain(t *testing.T) {
	file := folder(t)
	must(t, []string{"explain", "-c", file, "-t", "lakeside", "--scopes", "user/Observation.rs?code=http://loinc.org|8867-4", "Observation?patient=1"},
		"grant   lakeside, reach everyone, scopes user/Observation.rs?code=http://loinc.org|8867-4", "variant heart-rate")
	if _, err := command(t, "explain", "-c", file, "-t", "lakeside", "--scopes", "user/Obs.rs", "Patient"); err == nil || !strings.Contains(err.Error(), "no resource type") {
		t.Errorf("a scope of no type: %v", err)
	}
	must(t, []string{"explain", "-c", file, "-t", "lakeside", "Observation?patient=1&code=8867-4"},
		"query   Observation?", "SELECT", "the database's plan")
	if _, err := command(t, "explain", "-c", file, "-t", "lakeside", "Patient?nam=x"); err == nil || !strings.Contains(err.Error(), "did you mean name") {
		t.Error(err)
	}
}

// TestCheck dumps a schema and checks the mapping against it, then against the database itself.
func TestCheck(t *testing.T) {
	file := folder(t)
	dump := must(t, []string{"schema", "dump", "-c", file, "-t", "my-clinic"}, "table patient\n", "primary key")
	dumped := filepath.Join(t.TempDir(), "practice.schema")
	write(t, dumped, dump)
	must(t, []string{"check", "--mapper", "practice", "--schema", dumped}, "ok\n")
	must(t, []string{"check", "--mappers", "../../mappers/ehr/practice", "--schema", dumped}, "ok\n")
	must(t, []string{"check", "-c", file}, "ok\n")
	must(t, []string{"check", "-c", file, "--live"}, "ok\n")
}

func TestCheckRefuses(t *testing.T) {
	file := folder(t)
	dir := filepath.Dir(file)
	dumped := filepath.Join(dir, "practice.schema")
	write(t, dumped, strings.ReplaceAll(must(t, []string{"schema", "dump", "-c", file, "-t", "my-clinic"}), "dob", "born"))
	text, err := os.ReadFile(filepath.Join(dir, "tenants", "lakeside.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "tenants", "lakeside.yaml"), strings.ReplaceAll(string(text), "clinic: 2", "clinik: 2\n  weight_unit: stone"))
	write(t, filepath.Join(dir, "tenants", "other.yaml"), strings.ReplaceAll(string(text), "lakeside", "other")+"nonsense: 1\n")
	for _, c := range []struct {
		args []string
		want []string
	}{
		{[]string{"--mapper", "practice", "--schema", dumped}, []string{"patient.yaml:", "dob"}},
		{[]string{}, []string{"other.yaml:10:1: unknown key nonsense"}},
		{[]string{"--live"}, []string{
			"lakeside.yaml:7:3: the setting clinic is missing",
			"lakeside.yaml:7:11: the mapper practice has no setting clinik (did you mean clinic?)",
			"lakeside.yaml:8:16: settings.weight_unit is \"stone\"; it can be [lb_av], kg",
			"other.yaml:10:1: unknown key nonsense",
		}},
	} {
		out, err := command(t, append([]string{"check", "-c", file}, c.args...)...)
		if !errors.Is(err, errProblems) {
			t.Errorf("%v: %v", c.args, err)
		}
		for _, want := range c.want {
			if !strings.Contains(out, want) {
				t.Errorf("%v: no %q in\n%s", c.args, want, out)
			}
		}
	}
}
