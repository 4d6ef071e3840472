package smart

import (
	"context"
	"errors"
	"time"

	"ehr.example/portico/facade/access"
)

// Development is what a token is to allow that nobody signed in for.
type Development struct {
	User    User   // zero: nobody; then system scopes count
	Patient string // in context
	Scope   string // empty: everything that can be read
	Lasts   time.Duration
}

// developmentClient is the client that such tokens are said to be of. No app can use it.
const developmentClient = "portico-development"

// NewDevelopmentToken keeps an access token that nobody consented to: for those who develop on this machine, and reach the
// store anyway.
func NewDevelopmentToken(ctx context.Context, s Store, tenant string, d Development, now time.Time) (string, error) {
	if d.Scope == "" {
		d.Scope = "system/*.rs"
		if d.User.ID != "" {
			d.Scope = "openid fhirUser launch/patient patient/*.rs user/*.rs"
		}
	}
	scopes, err := access.ParseScopes(d.Scope)
	if err != nil {
		return "", err
	}
	_, err = s.Client(ctx, tenant, developmentClient)
	if errors.Is(err, ErrNotFound) {
		err = s.PutClient(ctx, tenant, Client{ID: developmentClient, Name: "Development tokens", Type: Public, Active: true, Created: now})
	}
	if err != nil {
		return "", err
	}
	secret, until := NewSecret(), now.Add(d.Lasts)
	a := Authorization{
		ID: NewSecret(), Client: developmentClient, User: d.User, Scope: scopes.String(), Context: Context{Patient: d.Patient}, Granted: now, Expires: until,
	}
	token := AccessToken{Hash: HashOf(secret), Authorization: a.ID, Scope: a.Scope, Issued: now, Expires: until}
	return secret, s.Grant(ctx, tenant, a, token)
}
