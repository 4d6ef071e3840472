package smart

import (
	"context"
	"errors"
	"fmt"

	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/people"
	"ehr.example/portico/mappers/password"
)

// Directory is who may sign in to a tenant. Errors are ErrNotFound; any other is an outage.
type Directory interface {
	// SignIn is the user who has a name and a password. A name that nobody has, a wrong password and a user who is switched
	// off are one and the same ErrNotFound, and take the same work.
	SignIn(ctx context.Context, name, password string) (User, error)
	// Named is the user who has a name, whom a provider of the tenant's has recognised; or ErrNotFound.
	Named(ctx context.Context, name string) (User, error)
	// Current is a user as he or she is now; ErrNotFound if gone or switched off, and if the password was changed since
	// the user was read: see ErrPasswordChanged.
	Current(ctx context.Context, u User) (User, error)
}

// ErrPasswordChanged is an ErrNotFound that stays: whoever knew the old password is not known to know the new one.
var ErrPasswordChanged = fmt.Errorf("%w: the password was changed", ErrNotFound)

// residents are the users that Portico keeps for a tenant, and those of the EHR's own tables.
type residents struct {
	tenant   string
	users    Users
	verifier *password.Verifier
	ehr      *people.Directory
	stamps   stamps
}

func newResidents(o Options) (*residents, error) {
	stamps, err := newStamps(o.Tenant, o.Secrets)
	return &residents{
		tenant: o.Tenant, users: o.Store, verifier: password.NewVerifier(o.Passwords), ehr: people.NewDirectory(o.Site, o.Passwords),
		stamps: stamps,
	}, err
}

// SignIn implements Directory. Who is kept by Portico is no user of the EHR's by the same name. Both are looked for whoever it
// is, so that time does not tell where a name is known.
func (d *residents) SignIn(ctx context.Context, name, typed string) (User, error) {
	u, err := d.users.UserByName(ctx, d.tenant, name)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return User{}, err
	}
	kept := err == nil
	own, wrong := d.own(ctx, u, typed)
	elsewhere, away := d.ofEHR(ctx, name, typed)
	if kept {
		return own, wrong
	}
	return elsewhere, away
}

// ofEHR is a user of the EHR's tables, if the mapping has any.
func (d *residents) ofEHR(ctx context.Context, name, typed string) (User, error) {
	some, err := d.ehr.Has(ctx)
	switch {
	case err != nil:
		return User{}, err
	case !some:
		return User{}, ErrNotFound
	}
	person, err := d.ehr.SignIn(ctx, name, typed)
	return d.fromEHR(person, name, err)
}

// own is a user of Portico's, if the password is the one that is kept; of nobody none is.
func (d *residents) own(ctx context.Context, u User, typed string) (User, error) {
	var kept *password.Kept
	if u.PasswordHash != "" && u.Active {
		kept = &password.Kept{Hash: u.PasswordHash}
	}
	err := d.verifier.Verify(ctx, typed, kept)
	if errors.Is(err, password.ErrWrong) || errors.Is(err, password.ErrUnsupported) {
		return User{}, ErrNotFound
	}
	return d.stamped(u, password.Kept{Hash: u.PasswordHash}), err
}

// stamped is a user with the stamp of what is kept of the password.
func (d *residents) stamped(u User, kept password.Kept) User {
	u.Stamp = d.stamps.of(u.ID, kept)
	return u
}

// Named implements Directory. Users that Portico keeps are no provider's.
func (d *residents) Named(ctx context.Context, name string) (User, error) {
	person, err := d.ehr.Named(ctx, name)
	return d.fromEHR(person, name, err)
}

// Current implements Directory.
func (d *residents) Current(ctx context.Context, u User) (User, error) {
	var now User
	var kept password.Kept
	if u.Source == SourceEHR {
		person, err := d.ehr.Current(ctx, u.ID)
		if now, err = d.fromEHR(person, u.Name, err); err != nil {
			return User{}, err
		}
		kept = person.Kept
	} else {
		var err error
		if now, err = d.users.User(ctx, d.tenant, u.ID); err != nil {
			return User{}, err
		}
		if !now.Active {
			return User{}, ErrNotFound
		}
		kept.Hash = now.PasswordHash
	}
	if d.stamps.differ(u.Stamp, u.ID, kept) {
		return User{}, ErrPasswordChanged
	}
	return d.stamped(now, kept), nil
}

// fromEHR is a user of the EHR's tables.
func (d *residents) fromEHR(p interaction.User, name string, err error) (User, error) {
	switch {
	case errors.Is(err, people.ErrNobody):
		return User{}, ErrNotFound
	case err != nil:
		return User{}, err
	}
	shown := p.Name
	if shown == "" {
		shown = name
	}
	u := User{
		ID: p.ID, Source: SourceEHR, Name: name, DisplayName: shown, FHIRUser: p.FHIRUser, Roles: p.Roles, Patients: p.Patients,
		Organizations: p.Organizations, Active: true,
	}
	return d.stamped(u, p.Kept), nil
}
