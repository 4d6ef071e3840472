package outcome

import "fmt"

// Severity is how much an issue matters. The zero value is an error.
//
// See https://hl7.org/fhir/R4/valueset-issue-severity.html.
type Severity int

// An Error refuses the request; a Warning and an Information go beside its answer.
const (
	SeverityError Severity = iota
	SeverityWarning
	SeverityInformation
)

// Issue is one thing that the client is told.
//
// See https://hl7.org/fhir/R4/operationoutcome-definitions.html#OperationOutcome.issue.
type Issue struct {
	Severity   Severity
	Code       Code
	Message    string   // OperationOutcome.issue.diagnostics: read by the client, so nothing internal
	Expression []string // FHIRPath of the elements it is about; usually none
}

// Warning is an issue that goes beside an answer: what was left out of it, and why.
func Warning(code Code, format string, args ...any) Issue {
	return Issue{Severity: SeverityWarning, Code: code, Message: fmt.Sprintf(format, args...)}
}

// Information is an issue that goes beside an answer and changes nothing.
func Information(format string, args ...any) Issue {
	return Issue{Severity: SeverityInformation, Code: CodeInformational, Message: fmt.Sprintf(format, args...)}
}
