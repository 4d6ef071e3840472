package plan

import (
	"strconv"

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
	known := map[string]*sqltree.Select{}
	r := &Readers{statements: statements{}, subsets: subsets{tenancy: p.Tenancy, whole: known}}
	for _, t := range p.Types {
		for _, s := range t.Sources {
			r.statements.add(s.Rows, p.Tenancy, known)
		}
	}
	for _, u := range p.Users {
		r.statements.add(u.Source.Rows, p.Tenancy, known)
	}
	return r
}

// Rows reads the rows of a relation of the program by keys: a source's rows, children, lookups, the ids of references.
func (r *Readers) Rows(rel *program.Relation, keys [][]any) *sqltree.Select {
	return keyed(r.statements[rel], rel, keys)
}

// Rows reads the rows of a relation by keys, which is the program's or one of a source that the plan does not show whole.
func (p *Plan) Rows(rel *program.Relation, keys [][]any) *sqltree.Select {
	return keyed(p.Reads(rel), rel, keys)
}

// Reads is the statement of a relation's rows without keys. Relations that are read alike, such as the same lookup of several
// sources, have the same one.
func (p *Plan) Reads(rel *program.Relation) *sqltree.Select {
	for _, shown := range p.reduced {
		if s := shown.statements[rel]; s != nil {
			return s
		}
	}
	return p.readers.statements[rel]
}

// statements are row statements by what they read.
type statements map[*program.Relation]*sqltree.Select

// add makes the statement of a relation, and those of what it points at and of what lies below it, each text once.
func (r statements) add(rel *program.Relation, tenancy map[string]program.Tenancy, known map[string]*sqltree.Select) {
	if r[rel] != nil {
		return
	}
	if rel.Members == nil { // those are cut out of what was read
		made := finish(&sqltree.Select{
			Distinct: rel.Grouped,
			Columns:  rel.Columns,
			From:     byNullable(rel, tenancy),
			Where:    sqltree.OrTrue(rel.Where),
			OrderBy:  rel.OrderBy,
		}, tenancy)
		text := strconv.Itoa(len(rel.Key)) + " " + sqltree.SelectText(made)
		if known[text] == nil {
			known[text] = made
		}
		r[rel] = known[text]
	}
	for _, l := range rel.Links {
		r.add(l.Rows, tenancy, known)
	}
	for _, c := range rel.Children {
		if c.Shown {
			r.add(c.Rows, tenancy, known)
		}
	}
}

// keyed is a relation's statement with keys.
func keyed(reads *sqltree.Select, rel *program.Relation, keys [][]any) *sqltree.Select {
	out := *reads
	out.Where = sqltree.AllOf(out.Where, among(rel.Key, keys))
	return &out
}

// byNullable is a relation's tables, the first read by the index of its keys where these may be NULL: the optimizer's statistics take
// all NULLs for one value, so that a few keys seem to be most of the table where most rows have none.
func byNullable(rel *program.Relation, tenancy map[string]program.Tenancy) sqltree.From {
	base, nullable := rel.From[0], false
	var wanted []string
	for _, e := range rel.Key {
		c, column := e.(sqltree.Column)
		if !column || c.Alias != base.Alias || c.Def == nil {
			return rel.From
		}
		wanted, nullable = append(wanted, c.Name), nullable || c.Def.Nullable
	}
	if !nullable {
		return rel.From
	}
	return firstBy(rel.From, indexOf(base, tenancy, wanted))
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
