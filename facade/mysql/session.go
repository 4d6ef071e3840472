package mysql

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"

	"ehr.example/portico/mappers/sqltree"
)

// Session is one request's connection. Its statements run one after another and see one snapshot, which the first of
// them opens. A Session is not for concurrent use.
type Session struct {
	database   *Database
	ctx        context.Context // of the request: a session lives as long as it
	conn       *sql.Conn
	keys       map[*sqltree.Keys]*sqltree.Keys // resolved so far
	verify     Verifier
	begun      bool // a statement was sent, so that a transaction may be open
	ran        int  // statements that were answered on this connection
	recording  bool
	statements []Statement
}

// Session takes a connection for the request. Within ConnectTimeout there is one, or the error is an outcome that
// tells the client when to come back (503). Close gives it back.
func (d *Database) Session(ctx context.Context) (*Session, error) {
	s := &Session{database: d, ctx: ctx}
	if err := s.acquire(); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *Session) acquire() error {
	bounded, cancel := context.WithTimeout(s.ctx, s.database.config.ConnectTimeout)
	defer cancel()
	conn, err := s.database.pool.Conn(bounded)
	if err != nil {
		return unavailable(s.ctx, err)
	}
	s.conn, s.begun, s.ran = conn, false, 0
	return nil
}

// VerifyWith makes the session's statements pass v before they are sent, beside the Database's own verifier.
func (s *Session) VerifyWith(v Verifier) { s.verify = v }

// Record makes the session keep its statements, for Statements.
func (s *Session) Record() { s.recording = true }

// Statements is what ran since Record was called, in order.
func (s *Session) Statements() []Statement { return s.statements }

// Close ends the session. Its transaction ends, and its connection returns to the pool, shortly afterwards: the
// request need not wait for that round trip. A connection that cannot end its transaction is closed.
func (s *Session) Close() {
	if s.conn == nil {
		return
	}
	conn, begun := s.conn, s.begun
	s.conn = nil
	if !begun {
		_ = conn.Close()
		return
	}
	s.database.ending.Go(func() { end(conn) })
}

// end commits and gives back. The request may be over; the connection's own time limit bounds this.
func end(conn *sql.Conn) {
	_ = conn.Raw(func(driverConn any) error {
		if _, err := driverConn.(*connection).ExecContext(context.Background(), "COMMIT", nil); err != nil {
			return driver.ErrBadConn // the pool drops it
		}
		return nil
	})
	_ = conn.Close()
}

// discard closes the connection for good.
func (s *Session) discard() {
	if s.conn == nil {
		return
	}
	_ = s.withConnection(func(*connection) error { return driver.ErrBadConn })
	_ = s.conn.Close()
	s.conn = nil
}

var errSessionClosed = errors.New("the session is closed, or its connection was lost")

func (s *Session) withConnection(use func(c *connection) error) error {
	if s.conn == nil {
		return errSessionClosed
	}
	return s.conn.Raw(func(driverConn any) error { return use(driverConn.(*connection)) })
}

func (s *Session) ping() error {
	if err := s.withConnection(func(c *connection) error { return c.Ping(s.ctx) }); err != nil {
		s.discard()
		return unavailable(s.ctx, err)
	}
	return nil
}
