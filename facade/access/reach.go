package access

import "slices"

// Reach is whose records may be seen. The zero Reach is nobody's.
type Reach struct {
	everyone bool
	patients []string
}

// Everyone reaches every patient's record of the tenant: that is what practitioners and administrators see.
func Everyone() Reach { return Reach{everyone: true} }

// Patients reaches the records of some patients, by their ids: a patient's own, or those that a related person looks after.
func Patients(ids ...string) Reach {
	out := Reach{}
	for _, id := range ids {
		if id != "" && !slices.Contains(out.patients, id) {
			out.patients = append(out.patients, id)
		}
	}
	slices.Sort(out.patients)
	return out
}

// Everyone tells that every patient's record is reached.
func (r Reach) Everyone() bool { return r.everyone }

// Patients are the ids of the patients whose records are reached, unless everyone's are.
func (r Reach) Patients() []string { return r.patients }

// nobody tells that nothing is reached.
func (r Reach) nobody() bool { return !r.everyone && len(r.patients) == 0 }

// Equal tells whether the same records are reached.
func (r Reach) Equal(other Reach) bool {
	return r.everyone == other.everyone && slices.Equal(r.patients, other.patients)
}

// people are the types whose resources tell of patients by themselves. Where a mapping says of such a source that it is the
// directory's, its resources are still nobody's whose grant reaches some patients only: a Group has other patients among its
// members.
var people = []string{"Group", "Patient", "Person", "RelatedPerson"}

// Directory tells whether resources of a type that are in no patient's record, and that a mapping gives to every user of the
// tenant (access: directory), may be seen by a grant that reaches some patients only.
func Directory(resource string) bool { return !slices.Contains(people, resource) }
