// Package api is HTTP in and HTTP out: the routes of FHIR's RESTful API below each tenant's address, formats, headers
// and statuses. It is the only package that knows gin.
//
// See https://hl7.org/fhir/R4/http.html.
package api

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"sync/atomic"

	"github.com/gin-gonic/gin"
	"github.com/klauspost/compress/gzhttp"

	"ehr.example/portico/config"
	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/audit"
	"ehr.example/portico/facade/tenant"
)

// Options is what the API needs of the process.
type Options struct {
	Tenants     *tenant.Set
	Observer    audit.Observer // told of each request
	Logger      *slog.Logger   // told of faults, with their causes
	RequestBody int64          // the most bytes of a body
	// TrustedProxies are those whose X-Forwarded-For says where a request came from. Nobody else's counts.
	TrustedProxies []netip.Prefix
	// StrictTransport tells browsers to come by TLS only from now on: see RFC 6797.
	StrictTransport bool
	// Grants says what the bearer of a request may see of a tenant; its error is an outcome. Nil: what the tenant's own
	// authorization server says.
	Grants func(r *http.Request, tenant string) (access.Grant, error)
}

// API answers HTTP requests.
type API struct {
	Options
	handler  http.Handler
	draining atomic.Bool
}

// New makes the API.
func New(o Options) (*API, error) {
	if o.Observer == nil {
		o.Observer = audit.Observers{}
	}
	a := &API{Options: o}
	compress, err := gzhttp.NewWrapper(gzhttp.ContentTypes([]string{fhirJSON}), gzhttp.CompressionLevel(compression))
	if err != nil {
		return nil, fmt.Errorf("api: compression: %w", err)
	}
	routes, err := a.routes()
	if err != nil {
		return nil, err
	}
	a.handler = compress(routes)
	return a, nil
}

// compression is gzip's level: the fastest, as rows come faster than better levels can shrink them.
const compression = 1

// ServeHTTP answers a request.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if a.StrictTransport {
		w.Header().Set("Strict-Transport-Security", "max-age=31536000")
	}
	a.handler.ServeHTTP(w, r)
}

// Drain makes /healthz say that no more requests should come, while those that come are still answered.
func (a *API) Drain() { a.draining.Store(true) }

// routes are the addresses that are answered. Whatever is not among them is an outcome too.
func (a *API) routes() (*gin.Engine, error) {
	gin.SetMode(gin.ReleaseMode)
	e := gin.New()
	e.RedirectTrailingSlash = false
	e.HandleMethodNotAllowed = true
	if err := a.trust(e); err != nil {
		return nil, err
	}
	e.GET("/healthz", a.health)
	e.HEAD("/healthz", a.health)
	for _, base := range []string{config.FHIRPath, config.TenantPath + ":tenant" + config.FHIRPath} {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			e.Handle(method, base, a.serve("search-system", searchSystem))
			e.Handle(method, base+"/metadata", a.serve("capabilities", capabilities))
			e.Handle(method, base+"/:type", a.serve("search-type", searchType))
			e.Handle(method, base+configurationPath, a.authorization(configuration))
			e.Handle(method, base+"/:type/:id", a.serve("read", read))
			e.Handle(method, base+"/:type/:id/:member", a.serve("search-compartment", compartment))
			e.Handle(method, base+"/:type/:id/:member/:version", a.serve("vread", vread))
		}
		e.POST(base+"/_search", a.serve("search-system", searchSystem))
		e.POST(base+"/:type/_search", a.serve("search-type", searchType))
		e.POST(base+"/:type/:id", a.serve("operation", posted))
		e.POST(base+"/:type/:id/:member", a.serve("operation", posted))
	}
	for _, base := range []string{"", config.TenantPath + ":tenant"} {
		for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodOptions} {
			e.Handle(method, discoveryPath+base+config.AuthPath, a.authorization(discovered))
		}
		e.Any(base+config.AuthPath+"/*rest", a.authorization(belowIssuer))
	}
	e.NoRoute(a.serve("", noRoute))
	e.NoMethod(a.serve("", noMethod))
	return e, nil
}

// health tells a load balancer whether requests may come.
func (a *API) health(c *gin.Context) {
	c.Header("Cache-Control", "no-store")
	if a.draining.Load() {
		c.String(http.StatusServiceUnavailable, "draining\n")
		return
	}
	c.String(http.StatusOK, "ok\n")
}
