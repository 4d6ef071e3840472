package compile

import (
	"slices"
	"strings"

	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// referenceObject is {reference: …} of =key -> Type. A reference to a type that is not mapped is left out with a warning.
func (c *compiler) referenceObject(h hole, sc *scope) *program.Object {
	ref := c.reference(h, sc)
	if ref == nil {
		return nil
	}
	return referenceTo(ref)
}

func referenceTo(ref program.Node) *program.Object {
	return &program.Object{TypeName: "Reference", Dynamic: true, Fields: []program.ObjectField{
		{Name: "reference", Key: []byte(`"reference":`), Node: ref},
	}}
}

// reference is the text Type/id of =key -> Type.
func (c *compiler) reference(h hole, sc *scope) program.Node {
	src, keys := c.referenceKey(h, sc)
	if src == nil {
		return nil
	}
	if len(h.calls) > 0 {
		c.problems.Errorf(h.calls[0].pos, "a reference is not transformed")
		return nil
	}
	frame := sc.frameOf(sqltree.And(keys))
	if frame < 0 {
		c.problems.Errorf(h.pos, "the keys mix columns of a child with columns of its parent")
		return nil
	}
	rel := sc.frames[frame]
	if !c.onlyMember(h.pos, rel, keys...) {
		return nil
	}
	ref := &program.Ref{Target: src, Frame: frame, Link: -1, Key: c.pointing(src, rel, keys)}
	if ref.Key.ByKey() {
		for _, k := range keys {
			ref.Slots = append(ref.Slots, rel.Slot(k))
		}
		ref.Bind()
		return ref
	}
	ref.Link = link(rel, c.idRows(src), keys, sc.when(frame))
	return ref
}

// pointing is a reference from rows of a relation. It is sure where every key names a resource, and where the relation
// joins the target's table by the same key and demands at least what the target's where demands: then nobody has to look
// whether the target is there.
func (c *compiler) pointing(target *program.Source, rel *program.Relation, keys []sqltree.Expr) *program.Reference {
	sure := c.demanded[demandedKey{rel, target, exprList(keys)}] || c.unfiltered(target) || joins(target, rel, keys)
	return &program.Reference{Target: target, Key: keys, Sure: sure}
}

// joins tells whether a relation joins a source's table by its key and demands what the source's where demands.
func joins(target *program.Source, rel *program.Relation, keys []sqltree.Expr) bool {
	if len(target.Rows.From) != 1 {
		return false
	}
	own := target.Rows.From[0]
	for _, t := range rel.From {
		if t.Table != own.Table || t.Join == sqltree.Left {
			continue
		}
		as := func(e sqltree.Expr) (sqltree.Expr, bool) {
			c, ok := e.(sqltree.Column)
			if !ok || c.Alias != own.Alias {
				return nil, false
			}
			c.Alias = t.Alias
			return c, true
		}
		if sameRow(target.Rows, rel, keys, as) && demands(rel, sqltree.Replace(target.Rows.Where, as)) {
			return true
		}
	}
	return false
}

// unfiltered tells whether nothing takes rows of a source's table away: no where, no join that filters, and no other tenant
// in the same table.
func (c *compiler) unfiltered(src *program.Source) bool {
	own := src.Rows.From[0]
	inner := slices.ContainsFunc(src.Rows.From[1:], func(t sqltree.TableRef) bool { return t.Join != sqltree.Left })
	return src.Rows.Where == nil && !inner && c.program.Tenancy[own.Table].Form == program.Shared
}

// sameRow tells whether a joined table's key equals the pointing one.
func sameRow(target, rel *program.Relation, keys []sqltree.Expr, as func(sqltree.Expr) (sqltree.Expr, bool)) bool {
	for i, k := range target.Key {
		want := sqltree.Replace(k, as)
		if sqltree.Text(want) == sqltree.Text(keys[i]) {
			continue
		}
		equal := sqltree.Compare(want, "=", keys[i])
		turned := sqltree.Compare(keys[i], "=", want)
		if !demands(rel, equal) && !demands(rel, turned) {
			return false
		}
	}
	return true
}

// demands tells whether every row of a relation fulfils each of the conditions, as text for text.
func demands(rel *program.Relation, cond sqltree.Expr) bool {
	have := map[string]bool{}
	for _, term := range sqltree.Conjuncts(rel.Where) {
		have[sqltree.Text(term)] = true
	}
	for _, t := range rel.From {
		if t.Join != sqltree.Left {
			for _, term := range sqltree.Conjuncts(t.On) {
				have[sqltree.Text(term)] = true
			}
		}
	}
	for _, term := range sqltree.Conjuncts(cond) {
		if !have[sqltree.Text(term)] {
			return false
		}
	}
	return true
}

// idRows is the relation that gives a target's id for its key, as long as the target's where holds.
func (c *compiler) idRows(src *program.Source) *program.Relation {
	for _, s := range c.sources {
		if s.out == src {
			if s.ids == nil {
				s.ids = idRelation(src)
			}
			return s.ids
		}
	}
	return nil
}

// idRelation shares the source's column numbering, so that the id reads the same slots.
func idRelation(src *program.Source) *program.Relation {
	r := src.Rows
	out := &program.Relation{Name: src.Path() + " id", From: r.From, Where: r.Where, Key: r.Key, KeyKinds: r.KeyKinds, KeyFold: r.KeyFold, Grouped: r.Grouped}
	width := len(r.Key)
	for _, id := range idsOf(src) {
		for _, p := range id {
			if p.Expr != nil {
				width = max(width, p.Slot+1)
			}
		}
	}
	out.Columns = r.Columns[:width:width]
	return out
}

// referenceKey is the source that =key -> Type leads to, and the key's expressions with the right kinds.
func (c *compiler) referenceKey(h hole, sc *scope) (*program.Source, []sqltree.Expr) {
	targets := c.sourcesOf(h.target)
	typ, _, named := strings.Cut(h.target, "/")
	if !fhir.IsResource(typ) {
		c.problems.Hintf(h.targetAt, didYouMean(typ, fhir.ResourceTypes()), "-> %s: R4 has no resource type %s", h.target, typ)
		return nil, nil
	}
	if others := c.sourcesOf(typ); len(targets) == 0 && named && len(others) > 0 {
		c.problems.Hintf(h.targetAt, "-> "+others[0].Path(), "-> %s: there is no such source", h.target)
		return nil, nil
	}
	if len(targets) == 0 {
		c.problems.Warnf(h.targetAt, "map the type, or drop the element", "-> %s: no such source is mapped, so the element is left out", h.target)
		return nil, nil
	}
	if len(targets) > 1 {
		c.problems.Hintf(h.targetAt, "-> "+targets[0].Path(), "-> %s: several sources are mapped", h.target)
		return nil, nil
	}
	src := targets[0]
	if c.variantsOf(src) > 0 && !src.One {
		c.problems.Hintf(h.pos, "point at a source without variants", "-> %s: one row of it makes several resources", h.target)
		return nil, nil
	}
	keys := c.keys(h, sc)
	if keys == nil {
		return nil, nil
	}
	if len(keys) != len(src.Rows.Key) {
		c.problems.Hintf(h.sql.Pos, "its key is "+exprList(src.Rows.Key), "-> %s wants %d keys, not %d", h.target, len(src.Rows.Key), len(keys))
		return nil, nil
	}
	keys = memberKeys(keys, src.Rows.KeyKinds)
	for i, k := range keys {
		if have := kindOf(k); have != src.Rows.KeyKinds[i] {
			c.problems.Hintf(h.sql.Pos, "CAST the side that has no index", "-> %s: its key is %s, this is %s", h.target, article(src.Rows.KeyKinds[i].String()), article(have.String()))
			return nil, nil
		}
	}
	return src, keys
}

func exprList(xs []sqltree.Expr) string {
	text := ""
	for i, x := range xs {
		if i > 0 {
			text += ", "
		}
		text += sqltree.Text(x)
	}
	return text
}
