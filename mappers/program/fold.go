package program

import "slices"

// Fold prepares the body for assembling: it makes instructions of its nodes, with what is the same for every row written out
// once. Constant objects and lists become their JSON, constants that stand side by side one run of bytes, and an object
// or list with one value the bytes around it.
func (v *Variant) Fold() {
	body := foldFields(v.Body)
	body.least = Absent
	if v.Body.Stored != nil {
		body.add(foldStored(v.Body.Stored))
	}
	v.folded, v.head = body.end(brackets{}, around{}), appendHead(nil, v.Body.TypeName)
}

// fold is the instruction of a node between bytes.
func fold(n Node, a around) instruction {
	switch x := n.(type) {
	case *Object:
		return foldObject(x, a)
	case *List:
		return foldList(x, a)
	case *Each:
		return &each{child: x.Child, frame: x.Frame, item: fold(x.Item, a)}
	case *First:
		return foldFirst(x, a)
	case *Hole:
		return foldHole(x, a)
	case *Ref:
		return foldRef(x, a)
	case *SettingText:
		return &setting{index: x.Index, around: a.inside(`"`, `"`)}
	case TenantTag:
		return &tenantTag{a}
	case *File:
		return &file{of: x, around: a.inside(`"`, `"`)}
	}
	return &constant{a.whole(n.(*Const).JSON)}
}

// foldObject folds an object that is a value.
func foldObject(o *Object, a around) instruction {
	var out instruction
	if m := o.mapped(a); m != nil {
		out = m
	} else if f := o.only(); f != nil {
		out = foldOnly(o, f, a)
	} else {
		fields := foldFields(o)
		if o.Dynamic {
			fields.least = Filled
		}
		out = fields.end(braces, a)
	}
	if o.If != nil {
		return &when{cond: o.If, of: out}
	}
	return out
}

// foldFields begins a series with the fields of an object.
func foldFields(o *Object) *seriesOf {
	out := newSeries()
	for _, f := range o.shown() {
		before := around{before: slices.Concat([]byte{','}, f.Key)}
		c, isConst := f.Node.(*Const)
		switch {
		case f.Name == "":
			out.add(foldGroup(f.Node.(*First)))
		case f.hidden:
			out.add(&hidden{fold(f.Node, before)})
		case isConst:
			out.constant(before.whole(c.JSON))
			continue
		default:
			out.add(fold(f.Node, before))
		}
		if f.Name == o.Needs && f.Name != "" {
			out.needs = len(out.parts) - 1
		}
	}
	return out
}

// shown is the fields without the comparators that numbers write.
func (o *Object) shown() []ObjectField {
	fields := slices.Clone(o.Fields)
	for i := len(fields) - 1; i > 0; i-- {
		if compared(&fields[i-1], &fields[i]) {
			number := *fields[i].Node.(*Hole)
			number.compared = true
			fields[i].Node = &number
			fields = slices.Delete(fields, i-1, i)
		}
	}
	return fields
}

// compared tells a comparator and the number behind it, which come of one text of the row.
func compared(comparator, value *ObjectField) bool {
	v, isHole := value.Node.(*Hole)
	c, alsoHole := comparator.Node.(*Hole)
	return isHole && alsoHole && comparator.hidden == value.hidden && v.Format == FormatNumber && c.Format == FormatComparator && comparator.Name == "comparator" &&
		v.Frame == c.Frame && v.Slot == c.Slot && v.Link < 0 && c.Link < 0 && v.Map == nil && len(v.Steps) == 0
}

// only is the one field that is not constant, where the object is there just when that one is; otherwise nil.
func (o *Object) only() *ObjectField {
	var only *ObjectField
	for _, f := range o.shown() {
		if _, isConst := f.Node.(*Const); isConst && f.Name != "" && !f.hidden {
			continue
		}
		if only != nil || f.Name == "" || f.hidden || !single(f.Node) {
			return nil
		}
		only = &f
	}
	if only == nil || !o.Dynamic && !always(only.Node) || len(o.Fields) > 1 && mayHide(only.Node) {
		return nil
	}
	return only
}

// foldOnly folds an object with one field that is not constant: all the rest stands around that.
func foldOnly(o *Object, only *ObjectField, a around) instruction {
	before, after := a.before, []byte(nil)
	lead := byte('{')
	behind := false
	for _, f := range o.shown() {
		switch {
		case f.Name == only.Name:
			before = slices.Concat(before, []byte{lead}, f.Key)
			behind = true
		case behind:
			after = slices.Concat(after, []byte{','}, f.Key, f.Node.(*Const).JSON)
		default:
			before = slices.Concat(before, []byte{lead}, f.Key, f.Node.(*Const).JSON)
		}
		lead = ','
	}
	out := fold(only.Node, around{before: before, after: slices.Concat(after, []byte{'}'}, a.after)})
	if o.Dynamic && mayBeConstant(only.Node) {
		return &demand{out}
	}
	return out
}

// foldList folds a list; one of a single item is brackets around that.
func foldList(l *List, a around) instruction {
	if len(l.Items) == 1 && single(l.Items[0]) {
		return fold(l.Items[0], a.inside("[", "]"))
	}
	items := newSeries()
	for _, n := range l.Items {
		if c, isConst := n.(*Const); isConst {
			items.constant(listItem.whole(c.JSON))
		} else {
			items.add(fold(n, listItem))
		}
	}
	return items.end(square, a)
}

// single tells nodes that write one value: the rows of a child write several or none.
func single(n Node) bool {
	switch x := n.(type) {
	case *Each:
		return false
	case *First:
		return !slices.ContainsFunc(x.Branches, func(b Branch) bool { return !single(b.Node) })
	}
	return true
}

// always tells a node that is there for every row and every tenant.
func always(n Node) bool {
	switch x := n.(type) {
	case TenantTag, *Const:
		return true
	case *List:
		return slices.ContainsFunc(x.Items, always)
	}
	return false
}

// mayHide tells whether a node may be there and write nothing.
func mayHide(n Node) bool {
	some := false
	walk(n, func(n Node) {
		if o, ok := n.(*Object); ok {
			some = some || slices.ContainsFunc(o.Fields, func(f ObjectField) bool { return f.hidden })
		}
	})
	return some
}
