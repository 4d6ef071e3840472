package search

import (
	"net/url"
	"slices"

	"ehr.example/portico/facade/outcome"
)

// Record is what Patient/[id]/$everything asks for beside the types and the size of a page.
//
// See https://hl7.org/fhir/R4/patient-operation-everything.html.
type Record struct {
	Start, End *Date // when care was given, both with their prefixes; nil: open
	Since      *Date // when the resources changed; nil: whenever
}

// encode adds the parameters as a URL has them.
func (r *Record) encode(add func(name, value string)) {
	if r == nil {
		return
	}
	for _, p := range r.parameters() {
		if *p.date != nil {
			add(p.name, (*p.date).Text)
		}
	}
}

// recordParameter is a date of the operation, and the prefix that it has as a search parameter.
type recordParameter struct {
	name, prefix string
	date         **Date
}

func (r *Record) parameters() []recordParameter {
	return []recordParameter{{"_since", "ge", &r.Since}, {"end", "le", &r.End}, {"start", "ge", &r.Start}}
}

// ParseRecord reads the parameters of $everything for resources of some types: start, end, _since, _type, _count and _page.
// Errors are outcomes.
func ParseRecord(types []string, values url.Values, o Options) (Query, error) {
	types = slices.Compact(slices.Sorted(slices.Values(types)))
	p := &parser{
		Options: o.withDefaults(), values: values,
		query: Query{Types: types, Named: values.Has("_type"), Lenient: o.Lenient, Record: &Record{}},
	}
	p.record()
	if err := outcome.Join(p.problems...); err != nil {
		return Query{}, err
	}
	return p.query, nil
}

func (p *parser) record() {
	names := make([]string, 0, len(p.values))
	for name := range p.values {
		names = append(names, name)
	}
	slices.Sort(names)
	p.query.Count = p.DefaultCount
	if p.values.Has("_page") {
		p.page(names)
		return
	}
	p.within(p.Within)
	for _, name := range names {
		p.recordParameter(name, p.values[name])
	}
	if p.query.Count == 0 {
		p.refuse(outcome.Invalid("_count of $everything must be positive"))
	}
}

func (p *parser) recordParameter(name string, values []string) {
	if isFormat(name) || name == "_type" || p.unreadable(name, name) {
		return
	}
	if name == "_count" {
		p.result(name, values)
		return
	}
	for _, of := range p.query.Record.parameters() {
		if of.name == name {
			p.recordDate(of, values)
			return
		}
	}
	p.drop("%s is no parameter of $everything; it has start, end, _since, _type and _count", quote(name))
}

func (p *parser) recordDate(of recordParameter, values []string) {
	if len(values) != 1 {
		p.refuse(outcome.Invalid("%s is given %d times; once is enough", of.name, len(values)))
		return
	}
	text := values[0]
	if p.unreadable(of.name, text) {
		return
	}
	if text == "" || text[0] < '0' || text[0] > '9' {
		p.refuse(outcome.Invalid("%s is %s; it is a date without a prefix, such as 2024-05-14", of.name, quote(text)))
		return
	}
	value, err := parseDate(of.prefix+text, p.Zone)
	if err != nil {
		p.refuse(outcome.Invalid("%s: %s", of.name, err))
		return
	}
	date := value.(Date)
	*of.date = &date
}
