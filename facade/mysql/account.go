package mysql

import (
	"database/sql/driver"
	"errors"
	"io"
)

// Address is where the database is: host:port/database, the same for every account.
func (d *Database) Address() string { return d.connector.config.Addr + "/" + d.Name() }

// Grants is what the account may do, a line for each GRANT.
func (s *Session) Grants() ([]string, error) {
	var grants []string
	err := s.withConnection(func(c *connection) error {
		rows, err := c.QueryContext(s.ctx, "SHOW GRANTS", nil) // the servers do not all prepare it
		if err != nil {
			return err
		}
		grants, err = readLines(rows)
		return errors.Join(err, rows.Close())
	})
	if err != nil {
		return nil, fault(s.ctx, err)
	}
	s.begun = true
	return grants, nil
}

// readLines reads a result of one column.
func readLines(rows driver.Rows) ([]string, error) {
	var lines []string
	cells := make([]driver.Value, len(rows.Columns()))
	var scratch []byte
	for {
		err := rows.Next(cells)
		if errors.Is(err, io.EOF) {
			return lines, nil
		}
		if err != nil {
			return nil, err
		}
		if scratch, err = appendCell(scratch[:0], cells[0]); err != nil {
			return nil, err
		}
		lines = append(lines, string(scratch))
	}
}
