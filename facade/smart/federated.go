package smart

import (
	"errors"
	"net/http"
	"slices"

	"ehr.example/portico/facade/federation"
)

// FederatedPath is where providers send people back to, below the issuer.
const FederatedPath = "/federated"

// lead sends somebody to a provider of the tenant's to sign in there.
func (x *exchange) lead(w *walk, id string) error {
	at := slices.IndexFunc(x.Providers, func(p *federation.Provider) bool { return p.ID == id })
	if at < 0 {
		return fault(invalidRequest, "There is nowhere of that name to sign in.")
	}
	address, err := x.Providers[at].Begin(x.r.Context(), w.browser, w.handle, x.at)
	if err != nil {
		return elsewhere(err)
	}
	return x.redirect(address)
}

// federated answers GET /federated: somebody comes back from a provider, with the cookie that he or she went with.
func federated(x *exchange) error {
	if err := x.limits.login(x); err != nil {
		return err
	}
	query, browser := x.r.URL.Query(), x.browser()
	at := slices.IndexFunc(x.Providers, func(p *federation.Provider) bool { return p.Asked(query.Get("state"), browser) })
	if at < 0 {
		return over()
	}
	person, err := x.Providers[at].Finish(x.r.Context(), browser, query, x.at)
	if err != nil {
		return elsewhere(err)
	}
	w, err := x.walk(person.Flow, browser)
	if err != nil {
		return err
	}
	u, err := x.Directory.Named(x.r.Context(), person.Login)
	if errors.Is(err, ErrNotFound) {
		return fault(accessDenied, "You are signed in there, but are no user here.").status(http.StatusForbidden).because(err)
	}
	if err != nil {
		return err
	}
	return x.signedIn(u, browser, w.handle)
}

// elsewhere is what people are told of a provider that did not sign them in.
func elsewhere(err error) error {
	if errors.Is(err, federation.ErrRefused) {
		return fault(accessDenied, "You were not signed in there.").status(http.StatusForbidden).because(err)
	}
	return fault("temporarily_unavailable", "The other server does not answer.").status(http.StatusServiceUnavailable).because(err)
}
