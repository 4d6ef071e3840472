package mapping

import (
	"slices"
	"strings"

	"ehr.example/portico/mappers/problem"
)

// derive reads the list of companions.
func (m *Mapper) derive(n *Node, problems *problem.List) {
	if n == nil {
		return
	}
	if n.Kind != Array {
		problems.Hintf(n.Pos, `derive: [{resource: Provenance, of: "*", elements: {target: [=$self], …}}]`, "derive wants a list")
		return
	}
	for _, item := range n.Items {
		r := read(item, "derive", problems)
		d := Derive{Pos: item.Pos}
		d.Resource = r.required("resource", "say the FHIR resource type of the companions")
		d.Of = r.list("of")
		d.ID = r.text("id")
		d.Elements = r.field("elements")
		r.rest()
		if item.Kind != Object {
			continue
		}
		if len(d.Of) == 0 {
			problems.Hintf(item.Pos, `of: "*", of: Observation, or of: [Patient, Observation/vitals]`, "derive does not say of which sources")
		}
		if d.Elements == nil {
			problems.Hintf(item.Pos, "elements: {target: [=$self], …}", "derive has no elements")
			continue
		}
		m.Derive = append(m.Derive, d)
	}
}

// Names tells whether the companions are made of a source: by *, by its type, or by Type/name. Companions have none.
func (d Derive) Names(of Text, s *Source) bool {
	if s.Owner != nil {
		return false
	}
	typ, name, named := strings.Cut(of.Value, "/")
	return of.Value == "*" && s.Resource.Value != d.Resource.Value || typ == s.Resource.Value && (!named || name == s.Name.Value)
}

// Companion is the source of the companions of an owner: its rows, its variants and its access under elements of its own,
// in which $self, $lastUpdated and $author mean the owner's. What the owner lacks is absent.
func (d Derive) Companion(owner *Source) *Source {
	out := *owner
	out.Owner, out.Pos = owner, d.Pos
	out.Resource = d.Resource
	out.Name = Text{Value: owner.Resource.Value + "-" + owner.Name.Value, Pos: d.Pos}
	out.IDPrefix = d.prefix(owner)
	out.Search, out.Author = nil, Text{}
	out.Organization, out.PartOf = nil, Text{} // the owner's say it
	out.Elements = d.Elements.bound(map[string]*Node{"self": selfNode, "lastUpdated": owner.LastUpdated.hole(), "author": owner.Author.hole()})
	if out.Elements == nil {
		out.Elements = &Node{Pos: d.Pos, Kind: Object}
	}
	out.Variants = slices.Clone(owner.Variants)
	for i := range out.Variants {
		out.Variants[i].Elements = nil
	}
	return &out
}

// prefix is what stands before the owner's id.
func (d Derive) prefix(owner *Source) Text {
	if d.ID.Zero() {
		return Text{Value: owner.Resource.Value + "-", Pos: d.Pos}
	}
	text := d.ID
	text.Value = strings.ReplaceAll(strings.TrimSuffix(text.Value, "$id"), "$type", owner.Resource.Value)
	return text
}

// selfNode is $self, which stands for itself.
var selfNode = &Node{}

// hole is the text as a hole; nil where it was not given.
func (t Text) hole() *Node {
	if t.Zero() {
		return nil
	}
	n := &Node{Pos: t.Pos, Kind: Scalar, Value: t.Value, raw: t.raw}
	if !n.IsHole() {
		n.Value, n.raw = "="+n.Value, "="+n.raw
		n.Pos.Col--
	}
	return n
}

// bound is a copy of a node in which each =$name of the names is what it means. Nil means absent: so are the key and the
// item, and a branch or an object that has nothing else.
func (n *Node) bound(names map[string]*Node) *Node {
	out := *n
	switch n.Kind {
	case Scalar:
		if !n.IsHole() {
			return n
		}
		means, known := names[strings.TrimPrefix(strings.TrimSpace(n.Value[1:]), "$")]
		if !known || !strings.Contains(n.Value, "$") {
			return n
		}
		if means != selfNode {
			return means
		}
		out.Value = "$self"
	case Object:
		out.Fields = nil
		for _, f := range n.Fields {
			if f.Value = f.Value.bound(names); f.Value != nil {
				out.Fields = append(out.Fields, f)
			}
		}
		if len(out.Fields) == 0 && len(n.Fields) > 0 {
			return nil
		}
	case Array:
		out.Items = nil
		for _, item := range n.Items {
			if item = item.bound(names); item != nil {
				out.Items = append(out.Items, item)
			}
		}
		if len(out.Items) == 0 && len(n.Items) > 0 {
			return nil
		}
	default:
	}
	return &out
}
