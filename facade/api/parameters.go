package api

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strings"

	"ehr.example/portico/facade/outcome"
)

// parameter is one of a Parameters resource, as far as an operation takes it: a value of a primitive type, or a Coding.
type parameter struct {
	name   string
	values []string
}

// UnmarshalJSON reads name and value[x].
func (p *parameter) UnmarshalJSON(text []byte) error {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(text, &fields); err != nil {
		return outcome.New(outcome.CodeStructure, "the parameters of a Parameters resource are objects with a name and a value[x]")
	}
	for field, value := range fields {
		switch {
		case field == "name":
			if json.Unmarshal(value, &p.name) != nil {
				return outcome.New(outcome.CodeStructure, "a parameter's name is a string")
			}
		case strings.HasPrefix(field, "value"):
			one, ok := valueText(value)
			if !ok {
				return outcome.New(outcome.CodeStructure, "%s is none of the values that parameters have here: a string, number, boolean or Coding", quoted(field))
			}
			p.values = append(p.values, one)
		case field != "id":
			return outcome.NotSupported("a parameter with %s is not supported; parameters have a name and a value[x]", quoted(field))
		}
	}
	if p.name == "" || len(p.values) != 1 {
		return outcome.New(outcome.CodeStructure, "a parameter has a name and one value[x]")
	}
	return nil
}

// quoted is a short text for a message.
func quoted(text string) string {
	return `"` + strings.ToValidUTF8(text[:min(len(text), 64)], "\uFFFD") + `"`
}

// valueText is a value as a URL has it. A Coding is system|code.
func valueText(value json.RawMessage) (string, bool) {
	var text string
	if json.Unmarshal(value, &text) == nil {
		return text, true
	}
	var coding struct{ System, Code string }
	if bytes.HasPrefix(value, []byte("{")) {
		if json.Unmarshal(value, &coding) != nil || coding.Code == "" {
			return "", false
		}
		if coding.System == "" {
			return tokenText.Replace(coding.Code), true
		}
		return tokenText.Replace(coding.System) + "|" + tokenText.Replace(coding.Code), true
	}
	plain := string(value)
	return plain, plain == "true" || plain == "false" || strings.Trim(plain, "+-0123456789.eE") == ""
}

// tokenText escapes what separates the parts of a token.
var tokenText = strings.NewReplacer(`\`, `\\`, `|`, `\|`, `,`, `\,`, `$`, `\$`)

// parseParameters reads a Parameters resource as the parameters of a URL.
//
// See https://hl7.org/fhir/R4/parameters.html.
func parseParameters(body []byte) (url.Values, error) {
	var resource struct {
		ResourceType string
		Parameter    []parameter
	}
	if err := json.Unmarshal(body, &resource); err != nil {
		return nil, structure(err)
	}
	if resource.ResourceType != "Parameters" {
		return nil, outcome.New(outcome.CodeStructure, "the body of an operation is a Parameters resource, or a form")
	}
	values := url.Values{}
	for _, p := range resource.Parameter {
		values.Add(p.name, p.values[0])
	}
	return values, nil
}

// structure is the outcome of a body that is not what it should be.
func structure(err error) error {
	if known := outcome.From(err); known.HTTPStatus() < 500 {
		return known
	}
	return outcome.New(outcome.CodeStructure, "the body can't be read as a Parameters resource in JSON")
}
