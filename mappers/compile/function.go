package compile

import (
	"maps"
	"slices"
	"strings"

	"github.com/pingcap/tidb/pkg/parser/ast"
	"github.com/pingcap/tidb/pkg/parser/mysql"

	"ehr.example/portico/mappers/schema"
	"ehr.example/portico/mappers/sqltree"
)

// function is what a function gives, and how many arguments it takes.
type function struct {
	kind     schema.Kind
	min, max int
}

// many is no bound on arguments.
const many = 1 << 10

// functions are the SQL functions that a mapping may use: deterministic, and the same in MySQL and MariaDB.
var functions = map[string]function{
	"COALESCE": {min: 1, max: many}, "IFNULL": {min: 2, max: 2}, "NULLIF": {min: 2, max: 2}, "IF": {min: 3, max: 3},
	"GREATEST": {min: 2, max: many}, "LEAST": {min: 2, max: many}, "ABS": {min: 1, max: 1}, "MOD": {schema.Integer, 2, 2},
	"ROUND": {schema.Decimal, 1, 2}, "FLOOR": {schema.Integer, 1, 1}, "CEILING": {schema.Integer, 1, 1},
	"CONCAT": {schema.Text, 1, many}, "CONCAT_WS": {schema.Text, 2, many}, "ELT": {schema.Text, 2, many},
	"TRIM": {schema.Text, 1, 1}, "LTRIM": {schema.Text, 1, 1}, "RTRIM": {schema.Text, 1, 1},
	"LOWER": {schema.Text, 1, 1}, "UPPER": {schema.Text, 1, 1}, "REPLACE": {schema.Text, 3, 3},
	"SUBSTRING": {schema.Text, 2, 3}, "SUBSTR": {schema.Text, 2, 3}, "SUBSTRING_INDEX": {schema.Text, 3, 3},
	"LEFT": {schema.Text, 2, 2}, "RIGHT": {schema.Text, 2, 2}, "LPAD": {schema.Text, 3, 3}, "RPAD": {schema.Text, 3, 3},
	"HEX": {schema.Text, 1, 1}, "UNHEX": {schema.Binary, 1, 1},
	"LENGTH": {schema.Integer, 1, 1}, "CHAR_LENGTH": {schema.Integer, 1, 1}, "LOCATE": {schema.Integer, 2, 3},
	"FIELD": {schema.Integer, 2, many}, "FIND_IN_SET": {schema.Integer, 2, 2},
	"YEAR": {schema.Integer, 1, 1}, "MONTH": {schema.Integer, 1, 1}, "DAYOFMONTH": {schema.Integer, 1, 1}, "DATE": {schema.Date, 1, 1},
}

var clocks = map[string]bool{"NOW": true, "CURRENT_TIMESTAMP": true, "CURDATE": true, "CURRENT_DATE": true, "SYSDATE": true, "LOCALTIME": true, "UTC_TIMESTAMP": true, "UNIX_TIMESTAMP": true}

func (s *sqlText) call(x *ast.FuncCallExpr) sqltree.Expr {
	name := strings.ToUpper(x.FnName.O)
	switch {
	case x.Schema.O != "":
		return s.fail("", "", "%s.%s names a schema", x.Schema.O, x.FnName.O)
	case clocks[name]:
		return s.fail(x.FnName.O, "use $now or $today: one time for each request, in the tenant's zone", "%s() is the server's clock", name)
	case name == strings.ToUpper(joinWord):
		return s.join(x)
	case name == "DATE_ADD" || name == "DATE_SUB":
		return s.interval(x, name)
	}
	known, ok := functions[name]
	if !ok && strings.Contains(name, "LITERAL") {
		return s.fail("", "write it as a plain text", "this kind of literal is not allowed in a mapping")
	}
	if !ok {
		name = strings.TrimSuffix(name, "_FUNC")
		return s.fail(x.FnName.O, "allowed: "+strings.ToLower(strings.Join(slices.Sorted(maps.Keys(functions)), " ")), "the function %s is not allowed in a mapping", name)
	}
	out := sqltree.Func{Name: name}
	for _, a := range x.Args {
		if _, ok := a.(*ast.TrimDirectionExpr); ok {
			return s.fail(x.FnName.O, "TRIM(x) cuts blanks; for other characters use REPLACE", "this form of TRIM is not allowed")
		}
		out.Args = append(out.Args, s.expr(a))
	}
	if n := len(out.Args); n < known.min || n > known.max {
		return s.fail("", "", "%s does not take %d arguments", name, n)
	}
	s.clockFunc(out)
	return out
}

// clockFunc refuses functions that mix instants with wall clocks, or that take an instant's day.
func (s *sqlText) clockFunc(f sqltree.Func) {
	switch f.Name {
	case "IF":
		s.comparable(f.Args[1:]...)
	case "COALESCE", "IFNULL", "NULLIF", "GREATEST", "LEAST", "FIELD":
		s.comparable(f.Args...)
	case "DATE", "YEAR", "MONTH", "DAYOFMONTH":
		s.dayOf(f.Args...)
	}
}

// dayOf refuses the day of an instant.
func (s *sqlText) dayOf(xs ...sqltree.Expr) {
	for _, x := range xs {
		if kindOf(x) == schema.Timestamp {
			s.fail("", "the day of an instant depends on the zone", "this wants a DATE or a DATETIME, not a TIMESTAMP")
		}
	}
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
	kind := castName(x)
	if kind == "" {
		return s.fail("", "CAST(… AS CHAR), SIGNED, UNSIGNED, DECIMAL(p,s), DATE, DATETIME", "this cast is not allowed")
	}
	out := sqltree.Cast{X: s.expr(x.Expr), Type: kind}
	if k := castKind(kind); k == schema.Date || k == schema.DateTime {
		s.dayOf(out.X)
	}
	return out
}

// castName is the type of a cast as a mapping may say it, or "".
func castName(x *ast.FuncCastExpr) string {
	kind := strings.ToUpper(x.Tp.CompactStr())
	base, length, _ := strings.Cut(kind, "(")
	switch {
	case x.FunctionType != ast.CastFunction || x.ExplicitCharSet:
		return ""
	case base == "VAR_STRING" && x.Tp.GetCharset() != "binary":
		if x.Tp.GetFlen() < 0 {
			return "CHAR"
		}
		return "CHAR(" + length
	case base == "BIGINT" && mysql.HasUnsignedFlag(x.Tp.GetFlag()):
		return "UNSIGNED"
	case base == "BIGINT":
		return "SIGNED"
	case base == "DECIMAL" || base == "DATE" || base == "DATETIME":
		return kind
	}
	return ""
}
