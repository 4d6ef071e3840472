package compile

import (
	"maps"
	"slices"
	"strings"

	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/problem"
	"ehr.example/portico/mappers/program"
)

// bound refuses a reference to a type that the element does not point at, and codes outside a required value set.
func (c *compiler) bound(n *mapping.Node, o *program.Object, to target) {
	if to.el == nil {
		return
	}
	if ref, ok := o.Field("reference").(*program.Ref); ok {
		c.pointsAt(n, ref.Target.Type, to)
	}
	if to.el.Required == nil {
		return
	}
	for _, coding := range append(items(o.Field("coding")), o) {
		if coding, ok := coding.(*program.Object); ok {
			c.boundCode(n, coding, to.el)
		}
	}
}

// pointsAt refuses a type that the element does not point at.
func (c *compiler) pointsAt(n *mapping.Node, typ string, to target) {
	if len(to.el.Targets) == 0 || slices.Contains(to.el.Targets, typ) || slices.Contains(to.el.Targets, "Resource") {
		return
	}
	c.problems.Hintf(n.Pos, "R4 allows "+strings.Join(to.el.Targets, ", "), "%s does not point at a %s", to.el.Name, typ)
}

// pointsRight looks at a =key -> Type that gave no reference, because the type is not mapped: it may be one that the
// element never points at.
func (c *compiler) pointsRight(n *mapping.Node, to target) {
	if to.typ != "Reference" || to.el == nil || !n.IsHole() {
		return
	}
	h, ok := c.hole(n.Text())
	if typ, _, _ := strings.Cut(h.target, "/"); ok && fhir.IsResource(typ) {
		c.pointsAt(n, typ, to)
	}
}

func items(n program.Node) []program.Node {
	if l, ok := n.(*program.List); ok {
		return slices.Clone(l.Items)
	}
	return nil
}

func (c *compiler) boundCode(n *mapping.Node, coding *program.Object, el *fhir.Element) {
	switch code := coding.Field("code").(type) {
	case *program.Const:
		if !el.Required.Contains(*code.Value.Const) {
			c.problems.Hintf(n.Pos, codesHint(el.Required), "%q is no code of %s", *code.Value.Const, el.Required.URL)
		}
	case *program.Hole:
		if code.Map != nil {
			c.mapType(code.Map, target{typ: "code", el: el})
		}
	}
}

// requiredElements refuses an object that lacks what R4 demands.
func (c *compiler) requiredElements(n *mapping.Node, o *program.Object, t *fhir.Type) {
	if n.Has("$stored") && t.Kind == fhir.Resource { // it may be there
		return
	}
	have := map[string]bool{}
	elementsOf(o, have)
	for i := range t.Elements {
		el := &t.Elements[i]
		if el.Min == 0 || t.Kind == fhir.Resource && el.Name == "id" {
			continue
		}
		if !slices.ContainsFunc(slices.Sorted(maps.Keys(have)), func(name string) bool {
			_, ok := elementType(el, strings.TrimPrefix(name, "_"))
			return ok
		}) {
			c.problems.Hintf(n.Pos, "map it, or say why it is absent with a data-absent-reason"+c.lacking, "%s lacks %s, which R4 demands", t.Name, el.Name)
		}
	}
}

// once refuses an element that stands twice: under two types of a choice, or beside a $first that has it too.
func (c *compiler) once(n *mapping.Node, o *program.Object, t *fhir.Type) {
	seen := map[string]string{} // element → the key that it has
	for _, f := range o.Fields {
		names := map[string]bool{f.Name: true}
		if f.Name == "" {
			names = map[string]bool{}
			elementsOf(&program.Object{Fields: []program.ObjectField{f}}, names)
		}
		mine := map[string]string{}
		for _, name := range slices.Sorted(maps.Keys(names)) {
			if el := elementNamed(t, name); el != nil {
				mine[el.Name] = name
			}
		}
		for _, el := range slices.Sorted(maps.Keys(mine)) {
			if other, twice := seen[el]; twice && other == mine[el] {
				c.problems.Hintf(keyPlace(n, other), "put both into one $first", "%s stands twice", other)
			} else if twice {
				c.problems.Hintf(keyPlace(n, mine[el]), "put both into one $first", "%s stands beside %s, and R4 allows one of them", mine[el], other)
			}
			seen[el] = mine[el]
		}
	}
}

// elementNamed is the element that a key names, or nil; keys with an underscore are no elements of their own.
func elementNamed(t *fhir.Type, name string) *fhir.Element {
	for i := range t.Elements {
		if _, ok := elementType(&t.Elements[i], name); ok {
			return &t.Elements[i]
		}
	}
	return nil
}

func keyPlace(n *mapping.Node, key string) problem.Position {
	for _, f := range n.Fields {
		if f.Key == key {
			return f.Pos
		}
	}
	return n.Pos
}

func elementsOf(o *program.Object, into map[string]bool) {
	for _, f := range o.Fields {
		if f.Name != "" {
			into[f.Name] = true
			continue
		}
		for _, b := range f.Node.(*program.First).Branches {
			elementsOf(b.Node.(*program.Object), into)
		}
	}
}
