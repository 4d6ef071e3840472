package search

// Token is a code, with or without its system: code, system|code, |code (a code without a system) or system|.
//
// See https://hl7.org/fhir/R4/search.html#token.
type Token struct {
	System    string // empty with HasSystem: the element has no system
	HasSystem bool   // there is a | in the text
	Code      string
	HasCode   bool // false for system|
}

func (Token) value() {}

// String is the token as a parameter has it.
func (t Token) String() string {
	if !t.HasSystem {
		return escape(t.Code)
	}
	return escape(t.System) + "|" + escape(t.Code)
}

// parseToken reads a token.
func parseToken(text string) (Value, error) {
	parts := split(text, '|')
	switch {
	case len(parts) > 2:
		return nil, malformed(`%s has more than one |; write \| for one that is part of the code`, quote(text))
	case len(parts) == 1:
		return Token{Code: unescape(parts[0]), HasCode: true}, nil
	case parts[0] == "" && parts[1] == "":
		return nil, malformed("%s has neither a system nor a code", quote(text))
	}
	return Token{System: unescape(parts[0]), HasSystem: true, Code: unescape(parts[1]), HasCode: parts[1] != ""}, nil
}
