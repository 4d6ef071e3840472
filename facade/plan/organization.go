package plan

import (
	"slices"
	"strings"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// Tree is the organisations that a user belongs to, with all that are a part of these. Which ones, only the database knows:
// whoever runs the plan finds them level by level, and gives them to Reach before any other statement is run.
type Tree struct {
	Nodes []*Node // for each source of organisations

	of   []string // Type/id: the user's own
	name string
}

// Node is the organisations of one source.
type Node struct {
	Of     *program.Source
	Up     *Node   // the source of what they are a part of; nil: of nothing
	Starts [][]any // the keys of the user's own, where their ids tell them; they may be gone

	own     sqltree.Expr  // the condition of the user's own rows; FALSE: none
	keys    *sqltree.Keys // of those that are reached
	tenancy map[string]program.Tenancy
}

// ByKey tells that Starts has the keys of all that the user belongs to. Otherwise only their rows tell them.
func (n *Node) ByKey() bool { return n.Of.ByKey() }

// Own tells that the user belongs to rows of the source, if they are there.
func (n *Node) Own() bool { return !sqltree.IsFalse(n.own) }

// Statement reads the user's own rows, if that is asked for, and those that are a part of some of the source above: their keys,
// then the keys of what they are a part of. Nil: there are none.
func (n *Node) Statement(own bool, above [][]any) *sqltree.Select {
	some := sqltree.Expr(sqltree.False)
	if own {
		some = n.own
	}
	rel := n.Of.Rows
	columns := slices.Clone(rel.Key)
	if n.Up != nil {
		columns = append(columns, n.Of.PartOf.Key...)
		if len(above) > 0 {
			some = sqltree.AnyOf(some, among(n.Of.PartOf.Key, above))
		}
	}
	if sqltree.IsFalse(some) {
		return nil
	}
	return finish(&sqltree.Select{
		Distinct: rel.Grouped, Columns: columns, From: rel.From, Where: sqltree.AllOf(sqltree.OrTrue(rel.Where), some),
	}, n.tenancy)
}

// Reach says which organisations of the source are reached.
func (n *Node) Reach(keys [][]any) { n.keys.Rows, n.keys.Known = keys, true }

// Known takes over what was found for another plan of the same request; false: that one is of other organisations.
func (t *Tree) Known(other *Tree) bool {
	if !slices.Equal(t.of, other.of) {
		return false
	}
	for i, n := range t.Nodes { // of one program
		n.Reach(other.Nodes[i].keys.Rows)
	}
	return true
}

// Trees are those that a plan's conditions speak of.
func (p *Plan) Trees() []*Tree { return p.trees }

// tree is that of some organisations, given as Type/id.
func (b *builder) tree(of []string) *Tree {
	for _, t := range b.plan.trees {
		if slices.Equal(t.of, of) {
			return t
		}
	}
	t := &Tree{of: of, name: strings.Join(of, " ")}
	for _, typ := range b.tenant.Program.Types {
		for _, src := range typ.Sources {
			if src.Node {
				t.Nodes = append(t.Nodes, t.node(src, b.plan.tenancy))
			}
		}
	}
	for _, n := range t.Nodes {
		if n.Of.PartOf != nil {
			n.Up = t.at(n.Of.PartOf.Target)
		}
	}
	b.plan.trees = append(b.plan.trees, t)
	return t
}

// node is the part of a tree that one source has.
func (t *Tree) node(src *program.Source, tenancy map[string]program.Tenancy) *Node {
	n := &Node{Of: src, own: sqltree.False, keys: &sqltree.Keys{Name: "below " + t.name}, tenancy: tenancy}
	var some []sqltree.Expr
	for _, reference := range t.of {
		typ, id, _ := strings.Cut(reference, "/")
		names, v := src.Resource(id)
		if typ != src.Type || v == nil {
			continue
		}
		if src.ByKey() {
			n.Starts = append(n.Starts, keyOf(src, names[0].Values))
		}
		some = append(some, isNamed(names))
	}
	if n.own = sqltree.AnyOf(some...); len(n.Starts) > 0 {
		n.own = among(src.Rows.Key, n.Starts)
	}
	return n
}

// at is the part that a source has; nil: its rows are no organisations.
func (t *Tree) at(src *program.Source) *Node {
	at := slices.IndexFunc(t.Nodes, func(n *Node) bool { return n.Of == src })
	if at < 0 {
		return nil
	}
	return t.Nodes[at]
}

// belonging is the condition that a row is of one of the organisations that a reach is within. What says nothing of organisations
// is not seen.
func (b *builder) belonging(src *program.Source, r access.Reach) sqltree.Expr {
	switch of := src.Organization; {
	case !r.Bound(), of != nil && of.Shared:
		return sqltree.True
	case of == nil:
		return sqltree.False
	}
	e, why := overPlaces(src.Organization.To, nil, func(a program.Alternative) (sqltree.Expr, string) {
		return b.leadsWithin(a.Reference, r), ""
	})
	if why != "" {
		return sqltree.False
	}
	return e
}

// leadsWithin is the condition that a reference leads to such an organisation, or to a row that is of one.
func (b *builder) leadsWithin(ref *program.Reference, r access.Reach) sqltree.Expr {
	target := ref.Target
	if target.Node {
		return sqltree.InKeys{X: ref.Key, Keys: b.tree(r.Organizations()).at(target).keys}
	}
	sel := &sqltree.Select{
		Distinct: target.Rows.Grouped, Columns: target.Rows.Key, From: target.Rows.From,
		Where: sqltree.AllOf(sqltree.OrTrue(target.Rows.Where), b.belonging(target, r)),
	}
	return inKeys(ref.Key, sel, b.perRow(sel))
}

// grow makes the trees of all that a run may look at beyond what is planned: an include may lead to any type.
func (b *builder) grow(need ...access.Permissions) {
	for _, typ := range b.tenant.Program.Types {
		for _, n := range need {
			for _, part := range b.seenOf(typ.Sources[0], n).parts {
				if part.Reach.Bound() {
					b.tree(part.Reach.Organizations())
				}
			}
		}
	}
}
