package search

// String is a text to compare with. All of its characters are data.
//
// See https://hl7.org/fhir/R4/search.html#string.
type String struct {
	Text string
}

func (String) value() {}

// String is the text as a parameter has it.
func (s String) String() string { return escape(s.Text) }

// parseString reads a text.
func parseString(text string) (Value, error) {
	return String{Text: unescape(text)}, nil
}
