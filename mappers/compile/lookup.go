package compile

import (
	"maps"
	"slices"
	"strings"

	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/schema"
	"ehr.example/portico/mappers/sqltree"
)

// lookup is a declared small relation.
type lookup struct {
	text   *mapping.Lookup
	rel    *program.Relation
	fields map[string]*mapping.Node
}

func (c *compiler) compileLookups() {
	for _, name := range slices.Sorted(maps.Keys(c.mapper.Lookups)) {
		text := c.mapper.Lookups[name]
		sc := &scope{}
		rel := &program.Relation{Name: name, From: c.from(text.From, nil, sc)}
		if len(rel.From) == 0 {
			continue
		}
		sc.frames = []*program.Relation{rel}
		rel.Where = c.condition(text.Where, []sqltree.From{rel.From}, sc)
		if rel.Key = c.expressions(text.Key, []sqltree.From{rel.From}, sc); rel.Key == nil {
			continue
		}
		rel.Columns = append(rel.Columns, rel.Key...)
		keyTypes(rel)
		c.lookupKey(text, rel)
		rel.From = c.toOne(text.From, text.First, rel.From, sc)
		c.outerWhere(text.Where, rel.Where, rel.From)
		l := &lookup{text: text, rel: rel, fields: map[string]*mapping.Node{}}
		for _, f := range text.Fields {
			l.fields[f.Key] = f.Value
		}
		c.lookups[name] = l
	}
}

// lookupKey refuses a key that could find several rows.
func (c *compiler) lookupKey(text *mapping.Lookup, rel *program.Relation) {
	var columns []string
	for _, k := range rel.Key {
		if col, ok := k.(sqltree.Column); ok {
			columns = append(columns, col.Name)
		}
	}
	for _, term := range sqltree.Conjuncts(rel.Where) {
		if b, ok := term.(sqltree.Binary); ok && b.Op == "=" {
			if col, ok := b.L.(sqltree.Column); ok {
				columns = append(columns, col.Name)
			}
		}
	}
	base := rel.From[0]
	if t := c.program.Tenancy[base.Table]; t.Column != "" {
		columns = append(columns, t.Column)
	}
	if !base.Def.UniqueBy(columns) {
		c.problems.Hintf(text.Key.Pos, "unique keys: "+uniqueKeys(base.Def), "the lookup %s could find several rows by %s", text.Name, strings.Join(columns, ", "))
	}
}

// lookupValue is a field of a lookup's row as a value; its column joins the relation's.
func (c *compiler) lookupValue(h hole, keys []sqltree.Expr, outer *scope) (*program.Value, *program.Relation) {
	l := c.lookups[h.target]
	c.used["lookup "+h.target] = true
	node := l.fields[h.field]
	if node == nil {
		c.problems.Hintf(h.targetAt, "fields: "+strings.Join(slices.Sorted(maps.Keys(l.fields)), ", "), "the lookup %s has no field %q", h.target, h.field)
		return nil, nil
	}
	if len(keys) != len(l.rel.Key) {
		c.problems.Hintf(h.sql.Pos, "key: "+l.text.Key.Value, "the lookup %s wants %d keys, not %d", h.target, len(l.rel.Key), len(keys))
		return nil, nil
	}
	inner, ok := c.hole(node.Text())
	if !ok {
		return nil, nil
	}
	if inner.target != "" {
		c.problems.Hintf(inner.targetAt, "join the table in the lookup's from", "a lookup's field cannot follow another lookup")
		return nil, nil
	}
	keys = memberKeys(keys, l.rel.KeyKinds)
	for i, k := range keys {
		if a, b := kindOf(k), l.rel.KeyKinds[i]; a != b && a != schema.Unknown && b != schema.Unknown {
			c.problems.Hintf(h.sql.Pos, "CAST the side that has no index", "-> %s: its key is %s, this is %s", h.target, article(b.String()), article(a.String()))
			return nil, nil
		}
	}
	sc := &scope{frames: []*program.Relation{l.rel}}
	field := c.sqlValue(inner, sc)
	if field == nil || !c.transformed(field, h.calls, outer) {
		return nil, nil
	}
	v := *field
	v.Expr, v.Nullable = nil, true
	v.Lookup = &program.Lookup{Name: h.target, Rows: l.rel, Key: keys, Field: field}
	return &v, l.rel
}

// link finds or adds the link of a relation by some of its columns to another relation. The condition, if any, says where
// the target is shown.
func link(rel *program.Relation, to *program.Relation, keys []sqltree.Expr, when []int) int {
	slots := make([]int, len(keys))
	for i, k := range keys {
		slots[i] = rel.Slot(k)
	}
	for i, l := range rel.Links {
		if l.Rows == to && slices.Equal(l.Slots, slots) {
			l.Widen(when)
			return i
		}
	}
	rel.Links = append(rel.Links, &program.Link{Rows: to, Slots: slots, When: when})
	return len(rel.Links) - 1
}
