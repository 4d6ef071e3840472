package draft

import (
	"fmt"
	"strings"

	"ehr.example/portico/mappers/schema"
)

// rows writes where a source's rows come from and how they are known: from, where, key, id, lastUpdated.
func (g *guesser) rows(p *page, e *entity, joined bool) {
	from := fmt.Sprintf("%s %s", quoted(e.table.Name), e.alias)
	where := g.shown(p, e)
	if joined {
		link := g.pointerIn(e.table)
		from += fmt.Sprintf(" JOIN %s %s ON %s.%s = %s.%s", quoted(g.patient.table.Name), g.patient.alias,
			g.patient.alias, quoted(g.patient.key[0]), e.alias, quoted(link.Name))
		p.guess("%s points at the patients; rows of patients that are not shown are not shown either", e.alias+"."+link.Name)
		where = append(where, g.shown(nil, g.patient)...)
		if u := g.patient.uuid(); u != nil && u.Nullable {
			where = append(where, g.patient.column(uid)+" IS NOT NULL")
		}
	}
	p.line("from: %s", text(from))
	if len(where) > 0 {
		p.line("where: %s", text(strings.Join(where, " AND ")))
	}
	g.identity(p, e)
	g.changed(p, e)
}

// text is SQL as a YAML value.
func text(sql string) string {
	if strings.Contains(sql, ": ") || strings.Contains(sql, " #") || strings.HasPrefix(sql, "`") {
		return scalar(sql)
	}
	return sql
}

// shown is the condition that a row was not deleted. Without a page nothing is said.
func (g *guesser) shown(p *page, e *entity) []string {
	say := func(format string, args ...any) {
		if p != nil {
			p.guess(format, args...)
		}
	}
	var out []string
	if c := e.roles[deleted]; c != nil {
		switch {
		case c.Kind != schema.Text && c.Nullable:
			out = append(out, fmt.Sprintf("COALESCE(%s, 0) = 0", e.column(deleted)))
		case c.Kind != schema.Text:
			out = append(out, e.column(deleted)+" = 0")
		default:
			out = append(out, fmt.Sprintf("COALESCE(%s, '') NOT IN (%s)", e.column(deleted), g.deletedWords(e.table, c)))
		}
		say("%s tells deleted rows", e.column(deleted))
	}
	if e.has(deletedAt) {
		out = append(out, e.column(deletedAt)+" IS NULL")
		say("%s is NULL as long as a row is not deleted", e.column(deletedAt))
	}
	if p != nil && len(out) == 0 {
		p.question("are rows of %s ever deleted by a mark, or kept that nobody may see? Then say where:", e.table.Name)
	}
	return out
}

// deletedWords are the raw values that say yes.
func (g *guesser) deletedWords(t *schema.Table, c *schema.Column) string {
	var list []string
	for _, v := range g.counts(t, c.Name).Codes {
		if known("flag", v.Raw) == "true" {
			list = append(list, "'"+strings.ReplaceAll(v.Raw, "'", "''")+"'")
		}
	}
	if len(list) == 0 {
		return "'Y', '1', 'T'"
	}
	return strings.Join(list, ", ")
}

// uuid is the column of uuids that can be the id, or nil.
func (e *entity) uuid() *schema.Column {
	c := e.roles[uid]
	if c == nil || c.Kind != schema.Binary || c.Length != 16 || !e.table.UniqueWhenPresent([]string{c.Name}) {
		return nil
	}
	return c
}

// identity writes key and id.
func (g *guesser) identity(p *page, e *entity) {
	var keys, parts []string
	for _, name := range e.key {
		column := e.alias + "." + quoted(name)
		keys = append(keys, column)
		if e.table.Column(name).Kind != schema.Integer {
			column = "hex(" + column + ")"
		}
		parts = append(parts, column)
	}
	if g.tenant != "" && !e.table.UniqueBy(e.key) {
		p.guess("%s is unique within a tenant", strings.Join(e.key, ", "))
	}
	p.line("key: %s", text(strings.Join(keys, ", ")))
	switch {
	case e.uuid() != nil:
		p.guess("the world knows a row by its %s", e.roles[uid].Name)
		if e.uuid().Nullable {
			g.askUUIDs(p, e)
		}
		p.line("id: uuid(%s)", e.column(uid))
	case len(parts) == 1:
		p.line("id: %s", text(parts[0]))
	default:
		p.line("id: %s", scalar("{"+strings.Join(parts, "}-{")+"}"))
	}
}

// askUUIDs asks for rows without an id, unless it was counted that there are none.
func (g *guesser) askUUIDs(p *page, e *entity) {
	t, known := g.counted[e.table.Name]
	none := t.Rows - t.Columns[e.roles[uid].Name].Filled
	switch {
	case !known:
		p.question("a row whose %s is NULL is never shown; are there any?", e.roles[uid].Name)
	case none > 0:
		p.question("%d of %d rows have no %s and are never shown; is that right?", none, t.Rows, e.roles[uid].Name)
	}
}

// changed writes lastUpdated.
func (g *guesser) changed(p *page, e *entity) {
	if !e.has(updated) {
		p.question("which column says when a row of %s last changed? Without lastUpdated: nobody can ask what is new", e.table.Name)
		return
	}
	p.guess("%s changes with every change of the row", e.column(updated))
	p.line("lastUpdated: %s", text(e.column(updated)))
}

// hole is a hole with a column; inside { } and [ ] a name with blanks wants quotes.
func (e *entity) hole(r role) string {
	h := "=" + e.column(r)
	if strings.ContainsAny(h, " ,`") {
		return scalar(h)
	}
	return h
}

// names writes name.
func (g *guesser) names(p *page, e *entity, use string) {
	parts := e.nameParts()
	if use != "" {
		parts = append([]string{"use: " + use}, parts...)
	}
	p.line("  name:")
	p.line("    - {%s}", strings.Join(parts, ", "))
	if e.has(maiden) {
		p.line("    - {use: maiden, family: %s}", e.hole(maiden))
	}
}

// nameParts are the parts of a name.
func (e *entity) nameParts() []string {
	var parts []string
	if e.has(family) {
		parts = append(parts, "family: "+e.hole(family))
	}
	var given2 []string
	for _, r := range []role{given, middle} {
		if e.has(r) {
			given2 = append(given2, e.hole(r))
		}
	}
	if len(given2) > 0 {
		parts = append(parts, "given: ["+strings.Join(given2, ", ")+"]")
	}
	if e.has(honorific) {
		parts = append(parts, "prefix: ["+e.hole(honorific)+"]")
	}
	if e.has(suffix) {
		parts = append(parts, "suffix: ["+e.hole(suffix)+"]")
	}
	return parts
}

// telecom writes telecom, when there is any.
func (g *guesser) telecom(p *page, e *entity) {
	var items []string
	for _, x := range []struct {
		role        role
		system, use string
	}{{phoneHome, "phone", "home"}, {phoneWork, "phone", "work"}, {phoneCell, "phone", "mobile"}, {fax, "fax", "work"}, {email, "email", ""}} {
		if !e.has(x.role) {
			continue
		}
		use := ""
		if x.use != "" {
			use = ", use: " + x.use
		}
		items = append(items, fmt.Sprintf("    - {system: %s%s, value: %s}", x.system, use, e.hole(x.role)))
	}
	if len(items) > 0 {
		p.line("  telecom:\n%s", strings.Join(items, "\n"))
	}
}

// address writes address, when there is any.
func (g *guesser) address(p *page, e *entity) {
	var parts, line []string
	for _, r := range []role{street, street2} {
		if e.has(r) {
			line = append(line, e.hole(r))
		}
	}
	if len(line) > 0 {
		parts = append(parts, "line: ["+strings.Join(line, ", ")+"]")
	}
	for _, x := range []struct {
		role role
		name string
	}{{city, "city"}, {state, "state"}, {postcode, "postalCode"}, {country, "country"}} {
		if e.has(x.role) {
			parts = append(parts, x.name+": "+e.hole(x.role))
		}
	}
	if len(parts) > 0 {
		p.line("  address: [{%s}]", strings.Join(parts, ", "))
	}
}
