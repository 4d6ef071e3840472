package mysql

import (
	"database/sql/driver"
	"errors"
	"io"
	"strings"
	"text/tabwriter"

	"ehr.example/portico/mappers/sqltree"
)

// Plan is how the database says it would run a statement: EXPLAIN's rows.
type Plan struct {
	Columns []string
	Rows    [][]string // NULL is ""
}

// String is the plan as a table.
func (p Plan) String() string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, row := range append([][]string{p.Columns}, p.Rows...) {
		_, _ = io.WriteString(w, strings.Join(row, "\t")+"\n") // a strings.Builder does not fail
	}
	_ = w.Flush()
	return b.String()
}

// Explain resolves, prints and verifies the statement as Query does, and asks the database for its plan instead of
// its rows. The demo's engine has no EXPLAIN.
func (s *Session) Explain(sel *sqltree.Select, values sqltree.Values) (Plan, error) {
	return s.explain("EXPLAIN ", sel, values)
}

// explain asks for a plan with the server's word for it.
func (s *Session) explain(word string, sel *sqltree.Select, values sqltree.Values) (Plan, error) {
	resolved, err := s.Resolve(sel, values)
	if err != nil {
		return Plan{}, err
	}
	var plan Plan
	err = s.send(word, sqltree.Union{resolved}, values, func(rows driver.Rows) (int, error) {
		plan = Plan{Columns: rows.Columns()}
		err := plan.read(rows)
		return len(plan.Rows), err
	})
	return plan, err
}

func (p *Plan) read(rows driver.Rows) error {
	cells := make([]driver.Value, len(p.Columns))
	var scratch []byte
	for {
		err := rows.Next(cells)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		texts := make([]string, len(cells))
		for i, v := range cells {
			if scratch, err = appendCell(scratch[:0], v); err != nil {
				return err
			}
			texts[i] = string(scratch)
		}
		p.Rows = append(p.Rows, texts)
	}
}
