package interaction

import (
	"slices"
	"strconv"

	"ehr.example/portico/facade/bundle"
	"ehr.example/portico/facade/outcome"
	"ehr.example/portico/facade/plan"
	"ehr.example/portico/mappers/program"
)

// head is a matching row of a stream that has not been shown yet.
type head struct {
	key      []any
	points   []plan.Point
	variants []int
}

// stream reads the rows of one ordered source, a page's worth at a time.
type stream struct {
	run   *run
	src   *plan.Source
	phase plan.Phase
	end   plan.Phase
	after *plan.Place
	shown string // the variant up to which the row at after was shown
	heads []head
	next  int // the first of heads that has not been shown
}

// sorted fills the page in the query's order (R4 §3.1.1.5.1): a page is read of each stream, and merged.
func (r *run) sorted(page *bundle.Page) error {
	streams, err := r.streams()
	if err != nil {
		return err
	}
	var matches []match
	var places []place
	latest, err := r.latest()
	if err != nil {
		return err
	}
	for len(matches) <= r.query.Count {
		first, err := foremost(streams)
		if err != nil {
			return err
		}
		if first == nil {
			break
		}
		h := first.heads[first.next]
		first.next++
		for _, v := range h.variants {
			if !latest.takes(first.src, h.points) {
				first.pass()
				break
			}
			matches = append(matches, match{source: first.src, variant: v, key: h.key})
			places = append(places, place{h.points, latest.seen})
		}
	}
	if len(matches) > r.query.Count {
		matches = matches[:r.query.Count]
		last := len(matches) - 1
		page.Next = r.nextSorted(matches[last], places[last])
	}
	return r.rows(matches, page)
}

// pass leaves out the rest of a stream whose latest rows have been shown, where all of it has one code.
func (s *stream) pass() {
	if s.src.OneCode() {
		s.heads, s.next, s.phase = nil, 0, s.end
	}
}

// place is what a match was ordered by, and how many of its code came up to it, where only the latest of each do.
type place struct {
	points []plan.Point
	seen   int
}

// foremost is the stream whose next row comes first; nil when all are at their end. Of equal rows, the earlier stream's.
func foremost(streams []*stream) (*stream, error) {
	var first *stream
	for _, s := range streams {
		if err := s.fill(); err != nil {
			return nil, err
		}
		if s.next < len(s.heads) && (first == nil || s.before(first)) {
			first = s
		}
	}
	return first, nil
}

// before tells whether the next row of s comes before that of another stream of earlier rank.
func (s *stream) before(other *stream) bool {
	a, b := s.heads[s.next].points, other.heads[other.next].points
	for i := range s.src.Order {
		if c := s.src.Order[i].Compare(a[i], b[i]); c != 0 {
			return c < 0
		}
	}
	return false
}

// streams are the plan's, each where the page begins in it.
func (r *run) streams() ([]*stream, error) {
	out := make([]*stream, len(r.plan.Sources))
	for i, src := range r.plan.Sources {
		if err := r.affordable(src); err != nil {
			return nil, err
		}
		src, err := r.started(src)
		if err != nil {
			return nil, err
		}
		s := &stream{run: r, src: src}
		s.phase, s.end = src.Phases()
		out[i] = s
	}
	if r.after == nil {
		return out, nil
	}
	origin := slices.IndexFunc(r.plan.Sources, r.isOrigin)
	sorted, _ := r.sortedBy()
	if origin < 0 || len(sorted) != len(r.plan.Sources[origin].Order) {
		return nil, expired()
	}
	points := make([]plan.Point, len(sorted))
	for i, text := range sorted {
		points[i] = r.plan.Sources[origin].Point(i, unpacked(text), nil)
	}
	for i, s := range out {
		s.after = &plan.Place{Points: points, Inclusive: i > origin}
		if i == origin {
			s.after.Key, s.after.Inclusive, s.shown = r.afterKey(s.src), r.after.Variant != "", r.after.Variant
		}
	}
	return out, nil
}

// isOrigin tells the stream of the row that the cursor stands at.
func (r *run) isOrigin(s *plan.Source) bool {
	return s.Of.Path() == r.after.Source &&
		slices.ContainsFunc(s.Variants, func(v *plan.Variant) bool { return v.Of.Name == r.after.Variant })
}

// affordable refuses to sort everything of a stream that has more matches than the tenant may have sorted.
func (r *run) affordable(src *plan.Source) error {
	budget := r.site.SortMax
	if !src.Costly() || budget <= 0 {
		return nil
	}
	var rows program.Rows
	if err := r.askUnlessEmpty(src.SomeStatement(budget), &rows); err != nil {
		return err
	}
	if rows.Len() > budget {
		return outcome.TooCostly("Sorting would go through more than %d %s resources called %q, and no index has their order. Ask for one patient, or for less.",
			budget, src.Of.Type, src.Of.Name)
	}
	return nil
}

// fill reads the stream's next rows when those that were read are used up.
func (s *stream) fill() error {
	for s.next == len(s.heads) && s.phase < s.end {
		s.heads, s.next = s.heads[:0], 0
		limit := rowsFor(s.run.query.Count+1, len(s.src.Variants))
		var rows program.Rows
		if err := s.run.askUnlessEmpty(s.src.SortedStatement(s.phase, s.after, limit), &rows); err != nil {
			return err
		}
		for row := range rows.Len() {
			if err := s.add(&rows, row); err != nil {
				return err
			}
		}
		if rows.Len() < limit {
			s.phase++
		}
	}
	return nil
}

// add takes a row among the heads.
func (s *stream) add(rows *program.Rows, row int) error {
	rel := s.src.Of.Rows
	h := head{key: keyAt(rel, rows, row), points: make([]plan.Point, len(s.src.Order))}
	same := s.after != nil && s.after.Key != nil && sameKey(h.key, s.after.Key)
	if same && !s.after.Inclusive {
		return twice(rel, h.key)
	}
	for i := range h.points {
		value, weight := s.src.Columns(i)
		h.points[i] = s.src.Point(i, cellOr(rows, row, value), cellOr(rows, row, weight))
	}
	first := 0
	if same {
		first = 1 + slices.IndexFunc(s.src.Variants, func(v *plan.Variant) bool { return v.Of.Name == s.shown })
	}
	for v := first; v < len(s.src.Variants); v++ {
		if column := s.src.SortedMatchColumn(v); column < 0 || program.Truth(rows.Cell(row, column)) {
			h.variants = append(h.variants, v)
		}
	}
	s.after = &plan.Place{Points: h.points, Key: h.key}
	s.heads = append(s.heads, h)
	return nil
}

func cellOr(rows *program.Rows, row, column int) []byte {
	if column < 0 {
		return nil
	}
	return rows.Cell(row, column)
}

// nextSorted is the address of the page behind a match of an ordered result.
func (r *run) nextSorted(last match, at place) string {
	c := r.cursor(last)
	for _, p := range at.points {
		c.Sorted = append(c.Sorted, packed(p))
	}
	if r.query.Last > 0 {
		c.Sorted = append(c.Sorted, strconv.Itoa(at.seen))
	}
	return r.sealed(c)
}

// packed is a point as a cursor holds it: a mark, and the text behind it.
func packed(p plan.Point) string {
	if p.Absent {
		return "-"
	}
	return "=" + p.Text
}

func unpacked(text string) []byte {
	if len(text) == 0 || text[0] == '-' {
		return nil
	}
	return []byte(text[1:])
}
