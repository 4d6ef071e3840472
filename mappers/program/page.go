package program

// Page is rows of a relation with what they point at: the rows of their children and links, fetched in batches.
type Page struct {
	Relation *Relation
	Rows     Rows
	Children []ChildPage // as Relation.Children
	Links    []LinkPage  // as Relation.Links
}

// ChildPage is the children of a page's rows. Those of row i are Order[Starts[i]:Starts[i+1]].
type ChildPage struct {
	Page   Page
	Starts []int32
	Order  []int32
}

// Of is the child rows of a row, in order.
func (c *ChildPage) Of(row int) []int32 { return c.Order[c.Starts[row]:c.Starts[row+1]] }

// LinkPage is the rows that a page's rows point at: Index[i] for row i, or -1.
type LinkPage struct {
	Page  Page
	Index []int32
}

// State is one assembly under way: where in which pages it stands. It is kept by the caller and used again, so that
// assembling does not allocate.
type State struct {
	Env    *Env
	Files  Files // what File nodes read; nil where no program has them
	Err    error // what went wrong since the caller set it to nil: the resources are incomplete then
	frames [MaxDepth]frame
	calm   calm
	steps  [2][]byte // what Go functions write

	Watching bool   // references that are written are noted in Seen
	Seen     []Seen // since the caller emptied it
}

// calm is a stretch of wall clocks around the last one shown in which the zone does not change.
type calm struct{ from, to, offset int64 }

// render is Zone.Render, which is mostly known already: the next row's time is near the last one's.
func (s *State) render(wall int64) (unix, offset int64) {
	if wall < s.calm.from || wall >= s.calm.to {
		s.calm = s.Env.Zone.calm(wall)
	}
	if wall < s.calm.from || wall >= s.calm.to {
		return s.Env.Zone.Render(wall)
	}
	return wall - s.calm.offset, s.calm.offset
}

// MaxDepth is how deep children may nest.
const MaxDepth = 8

// frame is a row in sight, with its cells at hand.
type frame struct {
	page  *Page
	row   int
	cells []cell
	data  []byte
}

// enter makes a row of a page the frame's.
func (s *State) enter(at int, p *Page, row int) {
	f := &s.frames[at]
	f.page, f.row, f.data = p, row, p.Rows.data
	f.cells = p.Rows.cells[row*p.Rows.width : (row+1)*p.Rows.width]
}

// Env is what a tenant gives to assembling.
type Env struct {
	Settings [][]byte // by Program.Settings, already JSON strings without quotes; nil: not given
	Zone     Zone
	Tag      []byte // the Coding that tells the tenant, as JSON
}

func (s *State) cell(frame, slot int) []byte {
	f := &s.frames[frame]
	c := f.cells[slot]
	if c.end < 0 {
		return nil
	}
	return f.data[c.start:c.end]
}

// linked is a cell of the row that a link finds; nil where it finds none.
func (s *State) linked(frame, link, slot int) []byte {
	f := &s.frames[frame]
	l := &f.page.Links[link]
	row := l.Index[f.row]
	if row < 0 {
		return nil
	}
	rows := &l.Page.Rows
	c := rows.cells[int(row)*rows.width+slot]
	if c.end < 0 {
		return nil
	}
	return rows.data[c.start:c.end]
}

// stepped is what Go functions make of a raw value; nil when one of them gives nothing. Two buffers take turns.
func (s *State) stepped(steps []*Step, raw []byte) []byte {
	for i, step := range steps {
		buffer := &s.steps[i%len(s.steps)]
		out, ok := step.Function.Forward((*buffer)[:0], raw)
		*buffer = out
		if !ok || len(out) == 0 {
			return nil
		}
		raw = out
	}
	return raw
}

// AppendResource appends the resource that a variant of a source makes of a row. False: the row makes none.
func (s *State) AppendResource(dst []byte, src *Source, v *Variant, page *Page, row int) ([]byte, bool) {
	s.enter(0, page, row)
	if v.IfSlot >= 0 && !Truth(s.cell(0, v.IfSlot)) {
		return dst, false
	}
	mark := len(dst)
	dst = append(dst, v.head...)
	dst, ok := s.appendID(dst, src, v, page, row)
	if !ok {
		return dst[:mark], false
	}
	dst = append(dst, '"')
	dst, _ = v.folded.append(dst, s)
	return append(dst, '}'), true
}

// appendHead appends what resources of a type begin with, up to the id.
func appendHead(dst []byte, typ string) []byte {
	return append(append(append(dst, `{"resourceType":"`...), typ...), `","id":"`...)
}

func (s *State) appendID(dst []byte, src *Source, v *Variant, page *Page, row int) ([]byte, bool) {
	dst, ok := appendID(dst, src.ID, src.Fallback, &page.Rows, row)
	if ok && v.Name != "" && !src.One {
		dst = append(append(dst, '-'), v.Name...)
	}
	return dst, ok
}

// AppendID appends the id of the resource that a variant makes of a row.
func (s *State) AppendID(dst []byte, src *Source, v *Variant, page *Page, row int) ([]byte, bool) {
	return s.appendID(dst, src, v, page, row)
}

// Truth is a condition's column, where MySQL gives 1, 0 or NULL, or a boolean's: a number or the bytes of a BIT.
func Truth(cell []byte) bool {
	for _, c := range cell {
		if c != '0' && c != 0 {
			return true
		}
	}
	return false
}
