package tenant

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ehr.example/portico/config"
	"ehr.example/portico/mappers/problem"
)

// overlayFolder is an overlay of one file.
func overlayFolder(t *testing.T, text string) (folder string) {
	t.Helper()
	folder = t.TempDir()
	writeOverlay(t, folder, text)
	return folder
}

func writeOverlay(t *testing.T, folder, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(folder, "overlay.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestOverlaysShareWhatIsEqual: tenants share a program exactly if their overlays say the same, wherever they lie.
func TestOverlaysShareWhatIsEqual(t *testing.T) {
	c := process(t)
	s := newSet(t, c)
	dsn := practiceDSN(t)
	other := "maps: {gender: {F: other}}\n"
	folders := map[string]string{"b": overlayFolder(t, other), "same": overlayFolder(t, other), "third": overlayFolder(t, "maps: {gender: {F: unknown}}\n"), "empty": overlayFolder(t, "")}
	tenants := map[string]string{"a": sound, "twin": sound}
	for id, folder := range folders {
		tenants[id] = sound + "\noverlay: " + folder
	}
	build := func() {
		t.Helper()
		replace(t, s, parse(t, c, "a", dsn, tenants["a"]), parse(t, c, "twin", dsn, tenants["twin"]), parse(t, c, "b", dsn, tenants["b"]),
			parse(t, c, "same", dsn, tenants["same"]), parse(t, c, "third", dsn, tenants["third"]), parse(t, c, "empty", dsn, tenants["empty"]))
	}
	build()
	for _, x := range []struct {
		a, b   string
		shared bool
	}{{"a", "twin", true}, {"b", "same", true}, {"a", "b", false}, {"a", "empty", false}, {"b", "third", false}} {
		a, b := siteOf(t, s, x.a), siteOf(t, s, x.b)
		if shared := a.Program == b.Program; shared != x.shared {
			t.Errorf("%s and %s share a program: %v", x.a, x.b, shared)
		}
		if alike := a.Program.Fingerprint == b.Program.Fingerprint; alike != x.shared {
			t.Errorf("%s and %s have one fingerprint: %v", x.a, x.b, alike)
		}
	}
	if n := len(s.house.compiled); n != 4 {
		t.Errorf("%d programs are kept", n)
	}
	before, plain := siteOf(t, s, "b").Program, siteOf(t, s, "a").Program
	writeOverlay(t, folders["b"], "maps: {gender: {F: male}}\n")
	build()
	if siteOf(t, s, "b").Program == before || siteOf(t, s, "same").Program != before || siteOf(t, s, "a").Program != plain {
		t.Error("a changed overlay is that of its own tenant")
	}
	writeOverlay(t, folders["b"], other)
	build()
	if n := len(s.house.compiled); n != 4 || siteOf(t, s, "b").Program != before {
		t.Errorf("%d programs are kept", n)
	}
}

// TestOverlayRefused: what an overlay may not do is said with its place, beside the tenant's own.
func TestOverlayRefused(t *testing.T) {
	c := process(t)
	s := newSet(t, c)
	folder := overlayFolder(t, "tenancy: database\n")
	failures := s.Replace(t.Context(), []*config.Tenant{parse(t, c, "a", practiceDSN(t), sound+"\noverlay: "+folder)}, nil)
	var problems problem.Errors
	if len(failures) != 1 || !errors.As(failures[0].Err, &problems) || len(problems) != 2 {
		t.Fatal(failures)
	}
	if problems[0].Pos.File != "a.yaml" || problems[0].Pos.Line != 7 || problems[1].Pos.String() != folder+"/overlay.yaml:1:1" || !strings.Contains(problems[1].Message, "does not change tenancy") {
		t.Error(problems)
	}
}
