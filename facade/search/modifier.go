package search

import (
	"slices"
	"strings"

	"ehr.example/portico/facade/outcome"
	"ehr.example/portico/mappers/fhir"
)

// Modifier changes how a parameter's values are compared. The modifier that names a resource type isn't among them:
// subject:Patient=1 is read as subject=Patient/1.
//
// See https://hl7.org/fhir/R4/search.html#modifiers.
type Modifier string

// The modifiers that are done.
const (
	NoModifier Modifier = ""
	Exact      Modifier = "exact"      // string: case and accents count, the whole text
	Contains   Modifier = "contains"   // string: anywhere in the text
	Missing    Modifier = "missing"    // any type: the element is absent (true) or present (false)
	Not        Modifier = "not"        // token: no value of the element is among those given
	Text       Modifier = "text"       // token: what people read of the code begins with the text
	In         Modifier = "in"         // token: the code is in a value set
	NotIn      Modifier = "not-in"     // token: no code of the element is in the value set
	OfType     Modifier = "of-type"    // token: an identifier of a type
	Identifier Modifier = "identifier" // reference: the identifier of what is referred to
	Above      Modifier = "above"      // uri: it is on the way to the address
	Below      Modifier = "below"      // uri: it lies below the address
)

// modifiers are those of each parameter type. Every other type has missing only; FHIR gives composites none.
var modifiers = map[string][]Modifier{
	"string":    {Exact, Contains, Missing},
	"token":     {Not, Text, In, NotIn, OfType, Missing},
	"reference": {Identifier, Missing},
	"uri":       {Above, Below, Missing},
	"composite": {},
}

// Modifiers are those that a parameter can have, apart from the resource type of a reference.
func Modifiers(param *fhir.SearchParameter) []Modifier {
	supported := modifiers[param.Type]
	switch {
	case param.Code == "_id":
		return []Modifier{Not, Missing}
	case supported == nil:
		return []Modifier{Missing}
	}
	return supported
}

// parseModifier reads what stands behind the colon: a Modifier, or the resource type that a reference is restricted
// to. An unsupported one is refused even of a lenient search, as FHIR demands, because dropping it would change the
// meaning of the rest.
func parseModifier(param *fhir.SearchParameter, text string) (m Modifier, target string, err error) {
	supported := Modifiers(param)
	switch {
	case text == "":
		return NoModifier, "", nil
	case slices.Contains(supported, Modifier(text)):
		return Modifier(text), "", nil
	case param.Type == "reference" && fhir.IsResource(text):
		if err := checkTarget(text, param.Targets); err != nil {
			return "", "", outcome.Invalid("%s:%s: %s", param.Code, text, err)
		}
		return NoModifier, text, nil
	}
	return "", "", outcome.NotSupported("the modifier %s of %s is not supported; a %s parameter can have %s",
		quote(":"+text), param.Code, param.Type, listModifiers(param, supported))
}

// listModifiers is the list for a message.
func listModifiers(param *fhir.SearchParameter, supported []Modifier) string {
	if len(supported) == 0 {
		return "none"
	}
	var names []string
	for _, m := range supported {
		names = append(names, ":"+string(m))
	}
	if param.Type == "reference" {
		names = append(names, ":[type]")
	}
	return strings.Join(names, ", ")
}
