package api

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"ehr.example/portico/facade/outcome"
)

// form is the media type of a POST to _search.
const form = "application/x-www-form-urlencoded"

// readParams reads the URL's parameters, and those of the form behind POST _search, which FHIR takes together. An operation
// has them in a Parameters resource, too.
//
// See https://hl7.org/fhir/R4/http.html#search and https://hl7.org/fhir/R4/operations.html#request.
func (x *exchange) readParams() error {
	params, err := url.ParseQuery(x.Request.URL.RawQuery)
	if err != nil {
		return outcome.Invalid("the query string can't be read: an escape in it is wrong, or a semicolon is not escaped")
	}
	x.params = params
	if !x.carries() {
		return nil
	}
	body, err := x.readBody()
	for name, values := range body {
		x.params[name] = append(x.params[name], values...)
	}
	return err
}

// readBody reads the body of POST _search, or of an operation. An empty one needs no type.
func (x *exchange) readBody() (url.Values, error) {
	body, err := io.ReadAll(http.MaxBytesReader(x.Writer, x.Request.Body, x.api.RequestBody))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, outcome.New(outcome.CodeTooLong, "the body is longer than %d bytes", large.Limit).
			WithStatus(http.StatusRequestEntityTooLarge)
	case err != nil:
		return nil, outcome.Invalid("the body could not be read").Because(err)
	case len(body) == 0:
		return nil, nil
	}
	sent := x.Request.Header.Get("Content-Type")
	if x.operates() && isJSON(sent) {
		return parseParameters(body)
	}
	if kind, _, err := mime.ParseMediaType(sent); err != nil || kind != form {
		return nil, x.wrongType()
	}
	values, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, outcome.Invalid("the form can't be read: an escape in it is wrong")
	}
	return values, nil
}

// wrongType is the refusal of a body's media type.
func (x *exchange) wrongType() error {
	if x.operates() {
		return outcome.NotSupported("the body of an operation must be %s or %s", fhirJSON, form).WithStatus(http.StatusUnsupportedMediaType)
	}
	return outcome.NotSupported("the body of _search must be %s", form).WithStatus(http.StatusUnsupportedMediaType)
}

// lenient tells whether the client prefers that parameters which are not done are left out.
//
// See https://hl7.org/fhir/R4/search.html#errors and RFC 7240.
func (x *exchange) lenient() bool {
	for _, header := range x.Request.Header.Values("Prefer") {
		for preference := range strings.SplitSeq(header, ",") {
			name, value, _ := strings.Cut(strings.TrimSpace(preference), "=")
			value, _, _ = strings.Cut(value, ";")
			if strings.EqualFold(strings.TrimSpace(name), "handling") {
				return strings.EqualFold(strings.Trim(value, ` "`), "lenient") // the first one counts
			}
		}
	}
	return false
}
