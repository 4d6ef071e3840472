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
		d := &deriving{param: p, root: place{node: body, typ: src.Type}}
		for _, path := range def.Paths {
			d.walk(d.root, path.Steps, path.Exists)
		}
		if slices.ContainsFunc(def.Paths, func(p fhir.Path) bool { return p.Exists }) {
			d.existent()
		}
		if body.Stored == nil {
			p.Asked = d.asked(def)
		}
		if body.Stored != nil && p.Status != program.Cannot && mayBeStored(def, src.Type, body.Stored) {
			d.cannot("it may come from a stored resource, which is not searched")
		}
	}
	return out
}

// deriving gathers the alternatives of one parameter.
type deriving struct {
	param    *program.Param
	root     place
	modifier string         // what is derived is what this modifier asks for; "": the parameter's values
	truth    []sqltree.Expr // of a parameter that asks whether an element exists
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
		if unsure(at.alive) {
			d.cannot("whether it is shown depends on a file, or on a function outside the database")
			return
		}
		at = at.guarded(nilIfTrue(presentObject(at.alive)))
	}
	a.Guard, a.Child = at.guard, at.child
	if why := unsayable(a); why != "" {
		d.cannot(why)
		return
	}
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

// branches visits each branch under the condition that it wins: (c1) IS NOT TRUE AND … AND ci.
func (d *deriving) branches(at place, f *program.First, visit func(place)) {
	var lost sqltree.Expr = sqltree.True
	for i, b := range f.Branches {
		if i > 0 && f.Branches[i-1].If == nil && unsure(f.Branches[i-1].Node) {
			d.cannot("nobody can ask whether what stands before it is there")
			return
		}
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
