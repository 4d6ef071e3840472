package search

// Prefix says how an ordered value is compared: the resource's is equal, greater, less, … than the one given.
//
// See https://hl7.org/fhir/R4/search.html#prefix.
type Prefix string

// The prefixes. Without one, Equal is meant.
const (
	Equal        Prefix = "eq"
	NotEqual     Prefix = "ne"
	Greater      Prefix = "gt"
	Less         Prefix = "lt"
	GreaterEqual Prefix = "ge"
	LessEqual    Prefix = "le"
	StartsAfter  Prefix = "sa"
	EndsBefore   Prefix = "eb"
	Approximate  Prefix = "ap"
)

// cutPrefix takes the prefix from the text. Two letters that are none stay, for the value's parser to refuse.
func cutPrefix(text string) (Prefix, string) {
	if len(text) > 2 {
		switch p := Prefix(text[:2]); p {
		case Equal, NotEqual, Greater, Less, GreaterEqual, LessEqual, StartsAfter, EndsBefore, Approximate:
			return p, text[2:]
		}
	}
	return Equal, text
}

// String is the prefix as a parameter has it: nothing for Equal.
func (p Prefix) String() string {
	if p == Equal {
		return ""
	}
	return string(p)
}
