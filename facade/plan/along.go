package plan

import (
	"slices"
	"strings"

	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/schema"
	"ehr.example/portico/mappers/sqltree"
)

// readBy is the source's tables, the first read by an index that has the order of some of its columns. Where there is none,
// or where the optimizer may know a better way to few rows, it is left to choose.
func (s *Source) readBy(columns []sqltree.Expr) sqltree.From {
	from := s.Of.Rows.From
	base := from[0]
	var names []string
	for _, e := range columns {
		c, ok := e.(sqltree.Column)
		if !ok || c.Alias != base.Alias {
			return from
		}
		names = append(names, c.Name)
	}
	index := indexOf(base, s.tenancy, names)
	if index == "" || s.elsewhere() {
		return from
	}
	out := slices.Clone(from)
	out[0].Index = index
	return out
}

// indexOf is the first index of a table that begins with some columns, behind the tenant's; "" for none.
func indexOf(t sqltree.TableRef, tenancy map[string]program.Tenancy, columns []string) string {
	if t.Def == nil {
		return ""
	}
	tenant := tenancy[t.Table]
	at := slices.IndexFunc(t.Def.Indexes, func(i schema.Index) bool {
		have := i.Columns
		if tenant.Form == program.ByColumn {
			if len(have) == 0 || !strings.EqualFold(have[0], tenant.Column) {
				return false // it passes others' rows too
			}
			have = have[1:]
		}
		return len(have) >= len(columns) && slices.EqualFunc(have[:len(columns)], columns, strings.EqualFold)
	})
	if at < 0 {
		return ""
	}
	return t.Def.Indexes[at].Name
}

// elsewhere tells that one of several alternatives of a condition could be looked for in an index: together they may be few.
func (s *Source) elsewhere() bool {
	b := &builder{plan: &Plan{tenancy: s.tenancy}}
	return slices.ContainsFunc(sqltree.Conjuncts(s.where()), func(term sqltree.Expr) bool {
		some, ok := term.(sqltree.Or)
		return ok && slices.ContainsFunc(some, func(part sqltree.Expr) bool { return len(b.starts(s.Of.Rows.From, part, nil)) > 0 })
	})
}
