package search

import (
	"fmt"

	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/problem"
)

// unknown says that a resource type has no such parameter, and what was probably meant.
func unknown(resource, code string) string {
	text := fmt.Sprintf("%s has no search parameter %s", resource, quote(code))
	parameters := fhir.SearchParameters(resource)
	codes := make([]string, len(parameters), len(parameters)+3)
	for i, p := range parameters {
		codes[i] = p.Code
	}
	if hint := problem.DidYouMean(code, append(codes, "_count", "_total", "_summary", "_elements")); hint != "" {
		return text + "; " + hint
	}
	return text + "; the CapabilityStatement lists those that it has"
}
