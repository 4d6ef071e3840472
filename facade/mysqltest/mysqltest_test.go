package mysqltest

import (
	"database/sql"
	"strings"
	"sync"
	"testing"

	"ehr.example/portico/mappers/ehr/practice/sample"
)

func text(t *testing.T, db *sql.DB, query string, args ...any) string {
	t.Helper()
	var got sql.NullString
	if err := db.QueryRow(query, args...).Scan(&got); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	if !got.Valid {
		return "NULL"
	}
	return got.String
}

// TestPracticeHoldsTheSample counts the rows of every table.
func TestPracticeHoldsTheSample(t *testing.T) {
	db := Open(t, Practice(t, sample.Default()))
	want := map[string]int{}
	for row := range sample.Tables(sample.Default()) {
		want[row.Table]++
	}
	for table, n := range want {
		var got int
		if err := db.QueryRow("SELECT COUNT(*) FROM " + table).Scan(&got); err != nil || got != n {
			t.Errorf("%s has %d rows, not %d (%v)", table, got, n, err)
		}
	}
}

// TestKnownValues reads what the known rows' table in package sample promises.
func TestKnownValues(t *testing.T) {
	db := Open(t, Practice(t, sample.Default()))
	for _, c := range []struct{ query, want string }{
		{"SELECT lname FROM patient WHERE clinic_id = 1 AND pat_id = 1", "O'Brien"},
		{"SELECT lname FROM patient WHERE clinic_id = 2 AND pat_id = 4", `%_\`},
		{"SELECT HEX(fname) FROM patient WHERE clinic_id = 1 AND pat_id = 6", "4A6F7920F09F9880"},
		{"SELECT CONCAT('[', lname, ']') FROM patient WHERE clinic_id = 1 AND pat_id = 8", "[Blank  ]"},
		{"SELECT dob FROM patient WHERE clinic_id = 1 AND pat_id = 8", sample.ZeroDate},
		{"SELECT dob FROM patient WHERE clinic_id = 1 AND pat_id = 3", "NULL"},
		{"SELECT death_date FROM patient WHERE clinic_id = 1 AND pat_id = 12", sample.ZeroDateTime},
		{"SELECT HEX(city) FROM pat_addr WHERE chart_no = 3", "4D61796167FC657A"},
		{"SELECT LOWER(HEX(uid)) FROM encounter WHERE enc_id = 1", "c0ffee00000040008000000000000001"},
		{"SELECT start_at FROM encounter WHERE clinic_id = 1 AND pat_id = 10 ORDER BY start_at LIMIT 1 OFFSET 3", "2024-03-10 02:30:00"},
		{"SELECT result FROM lab_result WHERE ord_id = 1 AND line_no = 8", "24.10"},
		{"SELECT codes FROM chart_item WHERE item_id = 11", `LOCAL:100%_x\;ICD10:Z99.0`},
		{"SELECT title FROM chart_item WHERE item_id = 9", "Tired all the time; can't sleep, 50 %"},
		{"SELECT HEX(val) FROM imm_ext WHERE imm_id = 1 AND keyval = 'lot'", "4C303531342FE9"},
		{"SELECT extra FROM rx WHERE clinic_id = 1 AND rx_id = 1", `{"ndc": "00093-1112-01", "pharmacy": {"note": "ring \"twice\""}}`},
		{"SELECT CONVERT(body USING utf8mb4) FROM note WHERE note_no = 5", "Dear colleague, …"},
		{"SELECT LOWER(HEX(uid)) FROM uid_map WHERE clinic_id = 1 AND tbl = 'history' AND rec_id = 2", "c0ffee00000040008000000000002002"},
		{"SELECT stop_on FROM rx WHERE clinic_id = 1 AND rx_id = 1", sample.OpenEnd},
		{"SELECT weight FROM vitals WHERE clinic_id = 2 AND vit_id = 1", "68.000"},
	} {
		if got := text(t, db, c.query); got != c.want {
			t.Errorf("%s = %q, not %q", c.query, got, c.want)
		}
	}
}

func TestPracticeIsShared(t *testing.T) {
	var names [4]string
	var wait sync.WaitGroup
	for i := range names {
		wait.Go(func() { names[i] = Practice(t, sample.Sized(17)) })
	}
	wait.Wait()
	for _, name := range names {
		if name != names[0] || !strings.HasPrefix(name, "portico_test_practice_") {
			t.Errorf("%q beside %q", name, names[0])
		}
	}
	if Practice(t, sample.Sized(18)) == names[0] {
		t.Error("other options share the database")
	}
}

func TestFreshIsDropped(t *testing.T) {
	var name string
	t.Run("inner", func(t *testing.T) {
		name = Fresh(t)
		if _, err := Open(t, name).Exec("CREATE TABLE x (a INT)"); err != nil {
			t.Fatal(err)
		}
	})
	if n := text(t, Admin(t), "SELECT COUNT(*) FROM information_schema.schemata WHERE schema_name = ?", name); n != "0" {
		t.Errorf("%s is still there", name)
	}
}

func TestOpenEMR(t *testing.T) {
	db := Open(t, OpenEMR(t))
	if n := text(t, db, "SELECT COUNT(*) FROM patient_data"); n != "109" {
		t.Errorf("%s patients", n)
	}
}
