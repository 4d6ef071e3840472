package search

import (
	"strings"

	"ehr.example/portico/mappers/fhir"
)

// Composite is the parts of a value that must hold of one element together: code$value.
//
// See https://hl7.org/fhir/R4/search.html#composite.
type Composite struct {
	Parts []Value // one for each of the parameter's components
}

func (Composite) value() {}

// String is the parts as a parameter has them.
func (c Composite) String() string {
	texts := make([]string, len(c.Parts))
	for i, part := range c.Parts {
		texts[i] = part.String()
	}
	return strings.Join(texts, "$")
}

// composite reads a$b, each part by its component's type.
func (p *parser) composite(param *fhir.SearchParameter, text string) (Value, error) {
	parts := split(text, '$')
	if len(parts) != len(param.Components) {
		return nil, malformed("%s has %d parts; write %s", quote(text), len(parts), form(param))
	}
	out := Composite{Parts: make([]Value, len(parts))}
	for i, component := range param.Components {
		value, err := p.value(&fhir.SearchParameter{Code: component.Code, Type: component.Type}, "", parts[i])
		if err != nil {
			return nil, malformed("%s: %w", component.Code, err)
		}
		out.Parts[i] = value
	}
	return out, nil
}

// form is how a composite's values are written.
func form(param *fhir.SearchParameter) string {
	names := make([]string, len(param.Components))
	for i, component := range param.Components {
		names[i] = component.Code
	}
	return strings.Join(names, "$")
}
