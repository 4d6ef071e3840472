package smart

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"

	"ehr.example/portico/facade/access"
)

// walk is a flow as one browser takes it.
type walk struct {
	Flow
	handle  string // its secret
	browser string // the secret of the browser's cookie
	client  Client // zero where the flow leads to a page of the server itself
	session Session
	signed  bool // somebody is signed in, as lately as the app wants
	context Context
	asked   access.Scopes // that may be granted to this client, for this user
	reach   access.Reach
}

// proceed answers GET /continue: whatever comes next in a flow. The first browser that comes with its handle keeps it.
func proceed(x *exchange) error {
	handle, browser := x.r.URL.Query().Get("flow"), x.browser()
	if browser == "" {
		browser = x.remember()
	}
	err := x.Store.BindFlow(x.r.Context(), x.Tenant, HashOf(handle), HashOf(browser), x.at)
	if err != nil && !errors.Is(err, ErrNotFound) { // bound before, or unknown
		return err
	}
	w, err := x.walk(handle, browser)
	if err != nil {
		return err
	}
	return x.step(w)
}

// over is a flow that is over, or another browser's.
func over() *Fault {
	return fault("expired", "This sign-in is over: it took too long, was finished already, or began in another browser.").status(http.StatusGone)
}

// walk finds a flow of a browser with what it stands on.
func (x *exchange) walk(handle, browser string) (*walk, error) {
	ctx := x.r.Context()
	f, err := x.Store.Flow(ctx, x.Tenant, HashOf(handle), HashOf(browser), x.at)
	if errors.Is(err, ErrNotFound) {
		return nil, over()
	}
	if err != nil {
		return nil, err
	}
	w := &walk{Flow: f, handle: handle, browser: browser}
	if f.Client != "" {
		if w.client, err = x.Store.Client(ctx, x.Tenant, f.Client); err != nil && !errors.Is(err, ErrNotFound) {
			return nil, err
		}
		if err != nil || !w.client.Active {
			return nil, fault(invalidClient, "The app is not registered here any more.")
		}
		x.event.Client = f.Client
	}
	if err := x.signed(w); err != nil || !w.signed {
		return w, err
	}
	return w, x.prepare(ctx, w)
}

// signed looks whether somebody is signed in, as lately as the app wants.
func (x *exchange) signed(w *walk) error {
	session, err := x.session(w.browser)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	w.session, w.signed = session, w.Prompt != "login" || !session.AuthTime.Before(w.Started)
	x.event.Subject = session.User.ID
	return nil
}

// prepare is what the user's own rights and the launch make of the request.
func (x *exchange) prepare(ctx context.Context, w *walk) error {
	if w.Client == "" {
		return nil
	}
	u := w.session.User
	var err error
	if _, w.reach, err = x.sees(ctx, u); err != nil {
		return err
	}
	if w.Launch != "" {
		if err := x.launchOf(ctx, w); err != nil {
			return err
		}
	}
	w.asked = w.client.offered(w.Scope, access.Patient, access.User)
	if w.Launch == "" {
		w.asked = without(w.asked, access.Launch)
		w.context.Encounter = w.Encounter
	}
	if w.context.Encounter == "" && (w.Launch != "" || w.EncounterChosen) {
		w.asked = without(w.asked, access.LaunchEncounter)
	}
	if u.FHIRUser == "" {
		w.asked = without(w.asked, access.FHIRUser)
	}
	if w.context.Patient == "" {
		w.context.Patient = w.Patient
	}
	return nil
}

// launchOf takes over what the EHR told, if it is for this user, and about a patient whom this user may see.
func (x *exchange) launchOf(ctx context.Context, w *walk) error {
	l, err := x.Store.Launch(ctx, x.Tenant, w.Launch, x.at)
	if errors.Is(err, ErrNotFound) {
		return over()
	}
	if err != nil {
		return err
	}
	u := w.session.User
	if l.User != "" && !slices.Contains([]string{u.ID, u.Name, u.FHIRUser}, l.User) {
		return fault(accessDenied, "The app was opened for somebody else. Sign out, and sign in as the person that you opened it as.").status(http.StatusForbidden)
	}
	if l.Context.Patient != "" {
		if err := x.mayOpen(ctx, u, l.Context.Patient); err != nil {
			return err
		}
	}
	w.context = l.Context
	return nil
}

// step shows what comes next: login, the choice of a patient and of an encounter, consent.
func (x *exchange) step(w *walk) error {
	switch {
	case w.Prompt == "none" && !w.signed:
		return x.end(w, fault("login_required", "nobody is signed in"))
	case w.Prompt == "none":
		return x.end(w, fault("consent_required", "a person must consent"))
	case !w.signed:
		return x.loginPage(w, http.StatusOK, loginAgain{})
	case w.Client == "":
		return x.home(w)
	case len(w.asked.Resources()) > 0 && w.reach.Nobody():
		return fault(accessDenied, "Your account may not see any records, so that there is nothing to share.").status(http.StatusForbidden)
	case w.needsPatient():
		return x.pickPage(w)
	case w.needsEncounter():
		return x.encounterPage(w, "", "")
	}
	return x.consentPage(w, http.StatusOK, nil, "")
}

// needsPatient tells whether a patient must be chosen.
func (w *walk) needsPatient() bool {
	if w.context.Patient != "" {
		return false
	}
	return slices.ContainsFunc(w.asked, func(s access.Scope) bool {
		return s.Name == access.LaunchPatient || s.Name == access.LaunchEncounter || s.Context == access.Patient
	})
}

// needsEncounter tells whether an encounter of the patient must be chosen.
func (w *walk) needsEncounter() bool {
	return w.context.Encounter == "" && w.asked.Has(access.LaunchEncounter)
}

// end ends a flow, and tells the app why.
func (x *exchange) end(w *walk, f *Fault) error {
	err := x.Store.EndFlow(x.r.Context(), x.Tenant, w.Handle, w.Browser)
	switch {
	case errors.Is(err, ErrNotFound):
		return over()
	case err != nil:
		return err
	case w.Client == "":
		return x.redirect(x.url("/apps"))
	}
	return x.tell(w.RedirectURI, w.State, f)
}

// The pages of the server itself that a sign-in can lead to.
var homes = []string{"/apps", "/launch"}

// home goes on to a page of the server itself.
func (x *exchange) home(w *walk) error {
	if err := x.Store.EndFlow(x.r.Context(), x.Tenant, w.Handle, w.Browser); err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	if !slices.Contains(homes, w.RedirectURI) {
		return over()
	}
	return x.redirect(x.url(w.RedirectURI))
}

// visitor is the session of whoever opens a page of the server itself; nil: nobody is signed in, and the login was shown.
func (x *exchange) visitor(home string) (*Session, error) {
	session, err := x.session(x.browser())
	if errors.Is(err, ErrNotFound) {
		return nil, x.begin(home)
	}
	if err != nil {
		return nil, err
	}
	return &session, nil
}

// postedBy is the form of such a page, and the session of whoever sent it; nil: that one ended, and the page was led to again.
func (x *exchange) postedBy(home string) (url.Values, *Session, error) {
	form, browser, err := x.posted()
	if err != nil {
		return nil, nil, err
	}
	session, err := x.session(browser)
	if errors.Is(err, ErrNotFound) {
		return nil, nil, x.redirect(x.url(home))
	}
	if err != nil {
		return nil, nil, err
	}
	return form, &session, nil
}

// postedStep is the form of a page on the way of a flow, and the walk that it belongs to.
func (x *exchange) postedStep() (url.Values, *walk, error) {
	form, browser, err := x.posted()
	if err != nil {
		return nil, nil, err
	}
	w, err := x.walk(form.Get("flow"), browser)
	return form, w, err
}

// begin lets somebody sign in for a page of the server itself.
func (x *exchange) begin(home string) error {
	handle, browser := NewSecret(), x.browser()
	if browser == "" {
		browser = x.remember()
	}
	f := Flow{Handle: HashOf(handle), Browser: HashOf(browser), RedirectURI: home, Started: x.at, Expires: x.at.Add(flowLifetime)}
	if err := x.Store.PutFlow(x.r.Context(), x.Tenant, f); err != nil {
		return err
	}
	return x.loginPage(&walk{Flow: f, handle: handle, browser: browser}, http.StatusOK, loginAgain{})
}
