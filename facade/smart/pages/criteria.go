package pages

import (
	"strings"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/search"
)

// things are what a scope is about, and under which condition, both in words. What has a word of its own, such as
// laboratory results, needs no condition.
func things(s access.Scope) (what, filter string) {
	if s.Type == access.AnyType {
		what = "whole health record"
	} else {
		what = noun(s.Type)
	}
	typ := s.Type
	if typ == access.AnyType {
		typ = "Basic" // its parameters with an underscore are those of every type
	}
	criteria, err := s.Criteria(typ, search.Options{})
	if err != nil { // it did not come from access.ParseScope
		return what, "they fulfil a condition that can’t be read"
	}
	var conditions []string
	narrowed := false
	for _, c := range criteria {
		if words, known := categoryNouns(s.Type, c); known && !narrowed {
			what, narrowed = words, true
			continue
		}
		conditions = append(conditions, condition(c))
	}
	return what, list(conditions, "and")
}

// categoryNouns are the nouns of the categories that a criterion asks for, if all of them have one.
func categoryNouns(resource string, c search.Criterion) (string, bool) {
	if c.Param.Code != "category" || c.Modifier != search.NoModifier {
		return "", false
	}
	var nouns []string
	for _, value := range c.Values {
		token, ok := value.(search.Token)
		if !ok {
			return "", false
		}
		found := ""
		for _, k := range categories[resource] {
			if token.HasCode && k.code == token.Code && (!token.HasSystem || k.system == token.System) {
				found = k.noun
				break
			}
		}
		if found == "" {
			return "", false
		}
		nouns = append(nouns, found)
	}
	return list(nouns, "and"), len(nouns) > 0
}

// condition says a criterion, whatever it asks.
func condition(c search.Criterion) string {
	name := parameterName(c.Param.Code)
	switch c.Modifier {
	case search.Missing:
		if c.Missing {
			return name + " is not known"
		}
		return name + " is known"
	case search.NoModifier:
		return name + " " + values(c.Values)
	case search.Not:
		return name + " is not " + texts(c.Values)
	case search.Contains:
		return name + " contains " + texts(c.Values)
	case search.NotIn:
		return name + " is not in the list " + texts(c.Values)
	case search.In:
		return name + " is in the list " + texts(c.Values)
	}
	return name + " (" + string(c.Modifier) + ") is " + texts(c.Values)
}

// parameterName is the code of a search parameter as people read it.
func parameterName(code string) string {
	switch code {
	case "_lastUpdated":
		return "the last change"
	case "_id":
		return "the id"
	}
	return "the " + strings.ReplaceAll(strings.TrimPrefix(code, "_"), "-", " ")
}

// comparisons are what prefixes say.
var comparisons = map[search.Prefix]string{
	search.Equal: "is", search.NotEqual: "is not", search.Greater: "is after", search.Less: "is before",
	search.GreaterEqual: "is from", search.LessEqual: "is up to", search.StartsAfter: "begins after",
	search.EndsBefore: "ends before", search.Approximate: "is about",
}

// values say what a criterion without a modifier compares with: dates by their prefixes, others as equals.
func values(all []search.Value) string {
	var out []string
	for _, v := range all {
		d, ok := v.(search.Date)
		if !ok {
			return "is " + texts(all)
		}
		out = append(out, comparisons[d.Prefix]+" "+day(d.Text))
	}
	return list(out, "or")
}

// texts are values as they stand in a search, tokens with their system behind them.
func texts(all []search.Value) string {
	var out []string
	for _, v := range all {
		text := v.String()
		if t, ok := v.(search.Token); ok {
			switch {
			case t.HasCode && t.System != "":
				text = t.Code + " (" + t.System + ")"
			case t.HasCode:
				text = t.Code
			default:
				text = "any code of " + t.System
			}
		}
		out = append(out, "“"+text+"”")
	}
	return list(out, "or")
}
