package access

import "slices"

// Reach is whose records may be seen. The zero Reach is nobody's.
type Reach struct {
	everyone bool
	patients []string

	within        bool     // of these records, what is of some organisations
	organizations []string // which, as Type/id
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

// Within is what of the records is of some organisations, given as Type/id, or of what is a part of these. Without any it is
// nothing.
func (r Reach) Within(organizations ...string) Reach {
	r.within, r.organizations = true, slices.Clone(organizations)
	slices.Sort(r.organizations)
	r.organizations = slices.Compact(r.organizations)
	return r
}

// Everyone tells that every patient's record is reached; where the reach is within organisations, what there is of them.
func (r Reach) Everyone() bool { return r.everyone }

// Bound tells that the reach is within organisations.
func (r Reach) Bound() bool { return r.within }

// Organizations are those that the reach is within, as Type/id.
func (r Reach) Organizations() []string { return r.organizations }

// all tells that nothing is outside.
func (r Reach) all() bool { return r.everyone && !r.within }

// Patients are the ids of the patients whose records are reached, unless everyone's are.
func (r Reach) Patients() []string { return r.patients }

// Nobody tells that nothing is reached.
func (r Reach) Nobody() bool {
	return !r.everyone && len(r.patients) == 0 || r.within && len(r.organizations) == 0
}

// Equal tells whether the same records are reached.
func (r Reach) Equal(other Reach) bool {
	return r.everyone == other.everyone && slices.Equal(r.patients, other.patients) &&
		r.within == other.within && slices.Equal(r.organizations, other.organizations)
}

// people are the types whose resources tell of patients by themselves. Where a mapping says of such a source that it is the
// directory's, its resources are still nobody's whose grant reaches some patients only: a Group has other patients among its
// members.
var people = []string{"Group", "Patient", "Person", "RelatedPerson"}

// Directory tells whether resources of a type that are in no patient's record, and that a mapping gives to every user of the
// tenant (access: directory), may be seen by a grant that reaches some patients only.
func Directory(resource string) bool { return !slices.Contains(people, resource) }
