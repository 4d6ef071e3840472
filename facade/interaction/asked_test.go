package interaction_test

import (
	"slices"
	"strings"

	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/program"
)

// setsOfCodes are the value sets that practice ships, as its people would write them down.
var setsOfCodes = map[string][]token{
	"http://practice.example/ValueSet/circulation": {
		{system: "http://loinc.org", code: "85354-9"},
		{system: "http://loinc.org", code: "8867-4"},
		{system: "http://loinc.org", code: "8480-6"},
		{system: "http://loinc.org", code: "8462-4"},
	},
	"http://practice.example/ValueSet/acute": {
		{system: "http://terminology.hl7.org/CodeSystem/v3-ActCode", code: "EMER"},
		{system: "http://terminology.hl7.org/CodeSystem/v3-ActCode", code: "IMP"},
		{system: "http://snomed.info/sct", code: "6736007"},
		{system: "http://snomed.info/sct", code: "24484000"},
	},
}

// inSet tells whether a code is in one of the value sets.
func inSet(t token, urls string) bool {
	return slices.ContainsFunc(parts(urls, ','), func(url string) bool {
		return slices.ContainsFunc(setsOfCodes[url], func(s token) bool { return s.system == t.system && s.code == t.code })
	})
}

// asked is what a modifier asks for in place of a parameter's values: a kind of its own, and the values that a
// resource has of it (R4 §3.1.1.4.7).
type asked struct {
	modifier string
	kind     kind
	values   func(s *subject, e element) []any
}

// askedOf are those modifiers, by the parameter's type.
var askedOf = map[string][]asked{
	"token": {
		{"text", texts{}, func(_ *subject, e element) []any { return wordsOf(e) }},
		{"of-type", typedIDs{}, func(_ *subject, e element) []any { return typedOf(e) }},
	},
	"reference": {{"identifier", tokens{}, identifiersOf}},
}

func askedBy(typ, modifier string) *asked {
	for i, a := range askedOf[typ] {
		if a.modifier == modifier {
			return &askedOf[typ][i]
		}
	}
	return nil
}

// having are the values that a probe of a parameter is compared with.
func (s *subject) having(it *item, code string, p probe) []any {
	param := fhir.SearchParameterOf(it.typ, code)
	a := askedBy(param.Type, p.modifier)
	if a == nil || code == "_id" {
		return it.values[code]
	}
	key := code + ":" + p.modifier
	s.mu.Lock()
	defer s.mu.Unlock()
	found, known := it.asked[key]
	if !known {
		for _, e := range elements(it, param) {
			if !e.exists {
				found = append(found, a.values(s, e)...)
			}
		}
		it.asked[key] = found
	}
	return found
}

// askedProbes are the ways to ask by those modifiers for what a resource has.
func (s *subject) askedProbes(it *item, code string) []probe {
	var out []probe
	for _, a := range s.askable(it.typ, code) {
		for _, v := range s.having(it, code, probe{modifier: a.modifier}) {
			out = append(out, a.probes(v)...)
		}
	}
	return out
}

// askable are the modifiers by which a parameter of a type can be asked.
func (s *subject) askable(typ, code string) []asked {
	var out []asked
	for _, a := range askedOf[fhir.SearchParameterOf(typ, code).Type] {
		if !s.unasked(typ, code, a.modifier) {
			out = append(out, a)
		}
	}
	return out
}

// probes are the ways to ask by the modifier for one of the values.
func (a asked) probes(v any) []probe {
	var out []probe
	for _, p := range a.kind.probes(v) {
		if p.modifier == "" {
			out = append(out, probe{a.modifier, p.text, p.verdict})
		}
	}
	return out
}

// wordsOf are the texts that people read of a code.
func wordsOf(e element) []any {
	var out []any
	add := func(text string) {
		if text != "" {
			out = append(out, text)
		}
	}
	object, _ := e.value.(map[string]any)
	switch e.typ {
	case "CodeableConcept":
		add(e.text("text"))
		codings, _ := object["coding"].([]any)
		for _, c := range codings {
			add(element{value: c}.text("display"))
		}
	case "Coding":
		add(e.text("display"))
	case "Identifier":
		add(element{value: object["type"]}.text("text"))
	}
	return out
}

// typedID is an identifier's value with a code of its type.
type typedID struct{ system, code, value string }

func typedOf(e element) []any {
	object, _ := e.value.(map[string]any)
	if e.typ != "Identifier" || e.text("value") == "" {
		return nil
	}
	var out []any
	for _, t := range (tokens{}).values(element{typ: "CodeableConcept", value: object["type"]}) {
		out = append(out, typedID{t.(token).system, t.(token).code, e.text("value")})
	}
	return out
}

// typedIDs are identifiers by the code of their type.
type typedIDs struct{}

func (typedIDs) values(element) []any { return nil }

func (typedIDs) matcher(_, want string) func(any) bool {
	sides := parts(want, '|')
	return func(have any) bool {
		return have == any(typedID{plain(sides[0]), plain(sides[1]), plain(sides[2])})
	}
}

func (typedIDs) probes(have any) []probe {
	t := have.(typedID)
	system, code, value := escaped(t.system), escaped(t.code), escaped(t.value)
	return []probe{
		{"", system + "|" + code + "|" + value, holds},
		{"", system + "|" + code + "|" + value + "x", judged},
		{"", system + "|XX|" + value, judged},
		{"", "http://nobody.example|" + code + "|" + value, fails},
		{"", system + "|" + otherCase(code) + "|" + value, judged},
	}
}

// identifiersOf are the identifiers of what a reference leads to, or of the reference itself if it has one.
func identifiersOf(s *subject, e element) []any {
	object, _ := e.value.(map[string]any)
	if own := object["identifier"]; own != nil {
		return tokens{}.values(element{typ: "Identifier", value: own})
	}
	typ, id, _ := strings.Cut(e.text("reference"), "/")
	target := s.byName[typ+"/"+id]
	param := fhir.SearchParameterOf(typ, "identifier")
	if target == nil || param == nil {
		return nil
	}
	var out []any
	for _, e := range elements(target, param) {
		out = append(out, tokens{}.values(e)...)
	}
	return out
}

// unasked tells that nothing of a type has what a modifier asks for, so that the server refuses it, or that a source
// cannot answer it.
func (s *subject) unasked(typ, code, modifier string) bool {
	some := false
	for _, src := range s.site.Program.Type(typ).Sources {
		for _, v := range src.Variants {
			p := v.Params[code]
			if p == nil || p.Asked[modifier] == nil {
				continue
			}
			if p.Asked[modifier].Status == program.Cannot {
				return true
			}
			some = true
		}
	}
	return !some
}
