package compile

import (
	"slices"
	"strings"

	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/program"
)

// object compiles an object of a complex type; nil when nothing of it could be compiled.
func (c *compiler) object(n *mapping.Node, typ string, sc *scope) *program.Object {
	if n.Kind != mapping.Object {
		return c.wholeObject(n, typ, sc)
	}
	if n.Has("$use") {
		return c.templateObject(n, typ, sc)
	}
	if n.Has("$absent") {
		return c.absent(n, typ, sc)
	}
	o := c.objectFields(n, typ, sc)
	if o != nil {
		c.requiredElements(n, o, fhir.TypeNamed(typ))
	}
	return o
}

// objectFields compiles an object's keys.
func (c *compiler) objectFields(n *mapping.Node, typ string, sc *scope) *program.Object {
	t := fhir.TypeNamed(typ)
	if t == nil {
		c.problems.Errorf(n.Pos, "R4 has no type %s", typ)
		return nil
	}
	o := &program.Object{TypeName: typ, If: c.cond(n.Field("$if"), sc)}
	for _, f := range n.Fields {
		c.field(o, t, f, sc.under(o.If))
	}
	if o.Field("value") != nil && quantities[typ] {
		o.Needs = "value"
	}
	o.Dynamic = dynamicFields(o)
	c.once(n, o, t)
	return o
}

// field compiles one key of an object into it.
func (c *compiler) field(o *program.Object, t *fhir.Type, f mapping.Field, sc *scope) {
	switch {
	case f.Key == "$first":
		if g := c.group(f.Value, t, sc); g != nil {
			o.Fields = append(o.Fields, program.ObjectField{Node: g})
		}
		return
	case f.Key == "$if" || storedWords[f.Key] && t.Kind == fhir.Resource:
		return
	case f.Key == "$each":
		c.problems.Hintf(f.Pos, "[{$each: rows, …}]", "$each stands in an item of a list")
		return
	case storedWords[f.Key]:
		c.problems.Hintf(f.Pos, "among the elements of the resource", "%s does not stand inside %s", f.Key, article(t.Name))
		return
	case strings.HasPrefix(f.Key, "$"):
		c.problems.Hintf(f.Pos, "known: $use, $if, $first, $each, $value, $absent", "unknown word %s", f.Key)
		return
	}
	el, typ := c.element(t, f)
	if el == nil {
		return
	}
	if f.Value.Kind == mapping.Null {
		return
	}
	node := c.elementNode(f, el, typ, sc)
	if node == nil {
		return
	}
	c.comparator(o, node)
	o.Fields = append(o.Fields, program.ObjectField{Name: f.Key, Key: []byte(`"` + f.Key + `":`), Node: node})
}

// dynamic tells whether anything below a node depends on the row.
func dynamic(n program.Node) bool {
	switch x := n.(type) {
	case *program.Object:
		return x.If != nil || dynamicFields(x)
	case *program.List:
		return slices.ContainsFunc(x.Items, dynamic)
	case *program.First:
		return slices.ContainsFunc(x.Branches, func(b program.Branch) bool { return b.If != nil || dynamic(b.Node) })
	case *program.Const, program.TenantTag, *program.SettingText:
		return false
	}
	return true
}

// dynamicFields tells whether some field of an object depends on the row; its own $if does not count.
func dynamicFields(o *program.Object) bool {
	return slices.ContainsFunc(o.Fields, func(f program.ObjectField) bool { return dynamic(f.Node) })
}
