package mapping

import (
	"strings"

	"ehr.example/portico/mappers/problem"
)

// Users is one table of people who may sign in.
type Users struct {
	Part
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
}

// usersOf reads the block of users.
func usersOf(fields []Field, problems *problem.List) []*Users {
	return partsOf(fields, func(p Part) *Users { return &Users{Part: p} }, func(u *Users, f Field) { u.read(f, problems) })
}

func (u *Users) read(f Field, problems *problem.List) {
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

// mergedPeople lays users and roles over the mapper's. A table of users takes the place of one of the same name; of a role,
// what is said.
func (m *Mapper) mergedPeople(base, over *Mapper, problems *problem.List) {
	m.Users = mergedParts(base.Users, over.Users, "table of users", func(_, over *Users) *Users { return over }, problems)
	m.Roles = mergedParts(base.Roles, over.Roles, "role", (*Role).with, problems)
}
