package compile

import (
	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/program"
)

// wholeObject compiles a hole or a name where an object is wanted: a reference, a mapped code, or an argument.
func (c *compiler) wholeObject(n *mapping.Node, typ string, sc *scope) *program.Object {
	if n.Name() != "" {
		return c.namedObject(n, typ, sc)
	}
	if !n.IsHole() {
		c.problems.Hintf(n.Pos, "an object: {key: value}", "%s is not a single value", typ)
		return nil
	}
	h, ok := c.hole(n.Text())
	if !ok {
		return nil
	}
	switch {
	case typ == "Reference" && h.target != "":
		return c.referenceObject(h, sc)
	case quantities[typ] && wholeQuantity(h):
		return c.quantityObject(n, h, typ, sc)
	case typ == "Coding" && mapped(h):
		return c.mappedCoding(n, sc)
	case typ == "CodeableConcept" && mapped(h):
		coding := c.mappedCoding(n, sc)
		if coding == nil {
			return nil
		}
		list := &program.List{Items: []program.Node{coding}}
		return &program.Object{TypeName: typ, Dynamic: true, Fields: []program.ObjectField{{Name: "coding", Key: []byte(`"coding":`), Node: list}}}
	}
	c.problems.Hintf(n.Pos, wholeHint(typ), "one value cannot be a %s", typ)
	return nil
}

// namedObject compiles $name where an object is wanted.
func (c *compiler) namedObject(n *mapping.Node, typ string, sc *scope) *program.Object {
	if w, ok := sc.words[n.Name()]; ok {
		inner := *w.scope
		inner.frames, inner.cond = sc.frames, sc.cond
		return c.object(w.node, typ, &inner)
	}
	if n.Name() == "self" && sc.self != nil {
		return c.selfObject(n, typ, sc)
	}
	if !sc.lenient {
		c.problems.Hintf(n.Pos, "an object: {key: value}", "%s is not a single value", typ)
	}
	return nil
}

func wholeHint(typ string) string {
	switch typ {
	case "Quantity", "SimpleQuantity", "Age", "Duration", "Count", "Distance", "Money":
		return "=column | quantity, or an object: {value: =column, unit: …}"
	case "Reference":
		return "=column -> Type"
	case "CodeableConcept", "Coding":
		return "=column | map name, or an object"
	}
	return "write its elements: {key: value}"
}
