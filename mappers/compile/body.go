package compile

import (
	"slices"

	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/schema"
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
	for _, f := range src.text.Rows {
		c.child(src.out.Rows, f, sc)
	}
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
	inner := *sc
	inner.words, inner.variant = map[string]word{}, text.Name
	for _, w := range text.Words {
		inner.words[w.Key] = word{node: w.Value, scope: sc}
	}
	out := &program.Variant{Name: text.Name, IfSlot: -1}
	cond := text.If
	if cond.Zero() {
		cond = src.text.VariantIf
	}
	if e := c.condText(cond, &inner); e != nil {
		out.If, out.IfSlot = e.Expr, e.Slot
	}
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
	body := c.object(elements.Without("meta", "id", "resourceType", "$if"), src.out.Type, &inner)
	if body == nil {
		return
	}
	body.If, body.Needs = nil, ""
	meta := c.meta(src, elements.Field("meta"), &inner)
	body.Fields = slices.Insert(body.Fields, 0, program.ObjectField{Name: "meta", Key: []byte(`"meta":`), Node: meta})
	out.Body = body
	out.Params = c.params(src.out, body)
	src.out.Variants = append(src.out.Variants, out)
}

// unusedWords warns of words that nothing of the source says.
func (c *compiler) unusedWords(src *source, text mapping.Variant) {
	if src.owner != nil { // the words are the owner's
		return
	}
	ifs := &mapping.Node{Value: src.text.VariantIf.Value + " " + text.If.Value}
	for _, w := range text.Words {
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

// meta is the mapping's meta with lastUpdated before it and the tenant's tag after it.
func (c *compiler) meta(src *source, n *mapping.Node, sc *scope) *program.Object {
	meta := &program.Object{TypeName: "Meta"}
	if n != nil {
		if o := c.object(n.Without("tag", "lastUpdated", "versionId"), "Meta", sc); o != nil {
			meta = o
		}
		for _, key := range []string{"lastUpdated", "versionId"} {
			if n.Has(key) {
				c.problems.Hintf(n.Field(key).Pos, "lastUpdated: stands beside from: and key:", "meta.%s is not written here", key)
			}
		}
	}
	if v := src.out.Updated; v != nil {
		hole := &program.Hole{Slot: src.out.Rows.Slot(v.Expr), Link: -1, Value: v, Format: program.FormatLocal}
		if v.Kind == schema.Timestamp {
			hole.Format = program.FormatUTC
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
	if v.Kind != schema.DateTime && v.Kind != schema.Timestamp {
		c.problems.Hintf(text.Pos, "a DATETIME or TIMESTAMP column", "lastUpdated is a %s", kindText(v))
		return
	}
	src.out.Updated = v
}

// child compiles one entry of rows: table alias ON child = parent [JOIN …] [ORDER BY …].
func (c *compiler) child(parent *program.Relation, f mapping.Field, sc *scope) {
	text := f.Value.Text()
	s := &sqlText{c: c, text: text, scope: sc, from: []sqltree.From{parent.From, nil}}
	sel := s.selectOf("SELECT 1 FROM `" + parentStandIn + "` JOIN ")
	if sel == nil || !s.only(sel, "FROM", "ORDER") {
		return
	}
	s.tables(sel.From.TableRefs, &s.from[1])
	from := s.from[1]
	if len(from) == 0 || s.bad {
		return
	}
	child := &program.Child{Name: f.Key, Rows: &program.Relation{Name: parent.Name + " " + f.Key, From: from}}
	if !c.childKey(child, parent, text) {
		return
	}
	child.Rows.From = c.toOne(text, nil, child.Rows.From, sc)
	if sel.OrderBy != nil {
		child.Rows.OrderBy = s.orders(sel.OrderBy)
	}
	for _, k := range primaryKey(from[0].Def.Indexes) {
		child.Rows.OrderBy = withKey(child.Rows.OrderBy, sqltree.Column{Alias: from[0].Alias, Name: k, Def: from[0].Def.Column(k)})
	}
	parent.Children = append(parent.Children, child)
}

// childKey splits the ON of a child's first table into the columns that equal the parent's, and conditions of its own.
func (c *compiler) childKey(child *program.Child, parent *program.Relation, text mapping.Text) bool {
	rel := child.Rows
	base := &rel.From[0]
	var own []sqltree.Expr
	for _, term := range sqltree.Conjuncts(base.On) {
		mine, theirs, ok := linkTerm(term, base.Alias, parent.From)
		if !ok {
			own = append(own, term)
			continue
		}
		if a, b := kindOf(mine), kindOf(theirs); a != b {
			c.problems.Hintf(text.Pos, "only columns of one kind find each other", "the rows %s tie %s to %s", child.Name, article(a.String()), article(b.String()))
			return false
		}
		rel.Key = append(rel.Key, mine)
		child.Parent = append(child.Parent, theirs)
		child.Slots = append(child.Slots, parent.Slot(theirs))
	}
	base.Join, base.On = sqltree.Base, nil
	rel.Where = sqltree.AllOf(own...)
	rel.Columns = append(rel.Columns, rel.Key...)
	keyTypes(rel)
	for _, e := range own {
		for _, t := range parent.From {
			if uses(e, t.Alias) {
				c.problems.Hintf(text.Pos, "child.column = parent.column", "the rows %s reach their parent by more than equal columns", child.Name)
				return false
			}
		}
	}
	if len(rel.Key) == 0 {
		c.problems.Hintf(text.Pos, "child.column = parent.column", "nothing ties the rows %s to their parent", child.Name)
	}
	return len(rel.Key) > 0
}

// linkTerm splits child = parent.
func linkTerm(e sqltree.Expr, child string, parent sqltree.From) (mine, theirs sqltree.Expr, ok bool) {
	b, isBinary := e.(sqltree.Binary)
	if !isBinary || b.Op != "=" {
		return nil, nil, false
	}
	for _, side := range [][2]sqltree.Expr{{b.L, b.R}, {b.R, b.L}} {
		col, isColumn := side[0].(sqltree.Column)
		if !isColumn || col.Alias != child {
			continue
		}
		if other, ok := side[1].(sqltree.Column); ok && parent.Alias(other.Alias) != nil {
			return col, other, true
		}
	}
	return nil, nil, false
}
