package interaction_test

import (
	"slices"
	"strings"
)

// belongs tells whether a resource is of one of some organisations, or of a part of one: as its JSON and that of what it refers to
// say, under the rules of the mapping that it is made by. A companion is its owner's.
func (n *naive) belongs(it *item, organizations []string) bool {
	if owner := n.owner(it); owner != nil {
		return n.belongs(owner, organizations)
	}
	return belongings[n.mapper](n, it, n.below(organizations))
}

// belongings are what mappings say of organisations, in the words of FHIR.
var belongings = map[string]func(n *naive, it *item, reached []string) bool{"wards": ofWards, "practice": ofPractice}

// ofPractice are the rules of mappers/ehr/practice: visits are of their site, vital signs and what was diagnosed at a visit of the
// visit's, and all else of a patient of the sites where the patient came.
func ofPractice(n *naive, it *item, reached []string) bool {
	switch it.typ {
	case "Practitioner", "Organization", "Location", "Medication":
		return true
	case "Encounter":
		return slices.ContainsFunc(to(it, "serviceProvider"), func(one string) bool { return slices.Contains(reached, one) })
	}
	if it.typ == "Observation" && vitalSigns(it) || it.typ == "Condition" && diagnosed(it) {
		return slices.ContainsFunc(to(it, "encounter"), func(one string) bool { return n.ofNamed(one, ofPractice, reached) })
	}
	return n.came(reached)["Patient/"+n.recordOf(it)]
}

func vitalSigns(it *item) bool {
	return slices.ContainsFunc(it.values["category"], func(one any) bool { return one.(token).code == "vital-signs" })
}

func diagnosed(it *item) bool {
	return slices.ContainsFunc(it.values["category"], func(one any) bool { return one.(token).code == "encounter-diagnosis" })
}

// came are the patients who came to one of some sites.
func (n *naive) came(reached []string) map[string]bool {
	key := "came " + strings.Join(reached, " ")
	if out, known := n.parts.Load(key); known {
		return out.(map[string]bool)
	}
	out := map[string]bool{}
	for _, e := range n.items["Encounter"] {
		if ofPractice(n, e, reached) {
			for _, patient := range to(e, "subject") {
				out[patient] = true
			}
		}
	}
	n.parts.Store(key, out)
	return out
}

// ofWards are the rules of testdata/shapes/wards.
func ofWards(n *naive, it *item, reached []string) bool {
	switch it.typ {
	case "Organization":
		return slices.Contains(reached, it.typ+"/"+it.id)
	case "Flag":
		return false
	case "Patient":
		return n.anyOf("Encounter", func(e *item) bool {
			return slices.Contains(to(e, "subject"), "Patient/"+it.id) && ofWards(n, e, reached)
		})
	case "Encounter":
		at := to(it, "location", "location")
		if len(at) == 0 {
			at = to(it, "serviceProvider")
		}
		return slices.ContainsFunc(at, func(one string) bool { return slices.Contains(reached, one) })
	case "Observation":
		for _, stay := range it.values["identifier"] {
			return n.ofNamed("Encounter/"+stay.(token).code, ofWards, reached)
		}
		return n.ofNamed("Patient/"+n.recordOf(it), ofWards, reached)
	case "DocumentReference":
		return slices.ContainsFunc(to(it, "context", "encounter"), func(one string) bool { return n.ofNamed(one, ofWards, reached) })
	}
	return true // shared
}

// anyOf tells whether some resource of a type is so.
func (n *naive) anyOf(typ string, is func(*item) bool) bool {
	return slices.ContainsFunc(n.items[typ], is)
}

// ofNamed follows a reference.
func (n *naive) ofNamed(name string, rule func(*naive, *item, []string) bool, reached []string) bool {
	it := n.byName[name]
	return it != nil && rule(n, it, reached)
}

// to are the references at a path of a resource.
func to(it *item, path ...string) []string {
	var out []string
	var walk func(value any, path []string)
	walk = func(value any, path []string) {
		switch x := value.(type) {
		case []any:
			for _, one := range x {
				walk(one, path)
			}
		case map[string]any:
			if len(path) > 0 {
				walk(x[path[0]], path[1:])
			} else if text, ok := x["reference"].(string); ok {
				out = append(out, text)
			}
		}
	}
	walk(it.tree, path)
	return out
}

// below are organisations that are there, with all that is a part of them, whatever the depth. One that is a part of what is a part
// of it has nothing below it.
func (n *naive) below(organizations []string) []string {
	key := strings.Join(organizations, " ")
	if out, known := n.parts.Load(key); known {
		return out.([]string)
	}
	parts := map[string][]string{}
	for _, typ := range []string{"Organization", "Location"} {
		for _, it := range n.items[typ] {
			up, name := to(it, "partOf"), it.typ+"/"+it.id
			switch {
			case typ == "Location" && n.mapper == "wards":
				up = to(it, "managingOrganization")
			case typ == "Location": // of practice: one row is an Organization and a Location, and only that one says it
				name = "Organization/" + it.id
			}
			for _, one := range up {
				if n.mapper == "practice" {
					one = strings.Replace(one, "Location/", "Organization/", 1)
				}
				if one != name {
					parts[one] = append(parts[one], name)
				}
			}
		}
	}
	var out []string
	for _, start := range organizations {
		if n.byName[start] == nil {
			continue
		}
		found := []string{start}
		for at := 0; at < len(found); at++ {
			for _, part := range parts[found[at]] {
				if part == start {
					found, at = []string{start}, len(found)
					break
				}
				if !slices.Contains(found, part) {
					found = append(found, part)
				}
			}
		}
		out = append(out, found...)
	}
	n.parts.Store(key, out)
	return out
}
