package interaction

import (
	"slices"
	"strconv"
	"strings"

	"ehr.example/portico/facade/outcome"
	"ehr.example/portico/facade/plan"
	"ehr.example/portico/mappers/program"
)

// The bounds of what is found below the organisations of a user.
const (
	mostLevels        = 32
	mostOrganizations = 10_000
)

// climb is a tree of organisations on the way down: a statement for each level of each source.
type climb struct {
	run   *run
	tree  *plan.Tree
	own   []rung            // the user's
	below map[string][]rung // by the place that they are a part of
	seen  map[string]bool
}

// rung is one organisation.
type rung struct {
	node  *plan.Node
	key   []any
	place string // which row it is, among those of all sources
}

// reach finds the organisations that a plan's conditions speak of: once in a request.
func (r *run) reach(p *plan.Plan) error {
	for _, tree := range p.Trees() {
		if slices.ContainsFunc(r.trees, tree.Known) {
			continue
		}
		if err := r.climb(tree); err != nil {
			return err
		}
		r.trees = append(r.trees, tree)
	}
	return nil
}

// climb finds the organisations of a tree. Who belongs to one that its own parts lead back to sees that one alone: of a circle
// nobody can say what is above and what below. One that is gone, or that the mapping leaves out, has nothing below it.
func (r *run) climb(tree *plan.Tree) error {
	c := &climb{run: r, tree: tree, below: map[string][]rung{}, seen: map[string]bool{}}
	next, err := c.unkeyed()
	for level := 0; err == nil && (level == 0 || len(next) > 0); level++ {
		if level > mostLevels || len(c.seen) > mostOrganizations {
			return outcome.TooCostly("The organisations of this user have more than %d below them, or lie more than %d deep.", mostOrganizations, mostLevels)
		}
		next, err = c.level(level == 0, next)
	}
	if err != nil {
		return err
	}
	for n, keys := range c.reached() {
		n.Reach(keys)
	}
	return nil
}

// reached are the keys of all that was found, for each source.
func (c *climb) reached() map[*plan.Node][][]any {
	keys := map[*plan.Node][][]any{}
	for _, n := range c.tree.Nodes {
		keys[n] = nil
	}
	taken := map[string]bool{}
	for _, own := range c.own {
		for _, one := range c.under(own) {
			if !taken[one.place] {
				taken[one.place] = true
				keys[one.node] = append(keys[one.node], one.key)
			}
		}
	}
	return keys
}

// unkeyed finds the user's own organisations whose ids do not tell their keys.
func (c *climb) unkeyed() (map[*plan.Node][][]any, error) {
	found := map[*plan.Node][][]any{}
	for _, n := range c.tree.Nodes {
		if n.ByKey() || !n.Own() {
			continue
		}
		rows, err := c.ask(n, true, nil)
		if err != nil {
			return nil, err
		}
		c.own = append(c.own, rows...)
		for _, one := range rows {
			found[n] = append(found[n], one.key)
		}
	}
	return found, nil
}

// level finds what is a part of organisations, and with the first one those of the user that the ids tell: what is a part of
// them is looked for at once, whether they are there or not.
func (c *climb) level(first bool, above map[*plan.Node][][]any) (map[*plan.Node][][]any, error) {
	own := map[string]bool{}
	if first {
		for _, n := range c.tree.Nodes {
			for _, key := range n.Starts {
				own[placeOf(n.Of, key)] = true
				above[n] = append(above[n], key)
			}
		}
	}
	next := map[*plan.Node][][]any{}
	for _, n := range c.tree.Nodes {
		rows, err := c.ask(n, first && n.ByKey(), above[n.Up])
		if err != nil {
			return nil, err
		}
		for _, one := range rows {
			if own[one.place] {
				c.own = append(c.own, one)
			} else {
				next[n] = append(next[n], one.key)
			}
		}
	}
	return next, nil
}

// ask runs one statement, and remembers what it finds below what. It gives the rows that were not found before.
func (c *climb) ask(n *plan.Node, own bool, above [][]any) ([]rung, error) {
	sel := n.Statement(own, above)
	if sel == nil {
		return nil, nil
	}
	var rows program.Rows
	if err := c.run.ask(sel, &rows); err != nil {
		return nil, err
	}
	var fresh []rung
	for row := range rows.Len() {
		key := keyAt(n.Of.Rows, &rows, row)
		one := rung{node: n, key: key, place: placeOf(n.Of, key)}
		if c.seen[one.place] {
			continue
		}
		c.seen[one.place] = true
		fresh = append(fresh, one)
		if up := c.partOf(n, &rows, row); up != "" && up != one.place { // some EHRs let a root point at itself
			c.below[up] = append(c.below[up], one)
		}
	}
	return fresh, nil
}

// partOf is the place that a row says it is a part of; "": of none.
func (c *climb) partOf(n *plan.Node, rows *program.Rows, row int) string {
	if n.Up == nil {
		return ""
	}
	own, key := len(n.Of.Rows.Key), make([]any, len(n.Of.PartOf.Key))
	for i := range key {
		cell := rows.Cell(row, own+i)
		if len(cell) == 0 {
			return ""
		}
		key[i] = typedKey(n.Up.Of.Rows, i, cell)
	}
	return placeOf(n.Up.Of, key)
}

// placeOf tells a row from all others by its source and its key, as the columns' collations tell keys apart.
func placeOf(src *program.Source, key []any) string {
	var b strings.Builder
	b.WriteString(src.Path())
	for i, k := range key {
		text := keyText(k)
		if src.Rows.KeyFold[i] {
			text = program.KeysFolded.Canonical(text)
		}
		b.WriteString(" " + strconv.Itoa(len(text)) + ":" + text)
	}
	return b.String()
}

// under is an organisation with all below it; where these lead back to it, it alone.
func (c *climb) under(own rung) []rung {
	found := []rung{own}
	seen := map[string]bool{}
	for at := 0; at < len(found); at++ {
		for _, one := range c.below[found[at].place] {
			if one.place == own.place {
				return found[:1]
			}
			if !seen[one.place] {
				seen[one.place] = true
				found = append(found, one)
			}
		}
	}
	return found
}
