package interaction_test

import (
	"strings"

	"ehr.example/portico/mappers/fhir"
)

// element is what a search path leads to in a resource's JSON.
type element struct {
	typ    string        // its FHIR type; a backbone's path
	of     *fhir.Element // its definition; nil at the resource
	value  any           // as JSON decodes it
	exists bool          // the path asks whether it is there and not false
}

// elements walks the paths of a parameter through a resource.
func elements(it *item, param *fhir.SearchParameter) []element {
	return elementsBelow([]element{{typ: it.typ, value: it.tree}}, param.Paths)
}

// elementsBelow walks paths from some elements.
func elementsBelow(start []element, paths []fhir.Path) []element {
	var found []element
	for _, path := range paths {
		here := start
		for _, step := range path.Steps {
			here = stepped(here, step)
		}
		for i := range here {
			here[i].exists = path.Exists
		}
		found = append(found, here...)
	}
	return found
}

// stepped are the children that a step leads to, of every element.
func stepped(from []element, step fhir.Step) []element {
	var found []element
	for _, e := range from {
		object, ok := e.value.(map[string]any)
		typ := fhir.TypeNamed(e.typ)
		if !ok || typ == nil || typ.Element(step.Element) == nil {
			continue
		}
		for _, child := range children(object, typ.Element(step.Element)) {
			if (step.As == "" || step.As == child.typ) && fulfils(child, step) {
				found = append(found, child)
			}
		}
	}
	return found
}

// children are the values of one element of an object, each repetition for itself.
func children(object map[string]any, def *fhir.Element) []element {
	var found []element
	for _, typ := range def.Types {
		name := def.Name
		if def.Choice {
			name += strings.ToUpper(typ[:1]) + typ[1:]
		}
		switch x := object[name].(type) {
		case nil:
		case []any:
			for _, v := range x {
				found = append(found, element{typ: typ, of: def, value: v})
			}
		default:
			found = append(found, element{typ: typ, of: def, value: x})
		}
	}
	return found
}

// fulfils tells whether an element meets the step's where(…) and resolve() is ….
func fulfils(e element, step fhir.Step) bool {
	object, _ := e.value.(map[string]any)
	for _, c := range step.Where {
		if text, _ := object[c.Element].(string); text != c.Value {
			return false
		}
	}
	reference, _ := object["reference"].(string)
	return step.ResolveTo == "" || strings.HasPrefix(reference, step.ResolveTo+"/")
}

// text is a child of an object that is a string; "" when it isn't there.
func (e element) text(name string) string {
	object, _ := e.value.(map[string]any)
	s, _ := object[name].(string)
	return s
}

// child is a child of an object, as JSON decodes it.
func (e element) child(name string) any {
	object, _ := e.value.(map[string]any)
	return object[name]
}
