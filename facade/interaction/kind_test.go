package interaction_test

import (
	"slices"
	"strings"
	"time"

	"ehr.example/portico/mappers/fhir"
)

// kind is what a type of search parameter means (R4 §3.1.1.4), read from the specification and shared with nothing of
// the facade: the values that an element has, which of them a text of a URL matches, and which texts to ask for.
type kind interface {
	values(e element) []any
	matcher(modifier, want string) func(have any) bool
	probes(have any) []probe
}

// probe is one way to ask for a value.
type probe struct {
	modifier, text string
	verdict        verdict
}

// verdict is what a resource must answer that has the value which the probe was made from.
type verdict int

const (
	judged verdict = iota // the evaluator judges
	holds                 // it is found
	fails                 // it is not found, unless another of its values is
)

func (p probe) name(code string) string {
	if p.modifier == "" {
		return code
	}
	return code + ":" + p.modifier
}

// kinds are the types of parameters that are searched.
func kinds(base string, zone *time.Location, scales map[string]scale) map[string]kind {
	return map[string]kind{
		"token": tokens{}, "string": texts{}, "date": dates{zone}, "reference": references{base}, "quantity": quantities{scales},
		"number": numberKind{}, "uri": uris{},
	}
}

// valuesOf are the values that a resource has for a parameter.
func valuesOf(it *item, param *fhir.SearchParameter, k kind) []any {
	var found []any
	elements := elements(it, param)
	for _, e := range elements {
		found = append(found, k.values(e)...)
	}
	if len(param.Paths) > 0 && param.Paths[0].Exists && len(elements) == 0 {
		// exists() of nothing is false, and so is the whole expression (FHIRPath §5.1.2)
		return []any{token{system: booleanSystem, code: "false"}}
	}
	return found
}

// judge tells which values a resource has that is found by a criterion: one of the alternatives matches one of them;
// :not turns that round; :missing asks whether there is a value at all.
func judge(k kind, p probe) func(values []any) bool {
	switch p.modifier {
	case "missing":
		return func(values []any) bool { return (len(values) == 0) == (p.text == "true") }
	case "not":
		found := judge(k, probe{text: p.text})
		return func(values []any) bool { return !found(values) }
	case "in":
		return func(values []any) bool {
			return slices.ContainsFunc(values, func(v any) bool { return inSet(v.(token), p.text) })
		}
	case "not-in":
		found := judge(k, probe{"in", p.text, judged})
		return func(values []any) bool { return !found(values) }
	case "text":
		return judge(texts{}, probe{text: p.text})
	case "of-type":
		return judge(typedIDs{}, probe{text: p.text})
	case "identifier":
		return judge(tokens{}, probe{text: p.text})
	}
	var alternatives []func(any) bool
	for _, text := range parts(p.text, ',') {
		alternatives = append(alternatives, k.matcher(p.modifier, text))
	}
	return func(values []any) bool {
		for _, matches := range alternatives {
			if slices.ContainsFunc(values, matches) {
				return true
			}
		}
		return false
	}
}

func answer(k kind, values []any, p probe) bool { return judge(k, p)(values) }

// parts cuts a text at the separators that no backslash precedes (R4 §3.1.1.4.0.1); they keep their backslashes.
func parts(text string, separator rune) []string {
	out := []string{""}
	escaped := false
	for _, r := range text {
		if r == separator && !escaped {
			out = append(out, "")
			continue
		}
		escaped = r == '\\' && !escaped
		out[len(out)-1] += string(r)
	}
	return out
}

// plain takes the backslashes away that escape.
func plain(text string) string {
	var b strings.Builder
	escaped := false
	for _, r := range text {
		if r == '\\' && !escaped {
			escaped = true
			continue
		}
		if escaped && !strings.ContainsRune(`\,|$`, r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
		escaped = false
	}
	if escaped {
		b.WriteByte('\\')
	}
	return b.String()
}

var escapes = strings.NewReplacer(`\`, `\\`, `,`, `\,`, `|`, `\|`, `$`, `\$`)

func escaped(text string) string { return escapes.Replace(text) }
