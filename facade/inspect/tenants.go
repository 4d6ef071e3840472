package inspect

import (
	"fmt"
	"slices"
	"strings"

	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/mappers/problem"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// Placed is a tenant with the place of its settings.
type Placed struct {
	Site *interaction.Site
	At   problem.Position
}

// Overlapping tells tenants of one database whose rows are the same, because all settings by which the mapping tells
// tenants apart are equal.
func Overlapping(tenants []Placed) []Finding {
	first := map[string]string{}
	var out []Finding
	for _, t := range tenants {
		names := separating(t.Site.Program)
		key := t.Site.DB.Address() + "\n" + t.Site.Program.Mapper
		var said []string
		for _, name := range names {
			key += "\n" + name + "=" + t.Site.Settings[name]
			said = append(said, name)
		}
		other, taken := first[key]
		if !taken {
			first[key] = t.Site.Tenant
			continue
		}
		why := "the mapper " + t.Site.Program.Mapper + " gives the whole database to a tenant"
		if len(said) > 0 {
			why = "both have the same " + strings.Join(said, ", ")
		}
		out = append(out, Finding{Check: "tenants", Problem: problem.Problem{
			Pos: t.At, Severity: problem.Warning,
			Message: fmt.Sprintf("the tenant %s shows the rows of %s: one database, and %s", t.Site.Tenant, other, why),
		}})
	}
	return out
}

// separating are the settings that the tenancy of some table depends on, sorted.
func separating(p *program.Program) []string {
	var names []string
	see := func(e sqltree.Expr) bool {
		if s, ok := e.(sqltree.Setting); ok && !slices.Contains(names, s.Name) {
			names = append(names, s.Name)
		}
		return true
	}
	for _, t := range p.Tenancy {
		sqltree.Walk(t.Value, see)
		sqltree.Walk(t.Predicate, see)
	}
	slices.Sort(names)
	return names
}
