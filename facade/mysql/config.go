package mysql

import (
	"errors"
	"fmt"
	"time"

	driver "github.com/go-sql-driver/mysql"

	"ehr.example/portico/mappers/sqltree"
)

// Config says how to reach one legacy database and what to ask of it at most.
type Config struct {
	// DSN is go-sql-driver's form, user:password@tcp(host:3306)/database; it must name the database. A collation in it
	// becomes the connection's, otherwise that is utf8mb4_general_ci.
	DSN string
	// MaxOpen is the most connections at a time; 0 means 16.
	MaxOpen int
	// StatementTimeout is how long the server may work on one statement; 0 means 20 seconds.
	StatementTimeout time.Duration
	// ConnectTimeout is how long a request waits for a connection, new or from the pool; 0 means 3 seconds.
	ConnectTimeout time.Duration
	// VerifySQL sees each statement before it is sent, whoever's it is, and stops it with an error; nil is off.
	VerifySQL Verifier
	// Observe is told of each statement after it ran; nil is off. Arguments and errors may hold patients' data.
	Observe func(Statement)
	// IndexGone is told when a statement named an index that the database does not have any more; nil is off. The statement ran
	// without it.
	IndexGone func()
}

// Verifier judges a finished statement: its text with ?, its arguments, and the values it was printed with. An error
// stops it. tenancy.Reader's Check is one.
type Verifier func(text string, args []any, values sqltree.Values) error

// Statement is a statement that was sent.
type Statement struct {
	Text     string // with ? for each argument
	Args     []any
	Rows     int           // that came back
	Took     time.Duration // until the last row was copied
	Prepared bool          // it had to be prepared first, which is a round trip more
	Err      error
}

// grace is how much longer than StatementTimeout the client waits, so that the server's own refusal comes first.
const grace = 2 * time.Second

func (c Config) withDefaults() Config {
	if c.MaxOpen <= 0 {
		c.MaxOpen = 16
	}
	if c.StatementTimeout <= 0 {
		c.StatementTimeout = 20 * time.Second
	}
	if c.ConnectTimeout <= 0 {
		c.ConnectTimeout = 3 * time.Second
	}
	return c
}

// driverConfig is the DSN with what Portico relies on forced: text instead of time.Time, arguments apart from the
// text, one statement at a time, no files.
func (c Config) driverConfig() (*driver.Config, error) {
	parsed, err := driver.ParseDSN(c.DSN)
	if err != nil {
		return nil, fmt.Errorf("mysql: DSN: %w", err)
	}
	if parsed.DBName == "" {
		return nil, errors.New("mysql: DSN: no database is named (user:password@tcp(host:3306)/database)")
	}
	parsed.ParseTime = false
	parsed.InterpolateParams = false
	parsed.MultiStatements = false
	parsed.AllowAllFiles = false
	parsed.AllowFallbackToPlaintext = false
	parsed.ColumnsWithAlias = false
	parsed.CheckConnLiveness = true
	parsed.Timeout = c.ConnectTimeout
	parsed.ReadTimeout = c.StatementTimeout + grace
	parsed.WriteTimeout = c.StatementTimeout + grace
	parsed.Logger = &driver.NopLogger{} // errors are returned, and returned only
	collation := parsed.Collation
	if collation == "" {
		collation = "utf8mb4_general_ci"
	}
	if err := parsed.Apply(driver.Charset("utf8mb4", collation)); err != nil {
		return nil, fmt.Errorf("mysql: DSN: %w", err)
	}
	return parsed, nil
}
