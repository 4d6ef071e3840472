package interaction

import (
	"strconv"

	"ehr.example/portico/facade/plan"
)

// latest takes the latest of each code out of rows that come by code, and of each code from the latest to the oldest. Without a
// number it takes all.
type latest struct {
	most   int
	points []plan.Point // of the one before; nil: there was none
	seen   int          // how many of its code came so far
}

// latest is where a page begins: a cursor says how many of the last row's code were shown.
func (r *run) latest() (*latest, error) {
	l := &latest{most: r.query.Last}
	if l.most == 0 || r.after == nil {
		return l, nil
	}
	sorted, seen := r.sortedBy()
	for _, src := range r.plan.Sources {
		if !r.isOrigin(src) || len(sorted) != len(src.Order) {
			continue
		}
		for i, text := range sorted {
			l.points = append(l.points, src.Point(i, unpacked(text), nil))
		}
		l.seen = seen
		return l, nil
	}
	return nil, expired()
}

// sortedBy is what the cursor's row was ordered by, and how many of its code were shown with it.
func (r *run) sortedBy() (sorted []string, seen int) {
	sorted = r.after.Sorted
	if n := len(sorted); r.query.Last > 0 && n > 0 {
		seen, _ = strconv.Atoi(sorted[n-1])
		sorted = sorted[:n-1]
	}
	return sorted, seen
}

// takes tells whether a row is one of the latest of its code. Those of the same date count alike: none of them is left out for
// another.
func (l *latest) takes(src *plan.Source, points []plan.Point) bool {
	if l.most == 0 {
		return true
	}
	same := l.points != nil && src.Order[0].Compare(l.points[0], points[0]) == 0
	if !same {
		l.seen = 0
	}
	tied := same && src.Order[1].Compare(l.points[1], points[1]) == 0
	if l.seen >= l.most && !tied {
		return false
	}
	l.seen++
	l.points = points
	return true
}
