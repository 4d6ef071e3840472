package mysql

import (
	"context"
	"errors"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	mysqldriver "github.com/go-sql-driver/mysql"

	"ehr.example/portico/facade/mysqltest"
	"ehr.example/portico/facade/outcome"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// sleep is SELECT SLEEP(seconds).
func sleep(seconds string) *sqltree.Select {
	return &sqltree.Select{Columns: []sqltree.Expr{sqltree.Func{Name: "SLEEP", Args: []sqltree.Expr{sqltree.Number{Text: seconds}}}}}
}

// wantOutcome checks the status, that a 503 says when to come back, and that the client reads nothing of ours.
func wantOutcome(t *testing.T, err error, status int, hidden ...string) {
	t.Helper()
	var o *outcome.Error
	if !errors.As(err, &o) || o.HTTPStatus() != status {
		t.Fatalf("%v is no outcome with status %d", err, status)
	}
	if status == 503 && o.RetryAfterSeconds() == 0 {
		t.Errorf("no Retry-After: %v", err)
	}
	for _, issue := range o.Issues {
		for _, word := range append(hidden, "SELECT", "Error ", "`") {
			if strings.Contains(issue.Message, word) {
				t.Errorf("the client reads %q", issue.Message)
			}
		}
	}
}

func TestSessionSettings(t *testing.T) {
	d := fixtureOf(t, Config{StatementTimeout: 1500 * time.Millisecond})
	s := session(t, t.Context(), d.Database)
	got := plain(t, s, "SELECT @@time_zone, @@sql_mode, @@autocommit, @@optimizer_search_depth, @@eq_range_index_dive_limit, @@collation_connection, @@character_set_results")[0]
	want := []string{"+00:00", sqlMode, "0", "6", "10", "utf8mb4_general_ci", "utf8mb4"}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("%q, not %q", got, want)
	}
	var product product
	_ = s.withConnection(func(c *connection) error { product = c.server.product; return nil })
	if product != mariaDB {
		t.Skip("the rest is MariaDB's")
	}
	got = plain(t, s, "SELECT @@max_statement_time + 0, @@join_cache_level, @@tx_isolation, @@tx_read_only")[0]
	want = []string{"1.5", "0", "REPEATABLE-READ", "1"}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("%q, not %q", got, want)
	}
}

func TestReadOnly(t *testing.T) {
	d := fixtureOf(t, Config{}, "CREATE TABLE x (a INT) ENGINE=InnoDB", "CREATE TABLE y (a INT) ENGINE=MyISAM")
	for _, text := range []string{"INSERT INTO x VALUES (1)", "DELETE FROM x", "CREATE TABLE z (a INT)", "DROP TABLE x", "INSERT INTO y VALUES (1)"} {
		for _, first := range []string{"", "SELECT a FROM x"} {
			s := session(t, t.Context(), d.Database)
			err := s.withConnection(func(c *connection) error {
				if first != "" {
					if _, err := c.ExecContext(t.Context(), first, nil); err != nil {
						return err
					}
				}
				_, err := c.ExecContext(t.Context(), text, nil)
				return err
			})
			if numberOf(err) != 1792 {
				t.Errorf("%s after %q: %v, not error 1792", text, first, err)
			}
			s.begun = true
			s.Close()
		}
	}
}

func TestStatementTimeout(t *testing.T) {
	d := fixtureOf(t, Config{StatementTimeout: 300 * time.Millisecond})
	s := session(t, t.Context(), d.Database)
	began := time.Now()
	var rows program.Rows
	wantOutcome(t, s.Query(sleep("20"), settings{}, &rows), 503, "SLEEP")
	if took := time.Since(began); took > 3*time.Second {
		t.Errorf("it took %v", took)
	}
	if got := texts(t, s, sleep("0")); got[0][0] != "0" {
		t.Errorf("the session is of no use afterwards: %v", got)
	}
}

func TestCancelStopsTheStatement(t *testing.T) {
	d := fixtureOf(t, Config{StatementTimeout: time.Minute})
	ctx, cancel := context.WithCancel(t.Context())
	s := session(t, ctx, d.Database)
	texts(t, s, sleep("0"))
	time.AfterFunc(200*time.Millisecond, cancel)
	began := time.Now()
	var rows program.Rows
	err := s.Query(sleep("41.25"), settings{}, &rows)
	wantOutcome(t, err, outcome.StatusClientClosedRequest)
	if took := time.Since(began); took > 5*time.Second || !errors.Is(err, context.Canceled) {
		t.Errorf("it took %v: %v", took, err)
	}
	s.Close()
	var running int
	for range 50 {
		err := d.admin.QueryRow("SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE 'SELECT SLEEP(41.%'").Scan(&running)
		if err != nil {
			t.Fatal(err)
		}
		if running == 0 {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	if running != 0 {
		t.Errorf("%d statements still run", running)
	}
	if open := d.Stats().OpenConnections; open != 0 {
		t.Errorf("%d connections stayed open", open)
	}
}

func TestDeadlineIsATimeout(t *testing.T) {
	d := fixtureOf(t, Config{StatementTimeout: time.Minute})
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	var rows program.Rows
	wantOutcome(t, session(t, ctx, d.Database).Query(sleep("30"), settings{}, &rows), 503)
}

func TestPoolExhausted(t *testing.T) {
	d := fixtureOf(t, Config{MaxOpen: 1, ConnectTimeout: 150 * time.Millisecond})
	held := session(t, t.Context(), d.Database)
	began := time.Now()
	_, err := d.Session(t.Context())
	wantOutcome(t, err, 503)
	if took := time.Since(began); took > time.Second {
		t.Errorf("it took %v", took)
	}
	held.Close()
	session(t, t.Context(), d.Database)
}

func TestDatabaseAbsent(t *testing.T) {
	d := opened(t, Config{DSN: "u:secret@tcp(127.0.0.1:1)/ehr"})
	_, err := d.Session(t.Context())
	wantOutcome(t, err, 503, "secret", "127.0.0.1", "ehr")
	wantOutcome(t, d.Ping(t.Context()), 503)
}

func TestDatabaseStalled(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	d := opened(t, Config{DSN: "u:p@tcp(" + listener.Addr().String() + ")/ehr", ConnectTimeout: 200 * time.Millisecond})
	began := time.Now()
	_, err = d.Session(t.Context())
	wantOutcome(t, err, 503)
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("it took %v", took)
	}
}

func TestDeadPooledConnectionIsReplaced(t *testing.T) {
	d := fixtureOf(t, Config{MaxOpen: 1})
	s := session(t, t.Context(), d.Database)
	id := plain(t, s, "SELECT CONNECTION_ID()")[0][0]
	s.Close()
	s = session(t, t.Context(), d.Database) // the pool has looked at the connection; now it dies
	if _, err := d.admin.Exec("KILL " + id); err != nil {
		t.Fatal(err)
	}
	if got := texts(t, s, sleep("0")); got[0][0] != "0" {
		t.Error(got)
	}
}

func TestConnectionLostMidway(t *testing.T) {
	d := fixtureOf(t, Config{MaxOpen: 1})
	s := session(t, t.Context(), d.Database)
	texts(t, s, sleep("0"))
	if _, err := d.admin.Exec("KILL " + plain(t, s, "SELECT CONNECTION_ID()")[0][0]); err != nil {
		t.Fatal(err)
	}
	var rows program.Rows
	wantOutcome(t, s.Query(sleep("0"), settings{}, &rows), 503)
	wantOutcome(t, s.Query(sleep("0"), settings{}, &rows), 503) // the snapshot is gone for good
	s.Close()
	texts(t, session(t, t.Context(), d.Database), sleep("0"))
}

func TestOneSnapshot(t *testing.T) {
	d := fixtureOf(t, Config{}, "CREATE TABLE x (a INT PRIMARY KEY)", "INSERT INTO x VALUES (1)")
	count := &sqltree.Select{Columns: []sqltree.Expr{column("a")}, From: from("x")}
	s := session(t, t.Context(), d.Database)
	before := len(texts(t, s, count))
	if _, err := d.admin.Exec("INSERT INTO x VALUES (2)"); err != nil {
		t.Fatal(err)
	}
	if after := len(texts(t, s, count)); after != before {
		t.Errorf("%d rows, then %d", before, after)
	}
	s.Close()
	if after := len(texts(t, session(t, t.Context(), d.Database), count)); after != before+1 {
		t.Errorf("the next session sees %d rows", after)
	}
}

func TestWrongStatementIsHidden(t *testing.T) {
	d := fixtureOf(t, Config{})
	var rows program.Rows
	err := session(t, t.Context(), d.Database).Query(&sqltree.Select{Columns: []sqltree.Expr{column("a")}, From: from("nowhere")}, settings{}, &rows)
	wantOutcome(t, err, 500, "nowhere")
}

func TestVerify(t *testing.T) {
	var seen []string
	d := fixtureOf(t, Config{VerifySQL: func(text string, _ []any, _ sqltree.Values) error { seen = append(seen, text); return nil }})
	s := session(t, t.Context(), d.Database)
	s.Record()
	s.VerifyWith(func(_ string, args []any, _ sqltree.Values) error {
		if len(args) > 0 {
			return errors.New("no arguments today")
		}
		return nil
	})
	texts(t, s, sleep("0"))
	var rows program.Rows
	err := s.Query(&sqltree.Select{Columns: []sqltree.Expr{sqltree.Literal{Value: "x"}}}, settings{}, &rows)
	wantOutcome(t, err, 500, "no arguments")
	if len(seen) != 2 || len(s.Statements()) != 1 || s.Statements()[0].Text != "SELECT SLEEP(0)" {
		t.Errorf("seen %q, ran %v", seen, s.Statements())
	}
}

func TestOpenRefuses(t *testing.T) {
	for _, dsn := range []string{"", "nonsense", "root@tcp(127.0.0.1:3306)/", "root@tcp(127.0.0.1:3306)/x?parseTime=perhaps"} {
		if d, err := Open(Config{DSN: dsn}); err == nil {
			t.Errorf("%q was accepted", dsn)
			_ = d.Close()
		}
	}
	d := opened(t, Config{DSN: "u:p@tcp(h)/x?parseTime=true&interpolateParams=true&multiStatements=true&allowAllFiles=true&allowFallbackToPlaintext=true"})
	c := d.connector.config
	if c.ParseTime || c.InterpolateParams || c.MultiStatements || c.AllowAllFiles || c.AllowFallbackToPlaintext {
		t.Errorf("%+v", c)
	}
}

// deafConn sends nothing while it is deaf, like a server that stopped.
type deafConn struct {
	net.Conn
	deaf *atomic.Bool
}

func (c deafConn) Write(b []byte) (int, error) {
	if c.deaf.Load() {
		return len(b), nil
	}
	return c.Conn.Write(b)
}

func TestServerStopsMidway(t *testing.T) {
	var deaf atomic.Bool
	mysqldriver.RegisterDialContext("deaf", func(ctx context.Context, address string) (net.Conn, error) {
		conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
		return deafConn{Conn: conn, deaf: &deaf}, err
	})
	defer mysqldriver.DeregisterDialContext("deaf")
	d := opened(t, Config{StatementTimeout: 50 * time.Millisecond, DSN: strings.Replace(mysqltest.DSN(t, mysqltest.Fresh(t)), "@tcp(", "@deaf(", 1)})
	s := session(t, t.Context(), d)
	texts(t, s, sleep("0"))
	deaf.Store(true)
	began := time.Now()
	var rows program.Rows
	wantOutcome(t, s.Query(sleep("0"), settings{}, &rows), 503)
	if took := time.Since(began); took > grace+2*time.Second {
		t.Errorf("it took %v", took)
	}
}

// countingConn counts the packets that the client writes.
type countingConn struct {
	net.Conn
	writes *int
}

func (c countingConn) Write(b []byte) (int, error) { *c.writes++; return c.Conn.Write(b) }

func TestRoundTrips(t *testing.T) {
	writes := 0
	mysqldriver.RegisterDialContext("counted", func(ctx context.Context, address string) (net.Conn, error) {
		conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
		return countingConn{Conn: conn, writes: &writes}, err
	})
	defer mysqldriver.DeregisterDialContext("counted")
	d := opened(t, Config{MaxOpen: 1, DSN: strings.Replace(mysqltest.DSN(t, mysqltest.Fresh(t)), "@tcp(", "@counted(", 1)})
	request := func() int {
		before := writes
		s := session(t, t.Context(), d)
		for _, seconds := range []string{"0", "0.0", "0.00"} {
			texts(t, s, sleep(seconds))
		}
		s.Close()
		d.ending.Wait()
		return writes - before
	}
	if n := request(); n != 12 {
		t.Errorf("a first request on a new connection writes %d times, not 12", n)
	}
	if n := request(); n != 4 {
		t.Errorf("a request with three statements writes %d times, not 4", n)
	}
}
