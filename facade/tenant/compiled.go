package tenant

import (
	"sync"

	"ehr.example/portico/facade/plan"
	"ehr.example/portico/facade/tenancy"
	"ehr.example/portico/mappers"
	"ehr.example/portico/mappers/problem"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/schema"
)

// compiledKey tells compiled mappings apart: the mapper's name, what its overlay holds ("" for none), the schema.
type compiledKey struct{ mapper, overlay, schema string }

// compiled is a mapper's program for one schema under one overlay or none, shared by all tenants that have the same.
type compiled struct {
	warn    func(problem.Problem)
	once    sync.Once
	program *program.Program
	reader  *tenancy.Reader
	readers *plan.Readers
	err     error
}

// compile makes the program once; every later caller gets the same one.
func (c *compiled) compile(m mappers.Mapper, s *schema.Schema) error {
	c.once.Do(func() {
		var problems []problem.Problem
		if c.program, problems, c.err = m.Compile(s); c.err != nil {
			return
		}
		for _, p := range problems {
			c.warn(p)
		}
		c.readers = plan.NewReaders(c.program)
		c.reader, c.err = tenancy.NewReader(c.program.Tenancy)
	})
	return c.err
}
