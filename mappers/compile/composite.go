package compile

import (
	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/program"
)

// composite reads the parts of a composite parameter at one object. A value is found only where all parts of it are the
// same object's (R4 §3.1.1.5.14), so that an object that never has one of them is passed over.
func (d *deriving) composite(at place) {
	o, ok := at.node.(*program.Object)
	if !ok {
		d.cannot("this element is not searched by its parts")
		return
	}
	d.together(at, o, d.param.Def.Components)
}

// together reads parts that one object has.
func (d *deriving) together(at place, o *program.Object, components []fhir.Component) {
	var parts [][]program.Alternative
	why := ""
	for _, component := range components {
		part := d.component(at, o, component)
		switch part.Status {
		case program.Never:
			return
		case program.Cannot:
			why = component.Code + ": " + part.Why
		}
		parts = append(parts, part.Alternatives)
	}
	if why != "" {
		d.cannot(why)
		return
	}
	d.add(at, program.Alternative{Parts: parts})
}

// component is what an object makes of one part of a composite parameter.
func (d *deriving) component(at place, o *program.Object, component fhir.Component) *program.Param {
	in := &deriving{param: &program.Param{Def: &fhir.SearchParameter{Code: component.Code, Type: component.Type}}, root: d.root}
	at.guard, at.resolve = nil, ""
	for _, path := range component.Paths {
		if path.Resource != "" {
			in.walk(in.root, path.Steps, path.Exists)
		} else {
			in.object(at, o, path.Steps, path.Exists)
		}
	}
	return in.param
}
