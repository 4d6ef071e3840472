package smart

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/smart/pages"
)

// consentPage asks whether the app may have what it asks for.
func (x *exchange) consentPage(w *walk, status int, answer url.Values, problem string) error {
	p, err := x.consent(x.r.Context(), w)
	if err != nil {
		return err
	}
	p.Answer, p.Problem = answer, problem
	return x.page(status, p)
}

// consent is the page, with all that may be granted. Whoever is asked, is asked each time.
func (x *exchange) consent(ctx context.Context, w *walk) (pages.Consent, error) {
	site, err := x.Site(ctx)
	if err != nil {
		return pages.Consent{}, err
	}
	u := w.session.User
	p := pages.Consent{
		Form: x.formOf("/consent", w.browser, w.handle), Account: x.account(u, w.browser),
		App:   pages.ConsentApp{Name: w.client.Title(), Logo: w.client.LogoURL, Website: website(w.RedirectURI)},
		Asked: w.asked, Lasts: x.Lifetimes.RefreshToken,
	}
	p.Leads = []string{w.RedirectURI}
	for _, t := range site.Program.Types {
		p.Types = append(p.Types, t.Name)
	}
	if w.context.Patient != "" {
		p.Subject = pages.Subject{Self: u.FHIRUser == "Patient/"+w.context.Patient, Name: x.nameOf(u, w.context.Patient)}
	}
	return p, nil
}

// website is the host that an answer goes to.
func website(redirect string) string {
	u, err := url.Parse(redirect)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" {
		return ""
	}
	return u.Host
}

// decide answers POST /consent.
func decide(x *exchange) error {
	form, w, err := x.postedStep()
	switch {
	case err != nil:
		return err
	case !w.signed || w.client.ID == "" || w.needsPatient() || w.needsEncounter():
		return x.step(w)
	}
	switch form.Get(pages.FieldDecision) {
	case pages.Deny:
		return x.end(w, fault(accessDenied, "the person did not allow it"))
	case pages.Allow:
		return x.allow(w, form)
	}
	return x.consentPage(w, http.StatusUnprocessableEntity, form, "Press Allow or Do not allow.")
}

// allow makes a code of what was allowed.
func (x *exchange) allow(w *walk, form url.Values) error {
	ctx := x.r.Context()
	p, err := x.consent(ctx, w)
	if err != nil {
		return err
	}
	granted := p.Granted(form)
	if len(granted) == 0 {
		return x.consentPage(w, http.StatusUnprocessableEntity, form, "Nothing is chosen. Choose something, or press Do not allow.")
	}
	a := Authorization{
		ID: NewSecret(), Client: w.client.ID, User: w.session.User, Scope: granted.String(), Context: w.launched(granted), Nonce: w.Nonce,
		AuthTime: w.session.AuthTime, Granted: x.at, Checked: x.at, Expires: x.at.Add(codeLifetime),
	}
	if granted.Has(access.OnlineAccess) && !granted.Has(access.OfflineAccess) {
		a.Session = w.session.ID
	}
	secret := NewSecret()
	c := Code{
		Hash: HashOf(secret), Authorization: a.ID, Client: w.client.ID, RedirectURI: w.RedirectURI, Challenge: w.Challenge,
		Expires: x.at.Add(codeLifetime),
	}
	err = x.Store.Approve(ctx, x.Tenant, w.Flow, a, c, x.at)
	if errors.Is(err, ErrNotFound) {
		return over()
	}
	if err != nil {
		return err
	}
	return x.send(w.RedirectURI, w.State, url.Values{"code": {secret}})
}

// launched is the context that goes with what was granted: the launch's, if the app may know of it, and the patient whose record
// is opened.
func (w *walk) launched(granted access.Scopes) Context {
	var c Context
	if granted.Has(access.Launch) {
		c = w.context
	}
	if slices.ContainsFunc(granted, func(s access.Scope) bool { return s.Name == access.LaunchPatient || s.Context == access.Patient }) {
		c.Patient = w.context.Patient
	}
	if granted.Has(access.LaunchEncounter) {
		c.Encounter = w.context.Encounter
	}
	if c.Banner == nil && c.Patient != "" {
		shows := true
		c.Banner = &shows
	}
	c.Style = c.Style || c.Patient != ""
	return c
}
