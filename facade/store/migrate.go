package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// migration is a version of the tables that was reached.
type migration struct {
	Version int   `gorm:"primaryKey;autoIncrement:false"`
	Applied int64 // milliseconds of Unix time
}

// TableName is the table of migrations.
func (migration) TableName() string { return "portico_migrations" }

// steps are the versions, from 1. A step does nothing where it is done already, as MySQL commits each change of a table
// by itself. Steps that were released are not changed.
var steps = []func(*gorm.DB) error{
	createTables(
		&client{}, &user{}, &attempt{}, &session{}, &launch{}, &flow{}, &authorization{}, &code{}, &accessToken{},
		&refreshToken{}, &signingKey{}, &assertion{},
	),
	addColumns(&flow{}, "Encounter", "Visited"),
	addColumns(&session{}, "UserStamp"),
	addColumns(&authorization{}, "UserStamp", "Checked"),
	addColumns(&user{}, "Organizations"),
	addColumns(&session{}, "UserPlaces"),
	addColumns(&authorization{}, "UserPlaces"),
}

// createTables is the step that makes tables.
func createTables(tables ...any) func(*gorm.DB) error {
	return func(db *gorm.DB) error {
		for _, table := range tables {
			if db.Migrator().HasTable(table) {
				continue
			}
			if err := db.Set("gorm:table_options", options(db)).Migrator().CreateTable(table); err != nil {
				return err
			}
		}
		return nil
	}
}

// addColumns is the step that adds columns to a table. NULL is what rows have in them that were there before.
func addColumns(table any, fields ...string) func(*gorm.DB) error {
	return func(db *gorm.DB) error {
		for _, field := range fields {
			if db.Migrator().HasColumn(table, field) {
				continue
			}
			if err := db.Migrator().AddColumn(table, field); err != nil {
				return err
			}
		}
		return nil
	}
}

// options make MySQL compare texts by their bytes, as SQLite does.
func options(db *gorm.DB) string {
	if db.Name() == "mysql" {
		return "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin"
	}
	return ""
}

// migrate takes the steps that are left. Replicas that start together do it one after the other.
func (s *Store) migrate(ctx context.Context) error {
	err := s.db.WithContext(ctx).Connection(func(db *gorm.DB) error {
		db = db.Session(&gorm.Session{NewDB: true})
		unlock, err := lock(db)
		if err != nil {
			return err
		}
		defer unlock()
		return upgrade(db)
	})
	if err != nil {
		return fmt.Errorf("store: migrating: %w", err)
	}
	return nil
}

// lockWait is how many seconds a replica waits for another one's migration.
const lockWait = 30

// lock is MySQL's own lock, by name. SQLite's transactions lock the file.
func lock(db *gorm.DB) (unlock func(), err error) {
	if db.Name() != "mysql" {
		return func() {}, nil
	}
	var locked sql.NullInt64
	if err := db.Raw("SELECT GET_LOCK(CONCAT('portico.', DATABASE()), ?)", lockWait).Scan(&locked).Error; err != nil {
		return nil, err
	}
	if locked.Int64 != 1 {
		return nil, fmt.Errorf("another process has been at it for %d seconds", lockWait)
	}
	return func() { db.Exec("DO RELEASE_LOCK(CONCAT('portico.', DATABASE()))") }, nil
}

// upgrade takes each step in a transaction.
func upgrade(db *gorm.DB) error {
	if err := db.Transaction(createTables(&migration{})); err != nil {
		return err
	}
	var done int
	if err := db.Model(&migration{}).Select("COALESCE(MAX(version), 0)").Scan(&done).Error; err != nil {
		return err
	}
	if done > len(steps) {
		return fmt.Errorf("the tables have version %d, and this program knows %d: a newer Portico made them", done, len(steps))
	}
	for i, step := range steps[done:] {
		err := db.Transaction(func(tx *gorm.DB) error {
			var taken int64 // by another process, since the version was read
			if err := tx.Model(&migration{}).Where("version = ?", done+i+1).Count(&taken).Error; err != nil || taken > 0 {
				return err
			}
			if err := step(tx); err != nil {
				return err
			}
			return tx.Create(&migration{Version: done + i + 1, Applied: millis(time.Now())}).Error
		})
		if err != nil {
			return fmt.Errorf("version %d: %w", done+i+1, err)
		}
	}
	return nil
}
