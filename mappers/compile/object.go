package compile

import (
	"maps"
	"slices"
	"strings"

	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
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

// quantities are the types that are nothing without their value.
var quantities = map[string]bool{"Quantity": true, "SimpleQuantity": true, "Age": true, "Count": true, "Distance": true, "Duration": true, "Money": true}

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

// item compiles an item of a list, which $each writes once for each row of a child.
func (c *compiler) item(n *mapping.Node, to target, sc *scope) program.Node {
	each := n.Field("$each")
	if each == nil {
		return c.one(n, to, sc)
	}
	find := c.childNamed
	if each.Kind == mapping.Object {
		find = c.members
	}
	frame, at, child := find(each, sc)
	if child == nil {
		return nil
	}
	c.usesRows(child)
	inner := n.Without("$each")
	if v := inner.Field("$value"); v != nil && len(inner.Fields) == 1 {
		inner = v
	}
	node := c.one(inner, to, sc.into(child.Rows))
	if node == nil {
		return nil
	}
	child.Shown = true
	return &program.Each{Child: at, Frame: frame, Item: node, Of: child}
}

// childNamed finds the rows that $each names, below the innermost rows around.
func (c *compiler) childNamed(each *mapping.Node, sc *scope) (int, int, *program.Child) {
	frame := len(sc.frames) - 1
	var known []string
	for i, child := range sc.frames[frame].Children {
		if child.Rows.Members != nil {
			continue
		}
		if child.Name == each.Value {
			return frame, i, child
		}
		known = append(known, child.Name)
	}
	hint := didYouMean(each.Value, known)
	if above := rowsAbove(sc.frames[0], each.Value); above != "" {
		hint = "write it inside {$each: " + above + "}"
	}
	for _, around := range sc.frames[:frame] {
		if rowsNamed(around, each.Value) != nil {
			hint = "move it out of the $each around: they do not lie below its rows"
		}
	}
	c.problems.Hintf(each.Pos, hint, "there are no rows called %q here", each.Value)
	return 0, 0, nil
}

// rowsNamed are the rows of that name directly below a relation, or nil.
func rowsNamed(rel *program.Relation, name string) *program.Child {
	for _, child := range rel.Children {
		if child.Name == name {
			return child
		}
	}
	return nil
}

// rowsAbove is the name of the rows below which those of a name lie; "" when they are nowhere, or directly below.
func rowsAbove(rel *program.Relation, name string) string {
	for _, child := range rel.Children {
		if rowsNamed(child.Rows, name) != nil {
			return child.Name
		}
		if above := rowsAbove(child.Rows, name); above != "" {
			return above
		}
	}
	return ""
}

// cond compiles an $if.
func (c *compiler) cond(n *mapping.Node, sc *scope) *program.Cond {
	if n == nil {
		return nil
	}
	if n.Kind != mapping.Scalar || n.Text().Zero() {
		c.problems.Hintf(n.Pos, "a SQL condition; quotes where it holds a comma", "$if wants a condition")
		return nil
	}
	return c.condText(n.Text(), sc)
}

func (c *compiler) condText(text mapping.Text, sc *scope) *program.Cond {
	if text.Zero() {
		return nil
	}
	e := c.condition(text, sc.froms(), sc)
	if e == nil {
		return nil
	}
	frame := sc.frameOf(e)
	if frame < 0 {
		c.problems.Errorf(text.Pos, "this condition mixes columns of a child with columns of its parent")
		return nil
	}
	if !c.onlyMember(text.Pos, sc.frames[frame], e) {
		return nil
	}
	if !isCondition(e) {
		e = sqltree.Holds(e)
	}
	return &program.Cond{Expr: e, Frame: frame, Slot: sc.frames[frame].Slot(e)}
}

// isCondition tells an expression that gives 1, 0 or NULL. Of any other value only SQL knows whether it is true: 0.00 is
// not, and neither is a text without a number in front.
func isCondition(e sqltree.Expr) bool {
	switch x := e.(type) {
	case sqltree.Binary:
		return !operatorsOfValues[x.Op]
	case sqltree.And, sqltree.Or, sqltree.Not, sqltree.Is, sqltree.In, sqltree.InSelect, sqltree.Between, sqltree.Exists, sqltree.Bool:
		return true
	}
	return false
}

// templateObject expands {$use: template, argument: value, …}.
func (c *compiler) templateObject(n *mapping.Node, typ string, sc *scope) *program.Object {
	name := n.Field("$use").Value
	body := c.mapper.Templates[name]
	if body == nil {
		c.problems.Hintf(n.Field("$use").Pos, didYouMean(name, slices.Sorted(maps.Keys(c.mapper.Templates))), "unknown template %s", name)
		return nil
	}
	if slices.Contains(sc.using, name) {
		c.problems.Errorf(n.Pos, "the template %s uses itself", name)
		return nil
	}
	c.used["template "+name] = true
	inner := &scope{frames: sc.frames, cond: sc.cond, words: map[string]word{}, lenient: true, using: append(slices.Clone(sc.using), name)}
	for _, f := range n.Fields {
		if f.Key == "$use" || f.Key == "$if" {
			continue
		}
		if !body.Mentions(f.Key) {
			c.problems.Errorf(f.Pos, "the template %s has no argument %s", name, f.Key)
		}
		inner.words[f.Key] = c.argument(f.Value, sc)
	}
	o := c.object(body, typ, inner)
	if o != nil && n.Has("$if") {
		c.guard(o, n.Field("$if"), sc)
	}
	return o
}

func (c *compiler) guard(o *program.Object, n *mapping.Node, sc *scope) {
	if o.If != nil {
		c.problems.Errorf(n.Pos, "the template has an $if of its own")
		return
	}
	o.If = c.cond(n, sc)
}

// argument is a template's argument with the scope that it means; a name of the caller's own that is absent there is
// absent here too.
func (c *compiler) argument(n *mapping.Node, sc *scope) word {
	if w, ok := sc.words[n.Name()]; ok {
		return w
	}
	return word{node: n, scope: sc}
}

// wholeObject compiles a hole or a name where an object is wanted: a reference, a mapped code, or an argument.
func (c *compiler) wholeObject(n *mapping.Node, typ string, sc *scope) *program.Object {
	if n.Name() != "" {
		return c.namedObject(n, typ, sc)
	}
	if !n.IsHole() {
		c.problems.Hintf(n.Pos, "an object: {key: value}", "%s is not a single value", typ)
		return nil
	}
	h, ok := c.hole(n.Text())
	if !ok {
		return nil
	}
	switch {
	case typ == "Reference" && h.target != "":
		return c.referenceObject(h, sc)
	case quantities[typ] && wholeQuantity(h):
		return c.quantityObject(n, h, typ, sc)
	case typ == "Coding" && mapped(h):
		return c.mappedCoding(n, sc)
	case typ == "CodeableConcept" && mapped(h):
		coding := c.mappedCoding(n, sc)
		if coding == nil {
			return nil
		}
		list := &program.List{Items: []program.Node{coding}}
		return &program.Object{TypeName: typ, Dynamic: true, Fields: []program.ObjectField{{Name: "coding", Key: []byte(`"coding":`), Node: list}}}
	}
	c.problems.Hintf(n.Pos, wholeHint(typ), "one value cannot be a %s", typ)
	return nil
}

// namedObject compiles $name where an object is wanted.
func (c *compiler) namedObject(n *mapping.Node, typ string, sc *scope) *program.Object {
	if w, ok := sc.words[n.Name()]; ok {
		inner := *w.scope
		inner.frames, inner.cond = sc.frames, sc.cond
		return c.object(w.node, typ, &inner)
	}
	if n.Name() == "self" && sc.self != nil {
		return c.selfObject(n, typ, sc)
	}
	if !sc.lenient {
		c.problems.Hintf(n.Pos, "an object: {key: value}", "%s is not a single value", typ)
	}
	return nil
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

func wholeHint(typ string) string {
	switch typ {
	case "Quantity", "SimpleQuantity", "Age", "Duration", "Count", "Distance", "Money":
		return "=column | quantity, or an object: {value: =column, unit: …}"
	case "Reference":
		return "=column -> Type"
	case "CodeableConcept", "Coding":
		return "=column | map name, or an object"
	}
	return "write its elements: {key: value}"
}

func mapped(h hole) bool { return len(h.calls) > 0 && h.calls[len(h.calls)-1].name == "map" }

// mappedCoding is a Coding whose system, code and display all come from one map.
func (c *compiler) mappedCoding(n *mapping.Node, sc *scope) *program.Object {
	code := c.mappedCode(n, sc)
	hole, ok := code.(*program.Hole)
	if !ok {
		return nil
	}
	o := &program.Object{TypeName: "Coding", Dynamic: true}
	for _, part := range []struct {
		name string
		part program.Part
	}{{"system", program.PartSystem}, {"code", program.PartCode}, {"display", program.PartDisplay}} {
		if part.part != program.PartCode && !mapHas(hole.Map, part.part) {
			continue
		}
		h := *hole
		h.Part = part.part
		o.Fields = append(o.Fields, program.ObjectField{Name: part.name, Key: []byte(`"` + part.name + `":`), Node: &h})
	}
	return o
}

// mappedCode is the hole of a map's code. =first(a, b) is one expression here: the parts of a Coding come from one value.
func (c *compiler) mappedCode(n *mapping.Node, sc *scope) program.Node {
	h, ok := c.hole(n.Text())
	if !ok {
		return nil
	}
	to := target{typ: "code"}
	if f, called := callOf(h.sql); !called || f.name != "first" || h.target != "" {
		return c.scalar(n, to, sc)
	}
	v := c.sqlValue(h, sc)
	if v == nil {
		return nil
	}
	return c.valueNode(h, v, to, sc)
}

func mapHas(m *program.Map, p program.Part) bool {
	raws, others, empty := m.Inverse(p, func(s string) bool { return s != "" })
	return len(raws) > 0 || others || empty
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
