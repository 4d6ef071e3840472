package compile

import (
	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/program"
)

// item compiles an item of a list, which $each writes once for each row of a child.
func (c *compiler) item(n *mapping.Node, to target, sc *scope) program.Node {
	each := n.Field("$each")
	if each == nil {
		return c.one(n, to, sc)
	}
	find := c.childNamed
	if each.Kind == mapping.Object {
		find = c.members
	}
	frame, at, child := find(each, sc)
	if child == nil {
		return nil
	}
	c.usesRows(child)
	inner := n.Without("$each")
	if v := inner.Field("$value"); v != nil && len(inner.Fields) == 1 {
		inner = v
	}
	node := c.one(inner, to, sc.into(child.Rows))
	if node == nil {
		return nil
	}
	child.Shown = true
	return &program.Each{Child: at, Frame: frame, Item: node, Of: child}
}

// childNamed finds the rows that $each names, below the innermost rows around.
func (c *compiler) childNamed(each *mapping.Node, sc *scope) (int, int, *program.Child) {
	frame := len(sc.frames) - 1
	var known []string
	for i, child := range sc.frames[frame].Children {
		if child.Rows.Members != nil {
			continue
		}
		if child.Name == each.Value {
			return frame, i, child
		}
		known = append(known, child.Name)
	}
	hint := didYouMean(each.Value, known)
	if above := rowsAbove(sc.frames[0], each.Value); above != "" {
		hint = "write it inside {$each: " + above + "}"
	}
	for _, around := range sc.frames[:frame] {
		if rowsNamed(around, each.Value) != nil {
			hint = "move it out of the $each around: they do not lie below its rows"
		}
	}
	c.problems.Hintf(each.Pos, hint, "there are no rows called %q here", each.Value)
	return 0, 0, nil
}

// rowsNamed are the rows of that name directly below a relation, or nil.
func rowsNamed(rel *program.Relation, name string) *program.Child {
	for _, child := range rel.Children {
		if child.Name == name {
			return child
		}
	}
	return nil
}

// rowsAbove is the name of the rows below which those of a name lie; "" when they are nowhere, or directly below.
func rowsAbove(rel *program.Relation, name string) string {
	for _, child := range rel.Children {
		if rowsNamed(child.Rows, name) != nil {
			return child.Name
		}
		if above := rowsAbove(child.Rows, name); above != "" {
			return above
		}
	}
	return ""
}
