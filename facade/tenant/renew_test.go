package tenant

import (
	"context"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/mysql"
	"ehr.example/portico/facade/mysqltest"
	"ehr.example/portico/facade/outcome"
	"ehr.example/portico/mappers"
	"ehr.example/portico/mappers/ehr/practice"
	"ehr.example/portico/mappers/ehr/practice/sample"
)

// TestIndexDropped: searches that were planned with an index go on when it is dropped, with the same result, and are planned
// without it soon, and with it again when it is back and the tenants are read again.
func TestIndexDropped(t *testing.T) {
	database := mysqltest.Fresh(t)
	db := mysqltest.Open(t, database)
	if err := sample.Load(t.Context(), db, sample.Default()); err != nil {
		t.Fatal(err)
	}
	var forced atomic.Int64 // statements that name the index
	s := NewSet(Options{
		Config: process(t), Mappers: map[string]mappers.Mapper{"practice": practice.Mapper}, Version: "test",
		Observe: func(ran mysql.Statement) {
			if strings.Contains(ran.Text, "FORCE INDEX (`pat_dob`)") {
				forced.Add(1)
			}
		},
	})
	t.Cleanup(func() { _ = s.Close() })
	one := parse(t, process(t), "one", mysqltest.DSN(t, database), sound)
	tight := parse(t, process(t), "tight", mysqltest.DSN(t, database), sound+"\nlimits: {sort_max: 5}")
	replace(t, s, one, tight)
	ids := func(id string) (string, error) {
		t.Helper()
		site, err := s.ByID(id).Site(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		page, _, err := interaction.Search(t.Context(), site, access.Open(id), "Patient", url.Values{"_sort": {"birthdate"}, "_count": {"7"}}, false)
		var out []string
		for _, e := range page.Entries {
			out = append(out, e.FullURL[strings.LastIndexByte(e.FullURL, '/')+1:])
		}
		return strings.Join(out, " "), err
	}
	sorted := func(id string) string {
		t.Helper()
		got, err := ids(id)
		if err != nil {
			t.Fatalf("%s: %v", id, err)
		}
		return got
	}
	want := sorted("one")
	if sorted("tight") != want || forced.Load() == 0 {
		t.Fatalf("%q, %d statements name the index", want, forced.Load())
	}
	run := func(statement string) {
		t.Helper()
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	before := siteOf(t, s, "one")
	run("DROP INDEX pat_dob ON patient")
	for range 3 {
		if got := sorted("one"); got != want {
			t.Errorf("without its index the order is %q, not %q", got, want)
		}
	}
	// Planned anew, the order has no index: what the tenant may have sorted bounds it.
	eventually(t, "the tenants are not built anew", func() bool { return siteOf(t, s, "one") != before })
	eventually(t, "the other tenant of the database is not built anew", func() bool {
		_, err := ids("tight")
		return err != nil && outcome.From(err).Code() == outcome.CodeTooCostly
	})
	forced.Store(0)
	if got := sorted("one"); got != want || forced.Load() > 0 {
		t.Errorf("%q, and %d statements name an index that is not there", got, forced.Load())
	}
	run("CREATE INDEX pat_dob ON patient (clinic_id, dob)")
	replace(t, s, one, tight)
	if got := sorted("tight"); got != want || forced.Load() == 0 {
		t.Errorf("%q, and %d statements name the index that is back", got, forced.Load())
	}
}

// eventually waits until something holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for !holds() {
		select {
		case <-ctx.Done():
			t.Fatal(what)
		case <-time.After(20 * time.Millisecond):
		}
	}
}
