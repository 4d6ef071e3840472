package pages

import "time"

// Apps is what a person granted. The answer has FieldAuthorization: what to revoke.
type Apps struct {
	Form
	Account Account
	Grants  []Grant // newest first
	Notice  string  // what was just done, in words; empty: nothing
}

// Grant is what one app may do.
type Grant struct {
	ID      string // of the authorization
	App     string
	Logo    string   // an https address; empty: none
	Patient string   // whose record it is about, in words; empty: no single patient's
	Allowed []string // in words: see Sentence
	Granted time.Time
	Expires time.Time // both in the tenant's zone
}

func (p Apps) head() head {
	h := head{template: "apps", title: "My apps", account: p.Account, leads: p.Leads}
	for _, g := range p.Grants {
		h.images = append(h.images, g.Logo)
	}
	return h
}
