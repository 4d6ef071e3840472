package main

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ehr.example/portico/facade/mysqltest"
	"ehr.example/portico/mappers/ehr/practice/sample"
)

// person is the part of a Patient that a draft must have right.
type person struct {
	Identifier        []struct{ Value string }
	Name              []struct{ Family string }
	Gender, BirthDate string
	Address           []struct{ City string }
	DeceasedBoolean   *bool
	DeceasedDateTime  string
}

// drafted makes a mapper for a database and a configuration that serves it, with settings for its tenant.
func drafted(t *testing.T, dsn, settings string) (file string) {
	t.Helper()
	dir := t.TempDir()
	out := must(t, []string{"map", "init", "--dsn", dsn, "--out", filepath.Join(dir, "mappers", "ehr")}, "patient.yaml", "guesses", "mrn_system: …")
	if strings.Contains(out, dsn) {
		t.Error("the address of the database is shown")
	}
	dump := must(t, []string{"schema", "dump", "--dsn", dsn})
	write(t, filepath.Join(dir, "dump.txt"), dump)
	if got := must(t, []string{"check", "--mappers", filepath.Join(dir, "mappers"), "--schema", filepath.Join(dir, "dump.txt")}); got != "ok\n" {
		t.Errorf("the draft has problems:\n%s", got)
	}
	write(t, filepath.Join(dir, "portico.yaml"), "listen: 127.0.0.1:0\nbase_url: http://ehr.example\nverify_sql: true\nlog_level: error\nmappers: mappers\n")
	write(t, filepath.Join(dir, "tenants", "first.yaml"), "id: first\nname: First\nmapper: ehr\ntime_zone: America/New_York\ndatabase: {dsn: '"+dsn+"'}\nsettings: {"+settings+"}\nauth: open\n")
	return filepath.Join(dir, "portico.yaml")
}

// patients are those that a tenant serves, by the value of their identifier.
func patients(t *testing.T, c *http.Client, host string) map[string]person {
	t.Helper()
	var b struct{ Entry []struct{ Resource person } }
	r := get(t, c, "http://"+host+".ehr.example/fhir/Patient?_count=1000")
	if err := json.Unmarshal(r.body, &b); err != nil || r.StatusCode != http.StatusOK {
		t.Fatalf("%d %v: %s", r.StatusCode, err, r.body)
	}
	out := map[string]person{}
	for _, e := range b.Entry {
		if len(e.Resource.Identifier) > 0 {
			out[e.Resource.Identifier[0].Value] = e.Resource
		}
	}
	return out
}

// TestMapInit drafts a mapper of practice, serves it, and compares its patients with those of the mapper that people wrote.
func TestMapInit(t *testing.T) {
	dsn := mysqltest.DSN(t, mysqltest.Practice(t, sample.Default()))
	got := patients(t, boot(t, drafted(t, dsn, "clinic_id: 1, mrn_system: 'https://x.example'")), "first")
	want := patients(t, boot(t, folder(t)), "my-clinic")
	if len(got) != len(want) || len(want) < 10 {
		t.Errorf("%d patients beside %d", len(got), len(want))
	}
	for mrn, w := range want {
		g := got[mrn]
		died := func(p person) bool { return p.DeceasedDateTime != "" || p.DeceasedBoolean != nil && *p.DeceasedBoolean }
		if len(g.Name) == 0 || g.Name[0].Family != w.Name[0].Family || g.BirthDate != w.BirthDate || g.Gender != w.Gender || died(g) != died(w) ||
			len(w.Address) > 0 && (len(g.Address) == 0 || g.Address[0].City != w.Address[0].City) {
			t.Errorf("%s is\n%+v, not\n%+v", mrn, g, w)
		}
	}
}

// TestMapInitOpenEMR drafts a mapper of a real system with 280 tables.
func TestMapInitOpenEMR(t *testing.T) {
	dsn := mysqltest.DSN(t, mysqltest.OpenEMR(t))
	c := boot(t, drafted(t, dsn, "mrn_system: 'https://x.example'"))
	all := patients(t, c, "first")
	if len(all) != 109 {
		t.Errorf("%d patients", len(all))
	}
	for mrn, p := range all {
		if len(p.Name) == 0 || p.Name[0].Family == "" || p.BirthDate == "" || p.Gender != "male" && p.Gender != "female" {
			t.Errorf("%s is %+v", mrn, p)
		}
	}
	for _, search := range []string{"Patient?gender=female", "Patient?birthdate=lt1980", "Encounter?date=ge2000&class=EMER", "Practitioner?_count=5"} {
		if b := get(t, c, "http://first.ehr.example/fhir/"+search).bundle(t); len(b.Entry) == 0 {
			t.Errorf("%s finds nothing", search)
		}
	}
}

func TestMapInitRefuses(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "mapper.yaml"), "mapper: x\n")
	write(t, filepath.Join(dir, "empty.txt"), "table t\n  id int(10) not null\n  primary key (id)\n")
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"--out", dir, "--schema", filepath.Join(dir, "empty.txt")}, "has a mapper already"},
		{[]string{"--out", dir, "--name", "y", "--schema", filepath.Join(dir, "empty.txt")}, "no table looks like that of the patients"},
	} {
		if _, err := command(t, append([]string{"map", "init"}, c.args...)...); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: %v", c.args, err)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "y")); !os.IsNotExist(err) {
		t.Error("a folder without a draft was made")
	}
}

func TestScaffold(t *testing.T) {
	dsn := mysqltest.DSN(t, mysqltest.Practice(t, sample.Default()))
	out := must(t, []string{"scaffold", "--dsn", dsn, "--profile", "us-core-heart-rate", "--source", "pulse", "Observation", "vitals"},
		"source: pulse\n", "JOIN patient p ON p.pat_id = v.pat_id", "key: v.vit_id", "patient: =v.pat_id -> Patient", "us-core-heart-rate",
		`# code: {coding: [{system: "http://loinc.org", code: "8867-4"}]}`, "effectiveDateTime: =v.taken_at")
	if strings.Contains(out, "spo2:") {
		t.Errorf("measured values are shown as codes:\n%s", out)
	}
	must(t, []string{"scaffold", "--dsn", dsn, "Observation", "lab_order"}, "# maps:", "#     C: …   #")
	if _, err := command(t, "scaffold", "--dsn", dsn, "Observation", "vitalz"); err == nil || !strings.Contains(err.Error(), "did you mean vitals") {
		t.Error(err)
	}
}

func TestSchemaLanguage(t *testing.T) {
	must(t, []string{"schema", "language", "mapper"}, `"$id": "mapper.schema.json"`)
	must(t, []string{"schema", "language", "source"}, `"$id": "source.schema.json"`, `"HumanName": {`)
	if _, err := command(t, "schema", "language", "nothing"); err == nil || !strings.Contains(err.Error(), "mapper source") {
		t.Error(err)
	}
}
