package interaction

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"ehr.example/portico/facade/bundle"
	"ehr.example/portico/facade/mysql"
	"ehr.example/portico/facade/outcome"
	"ehr.example/portico/facade/plan"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// run is a request on its one connection.
type run struct {
	*request
	session *mysql.Session
	release func()
	values  sqltree.Values
	stats   Stats
	lent    []lent
	trees   []*plan.Tree // of organisations, that are known
	files   files
}

// pool keeps the buffers of rows from one request to the next.
var pool = sync.Pool{New: func() any { return new(program.Rows) }}

// lent is rows that use a buffer of the pool until the request ends.
type lent struct{ rows, buffer *program.Rows }

// borrow gives rows a buffer. What they hold is read before the request ends, and copied where it stays.
func (r *run) borrow(rows *program.Rows) {
	buffer := pool.Get().(*program.Rows)
	*rows = *buffer
	rows.Reset(0) // nothing of the request before is ever seen
	r.lent = append(r.lent, lent{rows: rows, buffer: buffer})
}

// start begins the request on a connection. What its grant reaches by the organisations of a user is known from then on.
func (r *request) start(ctx context.Context) (*run, error) {
	session, release, err := r.site.session(ctx)
	if err != nil {
		return nil, err
	}
	run := &run{request: r, session: session, release: release, values: values{site: r.site, now: r.now}, files: files{settings: r.site.Settings}}
	if r.recorded {
		session.Record()
	}
	if err := run.reach(r.plan); err != nil {
		run.close()
		return nil, err
	}
	return run, nil
}

func (r *run) close() {
	for _, l := range r.lent {
		*l.buffer = *l.rows
		pool.Put(l.buffer)
	}
	r.release()
}

func (r *run) ask(sel *sqltree.Select, into *program.Rows) error {
	return r.askUnion(sqltree.Union{sel}, into)
}

// askUnion is ask of several statements that are sent as one.
func (r *run) askUnion(statements sqltree.Union, into *program.Rows) error {
	r.stats.Statements++
	r.borrow(into)
	err := r.session.QueryUnion(statements, r.values, into)
	r.stats.Rows += into.Len()
	return err
}

// askUnlessEmpty resolves the statement's key sets first: when they leave nothing that could match, it is not run.
func (r *run) askUnlessEmpty(sel *sqltree.Select, into *program.Rows) error {
	resolved, err := r.session.Resolve(sel, r.values)
	if err != nil {
		return err
	}
	resolved.Where = sqltree.Fold(resolved.Where)
	if sqltree.IsFalse(resolved.Where) {
		into.Reset(len(sel.Columns))
		return nil
	}
	return r.ask(resolved, into)
}

// match is one resource that a page shows: a variant of the row with a key.
type match struct {
	source  *plan.Source
	variant int // among the source's
	key     []any
}

// search fills the page: matches first, then the rows of those that fit, then their JSON.
func (r *run) search(page *bundle.Page) error {
	if err := r.total(page); err != nil || r.query.CountOnly {
		return err
	}
	if r.plan.Sorted() {
		return r.sorted(page)
	}
	matches, err := r.matches(page)
	if err != nil {
		return err
	}
	if len(matches) > r.query.Count {
		matches = matches[:r.query.Count]
		page.Next = r.next(matches[len(matches)-1])
	}
	return r.rows(matches, page)
}

// matches are those of one source after the other, until there is one more than the page shows. A source of which the query names
// one resource goes to the page by itself.
func (r *run) matches(page *bundle.Page) (matches []match, err error) {
	sources := r.plan.Sources[r.passed():]
	for most := 1; len(sources) > 0 && len(matches) <= r.query.Count; most = min(most*growth, maxTogether) {
		n := together(sources, most)
		switch {
		case n > 1:
			matches, err = r.keysTogether(sources[:n], matches)
		case sources[0].Named:
			err = r.named(sources[0], page)
		default:
			matches, err = r.keys(sources[0], matches)
		}
		if err != nil {
			return nil, err
		}
		sources = sources[n:]
	}
	return matches, nil
}

// passed is how many sources lie before the cursor's.
func (r *run) passed() int {
	if r.after == nil {
		return 0
	}
	at := slices.IndexFunc(r.plan.Sources, func(s *plan.Source) bool { return s.Of.Path() == r.after.Source })
	return max(at, 0)
}

// keys appends the matches of one source until there is one more than the page shows.
func (r *run) keys(src *plan.Source, matches []match) ([]match, error) {
	after, skip := r.position(src)
	src, err := r.started(src)
	if err != nil {
		return nil, err
	}
	return r.keysBehind(src, after, skip, matches)
}

// keysBehind is keys from a place in the source on; skip is the variant up to which the row there was shown.
func (r *run) keysBehind(src *plan.Source, after *plan.After, skip string, matches []match) ([]match, error) {
	for {
		limit := rowsFor(r.query.Count+1-len(matches), len(src.Variants))
		var rows program.Rows
		if err := r.askUnlessEmpty(src.KeyStatement(after, limit), &rows); err != nil {
			return nil, err
		}
		for row := range rows.Len() {
			key := keyAt(src.Of.Rows, &rows, row)
			if after != nil && !after.Inclusive && sameKey(key, after.Key) {
				return nil, twice(src.Of.Rows, key)
			}
			shown := ""
			if after != nil && after.Inclusive && sameKey(key, after.Key) {
				shown = skip
			}
			matches = appendMatches(matches, src, &rows, row, key, shown)
			after = &plan.After{Key: key}
		}
		if rows.Len() < limit || len(matches) > r.query.Count {
			return matches, nil
		}
	}
}

// rowsFor is how many rows to ask for: a row of several variants mostly gives several resources.
func rowsFor(resources, variants int) int {
	if variants < 4 {
		return resources
	}
	return max(8, resources/(variants/3)+1)
}

// position is where the page begins in a source, and the variant up to which that row was shown.
func (r *run) position(src *plan.Source) (*plan.After, string) {
	if r.after == nil || src.Of.Path() != r.after.Source {
		return nil, ""
	}
	return &plan.After{Key: r.afterKey(src), Inclusive: r.after.Variant != ""}, r.after.Variant
}

// afterKey is the key of the row that the cursor stands at.
func (r *run) afterKey(src *plan.Source) []any {
	key := make([]any, len(r.after.Keys))
	for i, text := range r.after.Keys {
		key[i] = typedKey(src.Of.Rows, i, []byte(text))
	}
	return key
}

// twice is the fault of a mapping whose rows are not told apart by their key.
func twice(rel *program.Relation, key []any) error {
	return outcome.Exception(fmt.Errorf("%s: the key %v was found twice: a join of the mapping is not to-one", rel.Name, key))
}

// appendMatches adds the matching variants of a row; those up to shown were on the page before.
func appendMatches(matches []match, src *plan.Source, rows *program.Rows, row int, key []any, shown string) []match {
	first := 1 + slices.IndexFunc(src.Variants, func(v *plan.Variant) bool { return shown != "" && v.Of.Name == shown })
	for v := first; v < len(src.Variants); v++ {
		if column := src.MatchColumn(v); column < 0 || program.Truth(rows.Cell(row, column)) {
			matches = append(matches, match{source: src, variant: v, key: key})
		}
	}
	return matches
}

// next is the address of the page behind a match.
func (r *run) next(last match) string { return r.sealed(r.cursor(last)) }

// cursor is the place of a match.
func (r *run) cursor(last match) bundle.Cursor {
	src := last.source
	c := bundle.Cursor{
		Address: r.address().String(), Query: r.query.Encode(), Source: src.Of.Path(),
		Variant: src.Variants[last.variant].Of.Name, Issued: r.site.now(), Clock: r.now,
	}
	for _, k := range last.key {
		c.Keys = append(c.Keys, keyText(k))
	}
	return c
}

func (r *run) sealed(c bundle.Cursor) string {
	return bundle.NextURL(r.site.BaseURL, r.address().String(), r.site.Sealer.Seal(c, r.grant.Fingerprint()))
}
