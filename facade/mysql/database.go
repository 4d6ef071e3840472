// Package mysql is the only room that talks to MySQL and MariaDB: it reads information_schema, and it prints
// statements, runs them and copies their rows. Every session is read-only and bounded in time.
package mysql

import (
	"context"
	"database/sql"
	"sync"
	"time"
)

// Database is one legacy database behind a bounded pool of connections, opened when they are needed. Many tenants may
// share it.
type Database struct {
	config    Config
	connector *connector
	pool      *sql.DB
	ending    sync.WaitGroup // sessions that commit after their Close
}

// Idle connections go after five minutes, all after half an hour, so that a cluster's load spreads again.
const (
	maxIdleTime = 5 * time.Minute
	maxLifetime = 30 * time.Minute
)

// Open checks the configuration; it does not connect. The error is about the DSN and shows no password.
func Open(cfg Config) (*Database, error) {
	cfg = cfg.withDefaults()
	parsed, err := cfg.driverConfig()
	if err != nil {
		return nil, err
	}
	connector, err := newConnector(parsed, cfg)
	if err != nil {
		return nil, err
	}
	pool := sql.OpenDB(connector)
	pool.SetMaxOpenConns(cfg.MaxOpen)
	pool.SetMaxIdleConns(cfg.MaxOpen)
	pool.SetConnMaxIdleTime(maxIdleTime)
	pool.SetConnMaxLifetime(maxLifetime)
	return &Database{config: cfg, connector: connector, pool: pool}, nil
}

// Name is the database's name on its server.
func (d *Database) Name() string { return d.connector.config.DBName }

// Ping tells whether the database answers, as an outcome.Error if not.
func (d *Database) Ping(ctx context.Context) error {
	s, err := d.Session(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	return s.ping()
}

// Stats is the pool's state.
func (d *Database) Stats() sql.DBStats { return d.pool.Stats() }

// Close closes the pool's connections, once ended sessions have given them back. Those of running sessions close when
// the sessions do.
func (d *Database) Close() error {
	d.ending.Wait()
	return d.pool.Close()
}
