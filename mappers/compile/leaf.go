package compile

import (
	"slices"

	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// leaf reads a place as a value of the parameter's type.
func (d *deriving) leaf(at place, exists bool) {
	if d.modifier != "" {
		d.leafOf(at)
		return
	}
	_, tag := at.node.(program.TenantTag)
	switch {
	case tag:
		d.add(at, program.Alternative{Token: program.TenantToken()})
	case exists:
		d.existence(at)
	case d.param.Def.Type == "token":
		d.token(at)
	case d.param.Def.Type == "uri":
		d.uri(at)
	case d.param.Def.Type == "string":
		d.text(at)
	case d.param.Def.Type == "date":
		d.date(at)
	case d.param.Def.Type == "reference":
		d.reference(at)
	case d.param.Def.Type == "quantity":
		d.quantity(at)
	case d.param.Def.Type == "number":
		d.number(at)
	case d.param.Def.Type == "composite":
		d.composite(at)
	default:
		d.cannot(d.param.Def.Type + " parameters are not supported yet")
	}
}

// existence gathers when an element is there and not false: Patient.deceased.
func (d *deriving) existence(at place) {
	v := valueOf(at.node)
	if v == nil {
		d.cannot("this element is not searched yet")
		return
	}
	there, ok := v.Present(), true
	if at.typ == "boolean" {
		there, ok = v.Equals("true", program.PartCode)
	}
	if !ok {
		d.cannot("this element has no inverse")
		return
	}
	d.truth = append(d.truth, at.child.ExistsFromTop(sqltree.AllOf(sqltree.Holds(sqltree.OrTrue(at.guard)), sqltree.Holds(there))))
}

// existent makes the parameter of what existence gathered: it is true or false for every row, and never missing.
func (d *deriving) existent() {
	if d.param.Status == program.Cannot {
		return
	}
	d.param.Status = program.Answers
	d.param.Alternatives = []program.Alternative{{Token: &program.Token{
		System: systemOf("boolean"), Code: &program.Value{Truth: sqltree.AnyOf(d.truth...)},
	}}}
}

func systemOf(typ string) *program.Value {
	if typ != "boolean" {
		return nil
	}
	system := "http://terminology.hl7.org/CodeSystem/special-values"
	return &program.Value{Const: &system}
}

// token reads a CodeableConcept, Coding, Identifier, ContactPoint, code, boolean or string (R4 §3.1.1.5.8).
func (d *deriving) token(at place) {
	o, ok := at.node.(*program.Object)
	if !ok {
		d.primitiveToken(at)
		return
	}
	switch o.TypeName {
	case "CodeableConcept":
		d.fields(at, o, fhir.TypeNamed("CodeableConcept").Element("coding"), func(in place) {
			d.each(in, func(coding place) { d.token(coding) })
		})
	case "Coding":
		d.pair(at, o, "system", "code")
	case "Identifier":
		d.pair(at, o, "system", "value")
	case "ContactPoint":
		d.pair(at, o, "", "value")
	default:
		d.cannot("a " + o.TypeName + " is not searched as a token")
	}
}

// each visits the objects and values of a list, with rows of children.
func (d *deriving) each(at place, visit func(place)) {
	switch x := at.node.(type) {
	case *program.List:
		for _, item := range x.Items {
			d.each(at.with(item), visit)
		}
	case *program.Each:
		in := at.with(x.Item)
		in.child = x.Of
		d.each(in, visit)
	case *program.First:
		d.branches(at, x, func(in place) { d.each(in, visit) })
	case *program.Object:
		visit(at.guarded(condExpr(x.If)).inside(x))
	case nil:
	default:
		visit(at)
	}
}

// pair reads a code with its system. Either may stand in a $first: then each pair of branches is an alternative under both
// conditions, and one more where no branch gives a system.
func (d *deriving) pair(at place, o *program.Object, system, code string) {
	systems := d.parts(at, o, system)
	for _, c := range d.parts(at, o, code) {
		v := valueOf(c.node)
		if v == nil || v.Opaque != "" {
			d.cannot("its code has no inverse")
			return
		}
		lost := sqltree.Expr(sqltree.True)
		for _, s := range systems {
			t := &program.Token{Code: v, System: valueOf(s.node)}
			if t.System == nil || t.System.Opaque != "" {
				d.cannot("its system has no inverse")
				return
			}
			d.add(at.guarded(c.guard).guarded(s.guard), program.Alternative{Token: t})
			lost = sqltree.AllOf(lost, sqltree.IsNotTrue(sqltree.OrTrue(s.guard)))
		}
		if !sqltree.IsFalse(lost) {
			d.add(at.guarded(c.guard).guarded(nilIfTrue(lost)), program.Alternative{Token: &program.Token{Code: v}})
		}
	}
}

// parts are the values that an object may have for a primitive element, each with the condition under which it has it.
func (d *deriving) parts(at place, o *program.Object, name string) []place {
	t := fhir.TypeNamed(o.TypeName)
	if name == "" || t == nil || t.Element(name) == nil {
		return nil
	}
	var out []place
	start := place{node: o, typ: at.typ, child: at.child}
	d.fields(start, o, t.Element(name), func(in place) {
		d.each(in, func(leaf place) { out = append(out, leaf) })
	})
	return out
}

// part is the one value that an object has for a primitive element, or nil; a choice of several has no inverse here.
func (d *deriving) part(at place, o *program.Object, name string) *program.Value {
	all := d.parts(at, o, name)
	if len(all) == 0 {
		return nil
	}
	v := valueOf(all[0].node)
	if len(all) > 1 || all[0].guard != nil || v == nil || v.Opaque != "" {
		d.cannot("its " + name + " has no inverse")
	}
	return v
}

// uri reads a uri, url or canonical, which is compared as a whole (R4 §3.1.1.5.13).
func (d *deriving) uri(at place) {
	v := valueOf(at.node)
	if v == nil || v.Opaque != "" {
		d.cannot("this element has no inverse")
		return
	}
	d.add(at, program.Alternative{Token: &program.Token{Code: v}})
}

func (d *deriving) primitiveToken(at place) {
	v := valueOf(at.node)
	if v == nil || v.Opaque != "" {
		d.cannot("this element has no inverse")
		return
	}
	t := &program.Token{Code: v, System: systemOf(at.typ)}
	if at.el != nil && at.el.Required != nil && at.typ == "code" {
		t.System = implicitSystem(at.el.Required, v)
	}
	d.add(at, program.Alternative{Token: t})
}

// implicitSystem is the system of a code element's value set.
func implicitSystem(set *fhir.ValueSet, v *program.Value) *program.Value {
	system := ""
	if v.Const != nil {
		system = set.System(*v.Const)
	} else {
		for _, coding := range set.Codes {
			if system != "" && coding.System != system {
				return nil
			}
			system = coding.System
		}
	}
	if system == "" {
		return nil
	}
	return &program.Value{Const: &system}
}

// searched are the elements of complex types that a string parameter looks at (R4 §3.1.1.5.7).
var searched = map[string][]string{
	"HumanName": {"text", "family", "given", "prefix", "suffix"},
	"Address":   {"text", "line", "city", "district", "state", "postalCode", "country"},
}

func (d *deriving) text(at place) {
	o, ok := at.node.(*program.Object)
	if !ok {
		v := valueOf(at.node)
		if v == nil || v.Opaque != "" || v.Number {
			d.cannot("this element has no inverse")
			return
		}
		d.add(at, program.Alternative{Text: v})
		return
	}
	names, ok := searched[o.TypeName]
	if !ok {
		d.cannot("a " + o.TypeName + " is not searched as a string")
		return
	}
	for _, f := range o.Fields {
		if slices.Contains(names, f.Name) {
			d.each(at.with(f.Node), d.text)
		}
	}
}

func (d *deriving) date(at place) {
	if o, ok := at.node.(*program.Object); ok {
		if o.TypeName != "Period" {
			d.cannot("a " + o.TypeName + " is not searched as a date")
			return
		}
		low, high := d.part(at, o, "start"), d.part(at, o, "end")
		if unmoment(low) || unmoment(high) {
			d.cannot("the ends of this period have no inverse")
			return
		}
		d.add(at, program.Alternative{Date: &program.DateRange{Low: low, High: high}})
		return
	}
	if at.typ == "string" {
		return // the words of a choice, such as Immunization.occurrenceString, are no date
	}
	v := valueOf(at.node)
	if v == nil || unmoment(v) {
		d.cannot("this date has no inverse")
		return
	}
	d.add(at, program.Alternative{Date: &program.DateRange{Low: v, Point: true}})
}

// unmoment tells a value that is no column of time, nor a function of one that keeps its order.
func unmoment(v *program.Value) bool {
	return v != nil && (v.Const != nil || v.Setting != "" || v.Opaque != "" || v.Map != nil || v.Lookup != nil || len(v.Steps) > 0 && !v.OrderKept())
}

func (d *deriving) reference(at place) {
	o, ok := at.node.(*program.Object)
	if !ok {
		d.cannot("this reference has no inverse")
		return
	}
	for _, in := range d.parts(at, o, "reference") {
		ref, ok := in.node.(*program.Ref)
		if !ok {
			d.cannot("this reference has no inverse")
			return
		}
		if at.resolve != "" && ref.Target.Type != at.resolve {
			continue
		}
		d.add(at.guarded(in.guard), program.Alternative{Reference: ref.Key})
	}
}

func (d *deriving) quantity(at place) {
	o, ok := at.node.(*program.Object)
	if !ok || !quantities[o.TypeName] {
		d.cannot("this element is not searched as a quantity")
		return
	}
	for _, in := range d.parts(at, o, "value") {
		v := valueOf(in.node)
		if unnumbered(v) {
			d.cannot("this quantity has no inverse")
			return
		}
		q := &program.Quantity{Value: v, System: d.part(at, o, "system"), Code: d.part(at, o, "code"), Unit: d.part(at, o, "unit")}
		d.add(at.guarded(in.guard), program.Alternative{Quantity: q})
	}
}

// unnumbered tells a value that is no number in SQL, nor a function of one that keeps its order.
func unnumbered(v *program.Value) bool {
	return v == nil || v.Opaque != "" || v.Const != nil || v.Setting != "" || v.Map != nil || v.Lookup != nil || len(v.Steps) > 0 && !v.OrderKept()
}

// number reads a decimal or an integer (R4 §3.1.1.5.4).
func (d *deriving) number(at place) {
	if o, ok := at.node.(*program.Object); ok {
		d.cannot("a " + o.TypeName + " is not searched as a number")
		return
	}
	v := valueOf(at.node)
	if unnumbered(v) {
		d.cannot("this number has no inverse")
		return
	}
	d.add(at, program.Alternative{Quantity: &program.Quantity{Value: v}})
}
