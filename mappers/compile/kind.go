package compile

import (
	"strings"

	"ehr.example/portico/mappers/schema"
	"ehr.example/portico/mappers/sqltree"
)

// kindOf is what an expression gives, as far as it can be told.
func kindOf(e sqltree.Expr) schema.Kind {
	switch x := e.(type) {
	case sqltree.Column:
		return x.Def.Kind
	case sqltree.Literal, sqltree.Verbatim, sqltree.Collate:
		return schema.Text
	case sqltree.Setting:
		return settingKind(x)
	case sqltree.Number:
		if strings.Contains(x.Text, ".") {
			return schema.Decimal
		}
		return schema.Integer
	case sqltree.Clock:
		if x.DayOnly {
			return schema.Date
		}
		return schema.DateTime
	case sqltree.Interval:
		return kindOf(x.X)
	case sqltree.Cast:
		return castKind(x.Type)
	case sqltree.Case:
		return caseKind(x)
	case sqltree.Func:
		return funcKind(x)
	case sqltree.Binary:
		if operatorsOfValues[x.Op] {
			return schema.Decimal
		}
		return schema.Integer
	case sqltree.Aggregate:
		return aggregateKind(x)
	case sqltree.Scalar:
		return kindOf(x.Select.Columns[0])
	case sqltree.And, sqltree.Or, sqltree.Not, sqltree.Is, sqltree.In, sqltree.Between, sqltree.Exists, sqltree.Bool, sqltree.InSelect:
		return schema.Integer
	}
	return schema.Unknown
}

func settingKind(s sqltree.Setting) schema.Kind {
	if s.Integer {
		return schema.Integer
	}
	return schema.Text
}

func castKind(t string) schema.Kind {
	switch base, _, _ := strings.Cut(t, "("); base {
	case "CHAR":
		return schema.Text
	case "SIGNED", "UNSIGNED":
		return schema.Integer
	case "DECIMAL":
		return schema.Decimal
	case "DATE":
		return schema.Date
	}
	return schema.DateTime
}

func aggregateKind(x sqltree.Aggregate) schema.Kind {
	k := aggregates[x.Name]
	if of := kindOf(x.Args[0]); k == schema.Unknown || x.Name == "SUM" && of == schema.Float {
		return of
	}
	return k
}

func caseKind(x sqltree.Case) schema.Kind {
	for _, w := range x.Whens {
		if k := kindOf(w.Then); k != schema.Unknown {
			return k
		}
	}
	return kindOf(x.Else)
}

// transformKinds are what functions give that a mapping does not write, but transformations do.
var transformKinds = map[string]schema.Kind{
	"JSON_EXTRACT": schema.JSON, "JSON_UNQUOTE": schema.Text, "JSON_TYPE": schema.Text, "JSON_VALID": schema.Integer,
	"EXTRACTVALUE": schema.Text, "REGEXP_SUBSTR": schema.Text, "STR_TO_DATE": schema.DateTime,
}

func funcKind(x sqltree.Func) schema.Kind {
	if k := functions[x.Name].kind; k != schema.Unknown {
		return k
	}
	if k := transformKinds[x.Name]; k != schema.Unknown {
		return k
	}
	args := x.Args
	if x.Name == "IF" && len(args) > 1 {
		args = args[1:]
	}
	for _, a := range args {
		if k := kindOf(a); k != schema.Unknown {
			return k
		}
	}
	return schema.Unknown
}

// nullable tells whether an expression over a FROM may be NULL. Columns of LEFT JOINs may; so may anything computed.
func nullable(e sqltree.Expr, from sqltree.From) bool {
	c, ok := e.(sqltree.Column)
	if !ok {
		_, literal := e.(sqltree.Literal)
		return !literal
	}
	t := from.Alias(c.Alias)
	return t == nil || t.Join == sqltree.Left || c.Def.Nullable
}
