package api

import (
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"ehr.example/portico/facade/audit"
	"ehr.example/portico/facade/outcome"
	"ehr.example/portico/facade/smart"
	"ehr.example/portico/facade/tenant"
)

// The paths of well-known documents: below a FHIR base, and before an issuer's path.
//
// See SMART App Launch 2.2, "SMART on FHIR conformance", and RFC 8414 section 3.
const (
	configurationPath = "/.well-known/smart-configuration"
	discoveryPath     = "/.well-known/oauth-authorization-server"
)

// addressed is the tenant whose authorization server an address names, and what answers.
type addressed func(set *tenant.Set, host, path string) (*tenant.Tenant, func(*smart.Server, http.ResponseWriter, *http.Request) smart.Event)

// belowIssuer is an address of an endpoint.
func belowIssuer(set *tenant.Set, host, path string) (*tenant.Tenant, func(*smart.Server, http.ResponseWriter, *http.Request) smart.Event) {
	t, rest := set.AuthAt(host, path)
	return t, func(s *smart.Server, w http.ResponseWriter, r *http.Request) smart.Event { return s.Serve(w, r, rest) }
}

// discovered is an address that RFC 8414 makes of an issuer.
func discovered(set *tenant.Set, host, path string) (*tenant.Tenant, func(*smart.Server, http.ResponseWriter, *http.Request) smart.Event) {
	t, _ := set.AuthAt(host, strings.TrimPrefix(path, discoveryPath))
	return t, func(s *smart.Server, w http.ResponseWriter, r *http.Request) smart.Event {
		return s.Serve(w, r, discoveryPath)
	}
}

// configuration is an address below a FHIR base.
func configuration(set *tenant.Set, host, path string) (*tenant.Tenant, func(*smart.Server, http.ResponseWriter, *http.Request) smart.Event) {
	t, _ := set.At(host, path)
	return t, (*smart.Server).Configuration
}

// authorization answers what is the authorization server's of a tenant. An address that names no tenant, and one of an open
// tenant, are the same 404.
func (a *API) authorization(find addressed) gin.HandlerFunc {
	return func(c *gin.Context) {
		x := &exchange{Context: c, api: a, event: audit.Event{Time: time.Now(), RequestID: requestID(c.Request)}}
		defer x.observe()
		defer x.recover()
		t, answer := find(a.Tenants, c.Request.Host, c.Request.URL.Path)
		if t == nil {
			x.headers()
			x.refuse(nowhere())
			return
		}
		x.event.Tenant = t.ID()
		server, err := t.Server()
		if err == nil && server == nil {
			err = nowhere()
		}
		if err != nil {
			x.headers()
			x.refuse(outcome.From(err))
			return
		}
		c.Header("X-Request-Id", x.event.RequestID)
		c.Request.RemoteAddr = cameFrom(c)
		e := answer(server, c.Writer, c.Request)
		x.event.Interaction, x.event.Status, x.event.Issue = "smart:"+e.Endpoint, e.Status, e.Error
		x.event.Client, x.event.Subject = e.Client, e.Subject
	}
}

// nowhere is the answer of an address that names no tenant.
func nowhere() *outcome.Error { return outcome.NotFound("there is no FHIR server at this address") }

// allowOrigins lets apps of any origin read answers: no cookie counts here, only tokens.
//
// See https://hl7.org/fhir/smart-app-launch/STU2.2/app-launch.html#considerations-for-cross-origin-resource-sharing-cors-support.
func allowOrigins(h http.Header) {
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Expose-Headers", "Content-Location, ETag, Location, Retry-After, WWW-Authenticate, X-Request-Id")
}

// preflight answers OPTIONS of a browser that asks what apps of other origins may send; false: it is none of these.
//
// See https://fetch.spec.whatwg.org/#cors-preflight-fetch.
func (x *exchange) preflight() bool {
	if x.Request.Method != http.MethodOptions || x.GetHeader("Access-Control-Request-Method") == "" {
		return false
	}
	h := x.Writer.Header()
	h.Set("Access-Control-Allow-Methods", "GET, HEAD, POST")
	h.Set("Access-Control-Allow-Headers", "Accept, Authorization, Content-Type, If-None-Match, Prefer, X-Request-Id")
	h.Set("Access-Control-Max-Age", "86400")
	return true
}
