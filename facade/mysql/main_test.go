package mysql

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"go.uber.org/goleak"

	"ehr.example/portico/facade/mysqltest"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fixture is a database of the test's own: the pool under test, and an administrator beside it.
type fixture struct {
	*Database
	admin *sql.DB
}

// fixtureOf makes a database with these statements and opens it. Zero limits become short ones.
func fixtureOf(t testing.TB, cfg Config, statements ...string) fixture {
	t.Helper()
	name := mysqltest.Fresh(t)
	admin := mysqltest.Open(t, name)
	admin.SetMaxOpenConns(1)
	for _, s := range append([]string{"SET SESSION sql_mode = ''"}, statements...) {
		if _, err := admin.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
	cfg.DSN = mysqltest.DSN(t, name)
	return fixture{Database: opened(t, cfg), admin: admin}
}

func opened(t testing.TB, cfg Config) *Database {
	t.Helper()
	if cfg.StatementTimeout == 0 {
		cfg.StatementTimeout = 5 * time.Second
	}
	d, err := Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

func session(t testing.TB, ctx context.Context, d *Database) *Session {
	t.Helper()
	s, err := d.Session(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// settings are a tenant's.
type settings map[string]string

func (s settings) Setting(name string) (string, bool) { v, ok := s[name]; return v, ok }
func (s settings) Clock(bool) string                  { return "2026-11-23 10:04:05" }

// column is a column of alias t.
func column(name string) sqltree.Expr { return sqltree.Column{Alias: "t", Name: name} }

func from(table string) sqltree.From { return sqltree.From{{Table: table, Alias: "t"}} }

// texts runs a statement and gives all cells as text; NULL is "NULL".
func texts(t testing.TB, s *Session, sel *sqltree.Select) [][]string {
	t.Helper()
	var rows program.Rows
	if err := s.Query(sel, settings{}, &rows); err != nil {
		t.Fatal(err)
	}
	return cellsOf(&rows, len(sel.Columns))
}

func cellsOf(rows *program.Rows, width int) [][]string {
	all := make([][]string, rows.Len())
	for r := range all {
		for c := range width {
			text := "NULL"
			if cell := rows.Cell(r, c); cell != nil {
				text = string(cell)
			}
			all[r] = append(all[r], text)
		}
	}
	return all
}

// plain runs a text that no tree can say.
func plain(t testing.TB, s *Session, text string) [][]string {
	t.Helper()
	var all [][]string
	err := s.withConnection(func(c *connection) error {
		row, err := singleRow(context.Background(), c.rawConnection, text)
		all = append(all, row)
		return err
	})
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return all
}
