//go:build gms_pure_go

// Package engine is the demo's database: go-mysql-server in this process, filled with practice's
// sample, speaking MySQL on a free loopback port. It is a demo, never a proof: sessions that are
// said to be read-only may write, there is no EXPLAIN, each INSERT costs as many steps as the table
// has rows, and two composite keys of one INSERT whose digits read the same one after another, as
// (1, 11) and (11, 1) do, count as one.
package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"

	sqle "github.com/dolthub/go-mysql-server"
	"github.com/dolthub/go-mysql-server/memory"
	"github.com/dolthub/go-mysql-server/server"
	"github.com/dolthub/go-mysql-server/sql"
	"github.com/go-sql-driver/mysql"
	"github.com/sirupsen/logrus"

	"ehr.example/portico/mappers/ehr/practice/sample"
)

// Database is the name of the database that holds the sample.
const Database = "practice"

// Engine is a running database. Close stops it.
type Engine struct {
	address string
	server  *server.Server
	engine  *sqle.Engine
	done    chan error
}

// Start makes the database practice, listens on a free loopback port and fills the database. The
// engine's own logging is switched off for the whole process.
func Start(ctx context.Context, o sample.Options) (*Engine, error) {
	logrus.SetOutput(io.Discard)
	logrus.SetLevel(logrus.PanicLevel)
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("start the demo's database: %w", err)
	}
	e, err := listen(listener)
	if err != nil {
		return nil, fmt.Errorf("start the demo's database: %w", errors.Join(err, listener.Close()))
	}
	if err := e.fill(ctx, o); err != nil {
		return nil, fmt.Errorf("fill the demo's database: %w", errors.Join(err, e.Close()))
	}
	return e, nil
}

func listen(l net.Listener) (*Engine, error) {
	db := memory.NewDatabase(Database)
	provider := memory.NewDBProvider(db)
	engine := sqle.NewDefault(provider)
	config := server.Config{Listener: l, Protocol: "tcp", Address: l.Addr().String(), MaxConnections: 200, MaxLoggedQueryLen: -1}
	s, err := server.NewServer(config, engine, sql.NewContext, memory.NewSessionBuilder(provider), nil)
	if err != nil {
		return nil, errors.Join(err, engine.Close())
	}
	e := &Engine{address: l.Addr().String(), server: s, engine: engine, done: make(chan error, 1)}
	go func() { e.done <- s.Start() }()
	return e, nil
}

// DSN is the go-sql-driver DSN for a database of the engine.
func (e *Engine) DSN(database string) string {
	c := mysql.NewConfig()
	c.User, c.Net, c.Addr, c.DBName = "root", "tcp", e.address, database
	return c.FormatDSN()
}

// Address is where the engine listens: 127.0.0.1:port.
func (e *Engine) Address() string { return e.address }

// Close stops listening and gives the data up.
func (e *Engine) Close() error {
	err := e.server.Close()
	return errors.Join(err, <-e.done, e.engine.Close())
}
