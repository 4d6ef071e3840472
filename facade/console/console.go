// Package console is what operators look at, on a listener of its own: the tenants that the process serves, and how
// their searches are answered. Its bearer tokens are the operators'; no tenant's token opens it, and none of its own opens a
// tenant.
package console

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"ehr.example/portico/config"
	"ehr.example/portico/facade/audit"
	"ehr.example/portico/facade/tenant"
)

// Options is what the console needs of the process.
type Options struct {
	Tenants     *tenant.Set
	Tokens      config.Secrets // any of them opens it; without one it is closed
	Observer    audit.Observer // told of each request about a tenant
	Logger      *slog.Logger   // told of faults, with their causes
	RequestBody int64          // the most bytes of a body
}

// Console answers operators' requests.
type Console struct {
	Options
	mux *http.ServeMux
}

// New makes the console.
func New(o Options) *Console {
	if o.Observer == nil {
		o.Observer = audit.Observers{}
	}
	c := &Console{Options: o, mux: http.NewServeMux()}
	c.mux.HandleFunc("GET /tenants", c.tenants)
	c.mux.HandleFunc("POST /tenants/{tenant}/explain", c.explain)
	return c
}

// ServeHTTP answers a request, once its token is known. What is said without one is the same for every address.
func (c *Console) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	if !c.opens(r.Header.Get("Authorization")) {
		h.Set("WWW-Authenticate", `Bearer realm="portico console"`)
		http.Error(w, "this is the console: send one of admin.tokens as Authorization: Bearer …", http.StatusUnauthorized)
		return
	}
	c.mux.ServeHTTP(w, r)
}

// opens tells whether a header holds one of the tokens. All of them are looked at, each in the same time.
func (c *Console) opens(header string) bool {
	scheme, text, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return false
	}
	given, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		given, err = base64.URLEncoding.DecodeString(text)
	}
	if err != nil {
		return false
	}
	sum, found := sha256.Sum256(given), 0
	for _, token := range c.Tokens {
		own := sha256.Sum256(token)
		found |= subtle.ConstantTimeCompare(sum[:], own[:])
	}
	return found == 1
}

// observe sends the audit event of a request that began at a time.
func (c *Console) observe(e *audit.Event) {
	e.Duration = time.Since(e.Time)
	c.Observer.Observe(*e)
}
