package interaction_test

import (
	"os"
	"testing"
	"time"

	"golang.org/x/sync/semaphore"

	"ehr.example/portico/facade/bundle"
	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/mysql"
	"ehr.example/portico/facade/mysqltest"
	"ehr.example/portico/facade/tenancy"
	"ehr.example/portico/mappers"
	"ehr.example/portico/mappers/ehr/practice/sample"
	"ehr.example/portico/mappers/program"
)

// clinic is what the tests' tenants of practice differ in.
type clinic struct {
	id, zone string
	settings map[string]string
}

// today is the time of every request, so that what depends on the clock does not change from day to day.
var today = time.Date(2026, 3, 8, 15, 4, 5, 0, time.UTC)

var (
	myClinic = clinic{"my-clinic", "America/New_York", map[string]string{
		"clinic": "1", "mrn_system": "https://my-clinic.example/mrn",
		"weight_unit": "[lb_av]", "height_unit": "[in_i]", "temperature_unit": "[degF]",
	}}
	lakeside = clinic{"lakeside", "America/Denver", map[string]string{
		"clinic": "2", "mrn_system": "https://lakeside.example/mrn",
		"weight_unit": "kg", "height_unit": "cm", "temperature_unit": "Cel",
	}}
)

// practiceSites are the two clinics that share one database, each statement checked by the independent reader.
func practiceSites(t testing.TB) (my, lake *interaction.Site) {
	t.Helper()
	db := open(t, mysqltest.DSN(t, mysqltest.Practice(t, sample.Default())))
	p := compiled(t, mappers.Mapper{Name: "practice", Files: os.DirFS("../../mappers/ehr/practice")}, db)
	return site(t, db, p, myClinic), site(t, db, p, lakeside)
}

func open(t testing.TB, dsn string) *mysql.Database {
	t.Helper()
	db, err := mysql.Open(mysql.Config{DSN: dsn})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func compiled(t testing.TB, m mappers.Mapper, db *mysql.Database) *program.Program {
	t.Helper()
	s, err := db.Schema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p, _, err := m.Compile(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func site(t testing.TB, db *mysql.Database, p *program.Program, c clinic) *interaction.Site {
	t.Helper()
	reader, err := tenancy.NewReader(p.Tenancy)
	if err != nil {
		t.Fatal(err)
	}
	sealer, err := bundle.NewSealer(c.id, [][]byte{[]byte("0123456789abcdef0123456789abcdef")})
	if err != nil {
		t.Fatal(err)
	}
	zone, err := time.LoadLocation(c.zone)
	if err != nil {
		t.Fatal(err)
	}
	s, _, err := interaction.WithConstants(t.Context(), interaction.Site{
		Tenant: c.id, Name: c.id, BaseURL: "http://" + c.id + ".example/fhir", Program: p, Settings: c.settings,
		Zone: program.Zone{Location: zone}, Tag: []byte(`{"system":"https://portico.example/tenant","code":"` + c.id + `"}`),
		DB: db, Verify: reader.Check, Sealer: sealer, Slots: semaphore.NewWeighted(8), Wait: time.Second,
		Counts: interaction.Counts{Default: 50, Max: 1000}, Started: time.Now(), Version: "test", Clock: func() time.Time { return today },
	})
	if err != nil {
		t.Fatal(err)
	}
	return interaction.NewSite(s)
}
