package interaction_test

import (
	"fmt"
	"strings"
	"unicode"
)

const booleanSystem = "http://terminology.hl7.org/CodeSystem/special-values"

// token is a code with its system.
type token struct {
	system, code string
	implicit     bool // the system is not in the resource: it follows from the element
}

// tokens are token parameters (R4 §3.1.1.4.11). Codes and systems are compared byte by byte.
type tokens struct{}

func (tokens) values(e element) []any {
	if e.exists {
		return []any{token{system: booleanSystem, code: fmt.Sprint(e.value != false), implicit: true}}
	}
	switch e.typ {
	case "CodeableConcept":
		var found []any
		object, _ := e.value.(map[string]any)
		codings, _ := object["coding"].([]any)
		for _, c := range codings {
			found = append(found, tokens{}.values(element{typ: "Coding", value: c})...)
		}
		return found
	case "Coding":
		return tokenOf(e.text("system"), e.text("code"))
	case "Identifier":
		return tokenOf(e.text("system"), e.text("value"))
	case "ContactPoint":
		return tokenOf("", e.text("value"))
	case "boolean":
		return []any{token{system: booleanSystem, code: fmt.Sprint(e.value), implicit: true}}
	}
	code, _ := e.value.(string)
	return []any{token{system: implied(e, code), code: code, implicit: true}}
}

// implied is the system of a code element: that of its required value set.
func implied(e element, code string) string {
	if e.typ != "code" || e.of == nil || e.of.Required == nil {
		return ""
	}
	return e.of.Required.System(code)
}

func tokenOf(system, code string) []any {
	if system == "" && code == "" {
		return nil
	}
	return []any{token{system: system, code: code}}
}

func (tokens) matcher(_, want string) func(any) bool {
	sides := parts(want, '|')
	if len(sides) == 1 {
		code := plain(sides[0])
		return func(have any) bool { return have.(token).code == code }
	}
	system, code := plain(sides[0]), plain(sides[1])
	return func(have any) bool {
		t := have.(token)
		return t.system == system && (code == "" || code == t.code)
	}
}

func (tokens) probes(have any) []probe {
	t := have.(token)
	code, system := escaped(t.code), escaped(t.system)
	var out []probe
	add := func(v verdict, modifier, text string) { out = append(out, probe{modifier, text, v}) }
	if t.code != "" {
		add(holds, "", code)
		add(fails, "not", code)
		add(fails, "", "http://nobody.example|"+code)
		add(judged, "", otherCase(code))
		add(judged, "", code+" ")
		add(judged, "", code+"x")
		add(judged, "not", code+"x")
	}
	switch {
	case t.system == "" && !t.implicit:
		add(holds, "", "|"+code)
	case t.system != "":
		add(holds, "", system+"|"+code)
		add(holds, "", system+"|")
		add(fails, "not", system+"|")
		add(holds, "not", system+"|"+code+"x")
		add(judged, "", otherCase(system)+"|"+code)
		if !t.implicit {
			add(fails, "", "|"+code)
		}
	}
	return out
}

// otherCase turns upper into lower case and lower into upper.
func otherCase(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsUpper(r) {
			return unicode.ToLower(r)
		}
		return unicode.ToUpper(r)
	}, s)
}
