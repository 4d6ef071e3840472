package main

import (
	"context"
	"database/sql"
	"strings"
)

// mostKeys is how many keys a statement takes: a page.
const mostKeys = 64

// statement is a SELECT, prepared once for each number of keys it may be asked for: 1, 2, 4, … as Portico pads its lists.
type statement struct {
	texts    []string
	prepared []*sql.Stmt
	width    int // columns
}

// keyed is what stands for {keys} in a statement: for one key, and for several, where ?* is as many ? as there are.
type keyed struct{ one, many string }

// prepare prepares a statement; without {keys} in it there is one form.
func prepare(ctx context.Context, db *sql.DB, text string, k keyed, width int) (*statement, error) {
	s := &statement{width: width}
	for n := 1; n <= mostKeys; n *= 2 {
		form := k.one
		if n > 1 {
			form = strings.Replace(k.many, "?*", strings.Repeat(", ?", n)[2:], 1)
		}
		s.texts = append(s.texts, strings.Replace(text, "{keys}", form, 1))
		if !strings.Contains(text, "{keys}") {
			break
		}
	}
	for _, text := range s.texts {
		p, err := db.PrepareContext(ctx, text)
		if err != nil {
			return nil, err
		}
		s.prepared = append(s.prepared, p)
	}
	return s, nil
}

// form is which form takes so many keys.
func (s *statement) form(keys int) int {
	form := 0
	for 1<<form < keys {
		form++
	}
	return form
}
