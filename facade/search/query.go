// Package search reads a FHIR search: the parameters of a URL or form become a Query, which says what was asked in
// FHIR's terms and knows nothing of any mapping. What can't be read or isn't done is refused, all of it at once.
//
// See https://hl7.org/fhir/R4/search.html.
package search

import (
	"net/url"
	"strconv"
	"strings"

	"ehr.example/portico/facade/outcome"
	"ehr.example/portico/mappers/fhir"
)

// TotalMode is whether the client wants to know how many resources match.
//
// See https://hl7.org/fhir/R4/search.html#total.
type TotalMode int

// The modes: an accurate total costs a count over all matches.
const (
	None     TotalMode = iota
	Estimate           // exact where that is cheap
	Accurate
)

// Query is a search as it was understood. Two requests that ask the same have the same Query, whatever the order of
// their parameters. A Query isn't changed after Parse.
type Query struct {
	Type      string          // the resource type; "" where there are Types
	Types     []string        // of a search of several types: sorted, none twice
	Named     bool            // the client named the Types; otherwise they are all that it may search
	Criteria  []Criterion     // all must hold; ordered by name and text, none twice
	Within    Compartment     // what is searched; the zero Compartment is everything
	Record    *Record         // what Patient/[id]/$everything asks for, of the patient that it is Within; nil: it is a search
	Sort      []SortKey       // in order; none: by source and key
	Last      int             // of Observation/$lastn and $docref: how many of each code or type, the latest ones; 0: all
	Documents *Documents      // what DocumentReference/$docref asks for; nil: it is another request
	Includes  []Include       // ordered by name and value, none twice
	Count     int             // entries on a page, at least 1; 0 if CountOnly, or if a Cursor comes without _count
	Total     TotalMode       // Accurate if CountOnly
	CountOnly bool            // only the total is wanted: _summary=count or _count=0
	Subset    fhir.Subset     // which elements are shown; all of them if CountOnly
	Cursor    string          // a sealed cursor, which holds the rest of the query; then there are no Criteria
	Lenient   bool            // Prefer: handling=lenient
	Ignored   []outcome.Issue // what a lenient search dropped, with the reasons; not part of Encode
}

// Criterion is one search parameter with its values, of which one must match.
type Criterion struct {
	Param    *fhir.SearchParameter
	Modifier Modifier
	Missing  bool    // the value of :missing; Values are empty then
	Values   []Value // at least one unless the modifier is :missing; ordered by text, none twice
	Text     string  // the values as Encode writes them, before URL encoding
	Chain    *Chain  // the criterion is of the resources that Param leads to, and has no values of its own; nil: it is not
}

// Value is one alternative of a criterion: Token, Typed, String, Date, Reference, Quantity, Number, URI or Composite, by the
// parameter's type. String is the value as a parameter has it, with FHIR's escapes.
type Value interface {
	String() string
	value()
}

// Name is the parameter as a URL has it: code, code:modifier, code:Type.name, or _has:Type:code:name.
func (c Criterion) Name() string {
	if c.Chain != nil {
		return c.Chain.name(c.Param)
	}
	if c.Modifier == "" {
		return c.Param.Code
	}
	return c.Param.Code + ":" + string(c.Modifier)
}

// String is name=values, without URL encoding.
func (c Criterion) String() string {
	return c.Name() + "=" + c.Text
}

// Encode is the normalised query string: criteria, page size and total. Parse gives the same Query for it, apart from
// Ignored, under the same Options.
func (q Query) Encode() string {
	var b strings.Builder
	add := func(name, value string) {
		if b.Len() > 0 {
			b.WriteByte('&')
		}
		b.WriteString(url.QueryEscape(name) + "=" + url.QueryEscape(value))
	}
	for _, c := range q.Criteria {
		add(c.Name(), c.Text)
	}
	if q.Named {
		add("_type", strings.Join(q.Types, ","))
	}
	if q.Within != (Compartment{}) {
		add(compartment, q.Within.String())
	}
	q.Record.encode(add)
	for _, i := range q.Includes {
		add(i.name(), i.text())
	}
	if len(q.Sort) > 0 {
		add("_sort", sortText(q.Sort))
	}
	if q.Last > 0 && q.Documents == nil {
		add("max", strconv.Itoa(q.Last))
	}
	q.Documents.encode(add)
	if q.Subset.Elements != nil {
		add("_elements", strings.Join(q.Subset.Elements, ","))
	}
	if q.Count > 0 {
		add("_count", strconv.Itoa(q.Count))
	}
	if q.Cursor != "" {
		add("_page", q.Cursor)
	}
	switch {
	case q.CountOnly:
		add("_summary", "count")
	case q.Subset.Summary != fhir.NoSummary:
		add("_summary", string(q.Subset.Summary))
	}
	switch {
	case q.CountOnly:
	case q.Total == Accurate:
		add("_total", "accurate")
	case q.Total == Estimate:
		add("_total", "estimate")
	}
	return b.String()
}

// Searched are the resource types that are searched: Type alone, or the Types.
func (q Query) Searched() []string {
	if len(q.Types) > 0 {
		return q.Types
	}
	return []string{q.Type}
}

// String is the query as people read it: Type?name=values&…, without URL encoding.
func (q Query) String() string {
	parts := make([]string, len(q.Criteria))
	for i, c := range q.Criteria {
		parts[i] = c.String()
	}
	return strings.Join(q.Searched(), ",") + "?" + strings.Join(parts, "&")
}
