package smart

import (
	"errors"
	"net/http"
	"net/url"

	"ehr.example/portico/facade/smart/pages"
)

// launchPage answers GET and POST /launch: a person opens an app as the EHR would.
func launchPage(x *exchange) error {
	if x.r.Method == http.MethodPost {
		return launchByHand(x)
	}
	session, err := x.visitor("/launch")
	if err != nil || session == nil {
		return err
	}
	p, err := x.launchForm(session.User, x.browser())
	if err != nil {
		return err
	}
	return x.page(http.StatusOK, p)
}

// launchForm is the page with the apps that can be opened.
func (x *exchange) launchForm(u User, browser string) (pages.Launch, error) {
	x.event.Subject = u.ID
	clients, err := x.Store.ListClients(x.r.Context(), x.Tenant)
	p := pages.Launch{Form: x.formOf("/launch", browser, ""), Account: x.account(u, browser)}
	for _, c := range clients {
		if c.Active && c.LaunchURL != "" && c.Allows(AuthorizationCode) {
			p.Apps = append(p.Apps, pages.LaunchApp{ID: c.ID, Name: c.Title(), URL: c.LaunchURL})
		}
	}
	return p, err
}

// launchByHand keeps a launch for the person, and opens the app.
func launchByHand(x *exchange) error {
	form, session, err := x.postedBy("/launch")
	if err != nil || session == nil {
		return err
	}
	ctx, browser := x.r.Context(), x.browser()
	p, err := x.launchForm(session.User, browser)
	if err != nil {
		return err
	}
	p.App, p.Patient, p.Encounter, p.Intent = form.Get(pages.FieldClient), form.Get(pages.FieldPatient), form.Get(pages.FieldEncounter), form.Get(pages.FieldIntent)
	opened := ""
	for _, app := range p.Apps {
		if app.ID == p.App {
			opened = app.URL
		}
	}
	wrong := x.mayOpen(ctx, session.User, p.Patient, p.Encounter)
	var refused *Fault
	switch {
	case len(p.Intent) > longestIntent:
		p.Problems = map[string]string{pages.FieldIntent: "The intent is too long."}
	case opened == "":
		p.Problems = map[string]string{pages.FieldClient: "Choose an app."}
	case errors.As(wrong, &refused):
		p.Problems = map[string]string{"": refused.Description}
	case wrong != nil:
		return wrong
	default:
		l := Launch{Client: p.App, User: session.User.ID, Context: Context{Patient: p.Patient, Encounter: p.Encounter, Intent: p.Intent, Style: true}}
		handle, err := x.keepLaunch(ctx, l)
		if err != nil {
			return err
		}
		to, err := x.launchURL(opened, handle)
		if err != nil {
			return err
		}
		return x.redirect(to)
	}
	return x.page(http.StatusUnprocessableEntity, p)
}

// launchURL is the address that opens an app.
//
// See SMART App Launch 2.2, "Launch App: EHR Launch".
func (s *Server) launchURL(app, handle string) (string, error) {
	u, err := url.Parse(app)
	if err != nil {
		return "", err
	}
	query := u.Query()
	query.Set("iss", s.FHIR)
	query.Set("launch", handle)
	u.RawQuery = query.Encode()
	return u.String(), nil
}
