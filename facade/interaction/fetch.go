package interaction

import (
	"slices"
	"sync"

	"ehr.example/portico/facade/bundle"
	"ehr.example/portico/facade/plan"
	"ehr.example/portico/mappers/program"
)

// rows reads the rows of the matches, a statement for each source, and appends their resources in the matches' order.
func (r *run) rows(matches []match, page *bundle.Page) error {
	var read []*sourceRows
	of := make([]*sourceRows, len(matches))
	for i, m := range matches {
		src := m.source
		at := slices.IndexFunc(read, func(s *sourceRows) bool { return s.page.Relation == src.Shown.Rows })
		if at < 0 {
			at = len(read)
			read = append(read, &sourceRows{page: &program.Page{Relation: src.Shown.Rows}})
		}
		of[i] = read[at]
		of[i].add(m.key)
	}
	if err := r.read(read); err != nil {
		return err
	}
	a := r.assembler(page, len(matches))
	page.Entries = slices.Grow(page.Entries, len(matches))
	for i, m := range matches {
		of[i].index.readKey(m.key)
		if row, ok := of[i].index.find(); ok {
			a.append(m.source, m.variant, of[i].page, int(row))
		}
	}
	return r.include(page, a)
}

// sourceRows is the rows of one source that a page shows.
type sourceRows struct {
	page  *program.Page
	keys  [][]any
	index *keyIndex
}

// add wants the row of a key; those of one row follow each other, mostly.
func (s *sourceRows) add(key []any) {
	if n := len(s.keys); n == 0 || !sameKey(key, s.keys[n-1]) {
		s.keys = append(s.keys, key)
	}
}

// read reads the rows of some sources, and what is around all of them.
func (r *run) read(sources []*sourceRows) error {
	pages := make([]*program.Page, len(sources))
	for i, s := range sources {
		pages[i] = s.page
		if err := r.ask(r.plan.Rows(s.page.Relation, s.keys), &s.page.Rows); err != nil {
			return err
		}
	}
	if err := r.around(pages...); err != nil {
		return err
	}
	for _, s := range sources {
		rel := s.page.Relation
		s.index = newKeyIndex(rel, len(s.keys))
		if row := s.index.fill(&s.page.Rows, len(rel.Key)); row >= 0 {
			return twice(rel, keyAt(rel, &s.page.Rows, row))
		}
	}
	return nil
}

// named reads a source of which the query names one resource, in one statement.
func (r *run) named(src *plan.Source, page *bundle.Page) error {
	if r.after != nil {
		return nil
	}
	rows := &program.Page{Relation: src.Shown.Rows}
	if err := r.ask(src.NamedStatement(), &rows.Rows); err != nil {
		return err
	}
	if rows.Rows.Len() > 1 {
		return twice(src.Of.Rows, keyAt(src.Of.Rows, &rows.Rows, 0))
	}
	if rows.Rows.Len() == 0 {
		return nil
	}
	if err := r.around(rows); err != nil {
		return err
	}
	a := r.assembler(page, len(src.Variants))
	shift := len(src.Shown.Rows.Columns) - len(src.Shown.Rows.Key)
	for v := range src.Variants {
		if column := src.MatchColumn(v); column < 0 || program.Truth(rows.Rows.Cell(0, column+shift)) {
			a.append(src, v, rows, 0)
		}
	}
	return r.include(page, a)
}

// assembler turns rows into entries. Their resources lie one behind another in one buffer; when it has to grow, those
// that were written stay where they were.
type assembler struct {
	run   *run
	state program.State
	page  *bundle.Page
	text  []byte
	url   []byte
	shown []shown // where the query includes something
	mode  bundle.Mode
}

// texts keeps the buffers of pages from one request to the next.
var texts = sync.Pool{New: func() any { return new([]byte) }}

// largestKept is the size of a buffer above which it is not kept: a page of documents is rare.
const largestKept = 4 << 20

// resourceSize is how many bytes a resource is expected to take.
const resourceSize = 1280

func (r *run) assembler(page *bundle.Page, resources int) *assembler {
	buffer := texts.Get().(*[]byte)
	a := &assembler{run: r, page: page, text: slices.Grow((*buffer)[:0], resources*resourceSize)}
	page.OnRelease(func() {
		if cap(a.text) > largestKept {
			return
		}
		*buffer = a.text
		texts.Put(buffer)
	})
	a.state.Env = r.site.env
	a.state.Files = &r.files
	a.state.Watching = r.plan.Includes() != nil
	a.mode = bundle.Match
	return a
}

func (a *assembler) append(src *plan.Source, variant int, rows *program.Page, row int) {
	v := src.Variants[variant].Shown
	start := len(a.text)
	a.state.Seen = nil
	text, ok := a.state.AppendResource(a.text, src.Shown, v, rows, row)
	if !ok {
		return
	}
	a.text = text
	a.url = append(append(append(a.url[:0], a.run.site.BaseURL...), '/'), src.Of.Type...)
	a.url, _ = a.state.AppendID(append(a.url, '/'), src.Shown, v, rows, row)
	a.page.Entries = append(a.page.Entries, bundle.Entry{
		FullURL:  string(a.url),
		Resource: text[start:len(text):len(text)],
		Mode:     a.mode,
	})
	if a.state.Watching {
		a.shown = append(a.shown, shown{source: src.Of, variant: v.Name, key: keyAt(src.Of.Rows, &rows.Rows, row), seen: a.state.Seen})
	}
}
