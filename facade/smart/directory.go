package smart

import (
	"context"
	"errors"
)

// Directory is who may sign in to a tenant. Errors are ErrNotFound; any other is an outage.
type Directory interface {
	// SignIn is the user who has a name and a password. A name that nobody has, a wrong password and a user who is switched
	// off are one and the same ErrNotFound, and take the same time.
	SignIn(ctx context.Context, name, password string) (User, error)
	// Current is a user as he or she is now; ErrNotFound if gone or switched off.
	Current(ctx context.Context, u User) (User, error)
}

// Accounts are the users that Portico itself keeps for a tenant.
type Accounts struct {
	tenant string
	users  Users
}

// NewAccounts is the directory of a tenant's own users.
func NewAccounts(tenant string, users Users) *Accounts {
	return &Accounts{tenant: tenant, users: users}
}

// SignIn implements Directory.
func (a *Accounts) SignIn(ctx context.Context, name, password string) (User, error) {
	u, err := a.users.UserByName(ctx, a.tenant, name)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return User{}, err
	}
	hash := u.PasswordHash
	if hash == "" {
		hash = nobodysHash() // as much work for a name that nobody has
	}
	if !VerifyPassword(hash, password) || err != nil || !u.Active || u.PasswordHash == "" {
		return User{}, ErrNotFound
	}
	return u, nil
}

// Current implements Directory. The Store asks for the user itself behind each token.
func (a *Accounts) Current(ctx context.Context, u User) (User, error) {
	now, err := a.users.User(ctx, a.tenant, u.ID)
	if err == nil && !now.Active {
		err = ErrNotFound
	}
	return now, err
}
