package compile

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/pingcap/tidb/pkg/parser"
	"github.com/pingcap/tidb/pkg/parser/ast"
	"github.com/pingcap/tidb/pkg/parser/opcode"
	driver "github.com/pingcap/tidb/pkg/parser/test_driver"

	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/schema"
	"ehr.example/portico/mappers/sqltree"
)

// sqlText is one piece of a mapping's SQL being turned into a tree: its text, for positions, and what its names mean.
type sqlText struct {
	c      *compiler
	text   mapping.Text
	scope  *scope
	from   []sqltree.From // the tables in scope, innermost last
	value  bool           // a value is wanted: no sub-selects
	prefix int            // what was put before the text for the parser
	at     int            // where in the text the expression under way begins
	picks  map[string]pickText
	bad    bool

	gathering bool // inside an aggregate
}

// fail reports a problem at the word of the expression under way, or at the expression's beginning.
func (s *sqlText) fail(word, hint, format string, args ...any) sqltree.Expr {
	s.bad = true
	s.c.problems.Hintf(s.text.At(s.place(word)), hint, format, args...)
	return sqltree.Null{}
}

// place is where a word stands in the text, from the expression under way on.
func (s *sqlText) place(word string) int {
	for i := s.at; word != "" && i < len(s.text.Value); i++ {
		n := strings.Index(s.text.Value[i:], word)
		if n < 0 {
			break
		}
		i += n
		if !wordByte(s.text.Value, i-1, word[0]) && !wordByte(s.text.Value, i+len(word), word[len(word)-1]) {
			return i
		}
	}
	return min(s.at, len(s.text.Value))
}

// wordByte tells whether the byte at i goes on with a word that has the byte edge.
func wordByte(s string, i int, edge byte) bool {
	return i >= 0 && i < len(s) && nameByte(s[i]) && nameByte(edge)
}

func nameByte(b byte) bool {
	return b == '_' || b == '$' || b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= 0x80
}

var parserPlace = regexp.MustCompile(`line (\d+) column (\d+) near "((?s).*)"`)

// selectOf parses prefix + text as one SELECT.
func (s *sqlText) selectOf(prefix string) *ast.SelectStmt {
	if i := comment(s.text.Value); i >= 0 {
		s.at = i
		s.fail("", "say it in a YAML comment", "SQL comments are not allowed")
		return nil
	}
	s.prefix = len(prefix)
	sql, ok := s.standIns(s.text.Value)
	if !strings.Contains(prefix, "FROM") {
		sql = withoutJoin(sql)
	}
	if !ok {
		return nil
	}
	nodes, _, err := parser.New().Parse(prefix+sql, "utf8mb4", "utf8mb4_general_ci")
	if err != nil {
		s.syntax(err)
		return nil
	}
	if len(nodes) != 1 {
		s.fail(";", "", "only one piece of SQL is allowed here")
		return nil
	}
	sel, ok := nodes[0].(*ast.SelectStmt)
	if !ok {
		s.fail("", "a mapping only reads", "this is not a part of a SELECT")
		return nil
	}
	return sel
}

// syntax reports what the parser said, which names the rest of the text.
func (s *sqlText) syntax(err error) {
	near := ""
	if found := parserPlace.FindStringSubmatch(err.Error()); found != nil {
		near = s.asWritten(strings.TrimSpace(found[3]))
	}
	s.at = len(s.text.Value)
	if near == "" && strings.Contains(err.Error(), "near \"") {
		s.fail("", "try it in the database's own client first", "this SQL ends too early")
		return
	}
	if near == "" {
		s.at = 0
		s.fail("", "try it in the database's own client first", "this SQL does not parse: %v", err)
		return
	}
	s.at = max(0, strings.LastIndex(s.text.Value, near))
	s.fail("", "try it in the database's own client first", "this SQL does not parse near %q", shortened(near))
}

func shortened(text string) string {
	if r := []rune(text); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return text
}

// only refuses the clauses of a SELECT that a mapping may not say; the words name those that it may.
func (s *sqlText) only(sel *ast.SelectStmt, words ...string) bool {
	clauses := []struct {
		word  string
		there bool
	}{
		{"WITH", sel.With != nil},
		{"TABLE", sel.Kind != ast.SelectStmtKindSelect},
		{"DISTINCT", sel.Distinct},
		{"SQL_…", sel.SelectStmtOpts != nil && oddOptions(sel.SelectStmtOpts)},
		{"FROM", sel.From != nil},
		{"WHERE", sel.Where != nil},
		{"GROUP", sel.GroupBy != nil},
		{"HAVING", sel.Having != nil},
		{"WINDOW", len(sel.WindowSpecs) > 0},
		{"ORDER", sel.OrderBy != nil},
		{"LIMIT", sel.Limit != nil},
		{"FOR", sel.LockInfo != nil},
		{"INTO", sel.SelectIntoOpt != nil},
	}
	for _, c := range clauses {
		if c.there && !slices.Contains(words, c.word) {
			s.at = max(s.at, indexFold(s.text.Value, s.at, strings.TrimSuffix(c.word, "…")))
			s.fail("", "", "%s is not allowed here", c.word)
			return false
		}
	}
	return true
}

func oddOptions(o *ast.SelectStmtOpts) bool {
	return o.SQLBigResult || o.SQLBufferResult || o.SQLSmallResult || o.CalcFoundRows || o.StraightJoin || !o.SQLCache || o.Priority != 0
}

// indexFold is where a word stands in any case, from a place on, or -1.
func indexFold(s string, from int, word string) int {
	i := strings.Index(strings.ToUpper(s[from:]), word)
	if i < 0 {
		return -1
	}
	return from + i
}

// comment is where a comment begins outside quotes, or -1.
func comment(sql string) int {
	quote := byte(0)
	for i := 0; i < len(sql); i++ {
		c := sql[i]
		switch {
		case quote != 0:
			if c == '\\' && quote != '`' {
				i++
			} else if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"' || c == '`':
			quote = c
		case c == '#', strings.HasPrefix(sql[i:], "--"), strings.HasPrefix(sql[i:], "/*"):
			return i
		}
	}
	return -1
}

// expr turns a parsed expression into a tree of the allowed kinds.
func (s *sqlText) expr(e ast.ExprNode) sqltree.Expr {
	around := s.at
	if at := e.OriginTextPosition() - s.prefix; at >= 0 && at <= len(s.text.Value) {
		s.at = at
	}
	out := s.simple(e)
	s.at = around
	return out
}

func (s *sqlText) simple(e ast.ExprNode) sqltree.Expr {
	switch x := e.(type) {
	case *ast.ParenthesesExpr:
		return s.expr(x.Expr)
	case *ast.ColumnNameExpr:
		return s.column(x.Name)
	case *driver.ValueExpr:
		return s.literal(x)
	case *ast.BinaryOperationExpr:
		return s.binary(x)
	case *ast.UnaryOperationExpr:
		return s.unary(x)
	case *ast.IsNullExpr:
		return sqltree.Is{X: s.expr(x.Expr), What: "NULL", Not: x.Not}
	case *ast.IsTruthExpr:
		return sqltree.Is{X: s.expr(x.Expr), What: map[bool]string{true: "TRUE", false: "FALSE"}[x.True == 1], Not: x.Not}
	case *ast.BetweenExpr:
		out := sqltree.Between{X: s.expr(x.Expr), Low: s.expr(x.Left), High: s.expr(x.Right), Not: x.Not}
		s.comparable(out.X, out.Low, out.High)
		return out
	case *ast.PatternInExpr:
		return s.in(x)
	case *ast.PatternLikeOrIlikeExpr:
		return s.like(x)
	case *ast.PatternRegexpExpr:
		return negated(x.Not, sqltree.Binary{Op: "REGEXP", L: s.expr(x.Expr), R: s.expr(x.Pattern)})
	}
	return s.compound(e)
}

func (s *sqlText) compound(e ast.ExprNode) sqltree.Expr {
	switch x := e.(type) {
	case *ast.FuncCallExpr:
		return s.call(x)
	case *ast.FuncCastExpr:
		return s.cast(x)
	case *ast.CaseExpr:
		return s.caseExpr(x)
	case *ast.ExistsSubqueryExpr:
		if sub := s.subselect(x.Sel, 0); sub != nil {
			return sqltree.Exists{Select: sub, Not: x.Not}
		}
		return sqltree.Null{}
	case *ast.SetCollationExpr:
		return sqltree.Collate{X: s.expr(x.Expr), Name: x.Collate}
	case *ast.VariableExpr:
		return s.fail("", "use a setting: $name", "SQL variables are not allowed")
	case *ast.AggregateFuncExpr:
		return s.aggregate(x)
	case *ast.SubqueryExpr:
		return s.subselectValue()
	}
	return s.fail("", "", "%s is not allowed in a mapping", expressionName(e))
}

func (s *sqlText) subselectValue() sqltree.Expr {
	return s.fail("", "join the table in from:, or use EXISTS in where:", "a sub-select as a value is not allowed")
}

// expressionName is a kind of SQL expression in messages.
func expressionName(e ast.ExprNode) string {
	switch e.(type) {
	case *ast.RowExpr:
		return "a row of several values"
	case *ast.WindowFuncExpr:
		return "a window function"
	case *ast.CompareSubqueryExpr:
		return "a comparison with a sub-select"
	case *ast.MatchAgainst:
		return "MATCH"
	case *ast.DefaultExpr:
		return "DEFAULT"
	case *ast.ValuesExpr:
		return "VALUES"
	case ast.ParamMarkerExpr:
		return "a placeholder"
	}
	return "this kind of SQL expression"
}

func negated(not bool, x sqltree.Expr) sqltree.Expr {
	if not {
		return sqltree.Not{X: x}
	}
	return x
}

func (s *sqlText) literal(v *driver.ValueExpr) sqltree.Expr {
	switch v.Kind() {
	case driver.KindNull:
		return sqltree.Null{}
	case driver.KindInt64:
		return sqltree.Number{Text: strconv.FormatInt(v.GetInt64(), 10)}
	case driver.KindUint64:
		return sqltree.Number{Text: strconv.FormatUint(v.GetUint64(), 10)}
	case driver.KindMysqlDecimal:
		return sqltree.Number{Text: v.GetMysqlDecimal().String()}
	case driver.KindString:
		if s.at < len(s.text.Value) && s.text.Value[s.at] == '_' {
			return s.fail("", "a plain text in quotes", "a charset before a text is not allowed in a mapping")
		}
		return sqltree.Literal{Value: v.GetString()}
	}
	return s.fail("", "", "this kind of literal is not allowed in a mapping")
}

var binaryOps = map[opcode.Op]string{
	opcode.EQ: "=", opcode.NE: "<>", opcode.LT: "<", opcode.LE: "<=", opcode.GT: ">", opcode.GE: ">=", opcode.NullEQ: "<=>",
	opcode.Plus: "+", opcode.Minus: "-", opcode.Mul: "*", opcode.Div: "/", opcode.IntDiv: "DIV", opcode.Mod: "%",
}

func (s *sqlText) binary(x *ast.BinaryOperationExpr) sqltree.Expr {
	l, r := s.expr(x.L), s.expr(x.R)
	switch x.Op {
	case opcode.LogicAnd:
		return sqltree.AllOf(l, r)
	case opcode.LogicOr:
		return sqltree.Or{l, r}
	}
	if op, ok := binaryOps[x.Op]; ok {
		if !operatorsOfValues[op] {
			s.comparable(l, r)
		}
		return sqltree.Binary{Op: op, L: l, R: r}
	}
	return s.fail("", "", "the operator %s is not allowed in a mapping", x.Op)
}

// comparable refuses comparing or mixing instants with wall clocks and days: the session's zone would decide.
func (s *sqlText) comparable(xs ...sqltree.Expr) {
	instant, other := false, schema.Unknown
	for _, x := range xs {
		switch k := kindOf(x); k {
		case schema.Timestamp:
			instant = true
		case schema.DateTime, schema.Date:
			other = k
		}
	}
	if instant && other != schema.Unknown {
		s.fail("", "one is an instant, the other a wall clock: what they come to depends on the zone", "a TIMESTAMP meets a %s", strings.ToUpper(other.String()))
	}
}

var operatorsOfValues = map[string]bool{"+": true, "-": true, "*": true, "/": true, "%": true, "DIV": true}

func columnText(e sqltree.Expr) string {
	if c, ok := e.(sqltree.Column); ok {
		return c.Alias + "." + c.Name
	}
	return ""
}

func (s *sqlText) unary(x *ast.UnaryOperationExpr) sqltree.Expr {
	v := s.expr(x.V)
	switch x.Op {
	case opcode.Not, opcode.Not2:
		return sqltree.Not{X: v}
	case opcode.Minus:
		if n, ok := v.(sqltree.Number); ok {
			if positive, ok := strings.CutPrefix(n.Text, "-"); ok {
				return sqltree.Number{Text: positive}
			}
			return sqltree.Number{Text: "-" + n.Text}
		}
		return sqltree.Binary{Op: "-", L: sqltree.Number{Text: "0"}, R: v}
	}
	return s.fail("", "", "the operator %s is not allowed in a mapping", x.Op)
}

func (s *sqlText) in(x *ast.PatternInExpr) sqltree.Expr {
	v := s.expr(x.Expr)
	if x.Sel != nil {
		if sub := s.subselect(x.Sel, 1); sub != nil {
			return sqltree.InSelect{X: []sqltree.Expr{v}, Select: sub, Not: x.Not}
		}
		return sqltree.Null{}
	}
	list := make([]sqltree.Expr, len(x.List))
	for i, e := range x.List {
		list[i] = s.expr(e)
	}
	s.comparable(append([]sqltree.Expr{v}, list...)...)
	return sqltree.In{X: v, List: list, Not: x.Not}
}

// like keeps the author's pattern under our escape character, which is | because a backslash would have to be escaped
// twice.
func (s *sqlText) like(x *ast.PatternLikeOrIlikeExpr) sqltree.Expr {
	pattern, ok := s.expr(x.Pattern).(sqltree.Literal)
	if !ok || !x.IsLike {
		return s.fail("", "", "LIKE wants a constant pattern")
	}
	var b strings.Builder
	for i := 0; i < len(pattern.Value); i++ {
		switch c := pattern.Value[i]; {
		case c == x.Escape && i+1 < len(pattern.Value):
			i++
			b.WriteByte('|')
			b.WriteByte(pattern.Value[i])
		case c == '|':
			b.WriteString("||")
		default:
			b.WriteByte(c)
		}
	}
	return negated(x.Not, sqltree.Binary{Op: "LIKE", L: s.expr(x.Expr), R: sqltree.Literal{Value: b.String()}})
}

func (s *sqlText) caseExpr(x *ast.CaseExpr) sqltree.Expr {
	out := sqltree.Case{}
	if x.Value != nil {
		out.Operand = s.expr(x.Value)
	}
	for _, w := range x.WhenClauses {
		out.Whens = append(out.Whens, sqltree.When{Cond: s.expr(w.Expr), Then: s.expr(w.Result)})
	}
	if x.ElseClause != nil {
		out.Else = s.expr(x.ElseClause)
	}
	conds, results := []sqltree.Expr{out.Operand}, []sqltree.Expr{out.Else}
	for _, w := range out.Whens {
		conds, results = append(conds, w.Cond), append(results, w.Then)
	}
	s.comparable(conds...)
	s.comparable(results...)
	return out
}

// subselect turns an EXISTS or IN (SELECT …) of a condition into a tree; its tables get the tenant's predicate later.
// For EXISTS (width 0) the columns do not matter.
func (s *sqlText) subselect(e ast.ExprNode, width int) *sqltree.Select {
	if s.value {
		s.subselectValue()
		return nil
	}
	sub, ok := e.(*ast.SubqueryExpr)
	sel, isSelect := (*ast.SelectStmt)(nil), false
	if ok {
		sel, isSelect = sub.Query.(*ast.SelectStmt)
		s.at = max(s.at, sub.OriginTextPosition()-s.prefix)
	}
	if !isSelect || sel.From == nil {
		s.fail("", "SELECT columns FROM tables WHERE conditions", "this sub-select is more than a mapping may say")
		return nil
	}
	if !s.only(sel, "FROM", "WHERE") {
		return nil
	}
	out := &sqltree.Select{Columns: []sqltree.Expr{sqltree.Number{Text: "1"}}}
	s.from = append(s.from, nil)
	defer func() { s.from = s.from[:len(s.from)-1] }()
	begin := s.at
	s.tables(sel.From.TableRefs, &s.from[len(s.from)-1])
	out.From = s.from[len(s.from)-1]
	if s.at = begin; width > 0 {
		out.Columns = s.columns(sel.Fields.Fields, width)
	}
	if sel.Where != nil {
		out.Where = s.expr(sel.Where)
	}
	return out
}

// columns are a sub-select's columns, which must be as many as they are compared with.
func (s *sqlText) columns(fields []*ast.SelectField, width int) []sqltree.Expr {
	var out []sqltree.Expr
	for _, f := range fields {
		if f.WildCard != nil {
			s.fail("*", "name the column", "* is not allowed here")
			return nil
		}
		out = append(out, s.expr(f.Expr))
	}
	if len(out) != width {
		s.fail("", "", "this sub-select wants %d column, not %d", width, len(out))
	}
	return out
}
