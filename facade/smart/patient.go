package smart

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/outcome"
	"ehr.example/portico/facade/smart/pages"
)

// readable is the scope of a user for resources of a type.
func readable(resource string) access.Scope {
	return access.Scope{Context: access.User, Type: resource, Permissions: reading}
}

// mayOpen tells whether a user may see a patient, and an encounter of that patient if there is one, by reading them as the user
// would. The refusal is the same whether there is such a patient or not.
func (s *Server) mayOpen(ctx context.Context, u User, patient, encounter string) error {
	site, err := s.Site(ctx)
	if err != nil {
		return err
	}
	g, _, err := s.sees(ctx, u, readable("Patient"))
	if err != nil {
		return err
	}
	if _, _, err = interaction.Read(ctx, site, g, "Patient", patient); err != nil {
		return hidden(err, "You may not see this patient, or there is no such patient.")
	}
	if encounter == "" {
		return nil
	}
	claims, err := s.bind(ctx, access.Claims{Client: "portico", Patient: patient, Scopes: access.Scopes{
		{Context: access.Patient, Type: "Encounter", Permissions: reading},
	}}, u)
	if err != nil {
		return err
	}
	if g, err = access.NewGrant(s.Tenant, claims); err != nil {
		return err
	}
	_, _, err = interaction.Read(ctx, site, g, "Encounter", encounter)
	return hidden(err, "This patient has no such encounter that you may see.")
}

// hidden is the refusal of what is not there, or not to be seen; outages stay what they are.
func hidden(err error, text string) error {
	var known *outcome.Error
	if err == nil || !errors.As(err, &known) || known.HTTPStatus() >= http.StatusInternalServerError {
		return err
	}
	return fault(accessDenied, "%s", text).status(http.StatusForbidden)
}

// patientsOnPage is how many patients are shown at once.
const patientsOnPage = "20"

// find searches for patients as the user would.
func (x *exchange) find(u User, typed pages.PatientSearch, cursor string) (*pages.Found, error) {
	ctx := x.r.Context()
	site, err := x.Site(ctx)
	if err != nil {
		return nil, err
	}
	g, _, err := x.sees(ctx, u, readable("Patient"))
	if err != nil {
		return nil, err
	}
	params := url.Values{"_count": {patientsOnPage}}
	for name, value := range map[string]string{"name": typed.Name, "birthdate": typed.Birthdate, "identifier": typed.Identifier, "_page": cursor} {
		if value = strings.TrimSpace(value); value != "" {
			params.Set(name, value)
		}
	}
	if cursor != "" {
		params = url.Values{"_page": {cursor}}
	}
	page, _, err := interaction.Search(ctx, site, g, "Patient", params, false)
	if err != nil {
		return nil, err
	}
	defer page.Release()
	found := &pages.Found{}
	for _, e := range page.Entries {
		if p, ok := shown(e.Resource); ok {
			found.Patients = append(found.Patients, p)
		}
	}
	if next, err := url.Parse(page.Next); err == nil {
		found.Next = next.Query().Get("_page")
	}
	return found, nil
}

// human is what of a Patient is shown to people.
type human struct {
	ResourceType string
	ID           string
	Name         []struct {
		Text, Family string
		Given        []string
	}
	BirthDate  string
	Gender     string
	Identifier []struct{ Value string }
}

// mostIdentifiers are shown of a patient.
const mostIdentifiers = 3

// shown is a Patient for people.
func shown(resource []byte) (pages.Patient, bool) {
	var h human
	if json.Unmarshal(resource, &h) != nil || h.ResourceType != "Patient" {
		return pages.Patient{}, false
	}
	p := pages.Patient{ID: h.ID, Birthdate: h.BirthDate, Gender: h.Gender}
	if len(h.Name) > 0 {
		p.Name = h.Name[0].Text
		if p.Name == "" {
			p.Name = strings.TrimSpace(strings.Join(append(h.Name[0].Given, h.Name[0].Family), " "))
		}
	}
	for _, i := range h.Identifier {
		if i.Value != "" && len(p.Identifiers) < mostIdentifiers {
			p.Identifiers = append(p.Identifiers, i.Value)
		}
	}
	return p, true
}

// nameOf is a patient's name as the user sees it, or the id.
func (x *exchange) nameOf(u User, patient string) string {
	ctx := x.r.Context()
	if site, err := x.Site(ctx); err == nil {
		if g, _, err := x.sees(ctx, u, readable("Patient")); err == nil {
			if text, _, err := interaction.Read(ctx, site, g, "Patient", patient); err == nil {
				if p, ok := shown(text); ok && p.Name != "" {
					return p.Name
				}
			}
		}
	}
	return "patient " + patient
}
