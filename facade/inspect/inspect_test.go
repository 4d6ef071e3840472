package inspect_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"ehr.example/portico/config"
	"ehr.example/portico/facade/inspect"
	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/mysql"
	"ehr.example/portico/facade/mysqltest"
	"ehr.example/portico/facade/tenant"
	"ehr.example/portico/mappers"
	"ehr.example/portico/mappers/draft"
	"ehr.example/portico/mappers/ehr/practice/sample"
	"ehr.example/portico/mappers/problem"
)

// siteOf builds a tenant of a mapper.
func siteOf(t *testing.T, m mappers.Mapper, id, dsn, settings string) *interaction.Site {
	t.Helper()
	c, err := config.Parse("portico.yaml", []byte("base_url: http://ehr.example"))
	if err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf("id: %s\nname: One\nmapper: %s\ntime_zone: UTC\ndatabase: {dsn: %q}\n%s\n", id, m.Name, dsn, settings)
	file, err := config.ParseTenant("one.yaml", []byte(text), c)
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]mappers.Mapper{m.Name: m}
	maps.Copy(known, m.Known)
	set := tenant.NewSet(tenant.Options{Config: c, Mappers: known, Version: "test"})
	t.Cleanup(func() { _ = set.Close() })
	for _, f := range set.Replace(t.Context(), []*config.Tenant{file}, nil) {
		t.Fatal(f.Err)
	}
	site, err := set.Tenants()[0].Site(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return site
}

// look gives every finding as a line: check: severity: place: message.
func look(t *testing.T, m mappers.Mapper, site *interaction.Site, o inspect.Options) []string {
	t.Helper()
	found, err := inspect.Look(t.Context(), site, m.Mapping(&problem.List{}), o)
	if err != nil {
		t.Fatal(err)
	}
	lines := make([]string, len(found))
	for i, f := range found {
		lines[i] = fmt.Sprintf("%s %s %s", f.Check, f.Severity, f)
	}
	return lines
}

// wants fails for each text that no line holds, and for each that a line holds although it begins with a "!".
func wants(t *testing.T, lines []string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		absent, not := strings.CutPrefix(text, "!")
		if slices.ContainsFunc(lines, func(l string) bool { return strings.Contains(l, absent) }) == not {
			t.Errorf("%q in\n%s", text, strings.Join(lines, "\n"))
		}
	}
}

const practiceSettings = "settings: {clinic: 1, mrn_system: 'https://x.example'}"

func practiceMapper() mappers.Mapper {
	return mappers.Mapper{Name: "practice", Files: os.DirFS("../../mappers/ehr/practice")}
}

// TestPractice looks at the sample, whose rows have small faults and whose mapping has none.
func TestPractice(t *testing.T) {
	m := practiceMapper()
	site := siteOf(t, m, "one", mysqltest.DSN(t, mysqltest.Practice(t, sample.Default())), practiceSettings)
	lines := look(t, m, site, inspect.Options{})
	wants(
		t, lines, "account warning", "ALL PRIVILEGES",
		"us-core-patient demands, is missing in 1 of", "p.dob holds 1 zero dates",
		"Observation/vitals: encounter: ", "rows point at no row of Encounter/encounter",
		"! error ", "!Observation/vitals: no row makes", "!CREATE INDEX patient_clinic_id_lname", "!CREATE INDEX patient_clinic_id_dob", "note: patient has no index for Patient?_sort=death-date",
	)
}

const faulty = `
CREATE TABLE pat (pat_no INT NOT NULL PRIMARY KEY, uid CHAR(36), surname VARCHAR(40), sex CHAR(1), born DATE);
CREATE TABLE visit (visit_no INT NOT NULL PRIMARY KEY, pat_no INT, kind VARCHAR(10), begun DATETIME, place VARCHAR(10));
CREATE TABLE note (note_no INT NOT NULL PRIMARY KEY, visit_no INT NOT NULL, said VARCHAR(40), KEY note_visit (visit_no));
CREATE TABLE place (code VARCHAR(10) NOT NULL PRIMARY KEY, label VARCHAR(40));
CREATE TABLE nothing (n INT NOT NULL PRIMARY KEY, pat_no INT NOT NULL, KEY nothing_pat (pat_no));
CREATE TABLE guest (n INT NOT NULL PRIMARY KEY, us VARCHAR(10), mixed VARCHAR(10));
INSERT INTO guest SELECT seq, IF(seq = 7, '?', '12/31/1980'), IF(seq % 2, '12/31/1980', '1980-12-31') FROM seq_1_to_40;
INSERT INTO place VALUES ('N', 'North');
INSERT INTO pat VALUES
  (1, 'aaaaaaaa-0000-4000-8000-000000000001', 'Ash', 'F', '1980-01-01'), (2, 'aaaaaaaa-0000-4000-8000-000000000001', 'Birch', 'Q', '0000-00-00'),
  (3, NULL, 'Cedar', 'M', NULL), (4, 'aaaaaaaa-0000-4000-8000-000000000004', 'Dogwood', 'Q', '1970-01-01');
INSERT INTO visit SELECT seq, IF(seq <= 7, 99, 1 + 3 * (seq % 2)), IF(seq % 3 = 0, 'odd', 'C'), '2024-01-01' + INTERVAL seq % 300 DAY, IF(seq <= 5, 'S', 'N')
  FROM seq_1_to_1500;
INSERT INTO note VALUES (1, 10, 'a'), (2, 10, 'b'), (3, 11, 'c');
`

var faultyFiles = fstest.MapFS{
	"mapper.yaml": {Data: []byte(`mapper: faulty
tenancy: database
canonical: http://hl7.org/fhir/us/core/StructureDefinition/
maps:
  gender: {F: female, M: male}
  status: {C: finished}
lookups:
  places: {from: place l, key: l.code, fields: {label: l.label}}
`)},
	"patient.yaml": {Data: []byte(`resource: Patient
from: pat p
key: p.pat_no
id: uuid(p.uid)
elements:
  meta: {profile: [us-core-patient]}
  name: [{family: =p.surname}]
  gender: =p.sex | map gender
  birthDate: =p.born
`)},
	"visit.yaml": {Data: []byte(`resource: Encounter
from: visit v LEFT JOIN note n ON n.visit_no = v.visit_no AND n.note_no > 0 LEFT JOIN guest g ON g.us = v.kind
first: {n: n.note_no, g: g.n}
key: v.visit_no
id: v.visit_no
patient: =v.pat_no -> Patient
elements:
  meta: {profile: [us-core-encounter]}
  status: =v.kind | map status
  class: {code: AMB}
  subject: =v.pat_no -> Patient
  period: {start: =v.begun}
  type: [{text: =v.place -> places.label}]
  reasonCode: [{text: =n.said}]
variants:
  seen: {}
  never:
    $if: v.kind = 'never'
---
resource: Flag
from: nothing x
key: x.n
id: x.n
patient: =x.pat_no -> Patient
elements: {status: active, code: {text: x}, subject: =x.pat_no -> Patient}
`)},
}

func fill(t *testing.T, text string) (database string) {
	t.Helper()
	database = mysqltest.Fresh(t)
	db := mysqltest.Open(t, database)
	db.SetMaxOpenConns(1)
	for _, statement := range append([]string{"SET sql_mode = ''"}, strings.Split(text, ";\n")...) {
		if statement = strings.TrimSpace(statement); statement == "" {
			continue
		}
		if _, err := db.Exec(statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	return database
}

func TestFaults(t *testing.T) {
	m := mappers.Mapper{Name: "faulty", Files: faultyFiles}
	site := siteOf(t, m, "one", mysqltest.DSN(t, fill(t, faulty)), "")
	lines := look(t, m, site, inspect.Options{})
	wants(
		t, lines,
		"ids warning patient.yaml:4:5: warning: Patient/patient: 1 rows have no id", "a NULL in p.uid",
		"ids error patient.yaml:4:5: Patient/patient: 1 ids stand twice",
		`codes warning patient.yaml:8:11: warning: Patient/patient: gender: the map gender does not know 1 rarer values, 2 rows`,
		"times note patient.yaml:9:14: note: Patient/patient: p.born holds 1 zero dates",
		"supports warning patient.yaml:8:3: warning: Patient/patient: gender, which us-core-patient demands, is missing in 2 of 3",
		"supports note patient.yaml:1:1: note: Patient/patient: not mapped of what us-core-patient wants: identifier, name.given, telecom",
		"joins note visit.yaml:3:9: note: Encounter/encounter: 1 times the join of n finds two rows",
		`codes warning visit.yaml:9:11: warning: Encounter/encounter: status: the map status does not know "odd", 500 rows`,
		"references warning visit.yaml:11:12: warning: Encounter/encounter: subject: 7 of 1500 rows point at no row of Patient/patient",
		"times warning visit.yaml:12:19: warning: Encounter/encounter: period.start: all 1500 times of v.begun are midnight",
		"lookups warning visit.yaml:13:17: warning: Encounter/encounter: type.text: 5 of 1500 rows hold a key that the lookup places does not have",
		"rows note visit.yaml:17:3: note: Encounter/encounter: no row makes the variant never",
		"rows note visit.yaml:20:1: note: Flag/flag has no rows",
		"indexes warning visit.yaml:2:7: warning: visit has no index for one patient's rows of Encounter/encounter",
		"CREATE INDEX visit_pat_no ON visit (pat_no);",
		"indexes note patient.yaml:2:7: note: pat has no index for reading Patient/patient by id (about 4 rows) (CREATE INDEX pat_uid ON pat (uid);)",
		"indexes note visit.yaml:2:7: note: guest has no index for the join of g in Encounter/encounter (about 40 rows) (CREATE INDEX guest_us ON guest (us);)",
		"!CREATE INDEX note", "!Ash", "!visit_pat_no_kind", "!CREATE INDEX nothing", "!keys error",
	)
}

// TestSample looks at the ends of the keys only.
func TestSample(t *testing.T) {
	m := mappers.Mapper{Name: "faulty", Files: faultyFiles}
	site := siteOf(t, m, "one", mysqltest.DSN(t, fill(t, faulty)), "")
	wants(
		t, look(t, m, site, inspect.Options{Sample: 100}),
		"subject: 7 of 100 rows point at no row of Patient/patient (of the 50 rows with the lowest and the 50 with the highest keys)",
		`the map status does not know "odd", 33 rows (of the 50`,
	)
}

// TestAccount looks with an account that may read but one table, and write into none.
func TestAccount(t *testing.T) {
	database := fill(t, faulty)
	admin := mysqltest.Admin(t)
	user := strings.ReplaceAll(database, "portico_test_fresh", "pt")
	run := func(statement string) {
		t.Helper()
		if _, err := admin.Exec(statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	run("CREATE USER '" + user + "'@'%' IDENTIFIED BY 'x'")
	t.Cleanup(func() { run("DROP USER '" + user + "'@'%'") })
	for _, table := range []string{"pat", "visit", "note", "nothing", "guest"} {
		run("GRANT SELECT ON `" + database + "`." + table + " TO '" + user + "'@'%'")
	}
	run("GRANT INSERT ON `" + database + "`.place TO '" + user + "'@'%'")
	dsn := mysqltest.DSN(t, database)
	m := mappers.Mapper{Name: "faulty", Files: faultyFiles}
	site := siteOf(t, m, "one", user+":x"+dsn[strings.Index(dsn, "@"):], "")
	lines := look(t, m, site, inspect.Options{})
	wants(
		t, lines, "account warning", "may do more than read: INSERT", "tables error the account may not read the table place",
		"GRANT SELECT ON "+database+".place", "rarer values", "!the lookup places",
	)
}

func TestOverlapping(t *testing.T) {
	m := practiceMapper()
	dsn := mysqltest.DSN(t, mysqltest.Practice(t, sample.Default()))
	one := siteOf(t, m, "one", dsn, practiceSettings)
	two := siteOf(t, m, "two", dsn, "settings: {clinic: 1, mrn_system: 'https://y.example'}")
	three := siteOf(t, m, "three", dsn, "settings: {clinic: 2, mrn_system: 'https://x.example'}")
	found := inspect.Overlapping([]inspect.Placed{{Site: one}, {Site: two}, {Site: three}})
	if len(found) != 1 || !strings.Contains(found[0].Message, "two shows the rows of one") || !strings.Contains(found[0].Message, "the same clinic") {
		t.Errorf("%v", found)
	}
}

const packed = `
CREATE TABLE pat (pat_no INT NOT NULL PRIMARY KEY, uid CHAR(36), surname VARCHAR(40), langs VARCHAR(60));
CREATE TABLE item (item_no INT NOT NULL PRIMARY KEY, pat_no INT NOT NULL, panel INT NOT NULL, dx VARCHAR(80), KEY item_pat (pat_no), KEY item_panel (panel));
INSERT INTO pat VALUES (1, 'aaaaaaaa-0000-4000-8000-000000000001', 'Ash', 'en|xx'), (2, NULL, 'Birch', 'xx | en'), (3, NULL, 'Cedar', 'de|xx|qq'), (4, NULL, 'Elm', NULL);
INSERT INTO item VALUES (1, 1, 1, 'ICD10:A00;LOCAL:7'), (2, 1, 1, 'local:9'), (3, 1, 1, 'ICD10:A01;Z'), (4, 1, 1, 'LOCAL: 1'), (5, 2, 2, NULL);
`

var packedFiles = fstest.MapFS{
	"mapper.yaml": {Data: []byte(`mapper: packed
tenancy: database
systems: {icd10: "http://hl7.org/fhir/sid/icd-10"}
maps:
  lang: {en: en, de: de}
codes:
  dx: {ICD10: $icd10}
`)},
	"patient.yaml": {Data: []byte(`resource: Patient
from: pat p
key: p.pat_no
id: {$first: [uuid(p.uid), "n{p.pat_no}"]}
rows:
  items: {from: item i ON i.pat_no = p.pat_no, by: i.panel, order: i.item_no}
elements:
  name: [{family: =p.surname}]
  extension: [{url: "http://x.example/first", valueString: "=items['1'].dx"}]
  communication:
    - {$each: {l: "=p.langs | split '|'"}, language: {coding: [{code: =$l | map lang}]}}
---
resource: Condition
from: item i
key: i.item_no
id: i.item_no
patient: =i.pat_no -> Patient
elements:
  code: {coding: ["=i.dx | codes dx"]}
  subject: =i.pat_no -> Patient
---
resource: Observation
source: panel
from: item g
group: g.pat_no, g.panel
id: g-{g.pat_no}-{g.panel}
patient: =g.pat_no -> Patient
elements:
  status: final
  code: {text: panel}
  subject: =g.pat_no -> Patient
`)},
}

// TestPacked looks into texts of several members, at ids with a second form, and at groups of rows.
func TestPacked(t *testing.T) {
	m := mappers.Mapper{Name: "packed", Files: packedFiles}
	site := siteOf(t, m, "one", mysqltest.DSN(t, fill(t, packed)), "")
	wants(
		t, look(t, m, site, inspect.Options{}),
		`Patient/patient: communication: the map lang does not know "xx", 3 rows`,
		"the map lang does not know 1 rarer values, 1 rows",
		`Condition/condition: code.coding: the codes dx does not know "LOCAL", 3 rows`,
		"patient.yaml:6:3: note: Patient/patient: 1 times several rows of items have one i.panel below one row",
		"!keys error", "!ids error", "!A00", "!have no id",
	)
}

const many = `
CREATE TABLE pat (pat_no INT NOT NULL PRIMARY KEY, site INT NOT NULL, mrn VARCHAR(20), surname VARCHAR(40), forename VARCHAR(40), sex CHAR(1), born DATE);
CREATE TABLE visit (visit_no INT NOT NULL PRIMARY KEY, site INT NOT NULL, pat_no INT NOT NULL, begun DATETIME, KEY visit_pat (site, pat_no));
INSERT INTO pat SELECT seq, 1 + seq % 2, CONCAT('M', seq), CONCAT('S', seq), CONCAT('F', seq), 'F', '1980-01-01' FROM seq_1_to_4000;
INSERT INTO visit SELECT seq, 1 + seq % 2, 1 + seq % 3999, '2024-01-01 10:00:00' FROM seq_1_to_4000;
ANALYZE TABLE pat, visit;
`

var manyFiles = fstest.MapFS{
	"mapper.yaml": {Data: []byte("mapper: many\nsettings: {site: {}}\ntenancy: {column: site = $site}\nmaps: {gender: {F: female}}\n")},
	"patient.yaml": {Data: []byte(`resource: Patient
from: pat p
key: p.pat_no
id: p.pat_no
elements:
  identifier: [{system: "https://x.example", value: =p.mrn}]
  name: [{family: =p.surname, given: [=p.forename]}]
  gender: =p.sex | map gender
  birthDate: =p.born
---
resource: Encounter
from: visit v
key: v.visit_no
id: v.visit_no
patient: =v.pat_no -> Patient
elements: {status: finished, class: {code: AMB}, subject: =v.pat_no -> Patient, period: {start: =v.begun}}
`)},
}

// TestSearchIndexes has the database explain the searches of US Core: what would be read as a whole wants an index, which
// begins with the tenant's column.
func TestSearchIndexes(t *testing.T) {
	m := mappers.Mapper{Name: "many", Files: manyFiles}
	site := siteOf(t, m, "one", mysqltest.DSN(t, fill(t, many)), "settings: {site: 1}")
	wants(
		t, look(t, m, site, inspect.Options{}),
		"CREATE INDEX pat_site_mrn ON pat (site, mrn);", "Patient?identifier",
		"CREATE INDEX pat_site_surname ON pat (site, surname);", "Patient?name",
		"CREATE INDEX pat_site_forename ON pat (site, forename);",
		"CREATE INDEX visit_site_begun ON visit (site, begun);", "Encounter?_sort=date", "!pat_site_sex", "!visit_site_pat_no", "!pat_site_pat_no",
	)
}

// TestSampling counts for a draft: what few rows have, or what is no code, is not told.
func TestSampling(t *testing.T) {
	db := openDatabase(t, mysqltest.DSN(t, fill(t, faulty)))
	tables, err := db.Schema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	wishes := []draft.Wish{
		{Table: tables.Table("visit"), Codes: []string{"kind", "place", "pat_no"}},
		{Table: tables.Table("pat"), Codes: []string{"sex", "surname"}},
		{Table: tables.Table("nothing")},
		{Table: tables.Table("guest"), Dates: []string{"us", "mixed"}},
	}
	counted, err := inspect.Sample(t.Context(), db, wishes, 100)
	if err != nil {
		t.Fatal(err)
	}
	visit := counted["visit"]
	if visit.Rows != 100 || visit.Columns["begun"].Filled != 100 || len(visit.Columns["kind"].Codes) != 2 || visit.Columns["kind"].Codes[0] != (draft.Value{Raw: "C", Rows: 66}) {
		t.Errorf("%+v", visit)
	}
	pat := counted["pat"]
	if pat.Rows != 4 || pat.Columns["uid"].Filled != 3 || pat.Columns["born"].Filled != 2 || pat.Columns["sex"].Codes != nil || pat.Columns["surname"].Codes != nil {
		t.Errorf("%+v", pat)
	}
	if guest := counted["guest"].Columns; guest["us"].Layout != "%m/%d/%Y" || guest["mixed"].Layout != "" {
		t.Errorf("%+v", guest)
	}
	if n, there := counted["nothing"]; !there || n.Rows != 0 {
		t.Errorf("%+v", counted)
	}
}

func openDatabase(t *testing.T, dsn string) *mysql.Database {
	t.Helper()
	db, err := mysql.Open(mysql.Config{DSN: dsn})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestWriting(t *testing.T) {
	for _, c := range []struct {
		grants []string
		want   string
	}{
		{[]string{"GRANT USAGE ON *.* TO `r`@`%` IDENTIFIED BY PASSWORD '*1'", "GRANT SELECT, SHOW VIEW ON `ehr`.* TO `r`@`%`"}, ""},
		{[]string{"GRANT ALL PRIVILEGES ON *.* TO `r`@`%` WITH GRANT OPTION"}, "ALL PRIVILEGES,GRANT OPTION"},
		{[]string{"GRANT SELECT, INSERT (`a`, `b`), UPDATE ON `ehr`.`t` TO `r`@`%`"}, "INSERT,UPDATE"},
		{[]string{"GRANT DELETE ON `other`.* TO `r`@`%`", "GRANT DROP ON `e\\_r`.* TO `r`@`%`"}, ""},
		{[]string{"GRANT DELETE ON `e_r`.* TO `r`@`%`", "GRANT EXECUTE ON `%`.* TO `r`@`%`"}, "DELETE,EXECUTE"},
		{[]string{"GRANT `role`@`%` TO `r`@`%`"}, ""},
	} {
		if got := strings.Join(inspect.Writing(c.grants, "ehr"), ","); got != c.want {
			t.Errorf("%v: %q, not %q", c.grants, got, c.want)
		}
	}
}
