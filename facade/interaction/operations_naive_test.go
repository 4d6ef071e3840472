package interaction_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/mappers/fhir"
)

// askedTypes are those of the _type of $everything.
func (q searched) askedTypes() []string {
	var out []string
	for _, list := range q.own["_type"] {
		out = append(out, strings.Split(list, ",")...)
	}
	return out
}

// admits tells whether a type may be in $everything: what is in the patient's compartment has to be searched, what that refers to
// may be read as well.
func (v *view) admits(typ string) bool {
	if typ != "Patient" && fhir.PatientCompartment(typ) != nil {
		return v.searches(typ)
	}
	return v.reads(typ)
}

// hides tells $everything of a patient who does not exist, or who may not be seen.
func (v *view) hides(q searched) bool {
	patient := v.byName[q.within.String()]
	return q.operation == interaction.Everything && (patient == nil || !v.shows(patient))
}

// record is everything of a patient (R4, Patient-everything) by the JSON of all resources: the patient; what is in the compartment
// and tells of care between start and end, or of no time; what these refer to outside of compartments; the Provenance of all of
// that. Of these, what changed since then and is of the types that are asked for. References are followed from what may be seen.
func (v *view) record(q searched) []*item {
	patient := v.byName[q.within.String()]
	if v.hides(q) {
		return nil
	}
	kept := []*item{patient}
	for _, it := range v.records[patient.id] {
		if v.sees(it) && v.cares(q, it) {
			kept = append(kept, it)
		}
	}
	in := map[*item]bool{}
	for _, it := range kept {
		in[it] = true
		for _, other := range v.referredTo(it) {
			if fhir.PatientCompartment(other.typ) == nil && v.shows(other) {
				in[other] = true
			}
		}
	}
	for _, it := range keysOf(in) {
		for _, provenance := range v.about[it] {
			if v.sees(provenance) {
				in[provenance] = true
			}
		}
	}
	out := slices.DeleteFunc(keysOf(in), func(it *item) bool {
		types := q.askedTypes()
		return len(types) > 0 && !slices.Contains(types, it.typ) || !v.changedSince(q, it)
	})
	slices.SortFunc(out, func(a, b *item) int { return cmp.Or(cmp.Compare(a.typ, b.typ), cmp.Compare(v.place[a], v.place[b])) })
	return out
}

func keysOf(set map[*item]bool) []*item {
	out := make([]*item, 0, len(set))
	for it := range set {
		out = append(out, it)
	}
	return out
}

// referredTo are the resources that the references and addresses in a resource lead to.
func (n *naive) referredTo(it *item) []*item {
	return n.leads.of(it, func() []*item {
		var out []*item
		for _, reference := range n.referencesIn(it.tree) {
			if other := n.byName[reference]; other != nil {
				out = append(out, other)
			}
		}
		return out
	})
}

// caredFor are the times that a resource of a patient's compartment tells of: all of its dates that can be searched for, but not
// when it changed, when a patient was born or died, and when a shot had a reaction.
func caredFor(it *item) []span {
	var out []span
	for code, values := range it.values {
		if slices.Contains([]string{"_lastUpdated", "birthdate", "death-date", "reaction-date"}, code) {
			continue
		}
		for _, value := range values {
			if s, ok := value.(span); ok {
				out = append(out, s)
			}
		}
	}
	slices.SortFunc(out, func(a, b span) int { return cmp.Or(a.low.Compare(b.low), a.high.Compare(b.high)) })
	return out
}

// cares tells whether a resource tells of care between start and end, both within it, or of no time.
func (v *view) cares(q searched, it *item) bool {
	times := caredFor(it)
	return len(times) == 0 || slices.ContainsFunc(times, func(s span) bool {
		return v.reaches(s, "ge", q.own.Get("start")) && v.reaches(s, "le", q.own.Get("end"))
	})
}

// reaches tells whether a time compares as asked with a date; without one it does.
func (v *view) reaches(s span, prefix, text string) bool {
	if text == "" {
		return true
	}
	low, high := dates{v.site.Zone.Location}.interval(text)
	return s.compares(prefix, low, high)
}

// changedSince tells whether a resource changed since then, or does not say when it did.
func (v *view) changedSince(q searched, it *item) bool {
	changed := it.values["_lastUpdated"]
	return len(changed) == 0 || v.reaches(changed[0].(span), "ge", q.own.Get("_since"))
}

// unlikeRecord says how everything of a patient differs from what it should be: each resource once, those of a type in the order of
// a search for it.
func (v *view) unlikeRecord(got, want []*item) string {
	wanted, last := map[*item]bool{}, map[string]*item{}
	for _, it := range want {
		wanted[it] = true
	}
	for _, it := range got {
		if !wanted[it] {
			return fmt.Sprintf("%s/%s is there, which should not be, or is twice", it.typ, it.id)
		}
		delete(wanted, it)
		if before := last[it.typ]; before != nil && v.place[before] > v.place[it] {
			return fmt.Sprintf("%s/%s stands behind %s", it.typ, it.id, before.id)
		}
		last[it.typ] = it
	}
	return ""
}

// latest tells whether only the latest of each code, or of each type of documents, are asked for.
func (q searched) latest() bool {
	return q.operation == interaction.LastN || q.operation == interaction.DocRef && !q.own.Has("start") && !q.own.Has("end")
}

// grouping is what the latest of an operation's resources are of, and by which dates they are the latest.
func (q searched) grouping() (code string, dates []string) {
	if q.operation == interaction.DocRef {
		return "type", []string{"date", "period"}
	}
	return "code", []string{"date"}
}

// documentsOf are the documents of care between two days, or the latest of each type.
func (v *view) documentsOf(q searched, matches []*item) []*item {
	if q.latest() {
		return v.latest(q, matches)
	}
	return slices.DeleteFunc(matches, func(it *item) bool { return !v.cares(q, it) })
}

// latest are, of each code, the resources with the latest dates (R4, Observation-lastn): as many as max says, and those whose dates
// are as late. What has no date is earlier than all else.
func (v *view) latest(q searched, matches []*item) []*item {
	most := 1
	if text := q.own.Get("max"); text != "" {
		_, _ = fmt.Sscan(text, &most)
	}
	of := map[string][]*item{}
	for _, it := range matches {
		of[codedAs(q, it)] = append(of[codedAs(q, it)], it)
	}
	var out []*item
	for _, it := range matches {
		later := 0
		for _, other := range of[codedAs(q, it)] {
			if laterThan(q, other, it) {
				later++
			}
		}
		if later < most {
			out = append(out, it)
		}
	}
	return out
}

// codedAs is the code by which a resource is grouped: its first coding, or its text.
func codedAs(q searched, it *item) string {
	code, _ := q.grouping()
	concept, _ := it.tree[code].(map[string]any)
	codings, _ := concept["coding"].([]any)
	for _, c := range codings {
		if coding, _ := c.(map[string]any); coding["code"] != nil {
			return fmt.Sprint(coding["system"], "|", coding["code"])
		}
	}
	return fmt.Sprint("=", concept["text"])
}

// dateIn is when a resource is from; nil: nobody says.
func dateIn(q searched, it *item) any {
	_, codes := q.grouping()
	for _, code := range codes {
		if at := foremost(it, code, true, compareOf("date")); at != nil {
			return at
		}
	}
	return nil
}

func laterThan(q searched, a, b *item) bool {
	x, y := dateIn(q, a), dateIn(q, b)
	return x != nil && (y == nil || compareOf("date")(x, y) > 0)
}

// unlikeLatest says how the latest resources differ from what they should be: code by code, in each from the latest to the oldest.
func (v *view) unlikeLatest(q searched, got, want []*item) string {
	wanted, seen := map[*item]bool{}, map[string]bool{}
	for _, it := range want {
		wanted[it] = true
	}
	for i, it := range got {
		if !wanted[it] {
			return differing(got, want)
		}
		delete(wanted, it)
		switch code := codedAs(q, it); {
		case i > 0 && code == codedAs(q, got[i-1]):
			if laterThan(q, it, got[i-1]) {
				return fmt.Sprintf("%s at place %d stands behind %s, and is later", it.id, i, got[i-1].id)
			}
		case seen[code]:
			return fmt.Sprintf("%s at place %d stands away from others of its code %s", it.id, i, code)
		default:
			seen[code] = true
		}
	}
	return ""
}
