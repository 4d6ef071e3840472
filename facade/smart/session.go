package smart

import "time"

// Session is a browser that a user is signed in with.
type Session struct {
	Browser  Hash // of the browser's cookie
	ID       string
	User     User      // as it was at login; only what identifies it is kept
	AuthTime time.Time // auth_time: when the password was given
	Expires  time.Time
}
