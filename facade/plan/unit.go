package plan

import (
	"maps"
	"math/big"
	"regexp"
	"slices"

	"ehr.example/portico/facade/search"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
	"ehr.example/portico/mappers/ucum"
)

const ucumSystem = "http://unitsofmeasure.org"

// unlike are units of which UCUM's arithmetic says less than people mean: what is written for people ({beats}, mL/min/{1.73_m2}),
// fields of a microscope, equivalents and osmoles, which are moles there. They are compared as they are.
var unlike = regexp.MustCompile(`\{|\[[HL]PF\]|eq|osm`)

// conversions are the units in which a quantity may be shown and into which the asked number can be converted, each with
// the number there. None: it is compared as it is.
func (b *builder) conversions(q *program.Quantity, want search.Quantity) map[string]measured {
	if want.System != ucumSystem || unlike.MatchString(want.Code) || q.Code == nil {
		return nil
	}
	out := map[string]measured{}
	for _, unit := range b.unitsOf(q.Code) {
		if unlike.MatchString(unit) {
			continue
		}
		if c, err := ucum.Between(want.Code, unit); err == nil {
			out[unit] = measure(want).converted(c)
		}
	}
	if _, same := out[want.Code]; same && len(out) == 1 {
		return nil
	}
	return out
}

// unitsOf are the codes that a value can be: the constant, the tenant's, or those of a map. A column can be any.
func (b *builder) unitsOf(v *program.Value) []string {
	switch {
	case v.Const != nil:
		return []string{*v.Const}
	case v.Setting != "":
		if unit, given := b.tenant.Values.Setting(v.Setting); given {
			return []string{unit}
		}
	case v.Map != nil && v.Lookup == nil && len(v.Steps) == 0:
		var out []string
		for _, e := range v.Map.Entries {
			if e.To != nil {
				out = append(out, e.To.Code)
			}
		}
		for _, c := range []*program.Coded{v.Map.Default, v.Map.Empty} {
			if c != nil {
				out = append(out, c.Code)
			}
		}
		return out
	}
	return nil
}

// measured is the numbers that a quantity asks for: itself, what its digits stand for, and a tenth around it.
type measured struct {
	search.Quantity
	near, far string
}

func measure(want search.Quantity) measured {
	near, far := tenth(want.Value)
	return measured{want, near, far}
}

// converted is the same in another unit. A factor with an endless fraction is cut where DECIMAL ends.
func (m measured) converted(c ucum.Conversion) measured {
	for _, text := range []*string{&m.Value, &m.Low, &m.High, &m.near, &m.far} {
		x, ok := new(big.Rat).SetString(*text)
		if !ok {
			continue
		}
		x.Mul(x, c.Factor)
		*text = x.Add(x, c.Offset).FloatString(20)
	}
	return m
}

// inUnits is the condition that a quantity, in whichever of the units it is shown, compares as asked.
func (b *builder) inUnits(q *program.Quantity, want search.Quantity, units map[string]measured) (sqltree.Expr, string) {
	system, ok := q.System.Equals(ucumSystem, systemPart(q))
	if !ok {
		return nil, noInverse
	}
	var some []sqltree.Expr
	for _, unit := range slices.Sorted(maps.Keys(units)) {
		code, ok := q.Code.Equals(unit, program.PartCode)
		if !ok {
			return nil, noInverse
		}
		e, why := compared(q, units[unit])
		if why != "" {
			return nil, why
		}
		some = append(some, sqltree.AllOf(code, e))
	}
	if units[want.Code].Code == "" { // a unit that is not known is compared as it is
		code, ok := q.Code.Equals(want.Code, program.PartCode)
		e, why := compared(q, measure(want))
		if !ok || why != "" {
			return nil, noInverse
		}
		some = append(some, sqltree.AllOf(code, e))
	}
	return sqltree.AllOf(system, sqltree.AnyOf(some...)), ""
}

func systemPart(q *program.Quantity) program.Part {
	if q.System == q.Code {
		return program.PartSystem
	}
	return program.PartCode
}
