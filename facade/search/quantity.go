package search

// Quantity is a number with a unit: number, number|system|code, or number||code, where the code may be the unit's
// text as well.
//
// See https://hl7.org/fhir/R4/search.html#quantity.
type Quantity struct {
	Prefix Prefix
	Decimal
	System    string
	HasSystem bool   // number|system|code
	Code      string // the unit's code, or with no system its code or text; empty for a number alone
}

func (Quantity) value() {}

// String is the quantity as a parameter has it.
func (q Quantity) String() string {
	number := q.Prefix.String() + q.Text
	if q.Code == "" {
		return number
	}
	return number + "|" + escape(q.System) + "|" + escape(q.Code)
}

// parseQuantity reads a quantity with its prefix.
func parseQuantity(text string) (Value, error) {
	parts := split(text, '|')
	prefix, number := cutPrefix(parts[0])
	decimal, err := parseDecimal(number)
	switch {
	case err != nil:
		return nil, err
	case len(parts) == 1:
		return Quantity{Prefix: prefix, Decimal: decimal}, nil
	case len(parts) != 3 || parts[2] == "":
		return nil, malformed("%s is not a quantity; write number, number|system|code or number||unit", quote(text))
	}
	return Quantity{
		Prefix: prefix, Decimal: decimal,
		System: unescape(parts[1]), HasSystem: parts[1] != "", Code: unescape(parts[2]),
	}, nil
}
