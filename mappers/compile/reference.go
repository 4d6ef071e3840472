package compile

import (
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// referenceObject is {reference: …} of =key -> Type. A reference to a type that is not mapped is left out with a warning.
func (c *compiler) referenceObject(h hole, sc *scope) *program.Object {
	ref := c.reference(h, sc)
	if ref == nil {
		return nil
	}
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
		c.problems.Errorf(h.pos, "a reference is not transformed")
		return nil
	}
	frame := sc.frameOf(sqltree.And(keys))
	if frame < 0 {
		c.problems.Errorf(h.pos, "the keys mix columns of a child with columns of its parent")
		return nil
	}
	rel := sc.frames[frame]
	ref := &program.Ref{Target: src, Frame: frame, Link: -1, Key: &program.Reference{Target: src, Key: keys}}
	if src.Rows.Where == nil && src.ID.ByKey(len(src.Rows.Key)) {
		for _, k := range keys {
			ref.Slots = append(ref.Slots, rel.Slot(k))
		}
		ref.Bind()
		return ref
	}
	ref.Link = link(rel, c.idRows(src), keys)
	return ref
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
	out := &program.Relation{Name: src.Path() + " id", From: r.From, Where: r.Where, Key: r.Key, KeyKinds: r.KeyKinds, KeyFold: r.KeyFold}
	width := len(r.Key)
	for _, p := range src.ID {
		if p.Expr != nil {
			width = max(width, p.Slot+1)
		}
	}
	out.Columns = r.Columns[:width:width]
	return out
}

// referenceKey is the source that =key -> Type leads to, and the key's expressions with the right kinds.
func (c *compiler) referenceKey(h hole, sc *scope) (*program.Source, []sqltree.Expr) {
	targets := c.sourcesOf(h.target)
	if len(targets) == 0 {
		c.problems.Warnf(h.pos, "map the type, or drop the element", "-> %s: no such source is mapped, so the element is left out", h.target)
		return nil, nil
	}
	if len(targets) > 1 {
		c.problems.Hintf(h.pos, "-> "+targets[0].Path(), "-> %s: several sources are mapped", h.target)
		return nil, nil
	}
	src := targets[0]
	keys := c.expressions(h.sql, sc.froms(), sc)
	if keys == nil {
		return nil, nil
	}
	if len(keys) != len(src.Rows.Key) {
		c.problems.Hintf(h.pos, "its key is "+exprList(src.Rows.Key), "-> %s wants %d keys, not %d", h.target, len(src.Rows.Key), len(keys))
		return nil, nil
	}
	for i, k := range keys {
		if have := kindOf(k); have != src.Rows.KeyKinds[i] {
			c.problems.Hintf(h.pos, "CAST the side that has no index", "-> %s: the key is a %s, this is a %s", h.target, src.Rows.KeyKinds[i], have)
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
