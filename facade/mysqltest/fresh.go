package mysqltest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"strings"
	"testing"
)

// Fresh names an empty database of the test's own, dropped when the test ends.
func Fresh(t testing.TB) (database string) {
	t.Helper()
	database = "portico_test_fresh_" + strings.ToLower(rand.Text()[:12])
	ctx := context.Background()
	admin := Admin(t)
	conn, err := admin.Conn(ctx)
	if err != nil {
		t.Fatalf("make %s: %v", database, err)
	}
	defer conn.Close()
	if err := create(ctx, conn, database); err != nil {
		t.Fatalf("make %s: %v", database, err)
	}
	t.Cleanup(func() { drop(t, admin, database) })
	return database
}

func drop(t testing.TB, admin *sql.DB, database string) {
	if _, err := admin.Exec("DROP DATABASE IF EXISTS `" + database + "`"); err != nil {
		t.Errorf("drop %s: %v", database, err)
	}
}
