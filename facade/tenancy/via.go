package tenancy

import (
	"strings"

	"github.com/pingcap/tidb/pkg/parser/ast"

	"ehr.example/portico/mappers/program"
)

// boundByJoin looks for a proven row of the parent that all the pointing columns equal. The parent stands in the same
// block or around it.
func (p *proof) boundByJoin(b *block, i int) bool {
	pairs := b.leaves[i].tenancy.On
	for _, c := range b.conjuncts {
		parent := p.pointsAt(b, c, i, pairs[0])
		if parent != nil && p.pointsWholly(b, i, parent, pairs[1:]) {
			return true
		}
	}
	return false
}

// pointsAt is the proven parent that a conjunct makes the leaf's column equal, or nil.
func (p *proof) pointsAt(b *block, c conjunct, i int, pair program.ColumnPair) *leaf {
	l := &b.leaves[i]
	if !b.filters(c, i) {
		return nil
	}
	left, right, ok := equality(c.expr)
	if !ok {
		return nil
	}
	from, to := columnOf(left, b.scopeOf(c)), columnOf(right, b.scopeOf(c))
	if to.leaf == l && strings.EqualFold(to.name, pair.Child) && from.leaf != nil && p.isParent(from, l, pair) {
		return from.leaf
	}
	if from.leaf == l && strings.EqualFold(from.name, pair.Child) && to.leaf != nil && p.isParent(to, l, pair) {
		return to.leaf
	}
	return nil
}

func (p *proof) isParent(c column, child *leaf, pair program.ColumnPair) bool {
	return c.leaf != child && c.leaf.tenancy != nil && c.leaf.table == child.tenancy.Parent &&
		strings.EqualFold(c.name, pair.Parent) && p.proven[c.leaf.id]
}

func (p *proof) pointsWholly(b *block, i int, parent *leaf, pairs []program.ColumnPair) bool {
	for _, pair := range pairs {
		found := false
		for _, c := range b.conjuncts {
			found = found || p.pointsAt(b, c, i, pair) == parent
		}
		if !found {
			return false
		}
	}
	return true
}

// boundBySubselect looks for EXISTS (SELECT … FROM parent WHERE …) or (child…) IN (SELECT parent… FROM parent …)
// among the conjuncts, whose parent is proven in there.
func (p *proof) boundBySubselect(b *block, i int) bool {
	for _, c := range b.conjuncts {
		if !b.filters(c, i) {
			continue
		}
		switch x := c.expr.(type) {
		case *ast.ExistsSubqueryExpr:
			if inner := p.blockOf(x.Sel); inner != nil && !x.Not && p.existsParent(inner, &b.leaves[i]) {
				return true
			}
		case *ast.PatternInExpr:
			if inner := p.blockOf(x.Sel); inner != nil && !x.Not && p.inParents(inner, x.Expr, b.scopeOf(c), &b.leaves[i]) {
				return true
			}
		}
	}
	return false
}

// blockOf is the sub-select's block with what can be proven in it, or nil where it is a UNION, or where it may have a
// row without having found one (SELECT COUNT(*) always has one).
func (p *proof) blockOf(e ast.ExprNode) *block {
	sub, ok := e.(*ast.SubqueryExpr)
	if !ok {
		return nil
	}
	sel, ok := sub.Query.(*ast.SelectStmt)
	if !ok {
		return nil
	}
	inner := p.statement.blocks[sel]
	if inner == nil || inner.folds {
		return nil
	}
	p.extend(inner)
	return inner
}

// existsParent tells whether the block has a row only if a proven parent's row has the child's columns.
func (p *proof) existsParent(inner *block, child *leaf) bool {
	for i := range inner.leaves {
		parent := &inner.leaves[i]
		if parent.optional || parent.tenancy == nil || parent.table != child.tenancy.Parent || !p.proven[parent.id] {
			continue
		}
		if p.comparesAll(inner, i, child) {
			return true
		}
	}
	return false
}

func (p *proof) comparesAll(inner *block, i int, child *leaf) bool {
	for _, pair := range child.tenancy.On {
		found := false
		for _, c := range inner.conjuncts {
			found = found || inner.filters(c, i) && p.compares(inner, c, i, child, pair)
		}
		if !found {
			return false
		}
	}
	return true
}

func (p *proof) compares(inner *block, c conjunct, i int, child *leaf, pair program.ColumnPair) bool {
	left, right, ok := equality(c.expr)
	if !ok {
		return false
	}
	in, parent := inner.scopeOf(c), &inner.leaves[i]
	return p.isColumn(left, in, parent, pair.Parent) && p.isColumn(right, in, child, pair.Child) ||
		p.isColumn(right, in, parent, pair.Parent) && p.isColumn(left, in, child, pair.Child)
}

// inParents tells whether the IN compares the child's columns, pair by pair, with those of one proven parent.
func (p *proof) inParents(inner *block, compared ast.ExprNode, in scope, child *leaf) bool {
	columns := []ast.ExprNode{bare(compared)}
	if row, ok := columns[0].(*ast.RowExpr); ok {
		columns = row.Values
	}
	if len(columns) != len(inner.fields) {
		return false
	}
	for i := range inner.leaves {
		parent := &inner.leaves[i]
		if parent.tenancy != nil && parent.table == child.tenancy.Parent && p.proven[parent.id] &&
			p.matchesAll(inner, columns, in, parent, child) {
			return true
		}
	}
	return false
}

func (p *proof) matchesAll(inner *block, columns []ast.ExprNode, in scope, parent, child *leaf) bool {
	innerScope := scope{block: inner, visible: len(inner.leaves)}
	for _, pair := range child.tenancy.On {
		found := false
		for k := range columns {
			found = found || p.isColumn(bare(columns[k]), in, child, pair.Child) &&
				p.isColumn(bare(inner.fields[k]), innerScope, parent, pair.Parent)
		}
		if !found {
			return false
		}
	}
	return true
}
