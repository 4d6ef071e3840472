package program

import "ehr.example/portico/mappers/sqltree"

// Presence is what appending a node came to.
type Presence int

// Absent wrote nothing. Constant wrote only constants, which keep no object alive. Filled wrote something of the row.
const (
	Absent Presence = iota
	Constant
	Filled
)

// Node is an assembly instruction.
type Node interface {
	// append writes the node's JSON, or nothing when it is Absent.
	append(dst []byte, s *State) ([]byte, Presence)
	// print writes the node for people.
	print(p *printer)
}

// Cond is a condition that the row statement selects as a column.
type Cond struct {
	Expr  sqltree.Expr
	Frame int
	Slot  int
}

func (c *Cond) holds(s *State) bool { return c == nil || Truth(s.cell(c.Frame, c.Slot)) }

// Object is a JSON object, or a group of fields that merges into the object around it. Where all of it that is there is hidden,
// it is there and writes nothing; so do the nodes around it that have nothing else to show.
type Object struct {
	TypeName string // FHIR type, for search and for people
	Fields   []ObjectField
	If       *Cond
	Dynamic  bool    // some field depends on the row: without one of those there is no object
	Needs    string  // without this field there is no object: a Quantity's value
	Stored   *Stored // of a resource: what else it has; nil: nothing
	opened   bool    // the brace in front is written
}

// ObjectField is a field, or (without a name) a *First whose winner's fields stand here.
type ObjectField struct {
	Name string
	Key  []byte // "name":
	Node Node

	next   []byte // ,"name": in folded trees
	hidden bool   // of a reduced object: it is asked whether it is there, and not written
}

// open writes the key, and what stands before it.
func (f *ObjectField) open(dst []byte, comma bool) []byte {
	lead := f.Key
	if comma {
		if lead = f.next; lead == nil {
			dst, lead = append(dst, ','), f.Key
		}
	}
	return append(dst, lead...)
}

// Field is the node of a field, or nil; groups are not looked into.
func (o *Object) Field(name string) Node {
	for i := range o.Fields {
		if o.Fields[i].Name == name {
			return o.Fields[i].Node
		}
	}
	return nil
}

func (o *Object) append(dst []byte, s *State) ([]byte, Presence) {
	if !o.If.holds(s) {
		return dst, Absent
	}
	mark := len(dst)
	if !o.opened {
		dst = append(dst, '{')
	}
	head := len(dst)
	dst, got := o.appendFields(dst, s, false)
	if got == Absent || o.Dynamic && got != Filled {
		return dst[:mark], Absent
	}
	if o.If != nil {
		got = Filled
	}
	if len(dst) == head {
		return dst[:mark], got
	}
	return append(dst, '}'), got
}

// appendFields writes the fields; comma says that something stands before the first of them.
func (o *Object) appendFields(dst []byte, s *State, comma bool) ([]byte, Presence) {
	start, got := len(dst), Absent
	for i := range o.Fields {
		f := &o.Fields[i]
		mark := len(dst)
		var p Presence
		if f.Name == "" {
			dst, p = f.Node.(*First).appendGroup(dst, s, comma)
		} else {
			dst = f.open(dst, comma)
			head := len(dst)
			if dst, p = f.Node.append(dst, s); p == Absent || f.hidden || len(dst) == head {
				dst = dst[:mark]
			}
		}
		if p == Absent && f.Name != "" && f.Name == o.Needs {
			return dst[:start], Absent
		}
		comma = comma || len(dst) > mark
		got = max(got, p)
	}
	if o.Stored != nil {
		var p Presence
		dst, p = o.Stored.append(dst, s, comma)
		got = max(got, p)
	}
	return dst, got
}

// List is a JSON array; absent items leave no gap, and without items there is no array.
type List struct{ Items []Node }

func (l *List) append(dst []byte, s *State) ([]byte, Presence) {
	mark, got := len(dst), Absent
	dst = append(dst, '[')
	for _, item := range l.Items {
		var p Presence
		dst, p = appendItem(dst, s, item, len(dst) > mark+1)
		got = max(got, p)
	}
	if len(dst) == mark+1 {
		return dst[:mark], got
	}
	return append(dst, ']'), got
}

func appendItem(dst []byte, s *State, item Node, comma bool) ([]byte, Presence) {
	if each, ok := item.(*Each); ok {
		return each.appendItems(dst, s, comma)
	}
	mark := len(dst)
	if comma {
		dst = append(dst, ',')
	}
	head := len(dst)
	dst, p := item.append(dst, s)
	if p == Absent || len(dst) == head {
		dst = dst[:mark]
	}
	return dst, p
}

// Each is an array item that is written once for each row of a child.
type Each struct {
	Child int // among the children of the relation in Frame
	Frame int // of the parent
	Item  Node
	Of    *Child
}

func (e *Each) append(dst []byte, s *State) ([]byte, Presence) { return e.appendItems(dst, s, false) }

func (e *Each) appendItems(dst []byte, s *State, comma bool) ([]byte, Presence) {
	parent := &s.frames[e.Frame]
	kids := &parent.page.Children[e.Child]
	got := Absent
	for _, row := range kids.Of(parent.row) {
		s.enter(e.Frame+1, &kids.Page, int(row))
		mark := len(dst)
		var p Presence
		dst, p = appendItem(dst, s, e.Item, comma)
		comma = comma || len(dst) > mark
		got = max(got, p)
	}
	return dst, got
}

// First is ordered branches of which the first that holds wins: as a value, or as a group of fields.
type First struct{ Branches []Branch }

// Branch holds when its condition does, or, without one, when its node is not absent.
type Branch struct {
	If   *Cond
	Node Node
}

func (f *First) append(dst []byte, s *State) ([]byte, Presence) {
	for i := range f.Branches {
		b := &f.Branches[i]
		if !b.If.holds(s) {
			continue
		}
		mark := len(dst)
		out, p := b.Node.append(dst, s)
		if p != Absent {
			return out, f.presence(i, p)
		}
		dst = out[:mark]
		if b.If != nil {
			return dst, Absent
		}
	}
	return dst, Absent
}

// presence is Filled even for a constant winner where a condition chose it.
func (f *First) presence(winner int, p Presence) Presence {
	if p == Filled {
		return p
	}
	for i := range f.Branches[:winner+1] {
		if f.Branches[i].If != nil {
			return Filled
		}
	}
	return p
}

func (f *First) appendGroup(dst []byte, s *State, comma bool) ([]byte, Presence) {
	for i := range f.Branches {
		b := &f.Branches[i]
		if !b.If.holds(s) {
			continue
		}
		mark := len(dst)
		out, p := b.Node.(*Object).appendFields(dst, s, comma)
		if p == Filled || p == Constant && (b.If != nil || !b.Node.(*Object).Dynamic) {
			return out, f.presence(i, p)
		}
		dst = out[:mark]
		if b.If != nil {
			return dst, Absent
		}
	}
	return dst, Absent
}

// Const is JSON that is the same for every row.
type Const struct {
	JSON  []byte
	Value *Value
}

func (c *Const) append(dst []byte, _ *State) ([]byte, Presence) {
	return append(dst, c.JSON...), Constant
}

// SettingText is a tenant's setting as a string.
type SettingText struct {
	Name  string
	Index int
	Value *Value
}

func (n *SettingText) append(dst []byte, s *State) ([]byte, Presence) {
	v := s.Env.Settings[n.Index]
	if len(v) == 0 {
		return dst, Absent
	}
	dst = append(dst, '"')
	dst = append(dst, v...)
	return append(dst, '"'), Constant
}

// TenantTag is the Coding that tells which tenant a resource belongs to.
type TenantTag struct{}

// The parts of the tenant's tag, which the search asks for as for settings. No setting of a mapping has a name with a blank.
const (
	TagSystem  = "tag system"
	TagCode    = "tag code"
	TagDisplay = "tag display"
)

// TenantToken is the tenant's tag as the search sees it.
func TenantToken() *Token {
	return &Token{System: &Value{Setting: TagSystem}, Code: &Value{Setting: TagCode}}
}

func (TenantTag) append(dst []byte, s *State) ([]byte, Presence) {
	return append(dst, s.Env.Tag...), Constant
}
