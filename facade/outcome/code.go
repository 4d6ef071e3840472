package outcome

import (
	"net/http"

	"github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// Code is a code of FHIR's issue-type value set; it decides the HTTP status.
//
// See https://hl7.org/fhir/R4/valueset-issue-type.html.
type Code string

// The codes that the facade uses. Each has its status in the table below.
const (
	CodeInvalid       Code = "invalid"       // 400, the text breaks the format
	CodeStructure     Code = "structure"     // 400, the body isn't what its type says
	CodeRequired      Code = "required"      // 400, something is missing
	CodeValue         Code = "value"         // 400, a value is outside of what is allowed
	CodeTooLong       Code = "too-long"      // 400, a value is longer than the limit
	CodeTooCostly     Code = "too-costly"    // 400, refused to spare the database
	CodeNotSupported  Code = "not-supported" // 400, known to FHIR but not done here
	CodeLogin         Code = "login"         // 401, no token, or one that isn't valid
	CodeExpired       Code = "expired"       // 401, the token is too old
	CodeSecurity      Code = "security"      // 403, refused for safety
	CodeForbidden     Code = "forbidden"     // 403, the grant doesn't cover it
	CodeSuppressed    Code = "suppressed"    // 403, part of the answer was withheld
	CodeNotFound      Code = "not-found"     // 404
	CodeConflict      Code = "conflict"      // 409
	CodeDeleted       Code = "deleted"       // 410, was there once
	CodeProcessing    Code = "processing"    // 422, understood, but can't be done
	CodeBusinessRule  Code = "business-rule" // 422
	CodeThrottled     Code = "throttled"     // 429, too many requests
	CodeException     Code = "exception"     // 500, a fault of the server
	CodeTransient     Code = "transient"     // 503, may work later
	CodeTimeout       Code = "timeout"       // 503, took too long
	CodeIncomplete    Code = "incomplete"    // 503, only a part was there
	CodeInformational Code = "informational" // 200, a remark
)

// form is what a code becomes on the wire.
type form struct {
	status int
	issue  fhir.IssueType
}

// forms is the one table from issue code to HTTP status and to the model's type.
var forms = map[Code]form{
	CodeInvalid:       {http.StatusBadRequest, fhir.IssueTypeInvalid},
	CodeStructure:     {http.StatusBadRequest, fhir.IssueTypeStructure},
	CodeRequired:      {http.StatusBadRequest, fhir.IssueTypeRequired},
	CodeValue:         {http.StatusBadRequest, fhir.IssueTypeValue},
	CodeTooLong:       {http.StatusBadRequest, fhir.IssueTypeTooLong},
	CodeTooCostly:     {http.StatusBadRequest, fhir.IssueTypeTooCostly},
	CodeNotSupported:  {http.StatusBadRequest, fhir.IssueTypeNotSupported},
	CodeLogin:         {http.StatusUnauthorized, fhir.IssueTypeLogin},
	CodeExpired:       {http.StatusUnauthorized, fhir.IssueTypeExpired},
	CodeSecurity:      {http.StatusForbidden, fhir.IssueTypeSecurity},
	CodeForbidden:     {http.StatusForbidden, fhir.IssueTypeForbidden},
	CodeSuppressed:    {http.StatusForbidden, fhir.IssueTypeSuppressed},
	CodeNotFound:      {http.StatusNotFound, fhir.IssueTypeNotFound},
	CodeConflict:      {http.StatusConflict, fhir.IssueTypeConflict},
	CodeDeleted:       {http.StatusGone, fhir.IssueTypeDeleted},
	CodeProcessing:    {http.StatusUnprocessableEntity, fhir.IssueTypeProcessing},
	CodeBusinessRule:  {http.StatusUnprocessableEntity, fhir.IssueTypeBusinessRule},
	CodeThrottled:     {http.StatusTooManyRequests, fhir.IssueTypeThrottled},
	CodeException:     {http.StatusInternalServerError, fhir.IssueTypeException},
	CodeTransient:     {http.StatusServiceUnavailable, fhir.IssueTypeTransient},
	CodeTimeout:       {http.StatusServiceUnavailable, fhir.IssueTypeTimeout},
	CodeIncomplete:    {http.StatusServiceUnavailable, fhir.IssueTypeIncomplete},
	CodeInformational: {http.StatusOK, fhir.IssueTypeInformational},
}

// Status is the HTTP status of the code; 500 for a code that isn't in the table.
//
// See https://hl7.org/fhir/R4/http.html#Status-Codes.
func (c Code) Status() int {
	return c.form().status
}

// form is the code's row of the table, that of an exception for an unknown code.
func (c Code) form() form {
	if f, known := forms[c]; known {
		return f
	}
	return forms[CodeException]
}
