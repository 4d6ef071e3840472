package mysqltest

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

const openEMR = "portico_test_openemr"

// OpenEMR names a shared database with OpenEMR's schema and 109 synthetic patients. The test is
// skipped where the dump is absent.
func OpenEMR(t testing.TB) (database string) {
	t.Helper()
	dump, ok := openEMRDump()
	if !ok {
		t.Skip("skipped: needs ../shared/data/openemr/*.sql.gz (OpenEMR's dump is not part of this project)")
	}
	shared(t, openEMR, func(ctx context.Context) error { return load(t, ctx, dump, openEMR) })
	return openEMR
}

// LoadOpenEMR fills a database of the test's own with what OpenEMR's has.
func LoadOpenEMR(t testing.TB, database string) {
	t.Helper()
	dump, ok := openEMRDump()
	if !ok {
		t.Skip("skipped: needs ../shared/data/openemr/*.sql.gz (OpenEMR's dump is not part of this project)")
	}
	if err := load(t, t.Context(), dump, database); err != nil {
		t.Fatal(err)
	}
}

// openEMRDump looks for the dump beside the module's folder and beside the folders above it.
func openEMRDump() (string, bool) {
	dir, err := os.Getwd()
	for err == nil {
		found, _ := filepath.Glob(filepath.Join(dir, "..", "shared", "data", "openemr", "*.sql.gz"))
		if len(found) > 0 {
			return found[0], true
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			break
		}
		dir = parent
	}
	return "", false
}

// load sends a compressed dump to a database through the server's own client.
func load(t testing.TB, ctx context.Context, dump, database string) error {
	client, err := clientPath()
	if err != nil {
		return err
	}
	file, err := os.Open(dump)
	if err != nil {
		return err
	}
	defer file.Close()
	text, err := gzip.NewReader(file)
	if err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(dump), err)
	}
	cmd := exec.CommandContext(ctx, client, append(address(t), "--default-character-set=utf8mb4", database)...)
	cmd.Env = append(os.Environ(), "MYSQL_PWD="+config(t).Passwd)
	cmd.Stdin = text
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s < %s: %w: %s", filepath.Base(client), filepath.Base(dump), err, out)
	}
	return nil
}

func clientPath() (string, error) {
	for _, name := range []string{"mariadb", "mysql"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("install the mariadb or mysql client")
}

// address says to the client where the server is. --no-defaults must come first.
func address(t testing.TB) []string {
	c := config(t)
	args := []string{"--no-defaults", "--user=" + c.User}
	if c.Net == "unix" {
		return append(args, "--socket="+c.Addr)
	}
	host, port, err := net.SplitHostPort(c.Addr)
	if err != nil {
		host, port = c.Addr, "3306"
	}
	return append(args, "--protocol=tcp", "--host="+host, "--port="+port)
}
