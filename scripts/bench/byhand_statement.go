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
	forms  []form
	width  int // columns
	places int // arguments of a key
}

// form is a statement for some number of keys.
type form struct {
	text     string
	prepared *sql.Stmt // closed with its pool
}

// keyed is what stands for {keys} in a statement: for one key, and for several, where ?* is as many ? as there are, and (?, ?)* as many
// pairs.
type keyed struct{ one, many string }

// prepare prepares a statement; without {keys} in it there is one form.
func prepare(ctx context.Context, db *sql.DB, text string, k keyed, width int) (*statement, error) {
	s, each := &statement{width: width, places: 1}, "?"
	if strings.Contains(k.many, "(?, ?)*") {
		s.places, each = 2, "(?, ?)"
	}
	for n := 1; n <= mostKeys; n *= 2 {
		keys := k.one
		if n > 1 {
			keys = strings.Replace(k.many, each+"*", strings.Repeat(", "+each, n)[2:], 1)
		}
		f := form{text: strings.Replace(text, "{keys}", keys, 1)}
		var err error
		if f.prepared, err = db.PrepareContext(ctx, f.text); err != nil {
			return nil, err
		}
		s.forms = append(s.forms, f)
		if !strings.Contains(text, "{keys}") {
			break
		}
	}
	return s, nil
}

// form is the form for so many keys, and how many it takes.
func (s *statement) form(keys int) (f form, takes int) {
	i := 0
	for 1<<i < keys {
		i++
	}
	return s.forms[i], 1 << i
}
