package draft

import (
	"slices"
	"strings"
	"testing"

	"ehr.example/portico/mappers/mappertest"
	"ehr.example/portico/mappers/schema"
)

// counted is what could have been counted of the clinic.
var counted = Statistics{
	"clients": {Rows: 400, Columns: map[string]Column{
		"guid": {Filled: 400}, "surname": {Filled: 400}, "forename": {Filled: 398}, "home_phone": {Filled: 0},
		"gender":        {Filled: 390, Codes: []Value{{"female", 200}, {"male", 180}, {"diverse", 10}}},
		"date_of_birth": {Filled: 400}, "zip code": {Filled: 300}, "is_dead": {Filled: 400, Codes: []Value{{"0", 380}, {"1", 20}}},
	}},
	"visits": {Rows: 900, Columns: map[string]Column{
		"started": {Filled: 900}, "ended": {Filled: 5},
		"status": {Filled: 900, Codes: []Value{{"Done", 700}, {"Booked", 100}, {"X?", 100}}},
	}},
	"findings": {Rows: 50, Columns: map[string]Column{
		"certainty": {Filled: 50, Codes: []Value{{"G", 30}, {"V", 17}, {"", 3}}},
	}},
}

// TestDraft writes the clinic's mapper, with counts and without.
func TestDraft(t *testing.T) {
	s := mappertest.Schema(t, "testdata/clinic.schema")
	for file, c := range map[string]Statistics{"clinic.txt": counted, "clinic-uncounted.txt": nil} {
		d, err := New("clinic", s, c)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for _, name := range []string{"mapper.yaml", "patient.yaml", "practitioner.yaml", "encounter.yaml"} {
			b.WriteString("-- " + name + " --\n" + d.Files[name])
		}
		mappertest.Golden(t, "testdata/"+file, []byte(b.String()))
		if n := strings.Count(b.String(), "# question:"); d.Questions != n {
			t.Errorf("%d questions, not %d", d.Questions, n)
		}
		if n := strings.Count(b.String(), "# guess:"); d.Guesses != n {
			t.Errorf("%d guesses, not %d", d.Guesses, n)
		}
	}
}

// TestOddSchemas drafts mappers of schemas that keep dates in parts or in text, or names in a table of their own; that they
// compile, New sees to.
func TestOddSchemas(t *testing.T) {
	for _, c := range []struct {
		name    string
		counted Statistics
		has     []string
	}{
		{"parts", nil, []string{
			`birthDate: "=date(p.year_of_birth, p.month_of_birth, p.date_of_birth)"`, "key: p.demographic_no", "id: hex(u.provider_no)",
			"generalPractitioner: [=p.provider_no -> Practitioner]", "lastUpdated: p.lastUpdateDate",
		}},
		{"names-apart", nil, []string{
			"from: person p\n", "names: person_name n ON n.person_id = p.person_id AND n.voided = 0 ORDER BY n.preferred DESC",
			"name: [{$each: names, family: =n.family_name, given: [=n.given_name]}]", "person_name: person ON person_name.person_id = person.person_id",
			"column: site = $site", "does person hold others than patients", "from: encounter e JOIN person p ON p.person_id = e.patient_id", "e.voided = 0 AND p.voided = 0",
		}},
		{"texts", nil, []string{"| date '%Y-%m-%d'", "# question: in which format does p.dob hold dates", "NOT IN ('Y', '1', 'T')"}},
		{"texts", Statistics{"pat": {Rows: 50, Columns: map[string]Column{
			"dob": {Filled: 50, Layout: "%m/%d/%Y"}, "deleted": {Filled: 50, Codes: []Value{{"N", 30}, {"J", 20}}},
		}}}, []string{"| date '%m/%d/%Y'", "NOT IN ('J')", "id: hex(p.nr)"}},
	} {
		d, err := New(c.name, mappertest.Schema(t, "testdata/"+c.name+".schema"), c.counted)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		var all strings.Builder
		for _, text := range d.Files {
			all.WriteString(text)
		}
		for _, want := range c.has {
			if !strings.Contains(all.String(), want) {
				t.Errorf("%s: no %q in\n%s", c.name, want, all.String())
			}
		}
	}
}

// TestKnownSchemas: drafts of real schemas compile (New sees to that), and find what their people know.
func TestKnownSchemas(t *testing.T) {
	for _, c := range []struct {
		name     string
		has      []string
		settings []string
	}{
		{"practice", []string{
			"column: clinic_id = $clinic_id", "from: patient p\n", "where: p.deleted = 0", "key: p.pat_id", "value: =p.mrn",
			"from: encounter e JOIN patient p ON p.pat_id = e.pat_id", "id: uuid(e.uid)", "from: staff u", "generalPractitioner: [=p.staff_id -> Practitioner]",
		}, []string{"clinic_id", "mrn_system"}},
		{"openemr", []string{
			"tenancy: database", "from: patient_data p\n", "key: p.pid\n", "id: uuid(p.uuid)", "birthDate: =p.DOB", "value: =p.pubpid",
			"from: form_encounter e JOIN patient_data p ON p.pid = e.pid", "from: users u\n", "[=p.providerID -> Practitioner]",
		}, []string{"mrn_system"}},
	} {
		d, err := New(c.name, mappertest.Schema(t, "../ehr/"+c.name+"/schema.txt"), nil)
		if err != nil {
			t.Fatal(err)
		}
		var all strings.Builder
		for _, text := range d.Files {
			all.WriteString(text)
		}
		for _, want := range c.has {
			if !strings.Contains(all.String(), want) {
				t.Errorf("%s: no %q in\n%s", c.name, want, all.String())
			}
		}
		if !slices.Equal(d.Settings, c.settings) {
			t.Errorf("%s: %v", c.name, d.Settings)
		}
	}
}

func TestNoPatients(t *testing.T) {
	s := &schema.Schema{Tables: []*schema.Table{{Name: "thing", Columns: []*schema.Column{schema.ColumnOf("id", "int(10)")}}}}
	if _, err := New("x", s, nil); err == nil || !strings.Contains(err.Error(), "no table looks like") {
		t.Error(err)
	}
}

func TestRoles(t *testing.T) {
	for _, c := range []struct {
		column, kind string
		want         role
	}{
		{"lname", "varchar(20)", family},
		{"LAST_NAME", "varchar(20)", family},
		{"patient_last_name", "varchar(20)", family},
		{"DOB", "date", birth},
		{"dob", "int(10)", ""},
		{"birth_date", "datetime", birth},
		{"gender", "tinyint(4)", sex},
		{"sex_orientation", "varchar(20)", ""},
		{"phone_home", "varchar(20)", phoneHome},
		{"zip", "varchar(10)", postcode},
		{"is_deleted", "tinyint(1)", deleted},
		{"deleted", "datetime", deletedAt},
		{"date_modified", "timestamp", updated},
		{"last_upd", "datetime", updated},
		{"status", "char(1)", status},
		{"admit_date", "datetime", start},
		{"note", "text", ""},
	} {
		got := role("")
		for r := range roles(&schema.Table{Name: "t", Columns: []*schema.Column{schema.ColumnOf(c.column, c.kind), schema.ColumnOf("x", "int(1)")}}) {
			got = r
		}
		if got != c.want {
			t.Errorf("%s %s is %q, not %q", c.column, c.kind, got, c.want)
		}
	}
}

// TestCodeColumns: nobody's name, number or note is looked at.
func TestCodeColumns(t *testing.T) {
	text := func(name string) *schema.Column { return schema.ColumnOf(name, "varchar(40)") }
	table := &schema.Table{Name: "t", Columns: []*schema.Column{
		text("kind"), text("lname"), text("street"), text("ssn"), text("mrn"), text("reason"), text("employer"), text("mother"), text("state"),
		text("code"), schema.ColumnOf("flag", "tinyint(1)"), schema.ColumnOf("age", "int(3)"), schema.ColumnOf("story", "text"), text("staff_id"),
	}, Indexes: []schema.Index{{Name: "PRIMARY", Unique: true, Columns: []string{"code"}}}}
	if got := CodeColumns(table); !slices.Equal(got, []string{"kind", "flag"}) {
		t.Errorf("%v", got)
	}
}

func TestSource(t *testing.T) {
	s := mappertest.Schema(t, "testdata/clinic.schema")
	for file, of := range map[string]Scaffold{
		"condition.txt": {Resource: "Condition", Table: "findings", Name: "findings"},
		"encounter.txt": {Resource: "Encounter", Table: "visits"},
		"pulse.txt":     {Resource: "Observation", Table: "findings", Profile: "us-core-blood-pressure"},
		"list.txt":      {Resource: "Medication", Table: "status_codes"},
	} {
		got, err := Source(of, s, counted)
		if err != nil {
			t.Fatal(err)
		}
		mappertest.Golden(t, "testdata/"+file, []byte(got))
	}
}

func TestSourceRefuses(t *testing.T) {
	s := mappertest.Schema(t, "testdata/clinic.schema")
	for _, c := range []struct {
		of   Scaffold
		want string
	}{
		{Scaffold{Resource: "Conditions", Table: "findings"}, "did you mean Condition"},
		{Scaffold{Resource: "Condition", Table: "finding"}, "did you mean findings"},
		{Scaffold{Resource: "Condition", Table: "findings", Profile: "us-core-goal"}, "us-core-condition-encounter-diagnosis"},
	} {
		if _, err := Source(c.of, s, nil); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v", c.of, err)
		}
	}
}

// TestScalar writes texts that YAML would read as something else in quotes.
func TestScalar(t *testing.T) {
	for text, want := range map[string]string{
		"AMB": "AMB", "N": `"N"`, "yes": `"yes"`, "1": `"1"`, "": `""`, "a b": `"a b"`, `a"\`: `"a\"\\"`, "x:y": `"x:y"`, "in-progress": "in-progress", "#": `"#"`,
	} {
		if got := scalar(text); got != want {
			t.Errorf("%q becomes %s, not %s", text, got, want)
		}
	}
}
