package search

// URI is an address to compare with, character by character.
//
// See https://hl7.org/fhir/R4/search.html#uri.
type URI struct {
	Text string
}

func (URI) value() {}

// String is the address as a parameter has it.
func (u URI) String() string { return escape(u.Text) }

// parseURI reads an address.
func parseURI(text string) (Value, error) {
	return URI{Text: unescape(text)}, nil
}
