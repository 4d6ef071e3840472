package outcome

import (
	"encoding/json"
	"strings"
	"unicode"

	"github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// OperationOutcome is the resource that tells the client what went wrong.
//
// See https://hl7.org/fhir/R4/operationoutcome.html.
func (e *Error) OperationOutcome() fhir.OperationOutcome {
	if len(e.Issues) == 0 {
		return OperationOutcome(Exception(nil).Issues...)
	}
	return OperationOutcome(e.Issues...)
}

// JSON is the OperationOutcome as it goes over the wire.
func (e *Error) JSON() []byte {
	return marshal(e.OperationOutcome())
}

// OperationOutcome is a resource of these issues. Use it beside an answer, with warnings and information, as a
// Bundle entry whose search mode is outcome.
//
// See https://hl7.org/fhir/R4/search.html#errors.
func OperationOutcome(issues ...Issue) fhir.OperationOutcome {
	resource := fhir.OperationOutcome{Issue: make([]fhir.OperationOutcomeIssue, len(issues))}
	for i, issue := range issues {
		resource.Issue[i] = issue.model()
	}
	return resource
}

// JSON is the OperationOutcome of these issues as it goes over the wire.
func JSON(issues ...Issue) []byte {
	return marshal(OperationOutcome(issues...))
}

// model is the issue as the FHIR model has it.
func (i Issue) model() fhir.OperationOutcomeIssue {
	message := printable(i.Message)
	issue := fhir.OperationOutcomeIssue{
		Severity:   i.Severity.model(),
		Code:       i.Code.form().issue,
		Expression: i.Expression,
	}
	if message != "" {
		issue.Diagnostics = &message
	}
	return issue
}

// model is the severity as the FHIR model has it.
func (s Severity) model() fhir.IssueSeverity {
	switch s {
	case SeverityWarning:
		return fhir.IssueSeverityWarning
	case SeverityInformation:
		return fhir.IssueSeverityInformation
	default:
		return fhir.IssueSeverityError
	}
}

// printable is the text with everything replaced that a FHIR string can't hold.
//
// See https://hl7.org/fhir/R4/datatypes.html#string.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return unicode.ReplacementChar
		}
		return r
	}, text)
}

// marshal is the resource's JSON. The model has no value that can't be marshalled, so the fallback is never seen.
func marshal(resource fhir.OperationOutcome) []byte {
	text, err := json.Marshal(resource)
	if err != nil {
		return []byte(`{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"exception"}]}`)
	}
	return text
}
