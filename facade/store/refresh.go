package store

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"

	"ehr.example/portico/facade/smart"
)

// refreshToken is a row of smart.RefreshToken. Those that were used stay, so that a second use is noticed.
type refreshToken struct {
	Tenant        string `gorm:"primaryKey;size:63;index:smart_refresh_tokens_parent,priority:1;index:smart_refresh_tokens_authorization,priority:1"`
	Hash          string `gorm:"primaryKey;size:64"`
	Authorization string `gorm:"size:64;index:smart_refresh_tokens_authorization,priority:2"`
	Parent        string `gorm:"size:64;index:smart_refresh_tokens_parent,priority:2"`
	Issued        int64
	Used          int64
	Expires       int64 `gorm:"index"`
}

// TableName is the table of refresh tokens.
func (refreshToken) TableName() string { return "smart_refresh_tokens" }

func refreshRow(tenant string, t smart.RefreshToken) *refreshToken {
	return &refreshToken{
		Tenant: tenant, Hash: string(t.Hash), Authorization: t.Authorization, Parent: string(t.Parent),
		Issued: millis(t.Issued), Used: millis(t.Used), Expires: millis(t.Expires),
	}
}

func (r refreshToken) value() smart.RefreshToken {
	return smart.RefreshToken{
		Hash: smart.Hash(r.Hash), Authorization: r.Authorization, Parent: smart.Hash(r.Parent),
		Issued: timeOf(r.Issued), Used: timeOf(r.Used), Expires: timeOf(r.Expires),
	}
}

// refresher is a refresh token with what stands behind it.
type refresher struct {
	Refresh refreshToken `gorm:"embedded;embeddedPrefix:r_"`
	Behind  bearer       `gorm:"embedded"`
}

// ofRefresh finds a refresh token, with what stands behind it, by tenant, hash and twice the time.
const ofRefresh = `SELECT t.hash AS r_hash, t.authorization AS r_authorization, t.parent AS r_parent, t.issued AS r_issued,
t.used AS r_used, t.expires AS r_expires, ` + ofAuthorization + ` FROM smart_refresh_tokens t` + holds + ` AND t.expires > ?
AND (a.session = '' OR EXISTS (SELECT 1 FROM smart_sessions s WHERE s.tenant = a.tenant AND s.id = a.session AND s.expires > ?))`

// RefreshToken implements smart.Tokens.
func (s *Store) RefreshToken(ctx context.Context, tenant string, refresh smart.Hash, client string, at time.Time) (smart.RefreshToken, smart.Bearer, error) {
	var row refresher
	err := s.db.WithContext(ctx).Raw(ofRefresh+` AND a.client = ?`, tenant, refresh, millis(at), millis(at), client).Take(&row).Error
	if err != nil {
		return smart.RefreshToken{}, smart.Bearer{}, notFound(err)
	}
	return row.Refresh.value(), smart.Bearer{Authorization: row.Behind.authorization()}, nil
}

// RefreshClient implements smart.Tokens.
func (s *Store) RefreshClient(ctx context.Context, tenant string, refresh smart.Hash, at time.Time) (string, error) {
	var row refresher
	err := s.db.WithContext(ctx).Raw(ofRefresh, tenant, refresh, millis(at), millis(at)).Take(&row).Error
	if err != nil {
		return "", notFound(err)
	}
	return row.Behind.authorization().Client, nil
}

// Rotate implements smart.Tokens. A replay is committed, as it revokes.
func (s *Store) Rotate(ctx context.Context, tenant string, r smart.Rotation) error {
	replay := false
	err := s.transaction(ctx, func(tx *gorm.DB) error {
		if err := s.use(tx, tenant, r); err != nil {
			if !errors.Is(err, smart.ErrReplayed) {
				return err
			}
			replay = true
			return gone(revoke(tx, tenant, r.Access.Authorization, r.Now))
		}
		if r.User.ID != "" {
			if err := checked(tx, tenant, r.Access.Authorization, r.User, r.Now); err != nil {
				return err
			}
		}
		if r.Next == nil {
			if err := extend(tx, tenant, r.Access.Authorization, r.Extends); err != nil {
				return err
			}
		}
		return issue(tx, tenant, r.Access, r.Next)
	})
	if err == nil && replay {
		return smart.ErrReplayed
	}
	return err
}

// use marks a refresh token as used, or as lasting longer if it stays; ErrReplayed if it was used before and that is no
// client's retry.
func (s *Store) use(tx *gorm.DB, tenant string, r smart.Rotation) error {
	change := map[string]any{"used": millis(r.Now)}
	if r.Next == nil {
		change = map[string]any{"expires": millis(r.Extends)}
	}
	const its = "hash = ? AND authorization = ?"
	fresh := within(tx, tenant).Model(&refreshToken{}).
		Where(its+" AND used = 0 AND expires > ?", r.Used, r.Access.Authorization, millis(r.Now)).Updates(change)
	if fresh.Error != nil || fresh.RowsAffected > 0 {
		return fresh.Error
	}
	row, err := one[refreshToken](within(tx, tenant), its, r.Used, r.Access.Authorization)
	switch {
	case err != nil:
		return err
	case row.Used == 0:
		return smart.ErrNotFound // too old
	case !r.Now.Before(timeOf(row.Used).Add(r.Grace)):
		return smart.ErrReplayed
	}
	var followed int64
	if err := within(tx, tenant).Model(&refreshToken{}).Where("parent = ? AND used > 0", r.Used).Count(&followed).Error; err != nil {
		return err
	}
	if followed > 0 {
		return smart.ErrReplayed
	}
	return nil
}

// RevokeRefresh implements smart.Tokens.
func (s *Store) RevokeRefresh(ctx context.Context, tenant string, refresh smart.Hash, client string, at time.Time) error {
	row, err := one[refreshToken](s.of(ctx, tenant), "hash = ?", refresh)
	if err != nil {
		return err
	}
	if err := s.belongs(ctx, tenant, row.Authorization, client); err != nil {
		return err
	}
	return s.Revoke(ctx, tenant, row.Authorization, at)
}
