package main

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"strings"
	"time"

	driver "github.com/go-sql-driver/mysql"
)

// dsnVariable names the administrator of the database server, without a database.
const dsnVariable = "PORTICO_TEST_DSN"

// server is the MySQL or MariaDB server that everything here runs against.
type server struct {
	config *driver.Config
	admin  *sql.DB
	prefix string // of the databases that this run makes
}

// newServer connects as the administrator that the environment names.
func newServer(ctx context.Context) (*server, error) {
	text := os.Getenv(dsnVariable)
	if text == "" {
		return nil, fmt.Errorf("%s isn't set: run make bench, or scripts/with-mariadb go run ./scripts/bench", dsnVariable)
	}
	config, err := driver.ParseDSN(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", dsnVariable, err)
	}
	s := &server{config: config, prefix: fmt.Sprintf("portico_bench_%d_", os.Getpid())}
	if s.admin, err = sql.Open("mysql", s.dsn("", nil)); err != nil {
		return nil, err
	}
	return s, s.admin.PingContext(ctx)
}

// dsn is the administrator's address of a database, with session variables.
func (s *server) dsn(name string, params map[string]string) string {
	c := s.config.Clone()
	c.DBName, c.Params = name, params
	return c.FormatDSN()
}

// version is what the server says of itself.
func (s *server) version(ctx context.Context) string {
	var version string
	if err := s.admin.QueryRowContext(ctx, "SELECT VERSION()").Scan(&version); err != nil {
		return "unknown"
	}
	return version
}

// database is one generated database.
type database struct {
	*server
	name string
	rows int // of vitals and lab_result together
}

// drop drops the database, also when the run was stopped.
func (d *database) drop() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if _, err := d.admin.ExecContext(ctx, "DROP DATABASE IF EXISTS `"+d.name+"`"); err != nil {
		fmt.Fprintf(os.Stderr, "bench: drop %s: %v\n", d.name, err)
	}
}

// analyze counts the rows that matter here and gives the optimizer its statistics.
func (d *database) analyze(ctx context.Context, db *sql.DB) error {
	var tables []string
	rows, err := db.QueryContext(ctx, "SHOW TABLES")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var table string
		if err := rows.Scan(&table); err != nil {
			return err
		}
		tables = append(tables, "`"+table+"`")
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if _, err := db.ExecContext(ctx, "ANALYZE TABLE "+strings.Join(tables, ", ")); err != nil {
		return err
	}
	return db.QueryRowContext(ctx, "SELECT (SELECT COUNT(*) FROM vitals) + (SELECT COUNT(*) FROM lab_result)").Scan(&d.rows)
}
