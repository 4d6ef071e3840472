package program

import "slices"

// Fold prepares the body for assembling: what is the same for every row is written out once. Constant objects and lists
// become their JSON, and constants that stand side by side one run of bytes.
func (v *Variant) Fold() {
	v.folded, v.head = foldObject(v.Body), appendHead(nil, v.Body.TypeName)
	v.folded.open()
}

func fold(n Node) Node {
	switch x := n.(type) {
	case *Object:
		return foldWhole(x)
	case *Hole:
		return foldHole(x)
	case *List:
		return foldList(x)
	case *Each:
		out := *x
		out.Item = fold(x.Item)
		return &out
	case *First:
		return foldFirst(x)
	}
	return n
}

// foldWhole folds an object that stands by itself.
func foldWhole(o *Object) Node {
	if m := o.mapped(); m != nil {
		return m
	}
	out := foldObject(o)
	if json, ok := out.constant(); ok {
		return &Const{JSON: json}
	}
	if w := out.wrap(); w != nil {
		return w
	}
	out.open()
	return out
}

// open moves the bytes with which values begin to their keys, and puts commas before these.
func (o *Object) open() {
	for i := range o.Fields {
		f := &o.Fields[i]
		if f.Name == "" {
			continue
		}
		var head []byte
		head, f.Node = opened(f.Node)
		f.Key = slices.Concat(f.Key, head)
		f.next = slices.Concat([]byte(","), f.Key)
	}
}

func foldObject(o *Object) *Object {
	out := *o
	out.Fields = nil
	for i, f := range o.Fields {
		if i+1 < len(o.Fields) && compared(&f, &o.Fields[i+1]) { // written with the number
			continue
		}
		if i > 0 && compared(&o.Fields[i-1], &f) {
			h := f.Node.(*Hole)
			f.Node = &column{hole: h, frame: h.Frame, slot: h.Slot, writer: appendCompared}
		} else {
			f.Node = fold(f.Node)
		}
		out.add(f)
	}
	return &out
}

// compared tells a comparator and the number behind it, which come of one text of the row.
func compared(comparator, value *ObjectField) bool {
	v, isHole := value.Node.(*Hole)
	c, alsoHole := comparator.Node.(*Hole)
	return isHole && alsoHole && comparator.hidden == value.hidden && v.Format == FormatNumber && c.Format == FormatComparator && comparator.Name == "comparator" &&
		v.Frame == c.Frame && v.Slot == c.Slot && v.Link < 0 && c.Link < 0 && v.Map == nil && len(v.Steps) == 0
}

// appendCompared writes a number, and behind it the field of its comparator.
func appendCompared(dst, raw []byte, _ *State) ([]byte, bool) {
	comparator, number := SplitNumber(raw)
	dst, ok := appendDecimalText(dst, number)
	if ok && len(comparator) > 0 {
		dst = append(append(append(dst, `,"comparator":"`...), comparator...), '"')
	}
	return dst, ok
}

// add appends a field. After a constant one, a constant joins its run: both are always there.
func (o *Object) add(f ObjectField) {
	c, isConst := f.Node.(*Const)
	if !isConst || f.Name == "" || len(o.Fields) == 0 || f.Name == o.Needs || f.hidden {
		o.Fields = append(o.Fields, f)
		return
	}
	last := &o.Fields[len(o.Fields)-1]
	before, ok := last.Node.(*Const)
	if !ok || last.Name == o.Needs || last.hidden {
		o.Fields = append(o.Fields, f)
		return
	}
	key := slices.Concat(last.Key, before.JSON, []byte(","), f.Key)
	*last = ObjectField{Name: f.Name, Key: key, Node: &Const{JSON: c.JSON}}
}

// constant is the object's JSON where nothing of it depends on the row or the tenant.
func (o *Object) constant() ([]byte, bool) {
	if o.If != nil || o.Needs != "" || len(o.Fields) != 1 || o.Dynamic {
		return nil, false
	}
	f := o.Fields[0]
	c, ok := f.Node.(*Const)
	if !ok || f.Name == "" || f.hidden {
		return nil, false
	}
	return slices.Concat([]byte("{"), f.Key, c.JSON, []byte("}")), true
}

func foldList(l *List) Node {
	out := &List{}
	json := []byte("[")
	all := true
	for i, item := range l.Items {
		item = fold(item)
		out.Items = append(out.Items, item)
		c, ok := item.(*Const)
		all = all && ok
		if ok && i > 0 {
			json = append(json, ',')
		}
		if ok {
			json = append(json, c.JSON...)
		}
	}
	if len(out.Items) == 1 && wrappable(out.Items[0]) {
		return wrapped([]byte("["), out.Items[0], []byte("]"), false)
	}
	if !all || len(l.Items) == 0 {
		return out
	}
	return &Const{JSON: append(json, ']')}
}

// foldFirst folds the branches; those that are groups stay objects.
func foldFirst(f *First) *First {
	out := &First{Branches: slices.Clone(f.Branches)}
	for i, b := range out.Branches {
		if o, ok := b.Node.(*Object); ok {
			group := foldObject(o)
			group.open()
			out.Branches[i].Node = group
		} else {
			out.Branches[i].Node = fold(b.Node)
		}
	}
	return out
}
