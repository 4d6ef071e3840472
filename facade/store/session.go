package store

import (
	"context"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"ehr.example/portico/facade/smart"
)

// identity is what rows keep of a user: all that is known of one whom others keep.
type identity struct {
	UserSource string `gorm:"size:16"`
	User       string `gorm:"size:128"`
	UserName   string `gorm:"size:255"`
	UserShown  string
	FHIRUser   string
	UserRoles  []string `gorm:"serializer:json;type:text"`
	Patients   []string `gorm:"serializer:json;type:text"`
	UserStamp  string   `gorm:"size:64"`
	UserPlaces []string `gorm:"serializer:json;type:text"` // organisations
}

func identityOf(u smart.User) identity {
	return identity{
		UserSource: string(u.Source), User: u.ID, UserName: u.Name, UserShown: u.DisplayName, FHIRUser: u.FHIRUser,
		UserRoles: u.Roles, Patients: u.Patients, UserStamp: u.Stamp, UserPlaces: u.Organizations,
	}
}

func (i identity) value() smart.User {
	return smart.User{
		ID: i.User, Source: smart.UserSource(i.UserSource), Name: i.UserName, DisplayName: i.UserShown, FHIRUser: i.FHIRUser,
		Roles: i.UserRoles, Patients: i.Patients, Stamp: i.UserStamp, Organizations: i.UserPlaces, Active: i.User != "",
	}
}

// session is a row of smart.Session.
type session struct {
	Tenant   string   `gorm:"primaryKey;size:63;uniqueIndex:smart_sessions_id"`
	Browser  string   `gorm:"primaryKey;size:64"`
	ID       string   `gorm:"size:64;uniqueIndex:smart_sessions_id"`
	User     identity `gorm:"embedded"`
	AuthTime int64
	Expires  int64 `gorm:"index"`
}

// TableName is the table of sessions.
func (session) TableName() string { return "smart_sessions" }

// SignIn implements smart.Sessions.
func (s *Store) SignIn(ctx context.Context, tenant string, before smart.Hash, v smart.Session) error {
	return s.transaction(ctx, func(tx *gorm.DB) error {
		if before != "" {
			err := within(tx, tenant).Model(&flow{}).Where("browser = ?", before).Update("browser", v.Browser).Error
			if err != nil {
				return err
			}
			if err := within(tx, tenant).Where("browser = ?", before).Delete(&session{}).Error; err != nil {
				return err
			}
		}
		return insert(tx, tenant, &session{
			Tenant: tenant, Browser: string(v.Browser), ID: v.ID, User: identityOf(v.User),
			AuthTime: millis(v.AuthTime), Expires: millis(v.Expires),
		})
	})
}

// Session implements smart.Sessions.
func (s *Store) Session(ctx context.Context, tenant string, browser smart.Hash, at time.Time) (smart.Session, error) {
	row, err := one[session](s.of(ctx, tenant), "browser = ? AND expires > ?", browser, millis(at))
	if err != nil {
		return smart.Session{}, err
	}
	return smart.Session{
		Browser: smart.Hash(row.Browser), ID: row.ID, User: row.User.value(), AuthTime: timeOf(row.AuthTime), Expires: timeOf(row.Expires),
	}, nil
}

// signedIn is ErrNotFound unless somebody is signed in with a browser, and stays so until the transaction ends.
func signedIn(tx *gorm.DB, tenant string, browser smart.Hash, at time.Time) error {
	db := within(tx, tenant)
	if tx.Name() == "mysql" {
		db = db.Clauses(clause.Locking{Strength: clause.LockingStrengthShare})
	}
	_, err := one[session](db, "browser = ? AND expires > ?", browser, millis(at))
	return err
}

// SignOut implements smart.Sessions.
func (s *Store) SignOut(ctx context.Context, tenant string, browser smart.Hash) error {
	return s.of(ctx, tenant).Where("browser = ?", browser).Delete(&session{}).Error
}
