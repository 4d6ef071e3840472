package search

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"ehr.example/portico/facade/outcome"
)

// maxLast is how many Observations of each code may be asked for.
const maxLast = 1000

// ParseLast reads the parameters of Observation/$lastn: max, and those of a search for Observations, among them the patient and
// a code or category. Errors are outcomes.
//
// See https://hl7.org/fhir/R4/observation-operation-lastn.html.
func ParseLast(values url.Values, o Options) (Query, error) {
	values = maps.Clone(values)
	last, wrong := lastOf(values["max"])
	delete(values, "max")
	for _, name := range []string{"_sort", "_total"} {
		if values.Has(name) {
			wrong = outcome.Join(wrong, outcome.NotSupported("%s is no parameter of $lastn, which has an order of its own and counts nothing", name))
			delete(values, name)
		}
	}
	q, err := Parse("Observation", values, o)
	if err := outcome.Join(wrong, err); err != nil {
		return Query{}, err
	}
	q.Last = last
	switch {
	case q.Cursor != "":
		return q, nil
	case q.CountOnly:
		return Query{}, outcome.NotSupported("$lastn counts nothing: _count must be positive, and _summary can't be count")
	case !slices.ContainsFunc(q.Criteria, bySubject):
		return Query{}, outcome.New(outcome.CodeRequired, "$lastn needs a patient: patient or subject")
	case !slices.ContainsFunc(q.Criteria, byCode):
		return Query{}, outcome.New(outcome.CodeRequired, "$lastn needs a category, or a parameter with a code, such as code=8867-4")
	}
	return q, nil
}

func lastOf(given []string) (int, error) {
	if len(given) == 0 {
		return 1, nil
	}
	n, err := strconv.Atoi(given[0])
	switch {
	case len(given) > 1:
		return 0, outcome.Invalid("max is given %d times; once is enough", len(given))
	case err != nil || n < 1:
		return 0, outcome.Invalid("max is %s; it can be a positive number", quote(given[0]))
	case n > maxLast:
		return 0, outcome.TooCostly("max is %d; at most %d are allowed", n, maxLast)
	}
	return n, nil
}

// bySubject tells a criterion that names whose Observations they are.
func bySubject(c Criterion) bool {
	return (c.Param.Code == "patient" || c.Param.Code == "subject") && c.Chain == nil && c.Modifier == NoModifier
}

// byCode tells a criterion on the category, or on a code.
func byCode(c Criterion) bool {
	return c.Param.Code == "category" || strings.Contains(c.Param.Code, "code")
}
