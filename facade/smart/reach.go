package smart

import (
	"strings"

	"ehr.example/portico/facade/access"
)

// ReachOf is whose records a user sees by his or her kind alone: a practitioner those of the tenant, a patient the own one,
// anybody else none.
func ReachOf(u User) access.Reach {
	kind, id, _ := strings.Cut(u.FHIRUser, "/")
	switch kind {
	case "Practitioner", "PractitionerRole":
		return access.Everyone()
	case "Patient":
		return access.Patients(id)
	}
	return access.Reach{}
}
