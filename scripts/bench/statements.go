package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"sync"

	"ehr.example/portico/facade/mysql"
)

// statements is which statements a side sends for a request.
type statements struct {
	mu    sync.Mutex
	texts []string
}

func (s *statements) add(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.texts = append(s.texts, text)
}

// take is what came since the last take.
func (s *statements) take() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	texts := s.texts
	s.texts = nil
	return texts
}

// compareStatements tells, for each request, where the SQL written by hand is no longer Portico's. It is no error: the
// comparison then holds for the answer, not for the statements.
func compareStatements(ctx context.Context, d *database, out io.Writer) error {
	var sent, manual statements
	s, err := newScene(ctx, d, func(s mysql.Statement) { sent.add(s.Text) })
	if err != nil {
		return err
	}
	defer s.close()
	s.byHand.observe = manual.add
	sent.take()
	for _, m := range requests {
		if _, err := ask(ctx, s.facade, m.target); err != nil {
			return err
		}
		if _, err := ask(ctx, s.manual, m.target); err != nil {
			return err
		}
		theirs, ours := sent.take(), manual.take()
		slices.Sort(theirs)
		slices.Sort(ours)
		if slices.Equal(theirs, ours) {
			continue
		}
		fmt.Fprintf(out, "\nSQL DIFFERS for %s: mend byhand_sql.go\n", m.name)
		writeMissing(out, "only Portico", theirs, ours)
		writeMissing(out, "only by hand", ours, theirs)
	}
	return nil
}

func writeMissing(out io.Writer, who string, texts, others []string) {
	for _, text := range texts {
		if !slices.Contains(others, text) {
			fmt.Fprintf(out, "  %s: %s\n", who, text)
		}
	}
}
