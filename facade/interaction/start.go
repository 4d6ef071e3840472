package interaction

import (
	"ehr.example/portico/facade/plan"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// fewRows is how many rows a place may have for a source to be read from there: they are all read, and sorted. Where every
// place has more, the source is walked along its order, and a page is full soon.
const fewRows = 2000

// started is a source that nothing bounds, read from where its rows are few, if the database has such a place: it is asked
// for no more rows than that. The result is the same either way.
func (r *run) started(src *plan.Source) (*plan.Source, error) {
	for _, at := range src.Starts() {
		few, err := r.few(src.ProbeStatement(at, fewRows))
		if err != nil {
			return nil, err
		}
		if few {
			return src.StartingAt(at), nil
		}
	}
	return src, nil
}

// few tells that a probe finds nothing behind the rows that it leaves out. Keys that are too many to be sent are no place.
func (r *run) few(probe *sqltree.Select) (bool, error) {
	resolved, err := r.session.Resolve(probe, r.values)
	if err != nil {
		return false, err
	}
	resolved.Where = sqltree.Fold(resolved.Where)
	switch {
	case sqltree.IsFalse(resolved.Where):
		return true, nil
	case sqltree.HasSelect(resolved.Where):
		return false, nil
	}
	var rows program.Rows
	r.stats.Statements++
	r.borrow(&rows)
	err = r.session.Query(resolved, r.values, &rows)
	return rows.Len() == 0, err
}
