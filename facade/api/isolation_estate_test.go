package api

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"ehr.example/portico/config"
	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/audit"
	"ehr.example/portico/facade/mysqltest"
	"ehr.example/portico/facade/tenant"
	"ehr.example/portico/mappers"
	"ehr.example/portico/mappers/ehr/practice"
	"ehr.example/portico/mappers/ehr/practice/sample"
)

// resident is a tenant of the estate.
type resident struct {
	id     string
	clinic int
	file   string   // its file, without id and database
	never  []string // what stands in other tenants' resources, and in none of its own
}

// base is the resident's canonical address.
func (r *resident) base() string { return "http://" + r.id + ".ehr.example/fhir" }

var (
	mine = &resident{
		id: "my-clinic", clinic: 1,
		file:  "name: My Clinic\ntime_zone: America/New_York\nsettings: {clinic: 1, mrn_system: 'https://my-clinic.example/mrn'}",
		never: []string{"lakeside", "Lakeside", "harbor", "Harbor", "Boulder", "Denver", "Longmont", "Cañon City", "(303)", `"kg"`, `"Cel"`},
	}
	lake = &resident{
		id: "lakeside", clinic: 2,
		file: "name: Lakeside Family Practice\ntime_zone: America/Denver\n" +
			"settings: {clinic: 2, mrn_system: 'https://lakeside.example/mrn', weight_unit: kg, height_unit: cm, temperature_unit: Cel}",
		never: []string{"my-clinic", "My Clinic", "harbor", "Harbor", "Brookline", "Foxborough", "02445", "(617)", "[lb_av]", "[degF]"},
	}
	// harbor has the first clinic's number, in a database of its own.
	harbor = &resident{
		id: "harbor", clinic: 1,
		file:  "name: Harbor\ntime_zone: America/Los_Angeles\nsettings: {clinic: 1, mrn_system: 'https://harbor.example/mrn'}",
		never: []string{"my-clinic", "My Clinic", "lakeside", "Lakeside", "Boulder", "Denver", "Longmont", "Cañon City"},
	}
	residents = []*resident{mine, lake, harbor}
)

// resourceTypes are those of the mapper practice.
var resourceTypes = []string{
	"AllergyIntolerance", "Binary", "Condition", "DiagnosticReport", "DocumentReference", "Encounter", "Immunization", "Location", "Medication", "MedicationRequest",
	"Observation", "Organization", "Patient", "Practitioner", "Procedure", "Provenance", "RelatedPerson",
}

// harborSample is another clinic 1.
func harborSample() sample.Options {
	return sample.Options{Seed: 9, Clinics: []sample.Clinic{
		{ID: 1, Name: "Harbor", Patients: 20, Zone: "America/Los_Angeles", HeavyEncounters: 20},
	}}
}

// estate is an API over the residents: my-clinic and lakeside share a database.
type estate struct{ *site }

// newEstate serves the residents, each statement verified. A request may carry its grant: see granted.
func newEstate(t testing.TB) estate {
	t.Helper()
	shared := newSharedDSN(t)
	own := mysqltest.DSN(t, mysqltest.Practice(t, harborSample()))
	return serve(t, "", map[*resident]string{mine: shared, lake: shared, harbor: own})
}

// serve serves residents on their databases; the limits are a line of the process's configuration.
func serve(t testing.TB, limits string, databases map[*resident]string) estate {
	t.Helper()
	c, err := config.Parse("portico.yaml", []byte("base_url: http://ehr.example\nverify_sql: true\n"+limits))
	if err != nil {
		t.Fatal(err)
	}
	var tenants []*config.Tenant
	for r, dsn := range databases {
		text := fmt.Sprintf("id: %s\nmapper: practice\ndatabase: {dsn: %q}\n%s\n", r.id, dsn, r.file)
		parsed, err := config.ParseTenant(r.id+".yaml", []byte(text), c)
		if err != nil {
			t.Fatal(err)
		}
		tenants = append(tenants, parsed)
	}
	set := tenant.NewSet(tenant.Options{Config: c, Mappers: map[string]mappers.Mapper{"practice": practice.Mapper}, Version: "test"})
	t.Cleanup(func() { _ = set.Close() })
	for _, f := range set.Replace(context.Background(), tenants, nil) {
		t.Logf("%s: %v", f.Tenant, f.Err)
	}
	s := &site{}
	o := Options{Tenants: set, RequestBody: c.Limits.RequestBody, Logger: slog.New(slog.NewTextHandler(&s.log, nil)), Grants: granted}
	o.Observer = audit.Observers{audit.Log(o.Logger), audit.ObserverFunc(s.observe)}
	if s.API, err = New(o); err != nil {
		t.Fatal(err)
	}
	return estate{s}
}

func (s *site) observe(e audit.Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.events = append(s.events, e)
}

// granted is the grant in the request's headers: "Grant-Patient: 1" binds it to a patient, "Grant-Tenant: x" is one
// that another tenant gave; without them it is open.
func granted(r *http.Request, tenant string) (access.Grant, error) {
	if other := r.Header.Get("Grant-Tenant"); other != "" {
		tenant = other
	}
	if patient, bound := r.Header["Grant-Patient"]; bound {
		return access.ForPatient(tenant, patient[0]), nil
	}
	return access.Open(tenant), nil
}

// send sends a request of any kind to a full address. Headers are "Name: value", a text without a colon is the body.
func (e estate) send(t testing.TB, method, address string, more ...string) *httptest.ResponseRecorder {
	t.Helper()
	w := answered(t, e, method, address, more)
	discreet(t, method+" "+address, w.Code, w.Body.String())
	return w
}

// get reads below a resident's base.
func (e estate) get(t testing.TB, r *resident, path string, more ...string) *httptest.ResponseRecorder {
	t.Helper()
	return e.send(t, http.MethodGet, r.base()+path, more...)
}

// insides are words of the house: statements, tables, code, addresses.
var insides = regexp.MustCompile(`(?i)\bselect\b.*\bfrom\b|\bwhere\b .*=|clinic_id|pat_addr|lab_result|lab_order|code_list|deleted_record|chart_item|charge_slip|list_touch|` +
	`pat_id|enc_id|portico_test|root@|tcp\(|127\.0\.0\.1|:\d{5}\b|goroutine|\.go\b|mariadb|mysql|information_schema|panic|driver`)

// discreet checks that a refusal tells nothing of the house.
func discreet(t testing.TB, name string, status int, body string) {
	t.Helper()
	if status < http.StatusBadRequest {
		return
	}
	if found := insides.FindString(body); found != "" && !insides.MatchString(name) {
		t.Errorf("%s: %d tells %q: %s", name, status, found, body)
	}
	for _, r := range residents {
		for _, word := range []string{r.id, strings.SplitN(r.file, "\n", 2)[0][len("name: "):]} {
			if strings.Contains(body, word) && !strings.Contains(name, word) {
				t.Errorf("%s: %d names %s: %s", name, status, word, body)
			}
		}
	}
}

// newSharedDSN is where my-clinic and lakeside are.
func newSharedDSN(t testing.TB) string {
	t.Helper()
	return mysqltest.DSN(t, mysqltest.Practice(t, sample.Default()))
}
