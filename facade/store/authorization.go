package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"ehr.example/portico/facade/smart"
)

// authorization is a row of smart.Authorization.
type authorization struct {
	Tenant   string        `gorm:"primaryKey;size:63;index:smart_authorizations_user,priority:1;index:smart_authorizations_client,priority:1"`
	ID       string        `gorm:"primaryKey;size:64"`
	Client   string        `gorm:"size:128;index:smart_authorizations_client,priority:2"`
	User     identity      `gorm:"embedded"`
	Session  string        `gorm:"size:64"`
	Scope    string        `gorm:"type:text"`
	Context  smart.Context `gorm:"serializer:json;type:text"`
	Nonce    string        `gorm:"type:text"`
	AuthTime int64
	Granted  int64
	Checked  int64 // of the user
	Redeemed bool
	Expires  int64 `gorm:"index"`
	Revoked  int64
}

// TableName is the table of authorizations.
func (authorization) TableName() string { return "smart_authorizations" }

func authorizationRow(tenant string, a smart.Authorization) *authorization {
	return &authorization{
		Tenant: tenant, ID: a.ID, Client: a.Client, User: identityOf(a.User), Session: a.Session, Scope: a.Scope, Context: a.Context,
		Nonce: a.Nonce, AuthTime: millis(a.AuthTime), Granted: millis(a.Granted), Checked: millis(a.Checked), Redeemed: a.Redeemed, Expires: millis(a.Expires),
		Revoked: millis(a.Revoked),
	}
}

func (r authorization) value() smart.Authorization {
	return smart.Authorization{
		ID: r.ID, Client: r.Client, User: r.User.value(), Session: r.Session, Scope: r.Scope, Context: r.Context, Nonce: r.Nonce,
		AuthTime: timeOf(r.AuthTime), Granted: timeOf(r.Granted), Checked: timeOf(r.Checked), Redeemed: r.Redeemed, Expires: timeOf(r.Expires), Revoked: timeOf(r.Revoked),
	}
}

// Authorization implements smart.Authorizations.
func (s *Store) Authorization(ctx context.Context, tenant, id string) (smart.Authorization, error) {
	row, err := one[authorization](s.of(ctx, tenant), "id = ?", id)
	if err != nil {
		return smart.Authorization{}, err
	}
	return row.value(), nil
}

// ListAuthorizations implements smart.Authorizations.
func (s *Store) ListAuthorizations(ctx context.Context, tenant, user string, at time.Time) ([]smart.Authorization, error) {
	var rows []authorization
	err := s.of(ctx, tenant).Where("user = ? AND redeemed AND revoked = 0 AND expires > ?", user, millis(at)).
		Order("granted DESC, id").Find(&rows).Error
	if err != nil {
		return nil, err
	}
	granted := make([]smart.Authorization, len(rows))
	for i, r := range rows {
		granted[i] = r.value()
	}
	return granted, nil
}

// CheckedUser implements smart.Authorizations.
func (s *Store) CheckedUser(ctx context.Context, tenant, id string, u smart.User, at time.Time) error {
	return checked(s.db.WithContext(ctx), tenant, id, u, at)
}

// checked keeps what is known now of a user whom others keep.
func checked(db *gorm.DB, tenant, id string, u smart.User, at time.Time) error {
	return changed(within(db, tenant).Model(&authorization{}).
		Where("id = ? AND user = ? AND user_source = ? AND revoked = 0", id, u.ID, u.Source).
		Select("user_shown", "fhir_user", "user_roles", "patients", "user_places", "user_stamp", "checked").
		Updates(&authorization{User: identityOf(u), Checked: millis(at)}))
}

// Revoke implements smart.Authorizations.
func (s *Store) Revoke(ctx context.Context, tenant, id string, at time.Time) error {
	return revoke(s.db.WithContext(ctx), tenant, id, at)
}

// revoke ends an authorization. One that was revoked before stays as it was.
func revoke(db *gorm.DB, tenant, id string, at time.Time) error {
	return changed(within(db, tenant).Model(&authorization{}).Where("id = ?", id).
		Update("revoked", gorm.Expr("CASE WHEN revoked = 0 THEN ? ELSE revoked END", millis(at))))
}

// extend makes an authorization that holds last as long as its newest token; ErrNotFound for one that was revoked.
func extend(db *gorm.DB, tenant, id string, until time.Time) error {
	return changed(within(db, tenant).Model(&authorization{}).Where("id = ? AND revoked = 0", id).Updates(map[string]any{
		"redeemed": true,
		"expires":  gorm.Expr("CASE WHEN expires < ? THEN ? ELSE expires END", millis(until), millis(until)),
	}))
}
