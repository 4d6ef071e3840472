// Package inspect looks at a tenant's data for what contradicts its mapping, which no compiler can see: keys that are not
// unique, references that lead nowhere, codes that no map knows, elements that are never filled, indexes that are missing.
// It counts; of the values themselves it shows only codes that go through a map.
package inspect

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/mysql"
	"ehr.example/portico/facade/plan"
	"ehr.example/portico/facade/tenancy"
	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/problem"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// Finding is one thing that the data, the database or its account shows.
type Finding struct {
	problem.Problem
	Check  string // which look found it: keys, ids, joins, rows, references, codes, lookups, supports, times, indexes, users, account, tables, tenants
	Source string // Type/name; "" where it is of no source
	Count  int64  // of rows; 0 where nothing was counted
	DDL    string // the statement that a person may want to run
}

// Options bound the looks.
type Options struct {
	// Sample is how many rows of a source are looked at; of larger ones half are the lowest by key, half the highest. 0 means
	// 50,000.
	Sample int
}

// Look looks at what a tenant serves. The text is the mapping that its program was made of, for the places. An error means
// that the looks could not go on; statements that took too long are findings.
func Look(ctx context.Context, site *interaction.Site, text *mapping.Mapper, o Options) ([]Finding, error) {
	if o.Sample <= 0 {
		o.Sample = 50_000
	}
	reader, err := tenancy.NewReader(site.Program.Tenancy)
	if err != nil {
		return nil, err
	}
	session, err := site.DB.Session(ctx)
	if err != nil {
		return nil, err
	}
	defer session.Close()
	session.VerifyWith(reader.Check)
	now := time.Now().Truncate(time.Second)
	i := &inspector{
		ctx: ctx, site: site, session: session, values: site.Values(now), now: now, places: places{text}, sample: o.Sample,
		bounds: map[*program.Relation]bound{}, tallies: map[*program.Relation]*tally{}, closed: map[string]bool{},
	}
	for _, look := range []func() error{i.account, i.tables, i.sources, i.indexes, i.users, i.organizations} {
		if err := look(); err != nil {
			return i.sorted(), err
		}
	}
	return i.sorted(), nil
}

// inspector is one inspection under way.
type inspector struct {
	ctx     context.Context // of the inspection, which is one call
	site    *interaction.Site
	session *mysql.Session
	values  sqltree.Values
	now     time.Time
	places  places
	sample  int
	out     []Finding
	bounds  map[*program.Relation]bound
	tallies map[*program.Relation]*tally
	order   []*tally
	later   []func() error  // what is said once the tallies are counted
	closed  map[string]bool // tables that may not be read
}

// ask runs a statement with the tenant's conditions.
func (i *inspector) ask(sel *sqltree.Select, into *program.Rows) error {
	return i.session.Query(plan.Bound(sel, i.site.Program.Tenancy), i.values, into)
}

func (i *inspector) add(f Finding) {
	if !slices.Contains(i.out, f) {
		i.out = append(i.out, f)
	}
}

// slow tells a statement that the time limit stopped, and says so.
func (i *inspector) slow(err error, check, source string, at problem.Position) bool {
	if !mysql.TooSlow(err) {
		return false
	}
	i.add(Finding{Check: check, Source: source, Problem: problem.Problem{
		Pos: at, Severity: problem.Note, Message: fmt.Sprintf("%s: this look took longer than the time limit of statements", source),
		Hint: "a smaller --sample, or a longer limits.statement_timeout",
	}})
	return true
}

// sorted is what was found, the worst first within each file.
func (i *inspector) sorted() []Finding {
	slices.SortStableFunc(i.out, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Pos.File, b.Pos.File), cmp.Compare(a.Pos.Line, b.Pos.Line), cmp.Compare(a.Severity, b.Severity))
	})
	return i.out
}
