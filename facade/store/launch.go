package store

import (
	"context"
	"time"

	"ehr.example/portico/facade/smart"
)

// launch is a row of smart.Launch.
type launch struct {
	Tenant  string        `gorm:"primaryKey;size:63"`
	Handle  string        `gorm:"primaryKey;size:64"`
	Client  string        `gorm:"size:128"`
	User    string        `gorm:"size:128"`
	Context smart.Context `gorm:"serializer:json;type:text"`
	Used    int64
	Expires int64 `gorm:"index"`
}

// TableName is the table of launches.
func (launch) TableName() string { return "smart_launches" }

// PutLaunch implements smart.Launches.
func (s *Store) PutLaunch(ctx context.Context, tenant string, l smart.Launch) error {
	return insert(s.db.WithContext(ctx), tenant, &launch{
		Tenant: tenant, Handle: string(l.Handle), Client: l.Client, User: l.User, Context: l.Context, Expires: millis(l.Expires),
	})
}

// Launch implements smart.Launches.
func (s *Store) Launch(ctx context.Context, tenant string, handle smart.Hash, at time.Time) (smart.Launch, error) {
	row, err := one[launch](s.of(ctx, tenant), "handle = ? AND used = 0 AND expires > ?", handle, millis(at))
	if err != nil {
		return smart.Launch{}, err
	}
	return smart.Launch{
		Handle: smart.Hash(row.Handle), Client: row.Client, User: row.User, Context: row.Context, Expires: timeOf(row.Expires),
	}, nil
}
