package pages

import (
	"net/url"
	"time"

	"ehr.example/portico/facade/access"
)

// Consent asks whether an app may have what it asks for. Everything can be left out, and of a whole type a part be taken.
// The answer has FieldDecision, and Granted reads the rest of it.
type Consent struct {
	Form
	Account Account
	App     ConsentApp
	Subject Subject       // whose record scopes for a patient open
	Asked   access.Scopes // as far as they can be granted
	Types   []string      // the resource types that the tenant has: what a scope for all types is made of
	Lasts   time.Duration // how long offline access holds when the app is not used; 0: not said
	Answer  url.Values    // the form as it came, when it is shown again; nil: everything is marked
	Problem string        // what is wrong with it, in words
}

// ConsentApp is who asks.
type ConsentApp struct {
	Name    string
	Logo    string // an https address; empty: none
	Website string // the host that the answer goes to, as people read it; empty: an app on this device
}

func (p Consent) head() head {
	title := "Allow " + p.App.Name + "?"
	if p.Problem != "" {
		title = "Problem: " + title
	}
	return head{template: "consent", title: title, account: p.Account, images: []string{p.App.Logo}, leads: p.Leads}
}

// Granted is what a form gives: some of Asked, or parts of it. What was not asked for is never given, whatever the form
// says.
func (p Consent) Granted(form url.Values) access.Scopes {
	var out access.Scopes
	for _, c := range choices(p.Asked, p.Types, p.Subject) {
		out = append(out, c.granted(form)...)
	}
	return out
}

// Group is choices of one kind, under a heading.
type Group struct {
	Heading string
	Choices []Choice
}

// Groups are the choices in the order of the page, marked as the answer has them.
func (p Consent) Groups() []Group {
	headings := []string{p.recordHeading(), "Everything that you may see", "Every record, without anybody signed in", "Who you are", "What you are working on", "For how long"}
	groups := make([]Group, len(headings))
	for i, c := range choices(p.Asked, p.Types, p.Subject) {
		c.Number = i + 1
		c.mark(p.Answer)
		if c.first().Name == access.OfflineAccess && p.Lasts > 0 {
			c.Note = "Without use it ends after " + span(p.Lasts) + "."
		}
		at := c.group()
		groups[at].Choices = append(groups[at].Choices, c)
	}
	var out []Group
	for i, g := range groups {
		if len(g.Choices) > 0 {
			out = append(out, Group{Heading: headings[i], Choices: g.Choices})
		}
	}
	return out
}

func (p Consent) recordHeading() string {
	switch {
	case p.Subject.Self:
		return "Your health record"
	case p.Subject.Name != "":
		return "The record of " + p.Subject.Name
	}
	return "The record of the chosen patient"
}
