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

	Organizations []string // that the user belongs to, as Type/id: what scopes see that are within them
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
	for _, reference := range slices.Concat(c.Organizations, c.Reach.organizations) {
		if !IsOrganization(reference) {
			return Grant{}, fmt.Errorf("the organisation %s is no reference to %s", quote(reference), strings.Join(organizations, ", "))
		}
	}
	c.Scopes, c.Organizations = slices.Clone(c.Scopes), slices.Clone(c.Organizations)
	return Grant{tenant: tenant, claims: c}, nil
}

// Open is the grant to see everything of a tenant.
func Open(tenant string) Grant { return Grant{tenant: tenant, claims: Claims{Scopes: readAll(System)}} }

// ForPatient is the grant to see one patient's record of a tenant, and its directory.
func ForPatient(tenant, patient string) Grant {
	return Grant{tenant: tenant, claims: Claims{Patient: patient, Scopes: readAll(Patient)}}
}

// Granted is the grant that a token with some scopes gives, as operators try it: of a patient in context, if one is named,
// and of a user who may see everybody, or what is of some organisations, given as Type/id. Without scopes it is the one to see
// everything of that. A scope that cannot be read is an error, and nothing is granted.
func Granted(tenant, scopes, patient string, within ...string) (Grant, error) {
	parsed, err := ParseScopes(scopes)
	switch {
	case err != nil:
		return Grant{}, err
	case scopes == "" && patient != "":
		parsed = readAll(Patient)
	case scopes == "" && len(within) > 0:
		parsed = readAll(User)
	case scopes == "":
		return Open(tenant), nil
	}
	c := Claims{Patient: patient, Scopes: parsed, Organizations: within}
	if scopes != "" || len(within) > 0 {
		c.Reach = Everyone()
	}
	for i := range c.Scopes {
		c.Scopes[i].Bound = len(within) > 0 && c.Scopes[i].Context != System
	}
	return NewGrant(tenant, c)
}

func readAll(c Context) Scopes {
	return Scopes{{Context: c, Type: AnyType, Permissions: Read | Search}}
}

// Claims are what the grant was made of.
func (g Grant) Claims() Claims { return g.claims }

// Fingerprint is the grant as text: what a cursor is bound to. Grants that differ in anything differ in it.
func (g Grant) Fingerprint() string {
	c := g.claims
	parts := []string{g.tenant, c.Client, c.Subject, c.Patient, c.User, c.Scopes.String(), c.Scopes.within().String(), strconv.FormatBool(c.Reach.everyone), strconv.FormatBool(c.Reach.within)}
	var b strings.Builder
	for _, part := range slices.Concat(parts, c.Organizations, []string{""}, c.Reach.organizations, c.Reach.patients) {
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
		{"client", c.Client},
		{"subject", c.Subject},
		{"patient", c.Patient},
		{"user", c.User},
		{"reach", c.Reach.String()},
		{"within", c.within()},
		{"scopes", c.Scopes.String()},
	} {
		if part.value != "" {
			text += ", " + part.name + " " + part.value
		}
	}
	return text
}

// within says for people what of the scopes is within organisations; "" where the reach says so of all.
func (c Claims) within() string {
	bound := c.Scopes.within()
	if len(bound) == 0 || c.Reach.within {
		return ""
	}
	return strings.Join(c.Organizations, " ") + ": " + bound.String()
}

// String is the reach for people.
func (r Reach) String() string {
	text := strings.Join(r.patients, " ")
	if r.everyone {
		text = "everyone"
	}
	switch {
	case r.within && r.Nobody():
		return "nobody"
	case r.within:
		text += " within " + strings.Join(r.organizations, " ")
	}
	return text
}

// users are the types that a user can be.
//
// See https://hl7.org/fhir/smart-app-launch/STU2.2/scopes-and-launch-context.html#scopes-for-requesting-identity-data.
var users = []string{"Patient", "Practitioner", "PractitionerRole", "RelatedPerson", "Person"}

func isUser(reference string) bool { return isReference(reference, users) }

// organizations are the types that users can belong to.
var organizations = []string{"Organization", "Location"}

// IsOrganization tells a reference, as Type/id, to what a user can belong to.
func IsOrganization(reference string) bool { return isReference(reference, organizations) }

func isReference(reference string, types []string) bool {
	typ, id, _ := strings.Cut(reference, "/")
	return slices.Contains(types, typ) && search.IsID(id)
}
