package smart

import (
	"net/http"
	"strings"

	"ehr.example/portico/facade/smart/pages"
)

// StylesheetPath is where the pages' style sheet is, below the issuer.
const StylesheetPath = "/style.css"

// page answers with a page. One that can't be drawn is a fault.
func (x *exchange) page(status int, p pages.Page) error {
	if err := x.Brand.Serve(x.w, status, p); err != nil {
		return fault("server_error", "the server has a fault of its own").status(http.StatusInternalServerError).because(err)
	}
	x.event.Status = status
	return nil
}

// formOf is what a form of a browser carries.
func (x *exchange) formOf(endpoint, browser, flow string) pages.Form {
	return pages.Form{Action: x.path(endpoint), CSRF: x.csrf(browser), Flow: flow}
}

// account is who is signed in, as pages show it.
func (x *exchange) account(u User, browser string) pages.Account {
	return pages.Account{Name: u.DisplayName, SignOut: x.formOf("/logout", browser, ""), Apps: x.path("/apps")}
}

// errorPage tells a person what went wrong.
func (x *exchange) errorPage(f *Fault) {
	p := pages.Failure{Title: "This does not work", Text: capital(strings.TrimSuffix(f.Description, ".")) + ".", Advice: "Go back to the app and start again.", Reference: x.w.Header().Get("X-Request-Id")}
	switch {
	case f.Status == http.StatusNotFound:
		p.Title, p.Advice = "There is no such page", "Go back to where you came from."
	case f.Status == http.StatusTooManyRequests:
		p.Title, p.Advice = "There were too many requests", "Wait a moment, then try again."
	case f.Status >= http.StatusInternalServerError:
		p.Title, p.Advice = "The server can’t answer now", "Try again in a minute. If it stays so, tell the clinic."
	}
	if err := x.page(f.Status, p); err != nil { // texts only: see pages.Failure
		x.event.Status = http.StatusInternalServerError
		x.w.WriteHeader(http.StatusInternalServerError)
	}
}

// stylesheet answers with the pages' style sheet.
func stylesheet(x *exchange) error {
	x.w.Header().Del("Pragma")
	x.event.Status = http.StatusOK
	x.Brand.ServeStylesheet(x.w, x.r)
	return nil
}

// style answers what smart_style_url names: how the pages look, for apps that want to look alike.
//
// See https://hl7.org/fhir/smart-app-launch/STU2.2/scopes-and-launch-context.html#styling.
func style(x *exchange) error { return x.document(x.Brand.StyleDocument()) }

// capital is a text with a capital at its beginning, if that is a letter of ASCII.
func capital(text string) string {
	if text != "" && text[0] >= 'a' && text[0] <= 'z' {
		return string(text[0]-'a'+'A') + text[1:]
	}
	return text
}
