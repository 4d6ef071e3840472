package compile

import (
	"maps"
	"slices"

	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/program"
)

// templateObject expands {$use: template, argument: value, …}.
func (c *compiler) templateObject(n *mapping.Node, typ string, sc *scope) *program.Object {
	name := n.Field("$use").Value
	body := c.mapper.Templates[name]
	if body == nil {
		c.problems.Hintf(n.Field("$use").Pos, didYouMean(name, slices.Sorted(maps.Keys(c.mapper.Templates))), "unknown template %s", name)
		return nil
	}
	if slices.Contains(sc.using, name) {
		c.problems.Errorf(n.Pos, "the template %s uses itself", name)
		return nil
	}
	c.used["template "+name] = true
	inner := &scope{frames: sc.frames, cond: sc.cond, words: map[string]word{}, lenient: true, using: append(slices.Clone(sc.using), name)}
	for _, f := range n.Fields {
		if f.Key == "$use" || f.Key == "$if" {
			continue
		}
		if !body.Mentions(f.Key) {
			c.problems.Errorf(f.Pos, "the template %s has no argument %s", name, f.Key)
		}
		inner.words[f.Key] = c.argument(f.Value, sc)
	}
	o := c.object(body, typ, inner)
	if o != nil && n.Has("$if") {
		c.guard(o, n.Field("$if"), sc)
	}
	return o
}

func (c *compiler) guard(o *program.Object, n *mapping.Node, sc *scope) {
	if o.If != nil {
		c.problems.Errorf(n.Pos, "the template has an $if of its own")
		return
	}
	o.If = c.cond(n, sc)
}

// argument is a template's argument with the scope that it means; a name of the caller's own that is absent there is
// absent here too.
func (c *compiler) argument(n *mapping.Node, sc *scope) word {
	if w, ok := sc.words[n.Name()]; ok {
		return w
	}
	return word{node: n, scope: sc}
}
