package compile

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/pingcap/tidb/pkg/parser"
	"github.com/pingcap/tidb/pkg/parser/ast"
	"github.com/pingcap/tidb/pkg/parser/opcode"
	driver "github.com/pingcap/tidb/pkg/parser/test_driver"

	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/problem"
	"ehr.example/portico/mappers/schema"
	"ehr.example/portico/mappers/sqltree"
)

// sqlText is one piece of a mapping's SQL being turned into a tree: its text, for positions, and what its names mean.
type sqlText struct {
	c     *compiler
	text  mapping.Text
	scope *scope
	from  []sqltree.From // the tables in scope, innermost last
	bad   bool
}

// fail reports a problem at the first place of the SQL that says word.
func (s *sqlText) fail(word, hint, format string, args ...any) sqltree.Expr {
	s.bad = true
	s.c.problems.Hintf(s.place(word), hint, format, args...)
	return sqltree.Null{}
}

// place is where a word stands in the text; the text's own beginning when it is not found.
func (s *sqlText) place(word string) problem.Position {
	pos := s.text.Pos
	i := strings.Index(s.text.Value, word)
	if word == "" || i < 0 {
		return pos
	}
	before := s.text.Value[:i]
	if n := strings.Count(before, "\n"); n > 0 {
		pos.Line += n
		pos.Col = i - strings.LastIndexByte(before, '\n')
		return pos
	}
	pos.Col += i
	return pos
}

var parserPlace = regexp.MustCompile(`line (\d+) column (\d+) near "((?s).*?)"`)

// selectOf parses prefix + text + suffix as one SELECT.
func (s *sqlText) selectOf(prefix, suffix string) *ast.SelectStmt {
	if c := comment(s.text.Value); c != "" {
		s.fail(c, "say it in a YAML comment", "SQL comments are not allowed")
		return nil
	}
	nodes, _, err := parser.New().Parse(prefix+s.text.Value+suffix, "utf8mb4", "utf8mb4_general_ci")
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

func (s *sqlText) syntax(err error) {
	near := ""
	if found := parserPlace.FindStringSubmatch(err.Error()); found != nil {
		near = found[3]
		if len(near) > 40 {
			near = near[:40]
		}
	}
	s.fail(near, "try it in the database's own client first", "this SQL does not parse near %q", near)
}

// comment finds a comment's beginning outside quotes.
func comment(sql string) string {
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
		case c == '#':
			return "#"
		case strings.HasPrefix(sql[i:], "--"), strings.HasPrefix(sql[i:], "/*"):
			return sql[i : i+2]
		}
	}
	return ""
}

// expr turns a parsed expression into a tree of the allowed kinds.
func (s *sqlText) expr(e ast.ExprNode) sqltree.Expr {
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
		return sqltree.Between{X: s.expr(x.Expr), Low: s.expr(x.Left), High: s.expr(x.Right), Not: x.Not}
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
		if sub := s.subselect(x.Sel); sub != nil {
			return sqltree.Exists{Select: sub, Not: x.Not}
		}
		return sqltree.Null{}
	case *ast.SetCollationExpr:
		return sqltree.Collate{X: s.expr(x.Expr), Name: x.Collate}
	case *ast.VariableExpr:
		return s.fail("@", "use a setting: $name", "SQL variables are not allowed")
	case *ast.AggregateFuncExpr:
		return s.fail(x.F, "rows of children are written with rows: and $each", "the aggregate %s is not allowed here", strings.ToUpper(x.F))
	case *ast.SubqueryExpr:
		return s.fail("SELECT", "join the table in from:, or use EXISTS in where:", "a sub-select as a value is not allowed")
	}
	return s.fail("", "", "this kind of SQL expression (%T) is not allowed in a mapping", e)
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
		s.comparable(op, l, r)
		return sqltree.Binary{Op: op, L: l, R: r}
	}
	return s.fail("", "", "the operator %s is not allowed in a mapping", x.Op)
}

// comparable refuses comparing instants with wall clocks: the session's zone would decide.
func (s *sqlText) comparable(op string, l, r sqltree.Expr) {
	if operatorsOfValues[op] {
		return
	}
	a, b := kindOf(l), kindOf(r)
	if a == schema.Timestamp && b == schema.DateTime || a == schema.DateTime && b == schema.Timestamp {
		s.fail(columnText(l), "one is an instant, the other a wall clock: no comparison of them holds in every zone", "a TIMESTAMP is compared with a DATETIME")
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
			return sqltree.Number{Text: "-" + n.Text}
		}
		return sqltree.Binary{Op: "-", L: sqltree.Number{Text: "0"}, R: v}
	}
	return s.fail("", "", "the operator %s is not allowed in a mapping", x.Op)
}

func (s *sqlText) in(x *ast.PatternInExpr) sqltree.Expr {
	v := s.expr(x.Expr)
	if x.Sel != nil {
		if sub := s.subselect(x.Sel); sub != nil {
			return sqltree.InSelect{X: []sqltree.Expr{v}, Select: sub, Not: x.Not}
		}
		return sqltree.Null{}
	}
	list := make([]sqltree.Expr, len(x.List))
	for i, e := range x.List {
		list[i] = s.expr(e)
	}
	return sqltree.In{X: v, List: list, Not: x.Not}
}

// like keeps the author's pattern under our escape character, which is | because a backslash would have to be escaped
// twice.
func (s *sqlText) like(x *ast.PatternLikeOrIlikeExpr) sqltree.Expr {
	pattern, ok := s.expr(x.Pattern).(sqltree.Literal)
	if !ok || !x.IsLike {
		return s.fail("LIKE", "", "LIKE wants a constant pattern")
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
	return out
}

// functions are the SQL functions that a mapping may use: deterministic, and the same in MySQL and MariaDB.
var functions = map[string]schema.Kind{
	"COALESCE": schema.Unknown, "IFNULL": schema.Unknown, "NULLIF": schema.Unknown, "IF": schema.Unknown,
	"GREATEST": schema.Unknown, "LEAST": schema.Unknown, "ABS": schema.Unknown, "ROUND": schema.Decimal,
	"CONCAT": schema.Text, "CONCAT_WS": schema.Text, "TRIM": schema.Text, "LTRIM": schema.Text, "RTRIM": schema.Text,
	"LOWER": schema.Text, "UPPER": schema.Text, "SUBSTRING": schema.Text, "SUBSTR": schema.Text, "SUBSTRING_INDEX": schema.Text,
	"LEFT": schema.Text, "RIGHT": schema.Text, "REPLACE": schema.Text, "LPAD": schema.Text, "RPAD": schema.Text,
	"HEX": schema.Text, "ELT": schema.Text, "UNHEX": schema.Binary,
	"LENGTH": schema.Integer, "CHAR_LENGTH": schema.Integer, "LOCATE": schema.Integer, "FIELD": schema.Integer,
	"FIND_IN_SET": schema.Integer, "YEAR": schema.Integer, "MONTH": schema.Integer, "DAYOFMONTH": schema.Integer,
	"FLOOR": schema.Integer, "CEILING": schema.Integer, "MOD": schema.Integer, "DATE": schema.Date,
}

var clocks = map[string]bool{"NOW": true, "CURRENT_TIMESTAMP": true, "CURDATE": true, "CURRENT_DATE": true, "SYSDATE": true, "LOCALTIME": true, "UTC_TIMESTAMP": true, "UNIX_TIMESTAMP": true}

func (s *sqlText) call(x *ast.FuncCallExpr) sqltree.Expr {
	name := strings.ToUpper(x.FnName.O)
	switch {
	case clocks[name]:
		return s.fail(x.FnName.O, "use $now or $today: one time for each request, in the tenant's zone", "%s() is the server's clock", name)
	case name == "DATE_ADD" || name == "DATE_SUB":
		return s.interval(x, name)
	}
	if _, ok := functions[name]; !ok {
		return s.fail(x.FnName.O, "allowed: "+strings.ToLower(strings.Join(sortedKeys(functions), " ")), "the function %s is not allowed in a mapping", name)
	}
	out := sqltree.Func{Name: name}
	for _, a := range x.Args {
		if _, ok := a.(*ast.TrimDirectionExpr); ok {
			return s.fail(x.FnName.O, "TRIM(x) cuts blanks; for other characters use REPLACE", "this form of TRIM is not allowed")
		}
		out.Args = append(out.Args, s.expr(a))
	}
	return out
}

func (s *sqlText) interval(x *ast.FuncCallExpr, name string) sqltree.Expr {
	unit, ok := x.Args[2].(*ast.TimeUnitExpr)
	if !ok {
		return s.fail(x.FnName.O, "", "INTERVAL wants a unit")
	}
	sign := map[string]string{"DATE_ADD": "+", "DATE_SUB": "-"}[name]
	return sqltree.Interval{X: s.expr(x.Args[0]), Sign: sign, N: s.expr(x.Args[1]), Unit: unit.Unit.String()}
}

func (s *sqlText) cast(x *ast.FuncCastExpr) sqltree.Expr {
	kind := strings.ToUpper(x.Tp.CompactStr())
	base, _, _ := strings.Cut(kind, "(")
	names := map[string]string{"VAR_STRING": "CHAR", "BIGINT": "SIGNED", "BIGINT UNSIGNED": "UNSIGNED", "DECIMAL": kind, "DATE": "DATE", "DATETIME": "DATETIME"}
	as, ok := names[base]
	if !ok || x.FunctionType == ast.CastConvertFunction {
		return s.fail("CAST", "CHAR, SIGNED, UNSIGNED, DECIMAL(p,s), DATE, DATETIME", "a cast to %s is not allowed", kind)
	}
	return sqltree.Cast{X: s.expr(x.Expr), Type: as}
}

// subselect turns an EXISTS or IN (SELECT …) of a where into a tree; its tables get the tenant's predicate later.
func (s *sqlText) subselect(e ast.ExprNode) *sqltree.Select {
	sub, ok := e.(*ast.SubqueryExpr)
	sel, isSelect := (*ast.SelectStmt)(nil), false
	if ok {
		sel, isSelect = sub.Query.(*ast.SelectStmt)
	}
	if !isSelect || sel.From == nil || sel.GroupBy != nil || sel.Having != nil || sel.Limit != nil || sel.OrderBy != nil || sel.With != nil {
		s.fail("SELECT", "SELECT columns FROM tables WHERE conditions", "this sub-select is more than a mapping may say")
		return nil
	}
	out := &sqltree.Select{}
	s.from = append(s.from, nil)
	defer func() { s.from = s.from[:len(s.from)-1] }()
	s.tables(sel.From.TableRefs, &s.from[len(s.from)-1])
	out.From = s.from[len(s.from)-1]
	for _, f := range sel.Fields.Fields {
		if f.WildCard == nil {
			out.Columns = append(out.Columns, s.expr(f.Expr))
		}
	}
	if sel.Where != nil {
		out.Where = s.expr(sel.Where)
	}
	if len(out.Columns) == 0 {
		out.Columns = []sqltree.Expr{sqltree.Number{Text: "1"}}
	}
	return out
}

// column finds what a name means: a column of a table in scope, or $name: a word, a setting or the clock.
func (s *sqlText) column(n *ast.ColumnName) sqltree.Expr {
	if n.Schema.O != "" {
		return s.fail(n.Schema.O, "the tenant says which database", "%s.%s.%s names a schema", n.Schema.O, n.Table.O, n.Name.O)
	}
	name := n.Name.O
	if strings.HasPrefix(name, "$") {
		if n.Table.O == "" {
			return s.named(name[1:])
		}
		word, ok := s.scope.word(name[1:])
		if !ok || word.node.Kind != mapping.Scalar || word.node.IsHole() {
			return s.fail(name, "a word of the variant or an argument of the template", "%s.%s: there is no constant called %s", n.Table.O, name, name)
		}
		name = word.node.Value
	}
	if n.Table.O == "" {
		return s.bareColumn(name)
	}
	for i := len(s.from) - 1; i >= 0; i-- {
		if t := s.from[i].Alias(n.Table.O); t != nil {
			return s.columnOf(t, name)
		}
	}
	return s.fail(n.Table.O, didYouMean(n.Table.O, s.aliases()), "unknown alias %s in %s.%s", n.Table.O, n.Table.O, name)
}

func (s *sqlText) columnOf(t *sqltree.TableRef, name string) sqltree.Expr {
	def := t.Def.Column(name)
	if def == nil {
		return s.fail(name, didYouMean(name, t.Def.ColumnNames()), "%s (alias %s) has no column %s", t.Table, t.Alias, name)
	}
	return sqltree.Column{Alias: t.Alias, Name: def.Name, Def: def}
}

// bareColumn finds a column without an alias where only one table has it.
func (s *sqlText) bareColumn(name string) sqltree.Expr {
	for i := len(s.from) - 1; i >= 0; i-- {
		var found []*sqltree.TableRef
		for j := range s.from[i] {
			if s.from[i][j].Def.Column(name) != nil {
				found = append(found, &s.from[i][j])
			}
		}
		if len(found) == 1 {
			return s.columnOf(found[0], name)
		}
		if len(found) > 1 {
			return s.fail(name, "say alias.column", "%s is a column of several tables here", name)
		}
	}
	return s.fail(name, "say alias.column; a text stands in quotes", "unknown column %s", name)
}

func (s *sqlText) aliases() []string {
	var out []string
	for _, f := range s.from {
		for _, t := range f {
			out = append(out, t.Alias)
		}
	}
	return out
}

// named is $name inside SQL: never spliced, but bound or folded.
func (s *sqlText) named(name string) sqltree.Expr {
	switch name {
	case "now", "today":
		return sqltree.Clock{DayOnly: name == "today"}
	}
	if w, ok := s.scope.word(name); ok {
		if w.node.Kind == mapping.Scalar && !w.node.IsHole() {
			if inner := w.node.Name(); inner != "" {
				outer := *s
				outer.scope = w.scope
				return outer.named(inner)
			}
			return sqltree.Literal{Value: w.node.Value}
		}
		return s.fail("$"+name, "give a constant, or use the hole itself in the element", "$%s is not a constant, and SQL is never put together from pieces", name)
	}
	if s.c.program.SettingIndex(name) >= 0 {
		s.c.used["setting "+name] = true
		return sqltree.Setting{Name: name}
	}
	if sys, ok := s.c.mapper.Systems[name]; ok {
		s.c.used["system "+name] = true
		return sqltree.Literal{Value: sys.Value}
	}
	return s.fail("$"+name, didYouMean(name, s.c.names(s.scope)), "unknown name $%s", name)
}

func didYouMean(name string, known []string) string {
	slices.Sort(known)
	if h := problem.DidYouMean(name, known); h != "" {
		return h
	}
	if len(known) == 0 {
		return ""
	}
	shown := known
	if len(shown) > 12 {
		shown = shown[:12]
	}
	return fmt.Sprintf("known: %s", strings.Join(shown, ", "))
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
