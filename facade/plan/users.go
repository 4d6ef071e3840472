package plan

import (
	"slices"

	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// Users is the plan that the users of a program are read by: no query asks for them.
func Users(r *Readers) *Plan { return &Plan{readers: r} }

// Login reads what is kept of the password of whoever has a name: the key, the hash and, if there is one, the salt. The
// second row tells that two have it. nil: nobody can have it.
func Login(u *program.Users, name string, tenancy map[string]program.Tenancy) *sqltree.Select {
	named := sqltree.Fold(u.Named(name))
	if sqltree.IsFalse(named) {
		return nil
	}
	rel := u.Source.Rows
	out := &sqltree.Select{
		Columns: append(slices.Clone(rel.Key), u.Hash),
		From:    rel.From, Where: sqltree.AllOf(sqltree.OrTrue(rel.Where), named), Limit: 2,
	}
	if u.Salt != nil {
		out.Columns = append(out.Columns, u.Salt)
	}
	return finish(out, tenancy)
}
