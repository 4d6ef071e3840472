package plan

import (
	"slices"
	"strings"

	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/schema"
	"ehr.example/portico/mappers/sqltree"
)

// walks tells that rows are read along an order, until a page is full. Where joined tables are asked too, the optimizer chooses if
// an index may know some of the rows, or if what is asked is rare in all likelihood: it begins with the smaller table.
func (s *Source) walks() bool {
	return s.InOrder && (!s.joined || !s.findable() && !s.pointed())
}

// pointed tells that joined tables are asked for what is rare: for keys that a reference holds, or for a value between two.
func (s *Source) pointed() bool {
	base, found := s.Of.Rows.From[0].Alias, false
	bounds := map[sqltree.Column]string{}
	sqltree.Walk(s.where(), func(e sqltree.Expr) bool {
		switch x := e.(type) {
		case sqltree.InKeys:
			c, column := x.X[0].(sqltree.Column)
			found = found || column && c.Alias != base && !x.Not && (x.Keys.Known || s.refers(c))
		case sqltree.Binary:
			c, column := x.L.(sqltree.Column)
			if column && c.Alias != base && (x.Op[0] == '<' || x.Op[0] == '>') && x.Op != "<>" {
				found = found || bounds[c] != "" && bounds[c] != x.Op[:1]
				bounds[c] = x.Op[:1]
			}
		}
		return !found && sqltree.SelectOf(e) == nil
	})
	return found
}

// refers tells that a column is the key of a reference that some resource of the source shows.
func (s *Source) refers(c sqltree.Column) bool {
	is := func(e sqltree.Expr) bool {
		k, ok := e.(sqltree.Column)
		return ok && k.Alias == c.Alias && k.Name == c.Name
	}
	for _, v := range s.Variants {
		for _, p := range v.Of.Params {
			for _, a := range p.Alternatives {
				if a.Reference != nil && slices.ContainsFunc(a.Reference.Key, is) {
					return true
				}
			}
		}
	}
	return false
}

// readBy is the source's tables, the first read by an index that has the order of some of its columns. Where there is none,
// or where the optimizer may know a better way to few rows, it is left to choose.
func (s *Source) readBy(columns []sqltree.Expr) sqltree.From {
	from := s.Of.Rows.From
	base := from[0]
	var wanted []string
	for _, e := range columns {
		c, ok := e.(sqltree.Column)
		if !ok || c.Alias != base.Alias {
			return from
		}
		wanted = append(wanted, c.Name)
	}
	index := indexOf(base, s.tenancy, wanted)
	if index == "" || s.elsewhere() {
		return from
	}
	return firstBy(from, index)
}

// firstBy is tables of which the first is read by an index; "": by any.
func firstBy(from sqltree.From, index string) sqltree.From {
	if index == "" {
		return from
	}
	out := slices.Clone(from)
	out[0].Index = index
	return out
}

// inDriver is the index that has the order of the stream among the rows that its driver is fixed to, such as one patient's: a page
// is found there without sorting all of them. "" for none, and where another index may know fewer rows.
func (s *Source) inDriver() string {
	base := s.Of.Rows.From[0]
	column, single := s.Orders()
	if !single || s.Driver != base.Alias || s.probed || s.Of.Rows.Grouped || base.Def == nil {
		return ""
	}
	var fixed []string
	for _, term := range sqltree.Conjuncts(s.Where) {
		if c, exact := sought(term); exact && c.Alias == base.Alias {
			fixed = append(fixed, c.Name)
		}
	}
	at := slices.IndexFunc(base.Def.Indexes, func(i schema.Index) bool {
		columns, own := behindTenant(i, s.tenancy[base.Table])
		n := slices.IndexFunc(columns, func(name string) bool { return strings.EqualFold(name, column) })
		return own && n > 0 && !slices.ContainsFunc(columns[:n], func(name string) bool { return !names(fixed, name) })
	})
	if at < 0 {
		return ""
	}
	index := base.Def.Indexes[at]
	b := &builder{plan: &Plan{tenancy: s.tenancy}}
	for _, start := range b.starts(s.Of.Rows.From, s.Where, s.Of.Rows.Where) {
		if c, exact := sought(start.terms[0]); exact && (c.Alias != base.Alias || !names(index.Columns, c.Name)) {
			return ""
		}
	}
	return index.Name
}

// indexOf is the first index of a table that begins with some columns, behind the tenant's; "" for none.
func indexOf(t sqltree.TableRef, tenancy map[string]program.Tenancy, columns []string) string {
	if t.Def == nil {
		return ""
	}
	tenant := tenancy[t.Table]
	at := slices.IndexFunc(t.Def.Indexes, func(i schema.Index) bool {
		have, own := behindTenant(i, tenant)
		return own && len(have) >= len(columns) && slices.EqualFunc(have[:len(columns)], columns, strings.EqualFold)
	})
	if at < 0 {
		return ""
	}
	return t.Def.Indexes[at].Name
}

// behindTenant are an index's columns behind the tenant's. False: it passes others' rows too.
func behindTenant(i schema.Index, tenant program.Tenancy) ([]string, bool) {
	if tenant.Form != program.ByColumn {
		return i.Columns, true
	}
	if len(i.Columns) == 0 || !strings.EqualFold(i.Columns[0], tenant.Column) {
		return nil, false
	}
	return i.Columns[1:], true
}

// names tells whether a name is among others, in any case.
func names(list []string, name string) bool {
	return slices.ContainsFunc(list, func(n string) bool { return strings.EqualFold(n, name) })
}

// elsewhere tells that one of several alternatives of a condition could be looked for in an index: together they may be few.
func (s *Source) elsewhere() bool { return s.alternative(s.Of.Rows.From) }

func (s *Source) alternative(from sqltree.From) bool {
	b := &builder{plan: &Plan{tenancy: s.tenancy}}
	return slices.ContainsFunc(sqltree.Conjuncts(s.where()), func(term sqltree.Expr) bool {
		some, ok := term.(sqltree.Or)
		return ok && slices.ContainsFunc(some, func(part sqltree.Expr) bool { return len(b.starts(from, part, nil)) > 0 })
	})
}

// findable tells that some condition on the source's tables could be looked for in an index. A LEFT JOIN whose row is asked for is
// one like any other.
func (s *Source) findable() bool {
	from := slices.Clone(s.Of.Rows.From)
	for i := range from[1:] {
		from[i+1].Join = sqltree.Inner
	}
	b := &builder{plan: &Plan{tenancy: s.tenancy}}
	return len(b.starts(from, s.where(), s.Of.Rows.Where)) > 0 || s.alternative(from)
}
