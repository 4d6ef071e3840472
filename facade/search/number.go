package search

// Number is a number to compare with.
//
// See https://hl7.org/fhir/R4/search.html#number.
type Number struct {
	Prefix Prefix
	Decimal
}

func (Number) value() {}

// String is the number as a parameter has it.
func (n Number) String() string { return n.Prefix.String() + n.Text }

// parseNumber reads a number with its prefix.
func parseNumber(text string) (Value, error) {
	prefix, rest := cutPrefix(text)
	decimal, err := parseDecimal(rest)
	if err != nil {
		return nil, err
	}
	return Number{Prefix: prefix, Decimal: decimal}, nil
}
