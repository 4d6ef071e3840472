package compile

import (
	"slices"
	"strings"

	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/program"
)

// choice compiles {$first: [...]} or {$if: …, $value: …} at a primitive element.
func (c *compiler) choice(n *mapping.Node, to target, sc *scope) program.Node {
	if branches := n.Field("$first"); branches != nil {
		c.onlyKeys(n, "$first")
		return c.branches(branches, to, sc)
	}
	if value := n.Field("$value"); value != nil {
		c.onlyKeys(n, "$if", "$value")
		cond := c.cond(n.Field("$if"), sc)
		if node := c.one(value, to, sc.under(cond)); node != nil {
			return orNil(&program.First{Branches: []program.Branch{{If: cond, Node: node}}})
		}
		return nil
	}
	if n.Has("$absent") {
		c.problems.Hintf(n.Pos, "_element: {$absent: …} beside it, or in a branch of a $first among the keys", "why a %s is absent is said at the element's name with an underscore", to.typ)
		return nil
	}
	c.problems.Hintf(n.Pos, "a text, =column, $name, or {$first: [ … ]}", "%s is a primitive, not an object", to.typ)
	return nil
}

// branches compiles the list of a $first at a primitive element.
func (c *compiler) branches(list *mapping.Node, to target, sc *scope) program.Node {
	if list.Kind != mapping.Array {
		c.problems.Hintf(list.Pos, "$first: [{$if: condition, $value: =column}, =column]", "$first wants a list")
		return nil
	}
	f := &program.First{}
	for i, b := range list.Items {
		value, cond := b, (*program.Cond)(nil)
		if b.Kind == mapping.Object {
			value, cond = b.Field("$value"), c.cond(b.Field("$if"), sc)
			c.onlyKeys(b, "$if", "$value")
		}
		if value == nil {
			c.problems.Hintf(b.Pos, "{$if: condition, $value: =column}", "a branch wants a $value")
			continue
		}
		if value.Name() == "none" {
			c.problems.Hintf(value.Pos, "say in the $if of the other branches when they hold", "$none is no branch: it would be passed over")
			continue
		}
		if node := c.one(value, to, sc.under(cond)); node != nil {
			f.Branches = append(f.Branches, program.Branch{If: cond, Node: node})
			c.reachable(b, cond == nil && always(node) && i < len(list.Items)-1)
		}
	}
	return orNil(f)
}

// reachable refuses a branch that ends the choice before its last branch.
func (c *compiler) reachable(branch *mapping.Node, ends bool) {
	if ends {
		c.problems.Hintf(branch.Pos, "give it an $if, or put it last", "the branches after this one are never reached")
	}
}

// always tells whether a node writes something whatever the row and the tenant.
func always(n program.Node) bool {
	switch x := n.(type) {
	case *program.Const:
		return true
	case *program.Object:
		return !x.Dynamic && x.If == nil && slices.ContainsFunc(x.Fields, func(f program.ObjectField) bool { return always(f.Node) })
	case *program.List:
		return slices.ContainsFunc(x.Items, always)
	}
	return false
}

func orNil(f *program.First) program.Node {
	if len(f.Branches) == 0 {
		return nil
	}
	return f
}

func (c *compiler) onlyKeys(n *mapping.Node, keys ...string) {
	for _, f := range n.Fields {
		if !slices.Contains(keys, f.Key) {
			c.problems.Hintf(f.Pos, "only "+strings.Join(keys, " and ")+" can stand here", "unexpected %s", f.Key)
		}
	}
}

// group compiles $first among an object's keys: each branch is an object whose keys merge into it.
func (c *compiler) group(n *mapping.Node, t *fhir.Type, sc *scope) *program.First {
	if n.Kind != mapping.Array {
		c.problems.Hintf(n.Pos, "$first: [{$if: condition, element: …}, {element: …}]", "$first wants a list")
		return nil
	}
	f := &program.First{}
	for i, b := range n.Items {
		if b.Kind != mapping.Object {
			c.problems.Hintf(b.Pos, "{$if: condition, element: …}", "a branch among elements is an object")
			continue
		}
		o := &program.Object{TypeName: t.Name}
		cond := c.cond(b.Field("$if"), sc)
		for _, field := range b.Fields {
			c.field(o, t, field, sc.under(cond))
		}
		o.Dynamic = dynamicFields(o)
		c.reachable(b, cond == nil && always(o) && i < len(n.Items)-1)
		f.Branches = append(f.Branches, program.Branch{If: cond, Node: o})
	}
	return f
}
