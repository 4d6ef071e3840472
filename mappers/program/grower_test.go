package program

import (
	"fmt"
	"math/rand/v2"
)

// grower makes random bodies and rows.
type grower struct {
	random *rand.Rand
	frame  int // of the rows in sight
	target *Source
	hides  bool // some fields are hidden, as in reduced objects
}

func (g *grower) one(in int) bool { return g.random.IntN(in) == 0 }

func (g *grower) cond() *Cond { return &Cond{Frame: g.frame, Slot: g.random.IntN(3)} }

// rowWidth is how many cells the rows have.
const rowWidth = 6

func (g *grower) row() []any {
	cells := []any{
		nil, "", " ", "0", "1", "2", "ab", "AB ", "<5", "7.20", "2024-02-03", "Zoë O'Neil, 12 \"Main\"", "a long text without anything", "O'N\"", "short",
	}
	row := make([]any, rowWidth)
	for i := range row {
		row[i] = cells[g.random.IntN(len(cells))]
	}
	return row
}

// page is one row with up to three child rows and a link that may find a row.
func (g *grower) page() *Page {
	first := g.row()
	first[0] = 1
	return &Page{
		Rows:     *rowsOf(first),
		Children: []ChildPage{{Page: Page{Rows: *rowsOf(g.row(), g.row(), g.row())}, Starts: []int32{0, g.random.Int32N(4)}, Order: []int32{2, 0, 1}}},
		Links:    []LinkPage{{Page: Page{Rows: *rowsOf(g.row())}, Index: []int32{g.random.Int32N(2) - 1}}},
	}
}

func (g *grower) node(depth int) Node {
	kinds := []func() Node{
		func() Node { return con([]string{`1`, `"c"`, `true`}[g.random.IntN(3)]) },
		func() Node { return &SettingText{Index: g.random.IntN(2)} },
		func() Node { return TenantTag{} },
		g.reference, g.hole, g.hole, g.hole, g.hole,
		func() Node { return g.object(depth - 1) },
		func() Node { return g.object(depth - 1) },
		func() Node { return g.object(depth - 1) },
		func() Node { return g.list(depth - 1) },
		func() Node { return g.list(depth - 1) },
		func() Node { return g.first(func() Node { return g.node(depth - 1) }) },
	}
	if depth <= 0 {
		kinds = kinds[:8]
	}
	return kinds[g.random.IntN(len(kinds))]()
}

func (g *grower) hole() Node {
	maps := []*Map{
		{Entries: []MapEntry{{Raw: "1", To: &Coded{Code: "one", System: "urn:s", Display: "One"}}, {Raw: "short"}}, Default: &Coded{Code: "other"}},
		{
			Entries: []MapEntry{{Raw: "1", To: &Coded{Code: "one"}}, {Raw: "2", To: &Coded{Code: "two", Display: "T"}}, {Raw: "ab", To: &Coded{Code: "ab"}}, {Raw: "O'N\"", To: &Coded{Code: "q\""}}},
			Empty:   &Coded{Code: "unknown"}, Keys: KeysFolded,
		},
	}
	formats := []Format{FormatString, FormatString, FormatCode, FormatNumber, FormatInteger, FormatDate, FormatLocal}
	h := &Hole{Frame: g.frame, Slot: g.random.IntN(rowWidth), Link: -1, Format: formats[g.random.IntN(len(formats))]}
	if g.frame == 0 && g.one(4) {
		h.Link = 0
	}
	switch {
	case g.one(6):
		h.Map, h.Part = maps[g.random.IntN(len(maps))], Part(g.random.IntN(3))
	case g.one(12):
		h.Steps = steps()
	}
	return h
}

func (g *grower) reference() Node {
	r := &Ref{Target: g.target, Frame: g.frame, Link: -1, Slots: []int{g.random.IntN(rowWidth)}}
	if g.frame == 0 && g.one(3) {
		r.Link = 0
	}
	if r.Bind(); g.one(3) {
		r.Key = &Reference{Target: g.target, Variant: "v"}
	}
	return r
}

func (g *grower) list(depth int) Node {
	l := &List{}
	for range g.random.IntN(4) {
		if g.frame > 0 || !g.one(4) {
			l.Items = append(l.Items, g.node(depth))
			continue
		}
		g.frame = 1
		l.Items = append(l.Items, &Each{Item: g.node(depth)})
		g.frame = 0
	}
	return l
}

func (g *grower) first(node func() Node) *First {
	f := &First{}
	for range 1 + g.random.IntN(3) {
		b := Branch{Node: node()}
		if g.one(2) {
			b.If = g.cond()
		}
		f.Branches = append(f.Branches, b)
	}
	return f
}

func (g *grower) object(depth int) *Object {
	if g.one(12) {
		return g.coding()
	}
	var parts []any
	for i := range 1 + g.random.IntN(4) {
		if g.one(8) {
			parts = append(parts, g.first(func() Node {
				o := g.object(depth - 1)
				o.If = nil
				return o
			}))
			continue
		}
		parts = append(parts, fmt.Sprintf("f%d", i), g.node(depth))
	}
	if g.one(8) {
		slot := g.random.IntN(rowWidth)
		parts = append(parts, "comparator", &Hole{Frame: g.frame, Slot: slot, Link: -1, Format: FormatComparator}, "value", &Hole{Frame: g.frame, Slot: slot, Link: -1, Format: FormatNumber})
	}
	if g.one(5) {
		parts = append(parts, g.cond())
	}
	o := obj(parts...)
	for i := range o.Fields {
		f := &o.Fields[i]
		f.hidden = g.hides && f.Name != "" && g.one(5)
		if g.one(12) && f.Name != "comparator" {
			o.Needs = f.Name
		}
	}
	return o
}

// coding is an object whose fields are parts of one map's result.
func (g *grower) coding() *Object {
	m := &Map{Entries: []MapEntry{{Raw: "1", To: &Coded{Code: "one", System: "urn:s", Display: "One"}}, {Raw: "2", To: &Coded{Code: "two"}}, {Raw: "ab"}}}
	slot := g.random.IntN(rowWidth)
	part := func(p Part) *Hole { return &Hole{Frame: g.frame, Slot: slot, Link: -1, Map: m, Part: p} }
	return obj("system", part(PartSystem), "code", part(PartCode), "display", part(PartDisplay))
}
