package compile

import (
	"strings"

	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/program"
)

// element finds the element that a key names, and its type: valueQuantity is value[x] as Quantity, _birthDate the
// extensions of a primitive.
func (c *compiler) element(t *fhir.Type, f mapping.Field) (*fhir.Element, string) {
	name, extension := strings.CutPrefix(f.Key, "_")
	for i := range t.Elements {
		el := &t.Elements[i]
		typ, ok := elementType(el, name)
		if !ok {
			continue
		}
		if extension {
			if k := fhir.TypeNamed(typ); k != nil && k.Kind == fhir.Primitive {
				return el, "Element"
			}
			break
		}
		return el, typ
	}
	c.problems.Hintf(f.Pos, elementHint(t, name), "%s has no element %s", t.Name, f.Key)
	return nil, ""
}

// elementHint lists the names of a choice that the name begins with, or says what is near.
func elementHint(t *fhir.Type, name string) string {
	for _, el := range t.Elements {
		if el.Choice && strings.HasPrefix(name, el.Name) {
			return el.Name + "[x]: " + strings.Join(choiceNames(&el), ", ")
		}
	}
	return didYouMean(name, elementNames(t))
}

func choiceNames(el *fhir.Element) []string {
	names := make([]string, len(el.Types))
	for i, typ := range el.Types {
		names[i] = el.Name + strings.ToUpper(typ[:1]) + typ[1:]
	}
	return names
}

func elementType(el *fhir.Element, name string) (string, bool) {
	if !el.Choice {
		return first(el.Types), el.Name == name
	}
	for _, typ := range el.Types {
		if name == el.Name+strings.ToUpper(typ[:1])+typ[1:] {
			return typ, true
		}
	}
	return "", false
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

func elementNames(t *fhir.Type) []string {
	var names []string
	for _, el := range t.Elements {
		if !el.Choice {
			names = append(names, el.Name)
			continue
		}
		names = append(names, choiceNames(&el)...)
	}
	return names
}

// elementNode compiles an element's value: a list where R4 has one, one value otherwise.
func (c *compiler) elementNode(f mapping.Field, el *fhir.Element, typ string, sc *scope) program.Node {
	to := target{el: el, typ: typ}
	many := el.Max != 1
	if n := f.Value; n.Name() == "none" {
		return nil
	} else if w, ok := sc.words[n.Name()]; ok && n.Name() != "" && w.node.Kind != mapping.Scalar {
		inner := *w.scope
		inner.frames, inner.cond = sc.frames, sc.cond
		return c.elementNode(mapping.Field{Key: f.Key, Pos: f.Pos, Value: w.node}, el, typ, &inner)
	} else if n.Name() != "" && sc.lenient && !ok && c.unknown(n.Name(), sc) {
		return nil
	} else if many && n.Kind != mapping.Array {
		c.problems.Hintf(n.Pos, "write "+f.Key+": [ … ]", "%s is a list in R4", f.Key)
		return nil
	} else if !many && n.Kind == mapping.Array {
		c.problems.Hintf(n.Pos, "R4 allows at most one", "%s is not a list in R4", f.Key)
		return nil
	}
	if !many {
		return c.one(f.Value, to, sc)
	}
	l := &program.List{}
	for _, item := range f.Value.Items {
		if node := c.item(item, to, sc); node != nil {
			l.Items = append(l.Items, node)
		}
	}
	if len(l.Items) == 0 {
		return nil
	}
	return l
}

func (c *compiler) unknown(name string, sc *scope) bool {
	_, system := c.mapper.Systems[name]
	return c.program.SettingIndex(name) < 0 && !system && sc.memberNamed(name) == nil
}

// one compiles one value of an element.
func (c *compiler) one(n *mapping.Node, to target, sc *scope) program.Node {
	if node, ok := c.codings(n, to, sc); ok {
		return node
	}
	if isComplex(to.typ) {
		if o := c.object(n, to.typ, sc); o != nil {
			c.bound(n, o, to)
			return o
		}
		c.pointsRight(n, to)
		return nil
	}
	if n.Kind == mapping.Object {
		return c.choice(n, to, sc)
	}
	return c.scalar(n, to, sc)
}
