package store

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"

	"ehr.example/portico/facade/smart"
)

// code is a row of smart.Code. One that was used stays a while, so that its second use is noticed.
type code struct {
	Tenant        string `gorm:"primaryKey;size:63;index:smart_codes_authorization,priority:1"`
	Hash          string `gorm:"primaryKey;size:64"`
	Authorization string `gorm:"size:64;index:smart_codes_authorization,priority:2"`
	Client        string `gorm:"size:128"`
	RedirectURI   string `gorm:"size:2048"`
	Challenge     string `gorm:"size:64"`
	Used          int64
	Expires       int64 `gorm:"index"`
}

// TableName is the table of codes.
func (code) TableName() string { return "smart_codes" }

// accessToken is a row of smart.AccessToken.
type accessToken struct {
	Tenant        string `gorm:"primaryKey;size:63;index:smart_access_tokens_authorization,priority:1"`
	Hash          string `gorm:"primaryKey;size:64"`
	Authorization string `gorm:"size:64;index:smart_access_tokens_authorization,priority:2"`
	Scope         string `gorm:"type:text"`
	Issued        int64
	Revoked       int64
	Expires       int64 `gorm:"index"`
}

// TableName is the table of access tokens.
func (accessToken) TableName() string { return "smart_access_tokens" }

func accessRow(tenant string, t smart.AccessToken) *accessToken {
	return &accessToken{
		Tenant: tenant, Hash: string(t.Hash), Authorization: t.Authorization, Scope: t.Scope, Issued: millis(t.Issued), Expires: millis(t.Expires),
	}
}

func (r accessToken) value() smart.AccessToken {
	return smart.AccessToken{
		Hash: smart.Hash(r.Hash), Authorization: r.Authorization, Scope: r.Scope, Issued: timeOf(r.Issued), Expires: timeOf(r.Expires),
	}
}

// RedeemCode implements smart.Tokens.
func (s *Store) RedeemCode(ctx context.Context, tenant string, hash smart.Hash, client string, at time.Time) (smart.Code, error) {
	const its = "hash = ? AND client = ?"
	fresh := s.of(ctx, tenant).Model(&code{}).Where(its+" AND used = 0 AND expires > ?", hash, client, millis(at)).Update("used", millis(at))
	if fresh.Error != nil {
		return smart.Code{}, fresh.Error
	}
	row, err := one[code](s.of(ctx, tenant), its, hash, client)
	switch {
	case err != nil:
		return smart.Code{}, err
	case fresh.RowsAffected == 0 && row.Used == 0:
		return smart.Code{}, smart.ErrNotFound
	case fresh.RowsAffected == 0:
		return smart.Code{}, replayed(revoke(s.db.WithContext(ctx), tenant, row.Authorization, at))
	}
	return smart.Code{
		Hash: hash, Authorization: row.Authorization, Client: row.Client, RedirectURI: row.RedirectURI, Challenge: row.Challenge,
		Expires: timeOf(row.Expires),
	}, nil
}

// replayed is what came of a replay whose authorization was to be revoked.
func replayed(err error) error {
	if err != nil && !errors.Is(err, smart.ErrNotFound) {
		return err
	}
	return smart.ErrReplayed
}

// Issue implements smart.Tokens.
func (s *Store) Issue(ctx context.Context, tenant string, access smart.AccessToken, refresh *smart.RefreshToken) error {
	return s.transaction(ctx, func(tx *gorm.DB) error { return issue(tx, tenant, access, refresh) })
}

// issue keeps tokens of an authorization that holds.
func issue(tx *gorm.DB, tenant string, access smart.AccessToken, refresh *smart.RefreshToken) error {
	until := access.Expires
	if refresh != nil && refresh.Expires.After(until) {
		until = refresh.Expires
	}
	if err := extend(tx, tenant, access.Authorization, until); err != nil {
		return err
	}
	if refresh != nil {
		if err := insert(tx, tenant, refreshRow(tenant, *refresh)); err != nil {
			return err
		}
	}
	return insert(tx, tenant, accessRow(tenant, access))
}

// Grant implements smart.Tokens.
func (s *Store) Grant(ctx context.Context, tenant string, a smart.Authorization, access smart.AccessToken) error {
	return s.transaction(ctx, func(tx *gorm.DB) error {
		if err := insert(tx, tenant, authorizationRow(tenant, a)); err != nil {
			return err
		}
		return issue(tx, tenant, access, nil)
	})
}

// RevokeAccess implements smart.Tokens.
func (s *Store) RevokeAccess(ctx context.Context, tenant string, access smart.Hash, client string, at time.Time) error {
	row, err := one[accessToken](s.of(ctx, tenant), "hash = ?", access)
	if err != nil {
		return err
	}
	if err := s.belongs(ctx, tenant, row.Authorization, client); err != nil {
		return err
	}
	return changed(s.of(ctx, tenant).Model(&accessToken{}).Where("hash = ?", access).Update("revoked", millis(at)))
}

// belongs tells whether an authorization is a client's.
func (s *Store) belongs(ctx context.Context, tenant, id, client string) error {
	_, err := one[authorization](s.of(ctx, tenant), "id = ? AND client = ?", id, client)
	return err
}
