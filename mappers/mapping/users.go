package mapping

import (
	"slices"
	"strings"

	"ehr.example/portico/mappers/problem"
)

// Users is one table of people who may sign in.
type Users struct {
	Pos           problem.Position
	Name          string
	From          Text
	Where         Text
	First         []Field
	Rows          []*Rows
	Key           Text
	Logins        []Text // what is typed: one of these
	Compare       Text   // exact or collation; none: exact
	Hash          Text   // what is kept of the password
	Salt          Text
	Forms         []Text // of the hash; none: those that say themselves what they are
	Active        Text   // a condition; none: every row
	Locked        Text   // a condition; none: no row
	Display       *Node  // name
	Role          *Node  // the EHR's own word, or a list of them
	FHIRUser      *Node
	Patients      *Node // whose records a related person sees
	Organizations *Node // that the user belongs to
	off           bool
}

// usersOf reads the block of users.
func usersOf(fields []Field, problems *problem.List) []*Users {
	var out []*Users
	for _, f := range fields {
		u := &Users{Pos: f.Pos, Name: f.Key}
		if f.Value.Name() == "none" {
			u.off = true
			out = append(out, u)
			continue
		}
		r := read(f.Value, "the users "+f.Key, problems)
		if strings.ContainsFunc(f.Key, func(r rune) bool { return r == '_' || r == '-' || !nameRune(r) }) || len(f.Key) > 20 {
			problems.Hintf(f.Pos, "at most 20 letters and digits", "the users %q could not be part of an id", f.Key)
		}
		u.From = r.required("from", "a table and an alias, with joins")
		u.Where = r.text("where")
		u.First = r.texts("first")
		u.Rows = rowsOf(r.fields("rows"), problems)
		u.Key = r.required("key", "the unique column(s) of the first table: who this is, whatever the name becomes")
		u.login(r)
		u.password(r)
		u.Active, u.Locked = r.text("active"), r.text("locked")
		u.Display, u.Role, u.FHIRUser, u.Patients = r.field("name"), r.field("role"), r.field("fhirUser"), r.field("patients")
		u.Organizations = r.field("organizations")
		if u.Role == nil && f.Value.Kind == Object {
			problems.Hintf(f.Pos, "role: =u.role, or the name of a role", "%s has no role", r.what)
		}
		r.rest()
		out = append(out, u)
	}
	return out
}

// login reads a column, a list of them, or {name: columns, compare: collation}.
func (u *Users) login(r *reader) {
	n := r.field("login")
	switch {
	case n == nil && r.node.Kind == Object:
		r.problems.Hintf(r.node.Pos, "login: the column of what people type", "%s has no login", r.what)
	case n != nil && n.Kind == Object:
		in := read(n, "login of "+r.what, r.problems)
		if u.Logins = in.list("name"); len(u.Logins) == 0 {
			r.problems.Hintf(n.Pos, "name: the column of what people type", "%s has no name", in.what)
		}
		u.Compare = in.text("compare")
		in.rest()
	default:
		u.Logins = r.list("login")
	}
}

// password reads a column, or {hash: column, salt: column, forms: […]}.
func (u *Users) password(r *reader) {
	n := r.field("password")
	switch {
	case n == nil && r.node.Kind == Object:
		r.problems.Hintf(r.node.Pos, "password: the column of the hash, or {hash: …, salt: …, forms: […]}", "%s has no password", r.what)
	case n != nil && n.Kind == Object:
		in := read(n, "password of "+r.what, r.problems)
		u.Hash = in.required("hash", "the column of what is kept of the password")
		u.Salt, u.Forms = in.text("salt"), in.list("forms")
		in.rest()
	default:
		u.Hash = r.text("password")
	}
}

// part is a part of a block that an extension or an overlay may take away.
type part interface {
	// is the part's name, where it stands, and whether it says $none.
	is() (name string, pos problem.Position, off bool)
}

func (u *Users) is() (name string, pos problem.Position, off bool) { return u.Name, u.Pos, u.off }

// mergedParts lays parts over others by name: with says what comes of two of the same name, $none takes one away.
func mergedParts[T part](base, over []T, what string, with func(base, over T) T, problems *problem.List) []T {
	out := slices.Clone(base)
	for _, o := range over {
		name, pos, off := o.is()
		at := slices.IndexFunc(out, func(b T) bool {
			known, _, _ := b.is()
			return known == name
		})
		switch {
		case off && at < 0:
			problems.Errorf(pos, "there is no %s %s to take away", what, name)
		case off:
			out = slices.Delete(out, at, at+1)
		case at < 0:
			out = append(out, o)
		default:
			out[at] = with(out[at], o)
		}
	}
	return out
}

// mergedPeople lays users and roles over the mapper's. A table of users takes the place of one of the same name; of a role,
// what is said.
func (m *Mapper) mergedPeople(base, over *Mapper, problems *problem.List) {
	m.Users = mergedParts(base.Users, over.Users, "table of users", func(_, over *Users) *Users { return over }, problems)
	m.Roles = mergedParts(base.Roles, over.Roles, "role", (*Role).with, problems)
}
