package interaction_test

import (
	"fmt"
	"net/url"
	"strings"
)

// searched is a search with everything that it asks for.
type searched struct {
	typ      string
	clauses  []clause
	sort     []string // parameters, with - before those that descend
	count    int      // resources on a page
	total    bool
	includes []include
}

// include asks for what matches refer to, or for what refers to them (R4 §3.1.1.5.4).
type include struct {
	typ, code, target string
	reverse, iterate  bool
}

func (i include) name() string {
	name := "_include"
	if i.reverse {
		name = "_revinclude"
	}
	if i.iterate {
		name += ":iterate"
	}
	return name
}

func (i include) text() string {
	text := i.typ + ":" + i.code
	if i.target != "" {
		text += ":" + i.target
	}
	return text
}

// params are the search as a URL has it.
func (q searched) params() url.Values {
	v := url.Values{}
	for _, c := range q.clauses {
		v.Add(c.name(), c.text())
	}
	if len(q.sort) > 0 {
		v.Set("_sort", strings.Join(q.sort, ","))
	}
	if q.count > 0 {
		v.Set("_count", fmt.Sprint(q.count))
	}
	if q.total {
		v.Set("_total", "accurate")
	}
	for _, i := range q.includes {
		v.Add(i.name(), i.text())
	}
	return v
}

// String is the search for people to read.
func (q searched) String() string {
	text, _ := url.QueryUnescape(q.params().Encode())
	return q.typ + "?" + text
}

// smaller are searches with one thing less.
func (q searched) smaller() []searched {
	var out []searched
	for i := range q.clauses {
		less := q
		less.clauses = without1(q.clauses, i)
		out = append(out, less)
	}
	for i, c := range q.clauses {
		for k := range c.texts {
			if len(c.texts) > 1 {
				less := q
				less.clauses = append(without1(q.clauses, len(q.clauses)-1), c)
				copy(less.clauses, q.clauses)
				less.clauses[i].texts = without1(c.texts, k)
				out = append(out, less)
			}
		}
	}
	for i := range q.sort {
		less := q
		less.sort = without1(q.sort, i)
		out = append(out, less)
	}
	for i := range q.includes {
		less := q
		less.includes = without1(q.includes, i)
		out = append(out, less)
	}
	if q.total {
		less := q
		less.total = false
		out = append(out, less)
	}
	if q.count < largest {
		less := q
		less.count = largest
		out = append(out, less)
	}
	return out
}

// without1 is a copy without one element.
func without1[T any](from []T, at int) []T {
	return append(append([]T{}, from[:at]...), from[at+1:]...)
}

// largest is the most resources that a page may have.
const largest = 1000
