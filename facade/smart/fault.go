package smart

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Fault is a request that failed, as OAuth says it. It is built once and not changed afterwards.
//
// See RFC 6749 sections 4.1.2.1 and 5.2.
type Fault struct {
	Code        string // error
	Description string // error_description: for the app's developer
	Status      int    // HTTP status
	RetryAfter  time.Duration
	Challenge   string // for the WWW-Authenticate header of a 401
	Cause       error  // for logs; never shown
}

// The codes of OAuth that are used in more than one place.
const (
	invalidRequest = "invalid_request"
	invalidClient  = "invalid_client"
	invalidGrant   = "invalid_grant"
	invalidScope   = "invalid_scope"
	accessDenied   = "access_denied"
	unauthorized   = "unauthorized_client"
)

func fault(code, format string, args ...any) *Fault {
	return &Fault{Code: code, Description: fmt.Sprintf(format, args...), Status: http.StatusBadRequest}
}

// because is a copy with a cause for the logs.
func (f *Fault) because(cause error) *Fault {
	changed := *f
	changed.Cause = cause
	return &changed
}

// status is a copy that answers with another HTTP status.
func (f *Fault) status(status int) *Fault {
	changed := *f
	changed.Status = status
	return &changed
}

// Error is the code with description and cause: for logs and tests.
func (f *Fault) Error() string {
	text := f.Code + ": " + f.Description
	if f.Cause != nil {
		text += ": " + f.Cause.Error()
	}
	return text
}

// Unwrap is the cause.
func (f *Fault) Unwrap() error { return f.Cause }

// outageRest is what a client is told to wait when the store is away.
const outageRest = 5 * time.Second

// faultOf is an error as a fault. What is none already is an outage: nothing is known then, and nothing is granted.
func faultOf(err error) *Fault {
	var known *Fault
	if errors.As(err, &known) {
		return known
	}
	return &Fault{
		Code: "temporarily_unavailable", Description: "this server cannot answer now; try again later",
		Status: http.StatusServiceUnavailable, RetryAfter: outageRest, Cause: err,
	}
}

// printable is a description in the characters that it may have.
//
// See RFC 6749 section 5.2.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '"':
			return '\''
		case r == '\\':
			return '/'
		case r == '\n':
			return ';'
		case r < ' ' || r > '~':
			return '?'
		}
		return r
	}, text)
}

// headers are those that go with the fault.
func (f *Fault) headers(h http.Header) {
	if f.RetryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(int((f.RetryAfter+time.Second-1)/time.Second)))
	}
	if f.Challenge != "" {
		h.Set("WWW-Authenticate", f.Challenge)
	}
}
