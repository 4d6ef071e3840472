package fhir

// Element is one element of a type.
//
// See https://hl7.org/fhir/R4/elementdefinition.html.
type Element struct {
	// Name is the name without a choice's suffix: "value" for value[x].
	Name string
	// Choice is true for an element which takes its type into its JSON name.
	// See https://hl7.org/fhir/R4/formats.html#choice.
	Choice bool
	// Types are the names of the possible types, only one unless Choice. A
	// backbone element, or one which shares the content of another, names the
	// backbone type.
	Types []string
	// Targets are the resource types which a Reference or canonical may point
	// at. Empty means any. A choice of both has the targets of both.
	Targets []string
	// Min and Max are the cardinality. Max is -1 for "*".
	Min, Max int
	// Summary is true for elements which _summary=true returns.
	// See https://hl7.org/fhir/R4/search.html#summary.
	Summary bool
	// Modifier is true if the element can change the meaning of the others.
	// See https://hl7.org/fhir/R4/conformance-rules.html#isModifier.
	Modifier bool
	// Required is the value set of a required binding, or nil.
	// See https://hl7.org/fhir/R4/terminologies.html#required.
	Required *ValueSet
}
