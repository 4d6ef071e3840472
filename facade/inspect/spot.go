package inspect

import (
	"strings"

	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// spot is a leaf of a body: a value or a reference, with the rows that it is written for.
type spot struct {
	node     program.Node
	rows     *program.Relation
	made     sqltree.Expr // the variant's own condition, where the rows are the source's
	guard    sqltree.Expr // a further condition on the rows under which it is written; TRUE: always
	path     string       // the element: component.valueQuantity
	fallback bool         // another branch of a $first takes over where this gives nothing
	required bool         // R4 demands the element where what holds it is there
}

// walk visits the leaves of a variant.
func walk(src *program.Source, v *program.Variant, visit func(spot)) {
	w := walker{visit}
	w.node(v.Body, spot{rows: src.Rows, made: sqltree.Holds(sqltree.OrTrue(v.If)), guard: sqltree.True})
}

type walker struct{ visit func(spot) }

func (w walker) node(n program.Node, at spot) {
	switch x := n.(type) {
	case *program.Object:
		w.object(x, at)
	case *program.List:
		for _, item := range x.Items {
			w.node(item, at)
		}
	case *program.Each:
		if x.Of.Rows.Members != nil { // its values lie inside one text of these rows
			at.node = x
			w.visit(at)
			return
		}
		at.rows, at.made, at.guard = x.Of.Rows, sqltree.True, sqltree.True
		w.node(x.Item, at)
	case *program.First:
		w.first(x, at)
	default:
		at.node = n
		w.visit(at)
	}
}

func (w walker) object(o *program.Object, at spot) {
	at = at.under(o.If)
	t := fhir.TypeNamed(o.TypeName)
	for _, f := range o.Fields {
		in := at
		if f.Name != "" && (o.TypeName != "Reference" || f.Name != "reference") {
			in.path = strings.TrimPrefix(at.path+"."+f.Name, ".")
			in.required = t != nil && demanded(t, f.Name)
		}
		w.node(f.Node, in)
	}
}

func demanded(t *fhir.Type, name string) bool {
	el := t.Element(name)
	return el != nil && el.Min > 0
}

// first walks the branches, each under the condition that none before it holds.
func (w walker) first(f *program.First, at spot) {
	for k, b := range f.Branches {
		in := at.under(b.If)
		in.fallback = at.fallback || b.If == nil && k < len(f.Branches)-1
		w.node(b.Node, in)
		if b.If != nil {
			at.guard = sqltree.AllOf(at.guard, sqltree.IsNotTrue(b.If.Expr))
		}
	}
}

// when is all that is demanded of the rows.
func (s spot) when() sqltree.Expr { return sqltree.AllOf(s.made, s.guard) }

// under is the spot under a condition. One that speaks of rows around is left out: too much is looked at, nothing too little.
func (s spot) under(c *program.Cond) spot {
	if c == nil {
		return s
	}
	aliases := map[string]bool{}
	sqltree.Aliases(c.Expr, aliases)
	for a := range aliases {
		if s.rows.From.Alias(a) == nil {
			return s
		}
	}
	s.guard = sqltree.AllOf(s.guard, sqltree.Holds(c.Expr))
	return s
}
