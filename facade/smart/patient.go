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

// mayOpen tells whether a user may see a patient, by reading it as the user would. The refusal is the same whether there is
// such a patient or not.
func (s *Server) mayOpen(ctx context.Context, u User, patient string) error {
	site, err := s.Site(ctx)
	if err != nil {
		return err
	}
	g, _, err := s.sees(ctx, u, readable("Patient"))
	if err != nil {
		return err
	}
	_, _, err = interaction.Read(ctx, site, g, "Patient", patient)
	return hidden(err, "You may not see this patient, or there is no such patient.")
}

// mayVisit tells whether a user may see an encounter of a patient, likewise.
func (s *Server) mayVisit(ctx context.Context, u User, patient, encounter string) error {
	site, err := s.Site(ctx)
	if err != nil {
		return err
	}
	g, err := s.inRecord(ctx, u, patient, "Encounter")
	if err != nil {
		return err
	}
	_, _, err = interaction.Read(ctx, site, g, "Encounter", encounter)
	return hidden(err, "This patient has no such encounter that you may see.")
}

// inRecord is the grant of a user to see resources of a type in the record of one patient.
func (s *Server) inRecord(ctx context.Context, u User, patient, resource string) (access.Grant, error) {
	scope := access.Scope{Context: access.Patient, Type: resource, Permissions: reading}
	claims, err := s.bind(ctx, access.Claims{Client: "portico", Patient: patient, Scopes: access.Scopes{scope}}, u)
	if err != nil {
		return access.Grant{}, err
	}
	return access.NewGrant(s.Tenant, claims)
}

// hidden is the refusal of what is not there, or not to be seen; outages stay what they are.
func hidden(err error, text string) error {
	var known *outcome.Error
	if err == nil || !errors.As(err, &known) || known.HTTPStatus() >= http.StatusInternalServerError {
		return err
	}
	return fault(accessDenied, "%s", text).status(http.StatusForbidden)
}

// onPage is how many patients or encounters are shown at once.
const onPage = "20"

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
	params := url.Values{"_count": {onPage}}
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
	found.Next = cursorOf(page.Next)
	return found, nil
}

// cursorOf is what of a link to the next page is kept in a form; empty: there is none.
func cursorOf(next string) string {
	u, err := url.Parse(next)
	if err != nil {
		return ""
	}
	return u.Query().Get("_page")
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
