package outcome

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestCodeStatus(t *testing.T) {
	for code, f := range forms {
		if got := f.issue.Code(); got != string(code) {
			t.Errorf("%s is %s in the model", code, got)
		}
		if http.StatusText(code.Status()) == "" {
			t.Errorf("%s has the status %d", code, code.Status())
		}
	}
	if got := Code("nonsense").Status(); got != http.StatusInternalServerError {
		t.Errorf("an unknown code has the status %d", got)
	}
}

func TestFrom(t *testing.T) {
	secret := errors.New("dial tcp 10.0.0.7: user ehr")
	refused := Invalid("no %s", "good")
	for _, c := range []struct {
		name   string
		err    error
		status int
		words  []string
	}{
		{"an error of ours", refused, 400, []string{"no good"}},
		{"one that was wrapped", fmt.Errorf("reading: %w", refused), 400, []string{"no good"}},
		{"two that were joined", errors.Join(refused, NotFound("gone")), 400, []string{"no good", "gone"}},
		{"a foreign one", secret, 500, []string{"fault of its own"}},
		{"foreign ones joined", errors.Join(secret, secret), 500, []string{"fault of its own"}},
		{"a deadline", fmt.Errorf("query: %w", context.DeadlineExceeded), 503, []string{"longer"}},
		{"a cancellation", context.Canceled, 499, []string{"cancelled"}},
		{"a status of its own", refused.WithStatus(http.StatusNotAcceptable), 406, []string{"no good"}},
		{"no issues", &Error{}, 500, []string{"fault of its own"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := From(c.err)
			if e.HTTPStatus() != c.status {
				t.Errorf("status %d, want %d", e.HTTPStatus(), c.status)
			}
			shown := string(e.JSON())
			for _, word := range c.words {
				if !strings.Contains(shown, word) {
					t.Errorf("%s lacks %q", shown, word)
				}
			}
			if strings.Contains(shown, "10.0.0.7") {
				t.Errorf("the cause is shown: %s", shown)
			}
		})
	}
	if From(nil) != nil || Join(nil, nil) != nil {
		t.Error("nil became an error")
	}
	if !errors.Is(From(secret), secret) {
		t.Error("the cause is lost")
	}
}

func TestJoinLeavesItsPartsAlone(t *testing.T) {
	first := Throttled(2*time.Second, "slow down")
	joined := From(Join(first, Transient(90*time.Second+time.Millisecond, "away")))
	if len(first.Issues) != 1 || len(joined.Issues) != 2 {
		t.Errorf("%d and %d issues", len(first.Issues), len(joined.Issues))
	}
	if got := joined.RetryAfterSeconds(); got != 91 {
		t.Errorf("Retry-After %d", got)
	}
	if joined.HTTPStatus() != http.StatusTooManyRequests {
		t.Errorf("status %d", joined.HTTPStatus())
	}
}

func TestJSON(t *testing.T) {
	got := string(JSON(Warning(CodeNotSupported, "ignored \x00 \xff %s", "_sort"), Information("by the way")))
	const want = `{"issue":[{"severity":"warning","code":"not-supported","diagnostics":"ignored � � _sort"},` +
		`{"severity":"information","code":"informational","diagnostics":"by the way"}],"resourceType":"OperationOutcome"}`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if text := NotFound("x").At("Patient.id").JSON(); !json.Valid(text) || !strings.Contains(string(text), `"expression":["Patient.id"]`) {
		t.Errorf("%s", text)
	}
}
