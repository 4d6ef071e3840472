package smart

import "time"

// UserSource is who keeps a user.
type UserSource string

// The sources of users. A backend service has no user, and so none of them.
const (
	SourcePortico UserSource = "portico" // kept in the Store
	SourceEHR     UserSource = "ehr"     // of the EHR's own table
)

// User is a person who logs in to one tenant.
type User struct {
	ID           string // sub: opaque, never used again for somebody else
	Source       UserSource
	Name         string // what is typed at login
	PasswordHash string // bcrypt or argon2id, in its usual text form; empty: no login with a password
	DisplayName  string // name: what people read
	FHIRUser     string // a relative reference: Practitioner/5, Patient/7, RelatedPerson/3; empty: none
	Role         string // the name of a role of the mapping
	Active       bool
	Created      time.Time
}

// Failures are logins that failed in a row.
type Failures struct {
	Count int
	Last  time.Time
}
