// Package access decides what of a tenant's data a request may touch: it reads scopes, holds what a token's bearer was
// granted, and lets queries pass. A query becomes permitted here, and only a permitted query can be planned.
//
// See https://hl7.org/fhir/smart-app-launch/STU2.2/scopes-and-launch-context.html.
package access

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ehr.example/portico/facade/search"
)

// Claims are what a token says of its bearer.
type Claims struct {
	Client  string // the OAuth client's id
	Subject string // who it speaks for: the account's opaque id; "" for a client by itself
	Patient string // the id of the patient in context; "": there is none, and patient scopes give nothing
	User    string // fhirUser, as Type/id; ""
	Scopes  Scopes
	Reach   Reach // whose records user scopes see
}

// Grant is what the bearer of a request may see of one tenant. The zero Grant sees nothing. It is a value that nobody
// changes.
type Grant struct {
	tenant string
	claims Claims
}

// NewGrant is the grant to see what claims allow of a tenant. Claims that cannot be right give an error, and the zero Grant.
func NewGrant(tenant string, c Claims) (Grant, error) {
	switch {
	case tenant == "":
		return Grant{}, errors.New("the claims are of no tenant")
	case c.Patient != "" && !search.IsID(c.Patient):
		return Grant{}, fmt.Errorf("the patient %s is no id", quote(c.Patient))
	case c.User != "" && !isUser(c.User):
		return Grant{}, fmt.Errorf("the user %s is no reference to %s", quote(c.User), strings.Join(users, ", "))
	}
	for _, id := range c.Reach.patients {
		if !search.IsID(id) {
			return Grant{}, fmt.Errorf("the patient %s is no id", quote(id))
		}
	}
	c.Scopes = slices.Clone(c.Scopes)
	return Grant{tenant: tenant, claims: c}, nil
}

// Open is the grant to see everything of a tenant.
func Open(tenant string) Grant { return Grant{tenant: tenant, claims: Claims{Scopes: readAll(System)}} }

// ForPatient is the grant to see one patient's record of a tenant, and its directory.
func ForPatient(tenant, patient string) Grant {
	return Grant{tenant: tenant, claims: Claims{Patient: patient, Scopes: readAll(Patient)}}
}

// Granted is the grant that a token with some scopes gives, as operators try it: of a patient in context, if one is named,
// and of a user who may see everybody. Without scopes it is the one to see everything, or that patient's record. A scope
// that cannot be read is an error, and nothing is granted.
func Granted(tenant, scopes, patient string) (Grant, error) {
	switch {
	case scopes == "" && patient == "":
		return Open(tenant), nil
	case scopes == "":
		return ForPatient(tenant, patient), nil
	}
	parsed, err := ParseScopes(scopes)
	if err != nil {
		return Grant{}, err
	}
	return NewGrant(tenant, Claims{Patient: patient, Scopes: parsed, Reach: Everyone()})
}

func readAll(c Context) Scopes {
	return Scopes{{Context: c, Type: AnyType, Permissions: Read | Search}}
}

// Claims are what the grant was made of.
func (g Grant) Claims() Claims { return g.claims }

// Fingerprint is the grant as text: what a cursor is bound to. Grants that differ in anything differ in it.
func (g Grant) Fingerprint() string {
	c := g.claims
	parts := []string{g.tenant, c.Client, c.Subject, c.Patient, c.User, c.Scopes.String(), strconv.FormatBool(c.Reach.everyone)}
	var b strings.Builder
	for _, part := range append(parts, c.Reach.patients...) {
		b.WriteString(strconv.Itoa(len(part)) + ":" + part)
	}
	return b.String()
}

// String is the grant for people.
func (g Grant) String() string {
	c := g.claims
	switch g.Fingerprint() {
	case Open(g.tenant).Fingerprint():
		return "open/" + g.tenant
	case ForPatient(g.tenant, c.Patient).Fingerprint():
		return "patient/" + g.tenant + "/" + c.Patient
	}
	text := g.tenant
	for _, part := range []struct{ name, value string }{
		{"client", c.Client}, {"subject", c.Subject}, {"patient", c.Patient}, {"user", c.User}, {"reach", c.Reach.String()}, {"scopes", c.Scopes.String()},
	} {
		if part.value != "" {
			text += ", " + part.name + " " + part.value
		}
	}
	return text
}

// String is the reach for people.
func (r Reach) String() string {
	if r.everyone {
		return "everyone"
	}
	return strings.Join(r.patients, " ")
}

// users are the types that a user can be.
//
// See https://hl7.org/fhir/smart-app-launch/STU2.2/scopes-and-launch-context.html#scopes-for-requesting-identity-data.
var users = []string{"Patient", "Practitioner", "PractitionerRole", "RelatedPerson", "Person"}

func isUser(reference string) bool {
	typ, id, _ := strings.Cut(reference, "/")
	return slices.Contains(users, typ) && search.IsID(id)
}
