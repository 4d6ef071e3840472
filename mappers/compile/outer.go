package compile

import (
	"slices"

	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/sqltree"
)

// outerWhere refuses a where that asks something of a LEFT JOIN's columns which NULL cannot fulfil.
func (c *compiler) outerWhere(text mapping.Text, where sqltree.Expr, from sqltree.From) {
	for _, term := range sqltree.Conjuncts(where) {
		for _, t := range from {
			o := outer{alias: t.Alias}
			if t.Join != sqltree.Left || c.pickAliases[t.Alias] || o.truth(term).yes {
				continue
			}
			s := &sqlText{c: c, text: text}
			s.fail(t.Alias+"."+o.first, "say JOIN, or move the condition into the ON",
				"this where throws away the rows that the LEFT JOIN of %s keeps", t.Alias)
		}
	}
}

// outer evaluates conditions as far as it can for the rows that a LEFT JOIN finds nothing for: every column of the alias
// is NULL.
type outer struct {
	alias string
	first string // the first of its columns that was met
}

// truths is what a condition can come to, beside NULL.
type truths struct{ yes, no bool }

var (
	unknown = truths{}
	any2    = truths{yes: true, no: true}
)

func (o *outer) truth(e sqltree.Expr) truths {
	switch x := e.(type) {
	case sqltree.And:
		out := truths{yes: true}
		for _, term := range x {
			t := o.truth(term)
			out = truths{yes: out.yes && t.yes, no: out.no || t.no}
		}
		return out
	case sqltree.Or:
		out := truths{no: true}
		for _, term := range x {
			t := o.truth(term)
			out = truths{yes: out.yes || t.yes, no: out.no && t.no}
		}
		return out
	case sqltree.Not:
		t := o.truth(x.X)
		return truths{yes: t.no, no: t.yes}
	case sqltree.Is:
		return o.is(x)
	case sqltree.InSelect: // FALSE when the sub-select finds nothing, whatever is looked for
		if slices.ContainsFunc(x.X, o.null) {
			return truths{yes: x.Not, no: !x.Not}
		}
	}
	if o.null(e) {
		return unknown
	}
	return any2
}

// is follows IS [NOT] NULL, TRUE or FALSE, which are never NULL themselves.
func (o *outer) is(x sqltree.Is) truths {
	if x.What == "NULL" {
		if !o.null(x.X) {
			return any2
		}
		return truths{yes: !x.Not, no: x.Not}
	}
	t := o.truth(x.X)
	can := t.yes
	if x.What == "FALSE" {
		can = t.no
	}
	return truths{yes: can || x.Not, no: can || !x.Not}
}

// null tells whether an expression is NULL for sure.
func (o *outer) null(e sqltree.Expr) bool {
	switch x := e.(type) {
	case sqltree.Null:
		return true
	case sqltree.Column:
		if x.Alias == o.alias && o.first == "" {
			o.first = x.Name
		}
		return x.Alias == o.alias
	case sqltree.Binary:
		left, right := o.null(x.L), o.null(x.R)
		return x.Op != "<=>" && (left || right)
	case sqltree.In:
		return o.null(x.X)
	case sqltree.Between:
		return o.null(x.X)
	case sqltree.Cast:
		return o.null(x.X)
	case sqltree.Collate:
		return o.null(x.X)
	case sqltree.Interval:
		return o.null(x.X)
	case sqltree.Func:
		return !lenient[x.Name] && slices.ContainsFunc(x.Args, o.null)
	}
	return false
}

// lenient are the functions that may give a value although an argument is NULL.
var lenient = map[string]bool{
	"COALESCE": true, "IFNULL": true, "NULLIF": true, "IF": true, "CONCAT_WS": true, "ELT": true, "FIELD": true,
}
