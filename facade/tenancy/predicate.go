package tenancy

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/pingcap/tidb/pkg/parser/ast"
	"github.com/pingcap/tidb/pkg/parser/test_driver"

	"ehr.example/portico/mappers/sqltree"
)

// boundByPredicate looks for every conjunct of the table's predicate among the conjuncts that filter the leaf. Both
// are compared in one normal form, values included.
func (p *proof) boundByPredicate(b *block, i int) bool {
	wanted, ok := p.predicate(b.leaves[i].table, b.leaves[i].tenancy.Predicate)
	if !ok {
		return false
	}
	for _, want := range wanted {
		found := false
		for _, c := range b.conjuncts {
			if found = b.filters(c, i) && p.equals(c, b, i, want); found {
				break
			}
		}
		if !found {
			return false
		}
	}
	return true
}

func (p *proof) equals(c conjunct, b *block, i int, want []byte) bool {
	n := normalForm{proof: p, in: b.scopeOf(c), self: &b.leaves[i]}
	n.expr(c.expr)
	return !n.failed && bytes.Equal(n.text, want)
}

// predicate is the normal forms of a predicate's conjuncts, with the tenant's values in them. It is printed and parsed
// like the statement, so that both come from the same grammar.
func (p *proof) predicate(table string, e sqltree.Expr) ([][]byte, bool) {
	printer := sqltree.Printer{Values: p.values}
	from := sqltree.From{{Table: table, Alias: table}}
	text, args := printer.Statement(&sqltree.Select{From: from, Where: e})
	st, err := p.reader.statement(text)
	if err != nil || st.markers != len(args) || len(st.roots) != 1 || len(st.roots[0].leaves) != 1 {
		return nil, false
	}
	root := st.roots[0]
	q := &proof{reader: p.reader, statement: st, args: args, values: p.values}
	var forms [][]byte
	for _, c := range root.conjuncts {
		n := normalForm{proof: q, in: root.scopeOf(c), self: &root.leaves[0]}
		n.expr(c.expr)
		if n.failed {
			return nil, false
		}
		forms = append(forms, n.text)
	}
	return forms, len(forms) > 0
}

// normalForm writes an expression over one table so that equal conditions have equal text: without parentheses, the
// table's columns without alias, arguments as values. What is not known to it fails.
type normalForm struct {
	proof  *proof
	in     scope
	self   *leaf
	text   []byte
	failed bool
}

func (n *normalForm) put(format string, args ...any) { n.text = fmt.Appendf(n.text, format, args...) }

// node writes an operation with its operands.
func (n *normalForm) node(name string, operands ...ast.ExprNode) {
	n.put("%s(", name)
	for _, e := range operands {
		n.expr(e)
		n.put(",")
	}
	n.put(")")
}

func (n *normalForm) expr(e ast.ExprNode) {
	switch x := e.(type) {
	case *ast.ParenthesesExpr:
		n.expr(x.Expr)
	case *ast.ColumnNameExpr:
		c := columnOf(x, n.in)
		n.failed = n.failed || c.leaf != n.self
		n.put("%q", strings.ToLower(c.name))
	case *test_driver.ParamMarkerExpr:
		n.put("%T:%#v", n.proof.args[x.Order], n.proof.args[x.Order])
	case *test_driver.ValueExpr:
		n.put("%T:%v", x.GetValue(), x.GetValue())
	case *ast.BinaryOperationExpr:
		n.node(x.Op.String(), x.L, x.R)
	case *ast.UnaryOperationExpr:
		n.node(x.Op.String(), x.V)
	case *ast.IsNullExpr:
		n.node(fmt.Sprint("isnull", x.Not), x.Expr)
	case *ast.IsTruthExpr:
		n.node(fmt.Sprint("is", x.True, x.Not), x.Expr)
	case *ast.BetweenExpr:
		n.node(fmt.Sprint("between", x.Not), x.Expr, x.Left, x.Right)
	case *ast.PatternInExpr:
		n.failed = n.failed || x.Sel != nil
		n.node(fmt.Sprint("in", x.Not), append([]ast.ExprNode{x.Expr}, x.List...)...)
	case *ast.PatternLikeOrIlikeExpr:
		n.node(fmt.Sprint("like", x.Not, x.IsLike, x.Escape), x.Expr, x.Pattern)
	case *ast.PatternRegexpExpr:
		n.node(fmt.Sprint("regexp", x.Not), x.Expr, x.Pattern)
	case *ast.FuncCallExpr:
		n.node("call:"+x.FnName.L, x.Args...)
	default:
		n.rarely(e)
	}
}

func (n *normalForm) rarely(e ast.ExprNode) {
	switch x := e.(type) {
	case *ast.FuncCastExpr:
		n.node(fmt.Sprint("cast ", x.FunctionType, x.Tp.String()), x.Expr)
	case *ast.SetCollationExpr:
		n.node("collate "+x.Collate, x.Expr)
	case *ast.TimeUnitExpr:
		n.put("unit%d", x.Unit)
	default:
		n.failed = true
	}
}
