package mysql

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"ehr.example/portico/facade/outcome"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// Query resolves the statement's keys, prints it, has it verified, runs it prepared, and copies all its rows. Errors
// are outcomes, hold no SQL in what the client reads, and leave the rows incomplete.
func (s *Session) Query(sel *sqltree.Select, values sqltree.Values, into *program.Rows) error {
	return s.QueryUnion(sqltree.Union{sel}, values, into)
}

// QueryUnion is Query of several statements that are sent as one: the rows of all of them.
func (s *Session) QueryUnion(statements sqltree.Union, values sqltree.Values, into *program.Rows) error {
	resolved, err := s.ResolveAll(statements, values)
	if err != nil {
		return err
	}
	copier := copiers.Get().(*rowCopier)
	defer copiers.Put(copier)
	return s.send("", resolved, values, func(rows driver.Rows) (int, error) { return copier.copy(rows, into) })
}

// send prints and runs resolved statements behind a word. Where one says by which index a table is read, and that was dropped
// since it was planned, the optimizer chooses after all.
func (s *Session) send(word string, statements sqltree.Union, values sqltree.Values, read readRows) error {
	text, args, err := s.print(statements, values, slices.ContainsFunc(statements, namesIndex) && !s.knowsIndexes())
	if err != nil {
		return err
	}
	err = s.run(word+text, args, read)
	if numberOf(err) != unknownIndex {
		return err
	}
	if told := s.database.config.IndexGone; told != nil {
		told()
	}
	if text, args, err = s.print(statements, values, true); err != nil {
		return err
	}
	return s.run(word+text, args, read)
}

// copiers and printers keep their buffers from one statement to the next.
var (
	copiers  = sync.Pool{New: func() any { return new(rowCopier) }}
	printers = sync.Pool{New: func() any { return new(sqltree.Printer) }}
)

// print is the finished statement, verified. A plain one says of no table by which index it is read.
func (s *Session) print(statements sqltree.Union, values sqltree.Values, plain bool) (string, []any, error) {
	printer := printers.Get().(*sqltree.Printer)
	defer printers.Put(printer)
	printer.Values, printer.Plain = values, plain
	text, args := printer.Union(statements)
	printer.Values = nil
	for _, verify := range []Verifier{s.database.config.VerifySQL, s.verify} {
		if verify == nil {
			continue
		}
		if err := verify(text, args, values); err != nil {
			return "", nil, outcome.Exception(fmt.Errorf("statement refused before it was sent: %w: %s", err, text))
		}
	}
	return text, args, nil
}

// namesIndex tells a statement that says by which index it is read.
func namesIndex(sel *sqltree.Select) bool { return len(sel.From) > 0 && sel.From[0].Index != "" }

// knowsIndexes tells that the server lets a statement say by which index a table is read.
func (s *Session) knowsIndexes() bool {
	knows := false
	err := s.withConnection(func(c *connection) error {
		knows = c.server.product != embedded
		return nil
	})
	return err == nil && knows
}

// run sends the statement. A connection that proves dead at a session's first statement is replaced once.
func (s *Session) run(text string, args []any, read readRows) error {
	if err := s.ctx.Err(); err != nil {
		return fault(s.ctx, err)
	}
	fresh, began := s.ran == 0, time.Now()
	err := s.runOnce(text, args, read)
	if err == nil {
		return nil
	}
	if s.ctx.Err() == nil && fresh && lost(err) && time.Since(began) < replaceWithin {
		s.discard()
		if err := s.acquire(); err != nil {
			return err
		}
		if err = s.runOnce(text, args, read); err == nil {
			return nil
		}
	}
	if s.ctx.Err() != nil || lost(err) {
		s.discard()
	}
	return fault(s.ctx, err)
}

// replaceWithin is how soon a dead connection shows itself; one that fails later is a server in trouble.
const replaceWithin = time.Second

// runOnce sends the statement on the connection that there is, and stops it on the server when the request ends.
func (s *Session) runOnce(text string, args []any, read readRows) error {
	ran := Statement{Text: text, Args: args}
	began := time.Now()
	s.begun = true
	ran.Err = s.withConnection(func(c *connection) error {
		var err error
		ran.Rows, ran.Prepared, err = c.query(s.ctx, text, args, read)
		if err != nil && s.ctx.Err() != nil {
			err = errors.Join(err, s.database.kill(c.server))
		}
		return err
	})
	ran.Took = time.Since(began)
	if ran.Err == nil {
		s.ran++
	}
	s.told(ran)
	return ran.Err
}

// told keeps and passes on what ran.
func (s *Session) told(ran Statement) {
	if s.recording {
		s.statements = append(s.statements, ran)
	}
	if observe := s.database.config.Observe; observe != nil {
		observe(ran)
	}
}
