package interaction

import (
	"slices"

	"ehr.example/portico/facade/plan"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// around reads what the rows of some pages point at, then the rows below them, and what is around these. What is read alike for
// several pages is read once, by the distinct keys of all of them.
func (r *run) around(pages ...*program.Page) error {
	if err := r.links(pages); err != nil {
		return err
	}
	below, err := r.children(pages)
	if err != nil || len(below) == 0 {
		return err
	}
	return r.around(below...)
}

// batch is rows that one statement reads, by distinct keys.
type batch struct {
	reads *sqltree.Select
	rel   *program.Relation // that of one page; those of the others are read alike
	keys  [][]any
	index *keyIndex // of the keys, by their place
	rows  *program.Rows
}

// batches are those under way.
type batches struct {
	plan *plan.Plan
	all  []*batch
}

// of is the batch of a relation. Size is about how many keys it may get.
func (b *batches) of(rel *program.Relation, size int) *batch {
	reads := b.plan.Reads(rel)
	at := slices.IndexFunc(b.all, func(x *batch) bool { return x.reads == reads })
	if at < 0 {
		at = len(b.all)
		b.all = append(b.all, &batch{reads: reads, rel: rel, index: newKeyIndex(rel, size)})
	}
	return b.all[at]
}

// want adds the keys that some columns of the rows hold, each once; of the rows where one of the conditions holds.
func (b *batch) want(p *program.Page, slots, when []int) {
	for row := range p.Rows.Len() {
		if !wanted(p, row, when) || !b.index.read(&p.Rows, row, slots) {
			continue
		}
		if _, seen := b.index.find(); seen {
			continue
		}
		b.index.put(int32(len(b.keys)))
		key := make([]any, len(slots))
		for i, slot := range slots {
			key[i] = typedKey(b.rel, i, p.Rows.Cell(row, slot))
		}
		b.keys = append(b.keys, key)
	}
}

// wanted tells whether one of the conditions holds for a row; without conditions every row is wanted.
func wanted(p *program.Page, row int, when []int) bool {
	return len(when) == 0 || slices.ContainsFunc(when, func(slot int) bool { return program.Truth(p.Rows.Cell(row, slot)) })
}

// readInto gives a page the rows of its batch, which are read for the first one.
func (r *run) readInto(b *batch, rows *program.Rows) error {
	if b.rows != nil {
		*rows = *b.rows
		return nil
	}
	b.rows = rows
	if len(b.keys) == 0 {
		return nil
	}
	return r.ask(r.plan.Rows(b.rel, b.keys), rows)
}

// links reads what the rows of some pages point at.
func (r *run) links(pages []*program.Page) error {
	some := batches{plan: r.plan}
	for _, p := range pages {
		p.Links = make([]program.LinkPage, len(p.Relation.Links))
		for _, link := range p.Relation.Links {
			some.of(link.Rows, p.Rows.Len()).want(p, link.Slots, link.When)
		}
	}
	for _, p := range pages {
		for i, link := range p.Relation.Links {
			b, out := some.of(link.Rows, 0), &p.Links[i]
			first := b.rows == nil
			out.Page.Relation = link.Rows
			if err := r.readInto(b, &out.Page.Rows); err != nil {
				return err
			}
			if first {
				b.index.clear()
				if row := b.index.fill(b.rows, len(link.Rows.Key)); row >= 0 {
					return twice(link.Rows, keyAt(link.Rows, b.rows, row))
				}
			}
			out.Index = b.pointed(p, link.Slots)
		}
	}
	return nil
}

// pointed are the rows that a page's rows point at.
func (b *batch) pointed(p *program.Page, slots []int) []int32 {
	index := make([]int32, p.Rows.Len())
	for row := range index {
		index[row] = -1
		if b.index.read(&p.Rows, row, slots) {
			if target, ok := b.index.find(); ok {
				index[row] = target
			}
		}
	}
	return index
}

// children reads the rows below those of some pages, and gives their pages.
func (r *run) children(pages []*program.Page) ([]*program.Page, error) {
	some := batches{plan: r.plan}
	for _, p := range pages {
		p.Children = make([]program.ChildPage, len(p.Relation.Children))
		for _, child := range p.Relation.Children {
			if child.Shown && child.Rows.Members == nil {
				some.of(child.Rows, p.Rows.Len()).want(p, child.Slots, nil)
			}
		}
	}
	var below []*program.Page
	for _, p := range pages {
		for i, child := range p.Relation.Children {
			if !child.Shown {
				continue
			}
			out := &p.Children[i]
			out.Page.Relation = child.Rows
			below = append(below, &out.Page)
			if child.Rows.Members != nil {
				r.members(p, child, out)
				continue
			}
			b := some.of(child.Rows, 0)
			if err := r.readInto(b, &out.Page.Rows); err != nil {
				return nil, err
			}
			b.sort(p, child, out)
		}
	}
	return below, nil
}

// sort puts the rows below under their parents, in the order that the database gave.
func (b *batch) sort(p *program.Page, child *program.Child, out *program.ChildPage) {
	below := make([][]int32, len(b.keys))
	own := columns(len(child.Rows.Key))
	for row := range out.Page.Rows.Len() {
		if !b.index.read(&out.Page.Rows, row, own) {
			continue
		}
		if k, ok := b.index.find(); ok {
			below[k] = append(below[k], int32(row))
		}
	}
	out.Starts = make([]int32, 1, p.Rows.Len()+1)
	for row := range p.Rows.Len() {
		if b.index.read(&p.Rows, row, child.Slots) {
			if k, ok := b.index.find(); ok {
				out.Order = append(out.Order, below[k]...)
			}
		}
		out.Starts = append(out.Starts, int32(len(out.Order)))
	}
}

// members cuts the rows below out of a text of each row, or of the row that it points at.
func (r *run) members(p *program.Page, child *program.Child, out *program.ChildPage) {
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
}
