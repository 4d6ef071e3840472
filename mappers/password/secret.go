package password

import "time"

// Kept is what a table holds of a password.
type Kept struct {
	Hash string
	Salt string // from beside it, where the form takes one; else it is not looked at
	// Forms are those that the table may have; none: those of the verifier.
	Forms []Form
}

// secret is a kept password taken apart.
type secret interface {
	// matches tells whether a typed password is the one, in a time that depends on the cost only.
	matches(typed string) bool
	// work is about how long matches takes on a server of these years: what tells a dear secret from a cheap one.
	work() time.Duration
	// memory is how many MiB it takes meanwhile.
	memory() int64
	// excessive tells that it costs more than any system that means well asks for.
	excessive() bool
	// nobodys is a secret of the same cost that nobody has.
	nobodys() secret
}
