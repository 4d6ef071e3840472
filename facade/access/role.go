package access

import (
	"slices"
	"strconv"
	"strings"
)

// Kind is what the users of a role are to patients, and so whose records they see.
type Kind string

// The kinds, by the type of the user: every record of the tenant, the own one, those of the patients that he or she is
// related to.
const (
	OfPractitioner  Kind = "Practitioner"
	OfPatient       Kind = "Patient"
	OfRelatedPerson Kind = "RelatedPerson"
)

// Role is what users of a kind may see at most.
type Role struct {
	Name   string
	Kind   Kind
	Within bool   // of the records, what is of the user's organisations
	Scopes Scopes // of the context user
}

// Roles are a tenant's, by name.
type Roles map[string]Role

// Person is somebody who signed in.
type Person struct {
	Roles    []string // names
	User     string   // fhirUser, as Type/id; ""
	Patients []string // the ids of the patients that a related person is related to

	Organizations []string // that the person belongs to, as Type/id
}

// Knows tells whether the roles let a person see anything at all: each is one of these or unknown, and those that are
// known are of one kind. A person who is two kinds of users at once could see with the one's rights what the other reaches.
func (r Roles) Knows(p Person) bool { return len(r.of(p)) > 0 }

// of are a person's roles; none where they are of several kinds, or no person of their kind is meant.
func (r Roles) of(p Person) []Role {
	var out []Role
	for _, name := range p.Roles {
		role, known := r[name]
		if !known {
			continue
		}
		if len(out) > 0 && out[0].Kind != role.Kind {
			return nil
		}
		out = append(out, role)
	}
	return out
}

// Reach is whose records a person sees, by one role or another: nobody's without a role that is known, and nobody's as a
// patient without the record of one. Where all roles are within organisations, so is the reach.
func (r Roles) Reach(p Person) Reach {
	reach, roles := r.records(p), r.of(p)
	if len(roles) > 0 && !slices.ContainsFunc(roles, func(role Role) bool { return !role.Within }) {
		return reach.Within(p.Organizations...)
	}
	return reach
}

// records is whose records a person sees by his or her kind.
func (r Roles) records(p Person) Reach {
	roles := r.of(p)
	if len(roles) == 0 {
		return Reach{}
	}
	typ, id, _ := strings.Cut(p.User, "/")
	switch roles[0].Kind {
	case OfPractitioner:
		if typ == "Patient" || typ == "RelatedPerson" {
			return Reach{}
		}
		return Everyone()
	case OfPatient:
		if typ == "Patient" {
			return Patients(id)
		}
	case OfRelatedPerson:
		if typ != "Patient" && !strings.HasPrefix(typ, "Practitioner") {
			return Patients(p.Patients...)
		}
	}
	return Reach{}
}

// Bind narrows claims to what a person may see: user and patient scopes to those of the roles, and the patient in context
// to those whose records the person sees. Scopes of the context system are no person's. What comes of a role that is within
// organisations is within the person's, in a patient's context too.
func (r Roles) Bind(c Claims, p Person) Claims {
	roles := r.of(p)
	c.User, c.Reach, c.Organizations = p.User, r.Reach(p), p.Organizations
	if !c.Reach.everyone && !slices.Contains(c.Reach.patients, c.Patient) {
		c.Patient = ""
	}
	var bound Scopes
	for _, s := range c.Scopes {
		switch {
		case s.Name != "":
			bound = append(bound, s)
		case s.Context == User, s.Context == Patient:
			for _, role := range roles {
				bound = append(bound, s.limitedBy(role)...)
			}
		}
	}
	c.Scopes = bound.widest()
	return c
}

// limitedBy is what of a scope a role gives, whatever the context is: each of its scopes gives the resources that fulfil the
// parameters of both.
func (s Scope) limitedBy(role Role) Scopes {
	var out Scopes
	for _, o := range role.Scopes {
		if o.Name != "" {
			continue
		}
		both, some := s.Limited(o.Permissions)
		switch {
		case !some:
			continue
		case s.Type == AnyType:
			both.Type = o.Type
		case o.Type != AnyType && o.Type != s.Type:
			continue
		}
		both.V1 = both.V1 && len(o.Parameters) == 0
		both.Parameters = normalise(slices.Concat(s.Parameters, o.Parameters))
		both.Bound = role.Within
		out = append(out, both)
	}
	return out
}

// widest are the scopes, each once, without those that one without parameters holds. Parameters are not compared: a person
// may ask for many scopes, at every request.
func (s Scopes) widest() Scopes {
	var out Scopes
	seen := map[string]bool{}
	for i, one := range s {
		holds := func(other Scope) bool { return len(other.Parameters) == 0 && one.Name == "" && other.holds(one) }
		text := one.String() + strconv.FormatBool(one.Bound)
		held := seen[text] || slices.ContainsFunc(s[:i], holds) ||
			slices.ContainsFunc(s[i+1:], func(other Scope) bool { return holds(other) && (len(one.Parameters) > 0 || !one.holds(other)) })
		seen[text] = true
		if !held {
			out = append(out, one)
		}
	}
	return out
}

// holds tells whether a scope for resources gives what another one does, parameters aside.
func (s Scope) holds(other Scope) bool {
	return s.Name == "" && s.Context == other.Context && (!s.Bound || other.Bound) && (s.Type == AnyType || s.Type == other.Type) && other.Permissions&^s.Permissions == 0
}
