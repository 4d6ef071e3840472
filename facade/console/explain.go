package console

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/audit"
	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/outcome"
)

// explain answers POST /tenants/{tenant}/explain, a form: request is the search as it stands behind the tenant's base; scope,
// which may be absent, what a token would have, and patient, which may be too, the Patient's id that it would be for, or
// without scope the one whose own rights the search has; within, which may be too and stand several times, an organisation that the
// user would belong to whose role is within organisations. What would be in a URL is in a body here, as proxies log URLs.
func (c *Console) explain(w http.ResponseWriter, r *http.Request) {
	e := audit.Event{Time: time.Now(), RequestID: rand.Text(), Interaction: "explain", Status: http.StatusOK}
	defer c.observe(&e)
	text, err := c.explained(w, r, &e)
	if err != nil {
		e.Status, e.Issue = c.refuse(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = io.WriteString(w, text) //nolint:gosec // plain text, and nosniff says so
}

func (c *Console) explained(w http.ResponseWriter, r *http.Request, e *audit.Event) (string, error) {
	r.Body = http.MaxBytesReader(w, r.Body, c.RequestBody)
	if err := r.ParseForm(); err != nil {
		return "", outcome.Invalid("the body can't be read as a form: %s", err)
	}
	t := c.Tenants.ByID(r.PathValue("tenant"))
	if t == nil {
		return "", outcome.NotFound("there is no tenant %q; GET /tenants lists them", r.PathValue("tenant"))
	}
	e.Tenant = t.ID()
	for name := range r.PostForm {
		if name != "request" && name != "scope" && name != "patient" && name != "within" {
			return "", outcome.Invalid("there is no field %q; the form has request, such as Observation?patient=1, scope, patient and within", name)
		}
	}
	resource, params, err := interaction.ParseRequest(r.PostForm.Get("request"))
	if err != nil {
		return "", err
	}
	site, err := t.Site(r.Context())
	if err != nil {
		return "", err
	}
	grant, err := access.Granted(site.Tenant, r.PostForm.Get("scope"), r.PostForm.Get("patient"), r.PostForm["within"]...)
	if err != nil {
		return "", outcome.Invalid("the scopes can't be granted: %s", err)
	}
	return interaction.Explain(r.Context(), site, grant, resource, params)
}

// refuse answers with what is wrong: to an operator the cause too.
func (c *Console) refuse(w http.ResponseWriter, r *http.Request, err error) (status int, issue string) {
	known := outcome.From(err)
	if errors.Is(err, r.Context().Err()) {
		return known.HTTPStatus(), string(known.Code())
	}
	if known.HTTPStatus() >= http.StatusInternalServerError {
		c.Logger.LogAttrs(r.Context(), slog.LevelError, "fault", slog.String("listener", "console"), slog.Any("cause", err))
	}
	if after := known.RetryAfterSeconds(); after > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(after))
	}
	http.Error(w, fmt.Sprint(known), known.HTTPStatus())
	return known.HTTPStatus(), string(known.Code())
}
