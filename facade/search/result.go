package search

import (
	"strconv"
	"strings"

	"ehr.example/portico/facade/outcome"
)

// unsupported are the parameters which FHIR has for every search and which aren't done yet, with what they are.
//
// See https://hl7.org/fhir/R4/search.html#Summary.
var unsupported = map[string]string{
	"_contained":     "searching contained resources",
	"_containedType": "searching contained resources",
	"_content":       "searching the whole text",
	"_filter":        "the filter language",
	"_list":          "searching by list",
	"_query":         "a named query",
	"_text":          "searching the narrative",
}

// isFormat tells whether the parameter is about the answer's format, which is the caller's.
func isFormat(name string) bool { return name == "_format" || name == "_pretty" }

// isResult tells whether the parameter is one that result reads.
func isResult(name string) bool {
	return name == "_count" || name == "_total" || name == "_sort" || isSubset(name)
}

// result reads a parameter that shapes the result. Each may be given once.
func (p *parser) result(name string, values []string) {
	if strings.Contains(name, ":") {
		p.refuse(outcome.Invalid("%s: the parameter has no modifiers", quote(name)))
		return
	}
	if len(values) != 1 {
		p.refuse(outcome.Invalid("%s is given %d times; once is enough", name, len(values)))
		return
	}
	if p.unreadable(name, values[0]) {
		return
	}
	switch name {
	case "_count":
		p.count(values[0])
	case "_total":
		p.total(values[0])
	case "_summary":
		p.summary(values[0])
	case "_elements":
		p.elements(values[0])
	case "_sort":
		p.sort(values[0])
	}
}

// count reads _count: a number that isn't negative, cut to the maximum.
//
// See https://hl7.org/fhir/R4/search.html#count.
func (p *parser) count(text string) {
	if text == "" || strings.Trim(text, "0123456789") != "" {
		p.refuse(outcome.Invalid("_count is %s; it can be 0 or a positive number", quote(text)))
		return
	}
	n, err := strconv.Atoi(text)
	if err != nil { // a number that no int can hold
		n = p.MaxCount
	}
	p.query.Count = min(n, p.MaxCount)
}

// total reads _total.
func (p *parser) total(text string) {
	switch text {
	case "none":
		p.query.Total = None
	case "accurate":
		p.query.Total = Accurate
	case "estimate":
		p.query.Total = Estimate
	default:
		p.refuse(outcome.Invalid("_total is %s; it can be none, estimate or accurate", quote(text)))
	}
}

// page reads a search that goes on at a cursor: the rest of the query is inside of it.
func (p *parser) page(names []string) {
	p.query.Count = 0
	for _, name := range names {
		switch values := p.values[name]; {
		case isFormat(name):
		case name == "_count":
			before := len(p.problems)
			p.result(name, values)
			if p.query.Count == 0 && len(p.problems) == before {
				p.refuse(outcome.Invalid("_count beside _page must be positive"))
			}
		case name != "_page":
			p.refuse(outcome.Invalid("%s can't stand beside _page, which has the whole query in it", quote(name)))
		case len(values) != 1 || values[0] == "":
			p.refuse(outcome.Invalid("_page must be given once and not be empty"))
		case !p.unreadable(name, values[0]):
			p.query.Cursor = values[0]
		}
	}
}
