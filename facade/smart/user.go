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
	Name         string   // what is typed at login
	PasswordHash string   // in one of the forms that say themselves what they are, see mappers/password; empty: no login with a password
	DisplayName  string   // name: what people read
	FHIRUser     string   // a relative reference: Practitioner/5, Patient/7, RelatedPerson/3; empty: none
	Roles        []string // names of roles of the mapping; a user that Portico keeps may have none: see reachOf
	Patients     []string // ids of the patients that a related person is related to
	Active       bool
	Stamp        string // of the password when the user was read: see stamps; empty: nothing is said
	Created      time.Time

	Organizations []string // that the user belongs to, as Type/id: Organization/3
}

// is tells whether two are the same person.
func (u User) is(other User) bool { return u.ID != "" && u.ID == other.ID && u.Source == other.Source }

// Failures are logins that failed in a row.
type Failures struct {
	Count int
	Last  time.Time
}
