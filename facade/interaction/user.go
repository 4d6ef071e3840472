package interaction

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/outcome"
	"ehr.example/portico/facade/plan"
	"ehr.example/portico/mappers/password"
	"ehr.example/portico/mappers/program"
)

// Login is what one of the EHR's user tables has under a name that somebody typed.
type Login struct {
	ID   string // of the user
	Kept password.Kept
}

// User is a person of the EHR's own user tables.
type User struct {
	ID       string // opaque: the same as long as the row is
	Name     string // for people; ""
	Active   bool   // may sign in: active, and not locked
	FHIRUser string // Practitioner/5, Patient/7, RelatedPerson/3; ""
	Roles    []string
	Unknown  []string // the EHR's words that no role knows
	Patients []string // ids of the patients that a related person is related to
	Kept     password.Kept

	Organizations []string // that the user belongs to, as Type/id
}

// Person is what the user's rights come of.
func (u User) Person() access.Person {
	return access.Person{Roles: u.Roles, User: u.FHIRUser, Patients: u.Patients, Organizations: u.Organizations}
}

// longestName is how many bytes of a name are looked for.
const longestName = 255

// Logins is what stands under a name in all of the tenant's user tables: one statement for each, which reads. More than one
// means that the name tells nobody apart, and that nobody may sign in with it. Errors are outcomes.
func Logins(ctx context.Context, s *Site, name string) ([]Login, error) {
	if len(name) > longestName || !utf8.ValidString(name) || strings.ContainsRune(name, 0) {
		return nil, nil
	}
	run, err := (&request{site: s, plan: plan.Users(s.Readers), now: s.now()}).start(ctx)
	if err != nil {
		return nil, err
	}
	defer run.close()
	var out []Login
	for _, u := range s.Program.Users {
		found, err := run.logins(u, name)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}

// logins is what one table has under a name.
func (r *run) logins(u *program.Users, name string) ([]Login, error) {
	sel := plan.Login(u, name, r.site.Program.Tenancy)
	if sel == nil {
		return nil, nil
	}
	var rows program.Rows
	if err := r.ask(sel, &rows); err != nil {
		return nil, err
	}
	var out []Login
	width := len(u.Source.Rows.Key)
	for row := range rows.Len() {
		id, ok := u.Source.ID.Append(nil, &rows, row)
		if !ok {
			continue
		}
		login := Login{ID: string(id), Kept: password.Kept{Hash: string(rows.Cell(row, width)), Forms: u.Forms}}
		if u.Salt != nil {
			login.Kept.Salt = string(rows.Cell(row, width+1))
		}
		out = append(out, login)
	}
	return out, nil
}

// ReadUser is the user with an id, as the EHR has it now; false: it has none. Errors are outcomes.
func ReadUser(ctx context.Context, s *Site, id string) (User, bool, error) {
	for _, u := range s.Program.Users {
		key, ok := u.Key(id)
		if !ok {
			continue
		}
		found, err := ReadUsers(ctx, s, u, [][]any{key})
		switch {
		case err != nil:
			return User{}, false, err
		case len(found) > 1:
			return User{}, false, twice(u.Source.Rows, key)
		case len(found) == 1:
			return found[0], true, nil
		}
	}
	return User{}, false, nil
}

// ReadUsers are the users of one table with some keys. Errors are outcomes.
func ReadUsers(ctx context.Context, s *Site, u *program.Users, keys [][]any) ([]User, error) {
	run, err := (&request{site: s, plan: plan.Users(s.Readers), now: s.now()}).start(ctx)
	if err != nil {
		return nil, err
	}
	defer run.close()
	page := &program.Page{Relation: u.Source.Rows}
	if err := run.ask(s.Readers.Rows(page.Relation, keys), &page.Rows); err != nil {
		return nil, err
	}
	if err := run.around(page); err != nil {
		return nil, err
	}
	var out []User
	for row := range page.Rows.Len() {
		user, ok, err := run.user(u, page, row)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, user)
		}
	}
	return out, nil
}

// user is what a row of a page says.
func (r *run) user(u *program.Users, page *program.Page, row int) (User, bool, error) {
	state := program.State{Env: r.site.env, Files: &r.files}
	text, ok := state.AppendResource(nil, u.Source, u.Source.Variants[0], page, row)
	if !ok {
		return User{}, false, nil
	}
	type reference struct{ Reference string }
	var said struct {
		ID, Name      string
		Role          []string
		FHIRUser      reference
		Patients      []reference
		Organizations []reference
	}
	if err := json.Unmarshal(text, &said); err != nil {
		return User{}, false, outcome.Exception(fmt.Errorf("users %s: %w", u.Name, err))
	}
	truth := func(slot int) bool { return program.Truth(page.Rows.Cell(row, slot)) }
	out := User{
		ID: said.ID, Name: said.Name, FHIRUser: said.FHIRUser.Reference,
		Active: (u.Active < 0 || truth(u.Active)) && (u.Locked < 0 || !truth(u.Locked)),
	}
	out.Kept.Hash = string(page.Rows.Cell(row, u.Kept[0]))
	if u.Salt != nil {
		out.Kept.Salt = string(page.Rows.Cell(row, u.Kept[1]))
	}
	for _, word := range said.Role {
		if name := r.site.Program.RoleOf(word); name != "" {
			out.Roles = append(out.Roles, name)
		} else {
			out.Unknown = append(out.Unknown, word)
		}
	}
	for _, p := range said.Patients {
		if id, ok := strings.CutPrefix(p.Reference, "Patient/"); ok && !slices.Contains(out.Patients, id) {
			out.Patients = append(out.Patients, id)
		}
	}
	for _, o := range said.Organizations {
		if !slices.Contains(out.Organizations, o.Reference) {
			out.Organizations = append(out.Organizations, o.Reference)
		}
	}
	return out, true, nil
}
