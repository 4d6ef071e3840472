package sqltree

import "ehr.example/portico/mappers/schema"

// JoinKind is how a table joins what stands before it.
type JoinKind int

// Base is a FROM's first table.
const (
	Base JoinKind = iota
	Inner
	Left
)

// TableRef is a table under an alias in a FROM.
type TableRef struct {
	Table string
	Alias string
	Join  JoinKind
	On    Expr          // nil for the base
	Index string        // the index that its rows are read by; "": whichever the optimizer likes
	Def   *schema.Table // its definition; nil in tests

	Derived *Select // rows of a statement in place of a table's: its columns have Names. It is the base
}

// From is the tables of a SELECT block in order.
type From []TableRef

// Alias is the table under that alias, or nil.
func (f From) Alias(alias string) *TableRef {
	for i := range f {
		if f[i].Alias == alias {
			return &f[i]
		}
	}
	return nil
}

// Order is one ORDER BY term.
type Order struct {
	X    Expr
	Desc bool
}

// Select is one SELECT statement, or a sub-select.
type Select struct {
	Distinct bool
	Straight bool // STRAIGHT_JOIN: read the tables in the order of From
	Columns  []Expr
	Names    []string // of the columns, where another statement reads them; nil: none is read
	From     From
	Where    Expr // nil for none
	GroupBy  []Expr
	Having   Expr // nil for none
	OrderBy  []Order
	Limit    int // 0 for none
	Offset   int // rows left out before the limit
}

// Renamed gives every alias a suffix, so that the tables can stand inside a statement that has the same ones. The function
// renames an expression over them, sub-selects included.
func (f From) Renamed(suffix string) (From, func(Expr) Expr) {
	mine := map[string]bool{}
	for _, t := range f {
		mine[t.Alias] = true
	}
	rename := func(e Expr) Expr {
		return Replace(e, func(e Expr) (Expr, bool) {
			c, ok := e.(Column)
			if !ok || !mine[c.Alias] {
				return nil, false
			}
			c.Alias += suffix
			return c, true
		})
	}
	out := make(From, len(f))
	for i, t := range f {
		t.Alias += suffix
		t.On = rename(t.On)
		out[i] = t
	}
	return out, rename
}
