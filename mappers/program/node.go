package program

import "ehr.example/portico/mappers/sqltree"

// Node is a part of a resource as the mapping says it. It is what searches are derived from, and Fold makes instructions of it.
type Node interface {
	// print writes the node for people.
	print(p *printer)
}

// Cond is a condition that the row statement selects as a column.
type Cond struct {
	Expr  sqltree.Expr
	Frame int
	Slot  int
}

func (c *Cond) holds(s *State) bool { return Truth(s.cell(c.Frame, c.Slot)) }

// Object is a JSON object, or a group of fields that merges into the object around it. Where all of it that is there is hidden,
// it is there and writes nothing; so do the nodes around it that have nothing else to show.
type Object struct {
	TypeName string // FHIR type, for search and for people
	Fields   []ObjectField
	If       *Cond
	Dynamic  bool    // some field depends on the row: without one of those there is no object
	Needs    string  // without this field there is no object: a Quantity's value
	Stored   *Stored // of a resource: what else it has; nil: nothing
}

// ObjectField is a field, or (without a name) a *First whose winner's fields stand here.
type ObjectField struct {
	Name string
	Key  []byte // "name":
	Node Node

	hidden bool // of a reduced object: it is asked whether it is there, and not written
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

// List is a JSON array; absent items leave no gap, and without items there is no array.
type List struct{ Items []Node }

// Each is an array item that is written once for each row of a child. It is a value by itself where the child has one row at most.
type Each struct {
	Child int // among the children of the relation in Frame
	Frame int // of the parent
	Item  Node
	Of    *Child
}

// First is ordered branches of which the first that holds wins: as a value, or as a group of fields.
type First struct{ Branches []Branch }

// Branch holds when its condition does, or, without one, when its node is not absent.
type Branch struct {
	If   *Cond
	Node Node
}

// Const is JSON that is the same for every row.
type Const struct {
	JSON  []byte
	Value *Value
}

// SettingText is a tenant's setting as a string.
type SettingText struct {
	Name  string
	Index int
	Value *Value
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
