package compile

import (
	"regexp"
	"slices"
	"strings"

	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/program"
)

// kinds are what users can be to patients.
var kinds = []string{string(program.Practitioner), string(program.Patient), string(program.RelatedPerson)}

// roles compiles what users may see.
func (c *compiler) roles() {
	taken := map[string]string{}
	for _, text := range c.mapper.Roles {
		r := &program.Role{Name: text.Name, Kind: program.Kind(text.Kind.Value)}
		if !roleName.MatchString(text.Name) {
			c.problems.Hintf(text.Pos, "letters, digits and -; of: says the EHR's own words", "a role cannot be called %q", text.Name)
		}
		if !slices.Contains(kinds, text.Kind.Value) {
			pos := text.Kind.Pos
			if text.Kind.Zero() {
				pos = text.Pos
			}
			c.problems.Hintf(pos, "kind: "+strings.Join(kinds, ", "), "the role %s has no kind that there is", text.Name)
		}
		r.Within = c.isWithin(text)
		of := text.Of
		if len(of) == 0 {
			of = []mapping.Text{{Value: text.Name, Pos: text.Pos}}
		}
		for _, word := range of {
			if other := taken[word.Value]; other != "" {
				c.problems.Errorf(word.Pos, "%q is the role %s and the role %s", word.Value, other, text.Name)
			}
			taken[word.Value] = text.Name
			r.Of = append(r.Of, word.Value)
		}
		if len(text.Scopes) == 0 {
			c.problems.Hintf(text.Pos, "scopes: user/*.rs, or [user/Patient.rs, \"user/Observation.rs?category=vital-signs\"]", "the role %s may see nothing", text.Name)
		}
		for _, s := range text.Scopes {
			if c.scopeOf(s) {
				r.Scopes = append(r.Scopes, program.RoleScope{Text: s.Value, Pos: s.Pos})
			}
		}
		c.program.Roles = append(c.program.Roles, r)
	}
}

// isWithin tells whether a role sees what is of its users' organisations, and no more.
func (c *compiler) isWithin(text *mapping.Role) bool {
	switch {
	case text.Within.Zero():
		return false
	case text.Within.Value != "organization":
		c.problems.Hintf(text.Within.Pos, "within: organization", "the role %s is within %q, which is nothing that there is", text.Name, text.Within.Value)
		return false
	case text.Kind.Value != string(program.Practitioner):
		c.problems.Hintf(text.Within.Pos, "kind: Practitioner", "the role %s is within organisations: a %s sees records by who they are of", text.Name, text.Kind.Value)
		return false
	}
	return true
}

var (
	roleName = regexp.MustCompile(`^[A-Za-z0-9-]{1,40}$`)
	userText = regexp.MustCompile(`^user/([A-Za-z]+|\*)\.(rs|r|s)(\?.+)?$`)
	settings = regexp.MustCompile(`\$([A-Za-z_][A-Za-z0-9_]*)`)
)

// scopeOf looks at a scope as far as the mapping can: its values are read when a tenant is built.
func (c *compiler) scopeOf(text mapping.Text) bool {
	found := userText.FindStringSubmatch(text.Value)
	if found == nil {
		c.problems.Hintf(text.Pos, "user/*.rs, user/Patient.r, user/Observation.rs?category=laboratory", "%q is no scope that a role can have", text.Value)
		return false
	}
	typ := found[1]
	if typ != "*" && !fhir.IsResource(typ) {
		c.problems.Hintf(text.Pos, didYouMean(typ, fhir.ResourceTypes()), "R4 has no resource type %s", typ)
		return false
	}
	if typ != "*" && len(c.sourcesOf(typ)) == 0 && !c.mapper.Inherited[text.Pos] {
		c.problems.Warnf(text.Pos, "map the type, or drop the scope", "no source makes %s resources", typ)
	}
	for _, name := range settings.FindAllStringSubmatch(found[3], -1) {
		if c.program.SettingIndex(name[1]) < 0 {
			c.problems.Hintf(text.Pos, didYouMean(name[1], c.names(nil))+"; a $ itself is %24", "there is no setting %s", name[0])
			return false
		}
		c.used["setting "+name[1]], c.used["constant "+name[1]] = true, true
	}
	if found[3] == "" {
		return true
	}
	if typ == "*" {
		typ = "Basic" // whose parameters with an underscore are those of every type
	}
	for pair := range strings.SplitSeq(found[3][1:], "&") {
		name, _, _ := strings.Cut(pair, "=")
		code, _, _ := strings.Cut(name, ":")
		if fhir.SearchParameterOf(typ, code) == nil {
			c.problems.Hintf(text.Pos, didYouMean(code, parameterNames(typ)), "%s has no search parameter %q", found[1], code)
			return false
		}
	}
	return true
}

func parameterNames(resource string) []string {
	var out []string
	for _, p := range fhir.SearchParameters(resource) {
		out = append(out, p.Code)
	}
	return out
}
