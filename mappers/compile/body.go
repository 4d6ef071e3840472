package compile

import (
	"slices"

	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// body compiles a source's children, its elements for each variant, and what the search finds in them.
func (c *compiler) body(src *source) {
	sc := &scope{frames: []*program.Relation{src.out.Rows}}
	c.lacking = lacking(src)
	if src.owner != nil {
		sc.self = src
		defer usedChildren(src)
	}
	childSlots(src.out.Rows)
	c.updated(src, sc)
	variants := src.text.Variants
	if len(variants) == 0 {
		variants = []mapping.Variant{{Pos: src.text.Pos}}
	}
	for _, v := range variants {
		c.variant(src, v, sc)
	}
	if len(src.text.Variants) == 0 && !src.text.VariantIf.Zero() {
		c.problems.Errorf(src.text.VariantIf.Pos, "$if without a variant")
	}
}

func (c *compiler) variant(src *source, text mapping.Variant, sc *scope) {
	inner := c.variantScope(text, sc)
	out := &program.Variant{Name: text.Name, IfSlot: -1}
	c.variantCond(src, text, out, inner)
	elements := overlay(src.text.Elements, text.Elements)
	for _, f := range elements.Fields {
		if f.Key == "id" || f.Key == "resourceType" {
			c.problems.Hintf(f.Pos, "id: stands beside from: and key:", "%s is not among the elements", f.Key)
		}
		if f.Key == "$if" {
			c.problems.Hintf(f.Pos, "where: stands beside from:, and a variant has an $if", "a resource has no $if")
		}
	}
	c.unusedWords(src, text)
	body := c.object(elements.Without("meta", "id", "resourceType", "$if"), src.out.Type, inner)
	if body == nil {
		return
	}
	body.If, body.Needs = nil, ""
	body.Stored = c.stored(elements, body, inner)
	meta := c.meta(src, elements.Field("meta"), inner)
	body.Fields = slices.Insert(body.Fields, 0, program.ObjectField{Name: "meta", Key: []byte(`"meta":`), Node: meta})
	out.Body = body
	out.Params = c.params(src.out, body)
	out.References = references(body)
	c.searches(src, out.Params, inner)
	src.out.Variants = append(src.out.Variants, out)
}

// variantCond is when a row makes a variant's resource.
func (c *compiler) variantCond(src *source, text mapping.Variant, out *program.Variant, sc *scope) {
	var cond sqltree.Expr
	if src.text.One {
		cond = src.one[slices.IndexFunc(src.text.Variants, func(v mapping.Variant) bool { return v.Name == text.Name })]
	} else {
		cond = c.variantIf(src, text, sc)
	}
	if cond != nil && !sqltree.IsTrue(cond) {
		out.If, out.IfSlot = cond, src.out.Rows.Slot(cond)
	}
}

// unusedWords warns of words that nothing of the source says.
func (c *compiler) unusedWords(src *source, text mapping.Variant) {
	if src.owner != nil { // the words are the owner's
		return
	}
	ifs := &mapping.Node{Value: src.text.VariantIf.Value + " " + text.If.Value}
	for _, w := range text.Words {
		if c.mapper.Inherited[w.Pos] {
			continue
		}
		if !ifs.Mentions(w.Key) && !src.text.Elements.Mentions(w.Key) && (text.Elements == nil || !text.Elements.Mentions(w.Key)) {
			c.problems.Warnf(w.Pos, "", "the word %s is not used", w.Key)
		}
	}
}

// overlay lays a variant's elements over its source's: keys replace, $none removes.
func overlay(base, over *mapping.Node) *mapping.Node {
	if over == nil {
		return base
	}
	out := *base
	out.Fields = slices.Clone(base.Fields)
	for _, f := range over.Fields {
		i := slices.IndexFunc(out.Fields, func(b mapping.Field) bool { return b.Key == f.Key })
		switch {
		case i < 0:
			out.Fields = append(out.Fields, f)
		case f.Value.Name() == "none":
			out.Fields = slices.Delete(out.Fields, i, i+1)
		default:
			out.Fields[i] = f
		}
	}
	return &out
}

// meta is the mapping's meta with lastUpdated before it and the tenant's tag after it. A version is the row's: of one that is the
// same for all, nobody could tell that the row has changed.
func (c *compiler) meta(src *source, n *mapping.Node, sc *scope) *program.Object {
	meta := &program.Object{TypeName: "Meta"}
	if n != nil {
		if o := c.object(n.Without("tag", "lastUpdated"), "Meta", sc); o != nil {
			meta = o
		}
		if n.Has("lastUpdated") {
			c.problems.Hintf(n.Field("lastUpdated").Pos, "lastUpdated: stands beside from: and key:", "meta.lastUpdated is not written here")
		}
		if _, constant := meta.Field("versionId").(*program.Const); constant {
			c.problems.Hintf(n.Field("versionId").Pos, "versionId: =e.version, a column that changes with the row", "meta.versionId is the same for every row")
		}
	}
	if v := src.out.Updated; v != nil {
		hole := &program.Hole{Slot: src.out.Rows.Slot(v.Shown()), Link: -1, Value: v}
		hole.Format, _ = momentFormat(v, "instant")
		if v.Zone != nil {
			hole.Zone = src.out.Rows.Slot(v.Zone)
		}
		meta.Fields = slices.Insert(meta.Fields, 0, program.ObjectField{Name: "lastUpdated", Key: []byte(`"lastUpdated":`), Node: hole})
	}
	tags := &program.List{Items: []program.Node{program.TenantTag{}}}
	if n.Has("tag") {
		if l, ok := c.elementNode(mapping.Field{Key: "tag", Value: n.Field("tag")}, fhir.TypeNamed("Meta").Element("tag"), "Coding", sc).(*program.List); ok {
			tags.Items = append(l.Items, tags.Items...)
		}
	}
	meta.Fields = append(meta.Fields, program.ObjectField{Name: "tag", Key: []byte(`"tag":`), Node: tags})
	meta.Dynamic = false // the tenant's tag alone keeps meta alive
	return meta
}

func (c *compiler) updated(src *source, sc *scope) {
	text := src.text.LastUpdated
	if text.Zero() {
		return
	}
	h, ok := c.hole(text)
	if !ok {
		return
	}
	v := c.sqlValue(h, sc)
	if v == nil {
		return
	}
	if _, hint := momentFormat(v, "instant"); hint != "" || v.Day || v.Map != nil || len(v.Steps) > 0 {
		c.problems.Hintf(text.Pos, "a DATETIME or TIMESTAMP column", "lastUpdated is a %s", kindText(v))
		return
	}
	src.out.Updated = v
}
