package interaction_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/mysqltest"
	"ehr.example/portico/mappers"
)

// TestMembersAreIncluded follows references that are cut out of a text, in both directions.
func TestMembersAreIncluded(t *testing.T) {
	name := mysqltest.Fresh(t)
	fill(t, name, strings.Join([]string{
		"CREATE TABLE p (id INT PRIMARY KEY, doctors VARCHAR(40))",
		"CREATE TABLE d (id INT PRIMARY KEY, name VARCHAR(40), gone TINYINT NOT NULL DEFAULT 0)",
		"INSERT INTO p VALUES (1, '7|8'), (2, ' 9|07'), (3, NULL), (4, '78|9')",
		"INSERT INTO d VALUES (7, 'Moss', 0), (8, 'Reed', 1), (9, 'Fern', 0), (78, 'Sand', 0)",
	}, ";\n"))
	files := fstest.MapFS{
		"mapper.yaml": {Data: []byte("mapper: cut\ntenancy: database\n")},
		"patient.yaml": {Data: []byte("resource: Patient\nfrom: p\nkey: p.id\nid: p.id\nelements:\n" +
			"  generalPractitioner: [{$each: {d: =p.doctors | split '|'}, $value: =$d -> Practitioner}]\n" +
			"---\nresource: Practitioner\nfrom: d\nwhere: d.gone = 0\nkey: d.id\nid: d.id\naccess: directory\nelements: {name: [{family: =d.name}]}\n")},
	}
	db := open(t, mysqltest.DSN(t, name))
	s := site(t, db, compiled(t, mappers.Mapper{Name: "cut", Files: files}, db), clinic{id: "cut", zone: "UTC"})
	for query, want := range map[string]string{
		"Patient?_include=Patient:general-practitioner":               "Patient/1 Patient/2 Patient/3 Patient/4 Practitioner/7 Practitioner/78 Practitioner/9",
		"Patient?_id=1&_include=Patient:general-practitioner":         "Patient/1 Practitioner/7",
		"Practitioner?_id=9&_revinclude=Patient:general-practitioner": "Patient/2 Patient/4 Practitioner/9",
		"Practitioner?_id=7&_revinclude=Patient:general-practitioner": "Patient/1 Practitioner/7",
	} {
		typ, text, _ := strings.Cut(query, "?")
		params, err := url.ParseQuery(text)
		if err != nil {
			t.Fatal(err)
		}
		page, _, err := interaction.Search(t.Context(), s, access.Open("cut"), typ, params, false)
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		var got []string
		for _, e := range page.Entries {
			parts := strings.Split(e.FullURL, "/")
			got = append(got, strings.Join(parts[len(parts)-2:], "/"))
		}
		slices.Sort(got)
		if strings.Join(got, " ") != want {
			t.Errorf("%s gives %v, want %s", query, got, want)
		}
	}
}

// TestMembersOfManyKeys looks up more keys than are written into a statement, of a table that holds two clinics' rows.
func TestMembersOfManyKeys(t *testing.T) {
	name := mysqltest.Fresh(t)
	admin := mysqltest.Open(t, name)
	fill(t, name, strings.Join([]string{
		"CREATE TABLE p (id INT PRIMARY KEY, clinic INT NOT NULL, x VARCHAR(80))",
		"CREATE TABLE l (clinic INT NOT NULL, k VARCHAR(20) NOT NULL, std VARCHAR(20), PRIMARY KEY (clinic, k))",
		"INSERT INTO p VALUES (1, 1, 'K7 | none'), (2, 1, 'k_8'), (3, 1, 'K1x;K1'), (4, 1, 'n1|k1199'), (5, 2, 'K7'), (6, 1, 'K.9'), (7, 1, 'foreign'), (8, 1, NULL)",
		"INSERT INTO l VALUES (1, 'n1', 'few'), (1, 'K.9', 'many'), (1, 'k_8', 'many'), (2, 'foreign', 'many'), (2, 'K7', 'few')",
	}, ";\n"))
	for i := range 1200 {
		if _, err := admin.ExecContext(t.Context(), "INSERT INTO l VALUES (1, ?, 'many')", fmt.Sprint("K", i)); err != nil {
			t.Fatal(err)
		}
	}
	files := fstest.MapFS{
		"mapper.yaml": {Data: []byte("mapper: cut\nsettings: {clinic: {about: x}}\ntenancy: {column: clinic = $clinic}\nlookups:\n  list: {from: l, key: l.k, fields: {std: l.std}}\n")},
		"patient.yaml": {Data: []byte("resource: Patient\nfrom: p\nkey: p.id\nid: p.id\nelements:\n" +
			"  communication: [{$each: {r: =p.x | split '|'}, language: {coding: [{code: =$r -> list.std}]}}]\n")},
	}
	db := open(t, mysqltest.DSN(t, name))
	s := site(t, db, compiled(t, mappers.Mapper{Name: "cut", Files: files}, db), clinic{id: "cut", zone: "UTC", settings: map[string]string{"clinic": "1"}})
	for token, want := range map[string]string{"many": "1 2 4 6", "few": "4", "none": ""} {
		page, _, err := interaction.Search(t.Context(), s, access.Open("cut"), "Patient", url.Values{"language": {token}}, false)
		if err != nil {
			t.Fatalf("%s: %v", token, err)
		}
		var got []string
		for _, e := range page.Entries {
			got = append(got, e.FullURL[strings.LastIndexByte(e.FullURL, '/')+1:])
		}
		if strings.Join(got, " ") != want {
			t.Errorf("language=%s finds %v, want %s", token, got, want)
		}
	}
}
