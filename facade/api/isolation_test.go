package api

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"ehr.example/portico/facade/mysqltest"
	"ehr.example/portico/mappers/ehr/practice/sample"
)

// TestIsolationHarvest reads everything of every tenant: all of it is its own, and as much as the database has.
func TestIsolationHarvest(t *testing.T) {
	e := newEstate(t)
	harvests := map[*resident]record{}
	for _, r := range residents {
		harvests[r] = e.harvest(t, r)
		t.Logf("%s: %d resources", r.id, len(harvests[r]))
		for key, body := range harvests[r] {
			for _, word := range r.never {
				if strings.Contains(body, word) {
					t.Errorf("%s of %s has %q: %s", key, r.id, word, body)
				}
			}
		}
		checkTotals(t, e, r, harvests[r])
		checkRows(t, r, harvests[r])
		checkReferences(t, r, harvests[r])
	}
	checkDisjoint(t, harvests)
}

// checkDisjoint: no tenant has a resource of another one, and sharing ids does not matter.
func checkDisjoint(t *testing.T, harvests map[*resident]record) {
	t.Helper()
	owners, shared := map[string]string{}, 0
	for r, all := range harvests {
		for key, body := range all {
			if other, taken := owners[body]; taken {
				t.Errorf("%s and %s have the same %s", r.id, other, key)
			}
			owners[body] = r.id
			if _, both := harvests[mine][key]; both && r == lake {
				shared++
			}
			if _, both := harvests[mine][key]; both && r == lake && strings.HasPrefix(key, "Encounter/") {
				t.Errorf("both clinics show %s", key)
			}
		}
	}
	if shared < 100 {
		t.Errorf("only %d ids are shared by the clinics of one database: the test proves little", shared)
	}
	t.Logf("%d resources, %d ids of lakeside are my-clinic's too", len(owners), shared)
}

// checkTotals: totals are of what the tenant has.
func checkTotals(t *testing.T, e estate, r *resident, all record) {
	t.Helper()
	for _, kind := range resourceTypes {
		want := len(all.keys(kind))
		for _, query := range []string{"_total=accurate&_count=1", "_summary=count", "_count=0"} {
			path := "/" + kind + "?" + query
			got := bundled(t, path, e.get(t, r, path))
			if got.Total == nil || *got.Total != want {
				t.Errorf("%s %s: total %v, want %d", r.id, path, got.Total, want)
			}
			if strings.HasSuffix(query, "_count=1") != (len(got.Entry) == 1) {
				t.Errorf("%s %s: %d entries", r.id, path, len(got.Entry))
			}
		}
	}
}

// counts are how many rows of a clinic the database shows, without the mapping.
var counts = map[string]string{
	"Patient":      "SELECT COUNT(*) FROM patient WHERE clinic_id = ? AND deleted = 0",
	"Practitioner": "SELECT COUNT(*) FROM staff WHERE clinic_id = ?",
	"Organization": "SELECT COUNT(*) FROM facility WHERE clinic_id = ?",
	"Encounter": `SELECT COUNT(*) FROM encounter e WHERE e.clinic_id = ?
		AND EXISTS (SELECT 1 FROM patient p WHERE p.clinic_id = e.clinic_id AND p.pat_id = e.pat_id AND p.deleted = 0)
		AND NOT EXISTS (SELECT 1 FROM deleted_record d WHERE d.clinic_id = e.clinic_id AND d.tbl = 'encounter' AND d.rec_id = e.enc_id)`,
}

// pulse and laboratory are the ids of Observations of a row.
var (
	pulse      = regexp.MustCompile(`^Observation/v(\d+)-heart-rate$`)
	laboratory = regexp.MustCompile(`^Observation/lab-(\d+)-\d+$`)
)

// checkRows compares the resources with the clinic's rows, which are read beside Portico.
func checkRows(t *testing.T, r *resident, all record) {
	t.Helper()
	db := databaseOf(t, r)
	for kind, query := range counts {
		var want int
		if err := db.QueryRowContext(t.Context(), query, r.clinic).Scan(&want); err != nil {
			t.Fatal(err)
		}
		if got := len(all.keys(kind)); got != want || want == 0 {
			t.Errorf("%s has %d %s, its database %d", r.id, got, kind, want)
		}
	}
	pulses := column(t, db, "SELECT vit_id, pulse FROM vitals WHERE pulse > 0 AND clinic_id = ?", r.clinic)
	orders := column(t, db, "SELECT ord_id, 1 FROM lab_order WHERE clinic_id = ?", r.clinic)
	compared := 0
	for key, body := range all {
		if m := laboratory.FindStringSubmatch(key); m != nil && orders[m[1]] == "" {
			t.Errorf("%s shows %s of another clinic's order", r.id, key)
		}
		if m := pulse.FindStringSubmatch(key); m != nil {
			compared++
			if !strings.Contains(body, `"valueQuantity":{"value":`+pulses[m[1]]+`,`) {
				t.Errorf("%s: the pulse of %s is %s: %s", r.id, key, pulses[m[1]], body)
			}
		}
	}
	if compared == 0 || len(orders) == 0 {
		t.Errorf("%s: nothing was compared", r.id)
	}
}

// databaseOf is a resident's database without Portico.
func databaseOf(t *testing.T, r *resident) *sql.DB {
	if r == harbor {
		return mysqltest.Open(t, mysqltest.Practice(t, harborSample()))
	}
	return mysqltest.Open(t, mysqltest.Practice(t, sample.Default()))
}

// column is the second column of a query by the first.
func column(t *testing.T, db *sql.DB, query string, args ...any) map[string]string {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	all := map[string]string{}
	for rows.Next() {
		var key, value string
		if err := rows.Scan(&key, &value); err != nil {
			t.Fatal(err)
		}
		all[key] = value
	}
	if rows.Err() != nil {
		t.Fatal(rows.Err())
	}
	return all
}

// references are those in a resource.
var references = regexp.MustCompile(`"reference":"([^"]*)"`)

// checkReferences: a reference leads to a resource of the same tenant.
func checkReferences(t *testing.T, r *resident, all record) {
	t.Helper()
	found := 0
	for key, body := range all {
		for _, m := range references.FindAllStringSubmatch(body, -1) {
			found++
			if _, there := all[m[1]]; !there {
				t.Errorf("%s of %s refers to %s, which it does not have", key, r.id, m[1])
			}
		}
	}
	t.Logf("%s: %d references", r.id, found)
}

// TestIsolationMetadata: a CapabilityStatement is its tenant's, and says nothing of others.
func TestIsolationMetadata(t *testing.T) {
	e := newEstate(t)
	for _, r := range residents {
		for _, address := range []string{r.base() + "/metadata", "http://ehr.example/tenant/" + r.id + "/fhir/metadata"} {
			w := e.send(t, http.MethodGet, address)
			var c struct {
				Implementation struct{ Description, URL string }
			}
			if err := json.Unmarshal(w.Body.Bytes(), &c); err != nil || w.Code != http.StatusOK || c.Implementation.URL != r.base() {
				t.Errorf("%s: %d %v %+v", address, w.Code, err, c)
			}
			for _, other := range residents {
				if other != r && (strings.Contains(w.Body.String(), other.id) || w.Header().Get("ETag") == e.get(t, other, "/metadata").Header().Get("ETag")) {
					t.Errorf("%s tells of %s", address, other.id)
				}
			}
		}
	}
}

// TestIsolationPages: however the pages are cut, and in whatever way they are asked for, the set is the same.
func TestIsolationPages(t *testing.T) {
	e := newEstate(t)
	for _, r := range []*resident{mine, lake} {
		for search, size := range map[string]int{
			"/Patient": 7, "/Practitioner": 1, "/Organization": 2, "/Encounter": 61, "/Observation?code=8867-4": 53,
			"/Observation?patient=1": 3,
		} {
			join := "?"
			if strings.Contains(search, "?") {
				join = "&"
			}
			small := e.pages(t, r, search+join+"_count="+strconv.Itoa(size))
			large := e.pages(t, r, search+join+"_count=1000")
			if !maps.Equal(small, large) || len(small) <= size {
				t.Errorf("%s%s: %d in pages of %d, %d at once", r.id, search, len(small), size, len(large))
			}
			posted := record{}
			kind, query, _ := strings.Cut(search, "?")
			w := e.send(t, http.MethodPost, r.base()+kind+"/_search", formType, strings.Trim(query+"&_count=1000", "&"))
			e.addTo(posted, t, r, bundled(t, fmt.Sprint("POST ", search), w))
			if !maps.Equal(posted, large) {
				t.Errorf("%s%s: %d by POST, %d by GET", r.id, search, len(posted), len(large))
			}
		}
	}
}
