package search

import (
	"strings"

	"ehr.example/portico/facade/outcome"
	"ehr.example/portico/mappers/fhir"
)

// SortKey is one parameter that a result is ordered by.
//
// See https://hl7.org/fhir/R4/search.html#sort.
type SortKey struct {
	Param      *fhir.SearchParameter
	Descending bool
}

// String is the key as _sort has it.
func (k SortKey) String() string {
	if k.Descending {
		return "-" + k.Param.Code
	}
	return k.Param.Code
}

// sortText is all keys as _sort has them.
func sortText(keys []SortKey) string {
	texts := make([]string, len(keys))
	for i, k := range keys {
		texts[i] = k.String()
	}
	return strings.Join(texts, ",")
}

// maxSortKeys is how many keys a result may be ordered by.
const maxSortKeys = 5

// sort reads _sort.
func (p *parser) sort(text string) {
	seen := map[string]bool{}
	for _, part := range strings.Split(text, ",") {
		code, descending := strings.CutPrefix(part, "-")
		param, why := p.parameterOf(code)
		switch {
		case code == "":
			p.refuse(outcome.Invalid("_sort is %s; write search parameters with commas between, - before one for descending order", quote(text)))
		case why != "":
			p.drop("_sort: %s", why)
		case param.Type == "composite" || param.Type == "special" || param.Type == "reference":
			p.drop("_sort: %s is a %s parameter, by which nothing is sorted", code, param.Type)
		case seen[code]:
			p.refuse(outcome.Invalid("_sort: %s stands twice", code))
		default:
			seen[code] = true
			p.query.Sort = append(p.query.Sort, SortKey{Param: param, Descending: descending})
		}
	}
	if len(p.query.Sort) > maxSortKeys {
		p.refuse(outcome.TooCostly("_sort has %d keys; at most %d are allowed", len(p.query.Sort), maxSortKeys))
	}
}
