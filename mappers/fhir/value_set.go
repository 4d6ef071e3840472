package fhir

// ValueSet is the value set of a required binding.
//
// See https://hl7.org/fhir/R4/valueset.html.
type ValueSet struct {
	// URL is the canonical URL, without a version.
	URL string
	// Codes are all codes of the set. It is nil if the set can't be listed
	// here, such as the MIME types.
	Codes []Coding
}

// Coding is a code of a code system.
//
// See https://hl7.org/fhir/R4/datatypes.html#Coding.
type Coding struct {
	System, Code, Display string
}

// Contains says whether the code is in the set, whatever its system. It is true
// for every code if the set can't be listed.
func (v *ValueSet) Contains(code string) bool {
	if v.Codes == nil {
		return true
	}
	for _, coding := range v.Codes {
		if coding.Code == code {
			return true
		}
	}
	return false
}

// System returns the code system which a value of type code leaves implicit, or
// "" if the set doesn't have the code, or has it from more than one system.
//
// See https://hl7.org/fhir/R4/search.html#token.
func (v *ValueSet) System(code string) string {
	system := ""
	for _, coding := range v.Codes {
		switch {
		case coding.Code != code || coding.System == system:
		case system != "":
			return ""
		default:
			system = coding.System
		}
	}
	return system
}
