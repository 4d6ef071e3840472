package interaction_test

import (
	"slices"
	"strings"

	"ehr.example/portico/mappers/fhir"
)

// composites are composite parameters (R4 §3.1.1.4.15): all parts of a value hold of one element.
type composites struct {
	kinds      []kind
	components []fhir.Component
}

// compound is the values that one element has for each part.
type compound [][]any

func compositesOf(param *fhir.SearchParameter, kinds map[string]kind) *composites {
	out := &composites{components: param.Components}
	for _, c := range param.Components {
		out.kinds = append(out.kinds, kinds[c.Type])
	}
	return out
}

func (k *composites) values(e element) []any {
	var all compound
	for i, c := range k.components {
		var part []any
		for _, in := range elementsBelow([]element{e}, c.Paths) {
			part = append(part, k.kinds[i].values(in)...)
		}
		if len(part) == 0 {
			return nil
		}
		all = append(all, part)
	}
	return []any{all}
}

func (k *composites) matcher(_, want string) func(any) bool {
	texts := parts(want, '$')
	matchers := make([]func(any) bool, len(k.kinds))
	for i := range k.kinds {
		matchers[i] = k.kinds[i].matcher("", texts[i])
	}
	return func(have any) bool {
		for i, part := range have.(compound) {
			if !slices.ContainsFunc(part, matchers[i]) {
				return false
			}
		}
		return true
	}
}

// perPart is how many of a part's probes are combined with those of the others.
const perPart = 12

func (k *composites) probes(have any) []probe {
	out := []probe{{"", "", judged}}
	for i, part := range have.(compound) {
		var more []probe
		for _, v := range part {
			for _, p := range k.kinds[i].probes(v) {
				if p.modifier == "" && len(more) < perPart {
					more = append(more, p)
				}
			}
		}
		var all []probe
		for _, a := range out {
			for _, b := range more {
				all = append(all, probe{"", strings.TrimPrefix(a.text+"$"+b.text, "$"), judged})
			}
		}
		out = all
	}
	return out
}

// anyValue is a value that a part of each type can be asked for.
var anyValue = map[string]string{"token": "x", "string": "x", "date": "2020", "quantity": "5", "number": "5", "reference": "1", "uri": "x:y"}

// opening is a criterion of a parameter that tells whether it is answered at all.
func opening(typ, code string) (name, text string) {
	param := fhir.SearchParameterOf(typ, code)
	if param.Type != "composite" {
		return code + ":missing", "true"
	}
	var texts []string
	for _, c := range param.Components {
		texts = append(texts, anyValue[c.Type])
	}
	return code, strings.Join(texts, "$")
}
