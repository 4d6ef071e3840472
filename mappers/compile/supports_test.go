package compile

import (
	"testing"
	"testing/fstest"

	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/problem"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/schema"
	"ehr.example/portico/mappers/sqltree"
)

// bodies compiles sources over one table and gives the bodies of the last one's variants.
func bodies(t *testing.T, elements string) []*program.Variant {
	t.Helper()
	tables, err := schema.Parse("s", []byte("table pat\n  id int(10) not null\n  name varchar(40)\n  sys smallint(6)\n  dia smallint(6)\n  cat char(1)\n  primary key (id)\n"))
	if err != nil {
		t.Fatal(err)
	}
	problems := &problem.List{}
	text := mapping.Parse(fstest.MapFS{
		"mapper.yaml": {Data: []byte("mapper: x\ntenancy: database\ncanonical: http://hl7.org/fhir/us/core/StructureDefinition/\nsystems: {loinc: \"http://loinc.org\", category: \"http://terminology.hl7.org/CodeSystem/observation-category\"}\n")},
		"a.yaml":      {Data: []byte("resource: Patient\nfrom: pat p\nkey: p.id\nid: p.id\nelements: {name: [{family: =p.name}]}\n---\n" + elements)},
	}, problems)
	p := Compile(text, tables, nil, problems)
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	return p.Type("Observation").Sources[0].Variants
}

const pressure = `resource: Observation
from: pat p
key: p.id
id: p.id
patient: =p.id -> Patient
elements:
  meta: {profile: [us-core-blood-pressure]}
  status: final
  category: [{coding: [{system: $category, code: vital-signs}]}]
  code: {coding: [{system: $loinc, code: 85354-9}]}
  subject: =p.id -> Patient
  component:
    - code: {coding: [{system: $loinc, code: 8480-6}]}
      valueQuantity: {value: =p.sys, unit: mmHg, system: "http://unitsofmeasure.org", code: "mm[Hg]"}
    - code: {coding: [{system: $loinc, code: 8462-4}]}
      $first:
        - {$if: p.dia > 0, valueQuantity: {value: =p.dia}}
        - dataAbsentReason: {text: unknown}
`

// TestSupports follows the elements of a profile, slices among them, into a body.
func TestSupports(t *testing.T) {
	v := bodies(t, pressure)[0]
	profiles := Profiles(v.Body)
	if len(profiles) != 1 || profiles[0].Name() != "us-core-blood-pressure" {
		t.Fatalf("%v", profiles)
	}
	got := map[string]string{}
	for _, s := range Supports(v.Body, profiles[0]) {
		got[s.Element.Path] = "-"
		if s.Present != nil {
			got[s.Element.Path] = sqltree.Text(s.Present)
		}
	}
	for path, want := range map[string]string{
		"status":                            "TRUE",
		"category:VSCat.coding.code":        "TRUE",
		"code":                              "TRUE",
		"subject":                           "TRUE",
		"effective[x]":                      "-",
		"value[x]":                          "-",
		"component:systolic.value[x]":       "`p`.`sys` IS NOT NULL AND `p`.`sys` IS NOT NULL",
		"component:systolic.value[x].code":  "`p`.`sys` IS NOT NULL AND `p`.`sys` IS NOT NULL AND `p`.`sys` IS NOT NULL",
		"component:diastolic.value[x].code": "-",
	} {
		have, there := got[path]
		if path == "subject" || path == "component:systolic.value[x].code" {
			if have == "-" || !there {
				t.Errorf("%s is not mapped", path)
			}
			continue
		}
		if have != want {
			t.Errorf("%s is there when %s, not %s", path, have, want)
		}
	}
}

// TestProfilesOfAnyone: a profile that US Core lacks, or that the row says, is none.
func TestProfilesOfAnyone(t *testing.T) {
	for _, c := range []struct {
		profile string
		want    int
	}{{"us-core-bmi", 1}, {"us-core-bmi|6.1.0", 1}, {"my-profile", 0}, {"=p.name", 0}} {
		v := bodies(t, "resource: Observation\nfrom: pat p\nkey: p.id\nid: p.id\npatient: =p.id -> Patient\nelements: {meta: {profile: [\""+c.profile+"\"]}, status: final, code: {text: x}}\n")[0]
		if got := Profiles(v.Body); len(got) != c.want {
			t.Errorf("%s: %d profiles", c.profile, len(got))
		}
	}
	if fhir.ProfileNamed("") != nil {
		t.Error("the empty name is a profile's")
	}
}
