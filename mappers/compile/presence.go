package compile

import (
	"slices"

	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// valueOf is the value of a primitive node, or nil.
func valueOf(n program.Node) *program.Value {
	switch x := n.(type) {
	case *program.Const:
		return x.Value
	case *program.SettingText:
		return x.Value
	case *program.Hole:
		return x.Value
	case *program.File:
		return x.Value
	}
	return nil
}

// unsure tells a node of which SQL cannot say whether the row gives it something: what a function outside the database
// makes of it, or what it finds there.
func unsure(n program.Node) bool {
	switch x := n.(type) {
	case *program.Object:
		if x.Needs != "" {
			return unsure(x.Field(x.Needs))
		}
		return slices.ContainsFunc(x.Fields, func(f program.ObjectField) bool { return unsure(f.Node) })
	case *program.List:
		return slices.ContainsFunc(x.Items, unsure)
	case *program.First:
		return slices.ContainsFunc(x.Branches, func(b program.Branch) bool { return unsure(b.Node) })
	case *program.Each:
		return unsure(x.Item)
	case *program.File: // it may be missing
		return true
	case *program.Hole:
		return !x.Value.Sure()
	}
	return false
}

// present is the condition that a node writes something of the row.
func present(n program.Node) sqltree.Expr {
	switch x := n.(type) {
	case *program.Object:
		return presentObject(x)
	case *program.List:
		var terms []sqltree.Expr
		for _, item := range x.Items {
			terms = append(terms, present(item))
		}
		return sqltree.AnyOf(terms...)
	case *program.First:
		return presentFirst(x)
	case *program.Each:
		return existsChild(x.Of, present(x.Item))
	case *program.Ref:
		return program.PresentReference(x.Key)
	}
	if v := valueOf(n); v != nil {
		return v.Present()
	}
	return sqltree.False
}

// presentFirst leaves out a constant that no condition chose: it keeps nothing alive.
func presentFirst(f *program.First) sqltree.Expr {
	var terms []sqltree.Expr
	chosen := false
	for _, b := range f.Branches {
		chosen = chosen || b.If != nil
		if chosen || dynamic(b.Node) {
			terms = append(terms, sqltree.AllOf(sqltree.Holds(sqltree.OrTrue(condExpr(b.If))), present(b.Node)))
		}
	}
	return sqltree.AnyOf(terms...)
}

func presentObject(o *program.Object) sqltree.Expr {
	cond := sqltree.Holds(sqltree.OrTrue(condExpr(o.If)))
	if o.Needs != "" {
		return sqltree.AllOf(cond, present(o.Field(o.Needs)))
	}
	if !o.Dynamic {
		return cond
	}
	var terms []sqltree.Expr
	for _, f := range o.Fields {
		if dynamic(f.Node) {
			terms = append(terms, present(f.Node))
		}
	}
	return sqltree.AllOf(cond, sqltree.AnyOf(terms...))
}

// existsChild is EXISTS over a child's rows.
func existsChild(child *program.Child, cond sqltree.Expr) sqltree.Expr {
	return child.Exists(cond)
}
