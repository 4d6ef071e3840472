package smart

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"ehr.example/portico/facade/smart/pages"
)

// After some failures in a row a name rests: ten seconds, then twice as long each time.
const (
	failuresFree = 5
	firstRest    = 10 * time.Second
	longestRest  = 15 * time.Minute
)

// rest is how long a name with failures still rests.
func (f Failures) rest(now time.Time) time.Duration {
	if f.Count < failuresFree {
		return 0
	}
	rest := min(firstRest<<min(f.Count-failuresFree, 10), longestRest)
	return max(f.Last.Add(rest).Sub(now), 0)
}

// loginAgain is why the page is shown again.
type loginAgain struct {
	name    string
	problem pages.LoginProblem
	wait    time.Duration
}

func (x *exchange) loginPage(w *walk, status int, a loginAgain) error {
	p := pages.Login{
		Form: x.formOf("/login", w.browser, w.handle), App: w.client.Title(), Username: a.name, Problem: a.problem, Wait: a.wait, Cancel: w.client.ID != "",
	}
	if w.client.ID != "" {
		p.Leads = []string{w.RedirectURI}
	}
	for _, provider := range x.Providers {
		p.Providers = append(p.Providers, pages.Provider{ID: provider.ID, Name: provider.Name})
		p.Leads = append(p.Leads, provider.Issuer)
	}
	return x.page(status, p)
}

// login answers POST /login.
func login(x *exchange) error {
	if err := x.limits.login(x); err != nil {
		return err
	}
	form, w, err := x.postedStep()
	if err != nil {
		return err
	}
	if form.Get(pages.FieldDecision) == pages.Deny {
		return x.end(w, fault(accessDenied, "the person did not sign in"))
	}
	if form.Has(pages.FieldProvider) {
		return x.lead(w, form.Get(pages.FieldProvider))
	}
	name := form.Get(pages.FieldUsername)
	u, wait, err := x.signIn(name, form.Get(pages.FieldPassword))
	switch {
	case errors.Is(err, ErrNotFound) && wait > 0:
		x.event.Error = "login_rests"
		return x.loginPage(w, http.StatusTooManyRequests, loginAgain{name: name, problem: pages.TooManyAttempts, wait: wait})
	case errors.Is(err, ErrNotFound):
		x.event.Error = "login_failed"
		return x.loginPage(w, http.StatusUnauthorized, loginAgain{name: name, problem: pages.WrongPassword})
	case err != nil:
		return err
	}
	return x.signedIn(u, w.browser, w.handle)
}

// signedIn signs a user in, with a new cookie for the browser, and goes on with the flow.
func (x *exchange) signedIn(u User, browser, flow string) error {
	session := Session{ID: NewSecret(), User: u, AuthTime: x.at, Expires: x.at.Add(x.Lifetimes.Session), Browser: HashOf(x.remember())}
	if err := x.Store.SignIn(x.r.Context(), x.Tenant, HashOf(browser), session); err != nil {
		return err
	}
	x.event.Subject = u.ID
	return x.redirect(x.url("/continue?flow=" + flow))
}

// signIn is who has a name and a password, if the name does not rest; else ErrNotFound, with how long it rests. A try counts as
// failed before it is known to be right, so that many at once are no way around.
func (x *exchange) signIn(name, typed string) (User, time.Duration, error) {
	ctx, hash := x.r.Context(), HashOf("name "+strings.ToLower(strings.TrimSpace(name)))
	before, err := x.Store.Attempts(ctx, x.Tenant, hash)
	if err != nil {
		return User{}, 0, err
	}
	if wait := before.rest(x.at); wait > 0 {
		return User{}, wait, ErrNotFound
	}
	counted, err := x.Store.LoginFailed(ctx, x.Tenant, hash, x.at)
	if err != nil {
		return User{}, 0, err
	}
	if counted.Count > max(before.Count+1, failuresFree) { // others try at the same moment
		return User{}, counted.rest(x.at), ErrNotFound
	}
	u, err := x.Directory.SignIn(ctx, name, typed)
	if err != nil {
		return User{}, 0, err
	}
	return u, 0, x.Store.LoginSucceeded(ctx, x.Tenant, hash)
}

// session is that of a browser, with its user as he or she is now; or ErrNotFound. It ends where the user may not sign in any
// more, or has another password.
func (x *exchange) session(browser string) (Session, error) {
	ctx := x.r.Context()
	session, err := x.Store.Session(ctx, x.Tenant, HashOf(browser), x.at)
	if err != nil {
		return Session{}, err
	}
	session.User, err = x.Directory.Current(ctx, session.User)
	if errors.Is(err, ErrNotFound) {
		err = errors.Join(err, x.Store.SignOut(ctx, x.Tenant, session.Browser))
	}
	return session, err
}

// logout answers POST /logout.
func logout(x *exchange) error {
	_, browser, err := x.posted()
	if err != nil {
		return err
	}
	if err := x.Store.SignOut(x.r.Context(), x.Tenant, HashOf(browser)); err != nil {
		return err
	}
	x.forget()
	return x.page(http.StatusOK, pages.SignedOut{Login: x.path("/apps")})
}
