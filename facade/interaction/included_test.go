package interaction_test

import (
	"slices"
	"strings"

	"ehr.example/portico/mappers/fhir"
)

// beside are the resources that a page with these matches includes (R4 §3.1.1.5.4): what they refer to and what refers to
// them by one of the includes, and by those that iterate what is beside those. None is a match of the page.
func (v *view) beside(q searched, matches []*item) map[*item]bool {
	here, out := map[*item]bool{}, map[*item]bool{}
	for _, it := range matches {
		here[it] = true
	}
	last := matches
	for first := true; len(last) > 0; first = false {
		var next []*item
		for _, it := range last {
			for _, i := range q.includes {
				if !first && !i.iterate {
					continue
				}
				for _, other := range v.across(i, it) {
					if !here[other] {
						here[other], out[other] = true, true
						next = append(next, other)
					}
				}
			}
		}
		last = next
	}
	return out
}

// across are the resources at the other end of an include.
func (v *view) across(i include, it *item) []*item {
	var out []*item
	if i.reverse {
		for _, l := range v.links[it.typ+"/"+it.id] {
			if l.from.typ == i.typ && l.code == i.code && (i.target == "" || i.target == it.typ) && v.sees(l.from) {
				out = append(out, l.from)
			}
		}
		return out
	}
	if it.typ != i.typ || fhir.SearchParameterOf(it.typ, i.code) == nil {
		return nil
	}
	for _, ref := range it.values[i.code] {
		target := v.byName[ref.(string)]
		if target != nil && (i.target == "" || i.target == target.typ) && v.shows(target) {
			out = append(out, target)
		}
	}
	return out
}

// unlikeIncludes says how what a page includes differs from what it should.
func (v *view) unlikeIncludes(q searched, matches, included []*item) string {
	want := v.beside(q, matches)
	var problems []string
	seen := map[*item]bool{}
	for _, it := range included {
		switch {
		case seen[it]:
			problems = append(problems, it.typ+"/"+it.id+" is included twice")
		case !want[it]:
			problems = append(problems, it.typ+"/"+it.id+" is included")
		}
		seen[it] = true
	}
	for it := range want {
		if !seen[it] {
			problems = append(problems, it.typ+"/"+it.id+" is not included")
		}
	}
	slices.Sort(problems)
	return strings.Join(problems[:min(4, len(problems))], "; ")
}
