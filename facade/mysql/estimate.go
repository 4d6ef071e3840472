package mysql

import (
	"math"
	"slices"
	"strconv"

	"ehr.example/portico/mappers/sqltree"
)

// Estimate is how many rows the optimizer believes that a statement looks at and keeps: the product over the tables of its
// outermost SELECT. No row is read. It may be far from the truth; where the optimizer says nothing it is 0.
func (s *Session) Estimate(sel *sqltree.Select, values sqltree.Values) (int64, error) {
	word := "EXPLAIN "
	if err := s.withConnection(func(c *connection) error {
		if c.server.product == mariaDB { // MySQL always tells which part of the rows is kept
			word = "EXPLAIN EXTENDED "
		}
		return nil
	}); err != nil {
		return 0, err
	}
	p, err := s.explain(word, sel, values)
	if err != nil {
		return 0, err
	}
	return p.estimate(), nil
}

// estimate multiplies the rows of a plan's first SELECT.
func (p Plan) estimate() int64 {
	if len(p.Rows) == 0 {
		return 0
	}
	id, rows, filtered := slices.Index(p.Columns, "id"), slices.Index(p.Columns, "rows"), slices.Index(p.Columns, "filtered")
	if id < 0 || rows < 0 {
		return 0
	}
	product := 1.0
	for _, row := range p.Rows {
		if row[id] != p.Rows[0][id] {
			continue
		}
		n, err := strconv.ParseFloat(row[rows], 64)
		if err != nil {
			return 0
		}
		product *= n
		if filtered < 0 {
			continue
		}
		if part, err := strconv.ParseFloat(row[filtered], 64); err == nil {
			product *= part / 100
		}
	}
	return int64(math.Round(min(product, maxEstimate)))
}

// maxEstimate keeps absurd products within what a Bundle's total can be (unsignedInt: R4 §2.24.0.1).
const maxEstimate = math.MaxInt32
