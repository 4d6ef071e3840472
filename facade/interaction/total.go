package interaction

import (
	"fmt"
	"strconv"

	"ehr.example/portico/facade/bundle"
	"ehr.example/portico/facade/outcome"
	"ehr.example/portico/facade/plan"
	"ehr.example/portico/facade/search"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// total counts or estimates where the query asks for it (R4 §3.1.1.5.4): never otherwise.
func (r *run) total(page *bundle.Page) error {
	if r.query.Total == search.None {
		return nil
	}
	one := r.counted
	if r.query.Total == search.Estimate {
		one = r.estimated
	}
	var sum int64
	for _, src := range r.plan.Sources {
		n, err := one(src)
		if err != nil {
			return err
		}
		sum += n
	}
	page.Total = &sum
	return nil
}

// counted is how many resources of a source match.
func (r *run) counted(src *plan.Source) (int64, error) {
	var rows program.Rows
	if err := r.count(src.CountStatement(), &rows); err != nil {
		return 0, err
	}
	n, err := strconv.ParseInt(string(rows.Cell(0, 0)), 10, 64)
	if err != nil {
		return 0, outcome.Exception(fmt.Errorf("count: %w", err))
	}
	return n, nil
}

func (r *run) count(sel *sqltree.Select, into *program.Rows) error {
	if err := r.ask(sel, into); err != nil {
		return err
	}
	if into.Len() != 1 {
		return outcome.Exception(fmt.Errorf("a count gave %d rows", into.Len()))
	}
	return nil
}

// How many rows of a source are counted for an estimate, which is exact up to there: those of which the optimizer's own
// statistics may be told, and those among which there are others' rows.
const (
	countedWhole = 1000
	countedAmong = 10_000
)

// estimated is how many resources of a source match. What one patient bounds is counted. Elsewhere few matches are; of many,
// it is as many rows as the optimizer believes that there are, with as many resources each as those that were counted, and
// never less than these. The optimizer's statistics are of whole tables: where they have rows of another tenant, or rows that
// the grant does not cover, the count is all that is told.
func (r *run) estimated(src *plan.Source) (int64, error) {
	if src.Driver != "" {
		return r.counted(src)
	}
	limit := countedAmong
	if src.Whole {
		limit = countedWhole
	}
	var rows program.Rows
	if err := r.askUnlessEmpty(src.SampleStatement(limit+1), &rows); err != nil {
		return 0, err
	}
	seen := resourcesOf(src, &rows)
	if rows.Len() <= limit || !src.Whole {
		return seen, nil
	}
	r.stats.Statements++
	all, err := r.session.Estimate(src.CountStatement(), r.values)
	if err != nil {
		return 0, err
	}
	return max(seen, int64(float64(all)*float64(seen)/float64(rows.Len()))), nil
}

// resourcesOf is how many resources the rows of a key statement make.
func resourcesOf(src *plan.Source, rows *program.Rows) (n int64) {
	for row := range rows.Len() {
		for v := range src.Variants {
			if column := src.MatchColumn(v); column < 0 || program.Truth(rows.Cell(row, column)) {
				n++
			}
		}
	}
	return n
}
