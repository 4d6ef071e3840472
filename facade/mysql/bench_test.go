package mysql

import (
	"context"
	"database/sql"
	"testing"

	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// BenchmarkPage reads 50 rows of 12 columns: through a Session, and by hand on database/sql with a prepared statement.
func BenchmarkPage(b *testing.B) {
	d := fixtureOf(b, Config{},
		"CREATE TABLE x (id INT PRIMARY KEY, n INT, u BIGINT UNSIGNED, w DECIMAL(8,3), at DATETIME, d DATE, f FLOAT, a VARCHAR(20), b VARCHAR(20), c VARCHAR(20), e VARCHAR(20), g INT NULL) DEFAULT CHARSET=utf8mb4",
		"INSERT INTO x SELECT seq, seq * 3, seq * 1000, seq / 7, '2024-03-10 02:30:00', '1931-02-03', 98.6, 'Alexandra', 'Miller', '', 'Denver', NULL FROM seq_1_to_1000")
	sel := &sqltree.Select{From: from("x"), Where: sqltree.Compare(column("id"), ">", sqltree.Arg{Value: int64(400)}), OrderBy: []sqltree.Order{{X: column("id")}}, Limit: 50}
	for _, name := range []string{"id", "n", "u", "w", "at", "d", "f", "a", "b", "c", "e", "g"} {
		sel.Columns = append(sel.Columns, column(name))
	}
	var rows program.Rows
	b.Run("session", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			s, err := d.Session(b.Context())
			if err != nil {
				b.Fatal(err)
			}
			if err := s.Query(sel, settings{}, &rows); err != nil {
				b.Fatal(err)
			}
			s.Close()
		}
	})
	b.Run("statement", func(b *testing.B) {
		b.ReportAllocs()
		s := session(b, b.Context(), d.Database)
		for b.Loop() {
			if err := s.Query(sel, settings{}, &rows); err != nil {
				b.Fatal(err)
			}
		}
	})
	var printer sqltree.Printer
	printer.Values = settings{}
	text, args := printer.Statement(sel)
	b.Run("by-hand", func(b *testing.B) { byHand(b, d.admin, text, args, &rows) })
}

func byHand(b *testing.B, pool *sql.DB, text string, args []any, into *program.Rows) {
	statement, err := pool.Prepare(text)
	if err != nil {
		b.Fatal(err)
	}
	defer statement.Close()
	b.ReportAllocs()
	raw, targets := make([]sql.RawBytes, 12), make([]any, 12)
	for i := range raw {
		targets[i] = &raw[i]
	}
	for b.Loop() {
		into.Reset(12)
		if err := scanAll(b.Context(), statement, args, targets, func() { into.Append(raw) }); err != nil {
			b.Fatal(err)
		}
	}
}

func scanAll(ctx context.Context, statement *sql.Stmt, args, targets []any, each func()) error {
	rows, err := statement.QueryContext(ctx, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		each()
	}
	return rows.Err()
}
