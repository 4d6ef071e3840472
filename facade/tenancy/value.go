package tenancy

import (
	"strconv"

	"github.com/pingcap/tidb/pkg/parser/ast"
	"github.com/pingcap/tidb/pkg/parser/test_driver"

	"ehr.example/portico/mappers/sqltree"
)

// isConstant tells the values that a tenant column may be compared with.
func isConstant(e sqltree.Expr) bool {
	switch e.(type) {
	case sqltree.Setting, sqltree.Literal, sqltree.Number:
		return true
	}
	return false
}

// value is what a tenant's column must equal, as text. A setting that the tenant lacks, or that is empty, is none.
func (p *proof) value(e sqltree.Expr) (string, bool) {
	switch x := e.(type) {
	case sqltree.Setting:
		if p.values == nil {
			return "", false
		}
		v, ok := p.values.Setting(x.Name)
		return v, ok && v != ""
	case sqltree.Literal:
		return x.Value, true
	case sqltree.Number:
		return x.Text, true
	}
	return "", false
}

// constant is an argument or a literal of the statement as text.
func (p *proof) constant(e ast.ExprNode) (string, bool) {
	switch x := e.(type) {
	case *test_driver.ParamMarkerExpr:
		return textOf(p.args[x.Order])
	case *test_driver.ValueExpr:
		return textOf(x.GetValue())
	}
	return "", false
}

// textOf is a string or a whole number as text; NULL, fractions and anything else is no tenant's value.
func textOf(v any) (string, bool) {
	switch x := v.(type) {
	case string:
		return x, true
	case []byte:
		return string(x), true
	case int64:
		return strconv.FormatInt(x, 10), true
	case uint64:
		return strconv.FormatUint(x, 10), true
	case int:
		return strconv.Itoa(x), true
	}
	return "", false
}
