package mysql

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
)

// rawConnection is what the driver's connection can do.
type rawConnection interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.NamedValueChecker
	driver.Pinger
	driver.QueryerContext
	driver.SessionResetter
	driver.Validator
}

// connection is a pooled connection with its own prepared statements. One session at a time uses it.
type connection struct {
	rawConnection
	server server
	cache  *statementCache
	args   []driver.NamedValue
}

// readRows takes a result and tells how many rows it had.
type readRows func(driver.Rows) (int, error)

// query runs the statement prepared and has its rows read. prepared tells whether it had to be prepared first.
func (c *connection) query(ctx context.Context, text string, args []any, read readRows) (n int, prepared bool, err error) {
	rows, prepared, err := c.open(ctx, text, args)
	if err != nil {
		return 0, prepared, err
	}
	n, err = read(rows)
	return n, prepared, errors.Join(err, rows.Close())
}

// open starts a statement. A server that has forgotten it, or has no room for more, gets it once more.
func (c *connection) open(ctx context.Context, text string, args []any) (driver.Rows, bool, error) {
	if err := c.bind(args); err != nil {
		return nil, false, err
	}
	rows, prepared, err := c.tryOpen(ctx, text)
	switch numberOf(err) {
	case tooManyStatements:
		c.cache.clear()
		rows, prepared, err = c.tryOpen(ctx, text)
	case unknownStatement, mustPrepareAgain:
		c.cache.remove(text)
		rows, prepared, err = c.tryOpen(ctx, text)
	}
	return rows, prepared, err
}

func (c *connection) tryOpen(ctx context.Context, text string) (driver.Rows, bool, error) {
	statement := c.cache.get(text)
	prepared := statement == nil
	if prepared {
		opened, err := c.PrepareContext(ctx, text)
		if err != nil {
			return nil, true, err
		}
		statement = opened.(preparedStatement)
		c.cache.put(text, statement)
	}
	rows, err := statement.QueryContext(ctx, c.args)
	return rows, prepared, err
}

// bind puts the arguments into the driver's form; what a tree may hold is a value of the driver already.
func (c *connection) bind(args []any) error {
	c.args = c.args[:0]
	for i, v := range args {
		switch x := v.(type) {
		case nil, string, []byte, int64, uint64, float64:
		case int:
			v = int64(x)
		default:
			return fmt.Errorf("argument %d is a %T, which no column is", i+1, v)
		}
		c.args = append(c.args, driver.NamedValue{Ordinal: i + 1, Value: v})
	}
	return nil
}

// Close closes the connection; the server forgets its statements with it.
func (c *connection) Close() error {
	c.cache.forget()
	return c.rawConnection.Close()
}
