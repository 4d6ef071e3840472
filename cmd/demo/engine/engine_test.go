//go:build gms_pure_go

package engine

import (
	"context"
	"database/sql"
	"strings"
	"syscall"
	"testing"
	"time"

	_ "github.com/go-sql-driver/mysql"

	"ehr.example/portico/mappers/ehr/practice/sample"
)

// start gives a running engine and one connection of its own.
func start(t *testing.T, o sample.Options) (*Engine, *sql.Conn) {
	t.Helper()
	e, err := Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	db, err := sql.Open("mysql", e.DSN(Database))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return e, conn
}

// column gives the first column of all rows, joined by commas.
func column(conn *sql.Conn, query string, args ...any) (string, error) {
	rows, err := conn.QueryContext(context.Background(), query, args...)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var v sql.NullString
		if err := rows.Scan(&v); err != nil {
			return "", err
		}
		if !v.Valid {
			v.String = "NULL"
		}
		all = append(all, v.String)
	}
	return strings.Join(all, ","), rows.Err()
}

// TestStart: filling the database takes processor time in proportion to its rows, not to their square, which would be sixteen
// times as much. What else the machine does is not counted, and of three fillings the least disturbed one is.
func TestStart(t *testing.T) {
	spent := func() time.Duration {
		var used syscall.Rusage
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
			t.Fatal(err)
		}
		return time.Duration(used.Utime.Nano())
	}
	took := func(patients int) time.Duration {
		least := time.Hour
		for range 3 {
			begin := spent()
			start(t, sample.Sized(patients))
			least = min(least, spent()-begin)
		}
		return least
	}
	few, many := took(30), took(120)
	if many > 10*few {
		t.Errorf("30 patients a clinic took %v, 120 took %v", few, many)
	}
}

func TestTablesAreThere(t *testing.T) {
	_, conn := start(t, sample.Default())
	want := map[string]int{}
	for row := range sample.Tables(sample.Default()) {
		want[row.Table]++
	}
	for table, n := range want {
		var got, columns, keys int
		if err := conn.QueryRowContext(t.Context(), "SELECT COUNT(*) FROM `"+table+"`").Scan(&got); err != nil || got != n {
			t.Errorf("%s has %d rows, not %d (%v)", table, got, n, err)
		}
		err := conn.QueryRowContext(t.Context(), "SELECT (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = ? "+
			"AND table_name = ?), (SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = ? AND "+
			"table_name = ? AND index_name = 'PRIMARY')", Database, table, Database, table).Scan(&columns, &keys)
		if err != nil || columns < len(sample.Columns(table)) || keys == 0 {
			t.Errorf("information_schema: %s has %d columns, %d of them in the key (%v)", table, columns, keys, err)
		}
	}
}

// TestAnswers holds what the engine answers to the statements that portico is made of; each with
// arguments goes as a prepared statement.
func TestAnswers(t *testing.T) {
	_, conn := start(t, sample.Default())
	if _, err := conn.ExecContext(t.Context(), "SET time_zone = '+00:00'"); err != nil {
		t.Fatal(err)
	}
	uid := "\xc0\xff\xee\x00\x00\x00\x40\x00\x80\x00\x00\x00\x00\x00\x00\x01"
	for _, c := range []struct {
		query string
		args  []any
		want  string
	}{
		{"SELECT pat_id FROM patient WHERE clinic_id = ? AND lname = ? AND pat_id < 10", []any{1, "o'brien"}, "1"},
		{"SELECT pat_id FROM patient WHERE clinic_id = ? AND BINARY lname = ? AND pat_id < 10", []any{1, "O'Brien"}, "1"},
		{"SELECT pat_id FROM patient WHERE clinic_id = ? AND BINARY lname = ?", []any{1, "o'brien"}, ""},
		{"SELECT pat_id FROM patient WHERE clinic_id = ? AND lname LIKE ? ESCAPE '|' AND pat_id < 17", []any{1, "per|%%"}, "4"},
		{"SELECT pat_id FROM patient WHERE clinic_id = ? AND fname LIKE ? AND pat_id < 17", []any{1, "jose%"}, "2"},
		{"SELECT HEX(fname) FROM patient WHERE clinic_id = ? AND pat_id = ?", []any{1, sample.Emoji}, "4A6F7920F09F9880"},
		{"SELECT city FROM pat_addr WHERE chart_no = ?", []any{3}, "Mayagüez"},
		{"SELECT enc_id FROM encounter WHERE uid = ?", []any{[]byte(uid)}, "1"},
		{"SELECT HEX(uid) FROM encounter WHERE enc_id = ?", []any{30}, "C0FFEE0000004000800000000000001E"},
		{"SELECT dob FROM patient WHERE clinic_id = ? AND pat_id IN (3, 8)", []any{1}, "NULL," + sample.ZeroDate},
		{"SELECT death_date FROM patient WHERE clinic_id = ? AND pat_id = ?", []any{1, sample.Dead}, sample.ZeroDateTime},
		{"SELECT pat_id FROM patient WHERE clinic_id = 1 AND dob = '0000-00-00' AND pat_id < 17", nil, "8"},
		{"SELECT pat_id FROM patient WHERE clinic_id = 1 AND dob <> '0000-00-00' AND pat_id IN (1, 3, 8)", nil, "1"},
		{"SELECT enc_id FROM encounter WHERE clinic_id = ? AND pat_id = ? AND start_at >= ? AND start_at < ?", []any{1, sample.Clock, "2024-03-10 02:00:00", "2024-03-10 03:00:00"}, "22,23"},
		{"SELECT start_at FROM encounter WHERE enc_id = 23", nil, "2024-03-10 02:30:00"},
		{"SELECT last_upd FROM encounter WHERE enc_id = 1", nil, "2024-05-14 13:00:00"},
		{"SELECT temp FROM vitals WHERE clinic_id = ? AND vit_id = ?", []any{1, 1}, "98.60"},
		{"SELECT vit_id FROM vitals v WHERE v.clinic_id = ? AND v.pat_id = ? AND NOT EXISTS (SELECT 1 FROM deleted_record d WHERE d.clinic_id = v.clinic_id AND d.tbl = 'vitals' AND d.rec_id = v.vit_id)", []any{1, 1}, "1,3,4"},
		{"SELECT STRAIGHT_JOIN e.enc_id FROM patient p JOIN encounter e ON e.clinic_id = p.clinic_id AND e.pat_id = p.pat_id WHERE p.clinic_id = ? AND p.pat_id = ? ORDER BY e.enc_id", []any{2, 1}, "5,6,7,8"},
		{"SELECT e.enc_id FROM patient p STRAIGHT_JOIN encounter e ON e.clinic_id = p.clinic_id AND e.pat_id = p.pat_id WHERE p.clinic_id = ? AND p.pat_id = ? ORDER BY e.enc_id", []any{2, 1}, "5,6,7,8"},
		{"SELECT pat_id FROM patient WHERE clinic_id = ? AND (lname > ? OR (lname = ? AND pat_id > ?)) AND pat_id < 17 ORDER BY lname, pat_id LIMIT 2", []any{1, "Garcia", "Garcia", 15}, "16,7"},
		{"SELECT (1 = NULL) IS NOT TRUE", nil, "1"},
		{"SELECT /*+ MAX_EXECUTION_TIME(1000) */ 1", nil, "1"},
	} {
		got, err := column(conn, c.query, c.args...)
		if err != nil || got != c.want {
			t.Errorf("%s %v = %q, not %q (%v)", c.query, c.args, got, c.want, err)
		}
	}
}

// TestStatements says which statements of a session the engine takes, and which it refuses in which
// words.
func TestStatements(t *testing.T) {
	for _, c := range []struct {
		statement string
		refused   string
	}{
		{"SET time_zone = '+00:00'", ""},
		{"SET NAMES utf8mb4", ""},
		{"SET SESSION sql_mode = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION'", ""},
		{"SET SESSION TRANSACTION READ ONLY", ""},
		{"SET SESSION max_execution_time = 5000", ""},
		{"SET SESSION lock_wait_timeout = 5", ""},
		{"SET SESSION transaction_isolation = 'REPEATABLE-READ'", ""},
		{"START TRANSACTION", ""},
		{"START TRANSACTION READ ONLY", ""},
		{"START TRANSACTION WITH CONSISTENT SNAPSHOT", ""},
		{"KILL QUERY 99999", ""},
		{"SET SESSION max_statement_time = 5", "Unknown system variable"},
		{"SET max_statement_time = 5", "could not be found"},
		{"SET SESSION optimizer_switch = 'mrr=on'", "Unknown system variable"},
		{"SET SESSION innodb_lock_wait_timeout = 5", "can't be set"},
		{"SET join_cache_level = 0", "could not be found"},
		{"SET STATEMENT max_statement_time = 5 FOR SELECT 1", "syntax error"},
		{"START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY", "syntax error"},
		{"SELECT COUNT(*) FROM patient FORCE INDEX (PRIMARY)", "syntax error"},
	} {
		_, conn := start(t, sample.Options{Clinics: []sample.Clinic{{ID: 1, Patients: 1}}})
		_, err := conn.ExecContext(t.Context(), c.statement)
		switch {
		case c.refused == "" && err != nil:
			t.Errorf("%s: %v", c.statement, err)
		case c.refused != "" && (err == nil || !strings.Contains(err.Error(), c.refused)):
			t.Errorf("%s: %v, not %q", c.statement, err, c.refused)
		}
	}
}

// TestReadOnlySessionIsNotEnforced: the engine is no second wall, so nothing is proved with it.
func TestReadOnlySessionIsNotEnforced(t *testing.T) {
	_, conn := start(t, sample.Options{Clinics: []sample.Clinic{{ID: 1, Patients: 1}}})
	for _, statement := range []string{
		"SET SESSION TRANSACTION READ ONLY",
		"UPDATE patient SET lname = 'x' WHERE clinic_id = 1 AND pat_id = 1",
	} {
		if _, err := conn.ExecContext(t.Context(), statement); err != nil {
			t.Errorf("%s: %v", statement, err)
		}
	}
}
