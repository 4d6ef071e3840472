package access

import "strings"

// Permissions are what a scope lets be done with resources of its type. A server that only reads has nothing that the
// first, third and fourth would give.
//
// See https://hl7.org/fhir/smart-app-launch/STU2.2/scopes-and-launch-context.html#scopes-for-requesting-fhir-resources.
type Permissions uint8

// The permissions, in the order that SMART writes them in: c, r, u, d, s.
const (
	Create Permissions = 1 << iota
	Read               // of one resource by its id
	Update
	Delete
	Search // by criteria
)

// EveryPermission is all of them: cruds.
const EveryPermission = Create | Read | Update | Delete | Search

// letters are the permissions in their order.
const letters = "cruds"

// String is the permissions as SMART 2 writes them: rs.
func (p Permissions) String() string {
	var b strings.Builder
	for i := range letters {
		if p&(1<<i) != 0 {
			b.WriteByte(letters[i])
		}
	}
	return b.String()
}

// words are the permissions of SMART 1. A read searches too.
var words = map[string]Permissions{"read": Read | Search, "write": Create | Update | Delete, "*": EveryPermission}

// word is the permissions as SMART 1 writes them; "" for a part that it has no word for.
func (p Permissions) word() string {
	for word, all := range words {
		if p == all {
			return word
		}
	}
	return ""
}

// parsePermissions reads some of cruds, each once and in their order.
func parsePermissions(text string) (Permissions, bool) {
	var p Permissions
	last := -1
	for _, c := range text {
		at := strings.IndexRune(letters, c)
		if at <= last {
			return 0, false
		}
		p, last = p|1<<at, at
	}
	return p, p != 0
}
