package smart

import "time"

// Authorization is what was granted to an app: the consent of a user, or the registration of a backend service. Codes
// and tokens belong to it and are worth nothing once it is revoked.
type Authorization struct {
	ID      string
	Client  string
	User    User   // who granted it: Source and ID, and of users whom others keep all that is known; zero: nobody
	Session string // the session that refresh tokens live as long as (online_access); empty: they outlive it
	Scope   string // as granted
	Context Context
	Nonce   string // of the request, for the id_tokens
	// AuthTime is when the user logged in; zero without one.
	AuthTime time.Time
	Granted  time.Time
	Checked  time.Time // when User was read from whoever keeps it
	Redeemed bool      // a code of it became tokens
	Expires  time.Time // with the last token that it gave
	Revoked  time.Time // zero: it holds
}

// Code is an authorization code. See RFC 6749 section 4.1.2 and RFC 7636.
type Code struct {
	Hash          Hash
	Authorization string // id
	Client        string
	RedirectURI   string
	Challenge     string // code_challenge, S256
	Expires       time.Time
}
