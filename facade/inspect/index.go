package inspect

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ehr.example/portico/mappers/problem"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/schema"
	"ehr.example/portico/mappers/sqltree"
)

// large is how many rows a table must have before reading all of it is worth a warning.
const large = 1000

// wanted is an index that something asks for.
type wanted struct {
	table   *schema.Table
	columns []string
	why     []string
	rows    int64 // of the table, as the database estimates
	source  string
	at      problem.Position
}

// ddl is the statement that makes the index.
func (w wanted) ddl() string {
	name := w.table.Name + "_" + strings.Join(w.columns, "_")
	quoted := make([]string, len(w.columns))
	for i, c := range w.columns {
		quoted[i] = quote(c)
		if d := w.table.Column(c); d != nil && d.Length > 191 { // an index holds 767 bytes of a column in old row formats
			quoted[i] += "(191)"
		}
	}
	return fmt.Sprintf("CREATE INDEX %s ON %s (%s);", quote(name[:min(len(name), 64)]), quote(w.table.Name), strings.Join(quoted, ", "))
}

// quote puts backticks around a name that needs them.
func quote(name string) string {
	for _, r := range name {
		if r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') {
			return "`" + strings.ReplaceAll(name, "`", "``") + "`"
		}
	}
	return name
}

// indexes tells the indexes that reading by patient and by id, and the searches of US Core, would want.
func (i *inspector) indexes() error {
	need := &needs{}
	for _, t := range i.site.Program.Types {
		for _, src := range t.Sources {
			i.structural(src, need)
		}
	}
	for _, u := range i.site.Program.Users {
		for _, v := range u.Logins {
			i.want(need, u.Source, u.Source.Rows.From, []sqltree.Expr{v.Expr}, "signing in as "+u.Name)
		}
	}
	if err := i.searched(need); err != nil {
		return err
	}
	for _, w := range need.fewest() {
		if w.rows == 0 {
			w.rows = i.estimate(w.table)
		}
		severity := problem.Warning
		if w.rows < large {
			severity = problem.Note
		}
		i.add(Finding{Check: "indexes", Source: w.source, DDL: w.ddl(), Problem: problem.Problem{
			Pos: w.at, Severity: severity,
			Message: fmt.Sprintf("%s has no index for %s (about %d rows)", w.table.Name, strings.Join(w.why, ", "), w.rows),
			Hint:    w.ddl(),
		}})
	}
	return nil
}

// needs are the wanted indexes, each once.
type needs struct{ list []*wanted }

func (n *needs) add(w wanted) {
	for _, have := range n.list {
		if have.table == w.table && slices.Equal(have.columns, w.columns) {
			for _, why := range w.why {
				if !slices.Contains(have.why, why) {
					have.why = append(have.why, why)
				}
			}
			have.rows = max(have.rows, w.rows)
			return
		}
	}
	n.list = append(n.list, &w)
}

// fewest leaves out the indexes of which another is the front: that one serves both well enough.
func (n *needs) fewest() []*wanted {
	var out []*wanted
	for _, w := range n.list {
		shorter := slices.IndexFunc(n.list, func(s *wanted) bool {
			return s.table == w.table && len(s.columns) < len(w.columns) && slices.Equal(s.columns, w.columns[:len(s.columns)])
		})
		if shorter < 0 {
			out = append(out, w)
			continue
		}
		for _, why := range w.why {
			if !slices.Contains(n.list[shorter].why, why) {
				n.list[shorter].why = append(n.list[shorter].why, why)
			}
		}
	}
	return out
}

// structural finds columns by which rows are looked for in every case, and that no index begins with.
func (i *inspector) structural(src *program.Source, need *needs) {
	if src.Patient != nil {
		i.want(need, src, src.Rows.From, src.Patient.Key, "one patient's rows of "+src.Path())
	}
	i.placed(src, need)
	for _, id := range append([]program.ID{src.ID}, src.Fallback...) {
		i.want(need, src, src.Rows.From, idExprs(id), "reading "+src.Path()+" by id")
	}
	for _, t := range src.Rows.From {
		if by := tied(t); len(by) > 0 {
			i.want(need, src, sqltree.From{t}, append(by, pinned(t.On)...), "the join of "+t.Alias+" in "+src.Path())
		}
	}
	i.children(src, src.Rows, need)
	i.referring(src, need)
	for _, v := range src.Variants {
		walk(src, v, func(at spot) {
			if r, ok := at.node.(*program.Ref); ok && r.Key != nil {
				i.want(need, src, r.Target.Rows.From, r.Target.Rows.Key, "references to "+r.Target.Path())
			}
			if h, ok := at.node.(*program.Hole); ok && h.Value != nil && h.Value.Lookup != nil {
				l := h.Value.Lookup
				i.want(need, src, l.Rows.From, append(slices.Clone(l.Rows.Key), pinned(l.Rows.Where)...), "the lookup "+l.Name)
			}
		})
	}
}

// referring wants the columns of references into patients' records, which _has and _revinclude follow backwards.
func (i *inspector) referring(src *program.Source, need *needs) {
	for _, v := range src.Variants {
		for code, p := range v.Params {
			for _, a := range p.Alternatives {
				r := a.Reference
				if r == nil || r.Self || a.Child != nil || r.Target.Patient == nil || r.Target.Type == "Patient" {
					continue
				}
				i.want(need, src, src.Rows.From, r.Key, "references from "+src.Path()+" ("+code+")")
			}
		}
	}
}

// tied are the columns of a joined table by which its row is looked for.
func tied(t sqltree.TableRef) []sqltree.Expr {
	alias, on := t.Alias, t.On
	if sub := chosen(on); sub != nil {
		alias, on = sub.From[0].Alias, sub.Where
	}
	var out []sqltree.Expr
	for _, term := range sqltree.Conjuncts(on) {
		if _, column := tie(term, alias); column != nil {
			c := column.(sqltree.Column)
			c.Alias = t.Alias
			out = append(out, c)
		}
	}
	return out
}

func (i *inspector) children(src *program.Source, rel *program.Relation, need *needs) {
	for _, c := range rel.Children {
		if c.Rows.Members != nil {
			continue
		}
		i.want(need, src, c.Rows.From, c.Rows.Key, "the rows "+c.Name+" of "+src.Path())
		i.children(src, c.Rows, need)
	}
}

// pinned are the columns that a condition fixes to a constant.
func pinned(where sqltree.Expr) []sqltree.Expr {
	var out []sqltree.Expr
	for _, term := range sqltree.Conjuncts(where) {
		b, ok := term.(sqltree.Binary)
		if !ok || b.Op != "=" {
			continue
		}
		switch b.R.(type) {
		case sqltree.Literal, sqltree.Number, sqltree.Setting:
			if c, ok := b.L.(sqltree.Column); ok {
				out = append(out, c)
			}
		}
	}
	return out
}

// want asks for an index over columns of one table, unless one of its indexes leads to them.
func (i *inspector) want(need *needs, src *program.Source, from sqltree.From, by []sqltree.Expr, why string) {
	var t *sqltree.TableRef
	var names []string
	for _, e := range by {
		c, ok := e.(sqltree.Column)
		if !ok {
			return
		}
		of := from.Alias(c.Alias)
		if of == nil || t != nil && t.Alias != of.Alias {
			return
		}
		t, names = of, append(names, c.Name)
	}
	if t == nil || t.Def == nil {
		return
	}
	tenant := i.site.Program.Tenancy[t.Table].Column
	if served(t.Def, names, tenant) {
		return
	}
	need.add(wanted{table: t.Def, columns: withTenant(t.Def, tenant, names), why: []string{why}, source: src.Path(), at: i.places.from(src)})
}

// withTenant puts the tenant's column before the others.
func withTenant(t *schema.Table, tenant string, names []string) []string {
	if tenant == "" || t.Column(tenant) == nil || slices.Contains(names, tenant) {
		return names
	}
	return append([]string{tenant}, names...)
}

// served tells whether an index begins with one of the columns, behind the tenant's.
func served(t *schema.Table, columns []string, tenant string) bool {
	return slices.ContainsFunc(t.Indexes, func(x schema.Index) bool {
		first := x.Columns
		if len(first) > 1 && tenant != "" && strings.EqualFold(first[0], tenant) && !slices.Contains(columns, tenant) {
			first = first[1:]
		}
		return slices.ContainsFunc(columns, func(c string) bool { return strings.EqualFold(c, first[0]) })
	})
}

// estimate is how many rows the database believes a table to have.
func (i *inspector) estimate(t *schema.Table) int64 {
	sel := &sqltree.Select{From: sqltree.From{{Table: t.Name, Alias: t.Name, Def: t}}}
	plan, err := i.explain(sel)
	if err != nil {
		return 0
	}
	var most int64
	for _, s := range plan {
		if s.alias == t.Name {
			most = max(most, s.rows)
		}
	}
	return most
}

// step is one row of EXPLAIN.
type step struct {
	alias, access, key string
	rows               int64
}

// explain is the database's plan of a statement that lacks the tenant's conditions yet.
func (i *inspector) explain(sel *sqltree.Select) ([]step, error) {
	return i.explainBound(bind(sel, i.site.Program.Tenancy))
}

func (i *inspector) explainBound(sel *sqltree.Select) ([]step, error) {
	p, err := i.session.Explain(sel, i.values)
	if err != nil {
		return nil, err
	}
	alias, access, key, rows := slices.Index(p.Columns, "table"), slices.Index(p.Columns, "type"), slices.Index(p.Columns, "key"), slices.Index(p.Columns, "rows")
	if alias < 0 || access < 0 || key < 0 || rows < 0 {
		return nil, nil
	}
	var out []step
	for _, r := range p.Rows {
		n, _ := strconv.ParseInt(r[rows], 10, 64) // "" where the database says nothing
		out = append(out, step{alias: r[alias], access: r[access], key: r[key], rows: n})
	}
	return out, nil
}
