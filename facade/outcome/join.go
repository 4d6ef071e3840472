package outcome

import (
	"context"
	"errors"
	"time"
)

// StatusClientClosedRequest is what the audit records when the client went away; nobody reads it as an answer.
const StatusClientClosedRequest = 499

// timeoutRetry is how long a client is asked to wait after a deadline.
const timeoutRetry = 5 * time.Second

// Join is one Error with the issues of all, in order, or nil if every one is nil. The first one decides the status,
// the longest wait is kept. Foreign errors become what From makes of them.
func Join(errs ...error) error {
	var joined *Error
	for _, err := range errs {
		if err == nil {
			continue
		}
		next := From(err)
		if joined == nil {
			first := *next
			first.Issues = append([]Issue(nil), next.Issues...)
			joined = &first
			continue
		}
		joined.Issues = append(joined.Issues, next.Issues...)
		joined.RetryAfter = max(joined.RetryAfter, next.RetryAfter)
		joined.Cause = errors.Join(joined.Cause, next.Cause)
	}
	if joined == nil {
		return nil
	}
	return joined
}

// From is the Error of any error; nil stays nil. An Error inside is taken as it is, errors that were joined by
// errors.Join are joined here. A context's deadline is a timeout, its cancellation a client that went away; anything
// else is an exception with a generic text and a hidden cause.
func From(err error) *Error {
	var known *Error
	switch many, joined := err.(interface{ Unwrap() []error }); { // only the outermost may be joined
	case err == nil:
		return nil
	case joined && containsError(err):
		return From(Join(many.Unwrap()...))
	case errors.As(err, &known):
		return known
	case errors.Is(err, context.DeadlineExceeded):
		return Timeout(timeoutRetry, "the request took longer than the server allows").Because(err)
	case errors.Is(err, context.Canceled):
		return New(CodeTransient, "the request was cancelled").WithStatus(StatusClientClosedRequest).Because(err)
	}
	return Exception(err)
}

// containsError tells whether there is an Error in the chain.
func containsError(err error) bool {
	var known *Error
	return errors.As(err, &known)
}
