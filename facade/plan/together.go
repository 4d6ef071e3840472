package plan

import (
	"slices"
	"strconv"

	"ehr.example/portico/mappers/schema"
	"ehr.example/portico/mappers/sqltree"
)

// Numbered tells that the keys are numbers, which stay what they are in one result with those of other sources.
func (s *Source) Numbered() bool {
	return !slices.ContainsFunc(s.Of.Rows.KeyKinds, func(k schema.Kind) bool { return k != schema.Integer })
}

// Union makes one of key statements: each row ends with the place of its statement among them, behind as many columns as the
// widest has.
func Union(statements []*sqltree.Select) sqltree.Union {
	width := 0
	for _, s := range statements {
		width = max(width, len(s.Columns))
	}
	out := make(sqltree.Union, len(statements))
	for i, s := range statements {
		arm := *s
		arm.Columns = slices.Clip(s.Columns)
		for len(arm.Columns) < width {
			arm.Columns = append(arm.Columns, sqltree.Null{})
		}
		arm.Columns = append(arm.Columns, sqltree.Number{Text: strconv.Itoa(i)})
		out[i] = &arm
	}
	return out
}
