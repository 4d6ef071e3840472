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

// compiledKey tells compiled mappings apart.
type compiledKey struct{ mapper, schema string }

// compiled is a mapper's program for one schema, shared by all tenants that have both.
type compiled struct {
	warn    func(problem.Problem)
	once    sync.Once
	program *program.Program
	reader  *tenancy.Reader
	readers plan.Readers
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
