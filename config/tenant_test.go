package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ehr.example/portico/mappers/problem"
)

// process is a configuration for tenants.
func process() *Config {
	c := Default()
	c.BaseURL = "https://ehr.example"
	return &c
}

func TestTenantsRefused(t *testing.T) {
	checkRefused(t, "tenants-refused", func(file string, text []byte) error {
		_, err := ParseTenant(file, text, process())
		return err
	})
}

func TestLoadTenants(t *testing.T) {
	t.Setenv("PORTICO_CONFIG_TEST_DSN", "ehr:HUSH@tcp(127.0.0.1:3306)/practice")
	tenants, err := LoadTenants("testdata/tenants", process())
	if err != nil || len(tenants) != 2 {
		t.Fatal(tenants, err)
	}
	lakeside, clinic := tenants[0], tenants[1]
	if lakeside.BaseURL != "https://fhir.lakeside.example/r4" || lakeside.State != Suspended || lakeside.Zone.String() != "America/Denver" ||
		lakeside.Database.DSN.Text() != "ehr:HUSH@tcp(127.0.0.1:3306)/lakeside" {
		t.Errorf("%+v", *lakeside)
	}
	limits := DefaultLimits()
	limits.PageMax, limits.PageDefault, limits.StatementTimeout = 20, 10, 5*time.Second
	if diff := cmp.Diff(limits, lakeside.Limits); diff != "" {
		t.Error(diff)
	}
	if clinic.ID != "my-clinic" || clinic.Name != "My Clinic" || clinic.Mapper != "practice" || clinic.State != Active ||
		clinic.BaseURL != "https://my-clinic.ehr.example/fhir" || clinic.Limits != DefaultLimits() ||
		clinic.Database.DSN.Text() != "ehr:HUSH@tcp(127.0.0.1:3306)/practice" {
		t.Errorf("%+v", *clinic)
	}
	file := filepath.Join("testdata", "tenants", "my-clinic.yaml")
	at := func(line, col int) problem.Position { return problem.Position{File: file, Line: line, Col: col} }
	want := map[string]Setting{
		"clinic_id":  {Values: []string{"01101"}, Pos: at(6, 14)},
		"rate":       {Values: []string{"1.50"}, Pos: at(7, 9)},
		"flag":       {Values: []string{"yes"}, Pos: at(8, 9)},
		"empty":      {Values: []string{""}, Pos: at(9, 10)},
		"facilities": {Values: []string{"01", "2", "a b"}, List: true, Pos: at(10, 15)},
		"none":       {List: true, Pos: at(11, 9)},
	}
	if diff := cmp.Diff(want, clinic.Settings); diff != "" {
		t.Error(diff)
	}
	if clinic.At("mapper") != at(3, 9) || clinic.At("base_url") != (problem.Position{File: file}) {
		t.Error(clinic.At("mapper"), clinic.At("base_url"))
	}
}

func TestLoadTenantsTogether(t *testing.T) {
	folder := t.TempDir()
	for name, text := range map[string]string{
		"a.yaml": "id: a", "b.yaml": "id: a", "c.yaml": "id: c", "d.yaml": "id: d\nbase_url: https://c.ehr.example/fhir",
		"e.yaml": "id: e", "f.yaml": "id: ''", "g.yml": "id: g", "h.txt": "id: h",
	} {
		text += "\nname: x\nmapper: m\ntime_zone: UTC\ndatabase: {dsn: 'ehr@tcp(127.0.0.1:3306)/ehr'}\n"
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	tenants, err := LoadTenants(folder, process())
	if len(tenants) != 1 || tenants[0].ID != "e" || err == nil {
		t.Fatal(tenants, err)
	}
	for _, want := range []string{
		"b.yaml:1:5: the id a is also that of " + filepath.Join(folder, "a.yaml:1:5"),
		"d.yaml:2:11: the base URL https://c.ehr.example/fhir is also that of " + filepath.Join(folder, "c.yaml"),
		"f.yaml:1:5: id is empty",
		"g.yml: the file would not be read (rename it to .yaml)",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%v\nlacks: %s", err, want)
		}
	}
	if _, err := LoadTenants(filepath.Join(folder, "absent"), process()); err == nil {
		t.Error("a folder may be absent")
	}
}

func FuzzParseTenant(f *testing.F) {
	files, _ := filepath.Glob("testdata/tenants*/*.yaml")
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		tenant, err := ParseTenant("t.yaml", text, process())
		if (tenant == nil) != (err != nil) {
			t.Errorf("%v, %v", tenant, err)
		}
	})
}

// TestOverlayFolder starts at the tenant's file.
func TestOverlayFolder(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "mine"), 0o700); err != nil {
		t.Fatal(err)
	}
	text := "id: a\nname: A\nmapper: practice\ntime_zone: UTC\ndatabase: {dsn: 'ehr@tcp(127.0.0.1:3306)/ehr'}\noverlay: mine\n"
	tenant, err := ParseTenant(filepath.Join(dir, "a.yaml"), []byte(text), process())
	if err != nil || tenant.Overlay != filepath.Join(dir, "mine") || tenant.At("overlay").Line != 6 {
		t.Errorf("%+v %v", tenant, err)
	}
}
