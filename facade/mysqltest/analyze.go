package mysqltest

import (
	"testing"
)

// Analyze has the server look at all tables of a database. It does so by itself, but some time after many rows have changed: until
// then its optimizer chooses by what the tables were before.
func Analyze(t testing.TB, database string) {
	t.Helper()
	db := Open(t, database)
	var tables string
	ask := "SELECT GROUP_CONCAT(CONCAT('`', table_name, '`')) FROM information_schema.tables WHERE table_schema = ? AND table_type = 'BASE TABLE'"
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(t.Context(), "SET SESSION group_concat_max_len = 1048576"); err != nil {
		t.Fatal(err)
	}
	if err := conn.QueryRowContext(t.Context(), ask, database).Scan(&tables); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.ExecContext(t.Context(), "ANALYZE TABLE "+tables); err != nil {
		t.Fatal(err)
	}
}
