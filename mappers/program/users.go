package program

import (
	"slices"
	"strings"

	"ehr.example/portico/mappers/password"
	"ehr.example/portico/mappers/problem"
	"ehr.example/portico/mappers/sqltree"
)

// Users is one table of people who may sign in. Its source is none of the program's types: its rows are read by the name
// that is typed, and by the id. The source's one variant makes an object of a row that has name, role (a list), fhirUser,
// patients and organizations (references).
type Users struct {
	Name   string
	Pos    problem.Position
	Source *Source
	Logins []*Value
	Exact  bool         // names are compared byte by byte; else as the columns' collations do
	Hash   sqltree.Expr // what is kept of the password
	Salt   sqltree.Expr // nil: none
	Kept   []int        // the columns of hash and salt
	Forms  []password.Form
	Active int // the column that tells whether a row may sign in; -1: each may
	Locked int // the column that tells whether it is locked; -1: none is
}

// Named is the condition that a row has a name. It is FALSE for what no row can have.
func (u *Users) Named(name string) sqltree.Expr {
	var some []sqltree.Expr
	for _, v := range u.Logins {
		e := sqltree.Expr(sqltree.False)
		if u.Exact {
			e, _ = v.Equals(name, PartCode) // a column has an inverse
		} else if a, ok := v.Arg(name); ok && strings.TrimSpace(name) != "" {
			e = sqltree.Compare(v.Expr, "=", a)
		}
		some = append(some, e)
	}
	return sqltree.AnyOf(some...)
}

// Key is the key of the user with an id; false: none has it.
func (u *Users) Key(id string) ([]any, bool) {
	values, ok := u.Source.ID.Decode(id)
	if !ok || !u.Source.ByKey() {
		return nil, false
	}
	return values, true
}

// Columns visits the columns that are read at a login, beside those of the source.
func (u *Users) Columns(visit func(sqltree.Column)) {
	all := []sqltree.Expr{u.Hash, u.Salt}
	for _, v := range u.Logins {
		all = append(all, v.Expr)
	}
	for _, e := range all {
		sqltree.Walk(e, func(x sqltree.Expr) bool {
			if c, ok := x.(sqltree.Column); ok {
				visit(c)
			}
			return true
		})
	}
}

// RoleOf is the name of the role that has a word of the EHR; "": none has.
func (p *Program) RoleOf(word string) string {
	for _, r := range p.Roles {
		if slices.Contains(r.Of, word) {
			return r.Name
		}
	}
	return ""
}

// Kind is what users of a role are to patients, and so whose records they see.
type Kind string

// The kinds: all of the tenant; the own record; the records of the patients that they are related to.
const (
	Practitioner  Kind = "Practitioner"
	Patient       Kind = "Patient"
	RelatedPerson Kind = "RelatedPerson"
)

// Role is what users of a kind may see.
type Role struct {
	Name   string
	Of     []string // the EHR's own words for it
	Kind   Kind
	Within bool // its users see what is of their own organisations, and of those below
	Scopes []RoleScope
}

// RoleScope is the text of a scope, in which $name is a setting's value.
type RoleScope struct {
	Text string
	Pos  problem.Position
}

func (p *printer) users(u *Users) {
	p.line("users %s", u.Name)
	p.under(func() {
		p.relation(u.Source.Rows)
		p.line("id %s", u.Source.ID)
		for _, v := range u.Logins {
			p.line("login %s, %s", v, map[bool]string{true: "exact", false: "by collation"}[u.Exact])
		}
		p.line("hash %s", sqltree.Text(u.Hash))
		if u.Salt != nil {
			p.line("salt %s", sqltree.Text(u.Salt))
		}
		if len(u.Forms) > 0 {
			p.line("forms %v", u.Forms)
		}
		if u.Active >= 0 {
			p.line("active [%d]", u.Active)
		}
		if u.Locked >= 0 {
			p.line("locked [%d]", u.Locked)
		}
		u.Source.Variants[0].Body.print(p)
	})
}

func (p *printer) role(r *Role) {
	within := ""
	if r.Within {
		within = ", within organization"
	}
	p.line("role %s, %s%s, of %q", r.Name, r.Kind, within, r.Of)
	p.under(func() {
		for _, s := range r.Scopes {
			p.line("%s", s.Text)
		}
	})
}
