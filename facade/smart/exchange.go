package smart

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"
	"time"
)

// Event is what became of a request, for audit.
type Event struct {
	Endpoint string // its name: token, authorize; empty: there is none at the address
	Status   int
	Error    string // OAuth's code; empty: nothing was wrong
	Client   string // the client's id, once it is known
	Subject  string // the user's id, once he or she is known
}

// exchange is one request on its way, and what becomes of it.
type exchange struct {
	*Server
	w        http.ResponseWriter
	r        *http.Request
	at       time.Time
	endpoint *endpoint
	event    Event
}

// endpoint is an address below the issuer.
type endpoint struct {
	name    string
	methods []string
	cors    bool // apps in browsers call it
	page    bool // people look at it
	handle  func(*exchange) error
}

// endpoints are all that there are, by their paths below the issuer.
var endpoints = map[string]*endpoint{
	"/authorize":                        {name: "authorize", methods: []string{http.MethodGet, http.MethodPost}, page: true, handle: authorize},
	"/continue":                         {name: "continue", methods: reads, page: true, handle: proceed},
	"/login":                            {name: "login", methods: posts, page: true, handle: login},
	FederatedPath:                       {name: "federated", methods: reads, page: true, handle: federated},
	"/patient":                          {name: "patient", methods: posts, page: true, handle: pick},
	"/encounter":                        {name: "encounter", methods: posts, page: true, handle: pickEncounter},
	"/consent":                          {name: "consent", methods: posts, page: true, handle: decide},
	"/apps":                             {name: "apps", methods: append(slices.Clone(reads), http.MethodPost), page: true, handle: apps},
	"/launch":                           {name: "launch", methods: append(slices.Clone(reads), http.MethodPost), page: true, handle: launchPage},
	"/logout":                           {name: "logout", methods: posts, page: true, handle: logout},
	"/launches":                         {name: "launches", methods: posts, handle: createLaunch},
	"/register":                         {name: "register", methods: posts, cors: true, handle: register},
	"/.well-known/openid-configuration": {name: "openid-configuration", methods: reads, cors: true, handle: openIDConfiguration},
	"/.well-known/oauth-authorization-server": {name: "oauth-authorization-server", methods: reads, cors: true, handle: openIDConfiguration},
	"/jwks":        {name: "jwks", methods: reads, cors: true, handle: publishKeys},
	"/token":       {name: "token", methods: posts, cors: true, handle: token},
	"/introspect":  {name: "introspect", methods: posts, cors: true, handle: introspect},
	"/revoke":      {name: "revoke", methods: posts, cors: true, handle: revoke},
	"/userinfo":    {name: "userinfo", methods: append(slices.Clone(reads), http.MethodPost), cors: true, handle: userInfo},
	"/style.json":  {name: "style", methods: reads, cors: true, handle: style},
	StylesheetPath: {name: "stylesheet", methods: reads, handle: stylesheet},
}

var (
	reads = []string{http.MethodGet, http.MethodHead}
	posts = []string{http.MethodPost}
)

// Serve answers a request to a path below the issuer, such as /token. The request's RemoteAddr is the client's, with a port or
// without: rate limits count by it.
func (s *Server) Serve(w http.ResponseWriter, r *http.Request, path string) Event {
	x := &exchange{Server: s, w: w, r: r, at: s.now(), endpoint: endpoints[path]}
	x.headers()
	if x.endpoint == nil {
		x.endpoint = &endpoint{page: true}
		x.refuse(fault("not_found", "there is nothing at this address").status(http.StatusNotFound))
		return x.event
	}
	x.event.Endpoint = x.endpoint.name
	if x.astray() {
		_ = x.redirect(x.url(path)) // writes headers only
		return x.event
	}
	if err := x.answer(); err != nil {
		x.refuse(faultOf(err))
	}
	return x.event
}

// astray tells whether a person came to a page by another address of the tenant than the issuer's. Cookies and forms are the
// issuer's: of all tenants that share the other host none has cookies there. An app's request goes on to the issuer by itself.
func (x *exchange) astray() bool {
	return x.endpoint.page && x.endpoint.name != "authorize" && x.r.Host != x.host && slices.Contains(x.otherHosts, x.r.Host)
}

// Configuration answers .well-known/smart-configuration below the FHIR base.
func (s *Server) Configuration(w http.ResponseWriter, r *http.Request) Event {
	x := &exchange{Server: s, w: w, r: r, at: s.now(), endpoint: &endpoint{name: "smart-configuration", methods: reads, cors: true, handle: smartConfiguration}}
	x.headers()
	x.event.Endpoint = x.endpoint.name
	if err := x.answer(); err != nil {
		x.refuse(faultOf(err))
	}
	return x.event
}

// headers are those of every answer. Some replace Cache-Control.
func (x *exchange) headers() {
	h := x.w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Pragma", "no-cache")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("Referrer-Policy", "same-origin") // with no-referrer, browsers would hide the origin of forms from the server itself
}

// answer answers preflights and other methods itself. A panic is a fault that the log sees, and the client does not.
func (x *exchange) answer() (err error) {
	defer func() {
		if caught := recover(); caught != nil {
			err = fault("server_error", "the server has a fault of its own").status(http.StatusInternalServerError).
				because(fmt.Errorf("panic: %v\n%s", caught, debug.Stack()))
		}
	}()
	if x.endpoint.cors {
		x.allowOrigins()
		if x.r.Method == http.MethodOptions {
			x.event.Status = http.StatusNoContent
			x.w.WriteHeader(http.StatusNoContent)
			return nil
		}
	}
	if !slices.Contains(x.endpoint.methods, x.r.Method) {
		x.w.Header().Set("Allow", strings.Join(x.endpoint.methods, ", "))
		return fault(invalidRequest, "the methods of this endpoint are %s", strings.Join(x.endpoint.methods, ", ")).status(http.StatusMethodNotAllowed)
	}
	return x.endpoint.handle(x)
}

// allowOrigins lets apps of any origin read the answer. No cookie counts at these endpoints.
//
// See https://hl7.org/fhir/smart-app-launch/STU2.2/app-launch.html#considerations-for-cross-origin-resource-sharing-cors-support.
func (x *exchange) allowOrigins() {
	h := x.w.Header()
	h.Set("Access-Control-Allow-Origin", "*")
	if x.r.Method == http.MethodOptions {
		h.Set("Access-Control-Allow-Methods", strings.Join(x.endpoint.methods, ", "))
		h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, Accept")
		h.Set("Access-Control-Max-Age", "86400")
	}
}

// json writes an answer.
func (x *exchange) json(status int, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	x.event.Status = status
	x.w.Header().Set("Content-Type", "application/json")
	x.w.WriteHeader(status)
	if x.r.Method != http.MethodHead {
		_, _ = x.w.Write(text) // a client that is gone
	}
	return nil
}

// redirect sends the browser on, with GET.
func (x *exchange) redirect(to string) error {
	x.event.Status = http.StatusSeeOther
	x.w.Header().Set("Location", to)
	x.w.WriteHeader(http.StatusSeeOther)
	return nil
}

// refuse writes a fault: as a page for people, else as JSON.
func (x *exchange) refuse(f *Fault) {
	x.event.Error = f.Code
	if f.Cause != nil {
		level := slog.LevelInfo
		if f.Status >= http.StatusInternalServerError {
			level = slog.LevelError
		}
		x.Logger.LogAttrs(x.r.Context(), level, "authorization server", slog.String("tenant", x.Tenant),
			slog.String("endpoint", x.endpoint.name), slog.String("error", f.Code), slog.Any("cause", f.Cause))
	}
	f.headers(x.w.Header())
	if x.endpoint.page {
		x.errorPage(f)
		return
	}
	_ = x.json(f.Status, struct {
		Error       string `json:"error"`
		Description string `json:"error_description,omitempty"`
	}{f.Code, printable(f.Description)})
}

// longestForm is the most bytes of a request's body.
const longestForm = 64 << 10

// form reads the body of a POST. A parameter comes once.
//
// See RFC 6749 section 3.2.
func (x *exchange) form() (url.Values, error) {
	if kind, _, err := mime.ParseMediaType(x.r.Header.Get("Content-Type")); err != nil || kind != "application/x-www-form-urlencoded" {
		return nil, fault(invalidRequest, "the body must be application/x-www-form-urlencoded").status(http.StatusUnsupportedMediaType)
	}
	body, err := io.ReadAll(http.MaxBytesReader(x.w, x.r.Body, longestForm))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, fault(invalidRequest, "the body is longer than %d bytes", large.Limit).status(http.StatusRequestEntityTooLarge)
	case err != nil:
		return nil, fault(invalidRequest, "the body could not be read")
	}
	return parameters(string(body))
}

// parameters reads a query or a form, of which each name may come once, but for scope, which a form of a page repeats.
func parameters(text string) (url.Values, error) {
	if len(text) > longestForm {
		return nil, fault(invalidRequest, "the parameters are longer than %d bytes", longestForm)
	}
	values, err := url.ParseQuery(text)
	if err != nil {
		return nil, fault(invalidRequest, "the parameters cannot be read: an escape among them is wrong")
	}
	return values, nil
}

// once refuses parameters that came twice.
//
// See RFC 6749 section 3.1.
func once(values url.Values) error {
	for name, all := range values {
		if len(all) > 1 {
			return fault(invalidRequest, "the parameter %s came more than once", name)
		}
	}
	return nil
}
