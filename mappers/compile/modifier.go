package compile

import (
	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/program"
)

// asking are the modifiers of a type of parameter that ask for something else of its elements than their values.
var asking = map[string][]string{"token": {"text", "of-type"}, "reference": {"identifier"}}

// asked derives what those modifiers look at; what no element has is left out.
func (d *deriving) asked(def *fhir.SearchParameter) map[string]*program.Param {
	var out map[string]*program.Param
	for _, modifier := range asking[def.Type] {
		in := &deriving{param: &program.Param{Def: def}, root: d.root, modifier: modifier}
		for _, path := range def.Paths {
			if !path.Exists {
				in.walk(in.root, path.Steps, false)
			}
		}
		if in.param.Status == program.Never {
			continue
		}
		if out == nil {
			out = map[string]*program.Param{}
		}
		out[modifier] = in.param
	}
	return out
}

// leafOf reads what a modifier asks of a place.
func (d *deriving) leafOf(at place) {
	o, ok := at.node.(*program.Object)
	_, tag := at.node.(program.TenantTag)
	switch {
	case tag && d.modifier == "text":
		d.add(at, program.Alternative{Text: &program.Value{Setting: program.TagDisplay}})
	case !ok: // codes and texts have no more than their value
	case d.modifier == "text":
		d.wording(at, o)
	case d.modifier == "of-type" && o.TypeName == "Identifier":
		d.together(at, o, typedIdentifier)
	case d.modifier == "identifier":
		d.identifier(at, o)
	}
}

// typedIdentifier is an Identifier by the code of its type and its value (R4 §3.1.1.5.8.2).
var typedIdentifier = []fhir.Component{
	{Code: "type", Type: "token", Paths: []fhir.Path{{Steps: []fhir.Step{{Element: "type"}}}}},
	{Code: "value", Type: "token", Paths: []fhir.Path{{Steps: []fhir.Step{{Element: "value"}}}}},
}

// wording reads the texts that stand with a code: CodeableConcept.text, Coding.display, Identifier.type.text.
func (d *deriving) wording(at place, o *program.Object) {
	switch o.TypeName {
	case "CodeableConcept":
		d.words(at, o, "text")
		d.below(at, o, "coding", func(in place, coding *program.Object) { d.words(in, coding, "display") })
	case "Coding":
		d.words(at, o, "display")
	case "Identifier":
		d.below(at, o, "type", func(in place, concept *program.Object) { d.words(in, concept, "text") })
	}
}

// below visits the objects that an object has of an element.
func (d *deriving) below(at place, o *program.Object, element string, visit func(place, *program.Object)) {
	el := fhir.TypeNamed(o.TypeName).Element(element)
	if el == nil {
		return
	}
	d.fields(at, o, el, func(in place) {
		d.each(in, func(x place) {
			if inner, ok := x.node.(*program.Object); ok {
				visit(x, inner)
			}
		})
	})
}

func (d *deriving) words(at place, o *program.Object, element string) {
	for _, in := range d.parts(at, o, element) {
		v := valueOf(in.node)
		part := program.PartCode
		if h, ok := in.node.(*program.Hole); ok {
			part = h.Part
		}
		if v == nil || v.Opaque != "" || v.Number || part != program.PartCode && v.Lookup != nil {
			d.cannot("its " + element + " has no inverse")
			return
		}
		in.alive = at.alive
		d.add(in.guarded(at.guard), program.Alternative{Text: v, Part: part})
	}
}

// identifier reads the identifier of a reference itself. One that has none is asked for its target's identifiers.
func (d *deriving) identifier(at place, o *program.Object) {
	if o.TypeName != "Reference" {
		return
	}
	if o.Field("identifier") == nil {
		d.reference(at)
		return
	}
	d.below(at, o, "identifier", func(in place, inner *program.Object) { d.pair(in, inner, "system", "value") })
}
