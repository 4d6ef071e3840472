package plan

import (
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// Readers are the row statements of a program's relations with the tenant's conditions beside every table, made once: a
// request only adds the keys. Those of subsets of the elements are made when they are first asked for.
type Readers struct {
	statements statements
	subsets    subsets
}

// NewReaders makes the row statements of a program.
func NewReaders(p *program.Program) *Readers {
	r := &Readers{statements: statements{}, subsets: subsets{tenancy: p.Tenancy}}
	for _, t := range p.Types {
		for _, s := range t.Sources {
			r.statements.add(s.Rows, p.Tenancy)
		}
	}
	for _, u := range p.Users {
		r.statements.add(u.Source.Rows, p.Tenancy)
	}
	return r
}

// Rows reads the rows of a relation of the program by keys: a source's rows, children, lookups, the ids of references.
func (r *Readers) Rows(rel *program.Relation, keys [][]any) *sqltree.Select {
	return r.statements.rows(rel, keys)
}

// Rows reads the rows of a relation by keys, which is the program's or one of a source that the plan does not show whole.
func (p *Plan) Rows(rel *program.Relation, keys [][]any) *sqltree.Select {
	for _, shown := range p.reduced {
		if shown.statements[rel] != nil {
			return shown.statements.rows(rel, keys)
		}
	}
	return p.readers.Rows(rel, keys)
}

// statements are row statements by what they read.
type statements map[*program.Relation]*sqltree.Select

// add makes the statement of a relation, and those of what it points at and of what lies below it.
func (r statements) add(rel *program.Relation, tenancy map[string]program.Tenancy) {
	if r[rel] != nil {
		return
	}
	if rel.Members == nil { // those are cut out of what was read
		r[rel] = finish(&sqltree.Select{
			Distinct: rel.Grouped,
			Columns:  rel.Columns,
			From:     rel.From,
			Where:    sqltree.OrTrue(rel.Where),
			OrderBy:  rel.OrderBy,
		}, tenancy)
	}
	for _, l := range rel.Links {
		r.add(l.Rows, tenancy)
	}
	for _, c := range rel.Children {
		if c.Shown {
			r.add(c.Rows, tenancy)
		}
	}
}

// rows is a relation's statement with the keys.
func (r statements) rows(rel *program.Relation, keys [][]any) *sqltree.Select {
	out := *r[rel]
	out.Where = sqltree.AllOf(out.Where, among(rel.Key, keys))
	return &out
}

// among is the condition that a key is one of these. Columns that are the same in all of them are compared once, so that
// an index over the others is ranged on.
func among(key []sqltree.Expr, keys [][]any) sqltree.Expr {
	var terms, varying []sqltree.Expr
	var places []int
	for i, k := range key {
		if len(keys) > 1 && len(key) > 1 && sameColumn(keys, i) {
			terms = append(terms, sqltree.Compare(k, "=", sqltree.Arg{Value: keys[0][i]}))
			continue
		}
		varying, places = append(varying, k), append(places, i)
	}
	if len(places) == len(key) {
		return sqltree.InKeys{X: key, Keys: &sqltree.Keys{Rows: keys, Known: true}}
	}
	if len(places) == 0 {
		return sqltree.AllOf(terms...)
	}
	rows := make([][]any, len(keys))
	for i, k := range keys {
		for _, p := range places {
			rows[i] = append(rows[i], k[p])
		}
	}
	return sqltree.AllOf(append(terms, sqltree.InKeys{X: varying, Keys: &sqltree.Keys{Rows: rows, Known: true}})...)
}

func sameColumn(keys [][]any, column int) bool {
	first, ok := keys[0][column].(string)
	for _, k := range keys {
		if text, isText := k[column].(string); !ok || !isText || text != first {
			return false
		}
	}
	return true
}

// Constant reads a constant of the tenant's database. The second row, if there is one, tells that it is none.
func Constant(k program.DataConstant, tenancy map[string]program.Tenancy) *sqltree.Select {
	out := *k.Select
	out.Limit = 2
	return finish(&out, tenancy)
}
