package sample

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"strings"
	"time"

	"ehr.example/portico/mappers/ehr/practice"
)

// batchBytes is how long an INSERT grows; servers accept 1 MB at least (max_allowed_packet).
const batchBytes = 900_000

// Session are the statements that a session needs before it stores the sample: UTC for TIMESTAMP
// columns, and a strict sql_mode that takes zero dates.
var Session = []string{
	"SET NAMES utf8mb4",
	"SET SESSION sql_mode = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION'",
	"SET SESSION time_zone = '+00:00'",
	"SET SESSION unique_checks = 0",
	"SET SESSION foreign_key_checks = 0",
}

// Load creates practice's tables in the database that db is connected to, which must not have them
// yet, and fills them.
func Load(ctx context.Context, db *sql.DB, o Options) error {
	for _, c := range o.Clinics {
		if _, err := time.LoadLocation(c.Zone); err != nil {
			return fmt.Errorf("clinic %d: %w", c.ID, err)
		}
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("load the practice sample: %w", err)
	}
	defer discard(conn)
	for _, statement := range append(Session[:len(Session):len(Session)], Statements()...) {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("%.60s…: %w", statement, err)
		}
	}
	l := loader{ctx: ctx, conn: conn, pending: map[string][]byte{}}
	for row := range Tables(o) {
		if err := l.add(row); err != nil {
			return err
		}
	}
	for table := range l.pending {
		if err := l.flush(table); err != nil {
			return err
		}
	}
	return nil
}

// discard closes a connection whose session is no longer as the pool's others.
func discard(conn *sql.Conn) {
	_ = conn.Raw(func(any) error { return driver.ErrBadConn })
	_ = conn.Close()
}

// Statements are the CREATE TABLE statements of practice.Schema.
func Statements() []string {
	var list []string
	for text := range strings.SplitSeq(practice.Schema, ";\n") {
		if text = strings.TrimSpace(text); text != "" {
			list = append(list, text)
		}
	}
	return list
}

// loader collects rows into one INSERT for each table.
type loader struct {
	ctx     context.Context
	conn    *sql.Conn
	pending map[string][]byte
}

func (l *loader) add(row Row) error {
	insert := l.pending[row.Table]
	if len(insert) == 0 {
		insert = append(insert, "INSERT INTO `"+row.Table+"` (`"+strings.Join(Columns(row.Table), "`,`")+"`) VALUES "...)
	} else {
		insert = append(insert, ',')
	}
	insert, err := appendRow(insert, row.Values)
	if err != nil {
		return fmt.Errorf("%s: %w", row.Table, err)
	}
	l.pending[row.Table] = insert
	if len(insert) < batchBytes {
		return nil
	}
	return l.flush(row.Table)
}

// flush sends a table's INSERT and keeps its buffer.
func (l *loader) flush(table string) error {
	insert := l.pending[table]
	if len(insert) == 0 {
		return nil
	}
	if _, err := l.conn.ExecContext(l.ctx, string(insert)); err != nil {
		return fmt.Errorf("insert into %s: %w", table, err)
	}
	l.pending[table] = insert[:0]
	return nil
}
