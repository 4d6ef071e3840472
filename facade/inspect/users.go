package inspect

import (
	"fmt"
	"strings"

	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/password"
	"ehr.example/portico/mappers/problem"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// users looks at who could sign in. It counts; no name, role or hash of anybody is shown.
func (i *inspector) users() error {
	names := map[string]int{}
	for _, u := range i.site.Program.Users {
		if i.unreadable(u.Source.Rows.From) {
			continue
		}
		if err := i.usersOf(u, names); err != nil {
			if i.slow(err, "users", u.Source.Path(), u.Pos) {
				continue
			}
			return err
		}
	}
	var twice int64
	for _, n := range names {
		if n > 1 {
			twice++
		}
	}
	if twice > 0 {
		i.add(Finding{Check: "users", Count: twice, Problem: problem.Problem{
			Pos: i.site.Program.Users[0].Pos, Severity: problem.Warning,
			Message: fmt.Sprintf("%d names stand in several rows of the users: nobody can sign in with them", twice),
			Hint:    "where: leaves out the rows that are no users any more",
		}})
	}
	return nil
}

// usersOf looks at one table of users.
func (i *inspector) usersOf(u *program.Users, names map[string]int) error {
	rows, keys, err := i.usersKept(u)
	if err != nil {
		return err
	}
	var t userTally
	width := len(u.Source.Rows.Key)
	for row := range rows.Len() {
		t.all++
		if password.FormOf(string(rows.Cell(row, width)), u.Forms...) == "" {
			t.formless++
		}
		for n := range u.Logins {
			name := string(rows.Cell(row, width+1+n))
			if !u.Exact {
				name = program.KeysFolded.Canonical(name)
			}
			if strings.TrimSpace(name) != "" {
				names[name]++
			}
		}
	}
	const batch = 500
	for start := 0; start < len(keys); start += batch {
		found, err := interaction.ReadUsers(i.ctx, i.site, u, keys[start:min(start+batch, len(keys))])
		if err != nil {
			return err
		}
		for _, user := range found {
			t.add(i.site, user)
		}
	}
	i.tellUsers(u, t)
	return nil
}

// usersKept reads keys, hashes and names of a table of users, as many as the sample has.
func (i *inspector) usersKept(u *program.Users) (*program.Rows, [][]any, error) {
	rel := u.Source.Rows
	sel := &sqltree.Select{From: rel.From, Where: sqltree.OrTrue(rel.Where), Limit: i.sample}
	sel.Columns = append(append(sel.Columns, rel.Key...), u.Hash)
	for _, v := range u.Logins {
		sel.Columns = append(sel.Columns, v.Expr)
	}
	rows := &program.Rows{}
	if err := i.ask(sel, rows); err != nil {
		return nil, nil, err
	}
	var keys [][]any
	for row := range rows.Len() {
		if id, ok := u.Source.ID.Append(nil, rows, row); ok {
			if key, ok := u.Key(string(id)); ok {
				keys = append(keys, key)
			}
		}
	}
	return rows, keys, nil
}

// userTally is what was counted of a table of users.
type userTally struct {
	all, formless   int64
	active, unknown int64
	mixed, blind    int64 // of several kinds; of a role, and without anybody whose records they see
}

func (t *userTally) add(s *interaction.Site, u interaction.User) {
	if !u.Active {
		return
	}
	t.active++
	reach := s.Roles.Reach(u.Person())
	switch {
	case len(u.Roles) == 0:
		t.unknown++
	case !s.Roles.Knows(u.Person()):
		t.mixed++
	case reach.Nobody():
		t.blind++
	}
}

// tellUsers says what was counted.
func (i *inspector) tellUsers(u *program.Users, t userTally) {
	at := u.Pos
	for _, text := range i.places.text.Users {
		if text.Name == u.Name {
			at = placeOf(text.Hash, text.Pos)
		}
	}
	say := func(n int64, at problem.Position, hint, format string, args ...any) {
		if n > 0 {
			i.add(Finding{Check: "users", Source: u.Source.Path(), Count: n, Problem: problem.Problem{
				Pos: at, Severity: problem.Warning, Message: "users " + u.Name + ": " + fmt.Sprintf(format, args...), Hint: hint,
			}})
		}
	}
	if t.all == 0 {
		say(1, u.Pos, "", "there are none")
	}
	say(t.formless, at, "password: {forms: […]} names other forms; bare digests have to be named",
		"%d of %d passwords have no form that is accepted here", t.formless, t.all)
	say(t.unknown, u.Pos, "roles: {name: {of: [the EHR's word], …}}", "%d of %d that are active have no role that is known, and cannot sign in", t.unknown, t.active)
	say(t.mixed, u.Pos, "a user is a Practitioner, a Patient or a RelatedPerson", "%d of %d that are active have roles of several kinds, and cannot sign in", t.mixed, t.active)
	say(t.blind, u.Pos, "fhirUser:, patients: and organizations: say who they are", "%d of %d that are active are nobody whose records could be seen", t.blind, t.active)
}

func placeOf(text mapping.Text, otherwise problem.Position) problem.Position {
	if text.Zero() {
		return otherwise
	}
	return text.Pos
}
