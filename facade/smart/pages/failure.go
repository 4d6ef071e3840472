package pages

// Failure says that something does not work, and what to do. It never says how the server is made.
type Failure struct {
	Title     string // what is wrong, in a few words
	Text      string // more of it; may be empty
	Advice    string // what to do, a sentence
	Reference string // the request's id, for those who help; may be empty
}

func (p Failure) head() head {
	return head{template: "failure", title: p.Title}
}

// SignedOut says that nobody is signed in any more.
type SignedOut struct {
	Login string // the path of the login page; empty: no link
}

func (p SignedOut) head() head {
	return head{template: "signed_out", title: "Signed out"}
}
