// Package outcome is what the client is told when something isn't as asked: the one error type, its way from issue
// code to HTTP status, and its OperationOutcome.
package outcome

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Error is a request that failed: what the client is told, and the cause that it isn't told.
//
// An Error is a value to build once and not to change after it was returned.
type Error struct {
	Issues     []Issue       // at least one; the first one's code decides the status
	Status     int           // HTTP status instead of the code's own, such as 405, 406 or 413; 0 for the code's own
	RetryAfter time.Duration // for the Retry-After header; 0 for none
	Challenge  string        // for the WWW-Authenticate header of a 401 or 403; "" for none
	Cause      error         // for logs; never shown to the client
}

// New is an Error with one issue, whose message the client reads.
func New(code Code, format string, args ...any) *Error {
	return &Error{Issues: []Issue{{Code: code, Message: fmt.Sprintf(format, args...)}}}
}

// Invalid is a 400: the text can't be read as what it should be.
func Invalid(format string, args ...any) *Error { return New(CodeInvalid, format, args...) }

// NotSupported is a 400: known to FHIR, but not done here.
func NotSupported(format string, args ...any) *Error { return New(CodeNotSupported, format, args...) }

// TooCostly is a 400: it would cost the database too much.
func TooCostly(format string, args ...any) *Error { return New(CodeTooCostly, format, args...) }

// Login is a 401: no token, or not a valid one.
func Login(format string, args ...any) *Error { return New(CodeLogin, format, args...) }

// Forbidden is a 403: the grant doesn't cover it.
func Forbidden(format string, args ...any) *Error { return New(CodeForbidden, format, args...) }

// NotFound is a 404.
func NotFound(format string, args ...any) *Error { return New(CodeNotFound, format, args...) }

// Processing is a 422: understood, but can't be done.
func Processing(format string, args ...any) *Error { return New(CodeProcessing, format, args...) }

// Throttled is a 429 which says when to come back.
func Throttled(after time.Duration, format string, args ...any) *Error {
	return New(CodeThrottled, format, args...).RetryIn(after)
}

// Transient is a 503 which says when to come back.
func Transient(after time.Duration, format string, args ...any) *Error {
	return New(CodeTransient, format, args...).RetryIn(after)
}

// Timeout is a 503: the answer took longer than it may.
func Timeout(after time.Duration, format string, args ...any) *Error {
	return New(CodeTimeout, format, args...).RetryIn(after)
}

// Exception is a 500 with a generic text; the cause stays in the house.
func Exception(cause error) *Error {
	return New(CodeException, "the server could not answer the request because of a fault of its own").Because(cause)
}

// WithStatus is a copy that answers with another HTTP status than its code's: 405, 406, 410, 413.
func (e *Error) WithStatus(status int) *Error {
	changed := *e
	changed.Status = status
	return &changed
}

// RetryIn is a copy that tells the client to come back after the time, rounded up to seconds.
func (e *Error) RetryIn(after time.Duration) *Error {
	changed := *e
	changed.RetryAfter = after
	return &changed
}

// Challenged is a copy that tells the client by WWW-Authenticate which token it takes.
//
// See RFC 6750 section 3.
func (e *Error) Challenged(challenge string) *Error {
	changed := *e
	changed.Challenge = challenge
	return &changed
}

// Because is a copy with a cause for the logs.
func (e *Error) Because(cause error) *Error {
	changed := *e
	changed.Cause = cause
	return &changed
}

// At is a copy whose issues are about the elements at these FHIRPaths.
func (e *Error) At(expression ...string) *Error {
	changed := *e
	changed.Issues = slices.Clone(e.Issues)
	for i := range changed.Issues {
		changed.Issues[i].Expression = expression
	}
	return &changed
}

// Code is the first issue's, which stands for the whole.
func (e *Error) Code() Code {
	if len(e.Issues) == 0 {
		return CodeException
	}
	return e.Issues[0].Code
}

// HTTPStatus is the status to answer with.
func (e *Error) HTTPStatus() int {
	if e.Status != 0 {
		return e.Status
	}
	return e.Code().Status()
}

// RetryAfterSeconds is the Retry-After header's value: whole seconds rounded up, 0 for none.
//
// See RFC 9110 section 10.2.3.
func (e *Error) RetryAfterSeconds() int {
	return int((e.RetryAfter + time.Second - 1) / time.Second)
}

// Error is the messages with the cause: for logs and tests, not for clients.
func (e *Error) Error() string {
	messages := make([]string, len(e.Issues))
	for i, issue := range e.Issues {
		messages[i] = string(issue.Code) + ": " + issue.Message
	}
	text := strings.Join(messages, "\n")
	if e.Cause != nil {
		text += ": " + e.Cause.Error()
	}
	return text
}

// Unwrap is the cause.
func (e *Error) Unwrap() error { return e.Cause }
