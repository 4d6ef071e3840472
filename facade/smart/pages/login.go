package pages

import "time"

// LoginProblem is why the login page is shown again.
type LoginProblem string

// The problems. None says whether there is such a user.
const (
	NoProblem       LoginProblem = ""
	WrongPassword   LoginProblem = "wrong"    // name or password
	TooManyAttempts LoginProblem = "attempts" // Login.Wait says for how long
)

// Login asks who somebody is. The answer has FieldUsername and FieldPassword, or FieldProvider, or FieldDecision Deny.
type Login struct {
	Form
	App       string // the app that asks; empty: none does
	Username  string // what was typed before
	Problem   LoginProblem
	Wait      time.Duration // of TooManyAttempts
	Providers []Provider    // others that people may log in with
	Cancel    bool          // there is an app to go back to
}

// Provider is an OpenID provider that a tenant's people may log in with.
type Provider struct {
	ID   string
	Name string // what people read
}

func (p Login) head() head {
	title := "Sign in"
	if p.Problem != NoProblem {
		title = "Problem: " + title
	}
	return head{template: "login", title: title, leads: p.Leads}
}
