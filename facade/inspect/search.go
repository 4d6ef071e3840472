package inspect

import (
	"net/url"
	"slices"
	"strings"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/mysql"
	"ehr.example/portico/facade/plan"
	"ehr.example/portico/facade/search"
	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/schema"
	"ehr.example/portico/mappers/sqltree"
)

func bind(sel *sqltree.Select, tenancy map[string]program.Tenancy) *sqltree.Select {
	return plan.Bound(sel, tenancy)
}

// searched plans every search that US Core asks for and the mapping answers, has the database explain it, and wants an
// index where a whole large table would be read.
func (i *inspector) searched(need *needs) error {
	ids := map[string]string{}
	for _, t := range i.site.Program.Types {
		ordered := map[string]bool{}
		for _, s := range fhir.ProfileSearches(t.Name) {
			if slices.ContainsFunc(s.Parameters, func(code string) bool {
				return code != "_id" && plan.Status(t, code) != program.Answers
			}) {
				continue
			}
			if err := i.search(t, s.Parameters, ids, need); err != nil && !mysql.TooSlow(err) && !mysql.Denied(err) {
				return err
			}
			for _, code := range s.Parameters {
				if ordered[code] {
					continue
				}
				ordered[code] = true
				if err := i.inOrder(t, code, need); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// inOrder wants an index for the order of each date that US Core searches by, where sorting would go through everything.
func (i *inspector) inOrder(t *program.Type, code string, need *needs) error {
	def := fhir.SearchParameterOf(t.Name, code)
	if def == nil || def.Type != "date" {
		return nil
	}
	p, err := i.planned(t, url.Values{"_sort": {code}})
	if err != nil || p == nil {
		return err
	}
	for _, src := range p.Sources {
		column, single := src.Orders()
		base := src.Of.Rows.From[0]
		if !single || !src.Costly() || base.Def == nil || i.unreadable(src.Of.Rows.From) {
			continue
		}
		need.add(wanted{
			table: base.Def, columns: withTenant(base.Def, i.site.Program.Tenancy[base.Table].Column, []string{column}),
			why: []string{t.Name + "?_sort=" + code}, source: src.Of.Path(), at: i.places.from(src.Of),
		})
	}
	return nil
}

// planned is the plan of a search; nil where a source cannot answer it.
func (i *inspector) planned(t *program.Type, values url.Values) (*plan.Plan, error) {
	q, err := search.Parse(t.Name, values, search.Options{Zone: i.site.Zone.Location, BaseURL: i.site.BaseURL, DefaultCount: 50, MaxCount: 1000})
	if err != nil {
		return nil, err
	}
	permitted, err := access.Permit(i.site.Tenant, q, access.Open(i.site.Tenant), access.Search, search.Options{})
	if err != nil {
		return nil, err
	}
	p, err := plan.Build(permitted, i.site.PlanTenant(i.now))
	if err != nil {
		return nil, nil //nolint:nilerr,nilnil // a source cannot answer this combination: nothing to plan
	}
	return p, nil
}

func (i *inspector) search(t *program.Type, parameters []string, ids map[string]string, need *needs) error {
	values := url.Values{}
	for _, code := range parameters {
		text, err := i.example(t, code, ids)
		if err != nil {
			return err
		}
		values.Set(code, text)
	}
	p, err := i.planned(t, values)
	if err != nil || p == nil {
		return err
	}
	for _, src := range p.Sources {
		if i.unreadable(src.Of.Rows.From) {
			continue
		}
		if err := i.scanned(src, t.Name+"?"+strings.Join(parameters, "&"), need); err != nil {
			return err
		}
	}
	return nil
}

// scanned wants an index for each large table that the statement of a source reads as a whole.
func (i *inspector) scanned(src *plan.Source, name string, need *needs) error {
	sel := src.KeyStatement(nil, 51)
	steps, err := i.explainBound(sel)
	if err != nil {
		return err
	}
	for _, s := range steps {
		t := sel.From.Alias(s.alias)
		if t == nil || t.Def == nil {
			continue
		}
		tenant := i.site.Program.Tenancy[t.Table].Column
		if s.access != "ALL" && s.access != "index" && !wholeTenant(t.Def, s.key, tenant, sel, s.alias) {
			continue
		}
		if s.access == "index" { // it walks along a key until the page is full: with few matches, to the end
			s.rows = max(s.rows, i.estimate(t.Def))
		}
		if s.rows < large {
			continue
		}
		for _, columns := range asked(sel, s.alias) {
			columns = withTenant(t.Def, tenant, columns)
			if !begins(t.Def, columns) {
				need.add(wanted{table: t.Def, columns: columns, why: []string{name}, rows: s.rows, source: src.Of.Path(), at: i.places.from(src.Of)})
			}
		}
	}
	return nil
}

// wholeTenant tells that an index serves for the tenant's column alone: all of the tenant's rows are read.
func wholeTenant(t *schema.Table, key, tenant string, sel *sqltree.Select, alias string) bool {
	at := slices.IndexFunc(t.Indexes, func(x schema.Index) bool { return strings.EqualFold(x.Name, key) })
	if at < 0 || tenant == "" || !strings.EqualFold(t.Indexes[at].Columns[0], tenant) {
		return false
	}
	if len(t.Indexes[at].Columns) == 1 {
		return true
	}
	second := t.Indexes[at].Columns[1]
	return !uses(sel.Where, alias, second) && !slices.ContainsFunc(sel.From, func(f sqltree.TableRef) bool { return uses(f.On, alias, second) })
}

// uses tells whether an expression has a column.
func uses(e sqltree.Expr, alias, name string) bool {
	found := false
	sqltree.Walk(e, func(x sqltree.Expr) bool {
		c, ok := x.(sqltree.Column)
		found = found || ok && c.Alias == alias && strings.EqualFold(c.Name, name)
		return !found
	})
	return found
}

// begins tells whether an index has the columns at its front.
func begins(t *schema.Table, columns []string) bool {
	return slices.ContainsFunc(t.Indexes, func(x schema.Index) bool {
		return len(x.Columns) >= len(columns) && slices.EqualFunc(x.Columns[:len(columns)], columns, strings.EqualFold)
	})
}

// asked are the columns of an alias that a search compares, as indexes could serve them: one for what must hold together
// (equal columns first, then one that is ranged on), one for each column of an OR.
func asked(sel *sqltree.Select, alias string) [][]string {
	var equal, ranged []string
	var out [][]string
	for _, term := range sqltree.Conjuncts(sel.Where) {
		if or, ok := term.(sqltree.Or); ok {
			for _, part := range or {
				if e, r := compared(part, alias); len(e)+len(r) > 0 {
					out = append(out, append(e, r...)[:1])
				}
			}
			continue
		}
		e, r := compared(term, alias)
		equal, ranged = append(equal, e...), append(ranged, r...)
	}
	together := unique(equal)
	if len(ranged) > 0 {
		together = unique(append(together, ranged[0]))
	}
	if len(together) > 0 {
		out = append(out, together)
	}
	return out
}

func unique(names []string) []string {
	var out []string
	for _, n := range names {
		if !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

// compared are the columns of an alias that a term compares with what the query brought.
func compared(term sqltree.Expr, alias string) (equal, ranged []string) {
	switch x := term.(type) {
	case sqltree.And:
		for _, t := range x {
			e, r := compared(t, alias)
			equal, ranged = append(equal, e...), append(ranged, r...)
		}
	case sqltree.InKeys:
		for _, e := range x.X {
			if name, ok := selective(e, alias); ok && !x.Not {
				equal = append(equal, name)
			}
		}
	case sqltree.Binary:
		_, bound := x.R.(sqltree.Arg)
		name, ok := selective(x.L, alias)
		switch {
		case !ok || !bound:
		case x.Op == "=":
			equal = append(equal, name)
		case x.Op == "LIKE", x.Op == "<", x.Op == "<=", x.Op == ">", x.Op == ">=":
			ranged = append(ranged, name)
		}
	case sqltree.Is:
		if x.What == "TRUE" && !x.Not {
			return compared(x.X, alias)
		}
	}
	return equal, ranged
}

// selective is a column of the alias that can tell rows apart: flags and short codes cannot.
func selective(e sqltree.Expr, alias string) (string, bool) {
	c, ok := e.(sqltree.Column)
	if !ok || c.Alias != alias || c.Def == nil {
		return "", false
	}
	flag := strings.HasPrefix(c.Def.Type, "tinyint") || strings.HasPrefix(c.Def.Type, "enum") || c.Def.Kind == schema.Bit
	return c.Name, !flag && (c.Def.Kind != schema.Text || c.Def.Length > 4)
}

// example is a value for a parameter. Only its form matters, and, of a reference, that it leads somewhere.
func (i *inspector) example(t *program.Type, code string, ids map[string]string) (string, error) {
	def := fhir.SearchParameterOf(t.Name, code)
	switch {
	case code == "_id":
		return i.idOf(t.Name, ids)
	case def == nil:
		return "x", nil
	}
	switch def.Type {
	case "date":
		return "ge2020-01-01", nil
	case "composite":
		var parts []string
		for _, c := range def.Components {
			parts = append(parts, partExample[c.Type])
		}
		return strings.Join(parts, "$"), nil
	case "reference":
		target := i.pointedAt(t, code)
		if target == "" {
			return "Patient/1", nil
		}
		id, err := i.idOf(target, ids)
		return target + "/" + id, err
	case "number", "quantity":
		return "gt1", nil
	case "token":
		return i.token(t, code), nil
	}
	return "smith", nil
}

// partExample is a value for a part of a composite.
var partExample = map[string]string{
	"date": "ge2020-01-01", "number": "gt1", "quantity": "gt1", "token": "12345", "string": "smith", "reference": "Patient/1", "uri": "urn:x",
}

// token is a code that a variant writes or a map knows.
func (i *inspector) token(t *program.Type, code string) string {
	for _, a := range alternatives(t, code) {
		if a.Token == nil || a.Token.Code == nil {
			continue
		}
		v := a.Token.Code
		if v.Lookup != nil {
			v = v.Lookup.Field
		}
		switch {
		case v.Const != nil:
			return *v.Const
		case v.Map != nil && len(v.Map.Entries) > 0 && v.Map.Entries[0].To != nil:
			return v.Map.Entries[0].To.Code
		}
	}
	return "12345"
}

func alternatives(t *program.Type, code string) []program.Alternative {
	var out []program.Alternative
	for _, s := range t.Sources {
		for _, v := range s.Variants {
			if p := v.Params[code]; p != nil {
				out = append(out, p.Alternatives...)
			}
		}
	}
	return out
}

func (i *inspector) pointedAt(t *program.Type, code string) string {
	for _, a := range alternatives(t, code) {
		if a.Reference != nil {
			return a.Reference.Target.Type
		}
	}
	return ""
}

// idOf is the id of one resource of a type, so that the database estimates for rows that there are.
func (i *inspector) idOf(typ string, ids map[string]string) (string, error) {
	if id, known := ids[typ]; known {
		return id, nil
	}
	ids[typ] = "1"
	t := i.site.Program.Type(typ)
	if t == nil {
		return "1", nil
	}
	src := t.Sources[0]
	if i.unreadable(src.Rows.From) {
		return "1", nil
	}
	var rows program.Rows
	err := i.ask(&sqltree.Select{Columns: src.Rows.Columns, From: src.Rows.From, Where: src.Rows.Where, Limit: 1}, &rows)
	if err != nil || rows.Len() == 0 {
		return "1", err
	}
	if id, ok := src.ID.Append(nil, &rows, 0); ok {
		ids[typ] = string(id)
		if name := src.Variants[0].Name; name != "" {
			ids[typ] += "-" + name
		}
	}
	return ids[typ], nil
}
