package config

import (
	"errors"
	"os"
	"path/filepath"

	"ehr.example/portico/mappers/problem"
)

// LoadTenants reads the files *.yaml of a folder, a tenant in each, in the order of their names. All that is wrong is
// in the error, a problem.Errors; the tenants that nothing is wrong with are given all the same, so that one broken
// file need not stop the others. Two that share an id or a base URL are both wrong.
func LoadTenants(folder string, c *Config) ([]*Tenant, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, problem.Errors{{Pos: problem.Position{File: folder}, Message: "the folder of the tenants can't be read"}}
	}
	var l problem.List
	var tenants []*Tenant
	for _, entry := range entries {
		file := filepath.Join(folder, entry.Name())
		switch filepath.Ext(file) {
		case ".yml":
			l.Hintf(problem.Position{File: file}, "rename it to .yaml", "the file would not be read")
		case ".yaml":
			if t := loadTenant(file, c, &l); t != nil {
				tenants = append(tenants, t)
			}
		}
	}
	return unlike(tenants, &l), l.Err()
}

// loadTenant reads one file; nil means that there are problems.
func loadTenant(file string, c *Config, l *problem.List) *Tenant {
	text, err := os.ReadFile(file) //nolint:gosec // the operator names the folder
	if err != nil {
		l.Errorf(problem.Position{File: file}, "the file can't be read")
		return nil
	}
	t, err := ParseTenant(file, text, c)
	var problems problem.Errors
	if errors.As(err, &problems) {
		for _, p := range problems {
			l.Add(p)
		}
	}
	return t
}

// unlike is the tenants that share neither an id nor a base URL with another one; the others are problems.
func unlike(tenants []*Tenant, l *problem.List) []*Tenant {
	wrong := map[*Tenant]bool{}
	compare := func(what, key string, value func(*Tenant) string) {
		first := map[string]*Tenant{}
		for _, t := range tenants {
			other, taken := first[value(t)]
			if !taken {
				first[value(t)] = t
				continue
			}
			wrong[t], wrong[other] = true, true
			l.Errorf(t.At(key), "the %s %s is also that of %s", what, value(t), other.At(key))
		}
	}
	compare("id", "id", func(t *Tenant) string { return t.ID })
	compare("base URL", "base_url", func(t *Tenant) string { return t.BaseURL })
	var sound []*Tenant
	for _, t := range tenants {
		if !wrong[t] {
			sound = append(sound, t)
		}
	}
	return sound
}
