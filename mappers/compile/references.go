package compile

import (
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// references are all that a body shows.
func references(body *program.Object) []program.Alternative {
	var r referring
	r.walk(place{node: body})
	return r.found
}

// referring gathers references.
type referring struct{ found []program.Alternative }

func (r *referring) walk(at place) {
	switch x := at.node.(type) {
	case *program.List:
		for _, item := range x.Items {
			r.walk(at.with(item))
		}
	case *program.Each:
		in := at.with(x.Item)
		in.child = x.Of
		r.walk(in)
	case *program.First:
		r.branches(at, x)
	case *program.Object:
		at = at.guarded(condExpr(x.If))
		for _, f := range x.Fields {
			r.walk(at.with(f.Node))
		}
	case *program.Ref:
		r.add(at, x)
	}
}

// branches visits each branch where those before it have lost. Where nobody can ask whether they have, it may be shown.
func (r *referring) branches(at place, f *program.First) {
	lost := sqltree.Expr(sqltree.True)
	for _, b := range f.Branches {
		r.walk(at.with(b.Node).guarded(nilIfTrue(lost)).guarded(condExpr(b.If)))
		switch {
		case b.If != nil:
			lost = sqltree.AllOf(lost, sqltree.IsNotTrue(b.If.Expr))
		case !unsure(b.Node):
			lost = sqltree.AllOf(lost, sqltree.IsNotTrue(present(b.Node)))
		}
	}
}

func (r *referring) add(at place, ref *program.Ref) {
	if ref.Key == nil {
		return
	}
	a := program.Alternative{Reference: ref.Key, Child: at.child}
	if at.guard != nil && sqltree.Why(at.guard) == "" {
		a.Guard = at.guard
	}
	r.found = append(r.found, a)
}
