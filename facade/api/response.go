package api

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strconv"

	"ehr.example/portico/facade/bundle"
	"ehr.example/portico/facade/outcome"
)

// contentType is that of every answer below a tenant's base.
const contentType = fhirJSON + "; charset=utf-8"

// headers are those of every answer. Nothing is kept by caches: an answer is a patient's data, or depends on who asks.
// A client that keeps resources itself asks again with If-None-Match.
func (x *exchange) headers() {
	h := x.Writer.Header()
	h.Set("X-Request-Id", x.event.RequestID)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	allowOrigins(h)
	for _, name := range []string{"Accept", "Authorization", "Prefer"} {
		h.Add("Vary", name)
	}
}

// send writes an answer, or 304 to a client that has it.
//
// See https://hl7.org/fhir/R4/http.html#cread.
func (x *exchange) send(a answer) {
	if a.empty {
		x.event.Status = http.StatusNoContent
		x.Status(http.StatusNoContent)
		x.Writer.WriteHeaderNow()
		return
	}
	if a.open {
		x.Writer.Header().Set("Cache-Control", "no-cache")
	}
	if a.tagged {
		etag := a.etag
		if etag == "" {
			etag = bundle.ETag(a.body)
		}
		x.Writer.Header().Set("ETag", etag)
		if asked := x.Request.Header.Values("If-None-Match"); slices.ContainsFunc(asked, func(v string) bool { return bundle.Matches(v, etag) }) {
			x.event.Status = http.StatusNotModified
			x.Writer.WriteHeader(http.StatusNotModified)
			x.Writer.WriteHeaderNow()
			return
		}
	}
	if a.kind != "" {
		x.event.Status = http.StatusOK
		x.Data(http.StatusOK, a.kind, a.body)
		return
	}
	x.write(http.StatusOK, a.body)
}

// refuse writes an outcome, unless the client is gone or an answer has begun already.
func (x *exchange) refuse(e *outcome.Error) {
	x.event.Status, x.event.Issue = e.HTTPStatus(), string(e.Code())
	x.fault(e)
	if x.Writer.Written() || e.HTTPStatus() == outcome.StatusClientClosedRequest {
		x.Abort()
		return
	}
	if after := e.RetryAfterSeconds(); after > 0 {
		x.Writer.Header().Set("Retry-After", strconv.Itoa(after))
	}
	if e.Challenge != "" {
		x.Writer.Header().Set("WWW-Authenticate", e.Challenge)
	}
	x.write(e.HTTPStatus(), e.JSON())
}

// write sends a resource, indented if the client likes it so.
func (x *exchange) write(status int, resource []byte) {
	x.event.Status = status
	if x.pretty() {
		var indented bytes.Buffer
		if json.Indent(&indented, resource, "", "  ") == nil {
			resource = append(indented.Bytes(), '\n')
		}
	}
	x.Data(status, contentType, resource)
}

// pretty tells whether the client asked for indented JSON. See https://hl7.org/fhir/R4/http.html#pretty.
func (x *exchange) pretty() bool { return slices.Contains(x.params["_pretty"], "true") }

// plainID is a client's own request id that may be repeated in headers and logs.
var plainID = regexp.MustCompile(`^[A-Za-z0-9._:-]{1,64}$`)

// requestID is the client's id of the request if it is plain, else a new one.
//
// See https://hl7.org/fhir/R4/http.html#custom.
func requestID(r *http.Request) string {
	if id := r.Header.Get("X-Request-Id"); plainID.MatchString(id) {
		return id
	}
	return rand.Text()
}
