package api

import (
	"mime"
	"net/http"
	"strconv"
	"strings"

	"ehr.example/portico/facade/outcome"
)

// fhirJSON is the only format. See https://hl7.org/fhir/R4/http.html#mime-type.
const fhirJSON = "application/fhir+json"

// formats is what the client is told.
const formats = "the formats are application/fhir+json, application/json and json"

// acceptable tells whether JSON is among what the client accepts: by _format if there is one, else by Accept. It is a
// 406 otherwise.
func acceptable(accept, format []string) error {
	if len(format) > 0 {
		for _, f := range format {
			// a plus in a query string is a blank unless it is escaped
			if !isJSON(strings.ReplaceAll(f, " ", "+")) && f != "json" {
				return notAcceptable("_format", f)
			}
		}
		return nil
	}
	if len(accept) == 0 {
		return nil
	}
	list := strings.Join(accept, ",")
	best, found := 0.0, -1
	for item := range strings.SplitSeq(list, ",") {
		if q, rank := quality(item); rank > found || rank == found && q > best {
			best, found = q, rank
		}
	}
	if found >= 0 && best > 0 || strings.Trim(list, " ,") == "" {
		return nil
	}
	return notAcceptable("Accept", list)
}

func notAcceptable(name, value string) error {
	return outcome.NotSupported("%s is %q; %s", name, value, formats).WithStatus(http.StatusNotAcceptable)
}

// quality is the q value of an Accept item, and how closely it names JSON: 2 for a JSON type, 1 for application/*, 0 for
// */*, and -1 if it does not.
//
// See RFC 9110 section 12.5.1.
func quality(item string) (q float64, rank int) {
	kind, _, err := mime.ParseMediaType(item)
	if err != nil {
		return 0, -1
	}
	switch {
	case isJSON(item):
		rank = 2
	case kind == "application/*":
		rank = 1
	case kind == "*/*":
		rank = 0
	default:
		return 0, -1
	}
	q, ok := weightOf(item)
	if !ok {
		return 0, -1
	}
	return q, rank
}

// weightOf is the q value of an Accept item; false where it is none.
func weightOf(item string) (q float64, ok bool) {
	_, params, err := mime.ParseMediaType(item)
	if err != nil {
		return 0, false
	}
	text, given := params["q"]
	if !given {
		return 1, true
	}
	q, err = strconv.ParseFloat(text, 64)
	return q, err == nil && q >= 0 && q <= 1
}

// isJSON tells whether a media type is FHIR's JSON, in the FHIR version and charset that there are.
//
// See https://hl7.org/fhir/R4/http.html#version-parameter.
func isJSON(text string) bool {
	kind, params, err := mime.ParseMediaType(text)
	if err != nil || kind != fhirJSON && kind != "application/json" && kind != "text/json" {
		return false
	}
	version, versioned := params["fhirversion"]
	charset, given := params["charset"]
	return (!versioned || version == "4.0" || version == "4.0.1") && (!given || strings.EqualFold(charset, "utf-8"))
}
