package compile

import (
	"slices"
	"strings"

	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/program"
)

// storedWords stand among a resource's elements and are none of them.
var storedWords = map[string]bool{"$stored": true, "$references": true, "$keep": true}

// stored compiles $stored: the column whose FHIR JSON gives the elements that the mapping does not write, with what becomes
// of its references.
func (c *compiler) stored(elements *mapping.Node, body *program.Object, sc *scope) *program.Stored {
	n := elements.Field("$stored")
	if n == nil || n.Name() == "none" {
		for _, word := range []string{"$references", "$keep"} {
			if f := elements.Field(word); f != nil && n == nil {
				c.problems.Hintf(f.Pos, "$stored: =q.json", "%s belongs to a $stored, and there is none", word)
			}
		}
		return nil
	}
	out := &program.Stored{Type: body.TypeName, Written: writtenMembers(body)}
	if !c.storedColumn(n, out, sc) {
		return nil
	}
	c.storedReferences(elements.Field("$references"), out, sc)
	c.storedKeep(elements.Field("$keep"), out)
	return out
}

func (c *compiler) storedColumn(n *mapping.Node, out *program.Stored, sc *scope) bool {
	if !n.IsHole() {
		c.problems.Hintf(n.Pos, "$stored: =q.json", "$stored wants a column that holds FHIR JSON")
		return false
	}
	h, ok := c.hole(n.Text())
	if !ok {
		return false
	}
	v := c.sqlValue(h, sc)
	if v == nil {
		return false
	}
	if !textOfSQL(v) || h.target != "" {
		c.problems.Hintf(n.Pos, "a text or JSON column, and SQL functions", "$stored cannot be %s", article(kindText(v)))
		return false
	}
	out.Slot = sc.frames[0].Slot(v.Shown())
	return true
}

// storedReferences reads {Type: =key -> Type, …}.
func (c *compiler) storedReferences(n *mapping.Node, out *program.Stored, sc *scope) {
	if n == nil {
		return
	}
	if n.Kind != mapping.Object {
		c.problems.Hintf(n.Pos, "$references: {Patient: =q.pid -> Patient}", "$references wants types and references")
		return
	}
	for _, f := range n.Fields {
		if !fhir.IsResource(f.Key) {
			c.problems.Hintf(f.Pos, didYouMean(f.Key, fhir.ResourceTypes()), "R4 has no resource type %s", f.Key)
			continue
		}
		if !f.Value.IsHole() {
			c.problems.Hintf(f.Value.Pos, f.Key+": =key -> "+f.Key, "$references wants a reference for %s", f.Key)
			continue
		}
		o := c.object(f.Value, "Reference", sc)
		if o == nil {
			continue
		}
		ref, ok := o.Field("reference").(*program.Ref)
		if !ok || ref.Target.Type != f.Key {
			c.problems.Hintf(f.Value.Pos, f.Key+": =key -> "+f.Key, "references to %s cannot become references to another type", f.Key)
			continue
		}
		out.References = append(out.References, program.StoredReference{Type: f.Key, Node: ref})
	}
}

// storedKeep reads [Type, …].
func (c *compiler) storedKeep(n *mapping.Node, out *program.Stored) {
	if n == nil {
		return
	}
	if n.Kind != mapping.Array {
		c.problems.Hintf(n.Pos, "$keep: [Encounter]", "$keep wants a list of types")
		return
	}
	for _, item := range n.Items {
		switch typ := item.Value; {
		case !fhir.IsResource(typ):
			c.problems.Hintf(item.Pos, didYouMean(typ, fhir.ResourceTypes()), "R4 has no resource type %s", typ)
		case len(c.sourcesOf(typ)) == 0:
			c.problems.Hintf(item.Pos, "map the type, or leave it out: then its references are dropped", "no %s is mapped, so that references to it would lead nowhere", typ)
		case slices.ContainsFunc(out.References, func(r program.StoredReference) bool { return r.Type == typ }):
			c.problems.Errorf(item.Pos, "references to %s are rewritten by $references, so none are kept", typ)
		default:
			out.Keep = append(out.Keep, typ)
		}
	}
}

// writtenMembers are the members that a stored resource does not give: those of every element that the mapping writes,
// under each of its names, and what is never taken.
func writtenMembers(body *program.Object) map[string]bool {
	written := map[string]bool{"resourceType": true, "id": true, "_id": true, "meta": true}
	mine := map[string]bool{}
	elementsOf(body, mine)
	t := fhir.TypeNamed(body.TypeName)
	for name := range mine {
		el := elementNamed(t, strings.TrimPrefix(name, "_"))
		if el == nil {
			continue
		}
		names := []string{el.Name}
		if el.Choice {
			names = choiceNames(el)
		}
		for _, n := range names {
			written[n], written["_"+n] = true, true
		}
	}
	return written
}

// mayBeStored tells a parameter that looks at an element which the mapping does not write.
func mayBeStored(def *fhir.SearchParameter, typ string, s *program.Stored) bool {
	t := fhir.TypeNamed(typ)
	return slices.ContainsFunc(def.Paths, func(p fhir.Path) bool {
		if len(p.Steps) == 0 {
			return false
		}
		el := t.Element(p.Steps[0].Element)
		if el == nil {
			return false
		}
		name := el.Name
		if el.Choice {
			name = choiceNames(el)[0]
		}
		return !s.Written[name]
	})
}
