package pages

// Failure says that something does not work, and what to do. It never says how the server is made.
type Failure struct {
	Account   Account
	Title     string // what is wrong, in a few words
	Text      string // more of it; may be empty
	Advice    string // what to do, a sentence
	Reference string // the request's id, for those who help; may be empty
	Links     []Link
}

// Link is a way on.
type Link struct {
	Text    string
	Address string // a path of this server, or an https address
}

func (p Failure) head() head {
	return head{template: "failure", title: p.Title, account: p.Account}
}

// SignedOut says that nobody is signed in any more.
type SignedOut struct {
	Login string // the path of the login page; empty: no link
}

func (p SignedOut) head() head {
	return head{template: "signed_out", title: "Signed out"}
}
