// Package program is a compiled mapping: which rows make resources, which instructions turn a row into JSON, and which
// SQL answers which search parameter. A program holds no tenant and no request; it prints itself.
package program

import (
	"slices"

	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/problem"
	"ehr.example/portico/mappers/schema"
	"ehr.example/portico/mappers/sqltree"
)

// Program is everything that a mapper says about one schema.
type Program struct {
	Mapper      string
	Fingerprint string             // of the mapping and the schema it was compiled against
	Settings    []Setting          // in order; nodes refer to them by index
	Types       []*Type            // sorted by name
	Tenancy     map[string]Tenancy // by table
	Constants   []DataConstant     // in order: later ones may use the ones before
	ValueSets   []*fhir.ValueSet   // that searches can name, by URL
	Users       []*Users           // who may sign in
	Roles       []*Role            // what they may see
}

// ValueSet is the value set of that URL, or nil.
func (p *Program) ValueSet(url string) *fhir.ValueSet {
	for _, set := range p.ValueSets {
		if set.URL == url {
			return set
		}
	}
	return nil
}

// DataConstant is a value that a tenant's database holds: at most one row's, read once when the tenant is built. It is a
// setting whose value nobody gives.
type DataConstant struct {
	Name   string
	Pos    problem.Position // in the mapping
	Select *sqltree.Select  // of one column, without the tenant's conditions
}

// Setting is a value that a tenant gives.
type Setting struct {
	Name     string
	Default  string
	Required bool
	Integer  bool // it is compared with an integer column: '1x' would be 1 there
	Constant bool // the tenant's database gives it: see Program.Constants
	Folder   bool // it names a folder with files
	OneOf    []string
}

// Type is a resource type with its sources in the order that pages show them.
type Type struct {
	Name    string
	Sources []*Source
}

// Type is the resource type of that name, or nil.
func (p *Program) Type(name string) *Type {
	i, found := slices.BinarySearchFunc(p.Types, name, func(t *Type, n string) int {
		if t.Name < n {
			return -1
		}
		if t.Name > n {
			return 1
		}
		return 0
	})
	if !found {
		return nil
	}
	return p.Types[i]
}

// SettingIndex is the place of a setting, or -1.
func (p *Program) SettingIndex(name string) int {
	return slices.IndexFunc(p.Settings, func(s Setting) bool { return s.Name == name })
}

// Source is one kind of row that makes resources of a type.
type Source struct {
	Type         string
	Name         string
	Rows         *Relation // its key is the source's key
	ID           ID
	Fallback     []ID       // the ids of rows that lack a part of ID, in order
	Patient      *Reference // access binding: whose record a row is; nil for directory types
	Organization *Belonging // which organisations' a row is; nil: of none that anybody could be bound to
	PartOf       *Reference // of an organisation: the one that it is a part of; nil: it is a part of none
	Node         bool       // its rows are organisations, which users belong to and other rows are of
	Owner        *Source    // whose companion it is: made of the same rows, under the same aliases; nil for most
	Variants     []*Variant // at least one; a single one has no name
	One          bool       // the first variant that holds is the row's only resource, and ids lack the variant's name
	Updated      *Value     // when a row last changed; nil when the schema does not know

	// Leads is the part of Rows.Where that leaves out rows whose references, where R4 demands them, lead nowhere; nil: none.
	Leads sqltree.Expr
}

// Demands is what a row must fulfil to be the resource that a variant makes of it, beyond what every row does; nil: nothing.
// Of a row that is one resource some variant holds, whichever: its rows demand that.
func (s *Source) Demands(v *Variant) sqltree.Expr {
	if s.One {
		return nil
	}
	return v.If
}

// Owned is the variant of the owner that a companion's variant stands beside; nil where nobody owns the source.
func (s *Source) Owned(v *Variant) *Variant {
	if s.Owner == nil {
		return nil
	}
	for _, of := range s.Owner.Variants {
		if of.Name == v.Name {
			return of
		}
	}
	return nil
}

// Path is Type/Name, as people name a source.
func (s *Source) Path() string { return s.Type + "/" + s.Name }

// Variant is one resource that a row of a source makes.
type Variant struct {
	Name   string
	If     sqltree.Expr      // nil: every row makes one
	IfSlot int               // where the row statement has it; -1 without
	Body   *Object           // as the mapping says it
	Params map[string]*Param // by search parameter code
	// References are all that the resource can show, in the order of its elements, whether a search parameter has them or not.
	// A guard is left out where SQL cannot say it: more may be referred to than is shown.
	References []Alternative
	folded     instruction // Body as it is assembled
	head       []byte      // what stands before the id
}

// Relation is rows that are found by keys: a source's own, a child's, a lookup's, or the ids of a reference's target.
// Columns are what a row statement selects; the first len(Key) of them are the key.
type Relation struct {
	Name     string
	Members  *Members // the rows are cut out of a text of the parent's row; nil: they are tables'
	From     sqltree.From
	Where    sqltree.Expr // nil for none
	Key      []sqltree.Expr
	Grouped  bool // several rows have one key, and all that is selected of them is the same: they are read as one
	KeyKinds []schema.Kind
	KeyFold  []bool // the key column's collation ignores case
	Columns  []sqltree.Expr
	OrderBy  []sqltree.Order
	Children []*Child
	Links    []*Link
}

// Slot is the place of an expression among the columns; it is added when it is new.
func (r *Relation) Slot(e sqltree.Expr) int {
	text := sqltree.Text(e)
	for i, c := range r.Columns {
		if sqltree.Text(c) == text {
			return i
		}
	}
	r.Columns = append(r.Columns, e)
	return len(r.Columns) - 1
}

// Child is rows below a row: they are found by the parent's values, which equal the child's key.
type Child struct {
	Name   string
	Rows   *Relation
	Under  *Child         // the child whose rows these lie below; nil: the source's
	Slots  []int          // the parent's columns
	Parent []sqltree.Expr // the same as expressions, for EXISTS
	By     sqltree.Expr   // what one of them is picked by; nil: none is
	Shown  bool           // some $each writes them: others are only picked from, counted or searched, and never read
}

// Link is at most one row of another relation that a row points at.
type Link struct {
	Rows  *Relation
	Slots []int // the pointing columns
	When  []int // conditions of which one must hold for the target to be shown; none: always shown
}

// Status tells whether a source can answer a search parameter.
type Status int

// Never: the element is never present. Answers: it is, and SQL finds it. Cannot: it is, but the mapping has no inverse.
const (
	Never Status = iota
	Answers
	Cannot
)

// Param is what a variant makes of one search parameter.
type Param struct {
	Def          *fhir.SearchParameter
	Status       Status
	Why          string // Cannot: the reason
	Alternatives []Alternative
	Asked        map[string]*Param // by modifier, what it looks at in place of the values: text, of-type, identifier
}

// Alternative is one place in the resource that holds a value of the parameter. Exactly one of Token, Text, Date,
// Reference, Quantity and Parts is set, by the parameter's type.
type Alternative struct {
	Guard     sqltree.Expr // the value is there only where it holds; nil: always
	Child     *Child       // the value lies in rows of a child, the innermost one; nil: in the row itself
	Token     *Token
	Text      *Value
	Part      Part // of a Text that a map makes
	Date      *DateRange
	Reference *Reference
	Quantity  *Quantity       // a number has neither system nor code
	Parts     [][]Alternative // the places of each part of a composite, all of them in this one: their children lie below Child
}

// Token is a system and a code. A nil System means that the value has none.
type Token struct{ System, Code *Value }

// DateRange is a moment (Low only, Point true), or a period with its two ends.
type DateRange struct {
	Low, High *Value
	Point     bool
}

// Reference is a pointer at a source by its key.
type Reference struct {
	Target *Source
	Key    []sqltree.Expr
	Sure   bool // the target is there: the pointing source joins it with the same where, or nothing takes a row of it away
	// Self: the target is what its own source makes of the pointing row, under the same aliases. Variant is the target's.
	Self    bool
	Variant string
}

// ByKey tells whether the key alone gives the target's id, without looking whether the target is there.
func (r *Reference) ByKey() bool {
	return r.Sure && r.Target.ByKey()
}

// Shows tells whether the reference can lead to a variant of its target.
func (r *Reference) Shows(v *Variant) bool { return !r.Self || r.Target.One || v.Name == r.Variant }

// Quantity is a number with its unit.
type Quantity struct{ Value, System, Code, Unit *Value }

// Constant tells whether the alternative's value is the same for every row.
func (a Alternative) Constant() bool {
	fixed := func(v *Value) bool { return v == nil || v.Const != nil || v.Setting != "" }
	switch {
	case a.Token != nil:
		return fixed(a.Token.Code) && fixed(a.Token.System)
	case a.Text != nil:
		return fixed(a.Text)
	}
	return false
}

// Values are what the alternative is made of; some may be nil.
func (a Alternative) Values() []*Value {
	switch {
	case a.Token != nil:
		return []*Value{a.Token.Code}
	case a.Text != nil:
		return []*Value{a.Text}
	case a.Date != nil:
		return []*Value{a.Date.Low, a.Date.High}
	case a.Quantity != nil:
		return []*Value{a.Quantity.Value}
	}
	var all []*Value
	for _, part := range a.Parts {
		for _, p := range part {
			all = append(all, p.Values()...)
		}
	}
	return all
}

// Widen makes the link's target shown under further conditions; none means always.
func (l *Link) Widen(when []int) {
	if len(l.When) == 0 || len(when) == 0 {
		l.When = nil
		return
	}
	for _, slot := range when {
		if !slices.Contains(l.When, slot) {
			l.When = append(l.When, slot)
		}
	}
}
