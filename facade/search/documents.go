package search

import (
	"net/url"
	"slices"
	"strings"

	"ehr.example/portico/facade/outcome"
)

// Documents is what DocumentReference/$docref asks for beside the patient, types and profiles, which are criteria.
//
// See http://hl7.org/fhir/us/core/OperationDefinition/docref.
type Documents struct {
	Care     Record // between which days the care was that they tell of; without any, the latest of each type are meant
	OnDemand bool   // only those that are made when they are asked for
}

// ParseDocuments reads the parameters of $docref: patient, start, end, type, on-demand, profile, _count and _page. Errors are
// outcomes.
func ParseDocuments(values url.Values, o Options) (Query, error) {
	p := &parser{Options: o.withDefaults(), values: values, query: Query{Record: &Record{}, Documents: &Documents{}, Lenient: o.Lenient}}
	asked := url.Values{}
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		p.documents(name, values[name], asked)
	}
	q, err := Parse("DocumentReference", asked, o)
	switch {
	case err != nil:
		p.refuse(err)
	case q.Cursor != "":
	case q.CountOnly:
		p.refuse(outcome.Invalid("_count of $docref must be positive"))
	case !slices.ContainsFunc(q.Criteria, bySubject):
		p.refuse(outcome.New(outcome.CodeRequired, "$docref needs a patient, by the id"))
	}
	if err := outcome.Join(p.problems...); err != nil {
		return Query{}, err
	}
	q.Documents, q.Ignored = p.query.Documents, append(p.query.Ignored, q.Ignored...)
	if q.Documents.Care = *p.query.Record; q.Documents.Care.Start == nil && q.Documents.Care.End == nil {
		q.Last = 1
	}
	return q, nil
}

// documents reads one parameter; what a search for DocumentReferences knows is put among what is asked of it.
func (p *parser) documents(name string, given []string, asked url.Values) {
	switch name {
	case "patient", "_count", "_page":
		asked[name] = given
	case "type":
		asked.Set("type", strings.Join(given, ","))
	case "profile", "_profile":
		asked.Set("_profile", strings.Join(given, ","))
	case "start", "end":
		p.recordParameter(name, given)
	case "on-demand":
		p.query.Documents.OnDemand = given[0] == "true"
		if len(given) > 1 || given[0] != "true" && given[0] != "false" {
			p.refuse(outcome.Invalid("on-demand is %s; it can be true or false", quote(strings.Join(given, ","))))
		}
	default:
		if !isFormat(name) {
			p.drop("%s is no parameter of $docref; it has patient, start, end, type, on-demand, profile and _count", quote(name))
		}
	}
}

// encode adds the parameters as a URL has them.
func (d *Documents) encode(add func(name, value string)) {
	if d == nil {
		return
	}
	if d.OnDemand {
		add("on-demand", "true")
	}
	d.Care.encode(add)
}
