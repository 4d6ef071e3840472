package mapping

import (
	"slices"

	"ehr.example/portico/mappers/problem"
)

// Role is what users of a kind may see.
type Role struct {
	Pos    problem.Position
	Name   string
	Of     []Text // the EHR's own words for it; none: its name
	Kind   Text   // Practitioner, Patient or RelatedPerson
	Scopes []Text // the most that its users may grant
	off    bool
}

// rolesOf reads the block of roles.
func rolesOf(fields []Field, problems *problem.List) []*Role {
	var out []*Role
	for _, f := range fields {
		role := &Role{Pos: f.Pos, Name: f.Key}
		if f.Value.Name() == "none" {
			role.off = true
			out = append(out, role)
			continue
		}
		r := read(f.Value, "the role "+f.Key, problems)
		role.Of = r.list("of")
		role.Kind = r.text("kind")
		role.Scopes = r.list("scopes")
		r.rest()
		out = append(out, role)
	}
	return out
}

// mergedRoles lays roles over others: what one of the same name says, by key; $none takes a role away.
func mergedRoles(base, over []*Role, problems *problem.List) []*Role {
	out := slices.Clone(base)
	for _, o := range over {
		at := slices.IndexFunc(out, func(b *Role) bool { return b.Name == o.Name })
		switch {
		case o.off && at < 0:
			problems.Errorf(o.Pos, "there is no role %s to take away", o.Name)
		case o.off:
			out = slices.Delete(out, at, at+1)
		case at < 0:
			out = append(out, o)
		default:
			out[at] = out[at].with(o)
		}
	}
	return out
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
	if len(over.Scopes) > 0 {
		out.Scopes = over.Scopes
	}
	return &out
}
