package smart

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"net/url"
)

// A browser is known by one cookie, from its first page on; a sign-in gives it a new one. A tenant with a host of its own
// has a __Host- cookie, which no other host can set or see. Tenants below one host share its cookies: there the name has a
// digest of the tenant, and the path is the issuer's, so that browsers send it to no other tenant; and as every cookie is looked
// up with its tenant, it would be worth nothing there. Without TLS, on a loopback address, the prefixes are left out: browsers
// demand TLS for them.

// issuerPath is the path of the issuer.
func (s *Server) issuerPath() string {
	u, err := url.Parse(s.Issuer)
	if err != nil {
		return "/"
	}
	return u.Path
}

// path is the path of an endpoint, for forms and links.
func (s *Server) path(endpoint string) string { return s.issuerPath() + endpoint }

// ownHost tells whether the tenant shares its host with no other.
func (s *Server) ownHost() bool { return s.issuerPath() == "/auth" }

// cookie is the browser's cookie with a value.
func (s *Server) cookie(value string) *http.Cookie {
	c := &http.Cookie{ //nolint:gosec // Secure wherever there is TLS: browsers refuse such a cookie without
		Name: "portico", Path: "/", Value: value, HttpOnly: true, Secure: s.secure(), SameSite: http.SameSiteLaxMode,
	}
	prefix := "__Host-"
	if !s.ownHost() {
		sum := sha256.Sum256([]byte(s.Tenant))
		c.Name += "-" + hex.EncodeToString(sum[:8])
		c.Path, prefix = s.issuerPath(), "__Secure-"
	}
	if s.secure() {
		c.Name = prefix + c.Name
	}
	return c
}

// browser is the secret of the browser's cookie; "" without one. Of several by the name none counts.
func (x *exchange) browser() string {
	found := x.r.CookiesNamed(x.cookie("").Name)
	if len(found) != 1 || !tokenText.MatchString(found[0].Value) {
		return ""
	}
	return found[0].Value
}

// remember gives the browser a new cookie.
func (x *exchange) remember() string {
	secret := NewSecret()
	http.SetCookie(x.w, x.cookie(secret))
	return secret
}

// forget takes the browser's cookie away.
func (x *exchange) forget() {
	c := x.cookie("") //nolint:gosec // see cookie
	c.MaxAge = -1
	http.SetCookie(x.w, c)
}

// csrf is what the forms of a browser carry: known to whoever knows the cookie, and to nobody else.
func (s *Server) csrf(browser string) string {
	sum := sha256.Sum256([]byte("portico csrf 1\x00" + s.Tenant + "\x00" + browser))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// sameOrigin refuses forms that other origins send.
var sameOrigin = http.NewCrossOriginProtection()

// posted reads the form of a page, which must come from a page of this server, to the browser that it was drawn for.
func (x *exchange) posted() (url.Values, string, error) {
	form, err := x.form()
	if err != nil {
		return nil, "", err
	}
	browser := x.browser()
	token := x.csrf(browser)
	if err := sameOrigin.Check(x.r); err != nil {
		return nil, "", x.stale().because(err)
	}
	if browser == "" || subtle.ConstantTimeCompare([]byte(token), []byte(form.Get("csrf"))) != 1 {
		return nil, "", x.stale()
	}
	return form, browser, nil
}

// stale is a form that is no good any more.
func (x *exchange) stale() *Fault {
	return fault("expired", "This page is not good any more: it was open for too long, or came from another place. Start again in the app.").status(http.StatusForbidden)
}
