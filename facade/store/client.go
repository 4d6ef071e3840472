package store

import (
	"context"

	"gorm.io/gorm"

	"ehr.example/portico/facade/smart"
)

// client is a row of smart.Client.
type client struct {
	Tenant       string `gorm:"primaryKey;size:63"`
	ID           string `gorm:"primaryKey;size:128"`
	Name         string
	Type         string `gorm:"size:32"`
	Active       bool
	Secrets      []smart.ClientSecret `gorm:"serializer:json;type:text"`
	JWKS         string               `gorm:"type:text"`
	JWKSURL      string               `gorm:"size:2048"`
	RedirectURIs []string             `gorm:"serializer:json;type:text"`
	LaunchURL    string               `gorm:"size:2048"`
	LogoURL      string               `gorm:"size:2048"`
	Scopes       []string             `gorm:"serializer:json;type:text"`
	GrantTypes   []smart.GrantType    `gorm:"serializer:json;type:text"`
	Introspects  bool
	Launches     bool
	Created      int64
}

// TableName is the table of clients.
func (client) TableName() string { return "smart_clients" }

func clientRow(tenant string, c smart.Client) *client {
	return &client{
		Tenant: tenant, ID: c.ID, Name: c.Name, Type: string(c.Type), Active: c.Active, Secrets: c.Secrets, JWKS: string(c.JWKS),
		JWKSURL: c.JWKSURL, RedirectURIs: c.RedirectURIs, LaunchURL: c.LaunchURL, LogoURL: c.LogoURL, Scopes: c.Scopes,
		GrantTypes: c.GrantTypes, Introspects: c.Introspects, Launches: c.Launches, Created: millis(c.Created),
	}
}

func (r client) value() smart.Client {
	c := smart.Client{
		ID: r.ID, Name: r.Name, Type: smart.ClientType(r.Type), Active: r.Active, Secrets: r.Secrets,
		JWKSURL: r.JWKSURL, RedirectURIs: r.RedirectURIs, LaunchURL: r.LaunchURL, LogoURL: r.LogoURL, Scopes: r.Scopes,
		GrantTypes: r.GrantTypes, Introspects: r.Introspects, Launches: r.Launches, Created: timeOf(r.Created),
	}
	if r.JWKS != "" {
		c.JWKS = []byte(r.JWKS)
	}
	return c
}

// Client implements smart.Clients.
func (s *Store) Client(ctx context.Context, tenant, id string) (smart.Client, error) {
	row, err := one[client](s.of(ctx, tenant), "id = ?", id)
	if err == nil && row.ID != id { // MySQL's collation forgives blanks at the end
		err = smart.ErrNotFound
	}
	if err != nil {
		return smart.Client{}, err
	}
	return row.value(), nil
}

// ListClients implements smart.Clients.
func (s *Store) ListClients(ctx context.Context, tenant string) ([]smart.Client, error) {
	var rows []client
	if err := s.of(ctx, tenant).Order("id").Find(&rows).Error; err != nil {
		return nil, err
	}
	clients := make([]smart.Client, len(rows))
	for i, r := range rows {
		clients[i] = r.value()
	}
	return clients, nil
}

// PutClient implements smart.Clients.
func (s *Store) PutClient(ctx context.Context, tenant string, c smart.Client) error {
	return s.transaction(ctx, func(tx *gorm.DB) error { return put(tx, tenant, c.ID, clientRow(tenant, c)) })
}

// put changes the row with an id, or keeps it as a new one. An upsert would change another's row where a second unique
// key is met.
func put(tx *gorm.DB, tenant, id string, row any) error {
	result := within(tx, tenant).Model(row).Where("id = ?", id).Select("*").Omit("tenant", "id").Updates(row)
	if result.Error != nil || result.RowsAffected > 0 {
		return conflict(result.Error)
	}
	return insert(tx, tenant, row)
}

// DeleteClient implements smart.Clients.
func (s *Store) DeleteClient(ctx context.Context, tenant, id string) error {
	return s.transaction(ctx, func(tx *gorm.DB) error {
		if err := forget(tx, tenant, "client = ?", id); err != nil {
			return err
		}
		for _, table := range []any{&flow{}, &code{}, &assertion{}, &launch{}} {
			if err := within(tx, tenant).Where("client = ?", id).Delete(table).Error; err != nil {
				return err
			}
		}
		return changed(within(tx, tenant).Where("id = ?", id).Delete(&client{}))
	})
}

// forget takes authorizations away, with their codes and tokens.
func forget(tx *gorm.DB, tenant, condition string, args ...any) error {
	var ids []string
	if err := within(tx, tenant).Model(&authorization{}).Where(condition, args...).Pluck("id", &ids).Error; err != nil {
		return err
	}
	const most = 500 // ids in one statement
	for len(ids) > 0 {
		some := ids[:min(most, len(ids))]
		ids = ids[len(some):]
		for _, table := range []any{&accessToken{}, &refreshToken{}, &code{}} {
			if err := within(tx, tenant).Where("authorization IN ?", some).Delete(table).Error; err != nil {
				return err
			}
		}
		if err := within(tx, tenant).Where("id IN ?", some).Delete(&authorization{}).Error; err != nil {
			return err
		}
	}
	return nil
}
