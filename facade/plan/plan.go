// Package plan turns a permitted query and a program into a plan: for each source that can have matches, which rows
// match, and the statements that find and read them. A plan is plain data, changed by small passes, and prints itself.
package plan

import (
	"slices"
	"time"

	"ehr.example/portico/facade/search"
	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// Tenant is what planning needs to know of a tenant.
type Tenant struct {
	ID      string
	Program *program.Program
	Values  sqltree.Values
	Zone    program.Zone
	Now     time.Time // the request's clock
	Readers *Readers  // the statements that read rows; nil: the plan reads none
}

// Plan is how one query is answered.
type Plan struct {
	Types    []string
	Subset   fhir.Subset        // which elements of the matches are shown
	Criteria []search.Criterion // of the query; under lenient handling those that the types answer
	Sources  []*Source          // in the order of their pages; those that cannot match are left out. An ordered query has one for each order of a source's variants
	Ignored  []string           // lenient: parameters that were left out, with the reason
	tenancy  map[string]program.Tenancy
	includes *Includes
	trees    []*Tree
	readers  *Readers
	reduced  []*reduced // of the sources that are not shown whole
}

// Includes is what the query includes beside its matches; nil for nothing.
func (p *Plan) Includes() *Includes { return p.includes }

// Source is the part of a plan that one source answers.
type Source struct {
	Of       *program.Source
	Shown    *program.Source // Of with the elements that are shown: what rows are read as. It is Of where that is all of them
	Variants []*Variant      // those that can match
	Where    sqltree.Expr    // what every variant demands: the source's own where, the query, the grant
	Driver   string          // the alias whose rows a patient bounds; "" when none does
	InOrder  bool            // the query asks for no other rows that an index might know: reading along the key finds a page soonest
	Bounded  bool            // a patient, or the rows that are referred to, bound its rows: they are few, however many the table has
	Named    bool            // the query names one resource by its id: at most one row can match
	Whole    bool            // all rows that its conditions look at may be seen: neither tenant nor grant chooses among them
	Last     int             // of the latest of each code: how many; Order is the code, then the date. 0: all
	Order    []Term          // of an ordered query: what its rows are ordered by; the variants of a stream share it
	tenancy  map[string]program.Tenancy
	joined   bool // something is demanded of joined tables
	probed   bool // Driver is a place that was found to have few rows

	tenant     Tenant // of an ordered query
	descending bool   // the key's direction, which is the first term's
	merged     bool   // its rows are shown among those of other streams
}

// Variant is a variant of the source that can match.
type Variant struct {
	Of    *program.Variant
	Shown *program.Variant // Of among those of Source.Shown
	Match sqltree.Expr     // what it demands beyond Where; nil: nothing
}

// Has tells whether a source with that path can have matches.
func (p *Plan) Has(source string) bool {
	return slices.ContainsFunc(p.Sources, func(s *Source) bool { return s.Of.Path() == source })
}

// Sorted tells that the rows have an order of the query's own.
func (p *Plan) Sorted() bool { return len(p.Sources) > 0 && len(p.Sources[0].Order) > 0 }

// Empty tells that no source can have a match.
func (p *Plan) Empty() bool { return len(p.Sources) == 0 }
