package tenant

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"ehr.example/portico/config"
	"ehr.example/portico/mappers/problem"
	"ehr.example/portico/mappers/program"
)

// Settings are the values of the mapping's settings for a tenant: the file's, and defaults where it has none. What is
// wrong is a problem.Errors with places in the tenant's file.
func Settings(t *config.Tenant, p *program.Program) (map[string]string, error) {
	var l problem.List
	values := map[string]string{}
	known := make([]string, 0, len(p.Settings))
	for _, s := range p.Settings {
		if s.Constant {
			continue
		}
		known = append(known, s.Name)
		if value := settingValue(t, s, &l); value != "" {
			values[s.Name] = value
		}
	}
	for name, s := range t.Settings {
		if !slices.Contains(known, name) {
			hint := problem.DidYouMean(name, known)
			if hint == "" {
				hint = "it has " + strings.Join(known, ", ")
			}
			l.Hintf(s.Pos, hint, "the mapper %s has no setting %s", p.Mapper, name)
		}
	}
	return values, l.Err()
}

// settingValue is what a tenant gives for a setting, or its default.
func settingValue(t *config.Tenant, s program.Setting, l *problem.List) string {
	given, found := t.Settings[s.Name]
	switch {
	case !found && s.Required:
		l.Errorf(t.At("settings"), "the setting %s is missing; the mapper %s needs it", s.Name, t.Mapper)
		return ""
	case !found:
		return s.Default
	case given.List:
		l.Errorf(given.Pos, "settings.%s is a list; a single value is needed", s.Name)
		return ""
	}
	value := given.Values[0]
	switch {
	case value == "" && s.Required:
		l.Errorf(given.Pos, "settings.%s is empty; the mapper %s needs it", s.Name, t.Mapper)
	case value != "" && s.Integer && !isInteger(value):
		l.Errorf(given.Pos, "settings.%s is %q; a whole number is needed", s.Name, value)
	case value != "" && s.Folder && !isFolder(value):
		l.Hintf(given.Pos, "the whole path of a folder, from /", "settings.%s is %q; a folder that is there is needed", s.Name, value)
	case value != "" && len(s.OneOf) > 0 && !slices.Contains(s.OneOf, value):
		l.Errorf(given.Pos, "settings.%s is %q; it can be %s", s.Name, value, strings.Join(s.OneOf, ", "))
	}
	return value
}

// isInteger tells a whole number as a database writes it: to MySQL, '1x' and '01' would be 1 too.
func isInteger(text string) bool {
	n, err := strconv.ParseInt(text, 10, 64)
	return err == nil && strconv.FormatInt(n, 10) == text
}

// isFolder tells the whole path of a folder that is there.
func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir() && filepath.IsAbs(path)
}
