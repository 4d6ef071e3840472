package compile

import (
	"slices"
	"strings"

	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/program"
)

// searches binds the parameters that search: names to what it says, in place of what the elements say.
func (c *compiler) searches(src *source, params map[string]*program.Param, sc *scope) {
	for _, f := range src.text.Search {
		def := fhir.SearchParameterOf(src.out.Type, f.Key)
		switch {
		case def == nil:
			c.problems.Hintf(f.Pos, didYouMean(f.Key, parameterCodes(src.out.Type)), "%s has no search parameter %s", src.out.Type, f.Key)
		case f.Key == "_id" || f.Key == "_lastUpdated":
			c.problems.Hintf(f.Pos, "id: and lastUpdated: stand beside from:", "%s is not bound here", f.Key)
		case f.Value.Name() == "none":
			params[f.Key] = &program.Param{Def: def, Status: program.Cannot, Why: "the mapping switches this parameter off"}
		default:
			c.search(src, f, params, sc)
		}
	}
}

func parameterCodes(typ string) []string {
	var out []string
	for _, p := range fhir.SearchParameters(typ) {
		out = append(out, p.Code)
	}
	return out
}

// search compiles what one parameter is bound to as values that nobody sees: the row statement does not read them.
func (c *compiler) search(src *source, f mapping.Field, params map[string]*program.Param, sc *scope) {
	p := &program.Param{Def: fhir.SearchParameterOf(src.out.Type, f.Key)}
	if !searchTypes[p.Def.Type] {
		c.problems.Hintf(f.Pos, "$none switches it off", "%s is a %s parameter, which cannot be bound", f.Key, p.Def.Type)
		return
	}
	unread := remember(src.out.Rows)
	defer unread()
	list := []*mapping.Node{f.Value}
	if f.Value.Kind == mapping.Array {
		list = f.Value.Items
	}
	d := &deriving{param: p}
	for _, n := range list {
		node := c.item(typedItem(n, p.Def.Type), c.boundTo(n, p.Def.Type), sc)
		if node == nil {
			return
		}
		d.each(place{node: node}, func(in place) {
			if o, ok := in.node.(*program.Object); ok {
				c.searchTarget(f, p.Def, o)
			}
			d.leaf(in, false)
		})
	}
	if p.Status == program.Cannot {
		c.problems.Hintf(f.Pos, "a column, or what has an inverse; $none switches the parameter off", "search: %s cannot be answered by this: %s", f.Key, p.Why)
		return
	}
	params[f.Key] = p
}

// searchTypes are the types of parameters that search: can bind.
var searchTypes = map[string]bool{"token": true, "string": true, "date": true, "reference": true, "quantity": true, "number": true, "uri": true}

// typedItem is a hole at a quantity parameter as the Quantity that it is the value of.
func typedItem(n *mapping.Node, typ string) *mapping.Node {
	if typ != "quantity" || n.Kind != mapping.Scalar {
		return n
	}
	return &mapping.Node{Pos: n.Pos, Kind: mapping.Object, Fields: []mapping.Field{{Key: "value", Pos: n.Pos, Value: n}}}
}

// boundTo is the element that a parameter of a type takes its values from.
func (c *compiler) boundTo(n *mapping.Node, typ string) target {
	if v := n.Field("$value"); v != nil {
		n = v
	}
	switch typ {
	case "reference":
		return target{typ: "Reference"}
	case "quantity":
		return target{typ: "Quantity"}
	case "date":
		if whole(n) {
			return target{typ: "Period"}
		}
		return target{typ: "dateTime"}
	case "token":
		switch {
		case whole(n) && n.Has("value"):
			return target{typ: "Identifier"}
		case whole(n) || c.isMapped(n):
			return target{typ: "Coding"}
		}
		return target{typ: "code"}
	case "uri":
		return target{typ: "uri"}
	case "number":
		return target{typ: "decimal"}
	}
	return target{typ: "string"}
}

// whole tells an object of elements from a choice of values.
func whole(n *mapping.Node) bool { return n.Kind == mapping.Object && !n.Has("$first") }

func (c *compiler) isMapped(n *mapping.Node) bool {
	if !n.IsHole() {
		return false
	}
	h, ok := c.hole(n.Text())
	return ok && mapped(h)
}

// searchTarget refuses a reference to a type that the parameter does not look for.
func (c *compiler) searchTarget(f mapping.Field, def *fhir.SearchParameter, o *program.Object) {
	ref, ok := o.Field("reference").(*program.Ref)
	if ok && len(def.Targets) > 0 && !slices.Contains(def.Targets, ref.Target.Type) {
		c.problems.Hintf(f.Value.Pos, "R4 allows "+strings.Join(def.Targets, ", "), "%s does not look for a %s", def.Code, ref.Target.Type)
	}
}

// remember gives back what relations select and follow, for undoing what was added since.
func remember(rel *program.Relation) (undo func()) {
	columns, links := len(rel.Columns), len(rel.Links)
	var below []func()
	for _, child := range rel.Children {
		shown, undo := child.Shown, remember(child.Rows)
		below = append(below, func() { child.Shown = shown; undo() })
	}
	return func() {
		rel.Columns, rel.Links = rel.Columns[:columns:columns], rel.Links[:links:links]
		for _, undo := range below {
			undo()
		}
	}
}
