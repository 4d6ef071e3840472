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

func (r code) value() smart.Code {
	return smart.Code{
		Hash: smart.Hash(r.Hash), Authorization: r.Authorization, Client: r.Client, RedirectURI: r.RedirectURI, Challenge: r.Challenge,
		Expires: timeOf(r.Expires),
	}
}

// Redeem implements smart.Tokens. What is refused is committed, as it revokes.
func (s *Store) Redeem(ctx context.Context, tenant string, hash smart.Hash, client string, at time.Time, give smart.Giving) error {
	var refused error
	err := s.transaction(ctx, func(tx *gorm.DB) error {
		row, err := useCode(tx, tenant, hash, client, at)
		if errors.Is(err, smart.ErrReplayed) {
			refused = err
			return gone(revoke(tx, tenant, row.Authorization, at))
		}
		if err != nil {
			return err
		}
		granted, err := one[authorization](within(tx, tenant), "id = ? AND revoked = 0", row.Authorization)
		if err != nil {
			return err
		}
		access, refresh, err := give(row.value(), granted.value())
		if err != nil {
			refused = err
			return revoke(tx, tenant, row.Authorization, at)
		}
		return issue(tx, tenant, access, refresh)
	})
	if err != nil {
		return err
	}
	return refused
}

// useCode marks a code as used; ErrReplayed, with the code, if it was before.
func useCode(tx *gorm.DB, tenant string, hash smart.Hash, client string, at time.Time) (code, error) {
	const its = "hash = ? AND client = ?"
	fresh := within(tx, tenant).Model(&code{}).Where(its+" AND used = 0 AND expires > ?", hash, client, millis(at)).Update("used", millis(at))
	if fresh.Error != nil {
		return code{}, fresh.Error
	}
	row, err := one[code](within(tx, tenant), its, hash, client)
	switch {
	case err != nil:
		return row, err
	case fresh.RowsAffected == 0 && row.Used == 0:
		return row, smart.ErrNotFound // too old
	case fresh.RowsAffected == 0:
		return row, smart.ErrReplayed
	}
	return row, nil
}

// gone is the error of something that need not be there any more.
func gone(err error) error {
	if errors.Is(err, smart.ErrNotFound) {
		return nil
	}
	return err
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
