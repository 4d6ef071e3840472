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

// readParams reads the URL's parameters, and those of the form behind POST _search, which FHIR takes together.
//
// See https://hl7.org/fhir/R4/http.html#search.
func (x *exchange) readParams() error {
	params, err := url.ParseQuery(x.Request.URL.RawQuery)
	if err != nil {
		return outcome.Invalid("the query string can't be read: an escape in it is wrong, or a semicolon is not escaped")
	}
	x.params = params
	if x.Request.Method != http.MethodPost || !strings.HasSuffix(x.rest, "/_search") {
		return nil
	}
	body, err := x.readForm()
	for name, values := range body {
		x.params[name] = append(x.params[name], values...)
	}
	return err
}

// readForm reads the body of POST _search. An empty one needs no type.
func (x *exchange) readForm() (url.Values, error) {
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
	if kind, _, err := mime.ParseMediaType(x.Request.Header.Get("Content-Type")); err != nil || kind != form {
		return nil, outcome.NotSupported("the body of _search must be %s", form).WithStatus(http.StatusUnsupportedMediaType)
	}
	values, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, outcome.Invalid("the form can't be read: an escape in it is wrong")
	}
	return values, nil
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
