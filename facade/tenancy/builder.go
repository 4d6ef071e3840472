package tenancy

import (
	"fmt"

	"github.com/pingcap/tidb/pkg/parser/ast"
	"github.com/pingcap/tidb/pkg/parser/mysql"
	"github.com/pingcap/tidb/pkg/parser/opcode"
	"github.com/pingcap/tidb/pkg/parser/test_driver"
)

// builder reads a syntax tree into blocks and refuses what is not on its lists.
type builder struct {
	reader    *Reader
	statement *statement
	places    []*test_driver.ParamMarkerExpr
	ons       []pendingOn // of the FROM that is being read
}

func errorf(format string, args ...any) error { return fmt.Errorf(format, args...) }

// query reads a SELECT or a UNION of them. The arms become sub-selects of the block in, or roots when there is none.
func (b *builder) query(node ast.Node, outer scope, in *block) error {
	switch x := node.(type) {
	case *ast.SelectStmt:
		return b.selectStmt(x, outer, in)
	case *ast.SetOprStmt:
		if x.With != nil {
			return errorf("WITH is not allowed")
		}
		if err := b.query(x.SelectList, outer, in); err != nil {
			return err
		}
		return b.orderAndLimit(x.OrderBy, x.Limit, scope{})
	case *ast.SetOprSelectList:
		if x.With != nil {
			return errorf("WITH is not allowed")
		}
		for _, arm := range x.Selects {
			if err := b.query(arm, outer, in); err != nil {
				return err
			}
		}
		return b.orderAndLimit(x.OrderBy, x.Limit, scope{})
	}
	return errorf("%T is not a SELECT", node)
}

func (b *builder) selectStmt(x *ast.SelectStmt, outer scope, in *block) error {
	if err := checkClauses(x); err != nil {
		return err
	}
	made := &block{outer: outer}
	b.statement.blocks[x] = made
	if in == nil {
		b.statement.roots = append(b.statement.roots, made)
	} else {
		in.subs = append(in.subs, made)
	}
	if err := b.from(made, x.From); err != nil {
		return err
	}
	all := scope{block: made, visible: len(made.leaves)}
	if err := b.conditions(x.Where, inWhere, made); err != nil {
		return err
	}
	for _, f := range x.Fields.Fields {
		if f.WildCard != nil {
			return errorf("* is not allowed")
		}
		if err := b.expr(f.Expr, all); err != nil {
			return err
		}
		made.fields = append(made.fields, f.Expr)
	}
	if err := b.grouping(x, all); err != nil {
		return err
	}
	return b.orderAndLimit(x.OrderBy, x.Limit, all)
}

// checkClauses refuses the clauses of a SELECT that are neither needed nor read here.
func checkClauses(x *ast.SelectStmt) error {
	switch {
	case x.Kind != ast.SelectStmtKindSelect || len(x.Lists) > 0:
		return errorf("TABLE and VALUES are not allowed")
	case x.With != nil:
		return errorf("WITH is not allowed")
	case x.SelectIntoOpt != nil:
		return errorf("INTO is not allowed")
	case x.LockInfo != nil:
		return errorf("locking rows is not allowed")
	case len(x.WindowSpecs) > 0:
		return errorf("WINDOW is not allowed")
	case len(x.TableHints) > 0:
		return errorf("hints are not allowed")
	}
	if o := x.SelectStmtOpts; o != nil {
		if o.SQLBigResult || o.SQLBufferResult || o.SQLSmallResult || o.CalcFoundRows || !o.SQLCache ||
			o.Priority != mysql.NoPriority || len(o.TableHints) > 0 {
			return errorf("the SELECT's options are not allowed")
		}
	}
	return nil
}

func (b *builder) grouping(x *ast.SelectStmt, all scope) error {
	if x.GroupBy != nil {
		all.block.folds = true
		for _, item := range x.GroupBy.Items {
			if err := b.expr(item.Expr, all); err != nil {
				return err
			}
		}
	}
	if x.Having != nil {
		all.block.folds = true
		return b.expr(x.Having.Expr, all)
	}
	return nil
}

func (b *builder) orderAndLimit(order *ast.OrderByClause, limit *ast.Limit, in scope) error {
	if order != nil {
		for _, item := range order.Items {
			if err := b.expr(item.Expr, in); err != nil {
				return err
			}
		}
	}
	if limit == nil {
		return nil
	}
	for _, n := range []ast.ExprNode{limit.Count, limit.Offset} {
		if n == nil {
			continue
		}
		if err := b.expr(n, in); err != nil {
			return err
		}
	}
	return nil
}

// conditions keeps the conjuncts of a WHERE or an ON, and walks them.
func (b *builder) conditions(e ast.ExprNode, on int, in *block) error {
	if e == nil {
		return nil
	}
	for _, x := range conjunctsOf(e, nil) {
		c := conjunct{expr: x, on: on}
		in.conjuncts = append(in.conjuncts, c)
		if err := b.expr(x, in.scopeOf(c)); err != nil {
			return err
		}
	}
	return nil
}

// conjunctsOf takes ANDs and parentheses apart, and nothing else.
func conjunctsOf(e ast.ExprNode, to []ast.ExprNode) []ast.ExprNode {
	e = bare(e)
	if and, ok := e.(*ast.BinaryOperationExpr); ok && and.Op == opcode.LogicAnd {
		return conjunctsOf(and.R, conjunctsOf(and.L, to))
	}
	return append(to, e)
}

// bare is the expression without parentheses around it.
func bare(e ast.ExprNode) ast.ExprNode {
	for {
		p, ok := e.(*ast.ParenthesesExpr)
		if !ok {
			return e
		}
		e = p.Expr
	}
}
