package mysql

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	mysqldriver "github.com/go-sql-driver/mysql"
)

// sqlMode is pinned for every session. NO_ZERO_DATE, NO_ZERO_IN_DATE and the strict modes are left out, or MySQL
// refuses to compare with '0000-00-00', which legacy rows hold. ANSI_QUOTES, NO_BACKSLASH_ESCAPES, PIPES_AS_CONCAT and
// HIGH_NOT_PRECEDENCE are left out because they change what the same text means; PAD_CHAR_TO_FULL_LENGTH because it
// changes values; ONLY_FULL_GROUP_BY because a mapping may order by what it does not select. What is left is one
// switch: an unsigned difference below zero is a negative number instead of error 1690.
const sqlMode = "NO_UNSIGNED_SUBTRACTION"

// sessionSettings are the statements that prepare a connection, once.
type sessionSettings struct {
	statementTimeout time.Duration
}

// joinedLength is how long a text joined of many rows may be before it is cut, which MySQL does at 1,024 bytes and nobody
// is told.
const joinedLength = "group_concat_max_len = 16777216"

// searchDepth is over how many tables the optimizer tries every order of joins; of more it takes the best so far and goes on. Its
// default, 62, takes half a minute over a statement of a hundred EXISTS, as some orders of groups are, before it reads a row.
const searchDepth = "optimizer_search_depth = 6"

// diveLimit is from how many values of a list on the optimizer believes the index's statistics instead of looking into the index for
// each value: a page's rows are read by lists of their keys, and looking for each key twice was nearly half of what that took.
const diveLimit = "eq_range_index_dive_limit = 10"

// readOnly is the wall behind the walls: a write answers error 1792.
const readOnly = "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"

// assignments are the session's variables. With autocommit off a session's first SELECT opens its snapshot, without a
// START TRANSACTION and its round trip.
func (s sessionSettings) assignments(p product) []string {
	list := []string{"time_zone = '+00:00'", "sql_mode = '" + sqlMode + "'", "autocommit = 0", joinedLength, searchDepth, diveLimit}
	switch p {
	case mariaDB:
		seconds := strconv.FormatFloat(s.statementTimeout.Seconds(), 'f', 3, 64)
		return append(list, "max_statement_time = "+seconds, "join_cache_level = 0")
	case mySQL:
		milliseconds := strconv.FormatInt(s.statementTimeout.Milliseconds(), 10)
		return append(list, "max_execution_time = "+milliseconds, "optimizer_switch = 'block_nested_loop=off'")
	}
	return list
}

// apply sends the settings. A real server must take all of them; the demo's engine may lack some.
func (s sessionSettings) apply(ctx context.Context, c rawConnection, to server) error {
	if to.product == embedded {
		return s.applyTolerantly(ctx, c)
	}
	text := "SET SESSION "
	for i, a := range s.assignments(to.product) {
		if i > 0 {
			text += ", SESSION "
		}
		text += a
	}
	for _, statement := range []string{readOnly, text} {
		if _, err := c.ExecContext(ctx, statement, nil); err != nil {
			return fmt.Errorf("set the session up (%s): %w", statement, err)
		}
	}
	return nil
}

// unknownVariable is the error of a server that has no such variable.
const unknownVariable = 1193

func (s sessionSettings) applyTolerantly(ctx context.Context, c rawConnection) error {
	for _, a := range append(s.assignments(embedded), readOnly) {
		statement := "SET SESSION " + a
		if a == readOnly {
			statement = a
		}
		_, err := c.ExecContext(ctx, statement, nil)
		var refused *mysqldriver.MySQLError
		if err != nil && (a != readOnly || !errors.As(err, &refused)) && numberOf(err) != unknownVariable {
			return fmt.Errorf("set the session up (%s): %w", statement, err)
		}
	}
	return nil
}
