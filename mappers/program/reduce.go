package program

import (
	"slices"

	"ehr.example/portico/mappers/fhir"
)

// subsetted is the tag of a resource that is not all there.
//
// See https://hl7.org/fhir/R4/search.html#summary.
const subsetted = `{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationValue","code":"SUBSETTED"}`

// Reduced is the source with a subset of its elements: their instructions, and of its rows the columns, links and children that
// these need. A row makes the resource that it would make otherwise, less what the subset leaves out, and with the tag that
// says so. References that are followed are noted (State.Seen) although they are not shown; nil follows none.
//
// The result has rows of its own. Whoever asks which source a row is of, or what refers to it, goes on asking the original.
func (s *Source) Reduced(subset fhir.Subset, follows func(*Reference) bool) *Source {
	r := &reducer{subset: subset, follows: follows, frames: []*reducedRows{newReducedRows(s.Rows)}}
	rows := r.frames[0]
	out := *s
	out.ID = rows.id(s.ID)
	out.Fallback = make([]ID, len(s.Fallback))
	for i, id := range s.Fallback {
		out.Fallback[i] = rows.id(id)
	}
	out.Variants = make([]*Variant, len(s.Variants))
	for i, v := range s.Variants {
		out.Variants[i] = r.variant(v)
	}
	out.Rows = rows.out
	return &out
}

// reducer copies the instructions of a source as far as a subset shows them. What they select takes its place among the columns
// when it is met.
type reducer struct {
	subset  fhir.Subset
	follows func(*Reference) bool
	frames  []*reducedRows // the rows in sight
	cond    *Cond          // the nearest condition around
}

func (r *reducer) variant(v *Variant) *Variant {
	out := *v
	if v.IfSlot >= 0 {
		out.IfSlot = r.frames[0].slot(v.IfSlot)
	}
	body := *v.Body
	body.If = r.condition(v.Body.If)
	body.Fields = r.fields(v.Body, fhir.TypeNamed(v.Body.TypeName), false, false)
	body.Stored = r.stored(v.Body.Stored)
	tag(&body)
	out.Body = &body
	out.Fold()
	return &out
}

// tag adds the tag of subsets behind those that the resource has.
func tag(body *Object) {
	meta, ok := body.Field("meta").(*Object)
	if !ok {
		meta = &Object{TypeName: "Meta"}
		body.Fields = slices.Insert(body.Fields, 0, ObjectField{Name: "meta", Key: []byte(`"meta":`), Node: meta})
	}
	tags, ok := meta.Field("tag").(*List)
	if !ok {
		tags = &List{}
		meta.Fields = append(meta.Fields, ObjectField{Name: "tag", Key: []byte(`"tag":`), Node: tags})
	}
	tags.Items = append(tags.Items, &Const{JSON: []byte(subsetted)})
}

// fields are those of an object, or of a group inside of it, as far as they are shown. Strict: whether the others are there
// decides what becomes of the object, or of what stands around it; they are asked, and not written. Matters: so does whether
// those are which are shown.
func (r *reducer) fields(o *Object, t *fhir.Type, strict, matters bool) []ObjectField {
	var out []ObjectField
	for _, f := range o.Fields {
		if f.Node = r.field(&f, t, strict, matters); f.Node != nil {
			out = append(out, f)
		}
	}
	return out
}

// field is the node of a field, which it hides where it is asked and not shown; nil: the field is left out.
func (r *reducer) field(f *ObjectField, t *fhir.Type, strict, matters bool) Node {
	if f.Name == "" {
		return r.group(f.Node.(*First), t, strict)
	}
	switch shown, whole := r.shows(t, f.Name); {
	case shown && whole:
		return r.whole(f.Node)
	case shown:
		return r.part(f.Node, matters)
	case strict || r.refers(f.Node):
		f.hidden = true
		return r.whole(f.Node)
	}
	return nil
}

func (r *reducer) shows(t *fhir.Type, name string) (shown, whole bool) {
	if t == nil {
		return true, true
	}
	return r.subset.Shows(t, name)
}

// strict tells whether fields that are not shown decide whether an object is there.
func (r *reducer) strict(o *Object, t *fhir.Type, matters bool) bool {
	if needs, _ := r.shows(t, o.Needs); matters || o.Needs != "" && !needs {
		return true
	}
	return o.Dynamic && slices.ContainsFunc(o.Fields, func(f ObjectField) bool {
		shown, _ := r.shows(t, f.Name)
		return (f.Name == "" || shown) && mayBeConstant(f.Node)
	})
}

// part is a node of which a part is shown; nil: nothing is. Matters: whether it is there decides something around it, so that
// it is asked whatever is shown.
func (r *reducer) part(n Node, matters bool) Node {
	switch x := n.(type) {
	case *Object:
		return r.partOfObject(x, matters)
	case *List:
		out := &List{}
		for _, item := range x.Items {
			if item = r.part(item, matters); item != nil {
				out.Items = append(out.Items, item)
			}
		}
		if len(out.Items) == 0 {
			return nil
		}
		return out
	case *Each:
		return r.each(x, func(item Node) Node { return r.part(item, matters) })
	case *First:
		return r.partOfFirst(x, matters)
	}
	return r.whole(n)
}

func (r *reducer) partOfObject(o *Object, matters bool) Node {
	defer r.under(o.If)()
	t := fhir.TypeNamed(o.TypeName)
	out := *o
	out.Fields = r.fields(o, t, r.strict(o, t, matters), matters || o.Dynamic)
	if len(out.Fields) == 0 && !matters {
		return nil
	}
	out.If = r.condition(o.If)
	return &out
}

// partOfFirst keeps the branches: each is there as it would be otherwise, and so the same one wins.
func (r *reducer) partOfFirst(f *First, matters bool) Node {
	out := &First{}
	some := false
	for i, b := range f.Branches {
		node := r.branch(&b, func() Node { return r.part(b.Node, matters || b.If == nil && i < len(f.Branches)-1) })
		some = some || node != nil
		if node == nil {
			node = &List{} // never there
		}
		out.Branches = append(out.Branches, Branch{If: r.condition(b.If), Node: node})
	}
	if !some {
		return nil
	}
	return out
}

// group is the branches of fields that merge into the object around, up to the last one that shows something.
func (r *reducer) group(f *First, t *fhir.Type, strict bool) Node {
	branches := f.Branches
	for !strict && len(branches) > 0 && !r.some(branches[len(branches)-1].Node.(*Object), t) {
		branches = branches[:len(branches)-1]
	}
	if len(branches) == 0 {
		return nil
	}
	out := &First{}
	for i, b := range branches {
		needs := strict || b.If == nil && i < len(branches)-1
		node := r.branch(&b, func() Node {
			o := *b.Node.(*Object)
			o.Fields = r.fields(&o, t, b.If == nil && r.strict(&o, t, needs) || needs, needs || o.Dynamic)
			return &o
		})
		out.Branches = append(out.Branches, Branch{If: r.condition(b.If), Node: node})
	}
	return out
}

func (r *reducer) branch(b *Branch, write func() Node) Node {
	defer r.under(b.If)()
	return write()
}

// some tells whether some field of a group is shown, or followed.
func (r *reducer) some(o *Object, t *fhir.Type) bool {
	return slices.ContainsFunc(o.Fields, func(f ObjectField) bool {
		if f.Name == "" {
			return slices.ContainsFunc(f.Node.(*First).Branches, func(b Branch) bool { return r.some(b.Node.(*Object), t) })
		}
		shown, _ := r.shows(t, f.Name)
		return shown || r.refers(f.Node)
	})
}

// refers tells whether a node may show a reference that is followed.
func (r *reducer) refers(n Node) bool {
	if r.follows == nil {
		return false
	}
	found := false
	walk(n, func(n Node) {
		if ref, ok := n.(*Ref); ok && ref.Key != nil {
			found = found || r.follows(ref.Key)
		}
	})
	return found
}

// walk visits a node and all below it.
func walk(n Node, visit func(Node)) {
	visit(n)
	switch x := n.(type) {
	case *Object:
		for _, f := range x.Fields {
			walk(f.Node, visit)
		}
	case *List:
		for _, item := range x.Items {
			walk(item, visit)
		}
	case *Each:
		walk(x.Item, visit)
	case *First:
		for _, b := range x.Branches {
			walk(b.Node, visit)
		}
	}
}

// mayBeConstant tells whether a node can be there without anything of the row.
func mayBeConstant(n Node) bool {
	switch x := n.(type) {
	case *Const, *SettingText, TenantTag:
		return true
	case *Object:
		return !x.Dynamic && x.If == nil
	case *List:
		return slices.ContainsFunc(x.Items, mayBeConstant)
	case *Each:
		return mayBeConstant(x.Item)
	case *First:
		return slices.ContainsFunc(x.Branches, func(b Branch) bool { return mayBeConstant(b.Node) })
	}
	return false
}
