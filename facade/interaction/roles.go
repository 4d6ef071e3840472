package interaction

import (
	"net/url"
	"regexp"
	"strings"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/mappers/problem"
	"ehr.example/portico/mappers/program"
)

// RolesOf are the roles of a program with a tenant's settings. A scope that names a setting which the tenant does not have
// gives nothing. What cannot be read is a problem.Errors.
func RolesOf(p *program.Program, settings map[string]string) (access.Roles, error) {
	roles := access.Roles{}
	var problems problem.List
	for _, r := range p.Roles {
		role := access.Role{Name: r.Name, Kind: access.Kind(r.Kind), Within: r.Within}
		for _, s := range r.Scopes {
			text, whole := withSettings(s.Text, settings)
			if !whole {
				continue
			}
			scope, err := access.ParseScope(text)
			if err != nil {
				problems.Errorf(s.Pos, "the role %s: %v", r.Name, err)
				continue
			}
			role.Scopes = append(role.Scopes, scope)
		}
		roles[r.Name] = role
	}
	return roles, problems.Err()
}

var settingName = regexp.MustCompile(`\$([A-Za-z_][A-Za-z0-9_]*)`)

// literal takes the meaning from what a search value would be taken apart by (R4 §3.1.1.5.7).
var literal = strings.NewReplacer(`\`, `\\`, `,`, `\,`, `|`, `\|`, `$`, `\$`)

// withSettings is a scope with settings in the place of their names, as values and nothing else; false: one is not there.
func withSettings(text string, settings map[string]string) (string, bool) {
	whole := true
	return settingName.ReplaceAllStringFunc(text, func(name string) string {
		value := settings[name[1:]]
		whole = whole && value != ""
		return url.PathEscape(literal.Replace(value))
	}), whole
}
