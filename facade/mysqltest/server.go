// Package mysqltest gives tests a real database.
//
// The server is the one that PORTICO_TEST_DSN names, which scripts/with-mariadb sets. Databases
// that take long to fill are made once and shared by all test binaries: don't write into them.
package mysqltest

import (
	"context"
	"database/sql"
	"os"
	"testing"

	"github.com/go-sql-driver/mysql"
)

// Variable names the environment variable with the DSN of an administrator, without a database,
// in go-sql-driver's form: root@tcp(127.0.0.1:3306)/
const Variable = "PORTICO_TEST_DSN"

const whatToDo = Variable + " isn't set: run make test, or scripts/with-mariadb go test ./...; or set " + Variable +
	" to a MySQL or MariaDB administrator, like root@tcp(127.0.0.1:3306)/"

// Admin is a pool of the administrator's connections, closed when the test ends. Without a server
// the test fails and says what to do.
func Admin(t testing.TB) *sql.DB {
	t.Helper()
	return Open(t, "")
}

// Open is a pool of the administrator's connections to a database, closed when the test ends.
func Open(t testing.TB, database string) *sql.DB {
	t.Helper()
	db, err := sql.Open("mysql", DSN(t, database))
	if err != nil {
		t.Fatalf("%s: %v", Variable, err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if err := db.PingContext(context.Background()); err != nil {
		t.Fatalf("no database answers at %s: %v", Variable, err)
	}
	return db
}

// DSN is the administrator's DSN for a database of the server.
func DSN(t testing.TB, database string) string {
	t.Helper()
	c := config(t)
	c.DBName = database
	return c.FormatDSN()
}

func config(t testing.TB) *mysql.Config {
	t.Helper()
	dsn := os.Getenv(Variable)
	if dsn == "" {
		t.Fatal(whatToDo)
	}
	c, err := mysql.ParseDSN(dsn)
	if err != nil {
		t.Fatalf("%s: %v", Variable, err)
	}
	return c
}
