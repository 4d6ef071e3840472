package search

// Typed is an identifier with the code of its type: system|code|value.
//
// See https://hl7.org/fhir/R4/search.html#token.
type Typed struct {
	System, Code string // of the type
	Value        string
}

func (Typed) value() {}

// String is the identifier as a parameter has it.
func (t Typed) String() string {
	return escape(t.System) + "|" + escape(t.Code) + "|" + escape(t.Value)
}

// parseTyped reads an identifier with its type, all three parts of it.
func parseTyped(text string) (Value, error) {
	parts := split(text, '|')
	if len(parts) != 3 || parts[0] == "" || parts[1] == "" || parts[2] == "" {
		return nil, malformed("%s is not an identifier of a type; write system|code|value, the system and code of the type", quote(text))
	}
	return Typed{System: unescape(parts[0]), Code: unescape(parts[1]), Value: unescape(parts[2])}, nil
}
