package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"ehr.example/portico/facade/smart"
)

// flow is a row of smart.Flow.
type flow struct {
	Tenant      string `gorm:"primaryKey;size:63"`
	Handle      string `gorm:"primaryKey;size:64"`
	Browser     string `gorm:"size:64;index"`
	Client      string `gorm:"size:128"`
	RedirectURI string `gorm:"size:2048"`
	State       string `gorm:"type:text"`
	Scope       string `gorm:"type:text"`
	Nonce       string `gorm:"type:text"`
	Challenge   string `gorm:"size:64"`
	Prompt      string `gorm:"size:16"`
	Launch      string `gorm:"size:64"`
	Patient     string `gorm:"size:64"`
	Encounter   string `gorm:"size:64"`
	Visited     bool   // an encounter was chosen, or none
	Started     int64
	Expires     int64 `gorm:"index"`
}

// TableName is the table of flows.
func (flow) TableName() string { return "smart_flows" }

func (r flow) value() smart.Flow {
	return smart.Flow{
		Handle: smart.Hash(r.Handle), Browser: smart.Hash(r.Browser), Client: r.Client, RedirectURI: r.RedirectURI,
		State: r.State, Scope: r.Scope, Nonce: r.Nonce, Challenge: r.Challenge, Prompt: r.Prompt, Launch: smart.Hash(r.Launch),
		Patient: r.Patient, Encounter: r.Encounter, EncounterChosen: r.Visited, Started: timeOf(r.Started), Expires: timeOf(r.Expires),
	}
}

// PutFlow implements smart.Flows.
func (s *Store) PutFlow(ctx context.Context, tenant string, f smart.Flow) error {
	return insert(s.db.WithContext(ctx), tenant, &flow{
		Tenant: tenant, Handle: string(f.Handle), Browser: string(f.Browser), Client: f.Client, RedirectURI: f.RedirectURI,
		State: f.State, Scope: f.Scope, Nonce: f.Nonce, Challenge: f.Challenge, Prompt: f.Prompt, Launch: string(f.Launch),
		Patient: f.Patient, Encounter: f.Encounter, Visited: f.EncounterChosen, Started: millis(f.Started), Expires: millis(f.Expires),
	})
}

// BindFlow implements smart.Flows.
func (s *Store) BindFlow(ctx context.Context, tenant string, handle, browser smart.Hash, at time.Time) error {
	return changed(s.of(ctx, tenant).Model(&flow{}).
		Where("handle = ? AND browser = '' AND expires > ?", handle, millis(at)).Update("browser", browser))
}

// his finds a flow of a browser. An unbound flow is nobody's.
const his = "handle = ? AND browser = ? AND browser <> ''"

// Flow implements smart.Flows.
func (s *Store) Flow(ctx context.Context, tenant string, handle, browser smart.Hash, at time.Time) (smart.Flow, error) {
	row, err := one[flow](s.of(ctx, tenant), his+" AND expires > ?", handle, browser, millis(at))
	return row.value(), err
}

// ChoosePatient implements smart.Flows.
func (s *Store) ChoosePatient(ctx context.Context, tenant string, handle, browser smart.Hash, patient string) error {
	return changed(s.of(ctx, tenant).Model(&flow{}).Where(his, handle, browser).Update("patient", patient))
}

// ChooseEncounter implements smart.Flows.
func (s *Store) ChooseEncounter(ctx context.Context, tenant string, handle, browser smart.Hash, encounter string) error {
	return changed(s.of(ctx, tenant).Model(&flow{}).Where(his, handle, browser).Updates(map[string]any{"encounter": encounter, "visited": true}))
}

// EndFlow implements smart.Flows.
func (s *Store) EndFlow(ctx context.Context, tenant string, handle, browser smart.Hash) error {
	return changed(s.of(ctx, tenant).Where(his, handle, browser).Delete(&flow{}))
}

// Approve implements smart.Flows.
func (s *Store) Approve(ctx context.Context, tenant string, f smart.Flow, a smart.Authorization, c smart.Code, at time.Time) error {
	return s.transaction(ctx, func(tx *gorm.DB) error {
		if err := changed(within(tx, tenant).Where(his+" AND expires > ?", f.Handle, f.Browser, millis(at)).Delete(&flow{})); err != nil {
			return err
		}
		if err := signedIn(tx, tenant, f.Browser, at); err != nil {
			return err
		}
		if f.Launch != "" {
			unused := within(tx, tenant).Model(&launch{}).Where("handle = ? AND used = 0 AND expires > ?", f.Launch, millis(at))
			if err := changed(unused.Update("used", millis(at))); err != nil {
				return err
			}
		}
		if err := insert(tx, tenant, authorizationRow(tenant, a)); err != nil {
			return err
		}
		return insert(tx, tenant, &code{
			Tenant: tenant, Hash: string(c.Hash), Authorization: c.Authorization, Client: c.Client, RedirectURI: c.RedirectURI,
			Challenge: c.Challenge, Expires: millis(c.Expires),
		})
	})
}
