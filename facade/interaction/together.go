package interaction

import (
	"cmp"
	"errors"
	"slices"

	"ehr.example/portico/facade/outcome"
	"ehr.example/portico/facade/plan"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// growth is how many times as many sources the next statement asks as the one before: the first ones mostly fill a page, and
// where they do not, the others are asked by few statements.
const growth = 4

// maxTogether is how many sources one statement asks.
const maxTogether = 64

// together is how many of the first sources, up to so many, are asked at once: those whose rows are few, so that a page can be read of
// each whether it is needed or not.
func together(sources []*plan.Source, most int) int {
	most = min(most, len(sources))
	for n, s := range sources[:most] {
		if !s.Bounded || s.Named {
			return max(n, 1)
		}
	}
	return most
}

// keysTogether appends the matches of several sources, asked at once, until there is one more than the page shows. A page
// is read of each.
func (r *run) keysTogether(sources []*plan.Source, matches []match) ([]match, error) {
	started := make([]*plan.Source, len(sources))
	statements := make([]*sqltree.Select, len(sources))
	for i, src := range sources {
		var err error
		if started[i], err = r.started(src); err != nil {
			return nil, err
		}
		statements[i] = started[i].KeyStatement(nil, rowsFor(r.query.Count+1, len(src.Variants)))
	}
	found, err := r.askEach(started, statements)
	if err != nil {
		return nil, err
	}
	for i, src := range started {
		if len(matches) > r.query.Count {
			break
		}
		var last []any
		for _, row := range found[i].places {
			key := keyAt(src.Of.Rows, found[i].rows, row)
			if last != nil && sameKey(key, last) {
				return nil, twice(src.Of.Rows, key)
			}
			matches = appendMatches(matches, src, found[i].rows, row, key, "")
			last = key
		}
		if len(found[i].places) == statements[i].Limit && len(matches) <= r.query.Count {
			if matches, err = r.keysBehind(src, &plan.After{Key: last}, "", matches); err != nil {
				return nil, err
			}
		}
	}
	return matches, nil
}

// found is the rows of one key statement, in the order of the key.
type found struct {
	rows   *program.Rows
	places []int
}

// askEach sends the key statements of some sources, those of which the keys are numbers as one. What key sets leave nothing to find
// is not asked.
func (r *run) askEach(sources []*plan.Source, statements []*sqltree.Select) ([]found, error) {
	resolved, err := r.session.ResolveAll(statements, r.values)
	if err != nil {
		return nil, err
	}
	out := make([]found, len(statements))
	var arms []*sqltree.Select
	var of []int
	for i, sel := range resolved {
		folded := *sel
		folded.Where = sqltree.Fold(sel.Where)
		switch {
		case sqltree.IsFalse(folded.Where):
		case sources[i].Numbered():
			arms, of = append(arms, &folded), append(of, i)
		default:
			if err := r.askOne(&folded, &out[i]); err != nil {
				return nil, err
			}
		}
	}
	for len(arms) > 0 {
		n := min(len(arms), maxTogether)
		if err := r.askTogether(sources, arms[:n], of[:n], out); err != nil {
			return nil, err
		}
		arms, of = arms[n:], of[n:]
	}
	return out, nil
}

func (r *run) askOne(sel *sqltree.Select, into *found) error {
	into.rows = &program.Rows{}
	if err := r.ask(sel, into.rows); err != nil {
		return err
	}
	into.places = columns(into.rows.Len())
	return nil
}

// askTogether sends key statements as one, those of the sources at some places.
func (r *run) askTogether(sources []*plan.Source, arms []*sqltree.Select, of []int, out []found) error {
	if len(arms) == 1 {
		return r.askOne(arms[0], &out[of[0]])
	}
	rows := &program.Rows{}
	if err := r.askUnion(plan.Union(arms), rows); err != nil {
		return err
	}
	last := rows.Width() - 1
	for row := range rows.Len() {
		arm, ok := integer(rows.Cell(row, last))
		if !ok || arm < 0 || arm >= int64(len(of)) {
			return outcome.Exception(errUnionRow)
		}
		out[of[arm]].places = append(out[of[arm]].places, row)
	}
	for _, i := range of {
		out[i].rows = rows
		out[i].sort(sources[i].Of.Rows)
	}
	return nil
}

var errUnionRow = errors.New("a row of a union does not tell which of its statements found it")

// sort puts the rows into the order of the key, which is their statement's: SQL does not promise that a union keeps it.
func (f *found) sort(rel *program.Relation) {
	byKey := func(a, b int) int {
		for i := range rel.Key {
			if c := compareNumbers(typedKey(rel, i, f.rows.Cell(a, i)), typedKey(rel, i, f.rows.Cell(b, i))); c != 0 {
				return c
			}
		}
		return 0
	}
	if !slices.IsSortedFunc(f.places, byKey) {
		slices.SortStableFunc(f.places, byKey)
	}
}

// compareNumbers orders keys that are numbers; those above the range of an int64 come last.
func compareNumbers(a, b any) int {
	x, small := a.(int64)
	y, too := b.(int64)
	switch {
	case small && too:
		return cmp.Compare(x, y)
	case small:
		return -1
	case too:
		return 1
	}
	p, _ := a.(uint64)
	q, _ := b.(uint64)
	return cmp.Compare(p, q)
}
