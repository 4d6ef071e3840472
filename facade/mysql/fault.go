package mysql

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"time"

	mysqldriver "github.com/go-sql-driver/mysql"

	"ehr.example/portico/facade/outcome"
)

// The server's error numbers that are told apart.
const (
	tooManyConnections = 1040
	wsrepNotReady      = 1047 // Galera: the node is not part of the cluster now
	serverShutdown     = 1053
	unknownIndex       = 1176
	lockWaitTimeout    = 1205
	deadlock           = 1213
	unknownStatement   = 1243
	queryInterrupted   = 1317
	tableChanged       = 1412 // it was altered since the transaction began
	tooManyStatements  = 1461
	mustPrepareAgain   = 1615
	connectionKilled   = 1927 // MariaDB
	statementTimeout   = 1969 // MariaDB: max_statement_time
	executionTimeout   = 3024 // MySQL: max_execution_time
	idleDisconnected   = 4031 // MySQL
)

// The server's errors of an account that may not read a table, or a column of it.
const (
	tableDenied  = 1142
	columnDenied = 1143
)

// Denied tells an error of a statement that the account may not run.
func Denied(err error) bool {
	switch numberOf(err) {
	case tableDenied, columnDenied:
		return true
	}
	return false
}

// TooSlow tells an error of a statement that the server stopped at the session's time limit.
func TooSlow(err error) bool {
	switch numberOf(err) {
	case statementTimeout, executionTimeout:
		return true
	}
	return false
}

// How long a client is asked to wait.
const (
	retrySoon  = 2 * time.Second
	retryLater = 10 * time.Second
)

// numberOf is the server's error number, or 0.
func numberOf(err error) uint16 {
	var refused *mysqldriver.MySQLError
	if errors.As(err, &refused) {
		return refused.Number
	}
	return 0
}

// lost tells whether the connection is of no use any more.
func lost(err error) bool {
	switch numberOf(err) {
	case 0:
	case wsrepNotReady, serverShutdown, connectionKilled, idleDisconnected:
		return true
	default:
		return sqlState(err) == "08S01"
	}
	var network net.Error
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) ||
		errors.Is(err, errSessionClosed) || errors.Is(err, mysqldriver.ErrInvalidConn) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &network)
}

func sqlState(err error) string {
	var refused *mysqldriver.MySQLError
	if errors.As(err, &refused) {
		return string(refused.SQLState[:])
	}
	return ""
}

// unavailable is the outcome of a request that got no connection: 503.
func unavailable(ctx context.Context, cause error) error {
	if ctx.Err() != nil {
		return outcome.From(errors.Join(ctx.Err(), cause))
	}
	after := retryLater
	if errors.Is(cause, context.DeadlineExceeded) || numberOf(cause) == tooManyConnections {
		after = retrySoon
	}
	return outcome.Transient(after, "the record system's database cannot be reached now; try again").Because(cause)
}

// fault is the outcome of a statement that failed. What a second try may cure is a 503, anything else a 500 whose
// cause the client does not see.
func fault(ctx context.Context, cause error) error {
	if ctx.Err() != nil {
		return outcome.From(errors.Join(ctx.Err(), cause))
	}
	switch numberOf(cause) {
	case statementTimeout, executionTimeout, queryInterrupted:
		return outcome.Timeout(retryLater, "the record system's database took too long; narrow the search or try again").Because(cause)
	case tooManyConnections, tooManyStatements, lockWaitTimeout, deadlock, tableChanged:
		return outcome.Transient(retrySoon, "the record system's database is busy; try again").Because(cause)
	}
	if lost(cause) {
		return outcome.Transient(retrySoon, "the connection to the record system's database was lost; try again").Because(cause)
	}
	return outcome.Exception(cause)
}
