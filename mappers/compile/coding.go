package compile

import (
	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/program"
)

func mapped(h hole) bool { return len(h.calls) > 0 && h.calls[len(h.calls)-1].name == "map" }

// mappedCoding is a Coding whose system, code and display all come from one map.
func (c *compiler) mappedCoding(n *mapping.Node, sc *scope) *program.Object {
	code := c.mappedCode(n, sc)
	hole, ok := code.(*program.Hole)
	if !ok {
		return nil
	}
	o := &program.Object{TypeName: "Coding", Dynamic: true}
	for _, part := range []struct {
		name string
		part program.Part
	}{{"system", program.PartSystem}, {"code", program.PartCode}, {"display", program.PartDisplay}} {
		if part.part != program.PartCode && !mapHas(hole.Map, part.part) {
			continue
		}
		h := *hole
		h.Part = part.part
		o.Fields = append(o.Fields, program.ObjectField{Name: part.name, Key: []byte(`"` + part.name + `":`), Node: &h})
	}
	return o
}

// mappedCode is the hole of a map's code. =first(a, b) is one expression here: the parts of a Coding come from one value.
func (c *compiler) mappedCode(n *mapping.Node, sc *scope) program.Node {
	h, ok := c.hole(n.Text())
	if !ok {
		return nil
	}
	to := target{typ: "code"}
	if f, called := callOf(h.sql); !called || f.name != "first" || h.target != "" {
		return c.scalar(n, to, sc)
	}
	v := c.sqlValue(h, sc)
	if v == nil {
		return nil
	}
	return c.valueNode(h, v, to, sc)
}

func mapHas(m *program.Map, p program.Part) bool {
	raws, others, empty := m.Inverse(p, func(s string) bool { return s != "" })
	return len(raws) > 0 || others || empty
}
