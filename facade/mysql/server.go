package mysql

import (
	"context"
	"database/sql/driver"
	"fmt"
	"strconv"
	"strings"
)

// product is what kind of server answers.
type product int

const (
	mySQL product = iota
	mariaDB
	embedded // go-mysql-server, of the demo only
)

// server is who answers on a connection.
type server struct {
	product    product
	version    string
	host       string // @@hostname and @@port: a proxy may lead the next connection elsewhere
	connection uint64 // CONNECTION_ID(), unique on that host
}

const identifyText = "SELECT VERSION(), @@version_comment, @@hostname, @@port, CONNECTION_ID()"

func identify(ctx context.Context, c rawConnection) (server, error) {
	row, err := singleRow(ctx, c, identifyText)
	if err != nil {
		return server{}, fmt.Errorf("identify the server: %w", err)
	}
	id, err := strconv.ParseUint(row[4], 10, 64)
	if err != nil {
		return server{}, fmt.Errorf("identify the server: connection id: %w", err)
	}
	return server{
		product:    productOf(row[0], row[1]),
		version:    row[0],
		host:       row[2] + ":" + row[3],
		connection: id,
	}, nil
}

func productOf(version, comment string) product {
	switch {
	case strings.Contains(version, "MariaDB"):
		return mariaDB
	case strings.HasPrefix(comment, "Dolt"):
		return embedded
	}
	return mySQL
}

// singleRow is the one row of a text-protocol query, as text; NULL is empty.
func singleRow(ctx context.Context, c rawConnection, query string) ([]string, error) {
	rows, err := c.QueryContext(ctx, query, nil)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	cells := make([]driver.Value, len(rows.Columns()))
	if err := rows.Next(cells); err != nil {
		return nil, err
	}
	texts := make([]string, len(cells))
	var scratch []byte
	for i, v := range cells {
		scratch, err = appendCell(scratch[:0], v)
		if err != nil {
			return nil, err
		}
		texts[i] = string(scratch)
	}
	return texts, nil
}
