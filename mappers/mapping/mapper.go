package mapping

import "ehr.example/portico/mappers/problem"

// Mapper is a whole mapping: mapper.yaml and the sources of the other files.
type Mapper struct {
	Name      Text
	Extends   Text // the mapper that this one begins from; none: nothing
	Title     string
	Versions  []string
	Settings  []Setting
	Tenancy   Tenancy
	Canonical string // prefix of canonical URLs written without a scheme
	Systems   map[string]Text
	Maps      map[string]*Map
	Lookups   map[string]*Lookup
	Templates map[string]*Node
	Codes     map[string]*Codes
	ValueSets map[string]*Node // URL → system → codes
	Derive    []Derive
	Constants []Field // name → SELECT of one value of the tenant's database
	Users     []*Users
	Roles     []*Role
	Sources   []*Source

	Extensions []*Extension              // of the other mapper's sources
	Inherited  map[problem.Position]bool // parts of another mapper, which may go unused
}

// Derive makes a companion of every resource of some sources, such as a Provenance of each.
type Derive struct {
	Pos      problem.Position
	Resource Text
	Of       []Text // types, and sources as Type/name; one "*": every source
	ID       Text   // what the companion's id is; it ends with $id, the owner's
	Elements *Node
}

// Setting is a value that each tenant gives, or that has a default.
type Setting struct {
	Name     string
	Pos      problem.Position
	Default  *Text // nil: the tenant must give it
	About    string
	OneOf    []string // the values allowed; empty: any
	Optional bool     // may be absent; then it is empty
}

// Tenancy is how tables belong to a tenant.
type Tenancy struct {
	Pos       problem.Position
	Database  bool // the whole database is the tenant's
	Column    Text // column = value, for every table that has the column
	Shared    []Text
	Via       []Field // table → "parent ON table.column = parent.column"
	Predicate []Field // table → condition on its columns
}

// Map turns raw values into codes.
type Map struct {
	Name    string
	Pos     problem.Position
	System  *Node // the system of every code, unless an entry says otherwise
	Entries []Entry
	Default *Node // what any other value becomes; nil: the element is absent
	Empty   *Node // what NULL and '' become; nil: the element is absent
}

// Entry is one raw value of a map.
type Entry struct {
	Raw   string
	Pos   problem.Position
	Value *Node // a code, an object {code, display, system}, or Null: the element is absent
}

// Lookup is a small relation that values are followed into.
type Lookup struct {
	Name   string
	Pos    problem.Position
	From   Text
	Where  Text
	First  []Field // alias → ORDER BY, as of a source
	Key    Text
	Fields []Field
}

// Codes says which code systems the prefixes of codes mean: ICD10:Z99.0.
type Codes struct {
	Name      string
	Pos       problem.Position
	Separator Text
	Prefixes  []Field // prefix → system
	Default   *Node   // the system of codes without a prefix; nil: they are left out
}

// Source says which rows make resources of one type.
type Source struct {
	Pos          problem.Position
	Resource     Text
	Name         Text
	From         Text
	FromPlus     []Text // joins that extensions add
	Where        Text
	WherePlus    []Text // conditions that extensions add
	Key          Text
	Group        Text // instead of a key: one resource of all rows that are equal in these columns
	Latest       *Latest
	Exists       []Text // the rows without which there is no resource
	ID           Text
	Fallback     []Text // the ids of rows that lack a part of ID, in order: id: {$first: [ID, …]}
	Patient      Text   // access binding: whose record a row is
	Access       Text   // or: directory
	Organization *Node  // which organisations' a row is, for users who see no others; nil: not said
	PartOf       Text   // the organisation that this one is a part of
	LastUpdated  Text
	Author       Text    // who wrote a row: what $author means to companions
	First        []Field // alias → ORDER BY: which row a join takes when it finds several
	Rows         []*Rows // child rows
	Search       []Field // search parameter → SQL in place of what the elements say, or $none
	Elements     *Node
	VariantIf    Text
	Variants     []Variant
	One          bool    // the first variant that holds is the row's only resource
	Owner        *Source // the source that this one is the companion of; nil: none
	IDPrefix     Text    // of a companion: what stands before the owner's id
}

// Latest keeps of the rows that are equal in Per the one that is the greatest in the order By.
type Latest struct {
	Pos   problem.Position
	Per   Text
	By    Text
	Where Text // which rows count; the others are neither shown nor newer
}

// Variant is one resource that a row makes.
type Variant struct {
	Name     string
	Pos      problem.Position
	Words    []Field
	If       Text
	Elements *Node // laid over the source's elements; nil for none
}
