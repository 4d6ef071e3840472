package main

import (
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// overlaid is the folder of a configuration in which two tenants show one clinic of one database: plain as the mapper says,
// other under an overlay.
func overlaid(t *testing.T) (file, overlay string) {
	t.Helper()
	file = folder(t)
	tenants := filepath.Join(filepath.Dir(file), "tenants")
	text, err := os.ReadFile(filepath.Join(tenants, "my-clinic.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(tenants, "other.yaml"), strings.ReplaceAll(string(text), "my-clinic", "other")+"overlay: ../overlays/other\n")
	overlay = filepath.Join(filepath.Dir(file), "overlays", "other")
	write(t, filepath.Join(overlay, "overlay.yaml"), "maps:\n  gender: {F: unknown, M: other}\n")
	write(t, filepath.Join(overlay, "patient.yaml"), "extend: Patient\nelements: {active: false}\n---\nextend: Location\noff: true\n")
	return file, overlay
}

// gender is what a tenant shows of its first patient.
func gender(t *testing.T, c *http.Client, id string) string {
	t.Helper()
	var patient struct{ Gender string }
	r := get(t, c, "http://"+id+".ehr.example/fhir/Patient/1")
	if err := json.Unmarshal(r.body, &patient); err != nil || r.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d %v %s", id, r.StatusCode, err, r.body)
	}
	return patient.Gender
}

// TestOverlay: two tenants of one database and one mapper answer differently, each by its own overlay or without one, and a
// hangup reads the overlay again.
func TestOverlay(t *testing.T) {
	file, overlay := overlaid(t)
	c := boot(t, file)
	total := func(id, query string) int {
		t.Helper()
		return *get(t, c, "http://"+id+".ehr.example/fhir/Patient?_summary=count&"+query).bundle(t).Total
	}
	shown := gender(t, c, "my-clinic")
	if other := gender(t, c, "other"); shown != "male" && shown != "female" || other != map[string]string{"male": "other", "female": "unknown"}[shown] {
		t.Errorf("%s, and %s under the overlay", shown, other)
	}
	if male, female := total("my-clinic", "gender=male"), total("my-clinic", "gender=female"); male == 0 || female == 0 {
		t.Errorf("without overlay: %d male, %d female", male, female)
	}
	if n := total("other", "gender=male,female"); n != 0 {
		t.Errorf("under the overlay %d are male or female", n)
	}
	if plain, other := total("my-clinic", "gender=female,unknown"), total("other", "gender=unknown"); plain != other {
		t.Errorf("%d female or unknown, %d unknown under the overlay", plain, other)
	}
	if n, all := total("other", "active=false"), total("other", ""); n != all || all == 0 {
		t.Errorf("%d of %d are shown inactive", n, all)
	}
	if r := get(t, c, "http://other.ehr.example/fhir/Location"); r.StatusCode != http.StatusNotFound {
		t.Errorf("Location is switched off: %d", r.StatusCode)
	}
	if r := get(t, c, "http://my-clinic.ehr.example/fhir/Location"); r.StatusCode != http.StatusOK {
		t.Errorf("Location without the overlay: %d", r.StatusCode)
	}

	write(t, filepath.Join(overlay, "overlay.yaml"), "maps:\n  gender: {F: other, M: unknown}\n")
	hangup(t)
	for end := time.Now().Add(20 * time.Second); gender(t, c, "other") != map[string]string{"male": "unknown", "female": "other"}[shown]; {
		if time.Now().After(end) {
			t.Fatal("the overlay was not read again")
		}
		time.Sleep(20 * time.Millisecond)
	}
	write(t, filepath.Join(overlay, "overlay.yaml"), "tenancy: database\n")
	tenants := filepath.Join(filepath.Dir(file), "tenants")
	text, err := os.ReadFile(filepath.Join(tenants, "my-clinic.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(tenants, "third.yaml"), strings.ReplaceAll(string(text), "my-clinic", "third"))
	hangup(t)
	for end := time.Now().Add(20 * time.Second); get(t, c, "http://third.ehr.example/fhir/Patient/1").StatusCode != http.StatusOK; {
		if time.Now().After(end) {
			t.Fatal("the tenants were not read again")
		}
		time.Sleep(20 * time.Millisecond)
	}
	if got := gender(t, c, "other"); got == shown {
		t.Errorf("a refused overlay was dropped: %s", got)
	}
	if got := gender(t, c, "my-clinic"); got != shown {
		t.Errorf("without an overlay: %s, then %s", shown, got)
	}
}

func hangup(t *testing.T) {
	t.Helper()
	if err := syscall.Kill(os.Getpid(), syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
}

// TestOverlayTools: check, try and explain speak of the tenant as it is served.
func TestOverlayTools(t *testing.T) {
	file, overlay := overlaid(t)
	must(t, []string{"check", "-c", file}, "ok\n")
	must(t, []string{"try", "-c", file, "-t", "other", "Patient/patient", "1"}, `"active": false`)
	if out := must(t, []string{"try", "-c", file, "-t", "my-clinic", "Patient/patient", "1"}); strings.Contains(out, `"active": false`) {
		t.Error(out)
	}
	must(t, []string{"explain", "-c", file, "-t", "other", "Patient?gender=other"}, "`p`.`sex` IN ('M', 'O')")
	dump := filepath.Join(t.TempDir(), "practice.schema")
	write(t, dump, must(t, []string{"schema", "dump", "-c", file, "-t", "my-clinic"}))
	must(t, []string{"check", "--mapper", "practice", "--schema", dump, "--overlay", overlay}, "ok\n")

	before, err := os.ReadFile(filepath.Join(overlay, "overlay.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(overlay, "overlay.yaml"), string(before)+"\nroles: {nurse: {scopes: \"user/Observation.rs?date=yesterday\"}}\n")
	for _, args := range [][]string{{"-c", file, "--live"}, {"--mapper", "practice", "--schema", dump, "--overlay", overlay}} {
		if out, err := command(t, append([]string{"check"}, args...)...); !errors.Is(err, errProblems) || !strings.Contains(out, "overlay.yaml:") || !strings.Contains(out, `the role nurse: the scope "user/Observation.rs?date=yesterday": date`) {
			t.Errorf("%v: %v\n%s", args, err, out)
		}
	}
	write(t, filepath.Join(overlay, "overlay.yaml"), string(before))

	write(t, filepath.Join(overlay, "patient.yaml"), "extend: Patient\nwhere: p.deleted = 1\nelements: {gendr: male}\n")
	for _, args := range [][]string{{"-c", file}, {"-c", file, "--live"}, {"--mapper", "practice", "--schema", dump, "--overlay", overlay}} {
		out, err := command(t, append([]string{"check"}, args...)...)
		if !errors.Is(err, errProblems) || !strings.Contains(out, overlay+"/patient.yaml:2:1: an overlay does not change where of a source") {
			t.Errorf("%v: %v\n%s", args, err, out)
		}
		if compiled := len(args) > 2; compiled != strings.Contains(out, overlay+"/patient.yaml:3:12: Patient has no element gendr") {
			t.Errorf("%v:\n%s", args, out)
		}
	}
}

// TestExtendedMapper: a mapper of a folder extends one that comes with the program.
func TestExtendedMapper(t *testing.T) {
	file := folder(t)
	dir := filepath.Dir(file)
	mine := filepath.Join(dir, "mappers", "mine")
	write(t, filepath.Join(mine, "mapper.yaml"), "mapper: mine\nextends: practice\n")
	write(t, filepath.Join(mine, "patient.yaml"), "extend: Patient\nwhere+: p.pat_id <> 1\nelements: {active: false}\n")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	write(t, file, string(text)+"mappers: mappers\n")
	tenant, err := os.ReadFile(filepath.Join(dir, "tenants", "my-clinic.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "tenants", "mine.yaml"), strings.ReplaceAll(strings.ReplaceAll(string(tenant), "my-clinic", "mine"), "mapper: practice", "mapper: mine"))
	must(t, []string{"check", "-c", file}, "ok\n")
	c := boot(t, file)
	for id, want := range map[string]int{"my-clinic": http.StatusOK, "mine": http.StatusNotFound} {
		if r := get(t, c, "http://"+id+".ehr.example/fhir/Patient/1"); r.StatusCode != want {
			t.Errorf("%s: Patient/1 %d", id, r.StatusCode)
		}
	}
	if r := get(t, c, "http://mine.ehr.example/fhir/Patient/2"); !strings.Contains(string(r.body), `"active":false`) {
		t.Errorf("%s", r.body)
	}

	write(t, filepath.Join(mine, "patient.yaml"), "extend: Patient\nelements: {gendr: male}\n")
	dump := filepath.Join(t.TempDir(), "practice.schema")
	write(t, dump, must(t, []string{"schema", "dump", "-c", file, "-t", "my-clinic"}))
	out, err := command(t, "check", "--mappers", mine, "--schema", dump)
	if !errors.Is(err, errProblems) || !strings.Contains(out, "mine/patient.yaml:2:12: Patient has no element gendr (did you mean gender?)") {
		t.Errorf("%v: %s", err, out)
	}
}
