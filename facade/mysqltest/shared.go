package mysqltest

import (
	"context"
	"database/sql"
	"fmt"
	"testing"
)

// markers is the database whose table ready names the shared databases that are whole.
const markers = "portico_test_markers"

// shared makes the database and fills it, unless that was done before. Test binaries that run at
// the same time wait for each other.
func shared(t testing.TB, database string, fill func(ctx context.Context) error) {
	t.Helper()
	ctx := context.Background()
	conn, err := Admin(t).Conn(ctx)
	if err != nil {
		t.Fatalf("make %s: %v", database, err)
	}
	defer conn.Close() // releases the lock too, when the pool closes
	if err := locked(ctx, conn, database, fill); err != nil {
		t.Fatalf("make %s: %v", database, err)
	}
}

func locked(ctx context.Context, conn *sql.Conn, database string, fill func(ctx context.Context) error) error {
	var got sql.NullInt64
	if err := conn.QueryRowContext(ctx, "SELECT GET_LOCK(?, 900)", database).Scan(&got); err != nil {
		return err
	}
	if got.Int64 != 1 {
		return fmt.Errorf("another test holds the lock %s", database)
	}
	defer func() { _, _ = conn.ExecContext(ctx, "DO RELEASE_LOCK(?)", database) }()
	ready, err := isReady(ctx, conn, database)
	if err != nil || ready {
		return err
	}
	if err := create(ctx, conn, database); err != nil {
		return err
	}
	if err := fill(ctx); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, "INSERT INTO "+markers+".ready (name) VALUES (?)", database)
	return err
}

func isReady(ctx context.Context, conn *sql.Conn, database string) (bool, error) {
	for _, statement := range []string{
		"CREATE DATABASE IF NOT EXISTS " + markers,
		"CREATE TABLE IF NOT EXISTS " + markers + ".ready (name VARCHAR(64) PRIMARY KEY)",
	} {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return false, err
		}
	}
	var marked, there int
	err := conn.QueryRowContext(ctx, "SELECT (SELECT COUNT(*) FROM "+markers+".ready WHERE name = ?), "+
		"(SELECT COUNT(*) FROM information_schema.schemata WHERE schema_name = ?)", database, database).Scan(&marked, &there)
	if err != nil || marked == 1 && there == 1 {
		return err == nil, err
	}
	_, err = conn.ExecContext(ctx, "DELETE FROM "+markers+".ready WHERE name = ?", database)
	return false, err
}

// create makes an empty database, in place of one that was left half filled.
func create(ctx context.Context, conn *sql.Conn, database string) error {
	for _, statement := range []string{
		"DROP DATABASE IF EXISTS `" + database + "`",
		"CREATE DATABASE `" + database + "` CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci",
	} {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}
