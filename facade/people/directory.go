// Package people is who may sign in to a tenant by the EHR's own user tables, as the mapping's users: block says. It reads
// them and nothing else, and what it refuses is the same to whoever asks.
package people

import (
	"context"
	"errors"
	"fmt"

	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/mappers/password"
)

// ErrNobody is every refusal: a name that nobody has, or that two have; another password; a user who is switched off, locked,
// or of no role that the mapping knows. What the error says beside it is for the operator, and holds no names.
var ErrNobody = errors.New("people: there is nobody who may sign in so")

// Directory is a tenant's user tables.
type Directory struct {
	site     func(context.Context) (*interaction.Site, error)
	verifier *password.Verifier
}

// NewDirectory is the directory of a tenant, whose site is asked for anew at each sign-in. The budget is the process's.
func NewDirectory(site func(context.Context) (*interaction.Site, error), b *password.Budget) *Directory {
	return &Directory{site: site, verifier: password.NewVerifier(b)}
}

// Has tells whether the tenant's mapping says anything of users. Errors are outcomes.
func (d *Directory) Has(ctx context.Context) (bool, error) {
	s, err := d.site(ctx)
	return err == nil && len(s.Program.Users) > 0, err
}

// SignIn is the user who has a name and a password. The errors are ErrNobody, and outcomes where the database is away. The
// user's row is read anew once the password was right, so that a refusal takes the same statements whatever it is for.
func (d *Directory) SignIn(ctx context.Context, name, typed string) (interaction.User, error) {
	s, err := d.site(ctx)
	if err != nil {
		return interaction.User{}, err
	}
	found, err := interaction.Logins(ctx, s, name)
	if err != nil {
		return interaction.User{}, err
	}
	var kept *password.Kept
	if len(found) == 1 {
		kept = &found[0].Kept
	}
	switch err := d.verifier.Verify(ctx, typed, kept); {
	case len(found) > 1 && (err == nil || errors.Is(err, password.ErrWrong)):
		return interaction.User{}, severalRows()
	case errors.Is(err, password.ErrWrong), errors.Is(err, password.ErrUnsupported):
		return interaction.User{}, fmt.Errorf("%w: %w", ErrNobody, err)
	case err != nil:
		return interaction.User{}, err
	}
	u, err := admitted(ctx, s, found[0].ID)
	if err == nil && (u.Kept.Hash != kept.Hash || u.Kept.Salt != kept.Salt) {
		return interaction.User{}, fmt.Errorf("%w: the password was changed at this moment", ErrNobody)
	}
	return u, err
}

// Named is the user who has a name, whom somebody else has recognised: an OpenID provider of the tenant's. Errors as of SignIn.
func (d *Directory) Named(ctx context.Context, name string) (interaction.User, error) {
	s, err := d.site(ctx)
	if err != nil {
		return interaction.User{}, err
	}
	found, err := interaction.Logins(ctx, s, name)
	switch {
	case err != nil:
		return interaction.User{}, err
	case len(found) == 0:
		return interaction.User{}, fmt.Errorf("%w: no row has the name", ErrNobody)
	case len(found) > 1:
		return interaction.User{}, severalRows()
	}
	return admitted(ctx, s, found[0].ID)
}

func severalRows() error { return fmt.Errorf("%w: several rows have the name", ErrNobody) }

// Current is the user with an id as the EHR has it now. ErrNobody: who is gone or may not sign in any more.
func (d *Directory) Current(ctx context.Context, id string) (interaction.User, error) {
	s, err := d.site(ctx)
	if err != nil {
		return interaction.User{}, err
	}
	return admitted(ctx, s, id)
}

// admitted is a user who may sign in.
func admitted(ctx context.Context, s *interaction.Site, id string) (interaction.User, error) {
	u, found, err := interaction.ReadUser(ctx, s, id)
	switch {
	case err != nil:
		return interaction.User{}, err
	case !found:
		return interaction.User{}, fmt.Errorf("%w: the user is gone", ErrNobody)
	case !u.Active:
		return interaction.User{}, fmt.Errorf("%w: the user is switched off or locked", ErrNobody)
	case !s.Roles.Knows(u.Person()):
		return interaction.User{}, fmt.Errorf("%w: no role is known of the user, or of several kinds", ErrNobody)
	}
	return u, nil
}
