package api

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/audit"
	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/outcome"
	"ehr.example/portico/facade/tenant"
)

// exchange is one request on its way, and what becomes of it.
type exchange struct {
	*gin.Context
	api    *API
	tenant *tenant.Tenant
	site   *interaction.Site
	grant  access.Grant
	params url.Values // of the URL, and of the form behind _search
	rest   string     // the path behind the tenant's base
	event  audit.Event
}

// answer is what goes out when nothing is wrong: a resource as JSON, or a Binary's content.
type answer struct {
	body   []byte
	kind   string  // the media type of what is no resource; "": FHIR's JSON
	etag   string  // of what is tagged; "": made of the body
	empty  bool    // headers say it all
	tagged bool    // with an ETag, and 304 for a client that has it
	open   bool    // about nobody: caches may keep it, and ask whether it still holds
	buffer *[]byte // of the pool, to be given back once the body is written; nil: none
}

// bodies keeps the buffers of bundles from one request to the next.
var bodies = sync.Pool{New: func() any { return new([]byte) }}

// done gives the answer's buffer back.
func (a answer) done() {
	if a.buffer != nil {
		*a.buffer = a.body
		bodies.Put(a.buffer)
	}
}

// handler answers an exchange. Errors are outcomes.
type handler func(*exchange) (answer, error)

// serve is the frame around a handler: tenant, parameters, format and grant before it; headers, faults and the audit
// event behind it.
func (a *API) serve(interaction string, handle handler) gin.HandlerFunc {
	return func(c *gin.Context) {
		x := &exchange{Context: c, api: a, event: audit.Event{Time: time.Now(), RequestID: requestID(c.Request), Interaction: interaction}}
		defer x.observe()
		defer x.recover()
		x.headers()
		out, err := x.handle(handle)
		if err != nil {
			x.refuse(outcome.From(err))
			return
		}
		x.send(out)
		out.done()
	}
}

// handle finds the tenant first, so that nothing is said about addresses below one that does not exist.
func (x *exchange) handle(handle handler) (answer, error) {
	if err := x.locate(); err != nil {
		return answer{}, err
	}
	if err := x.readParams(); err != nil {
		return answer{}, err
	}
	accept, format := x.Request.Header.Values("Accept"), x.params["_format"]
	if x.readsBinary() && wantsContent(accept, format) {
		return handle(x)
	}
	if err := acceptable(accept, format); err != nil {
		return answer{}, err
	}
	return handle(x)
}

// locate finds the tenant by host and path. Nothing tells an address that never existed from one that is not FHIR's.
func (x *exchange) locate() error {
	t, rest := x.api.Tenants.At(x.Request.Host, x.Request.URL.Path)
	if t == nil {
		x.Writer.Header().Del("Allow")
		return nowhere()
	}
	x.tenant, x.event.Tenant, x.rest = t, t.ID(), rest
	site, err := t.Site(x.Request.Context())
	if err != nil {
		return err
	}
	x.site = site
	return nil
}

// authorize asks for the grant behind the request.
func (x *exchange) authorize() error {
	var err error
	if x.api.Grants != nil {
		x.grant, err = x.api.Grants(x.Request, x.site.Tenant)
	} else {
		x.grant, err = x.tenant.Grant(x.Request.Context(), x.Request.Header.Values("Authorization"))
	}
	claims := x.grant.Claims()
	x.event.Client, x.event.Subject = claims.Client, claims.Subject
	return err
}

// recover makes a panic a fault that the log sees, and the client does not.
func (x *exchange) recover() {
	caught := recover()
	if caught == nil {
		return
	}
	if err, isError := caught.(error); isError && errors.Is(err, http.ErrAbortHandler) {
		panic(caught)
	}
	x.refuse(outcome.Exception(fmt.Errorf("panic: %v\n%s", caught, debug.Stack())))
}

// observe sends the audit event.
func (x *exchange) observe() {
	x.event.Duration = time.Since(x.event.Time)
	x.api.Observer.Observe(x.event)
}

// fault logs the cause of what the client sees as a fault of the server.
func (x *exchange) fault(e *outcome.Error) {
	if e.Cause == nil || e.HTTPStatus() < http.StatusInternalServerError {
		return
	}
	x.api.Logger.LogAttrs(x.Request.Context(), slog.LevelError, "fault",
		slog.String("request", x.event.RequestID), slog.String("tenant", x.event.Tenant),
		slog.String("interaction", x.event.Interaction), slog.Any("cause", e.Cause))
}
