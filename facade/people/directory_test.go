package people_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	_ "github.com/go-sql-driver/mysql" // tables are written through database/sql

	"ehr.example/portico/config"
	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/mysqltest"
	"ehr.example/portico/facade/people"
	"ehr.example/portico/facade/tenant"
	"ehr.example/portico/mappers"
	"ehr.example/portico/mappers/password"
)

// clinics are the sites of two tenants of one database, whose every statement the independent reader reads.
func clinics(t *testing.T) (one, two *interaction.Site, db *sql.DB) {
	t.Helper()
	name := mysqltest.Fresh(t)
	db = mysqltest.Open(t, name)
	tables, err := os.ReadFile("testdata/clinics/tables.sql")
	if err != nil {
		t.Fatal(err)
	}
	run(t, db, string(tables))
	m := mappers.Mapper{Name: "clinics", Files: os.DirFS("testdata/clinics")}
	return siteOf(t, m, name, "{clinic: 1}"), siteOf(t, m, name, "{clinic: 2}"), db
}

// run runs statements that end at the ends of lines.
func run(t *testing.T, db *sql.DB, statements string) {
	t.Helper()
	for statement := range strings.SplitSeq(statements, ";\n") {
		if strings.TrimSpace(statement) == "" {
			continue
		}
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

// siteOf is a tenant of a mapper over a database, whose every statement the independent reader reads.
func siteOf(t *testing.T, m mappers.Mapper, database, settings string) *interaction.Site {
	t.Helper()
	c, err := config.Parse("portico.yaml", []byte("base_url: http://ehr.example\nverify_sql: true"))
	if err != nil {
		t.Fatal(err)
	}
	set := tenant.NewSet(tenant.Options{Config: c, Mappers: map[string]mappers.Mapper{m.Name: m}})
	t.Cleanup(func() {
		if err := set.Close(); err != nil {
			t.Error(err)
		}
	})
	text := fmt.Sprintf("id: c1\nname: Clinic\nmapper: %s\ntime_zone: UTC\ndatabase: {dsn: %q}\nsettings: %s\n", m.Name, mysqltest.DSN(t, database), settings)
	one, err := config.ParseTenant("c1.yaml", []byte(text), c)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range set.Replace(t.Context(), []*config.Tenant{one}, nil) {
		t.Fatalf("%s: %v", f.Tenant, f.Err)
	}
	s, err := set.ByID("c1").Site(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func directoryOf(s *interaction.Site) *people.Directory {
	return people.NewDirectory(func(context.Context) (*interaction.Site, error) { return s, nil }, password.NewBudget())
}

// TestSignIn tries names and passwords. What is refused is refused with one and the same error.
func TestSignIn(t *testing.T) {
	one, two, _ := clinics(t)
	first, second := directoryOf(one), directoryOf(two)
	said := map[string]bool{}
	for _, c := range []struct {
		at          *people.Directory
		name, typed string
		want        string // who it is; "": nobody
		why         string
	}{
		{first, "ada", "secret", "staff-1 ada doc Practitioner/1 [doctor] []", ""},
		{first, "unlocked", "secret", "staff-4 unlocked doc Practitioner/1 [doctor] []", ""},
		{first, "Salted", "secret", "staff-13 Salted doc  [doctor] []", ""},
		{first, "mum", "secret", "staff-14 mum kin RelatedPerson/1 [family] [1 2]", ""},
		{first, "dear", "correct horse", "staff-20 dear doc Practitioner/1 [doctor] []", ""},
		{first, "pat@x", "secret", "portal-702d31  Patient/1 [patient] []", ""},
		{first, "PAT@X", "secret", "portal-702d31  Patient/1 [patient] []", ""}, // by collation, as the portal does
		{second, "bob", "secret", "staff-15 bob doc Practitioner/3 [doctor] []", ""},
		{second, "ada", "other", "staff-16 ada doc Practitioner/3 [doctor] []", ""},

		{first, "bob", "secret", "", "another one"}, // of the other clinic
		{second, "unlocked", "secret", "", "another one"},
		{second, "pat@x", "secret", "", "another one"},
		{first, "pat3@x", "secret", "", "another one"},
		{first, "ada", "other", "", "another one"}, // the other clinic's password
		{second, "ada", "secret", "", "another one"},
		{first, "ada", "Secret", "", "another one"},
		{first, "ada", "", "", "another one"},
		{first, "ada", "secret\x00", "", "another one"},
		{first, "", "secret", "", "another one"},
		{first, " ", "secret", "", "another one"},
		{first, "ADA", "secret", "", "another one"}, // exact
		{first, "ada ", "secret", "", "another one"},
		{first, "ädä", "secret", "", "another one"},
		{first, "ada\x00", "secret", "", "another one"},
		{first, "ada' OR '1'='1", "secret", "", "another one"},
		{first, "' OR 1=1 -- ", "secret", "", "another one"},
		{first, `ada\' OR 1=1#`, "secret", "", "another one"},
		{first, "%", "secret", "", "another one"},
		{first, "a_a", "secret", "", "another one"},
		{first, "0", "secret", "", "another one"},
		{first, "\xff\xfe", "secret", "", "another one"},
		{first, "日本@x", "secret", "", "another one"}, // nothing that latin1 could hold
		{first, strings.Repeat("a", 300), "secret", "", "another one"},
		{first, "nobody", "secret", "", "another one"},
		{first, "nullhash", "", "", "no form"},
		{first, "nullhash", "secret", "", "no form"},
		{first, "emptyhash", "", "", "no form"},
		{first, "plain", "secret", "", "no form"},
		{first, "absurd", "secret", "", "no form"},
		{first, "off", "secret", "", "switched off or locked"},
		{first, "locked", "secret", "", "switched off or locked"},
		{first, "off", "wrong", "", "another one"},
		{first, "twin", "secret", "", "several rows"},
		{first, "both@x", "secret", "", "several rows"}, // one of each table
		{first, "janitor", "secret", "", "no role is known"},
		{first, "nojob", "secret", "", "no role is known"},
		{first, "DOC", "secret", "", "no role is known"}, // its job is Doc
	} {
		u, err := c.at.SignIn(t.Context(), c.name, c.typed)
		got := ""
		if err == nil {
			got = fmt.Sprintf("%s %s %s %v %v", u.ID, u.Name, u.FHIRUser, u.Roles, u.Patients)
		}
		if got != c.want || c.want == "" && (!errors.Is(err, people.ErrNobody) || !strings.Contains(err.Error(), c.why)) {
			t.Errorf("%q with %q is %q: %v", c.name, c.typed, got, err)
		}
		if err != nil && !reflect.DeepEqual(u, interaction.User{}) {
			t.Errorf("the refusal of %q gives %+v", c.name, u)
		}
		if err != nil {
			said[err.Error()] = true
		}
	}
	if len(said) != 5 { // none of them holds a name
		t.Errorf("refusals say %v", said)
	}
}

// TestNamed: whom somebody else recognised needs no password, and may sign in no more than others.
func TestNamed(t *testing.T) {
	one, two, _ := clinics(t)
	for name, want := range map[string]string{
		"ada": "staff-1", "nullhash": "staff-5", "pat@x": "portal-702d31", "off": "", "locked": "", "twin": "", "both@x": "", "janitor": "", "bob": "", "ADA": "", "": "", "nobody": "",
	} {
		u, err := directoryOf(one).Named(t.Context(), name)
		if u.ID != want || (want == "") != errors.Is(err, people.ErrNobody) {
			t.Errorf("%q is %q: %v", name, u.ID, err)
		}
	}
	if u, err := directoryOf(two).Named(t.Context(), "unlocked"); !errors.Is(err, people.ErrNobody) {
		t.Errorf("another tenant's user is %+v: %v", u, err)
	}
}

// TestReach: what users may see comes of their role and of who they are. A reference that leads to a row that is gone, or to
// another tenant's, is none.
func TestReach(t *testing.T) {
	one, _, _ := clinics(t)
	d := directoryOf(one)
	scopes, err := access.ParseScopes("user/*.rs patient/*.rs openid fhirUser")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"ada": "reach everyone, scopes user/*.rs patient/*.rs openid fhirUser", "mum": "reach 1 2, scopes user/Patient.rs patient/Patient.rs openid fhirUser",
		"pat@x": "reach 1, scopes user/*.rs patient/*.rs openid fhirUser", "leaver": "reach everyone", "stranger": "reach everyone", "dead@x": "scopes user/*.rs",
	} {
		u, err := d.SignIn(t.Context(), name, "secret")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if (name == "leaver" || name == "stranger" || name == "dead@x") && u.FHIRUser != "" {
			t.Errorf("%s is %s", name, u.FHIRUser)
		}
		g, err := access.NewGrant("c1", one.Roles.Bind(access.Claims{Patient: "3", Scopes: scopes}, u.Person()))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(g.String(), want) {
			t.Errorf("%s: %s", name, g)
		}
		if name == "dead@x" && (g.Allows("Patient", access.Read) || g.Allows("Practitioner", access.Search)) {
			t.Errorf("who is nobody sees something: %s", g)
		}
	}
}

// TestCurrent: what the EHR changes of a user holds at the next look.
func TestCurrent(t *testing.T) {
	one, two, db := clinics(t)
	d := directoryOf(one)
	change := func(statement string) {
		t.Helper()
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	current := func(id string) error {
		_, err := d.Current(t.Context(), id)
		return err
	}
	if err := current("staff-1"); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct{ bad, good string }{
		{"UPDATE account SET off = 1 WHERE id = 1", "UPDATE account SET off = 0 WHERE id = 1"},
		{"UPDATE account SET locked_until = '2999-01-01' WHERE id = 1", "UPDATE account SET locked_until = NULL WHERE id = 1"},
		{"UPDATE account SET job = 'janitor' WHERE id = 1", "UPDATE account SET job = 'doc' WHERE id = 1"},
		{"UPDATE account SET clinic_id = 2 WHERE id = 1", "UPDATE account SET clinic_id = 1 WHERE id = 1"},
		{"UPDATE account SET id = 1001 WHERE id = 1", "UPDATE account SET id = 1 WHERE id = 1001"},
	} {
		change(step.bad)
		if err := current("staff-1"); !errors.Is(err, people.ErrNobody) {
			t.Errorf("%s: %v", step.bad, err)
		}
		change(step.good)
		if err := current("staff-1"); err != nil {
			t.Errorf("%s: %v", step.good, err)
		}
	}
	for _, id := range []string{"", "1", "staff-", "staff-01", "staff-1 ", "staff-1-1", "Staff-1", "portal-1", "staff-15", "staff-99999999999999999999", "portal-702D31"} {
		if err := current(id); !errors.Is(err, people.ErrNobody) {
			t.Errorf("%q: %v", id, err)
		}
	}
	if _, err := directoryOf(two).Current(t.Context(), "staff-1"); !errors.Is(err, people.ErrNobody) {
		t.Error("another tenant's user is current", err)
	}
}

// TestAway: a database that is away is no refusal.
func TestAway(t *testing.T) {
	one, _, _ := clinics(t)
	d := directoryOf(one)
	ctx, cancel := context.WithTimeout(t.Context(), time.Nanosecond)
	defer cancel()
	if _, err := d.SignIn(ctx, "ada", "secret"); err == nil || errors.Is(err, people.ErrNobody) {
		t.Error(err)
	}
	if _, err := d.Current(ctx, "staff-1"); err == nil || errors.Is(err, people.ErrNobody) {
		t.Error(err)
	}
}
