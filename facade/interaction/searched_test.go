package interaction_test

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/search"
)

// searched is a search with everything that it asks for.
type searched struct {
	types     []string // one, or those of a search for several, by name
	several   bool     // it is at the address of a search for several types
	named     bool     // which are those of _type; otherwise all that may be searched there
	within    search.Compartment
	operation interaction.Operation
	own       url.Values // the parameters that only the operation has
	clauses   []clause
	sort      []string // parameters, with - before those that descend
	count     int      // resources on a page
	total     string   // accurate or estimate; count: nothing but the total; "": none
	includes  []include
	subset    url.Values // what is shown of resources, by _summary or _elements
}

// ofOne is a search for one type.
func ofOne(typ string) searched { return searched{types: []string{typ}, count: largest} }

// at is the address of the search.
func (q searched) at() interaction.Address {
	switch {
	case q.operation == interaction.Everything:
		return interaction.Address{Within: q.within, Operation: q.operation}
	case q.operation != "":
		return interaction.Address{Type: q.types[0], Operation: q.operation}
	case q.several:
		return interaction.Address{Within: q.within}
	}
	return interaction.Address{Within: q.within, Type: q.types[0]}
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
	if q.named {
		v.Set("_type", strings.Join(q.types, ","))
	}
	switch q.total {
	case "":
	case "count":
		v.Set("_summary", "count")
	default:
		v.Set("_total", q.total)
	}
	for _, i := range q.includes {
		v.Add(i.name(), i.text())
	}
	maps.Copy(v, q.own)
	maps.Copy(v, q.subset)
	return v
}

// String is the search for people to read.
func (q searched) String() string {
	text, _ := url.QueryUnescape(q.params().Encode())
	return q.at().String() + "?" + text
}

// smaller are searches with one thing less.
func (q searched) smaller() []searched {
	var out []searched
	for i := range q.clauses {
		less := q
		less.clauses = without1(q.clauses, i)
		out = append(out, less)
	}
	for i := range q.types {
		if q.named && len(q.types) > 1 {
			less := q
			less.types = without1(q.types, i)
			out = append(out, less)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(q.own)) {
		less := q
		less.own = maps.Clone(q.own)
		delete(less.own, name)
		out = append(out, less)
	}
	if q.subset != nil {
		less := q
		less.subset = nil
		out = append(out, less)
	}
	if q.within != (search.Compartment{}) && q.operation == "" && (!q.several || q.named) {
		less := q
		less.within = search.Compartment{}
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
	if q.total != "" {
		less := q
		less.total = ""
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
