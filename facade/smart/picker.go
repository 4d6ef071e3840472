package smart

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"ehr.example/portico/facade/smart/pages"
)

// pickPage lets a person choose a patient. Who sees one record only has nothing to choose, and who sees some is shown them.
func (x *exchange) pickPage(w *walk) error {
	if own := w.reach.Patients(); !w.reach.Everyone() && len(own) == 1 {
		return x.choose(w, own[0])
	}
	p := x.picker(w)
	if !w.reach.Everyone() {
		var err error
		if p.Found, err = x.find(w.session.User, p.Search, ""); err != nil {
			return err
		}
	}
	return x.page(http.StatusOK, p)
}

func (x *exchange) picker(w *walk) pages.Picker {
	p := pages.Picker{Form: x.formOf("/patient", w.browser, w.handle), Account: x.account(w.session.User, w.browser), App: w.client.Title()}
	p.Leads = []string{w.RedirectURI}
	return p
}

// choose notes the patient, and goes on.
func (x *exchange) choose(w *walk, patient string) error {
	if err := x.mayOpen(x.r.Context(), w.session.User, patient); err != nil {
		return err
	}
	err := x.Store.ChoosePatient(x.r.Context(), x.Tenant, w.Handle, w.Browser, patient)
	if errors.Is(err, ErrNotFound) {
		return over()
	}
	if err != nil {
		return err
	}
	return x.redirect(x.url("/continue?flow=" + w.handle))
}

// pick answers POST /patient: a search, a choice, or none.
func pick(x *exchange) error {
	form, w, err := x.postedStep()
	switch {
	case err != nil:
		return err
	case !w.signed || w.client.ID == "" || !w.needsPatient():
		return x.step(w)
	case form.Get(pages.FieldDecision) == pages.Deny:
		return x.end(w, fault(accessDenied, "the person chose no patient"))
	case form.Get(pages.FieldPatient) != "":
		return x.choose(w, form.Get(pages.FieldPatient))
	}
	return x.searched(w, form)
}

// searched shows the patients that a search finds, or what is wrong with it.
func (x *exchange) searched(w *walk, form url.Values) error {
	p := x.picker(w)
	p.Search = pages.PatientSearch{
		Name: form.Get(pages.FieldName), Birthdate: form.Get(pages.FieldBirthdate), Identifier: form.Get(pages.FieldIdentifier),
	}
	if strings.TrimSpace(p.Search.Name+p.Search.Birthdate+p.Search.Identifier) == "" && w.reach.Everyone() {
		p.Problem = "Write a name, a birth date or a record number."
		return x.page(http.StatusUnprocessableEntity, p)
	}
	var err error
	p.Found, err = x.find(w.session.User, p.Search, form.Get(pages.FieldPage))
	if known := refusal(err); known != nil {
		p.Problem = known.Issues[0].Message
		return x.page(http.StatusUnprocessableEntity, p)
	}
	if err != nil {
		return err
	}
	return x.page(http.StatusOK, p)
}
