package compile

import (
	"slices"

	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/program"
)

// quantities are the types that are nothing without their value.
var quantities = map[string]bool{"Quantity": true, "SimpleQuantity": true, "Age": true, "Count": true, "Distance": true, "Duration": true, "Money": true}

// comparator adds what | number found before the digits of a Quantity's value.
func (c *compiler) comparator(o *program.Object, node program.Node) {
	h, ok := node.(*program.Hole)
	if !ok || h.Format != program.FormatNumber || !quantities[o.TypeName] {
		return
	}
	twin := *h
	twin.Format = program.FormatComparator
	o.Fields = append(o.Fields, program.ObjectField{Name: "comparator", Key: []byte(`"comparator":`), Node: &twin})
}

// wholeQuantity tells a hole that ends in | quantity.
func wholeQuantity(h hole) bool {
	n := len(h.calls)
	return n > 0 && h.calls[n-1].name == "quantity" && len(h.calls[n-1].args) == 0
}

// quantityObject is a Quantity whose comparator, value and unit all come from one text.
func (c *compiler) quantityObject(n *mapping.Node, h hole, typ string, sc *scope) *program.Object {
	o := &program.Object{TypeName: typ, Needs: "value", Dynamic: true}
	t := fhir.TypeNamed(typ)
	for _, part := range []string{"value", "unit"} {
		last := len(h.calls) - 1
		one := h
		one.calls = slices.Clone(h.calls)
		one.calls[last].args = []string{part}
		el := t.Element(part)
		node := c.takenApart(one, target{el: el, typ: el.Types[0]}, sc)
		if node == nil {
			return nil
		}
		c.comparator(o, node)
		o.Fields = append(o.Fields, program.ObjectField{Name: part, Key: []byte(`"` + part + `":`), Node: node})
	}
	c.once(n, o, t)
	return o
}
