package smart

import (
	"context"
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
	where, wrong := x.mayLaunch(ctx, session.User, p.Patient, p.Encounter)
	var refused *Fault
	switch {
	case len(p.Intent) > longestIntent:
		p.Problems = map[string]string{pages.FieldIntent: "The intent is too long."}
	case opened == "":
		p.Problems = map[string]string{pages.FieldClient: "Choose an app."}
	case errors.As(wrong, &refused):
		p.Problems = map[string]string{where: refused.Description}
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

// mayLaunch tells whether a person may open an app with a patient, and with an encounter if there is one; and the field that is
// wrong.
func (x *exchange) mayLaunch(ctx context.Context, u User, patient, encounter string) (field string, err error) {
	if err := x.mayOpen(ctx, u, patient); err != nil || encounter == "" {
		return pages.FieldPatient, err
	}
	return pages.FieldEncounter, x.mayVisit(ctx, u, patient, encounter)
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
