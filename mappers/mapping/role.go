package mapping

import "ehr.example/portico/mappers/problem"

// Role is what users of a kind may see.
type Role struct {
	Part
	Of     []Text // the EHR's own words for it; none: its name
	Kind   Text   // Practitioner, Patient or RelatedPerson
	Within Text   // organization: no more than what is of the users' own; none: everything that the kind sees
	Scopes []Text // the most that its users may grant
}

// rolesOf reads the block of roles.
func rolesOf(fields []Field, problems *problem.List) []*Role {
	return partsOf(fields, func(p Part) *Role { return &Role{Part: p} }, func(role *Role, f Field) {
		r := read(f.Value, "the role "+f.Key, problems)
		role.Of = r.list("of")
		role.Kind = r.text("kind")
		role.Within = r.text("within")
		role.Scopes = r.list("scopes")
		r.rest()
	})
}

// with is a role under another one of the same name.
func (r *Role) with(over *Role) *Role {
	out := *r
	out.Pos = over.Pos
	if len(over.Of) > 0 {
		out.Of = over.Of
	}
	if !over.Kind.Zero() {
		out.Kind = over.Kind
	}
	if !over.Within.Zero() {
		out.Within = over.Within
	}
	if len(over.Scopes) > 0 {
		out.Scopes = over.Scopes
	}
	return &out
}
