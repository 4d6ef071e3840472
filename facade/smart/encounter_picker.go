package smart

import (
	"errors"
	"net/http"
	"strings"

	"ehr.example/portico/facade/smart/pages"
)

// encounterPage lets a person choose a visit of the patient: those of a date, or all, from a cursor on.
func (x *exchange) encounterPage(w *walk, date, cursor string) error {
	u, patient := w.session.User, w.context.Patient
	p := pages.EncounterPicker{
		Form: x.formOf("/encounter", w.browser, w.handle), Account: x.account(u, w.browser), App: w.client.Title(),
		Patient: x.nameOf(u, patient), Date: date,
	}
	p.Leads = []string{w.RedirectURI}
	if date != "" && overlapping(date) == nil {
		p.Problem = "Write a date as 2026-02-28, 2026-02 or 2026."
		return x.page(http.StatusUnprocessableEntity, p)
	}
	found, err := x.findEncounters(u, patient, date, cursor)
	if known := refusal(err); known != nil {
		p.Problem = known.Issues[0].Message
		return x.page(http.StatusUnprocessableEntity, p)
	}
	if err != nil {
		return err
	}
	p.Found = found
	return x.page(http.StatusOK, p)
}

// pickEncounter answers POST /encounter: a search, a choice, or none.
func pickEncounter(x *exchange) error {
	form, w, err := x.postedStep()
	switch {
	case err != nil:
		return err
	case !w.signed || w.client.ID == "" || w.needsPatient() || !w.needsEncounter():
		return x.step(w)
	}
	switch form.Get(pages.FieldDecision) {
	case pages.Deny:
		return x.end(w, fault(accessDenied, "the person chose no encounter"))
	case pages.Without:
		return x.visited(w, "")
	}
	chosen := form.Get(pages.FieldEncounter)
	if chosen == "" {
		return x.encounterPage(w, strings.TrimSpace(form.Get(pages.FieldDate)), form.Get(pages.FieldPage))
	}
	if err := x.mayVisit(x.r.Context(), w.session.User, w.context.Patient, chosen); err != nil {
		return err
	}
	return x.visited(w, chosen)
}

// visited notes the encounter, or that there is none, and goes on.
func (x *exchange) visited(w *walk, encounter string) error {
	err := x.Store.ChooseEncounter(x.r.Context(), x.Tenant, w.Handle, w.Browser, encounter)
	if errors.Is(err, ErrNotFound) {
		return over()
	}
	if err != nil {
		return err
	}
	return x.redirect(x.url("/continue?flow=" + w.handle))
}
