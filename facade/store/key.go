package store

import (
	"context"
	"errors"
	"time"

	"ehr.example/portico/facade/smart"
)

// signingKey is a row of smart.SigningKey.
type signingKey struct {
	Tenant     string `gorm:"primaryKey;size:63"`
	Generation int    `gorm:"primaryKey;autoIncrement:false"`
	ID         string `gorm:"size:64"`
	Sealed     []byte
	Created    int64
	Signs      int64
	Expires    int64 `gorm:"index"`
}

// TableName is the table of signing keys.
func (signingKey) TableName() string { return "smart_signing_keys" }

// SigningKeys implements smart.Keys.
func (s *Store) SigningKeys(ctx context.Context, tenant string, at time.Time) ([]smart.SigningKey, error) {
	var rows []signingKey
	if err := s.of(ctx, tenant).Where("expires > ?", millis(at)).Order("generation").Find(&rows).Error; err != nil {
		return nil, err
	}
	keys := make([]smart.SigningKey, len(rows))
	for i, r := range rows {
		keys[i] = smart.SigningKey{
			Generation: r.Generation, ID: r.ID, Sealed: r.Sealed, Created: timeOf(r.Created), Signs: timeOf(r.Signs), Expires: timeOf(r.Expires),
		}
	}
	return keys, nil
}

// AddSigningKey implements smart.Keys.
func (s *Store) AddSigningKey(ctx context.Context, tenant string, k smart.SigningKey) error {
	return insert(s.db.WithContext(ctx), tenant, &signingKey{
		Tenant: tenant, Generation: k.Generation, ID: k.ID, Sealed: k.Sealed, Created: millis(k.Created), Signs: millis(k.Signs), Expires: millis(k.Expires),
	})
}

// assertion is the id of a JWT that a client has authenticated with.
type assertion struct {
	Tenant  string `gorm:"primaryKey;size:63"`
	Client  string `gorm:"primaryKey;size:128"`
	JTI     string `gorm:"primaryKey;size:64"`
	Expires int64  `gorm:"index"`
}

// TableName is the table of assertions.
func (assertion) TableName() string { return "smart_assertions" }

// UseAssertion implements smart.Assertions.
func (s *Store) UseAssertion(ctx context.Context, tenant, client string, jti smart.Hash, expires time.Time) error {
	err := insert(s.db.WithContext(ctx), tenant, &assertion{Tenant: tenant, Client: client, JTI: string(jti), Expires: millis(expires)})
	if errors.Is(err, smart.ErrConflict) {
		return smart.ErrReplayed
	}
	return err
}
