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
	for _, s := range read {
		if err := r.readRows(s); err != nil {
			return err
		}
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

func (r *run) readRows(s *sourceRows) error {
	rel := s.page.Relation
	if err := r.ask(r.plan.Rows(rel, s.keys), &s.page.Rows); err != nil {
		return err
	}
	if err := r.around(s.page); err != nil {
		return err
	}
	s.index = newKeyIndex(rel, len(s.keys))
	if row := s.index.fill(&s.page.Rows, len(rel.Key)); row >= 0 {
		return twice(rel, keyAt(rel, &s.page.Rows, row))
	}
	return nil
}

// named reads a source of which the query names one resource, in one statement.
func (r *run) named(i int, page *bundle.Page) error {
	src := r.plan.Sources[i]
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

// around reads what rows point at, then the rows below them, each as one batch by distinct keys.
func (r *run) around(p *program.Page) error {
	p.Links = make([]program.LinkPage, len(p.Relation.Links))
	for i, link := range p.Relation.Links {
		if err := r.link(p, link, &p.Links[i]); err != nil {
			return err
		}
	}
	p.Children = make([]program.ChildPage, len(p.Relation.Children))
	for i, child := range p.Relation.Children {
		if !child.Shown {
			continue
		}
		if err := r.children(p, child, &p.Children[i]); err != nil {
			return err
		}
	}
	return nil
}

// distinct are the keys that some columns of the rows hold, each once; of the rows where one of the conditions holds.
func distinct(p *program.Page, rel *program.Relation, slots, when []int) ([][]any, *keyIndex) {
	index := newKeyIndex(rel, p.Rows.Len())
	var keys [][]any
	for row := range p.Rows.Len() {
		if !wanted(p, row, when) || !index.read(&p.Rows, row, slots) {
			continue
		}
		if _, seen := index.find(); seen {
			continue
		}
		index.put(int32(len(keys)))
		key := make([]any, len(slots))
		for i, slot := range slots {
			key[i] = typedKey(rel, i, p.Rows.Cell(row, slot))
		}
		keys = append(keys, key)
	}
	return keys, index
}

// wanted tells whether one of the conditions holds for a row; without conditions every row is wanted.
func wanted(p *program.Page, row int, when []int) bool {
	return len(when) == 0 || slices.ContainsFunc(when, func(slot int) bool { return program.Truth(p.Rows.Cell(row, slot)) })
}

func (r *run) link(p *program.Page, link *program.Link, out *program.LinkPage) error {
	out.Page.Relation = link.Rows
	out.Index = make([]int32, p.Rows.Len())
	keys, index := distinct(p, link.Rows, link.Slots, link.When)
	if len(keys) > 0 {
		if err := r.ask(r.plan.Rows(link.Rows, keys), &out.Page.Rows); err != nil {
			return err
		}
	}
	index.clear()
	if row := index.fill(&out.Page.Rows, len(link.Rows.Key)); row >= 0 {
		return twice(link.Rows, keyAt(link.Rows, &out.Page.Rows, row))
	}
	for row := range out.Index {
		out.Index[row] = -1
		if index.read(&p.Rows, row, link.Slots) {
			if target, ok := index.find(); ok {
				out.Index[row] = target
			}
		}
	}
	return nil
}

// children reads the rows below and sorts them under their parents, in the order that the database gave.
func (r *run) children(p *program.Page, child *program.Child, out *program.ChildPage) error {
	out.Page.Relation = child.Rows
	if child.Rows.Members != nil {
		return r.members(p, child, out)
	}
	keys, index := distinct(p, child.Rows, child.Slots, nil)
	if len(keys) > 0 {
		if err := r.ask(r.plan.Rows(child.Rows, keys), &out.Page.Rows); err != nil {
			return err
		}
	}
	below := make([][]int32, len(keys))
	own := columns(len(child.Rows.Key))
	for row := range out.Page.Rows.Len() {
		if !index.read(&out.Page.Rows, row, own) {
			continue
		}
		if k, ok := index.find(); ok {
			below[k] = append(below[k], int32(row))
		}
	}
	out.Starts = make([]int32, 1, p.Rows.Len()+1)
	for row := range p.Rows.Len() {
		if index.read(&p.Rows, row, child.Slots) {
			if k, ok := index.find(); ok {
				out.Order = append(out.Order, below[k]...)
			}
		}
		out.Starts = append(out.Starts, int32(len(out.Order)))
	}
	return r.around(&out.Page)
}

// members cuts the rows below out of a text of each row, or of the row that it points at.
func (r *run) members(p *program.Page, child *program.Child, out *program.ChildPage) error {
	m := child.Rows.Members
	r.borrow(&out.Page.Rows)
	out.Page.Rows.Reset(len(child.Rows.Columns))
	out.Starts = make([]int32, 1, p.Rows.Len()+1)
	for row := range p.Rows.Len() {
		n := m.Split(child.Rows, m.Text(p, row), r.values, &out.Page.Rows)
		for range n {
			out.Order = append(out.Order, int32(len(out.Order)))
		}
		out.Starts = append(out.Starts, int32(len(out.Order)))
	}
	return r.around(&out.Page)
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
