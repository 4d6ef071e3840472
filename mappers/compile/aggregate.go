package compile

import (
	"slices"
	"strings"

	"github.com/pingcap/tidb/pkg/parser/ast"
	driver "github.com/pingcap/tidb/pkg/parser/test_driver"

	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/schema"
	"ehr.example/portico/mappers/sqltree"
)

// aggregates are the aggregate functions that a mapping may say, over the alias of an entry of rows.
var aggregates = map[string]schema.Kind{
	"MIN": schema.Unknown, "MAX": schema.Unknown, "COUNT": schema.Integer, "SUM": schema.Decimal, "GROUP_CONCAT": schema.Text,
}

const aggregateHint = "min, max, count and sum of a column of rows:, or join(column, ', ')"

// aggregate is min(r.x), max, count or sum over rows below: a sub-select of one value.
func (s *sqlText) aggregate(x *ast.AggregateFuncExpr) sqltree.Expr {
	name := strings.ToUpper(x.F)
	if _, ok := aggregates[name]; !ok || name == "GROUP_CONCAT" {
		return s.fail(x.F, aggregateHint, "the aggregate %s is not allowed here", name)
	}
	if len(x.Args) != 1 {
		return s.fail(x.F, "", "%s takes one value", strings.ToLower(name))
	}
	return s.over(strings.ToLower(name), x.Args[0], func(arg sqltree.Expr, _ *program.Relation) sqltree.Expr {
		if k := kindOf(arg); name == "SUM" && k != schema.Integer && k != schema.Decimal && k != schema.Float && k != schema.Unknown {
			return s.fail("", "CAST(… AS DECIMAL(12,2)) of a text", "sum wants numbers, not %s", article(k.String()))
		}
		return sqltree.Aggregate{Name: name, Distinct: x.Distinct, Args: []sqltree.Expr{arg}}
	})
}

const joinHint = "join(r.note, ', ') of an entry of rows:, join(', ', a, b) of one row"

// joinWord stands for join before the parser, which takes that for a JOIN.
const joinWord = "j_in"

// withoutJoin puts joinWord in the place of each join( outside quotes.
func withoutJoin(sql string) string {
	out := []byte(sql)
	for i := 0; i < len(sql); i++ {
		switch c := sql[i]; {
		case c == '\'' || c == '"' || c == '`':
			i = quoteEnd(sql, i)
		case (c == 'j' || c == 'J') && len(sql) > i+4 && strings.EqualFold(sql[i:i+5], "join(") && (i == 0 || !nameByte(sql[i-1])):
			copy(out[i:], joinWord)
		}
	}
	return string(out)
}

// join is join(r.x, ', '): the texts of rows below in their order, without those that are empty.
func (s *sqlText) join(x *ast.FuncCallExpr) sqltree.Expr {
	if len(x.Args) != 2 {
		return s.fail("join", joinHint, "join takes a column of rows: and a separator")
	}
	separator, ok := sqltree.Literal{}, false
	if text, isValue := x.Args[1].(*driver.ValueExpr); isValue {
		separator, ok = s.literal(text).(sqltree.Literal)
	}
	if !ok || !sqltree.SeparatorAllowed(separator.Value) {
		return s.fail("join", joinHint, "join wants a separator in quotes, without quotes, question marks and backslashes inside")
	}
	return s.over("join", x.Args[0], func(arg sqltree.Expr, rel *program.Relation) sqltree.Expr {
		switch kindOf(arg) {
		case schema.Text, schema.Unknown:
			arg = sqltree.Func{Name: "NULLIF", Args: []sqltree.Expr{arg, sqltree.Literal{}}}
		case schema.Integer, schema.Decimal, schema.Year:
		default:
			return s.fail("", "CAST(… AS CHAR)", "join wants texts, not %s", article(kindOf(arg).String()))
		}
		return sqltree.Aggregate{Name: "GROUP_CONCAT", Args: []sqltree.Expr{arg}, OrderBy: rel.OrderBy, Separator: separator.Value}
	})
}

// over compiles an aggregate's argument over the rows that it speaks of, and puts them below a sub-select.
func (s *sqlText) over(name string, arg ast.ExprNode, made func(sqltree.Expr, *program.Relation) sqltree.Expr) sqltree.Expr {
	if s.gathering {
		return s.fail(name, "say each of them in a hole of its own", "an aggregate stands inside another")
	}
	path := s.gathered(name, arg)
	if path == nil {
		return sqltree.Null{}
	}
	var from sqltree.From
	var terms []sqltree.Expr
	for i, child := range path {
		s.c.usesRows(child)
		tied := tiedTo(child)
		for j, t := range child.Rows.From {
			if i > 0 && j == 0 {
				t.Join, t.On = sqltree.Inner, tied
			}
			from = append(from, t)
		}
		if i == 0 {
			terms = append(terms, tied)
		}
		terms = append(terms, sqltree.OrTrue(child.Rows.Where))
	}
	s.from, s.gathering = append(s.from, from), true
	x := s.expr(arg)
	s.from, s.gathering = s.from[:len(s.from)-1], false
	out := made(x, path[len(path)-1].Rows)
	if s.bad {
		return sqltree.Null{}
	}
	return sqltree.Scalar{Select: &sqltree.Select{Columns: []sqltree.Expr{out}, From: from, Where: sqltree.AllOf(terms...)}}
}

// tiedTo is the condition that ties a child's rows to their parent.
func tiedTo(child *program.Child) sqltree.Expr {
	var terms []sqltree.Expr
	for i, k := range child.Rows.Key {
		terms = append(terms, sqltree.Compare(k, "=", child.Parent[i]))
	}
	return sqltree.AllOf(terms...)
}

// gathered are the rows whose aliases an aggregate's argument has, and those that they lie below.
func (s *sqlText) gathered(name string, arg ast.ExprNode) []*program.Child {
	var found []*program.Child
	aliases := aliasesOf(arg)
	for _, alias := range aliases {
		for _, frame := range s.scope.frames {
			found = append(found, childrenWith(frame, alias)...)
		}
	}
	around := func(child *program.Child) bool { return slices.Contains(s.scope.frames, child.Rows) }
	found = slices.Compact(slices.DeleteFunc(found, around))
	deepest := found
	for _, child := range found {
		deepest = slices.DeleteFunc(slices.Clone(deepest), func(other *program.Child) bool {
			return other != child && slices.Contains(child.Path(), other)
		})
	}
	switch {
	case len(aliases) == 0:
		s.fail(name, name+"(r.column), r being an alias of rows:", "%s names no rows", name)
	case len(found) == 0:
		s.fail(name, gatherHint(name), "%s is one row here, or none of rows:", aliases[0])
	case len(deepest) > 1:
		s.fail(name, "give the rows aliases of their own", "%s could be of the rows %s and of the rows %s", aliases[0], deepest[0].Name, deepest[1].Name)
	default:
		return s.belowFrames(deepest[0])
	}
	return nil
}

func gatherHint(name string) string {
	if name == "join" {
		return joinHint
	}
	return "an aggregate gathers the rows of an entry of rows:"
}

// belowFrames is the path to a child from the innermost of the rows around.
func (s *sqlText) belowFrames(child *program.Child) []*program.Child {
	path := child.Path()
	for i, step := range slices.Backward(path) {
		if slices.Contains(s.scope.frames, step.Rows) {
			return path[i+1:]
		}
	}
	return path
}

// childrenWith are the children below a relation, however deep, whose FROM has an alias.
func childrenWith(rel *program.Relation, alias string) []*program.Child {
	var out []*program.Child
	for _, child := range rel.Children {
		if child.Rows.From.Alias(alias) != nil {
			out = append(out, child)
		}
		out = append(out, childrenWith(child.Rows, alias)...)
	}
	return out
}

// aliasesOf are the aliases before the columns of a parsed expression, each once.
func aliasesOf(e ast.ExprNode) []string {
	v := &aliasVisitor{}
	e.Accept(v)
	return v.aliases
}

type aliasVisitor struct{ aliases []string }

// Enter takes the alias of a column.
func (v *aliasVisitor) Enter(n ast.Node) (ast.Node, bool) {
	if col, ok := n.(*ast.ColumnName); ok && col.Table.O != "" && !slices.Contains(v.aliases, col.Table.O) {
		v.aliases = append(v.aliases, col.Table.O)
	}
	return n, false
}

// Leave goes on.
func (v *aliasVisitor) Leave(n ast.Node) (ast.Node, bool) { return n, true }
