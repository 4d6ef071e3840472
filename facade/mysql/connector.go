package mysql

import (
	"context"
	"database/sql/driver"
	"fmt"

	mysqldriver "github.com/go-sql-driver/mysql"
)

// connector opens connections that are set up once and then pooled.
type connector struct {
	config   *mysqldriver.Config
	raw      driver.Connector
	settings sessionSettings
	cached   int // prepared statements of each connection
}

func newConnector(config *mysqldriver.Config, c Config) (*connector, error) {
	raw, err := mysqldriver.NewConnector(config)
	if err != nil {
		return nil, fmt.Errorf("mysql: DSN: %w", err)
	}
	return &connector{
		config:   config,
		raw:      raw,
		settings: sessionSettings{statementTimeout: c.StatementTimeout},
		cached:   statementsPerConnection(c.MaxOpen),
	}, nil
}

// Connect opens a connection, finds out what server it is, and sets its session up.
func (c *connector) Connect(ctx context.Context) (driver.Conn, error) {
	opened, err := c.raw.Connect(ctx)
	if err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	raw, ok := opened.(rawConnection)
	if !ok {
		return nil, fmt.Errorf("connect: the driver's %T lacks what a session needs", opened)
	}
	server, err := identify(ctx, raw)
	if err == nil {
		err = c.settings.apply(ctx, raw, server)
	}
	if err != nil {
		_ = raw.Close()
		return nil, err
	}
	return &connection{rawConnection: raw, server: server, cache: newStatementCache(c.cached)}, nil
}

// Driver is the driver below.
func (c *connector) Driver() driver.Driver { return c.raw.Driver() }
