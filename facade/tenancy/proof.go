package tenancy

import (
	"strings"

	"github.com/pingcap/tidb/pkg/parser/ast"
	"github.com/pingcap/tidb/pkg/parser/opcode"

	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// proof finds out which tables of a statement are bound to the tenant. A table is proven when in every row that its
// block gives, the table's part is a row of the tenant's or absent. It starts with what is bound by itself and goes on
// to what is bound to that, until nothing is added: two tables that are only bound to each other stay unproven.
type proof struct {
	reader    *Reader
	statement *statement
	args      []any
	values    sqltree.Values
	proven    []bool // by leaf id; tables without an owner stay false
}

// all is nil when every table that has an owner is proven.
func (p *proof) all() error {
	for _, root := range p.statement.roots {
		if err := p.whole(root); err != nil {
			return err
		}
	}
	return nil
}

// whole proves a block and then the sub-selects in it, which may lean on it.
func (p *proof) whole(b *block) error {
	p.extend(b)
	for i := range b.leaves {
		l := &b.leaves[i]
		if l.tenancy != nil && l.tenancy.Form != program.Shared && !p.proven[l.id] {
			return errorf("table %s as %s is not bound to the tenant", l.table, l.alias.O)
		}
	}
	for _, sub := range b.subs {
		if err := p.whole(sub); err != nil {
			return err
		}
	}
	return nil
}

// extend proves what can be proven in a block now.
func (p *proof) extend(b *block) {
	for grown := true; grown; {
		grown = false
		for i := range b.leaves {
			l := &b.leaves[i]
			if l.tenancy == nil || p.proven[l.id] || !p.bound(b, i) {
				continue
			}
			p.proven[l.id], grown = true, true
		}
	}
}

// bound tells whether a table is bound by its own form.
func (p *proof) bound(b *block, i int) bool {
	switch b.leaves[i].tenancy.Form {
	case program.ByColumn:
		return p.boundByColumn(b, i)
	case program.ByPredicate:
		return p.boundByPredicate(b, i)
	case program.Via:
		return p.boundByJoin(b, i) || p.boundBySubselect(b, i)
	}
	return false
}

// boundByColumn looks for column = value, or for column = the same column of a proven table.
func (p *proof) boundByColumn(b *block, i int) bool {
	l := &b.leaves[i]
	for _, c := range b.conjuncts {
		if !b.filters(c, i) {
			continue
		}
		left, right, ok := equality(c.expr)
		if !ok {
			continue
		}
		in := b.scopeOf(c)
		if p.isColumn(left, in, l, l.tenancy.Column) && p.isTenant(right, in, l.tenancy) ||
			p.isColumn(right, in, l, l.tenancy.Column) && p.isTenant(left, in, l.tenancy) {
			return true
		}
	}
	return false
}

// equality takes l = r apart; <=> and IN are not equalities here.
func equality(e ast.ExprNode) (left, right ast.ExprNode, ok bool) {
	x, ok := e.(*ast.BinaryOperationExpr)
	if !ok || x.Op != opcode.EQ {
		return nil, nil, false
	}
	return bare(x.L), bare(x.R), true
}

// isColumn tells whether the expression is that column of that very leaf.
func (p *proof) isColumn(e ast.ExprNode, in scope, of *leaf, column string) bool {
	found := columnOf(e, in)
	return found.leaf == of && strings.EqualFold(found.name, column)
}

// column is a column whose alias was looked up; the zero value is none.
type column struct {
	leaf *leaf
	name string
}

func columnOf(e ast.ExprNode, in scope) column {
	x, ok := e.(*ast.ColumnNameExpr)
	if !ok {
		return column{}
	}
	l, err := in.find(x.Name.Table)
	if err != nil {
		return column{}
	}
	return column{leaf: l, name: x.Name.Name.O}
}

// isTenant tells whether the expression is the tenant's value, or the column of a proven table that equals it.
func (p *proof) isTenant(e ast.ExprNode, in scope, t *program.Tenancy) bool {
	want, ok := p.value(t.Value)
	if !ok {
		return false
	}
	if c := columnOf(e, in); c.leaf != nil {
		owner := c.leaf.tenancy
		if owner == nil || owner.Form != program.ByColumn || !p.proven[c.leaf.id] || !strings.EqualFold(owner.Column, c.name) {
			return false
		}
		same, ok := p.value(owner.Value)
		return ok && same == want
	}
	got, ok := p.constant(e)
	return ok && got == want
}
