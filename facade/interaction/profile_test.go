package interaction_test

import (
	"strings"
	"testing"

	"ehr.example/portico/mappers/fhir"
)

// wanting are elements of US Core that practice's schema does not hold, with the reason, and those that single rows lack.
var wanting = map[string]string{
	"us-core-patient identifier":                           "Bare has no number",
	"us-core-practitioner identifier":                      "some staff have no NPI",
	"us-core-practitioner address":                         "staff has none",
	"us-core-encounter identifier":                         "the visit has its uid alone",
	"us-core-encounter participant.type":                   "not kept",
	"us-core-encounter participant.period":                 "not kept",
	"us-core-encounter reasonReference":                    "the reason is text",
	"us-core-encounter hospitalization":                    "not kept",
	"us-core-encounter location":                           "serviceProvider says where",
	"us-core-condition-encounter-diagnosis onset[x]":       "a slip says when it was billed",
	"us-core-diagnosticreport-note result":                 "a note is words",
	"us-core-diagnosticreport-note media":                  "no pictures are kept",
	"us-core-documentreference content.attachment.data":    "the Binary has it",
	"us-core-observation-lab specimen":                     "not kept",
	"us-core-observation-screening-assessment derivedFrom": "members are told by their group",
	"us-core-simple-observation derivedFrom":               "what was drunk is told",
	"us-core-patient name.period":                          "an old name is a maiden name",
	"us-core-procedure basedOn":                            "nothing was ordered",
	"us-core-medicationrequest reasonReference":            "reasonCode says why",
	"us-core-encounter type":                               "some visits have none",
	"us-core-blood-pressure value[x]":                      "it is in the components",
}

// TestProfiles: what a profile demands is there in every resource that claims it, and what it wants in some, but for what
// the schema does not hold. Slices are looked at as their elements.
func TestProfiles(t *testing.T) {
	for _, s := range subjects(t) {
		t.Run(s.site.Tenant, s.profiles)
	}
}

func (s *subject) profiles(t *testing.T) {
	claims := map[*fhir.Profile][]*item{}
	for _, items := range s.items {
		for _, it := range items {
			meta, _ := it.tree["meta"].(map[string]any)
			urls, _ := meta["profile"].([]any)
			for _, url := range urls {
				p := fhir.ProfileNamed(url.(string))
				if p == nil || p.Type != it.typ {
					t.Errorf("%s/%s claims %s", it.typ, it.id, url)
					continue
				}
				claims[p] = append(claims[p], it)
			}
		}
	}
	for p, items := range claims {
		for _, el := range p.Elements {
			if wanted(p, el) {
				s.profiled(t, p, el, items)
			}
		}
	}
}

// wanted tells whether an element is looked at: no slice, and not one of those that wanting names, nor below one.
func wanted(p *fhir.Profile, el fhir.ProfileElement) bool {
	vital := el.Path == "dataAbsentReason" || strings.HasPrefix(el.Path, "component")
	if strings.Contains(el.Path, ":") || vital && p.Name() != "us-core-blood-pressure" {
		return false
	}
	for path := el.Path; path != ""; path = path[:max(strings.LastIndexByte(path, '.'), 0)] {
		if wanting[p.Name()+" "+path] != "" {
			return false
		}
	}
	return el.Path != "dataAbsentReason"
}

// profiled checks one element of a profile in the resources that claim it.
func (s *subject) profiled(t *testing.T, p *fhir.Profile, el fhir.ProfileElement, items []*item) {
	t.Helper()
	steps := strings.Split(el.Path, ".")
	there := 0
	for _, it := range items {
		parents := led([]any{it.tree}, steps[:len(steps)-1])
		for _, parent := range parents {
			switch n := len(led([]any{parent}, steps[len(steps)-1:])); {
			case n > 0:
				there++
			case el.Min > 0:
				t.Errorf("%s/%s lacks %s, which %s demands", it.typ, it.id, el.Path, p.Name())
			}
		}
	}
	if there == 0 && s.site.Tenant == "my-clinic" {
		t.Errorf("no resource has %s, which %s wants", el.Path, p.Name())
	}
}

// led is where steps lead to in a resource's JSON; a primitive that only has extensions is there too.
func led(from []any, steps []string) []any {
	for _, step := range steps {
		var next []any
		choice, chosen := strings.CutSuffix(step, "[x]")
		for _, v := range from {
			object, _ := v.(map[string]any)
			for name, member := range object {
				if name != step && name != "_"+step && (!chosen || !strings.HasPrefix(name, choice)) {
					continue
				}
				if list, ok := member.([]any); ok {
					next = append(next, list...)
				} else {
					next = append(next, member)
				}
			}
		}
		from = next
	}
	return from
}
