package search

import (
	"slices"
	"strings"

	"ehr.example/portico/facade/outcome"
	"ehr.example/portico/mappers/fhir"
)

// Include asks for resources that matches refer to, or, in reverse, for those that refer to matches.
//
// See https://hl7.org/fhir/R4/search.html#include.
type Include struct {
	Reverse bool
	Iterate bool                  // also of resources that were included
	Type    string                // whose reference it is; "*": of any type
	Param   *fhir.SearchParameter // nil: every reference
	Target  string                // the only type to include, or, in reverse, that is referred to; "": any
}

// name is the parameter as a URL has it.
func (i Include) name() string {
	name := "_include"
	if i.Reverse {
		name = "_revinclude"
	}
	if i.Iterate {
		name += ":iterate"
	}
	return name
}

// text is the parameter's value.
func (i Include) text() string {
	text := i.Type
	switch {
	case i.Param != nil:
		text += ":" + i.Param.Code
	case i.Type != "*":
		text += ":*"
	}
	if i.Target != "" {
		text += ":" + i.Target
	}
	return text
}

// String is the include as a URL has it, without URL encoding.
func (i Include) String() string { return i.name() + "=" + i.text() }

// maxIncludes is how many includes a search may have.
const maxIncludes = 32

// include reads _include and _revinclude.
func (p *parser) include(name string, values []string) {
	base, modifier, _ := strings.Cut(name, ":")
	if modifier != "" && modifier != "iterate" && modifier != "recurse" { // R3's name for it
		p.refuse(outcome.Invalid("%s: %s can have :iterate", quote(name), base))
		return
	}
	for _, text := range values {
		if p.unreadable(name, text) {
			continue
		}
		if i, ok := p.oneInclude(name, text); ok {
			i.Reverse, i.Iterate = base == "_revinclude", modifier != ""
			p.addInclude(name, i)
		}
	}
	if len(p.query.Includes) > maxIncludes {
		p.refuse(outcome.TooCostly("the search has %d includes; at most %d are allowed", len(p.query.Includes), maxIncludes))
	}
}

// oneInclude reads Type:parameter[:Target], Type:* or *.
func (p *parser) oneInclude(name, text string) (Include, bool) {
	if text == "*" {
		return Include{Type: "*"}, true
	}
	parts := strings.Split(text, ":")
	if len(parts) < 2 || len(parts) > 3 || parts[1] == "" {
		p.refuse(outcome.Invalid("%s is %s; write Type:parameter, Type:parameter:Target, Type:* or *", name, quote(text)))
		return Include{}, false
	}
	i := Include{Type: parts[0]}
	if len(parts) == 3 {
		i.Target = parts[2]
	}
	for _, typ := range []string{i.Type, i.Target} {
		if typ != "" && !fhir.IsResource(typ) {
			p.refuse(outcome.Invalid("%s=%s: FHIR R4 has no resource type %s", name, text, quote(typ)))
			return Include{}, false
		}
	}
	if parts[1] == "*" {
		return i, true
	}
	i.Param = fhir.SearchParameterOf(i.Type, parts[1])
	switch {
	case i.Param == nil:
		p.drop("%s=%s: %s", name, text, unknown(i.Type, parts[1]))
		return Include{}, false
	case i.Param.Type != "reference":
		p.refuse(outcome.Invalid("%s=%s: %s is a %s parameter, not a reference", name, text, parts[1], i.Param.Type))
		return Include{}, false
	case i.Target != "" && checkTarget(i.Target, i.Param.Targets) != nil:
		p.refuse(outcome.Invalid("%s=%s: %s", name, text, checkTarget(i.Target, i.Param.Targets)))
		return Include{}, false
	}
	return i, true
}

// addInclude takes an include that can find something.
func (p *parser) addInclude(name string, i Include) {
	switch {
	case i.Iterate || i.Type == "*":
	case !i.Reverse && !slices.Contains(p.query.Searched(), i.Type):
		p.refuse(outcome.Invalid("%s=%s: the matches are %s; _include:iterate follows the references of what was included", name, i.text(), strings.Join(p.query.Searched(), ", ")))
		return
	case i.Reverse && i.Param != nil && len(p.query.Types) == 0 && p.misses(i.Param.Targets) != nil:
		p.refuse(outcome.Invalid("%s=%s: %s", name, i.text(), p.misses(i.Param.Targets)))
		return
	}
	if !slices.Contains(p.query.Includes, i) {
		p.query.Includes = append(p.query.Includes, i)
	}
}
