package compile

import (
	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// cond compiles an $if.
func (c *compiler) cond(n *mapping.Node, sc *scope) *program.Cond {
	if n == nil {
		return nil
	}
	if n.Kind != mapping.Scalar || n.Text().Zero() {
		c.problems.Hintf(n.Pos, "a SQL condition; quotes where it holds a comma", "$if wants a condition")
		return nil
	}
	return c.condText(n.Text(), sc)
}

func (c *compiler) condText(text mapping.Text, sc *scope) *program.Cond {
	if text.Zero() {
		return nil
	}
	e := c.condition(text, sc.froms(), sc)
	if e == nil {
		return nil
	}
	frame := sc.frameOf(e)
	if frame < 0 {
		c.problems.Errorf(text.Pos, "this condition mixes columns of a child with columns of its parent")
		return nil
	}
	if !c.onlyMember(text.Pos, sc.frames[frame], e) {
		return nil
	}
	if !isCondition(e) {
		e = sqltree.Holds(e)
	}
	return &program.Cond{Expr: e, Frame: frame, Slot: sc.frames[frame].Slot(e)}
}

// isCondition tells an expression that gives 1, 0 or NULL. Of any other value only SQL knows whether it is true: 0.00 is
// not, and neither is a text without a number in front.
func isCondition(e sqltree.Expr) bool {
	switch x := e.(type) {
	case sqltree.Binary:
		return !operatorsOfValues[x.Op]
	case sqltree.And, sqltree.Or, sqltree.Not, sqltree.Is, sqltree.In, sqltree.InSelect, sqltree.Between, sqltree.Exists, sqltree.Bool:
		return true
	}
	return false
}
