package console

import (
	"encoding/json"
	"net/http"

	"ehr.example/portico/config"
)

// listed is a tenant as the console tells of it.
type listed struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	BaseURL string `json:"baseUrl"`
	Mapper  string `json:"mapper"`
	State   string `json:"state"`         // active, suspended, or away: it could not be built when it was last tried
	Why     string `json:"why,omitempty"` // of away
}

// tenants answers GET /tenants with those that the process serves or would serve, by their ids.
func (c *Console) tenants(w http.ResponseWriter, r *http.Request) {
	all := []listed{}
	for _, t := range c.Tenants.Tenants() {
		cfg := t.Config()
		l := listed{ID: cfg.ID, Name: cfg.Name, BaseURL: cfg.BaseURL, Mapper: cfg.Mapper, State: string(cfg.State)}
		if cfg.State == config.Active {
			if _, err := t.Site(r.Context()); err != nil {
				l.State, l.Why = "away", err.Error()
			}
		}
		all = append(all, l)
	}
	text, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		c.refuse(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(append(text, '\n'))
}
