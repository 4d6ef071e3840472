package compile

import (
	"slices"

	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// place is a node that a search path leads to, and under what it stands.
type place struct {
	node    program.Node
	typ     string        // FHIR type of the element
	el      *fhir.Element // nil at the resource itself
	guard   sqltree.Expr  // nil: always there
	child   *program.Child
	resolve string          // the only type that a reference may lead to; "": any
	alive   *program.Object // the nearest object around that vanishes when the row gives it nothing; nil: none
}

// params derives every search parameter of a type from the element tree.
func (c *compiler) params(src *program.Source, body *program.Object) map[string]*program.Param {
	out := map[string]*program.Param{}
	for _, def := range fhir.SearchParameters(src.Type) {
		p := &program.Param{Def: def}
		out[def.Code] = p
		switch {
		case def.Code == "_lastUpdated" && src.Updated == nil:
			p.Status, p.Why = program.Cannot, "the legacy schema does not say when these rows changed"
			continue
		case def.Code == "phonetic":
			p.Status, p.Why = program.Cannot, "matching by sound is not supported"
			continue
		case def.Unparsed:
			p.Status, p.Why = program.Cannot, "parameters without a path are not supported"
			continue
		}
		d := &deriving{param: p}
		for _, path := range def.Paths {
			d.walk(place{node: body, typ: src.Type}, path.Steps, path.Exists)
		}
		if slices.ContainsFunc(def.Paths, func(p fhir.Path) bool { return p.Exists }) {
			d.existent()
		}
	}
	return out
}

// deriving gathers the alternatives of one parameter.
type deriving struct {
	param *program.Param
	truth []sqltree.Expr // of a parameter that asks whether an element exists
}

func (d *deriving) cannot(why string) {
	d.param.Status, d.param.Why, d.param.Alternatives = program.Cannot, why, nil
}

// add takes an alternative; one that is made of constants is there only while the object around it is.
func (d *deriving) add(at place, a program.Alternative) {
	if d.param.Status == program.Cannot {
		return
	}
	if at.alive != nil && a.Constant() {
		at = at.guarded(nilIfTrue(presentObject(at.alive)))
	}
	a.Guard, a.Child = at.guard, at.child
	d.param.Status = program.Answers
	d.param.Alternatives = append(d.param.Alternatives, a)
}

// walk follows the steps from a place.
func (d *deriving) walk(at place, steps []fhir.Step, exists bool) {
	switch x := at.node.(type) {
	case *program.List:
		for _, item := range x.Items {
			d.walk(at.with(item), steps, exists)
		}
	case *program.Each:
		if at.child != nil {
			d.cannot("rows of rows are not searched yet")
			return
		}
		inner := at.with(x.Item)
		inner.child = x.Of
		d.walk(inner, steps, exists)
	case *program.First:
		d.branches(at, x, func(in place) { d.walk(in, steps, exists) })
	case *program.Object:
		d.object(at.guarded(condExpr(x.If)), x, steps, exists)
	default:
		if len(steps) == 0 {
			d.leaf(at, exists)
		}
	}
}

func condExpr(c *program.Cond) sqltree.Expr {
	if c == nil {
		return nil
	}
	return c.Expr
}

func (p place) with(n program.Node) place {
	p.node = n
	return p
}

// inside is the place of an object. A resource itself never vanishes.
func (p place) inside(o *program.Object) place {
	p.node = o
	if t := fhir.TypeNamed(o.TypeName); o.Dynamic && (t == nil || t.Kind != fhir.Resource) {
		p.alive = o
	}
	return p
}

// guarded adds a condition that must be TRUE.
func (p place) guarded(cond sqltree.Expr) place {
	if cond == nil {
		return p
	}
	if p.guard == nil {
		p.guard = cond
	} else {
		p.guard = sqltree.AllOf(p.guard, cond)
	}
	return p
}

// branches visits each branch under the condition that it wins: (c1) IS NOT TRUE AND … AND ci (semantics.md,
// mapping-trial.md 19).
func (d *deriving) branches(at place, f *program.First, visit func(place)) {
	var lost sqltree.Expr = sqltree.True
	for _, b := range f.Branches {
		in := at.with(b.Node).guarded(nilIfTrue(lost)).guarded(condExpr(b.If))
		visit(in)
		holds := condExpr(b.If)
		if holds == nil {
			holds = present(b.Node)
		}
		lost = sqltree.AllOf(lost, sqltree.IsNotTrue(holds))
	}
}

func nilIfTrue(e sqltree.Expr) sqltree.Expr {
	if sqltree.IsTrue(e) {
		return nil
	}
	return e
}

// object takes the next step from an object, or ends at it.
func (d *deriving) object(at place, o *program.Object, steps []fhir.Step, exists bool) {
	at = at.inside(o)
	if len(steps) == 0 {
		d.leaf(at, exists)
		return
	}
	step := steps[0]
	t := fhir.TypeNamed(o.TypeName)
	if t == nil {
		return
	}
	el := t.Element(step.Element)
	if el == nil {
		return
	}
	d.fields(at, o, el, func(in place) {
		d.step(in, step, steps[1:], exists)
	})
}

// fields visits what an object has of an element, inside groups too.
func (d *deriving) fields(at place, o *program.Object, el *fhir.Element, visit func(place)) {
	for _, f := range o.Fields {
		if f.Name == "" {
			d.branches(at, f.Node.(*program.First), func(in place) {
				d.fields(in, in.node.(*program.Object), el, visit)
			})
			continue
		}
		if typ, ok := elementType(el, f.Name); ok {
			in := at.with(f.Node)
			in.typ, in.el = typ, el
			visit(in)
		}
	}
}

// step narrows what was found by the step's own conditions and goes on.
func (d *deriving) step(at place, step fhir.Step, rest []fhir.Step, exists bool) {
	switch x := at.node.(type) {
	case *program.List:
		for _, item := range x.Items {
			d.step(at.with(item), step, rest, exists)
		}
		return
	case *program.Each:
		inner := at.with(x.Item)
		inner.child = x.Of
		if at.child != nil {
			d.cannot("rows of rows are not searched yet")
			return
		}
		d.step(inner, step, rest, exists)
		return
	}
	if step.As != "" && at.typ != step.As {
		return
	}
	if step.ResolveTo != "" && !resolvesTo(at.node, step.ResolveTo) {
		return
	}
	if step.ResolveTo != "" {
		at.resolve = step.ResolveTo
	}
	for _, w := range step.Where {
		cond, known := d.where(at, w)
		if !known {
			d.cannot("the condition " + w.Element + "='" + w.Value + "' has no inverse")
			return
		}
		if sqltree.IsFalse(cond) {
			return
		}
		at = at.guarded(nilIfTrue(cond))
	}
	d.walk(at, rest, exists)
}

func resolvesTo(n program.Node, typ string) bool {
	o, ok := n.(*program.Object)
	if !ok {
		return false
	}
	for _, in := range (&deriving{}).parts(place{}, o, "reference") {
		if ref, ok := in.node.(*program.Ref); ok && ref.Target.Type == typ {
			return true
		}
	}
	return false
}

// where is a path's .where(element = 'value') as a condition.
func (d *deriving) where(at place, w fhir.Condition) (sqltree.Expr, bool) {
	o, ok := at.node.(*program.Object)
	if !ok {
		return sqltree.False, true
	}
	v := valueOf(o.Field(w.Element))
	if v == nil {
		return sqltree.False, o.Field(w.Element) == nil
	}
	return v.Equals(w.Value, program.PartCode)
}

// valueOf is the value of a primitive node, or nil.
func valueOf(n program.Node) *program.Value {
	switch x := n.(type) {
	case *program.Const:
		return x.Value
	case *program.SettingText:
		return x.Value
	case *program.Hole:
		return x.Value
	}
	return nil
}

// present is the condition that a node writes something of the row.
func present(n program.Node) sqltree.Expr {
	switch x := n.(type) {
	case *program.Object:
		return presentObject(x)
	case *program.List:
		var terms []sqltree.Expr
		for _, item := range x.Items {
			terms = append(terms, present(item))
		}
		return sqltree.AnyOf(terms...)
	case *program.First:
		var terms []sqltree.Expr
		for _, b := range x.Branches {
			terms = append(terms, sqltree.AllOf(sqltree.Holds(orTrue(condExpr(b.If))), present(b.Node)))
		}
		return sqltree.AnyOf(terms...)
	case *program.Each:
		return existsChild(x.Of, present(x.Item))
	case *program.Ref:
		return program.PresentReference(x.Key)
	}
	if v := valueOf(n); v != nil {
		return v.Present()
	}
	return sqltree.False
}

func presentObject(o *program.Object) sqltree.Expr {
	cond := sqltree.Holds(orTrue(condExpr(o.If)))
	if o.Needs != "" {
		return sqltree.AllOf(cond, present(o.Field(o.Needs)))
	}
	if !o.Dynamic {
		return cond
	}
	var terms []sqltree.Expr
	for _, f := range o.Fields {
		if dynamic(f.Node) {
			terms = append(terms, present(f.Node))
		}
	}
	return sqltree.AllOf(cond, sqltree.AnyOf(terms...))
}

// existsChild is EXISTS over a child's rows.
func existsChild(child *program.Child, cond sqltree.Expr) sqltree.Expr {
	return child.Exists(cond)
}

// leaf reads a place as a value of the parameter's type.
func (d *deriving) leaf(at place, exists bool) {
	if _, tag := at.node.(program.TenantTag); tag {
		d.cannot("searching by tags is not supported yet")
		return
	}
	switch {
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
	default:
		d.cannot(d.param.Def.Type + " parameters are not supported yet")
	}
}

// existence gathers when an element is there and not false: Patient.deceased.
func (d *deriving) existence(at place) {
	v := valueOf(at.node)
	if v == nil || at.child != nil {
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
	d.truth = append(d.truth, sqltree.AllOf(sqltree.Holds(orTrue(at.guard)), sqltree.Holds(there)))
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
		if at.child != nil {
			d.cannot("rows of rows are not searched yet")
			return
		}
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
			lost = sqltree.AllOf(lost, sqltree.IsNotTrue(orTrue(s.guard)))
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

// implicitSystem is the system of a code element's value set (semantics.md 4).
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
	v := valueOf(at.node)
	if v == nil || unmoment(v) {
		d.cannot("this date has no inverse")
		return
	}
	d.add(at, program.Alternative{Date: &program.DateRange{Low: v, Point: true}})
}

// unmoment tells a value that is no column of time.
func unmoment(v *program.Value) bool {
	return v != nil && (v.Const != nil || v.Setting != "" || v.Opaque != "" || v.Map != nil || v.Lookup != nil)
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
	v := d.part(at, o, "value")
	if v == nil {
		return
	}
	if v.Const != nil || v.Setting != "" || v.Map != nil || v.Lookup != nil {
		d.cannot("this quantity has no inverse")
		return
	}
	q := &program.Quantity{Value: v, System: d.part(at, o, "system"), Code: d.part(at, o, "code"), Unit: d.part(at, o, "unit")}
	d.add(at, program.Alternative{Quantity: q})
}
