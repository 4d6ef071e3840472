package plan

import (
	"cmp"
	"math/big"
	"slices"
	"strings"
	"time"

	"ehr.example/portico/facade/search"
	"ehr.example/portico/mappers/sqltree"
)

// Point is what a row has under one term: the value as the database's text, or nothing.
type Point struct {
	Absent bool
	Text   string
	Weight []byte // of a text that is compared with those of other streams: bytes that sort as its collation does

	at     time.Time // of a moment
	number *big.Rat
}

// Phase tells the rows that have a value under the first term from those that have none: they are read one after the
// other, so that an index on the value is ranged on.
type Phase int

// The phases, in their order.
const (
	WithValue Phase = iota
	WithoutValue
	Finished
)

// Phases is the first phase in which the stream can have rows, and the one behind its last.
func (s *Source) Phases() (first, end Phase) {
	switch t := s.Order[0]; {
	case t.fixed() && t.Const == nil:
		return WithoutValue, Finished
	case t.fixed() || sqltree.IsTrue(t.Present):
		return WithValue, WithoutValue
	}
	return WithValue, Finished
}

// Place is where a page begins in an ordered result: behind the row with these points.
type Place struct {
	Points    []Point
	Key       []any // of the row; nil where it lies in another stream
	Inclusive bool  // the row itself may still have variants to show; or, without a key, rows with the same points too
}

// SortedStatement finds at most limit keys of a phase in order: the key columns, the values of the terms that are not
// fixed, their weights where texts are compared with those of other streams, and the Match columns.
func (s *Source) SortedStatement(phase Phase, after *Place, limit int) *sqltree.Select {
	if s.ranked() {
		return s.lastStatement(after, limit)
	}
	rel := s.Of.Rows
	out := &sqltree.Select{Distinct: rel.Grouped, Columns: slices.Clone(rel.Key), From: rel.From, Limit: limit}
	for i, t := range s.Order {
		if t.fixed() {
			continue
		}
		out.Columns = append(out.Columns, t.shown(i == 0, phase))
		if s.weighted(t) {
			out.Columns = append(out.Columns, sqltree.Func{Name: "WEIGHT_STRING", Args: []sqltree.Expr{t.X}})
		}
	}
	out.Columns = append(out.Columns, s.matches()...)
	out.Where = sqltree.AllOf(s.where(), s.inPhase(phase), s.behindPlace(phase, after))
	index := s.inDriver()
	out.OrderBy = s.orderBy(phase, index)
	switch {
	case s.Driver != "":
		out.From, out.Straight = startAt(rel.From, s.Driver)
		if phase == WithValue {
			out.From = firstBy(out.From, index)
		}
	case s.walks() && s.known():
		out.Straight = len(rel.From) > 1
		out.From = s.along(phase)
	}
	return finish(out, s.tenancy)
}

// along is the source's tables, the first read by the index that has the order of a phase: the optimizer may sort all of a
// tenant's rows, or pass all those before a page's place.
func (s *Source) along(phase Phase) sqltree.From {
	var wanted []sqltree.Expr
	for _, o := range s.orderBy(phase, "") {
		wanted = append(wanted, o.X)
	}
	return s.readBy(wanted[:1])
}

// shown is a term's column of a statement: nothing where there is no value.
func (t *Term) shown(first bool, phase Phase) sqltree.Expr {
	switch {
	case first && phase == WithoutValue:
		return sqltree.Null{}
	case first || sqltree.IsTrue(t.Present):
		return t.X
	}
	return sqltree.Case{Whens: []sqltree.When{{Cond: t.Present, Then: t.X}}}
}

// weighted tells texts whose order Go cannot tell.
func (s *Source) weighted(t Term) bool { return s.merged && t.Form == Text }

func (s *Source) inPhase(phase Phase) sqltree.Expr {
	t := s.Order[0]
	switch {
	case t.fixed():
		return sqltree.True
	case phase == WithValue:
		return t.Present
	}
	return sqltree.IsNotTrue(t.Present)
}

// orderBy is the terms, then the key in the first term's direction. The first needs no order where all its values are
// absent, and no look at what is absent where all are there. Index is the one that has the order among the driver's rows.
func (s *Source) orderBy(phase Phase, index string) []sqltree.Order {
	var out []sqltree.Order
	for i, t := range s.Order {
		if t.fixed() || t.steady || i == 0 && phase == WithoutValue {
			continue
		}
		x := s.untempting(t, index)
		if i > 0 && !sqltree.IsTrue(t.Present) { // what is absent may lie in its column in several forms
			out = append(out, sqltree.Order{X: sqltree.IsNotTrue(t.Present)})
			x = t.shown(false, phase)
		}
		out = append(out, sqltree.Order{X: x, Desc: t.Descending})
	}
	for i, k := range s.Of.Rows.Key {
		if len(out) == 0 {
			k = s.sortKey(k, s.Of.Rows.KeyKinds[i])
		}
		out = append(out, sqltree.Order{X: k, Desc: s.descending})
	}
	return out
}

// untempting keeps the optimizor's hands off an index of the value where one patient's rows are few: a LIMIT makes it walk
// through everybody's. Where an index has the order among these rows it may be used.
func (s *Source) untempting(t Term, index string) sqltree.Expr {
	switch {
	case s.Driver == "" || !t.bare || s.Of.Rows.Grouped || index != "": // what a DISTINCT orders by is among its columns
		return t.X
	case t.Form == Day:
		return sqltree.Interval{X: t.X, Sign: "+", N: sqltree.Number{Text: "0"}, Unit: "DAY"}
	case t.Form.moment():
		return sqltree.Interval{X: t.X, Sign: "+", N: sqltree.Number{Text: "0"}, Unit: "SECOND"}
	case t.Form == Number:
		return sqltree.Compare(t.X, "+", sqltree.Number{Text: "0"})
	}
	return t.X
}

// behindPlace is the keyset condition over terms and key.
func (s *Source) behindPlace(phase Phase, after *Place) sqltree.Expr {
	if after == nil {
		return sqltree.True
	}
	return s.behindTerm(0, phase, after)
}

func (s *Source) behindTerm(i int, phase Phase, after *Place) sqltree.Expr {
	if i == len(s.Order) {
		if after.Key == nil {
			return sqltree.Bool{Value: after.Inclusive}
		}
		return behindKey(s.Of.Rows.Key, after.Key, after.Inclusive, s.descending)
	}
	t, p := s.Order[i], after.Points[i]
	own := after.Key != nil
	rest := s.behindTerm(i+1, phase, after)
	if t.fixed() {
		return decided(t.compareFixed(p), rest)
	}
	if i == 0 {
		switch {
		case phase == WithValue && p.Absent:
			return sqltree.False
		case phase == WithoutValue && !p.Absent:
			return sqltree.True
		case phase == WithoutValue:
			return rest
		}
		beyond, from := s.beyond(t, p, own)
		if own && t.bare { // said so that an index ranges over the rows with the same value too
			rest = sqltree.AllOf(s.equal(t, p), rest)
		}
		return sqltree.AllOf(from, sqltree.AnyOf(beyond, rest))
	}
	if p.Absent {
		return sqltree.AllOf(sqltree.IsNotTrue(t.Present), rest)
	}
	beyond, from := s.beyond(t, p, own)
	return sqltree.AnyOf(
		sqltree.IsNotTrue(t.Present),
		sqltree.AllOf(t.Present, from, sqltree.AnyOf(beyond, rest)),
	)
}

// decided is what a fixed term makes of a place: all rows lie before it, at it or behind it.
func decided(order int, rest sqltree.Expr) sqltree.Expr {
	switch {
	case order < 0:
		return sqltree.False
	case order > 0:
		return sqltree.True
	}
	return rest
}

// compareFixed is where a constant, or nothing, stands beside a point.
func (t *Term) compareFixed(p Point) int {
	if t.Const == nil {
		return t.Compare(Point{Absent: true}, p)
	}
	return t.Compare(Point{Text: *t.Const}, p)
}

// beyond is the condition that a value lies behind a point in the term's direction, and that it lies there or at it. A row
// of the same stream is compared as it stands; others' as far as their forms can tell.
func (s *Source) beyond(t Term, p Point, own bool) (beyond, from sqltree.Expr) {
	past, reach := ">", ">="
	if t.Descending {
		past, reach = "<", "<="
	}
	if t.Form.moment() && !own {
		return s.beyondMoment(t, p)
	}
	return sqltree.Compare(t.X, past, p.arg(t)), sqltree.Compare(t.X, reach, p.arg(t))
}

// equal is the condition that a row of the same stream has a point's value.
func (s *Source) equal(t Term, p Point) sqltree.Expr { return sqltree.Compare(t.X, "=", p.arg(t)) }

// arg is a point's value as a term is compared with it.
func (p Point) arg(t Term) sqltree.Expr {
	if t.Form == Number {
		return decimal(p.Text)
	}
	return sqltree.Arg{Value: p.Text}
}

// beyondMoment compares with a moment of another stream, whose clock may be of another kind.
func (s *Source) beyondMoment(t Term, p Point) (beyond, from sqltree.Expr) {
	b := &builder{tenant: s.tenant}
	at := b.clock(t.value, t.X, ">=", b.ceil(t.value, p.at))
	past := b.clock(t.value, t.X, ">=", b.ceil(t.value, p.at.Add(time.Microsecond)))
	if t.Descending {
		return b.clock(t.value, t.X, "<", b.ceil(t.value, p.at)), b.clock(t.value, t.X, "<", b.ceil(t.value, p.at.Add(time.Microsecond)))
	}
	return past, at
}

func behindKey(key []sqltree.Expr, values []any, inclusive, descending bool) sqltree.Expr {
	if !descending {
		return behind(key, values, inclusive)
	}
	arg := sqltree.Arg{Value: values[0]}
	if len(key) == 1 {
		return sqltree.Compare(key[0], map[bool]string{true: "<=", false: "<"}[inclusive], arg)
	}
	return sqltree.AllOf(
		sqltree.Compare(key[0], "<=", arg),
		sqltree.AnyOf(sqltree.Compare(key[0], "<", arg), behindKey(key[1:], values[1:], inclusive, descending)),
	)
}

// Point is a term's value of a row, made ready to be compared with those of other streams. A nil text is absent.
func (s *Source) Point(term int, text, weight []byte) Point {
	t := s.Order[term]
	switch {
	case t.Const != nil:
		return Point{Text: *t.Const, Weight: []byte(*t.Const)}
	case text == nil:
		return Point{Absent: true}
	}
	p := Point{Text: string(text), Weight: slices.Clone(weight)}
	switch {
	case t.Form.moment():
		p.at = s.instant(t.Form, p.Text)
	case t.Form == Number:
		p.number, _ = new(big.Rat).SetString(p.Text)
	}
	return p
}

// instant is a day's beginning, or a clock's moment, as it is shown.
func (s *Source) instant(form Form, text string) time.Time {
	at, err := time.Parse("2006-01-02 15:04:05.999999", text)
	if err != nil {
		if at, err = time.Parse(time.DateOnly, text[:min(len(text), len(time.DateOnly))]); err != nil {
			return time.Time{}
		}
	}
	if form == Instant {
		return at
	}
	return time.Unix(s.tenant.Zone.Instant(at.Unix()), int64(at.Nanosecond())).UTC()
}

// Columns are the columns of a sorted statement that hold a term's value and its weight; -1 for none.
func (s *Source) Columns(term int) (value, weight int) {
	at := len(s.Of.Rows.Key)
	for i, t := range s.Order {
		if t.fixed() {
			if i == term {
				return -1, -1
			}
			continue
		}
		value, weight, at = at, -1, at+1
		if s.weighted(t) {
			weight, at = at, at+1
		}
		if i == term {
			return value, weight
		}
	}
	return -1, -1
}

// SortedMatchColumn is MatchColumn of a sorted statement.
func (s *Source) SortedMatchColumn(variant int) int {
	column := s.MatchColumn(variant)
	if column < 0 {
		return -1
	}
	for _, t := range s.Order {
		if t.fixed() {
			continue
		}
		column++
		if s.weighted(t) {
			column++
		}
	}
	return column
}

// Compare orders two points under a term: negative where the first comes first.
func (t *Term) Compare(a, b Point) int {
	switch {
	case a.Absent || b.Absent:
		return cmp.Compare(order(a.Absent), order(b.Absent))
	case t.Descending:
		return comparePoints(b, a)
	}
	return comparePoints(a, b)
}

func order(absent bool) int {
	if absent {
		return 1
	}
	return 0
}

func comparePoints(a, b Point) int {
	switch {
	case a.number != nil && b.number != nil:
		return a.number.Cmp(b.number)
	case !a.at.IsZero() || !b.at.IsZero():
		return a.at.Compare(b.at)
	case a.Weight != nil && b.Weight != nil:
		return compareWeights(a.Weight, b.Weight)
	}
	return strings.Compare(a.Text, b.Text)
}

// compareWeights compares as the database does: the shorter text is as if blanks followed it.
func compareWeights(a, b []byte) int {
	n := min(len(a), len(b))
	if c := slices.Compare(a[:n], b[:n]); c != 0 {
		return c
	}
	return cmp.Or(compareBlanks(a[n:]), -compareBlanks(b[n:]))
}

// compareBlanks compares the end of a text's weights with blanks.
func compareBlanks(rest []byte) int {
	for i, c := range rest {
		if d := cmp.Compare(c, blank[i%len(blank)]); d != 0 {
			return d
		}
	}
	return 0
}

// blank is the weight of a blank under sortCollation, whose weights have two bytes each.
var blank = [2]byte{0, ' '}

// merge prepares streams whose rows are shown among each other: their texts are compared alike.
func merge(streams []*Source) {
	live := 0
	for _, s := range streams {
		if slices.ContainsFunc(s.Order, func(t Term) bool { return t.X != nil || t.Const != nil }) {
			live++
		}
	}
	if live < 2 {
		return
	}
	for _, s := range streams {
		s.merged = true
		for i := range s.Order {
			t := &s.Order[i]
			if t.Const != nil && t.Form == Text && slices.ContainsFunc(streams, func(o *Source) bool { return !o.Order[i].fixed() }) {
				t.X, t.Const, t.Present, t.steady = sqltree.Literal{Value: *t.Const}, nil, sqltree.True, true
			}
			if t.Form == Text && !t.fixed() {
				t.X = collated(t.X)
				_, column := t.X.(sqltree.Column)
				t.bare = t.bare && column
			}
		}
	}
}

// known tells whether an index has the stream's order, so that a page of it is found without sorting all of it.
func (s *Source) known() bool {
	if !slices.ContainsFunc(s.Order, func(t Term) bool { return !t.fixed() && !t.steady }) {
		return true
	}
	column, single := s.Orders()
	return single && indexOf(s.Of.Rows.From[0], s.tenancy, []string{column}) != ""
}

// Orders is the column of the first table that the rows of a stream are ordered by; false: it is none, or more than one.
func (s *Source) Orders() (column string, single bool) {
	for _, t := range s.Order {
		if t.fixed() || t.steady {
			continue
		}
		c, ok := t.X.(sqltree.Column)
		if !ok || !t.bare || single || c.Alias != s.Of.Rows.From[0].Alias {
			return "", false
		}
		column, single = c.Name, true
	}
	return column, single
}

// Costly tells a stream that can only be ordered by sorting everything that matches: nothing bounds it, and no index has
// its order.
func (s *Source) Costly() bool { return s.Driver == "" && !s.Named && len(s.Order) > 0 && !s.known() }

// SomeStatement finds whether a costly stream has more than limit matches.
func (s *Source) SomeStatement(limit int) *sqltree.Select {
	return finish(&sqltree.Select{
		Columns: []sqltree.Expr{sqltree.Number{Text: "1"}}, From: s.Of.Rows.From, Where: s.where(), Limit: limit + 1,
	}, s.tenancy)
}

// sorts tells whether the query asks for an order of its own.
func sorts(q search.Query) bool { return len(q.Sort) > 0 }
