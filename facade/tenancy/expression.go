package tenancy

import (
	"strings"

	"github.com/pingcap/tidb/pkg/parser/ast"
	"github.com/pingcap/tidb/pkg/parser/test_driver"
)

// expr walks an expression: every node must be on the list, every column must have an alias in scope, and sub-selects
// become blocks.
func (b *builder) expr(e ast.ExprNode, in scope) error {
	switch x := e.(type) {
	case *test_driver.ValueExpr, *ast.TimeUnitExpr, *ast.TrimDirectionExpr:
		return nil
	case *test_driver.ParamMarkerExpr:
		b.places = append(b.places, x)
		return nil
	case *ast.ColumnNameExpr:
		return b.column(x.Name, in)
	case *ast.ParenthesesExpr:
		return b.expr(x.Expr, in)
	case *ast.BinaryOperationExpr:
		return b.exprs(in, x.L, x.R)
	case *ast.UnaryOperationExpr:
		return b.expr(x.V, in)
	case *ast.IsNullExpr:
		return b.expr(x.Expr, in)
	case *ast.IsTruthExpr:
		return b.expr(x.Expr, in)
	case *ast.PatternLikeOrIlikeExpr:
		return b.exprs(in, x.Expr, x.Pattern)
	case *ast.PatternRegexpExpr:
		return b.exprs(in, x.Expr, x.Pattern)
	case *ast.BetweenExpr:
		return b.exprs(in, x.Expr, x.Left, x.Right)
	case *ast.RowExpr:
		return b.exprs(in, x.Values...)
	case *ast.SetCollationExpr:
		return b.expr(x.Expr, in)
	case *ast.FuncCastExpr:
		return b.expr(x.Expr, in)
	}
	return b.compound(e, in)
}

func (b *builder) compound(e ast.ExprNode, in scope) error {
	switch x := e.(type) {
	case *ast.FuncCallExpr:
		if x.Schema.L != "" || !functions[strings.ToUpper(x.FnName.L)] {
			return errorf("the function %s is not allowed", x.FnName.O)
		}
		return b.exprs(in, x.Args...)
	case *ast.AggregateFuncExpr:
		return b.aggregate(x, in)
	case *ast.WindowFuncExpr:
		return b.window(x, in)
	case *ast.CaseExpr:
		return b.caseExpr(x, in)
	case *ast.PatternInExpr:
		if err := b.exprs(in, x.List...); err != nil {
			return err
		}
		return b.exprs(in, x.Expr, x.Sel)
	case *ast.ExistsSubqueryExpr:
		return b.expr(x.Sel, in)
	case *ast.SubqueryExpr:
		if in.block == nil {
			return errorf("a sub-select is not allowed here")
		}
		return b.query(x.Query, in, in.block)
	}
	return errorf("%T is not allowed", e)
}

func (b *builder) exprs(in scope, list ...ast.ExprNode) error {
	for _, e := range list {
		if e == nil {
			continue
		}
		if err := b.expr(e, in); err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) column(name *ast.ColumnName, in scope) error {
	if name.Schema.L != "" || name.Table.L == "" {
		return errorf("the column %s needs its alias, and nothing else, before it", name.Name.O)
	}
	_, err := in.find(name.Table)
	return err
}

// aggregate marks this block and all around it: an aggregate over outer columns belongs to an outer block.
func (b *builder) aggregate(x *ast.AggregateFuncExpr, in scope) error {
	if !aggregates[strings.ToUpper(x.F)] {
		return errorf("the aggregate %s is not allowed", x.F)
	}
	for at := in; at.block != nil; at = at.block.outer {
		at.block.folds = true
	}
	if x.Order != nil {
		for _, item := range x.Order.Items {
			if err := b.expr(item.Expr, in); err != nil {
				return err
			}
		}
	}
	return b.exprs(in, x.Args...)
}

// window allows a rank among the block's own rows, which it neither makes more nor fewer.
func (b *builder) window(x *ast.WindowFuncExpr, in scope) error {
	s := x.Spec
	if !strings.EqualFold(x.Name, "RANK") || len(x.Args) > 0 || x.Distinct || x.IgnoreNull || x.FromLast ||
		s.Name.L != "" || s.Ref.L != "" || s.OnlyAlias || s.Frame != nil || s.PartitionBy == nil || s.OrderBy == nil {
		return errorf("this use of the window function %s is not allowed", x.Name)
	}
	for _, items := range [][]*ast.ByItem{s.PartitionBy.Items, s.OrderBy.Items} {
		for _, item := range items {
			if err := b.expr(item.Expr, in); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *builder) caseExpr(x *ast.CaseExpr, in scope) error {
	for _, w := range x.WhenClauses {
		if err := b.exprs(in, w.Expr, w.Result); err != nil {
			return err
		}
	}
	return b.exprs(in, x.Value, x.ElseClause)
}
