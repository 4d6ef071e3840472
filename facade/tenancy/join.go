package tenancy

import (
	"github.com/pingcap/tidb/pkg/parser/ast"
)

// join reads a FROM's joins from left to right. Only what the printer writes is allowed: each join has one table on
// its right side and an ON of its own.
func (b *builder) join(in *block, x *ast.Join) error {
	switch left := x.Left.(type) {
	case *ast.Join:
		if left.ExplicitParens {
			return errorf("parentheses in FROM are not allowed")
		}
		if err := b.join(in, left); err != nil {
			return err
		}
	case *ast.TableSource:
		if err := b.leaf(in, left, false); err != nil {
			return err
		}
	default:
		return errorf("%T in FROM is not allowed", left)
	}
	if x.Right == nil {
		return nil
	}
	right, ok := x.Right.(*ast.TableSource)
	switch {
	case !ok:
		return errorf("%T on a join's right side is not allowed", x.Right)
	case x.NaturalJoin || len(x.Using) > 0:
		return errorf("NATURAL and USING are not allowed")
	case x.Tp != ast.CrossJoin && x.Tp != ast.LeftJoin:
		return errorf("only inner and left joins are allowed")
	case x.On == nil:
		return errorf("a join without ON is not allowed")
	}
	if err := b.leaf(in, right, x.Tp == ast.LeftJoin); err != nil {
		return err
	}
	b.ons = append(b.ons, pendingOn{expr: x.On.Expr, on: len(in.leaves) - 1})
	return nil
}

// pendingOn is an ON that is read when all tables of its FROM are known: only then is an alias that stands further
// right told from one of an outer block.
type pendingOn struct {
	expr ast.ExprNode
	on   int
}

// from reads a block's tables and then their ONs.
func (b *builder) from(in *block, x *ast.TableRefsClause) error {
	if x == nil {
		return nil
	}
	outer := b.ons
	b.ons = nil
	if err := b.join(in, x.TableRefs); err != nil {
		return err
	}
	mine := b.ons
	b.ons = outer
	for _, pending := range mine {
		if err := b.conditions(pending.expr, pending.on, in); err != nil {
			return err
		}
	}
	return nil
}

// leaf adds a table or a derived table to the block.
func (b *builder) leaf(in *block, x *ast.TableSource, optional bool) error {
	if x.Lateral || len(x.ColumnNames) > 0 {
		return errorf("LATERAL and column lists are not allowed")
	}
	l := leaf{id: b.statement.leaves, alias: x.AsName, optional: optional}
	b.statement.leaves++
	switch source := x.Source.(type) {
	case *ast.TableName:
		if err := b.table(&l, source); err != nil {
			return err
		}
	case *ast.SelectStmt, *ast.SetOprStmt:
		if err := b.query(source, scope{}, nil); err != nil {
			return err
		}
	default:
		return errorf("%T in FROM is not allowed", source)
	}
	for _, other := range in.leaves {
		if other.alias.L == l.alias.L {
			return errorf("the alias %s stands twice in one FROM", l.alias.O)
		}
	}
	in.leaves = append(in.leaves, l)
	return nil
}

// onlyForced tells that hints are none, or name the one index that a table is read by: that changes how rows are found, and
// not which.
func onlyForced(hints []*ast.IndexHint) bool {
	return len(hints) == 0 || len(hints) == 1 && hints[0].HintType == ast.HintForce && hints[0].HintScope == ast.HintForScan && len(hints[0].IndexNames) == 1
}

func (b *builder) table(l *leaf, x *ast.TableName) error {
	if x.Schema.L != "" || !onlyForced(x.IndexHints) || len(x.PartitionNames) > 0 || x.AsOf != nil || x.TableSample != nil {
		return errorf("table %s: another schema, hints, partitions and the like are not allowed", x.Name.O)
	}
	l.table = x.Name.O
	l.tenancy = b.reader.tables[l.table]
	if l.tenancy == nil {
		return errorf("table %s has no tenancy", l.table)
	}
	if l.alias.L == "" {
		l.alias = x.Name
	}
	return nil
}

// find is the leaf of that alias. An alias that stands further right than the expression may see is an error, and so
// is one that differs only in case: servers disagree about both.
func (s scope) find(alias ast.CIStr) (*leaf, error) {
	for at := s; at.block != nil; at = at.block.outer {
		for i := range at.block.leaves {
			l := &at.block.leaves[i]
			if l.alias.L != alias.L {
				continue
			}
			if l.alias.O != alias.O || i >= at.visible {
				return nil, errorf("the alias %s is ambiguous here", alias.O)
			}
			return l, nil
		}
	}
	return nil, errorf("the alias %s is not known here", alias.O)
}
