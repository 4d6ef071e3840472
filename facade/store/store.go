// Package store keeps the facade's own state through gorm: what the tenants' authorization servers must remember. By
// default that is one SQLite file, which needs no server; replicas share a MySQL or MariaDB database. It never touches
// an EHR's database.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"time"

	driver "github.com/go-sql-driver/mysql"
	"github.com/libtnb/sqlite"
	"gorm.io/driver/mysql"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"ehr.example/portico/facade/smart"
)

// Config says where the state is: exactly one of its fields is set.
type Config struct {
	File string // a SQLite file; its folder must be there
	DSN  string // a MySQL or MariaDB database, in go-sql-driver's form
}

// Store keeps state in one database. It is safe for concurrent use, by replicas too.
type Store struct {
	db *gorm.DB
}

var _ smart.Store = (*Store)(nil)

// Bounds of the connections.
const (
	maxConnections = 16
	busyTimeout    = 5 * time.Second // how long a writer of the file waits for another one
	lifetime       = 5 * time.Minute // of a connection to a server, which may move
)

// untilClosed is how long prepared statements are kept: gorm takes ten years, exactly, for always. Of any other time it leaves a
// goroutine behind that looks for old ones and never ends. The store has few texts of statements, whatever its rows are.
const untilClosed = 10 * 365 * 24 * time.Hour

// Open opens the state, and brings its tables to this program's version.
func Open(ctx context.Context, c Config) (*Store, error) {
	dialect, err := c.dialect()
	if err != nil {
		return nil, err
	}
	db, err := gorm.Open(dialect, &gorm.Config{
		Logger:                 logger.Discard, // errors are returned; SQL carries hashes
		TranslateError:         true,
		SkipDefaultTransaction: true,
		PrepareStmt:            true,
		PrepareStmtTTL:         untilClosed,
		DisableAutomaticPing:   true,
	})
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	pool, err := db.DB()
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	pool.SetMaxOpenConns(maxConnections)
	pool.SetMaxIdleConns(maxConnections)
	pool.SetConnMaxLifetime(lifetime)
	s := &Store{db: db}
	if err := s.migrate(ctx); err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	return s, nil
}

// dialect is gorm's, with the settings that the store relies on.
func (c Config) dialect() (gorm.Dialector, error) {
	switch {
	case (c.File == "") == (c.DSN == ""):
		return nil, errors.New("store: either a file or a DSN is needed")
	case c.File != "":
		if err := private(c.File); err != nil {
			return nil, err
		}
		// FULL: what was answered is on the disk, revocations above all
		return sqlite.Open(fmt.Sprintf("%s?_txlock=immediate&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=busy_timeout(%d)",
			c.File, busyTimeout.Milliseconds())), nil
	}
	parsed, err := driver.ParseDSN(c.DSN)
	if err != nil {
		return nil, errors.New("store: the DSN is not of the form user:password@tcp(host:port)/database?parameters")
	}
	parsed.ClientFoundRows = true // an update that changes nothing finds its row
	parsed.MultiStatements, parsed.AllowAllFiles, parsed.InterpolateParams = false, false, false
	parsed.Collation = ""
	for parameter, value := range map[string]string{"sql_mode": "'STRICT_ALL_TABLES'", "time_zone": "'+00:00'"} {
		setParameter(parsed, parameter, value)
	}
	return mysql.New(mysql.Config{DSNConfig: parsed, DefaultStringSize: 255}), nil
}

// private makes the file, if it is not there, for its owner only.
func private(file string) error {
	f, err := os.OpenFile(file, os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // the operator names the file
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	return f.Close()
}

// setParameter sets a session's variable.
func setParameter(c *driver.Config, name, value string) {
	if c.Params == nil {
		c.Params = map[string]string{}
	}
	c.Params[name] = value
}

// Close closes the connections.
func (s *Store) Close() error {
	pool, err := s.db.DB()
	if err != nil {
		return err
	}
	return pool.Close()
}

// errNoTenant is a fault of the program: without a tenant nothing is asked and nothing is kept.
var errNoTenant = errors.New("store: no tenant")

// of is the database for rows of one tenant: each statement carries it.
func (s *Store) of(ctx context.Context, tenant string) *gorm.DB {
	return within(s.db.WithContext(ctx), tenant)
}

// transaction runs all of it or nothing, on rows as others committed them. SQLite has one writer at a time.
func (s *Store) transaction(ctx context.Context, run func(tx *gorm.DB) error) error {
	level := sql.LevelDefault
	if s.db.Name() == "mysql" {
		level = sql.LevelReadCommitted // locks no gaps, which strangers would wait for
	}
	return s.db.WithContext(ctx).Transaction(run, &sql.TxOptions{Isolation: level})
}

// within bounds a database, or a transaction, to one tenant.
func within(db *gorm.DB, tenant string) *gorm.DB {
	bounded := db.Where("tenant = ?", tenant)
	if tenant == "" {
		_ = bounded.AddError(errNoTenant)
	}
	return bounded.Session(&gorm.Session{})
}

// insert keeps a new row; ErrConflict if there is one.
func insert(db *gorm.DB, tenant string, row any) error {
	if tenant == "" {
		return errNoTenant
	}
	return conflict(db.Create(row).Error)
}

// conflict is ErrConflict for a key that is taken.
func conflict(err error) error {
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return smart.ErrConflict
	}
	return err
}

// one is the row that a condition finds.
func one[T any](db *gorm.DB, condition string, args ...any) (T, error) {
	var row T
	err := db.Where(condition, args...).Take(&row).Error
	return row, notFound(err)
}

// changed is what came of a statement that must change a row.
func changed(result *gorm.DB) error {
	if result.Error == nil && result.RowsAffected == 0 {
		return smart.ErrNotFound
	}
	return result.Error
}

// millis is a time as it is kept: milliseconds of Unix time, 0 for none.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// timeOf is the inverse of millis.
func timeOf(millis int64) time.Time {
	if millis == 0 {
		return time.Time{}
	}
	return time.UnixMilli(millis).UTC()
}
