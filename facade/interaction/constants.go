package interaction

import (
	"context"
	"fmt"
	"maps"

	"ehr.example/portico/facade/plan"
	"ehr.example/portico/mappers/problem"
	"ehr.example/portico/mappers/program"
)

// WithConstants is a site under way whose settings have what its mapping's constants are in the tenant's database. One
// that is not there, or NULL, stays empty: what needs it matches nothing, and a remark says so. A constant that finds several
// rows is a problem.Errors; other errors are outcomes.
func WithConstants(ctx context.Context, s Site) (Site, []problem.Problem, error) {
	if len(s.Program.Constants) == 0 {
		return s, nil, nil
	}
	session, err := s.DB.Session(ctx)
	if err != nil {
		return s, nil, err
	}
	defer session.Close()
	session.VerifyWith(s.Verify)
	s.Settings = maps.Clone(s.Settings)
	if s.Settings == nil {
		s.Settings = map[string]string{}
	}
	var remarks []problem.Problem
	for _, k := range s.Program.Constants {
		var rows program.Rows
		if err := session.Query(plan.Constant(k, s.Program.Tenancy), values{site: &s, now: s.now()}, &rows); err != nil {
			return s, nil, err
		}
		if rows.Len() > 1 {
			return s, nil, problem.Errors{{
				Pos: k.Pos, Message: fmt.Sprintf("the constant %s finds several rows in the database of tenant %s", k.Name, s.Tenant),
				Hint: "a constant is one value: say in its WHERE which row is meant",
			}}
		}
		if rows.Len() == 0 || len(rows.Cell(0, 0)) == 0 {
			remarks = append(remarks, problem.Problem{
				Pos: k.Pos, Severity: problem.Warning,
				Message: fmt.Sprintf("the constant %s finds nothing in the database of tenant %s: what needs it matches nothing", k.Name, s.Tenant),
			})
			continue
		}
		s.Settings[k.Name] = string(rows.Cell(0, 0))
	}
	return s, remarks, nil
}
