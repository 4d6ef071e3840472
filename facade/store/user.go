package store

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"ehr.example/portico/facade/smart"
)

// user is a row of smart.User.
type user struct {
	Tenant        string `gorm:"primaryKey;size:63;uniqueIndex:smart_users_name"`
	ID            string `gorm:"primaryKey;size:128"`
	Name          string `gorm:"size:255;uniqueIndex:smart_users_name"`
	PasswordHash  string `gorm:"size:255"`
	DisplayName   string
	FHIRUser      string
	Roles         []string `gorm:"serializer:json;type:text"`
	Patients      []string `gorm:"serializer:json;type:text"`
	Organizations []string `gorm:"serializer:json;type:text"`
	Active        bool
	Created       int64
}

// TableName is the table of users.
func (user) TableName() string { return "smart_users" }

func userRow(tenant string, u smart.User) *user {
	return &user{
		Tenant: tenant, ID: u.ID, Name: u.Name, PasswordHash: u.PasswordHash, DisplayName: u.DisplayName,
		FHIRUser: u.FHIRUser, Roles: u.Roles, Patients: u.Patients, Organizations: u.Organizations, Active: u.Active, Created: millis(u.Created),
	}
}

func (r user) value() smart.User {
	return smart.User{
		ID: r.ID, Source: smart.SourcePortico, Name: r.Name, PasswordHash: r.PasswordHash, DisplayName: r.DisplayName,
		FHIRUser: r.FHIRUser, Roles: r.Roles, Patients: r.Patients, Organizations: r.Organizations, Active: r.Active, Created: timeOf(r.Created),
	}
}

// User implements smart.Users.
func (s *Store) User(ctx context.Context, tenant, id string) (smart.User, error) {
	row, err := one[user](s.of(ctx, tenant), "id = ?", id)
	return row.found(row.ID == id, err)
}

// UserByName implements smart.Users.
func (s *Store) UserByName(ctx context.Context, tenant, name string) (smart.User, error) {
	row, err := one[user](s.of(ctx, tenant), "name = ?", name)
	return row.found(row.Name == name, err)
}

// found is the user if it is the very one that was asked for: MySQL's collation forgives blanks at the end.
func (r user) found(exact bool, err error) (smart.User, error) {
	switch {
	case err != nil:
		return smart.User{}, err
	case !exact:
		return smart.User{}, smart.ErrNotFound
	}
	return r.value(), nil
}

// ListUsers implements smart.Users.
func (s *Store) ListUsers(ctx context.Context, tenant string) ([]smart.User, error) {
	var rows []user
	if err := s.of(ctx, tenant).Order("name").Find(&rows).Error; err != nil {
		return nil, err
	}
	users := make([]smart.User, len(rows))
	for i, r := range rows {
		users[i] = r.value()
	}
	return users, nil
}

// PutUser implements smart.Users.
func (s *Store) PutUser(ctx context.Context, tenant string, u smart.User) error {
	return s.transaction(ctx, func(tx *gorm.DB) error {
		before, err := one[user](within(tx, tenant), "id = ?", u.ID)
		if gone(err) != nil {
			return err
		}
		if err := put(tx, tenant, u.ID, userRow(tenant, u)); err != nil || before.ID == "" {
			return err
		}
		if before.PasswordHash == u.PasswordHash && u.Active {
			return nil
		}
		return leave(tx, tenant, u.ID)
	})
}

// leave ends the sessions of a user whom Portico keeps, and all that he or she granted: sessions first, so that an approval at
// the same moment comes before both or finds none.
func leave(tx *gorm.DB, tenant, id string) error {
	const hers = "user_source = ? AND user = ?"
	if err := within(tx, tenant).Where(hers, smart.SourcePortico, id).Delete(&session{}).Error; err != nil {
		return err
	}
	return forget(tx, tenant, hers, smart.SourcePortico, id)
}

// DeleteUser implements smart.Users.
func (s *Store) DeleteUser(ctx context.Context, tenant, id string) error {
	return s.transaction(ctx, func(tx *gorm.DB) error {
		if err := leave(tx, tenant, id); err != nil {
			return err
		}
		return changed(within(tx, tenant).Where("id = ?", id).Delete(&user{}))
	})
}

// attempt is a row of smart.Failures.
type attempt struct {
	Tenant  string `gorm:"primaryKey;size:63"`
	Name    string `gorm:"primaryKey;size:64"`
	Count   int
	Expires int64 `gorm:"index"` // the last one
}

// TableName is the table of failed logins.
func (attempt) TableName() string { return "smart_attempts" }

// Attempts implements smart.Attempts.
func (s *Store) Attempts(ctx context.Context, tenant string, name smart.Hash) (smart.Failures, error) {
	row, err := one[attempt](s.of(ctx, tenant), "name = ?", name)
	if errors.Is(err, smart.ErrNotFound) {
		return smart.Failures{}, nil
	}
	return smart.Failures{Count: row.Count, Last: timeOf(row.Expires)}, err
}

// LoginFailed implements smart.Attempts. Failures at the same moment are all counted.
func (s *Store) LoginFailed(ctx context.Context, tenant string, name smart.Hash, at time.Time) (smart.Failures, error) {
	row := &attempt{Tenant: tenant, Name: string(name), Count: 1, Expires: millis(at)}
	if tenant == "" {
		return smart.Failures{}, errNoTenant
	}
	err := s.db.WithContext(ctx).Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "tenant"}, {Name: "name"}},
		DoUpdates: clause.Assignments(map[string]any{"count": gorm.Expr("smart_attempts.count + 1"), "expires": millis(at)}),
	}).Create(row).Error
	if err != nil {
		return smart.Failures{}, err
	}
	return s.Attempts(ctx, tenant, name)
}

// LoginSucceeded implements smart.Attempts.
func (s *Store) LoginSucceeded(ctx context.Context, tenant string, name smart.Hash) error {
	return s.of(ctx, tenant).Where("name = ?", name).Delete(&attempt{}).Error
}
