package interaction

import (
	"time"

	"ehr.example/portico/facade/plan"
	"ehr.example/portico/mappers/sqltree"
)

// Values bind the tenant's settings and a clock into statements.
func (s *Site) Values(now time.Time) sqltree.Values { return values{site: s, now: now} }

// PlanTenant is what planning needs to know of the tenant at a time.
func (s *Site) PlanTenant(now time.Time) plan.Tenant { return s.planTenant(now) }
