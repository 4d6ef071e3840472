package pages

// Launch lets a tester open an app as the EHR would. The answer has FieldClient, FieldPatient, FieldEncounter and
// FieldIntent.
type Launch struct {
	Form
	Account   Account
	Apps      []LaunchApp
	App       string            // the ID of the one that is chosen; empty: the first
	Patient   string            // an id
	Encounter string            // an id
	Intent    string            // see SMART App Launch 2.2, "intent"
	Problems  map[string]string // what is wrong with a field, in words
}

// LaunchApp is an app that can be opened.
type LaunchApp struct {
	ID   string
	Name string
	URL  string // its launch URL
}

// Chosen is the ID of the app that is marked.
func (p Launch) Chosen() string {
	if p.App == "" && len(p.Apps) > 0 {
		return p.Apps[0].ID
	}
	return p.App
}

func (p Launch) head() head {
	title := "Open an app"
	if len(p.Problems) > 0 {
		title = "Problem: " + title
	}
	h := head{template: "launch", title: title, account: p.Account, leads: p.Leads}
	for _, app := range p.Apps {
		h.leads = append(h.leads, app.URL)
	}
	return h
}
