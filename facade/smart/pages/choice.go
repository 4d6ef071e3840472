package pages

import (
	"net/url"
	"slices"
	"strings"

	"ehr.example/portico/facade/access"
)

// Choice is one thing that an app asks for: the whole of it, none, or some of its parts.
type Choice struct {
	Number   int // 1, 2, 3 … on the page
	Sentence string
	Note     string
	Parts    []Part // what the whole can be narrowed to; none: it is taken or left
	Whole    bool   // all of it is marked
	Some     bool   // its marked parts are

	scopes access.Scopes // what it gives: one scope, or what SMART 1 and 2 both say
}

// Part is a part of a choice.
type Part struct {
	Label  string
	Marked bool

	scope access.Scope
}

// Value is the part as FieldScope has it.
func (p Part) Value() string { return p.scope.String() }

// Value is the choice as FieldScope has it, if it has no parts.
func (c Choice) Value() string { return c.scopes.String() }

// Field is the field of a choice that has parts. Its values are wholeAll, wholeSome and wholeNone.
func (c Choice) Field() string { return "whole " + c.scopes.String() }

// How much of a choice with parts is given.
const (
	wholeAll  = "all"
	wholeSome = "some"
	wholeNone = "none"
)

func (c Choice) first() access.Scope { return c.scopes[0] }

// granted is what a form gives of the choice. Without a decision that is nothing.
func (c Choice) granted(form url.Values) access.Scopes {
	marked := form[FieldScope]
	if len(c.Parts) == 0 {
		if slices.Contains(marked, c.Value()) {
			return c.scopes
		}
		return nil
	}
	switch form.Get(c.Field()) {
	case wholeAll:
		return c.scopes
	case wholeSome:
		var out access.Scopes
		for _, part := range c.Parts {
			if slices.Contains(marked, part.Value()) {
				out = append(out, part.scope)
			}
		}
		return out
	}
	return nil
}

// mark marks what an answer had; all of it if there is none.
func (c *Choice) mark(answer url.Values) {
	if answer == nil {
		c.Whole = true
		return
	}
	marked := answer[FieldScope]
	if len(c.Parts) == 0 {
		c.Whole = slices.Contains(marked, c.Value())
		return
	}
	c.Whole, c.Some = answer.Get(c.Field()) == wholeAll, answer.Get(c.Field()) == wholeSome
	for i := range c.Parts {
		c.Parts[i].Marked = slices.Contains(marked, c.Parts[i].Value())
	}
}

// The groups of the page, by their place.
const (
	ofPatient = iota
	ofUser
	ofSystem
	ofIdentity
	ofLaunch
	ofTime
)

func (c Choice) group() int {
	switch s := c.first(); {
	case s.Name == access.OfflineAccess || s.Name == access.OnlineAccess:
		return ofTime
	case s.Name == access.OpenID || s.Name == access.FHIRUser || s.Name == access.Profile:
		return ofIdentity
	case s.Name != "":
		return ofLaunch
	case s.Context == access.Patient:
		return ofPatient
	case s.Context == access.User:
		return ofUser
	}
	return ofSystem
}

// choices are what scopes ask for. Scopes that say the same are one choice.
func choices(asked access.Scopes, types []string, subject Subject) []Choice {
	var out []Choice
	place := map[string]int{}
	subject.told = true
	for _, s := range asked {
		said := s
		said.V1 = false // SMART 1 and 2 may ask for the same
		if at, found := place[said.String()]; found {
			out[at].scopes = append(out[at].scopes, s)
			continue
		}
		place[said.String()] = len(out)
		out = append(out, Choice{Sentence: Sentence(s, subject), Parts: parts(said, types), scopes: access.Scopes{s}})
	}
	return out
}

// parts are what a scope can be narrowed to: a type to its categories, all types to single ones.
func parts(s access.Scope, types []string) []Part {
	var out []Part
	switch {
	case s.Name != "" || len(s.Parameters) > 0:
		return nil
	case s.Type == access.AnyType:
		for _, t := range types {
			part := s
			part.Type = t
			out = append(out, Part{Label: capital(noun(t)), scope: part})
		}
		slices.SortStableFunc(out, func(a, b Part) int { return strings.Compare(a.Label, b.Label) })
		return out
	}
	for _, c := range categories[s.Type] {
		part := s
		part.Parameters = []access.Parameter{{Name: "category", Value: c.system + "|" + c.code}}
		if c.offered {
			out = append(out, Part{Label: capital(c.noun), scope: part})
		}
	}
	return out
}
