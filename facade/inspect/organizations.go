package inspect

import (
	"fmt"
	"slices"
	"strings"

	"ehr.example/portico/mappers/problem"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// unplaced counts the rows of a source that are of no organisation: nobody sees them whose role is within one.
func (i *inspector) unplaced(src *program.Source) {
	of := src.Organization
	within := slices.ContainsFunc(i.site.Program.Roles, func(r *program.Role) bool { return r.Within })
	if !within || of == nil || of.Shared || len(of.To) == 0 {
		return
	}
	var some []sqltree.Expr
	for _, place := range of.To {
		e := sqltree.AllOf(sqltree.OrTrue(place.Guard), pointed(place.Reference.Key))
		if place.Child != nil {
			e = place.Child.Exists(e)
		}
		some = append(some, e)
	}
	t := i.tally(src.Rows, src.Path(), i.places.of(src))
	all, none := t.of(sqltree.True), t.of(sqltree.IsNotTrue(sqltree.AnyOf(some...)))
	i.later = append(i.later, func() error {
		if none.known && none.n > 0 {
			i.add(Finding{Check: "organizations", Source: src.Path(), Count: none.n, Problem: problem.Problem{
				Pos: i.places.organization(src), Severity: problem.Note,
				Message: fmt.Sprintf("%s: %d of %d rows are of no organisation%s", src.Path(), none.n, all.n, i.bounds[src.Rows].note),
				Hint:    "nobody sees them whose role is within organisations; a second place of organization: may tell",
			}})
		}
		return nil
	})
}

// organization is where a source says which organisations' its rows are.
func (p places) organization(s *program.Source) problem.Position {
	if t := p.source(s); t != nil && t.Organization != nil {
		return t.Organization.Pos
	}
	return p.of(s)
}

// partOf is where a source of organisations says what they are a part of.
func (p places) partOf(s *program.Source) problem.Position {
	if t := p.source(s); t != nil {
		return placeOf(t.PartOf, t.Pos)
	}
	return problem.Position{}
}

// organizations looks at the tree of organisations: whether it is one.
func (i *inspector) organizations() error {
	up := map[string]string{}
	var nodes []*program.Source
	for _, t := range i.site.Program.Types {
		for _, src := range t.Sources {
			if !src.Node || i.unreadable(src.Rows.From) {
				continue
			}
			nodes = append(nodes, src)
			if err := i.partsOf(src, up); err != nil {
				if i.slow(err, "organizations", src.Path(), i.places.partOf(src)) {
					return nil
				}
				return err
			}
		}
	}
	for _, src := range nodes {
		if src.PartOf != nil {
			i.tellTree(src, up)
		}
	}
	return nil
}

// partsOf notes for each row of a source what it is a part of; "" for nothing. A row that points at itself is a root.
func (i *inspector) partsOf(src *program.Source, up map[string]string) error {
	rel := src.Rows
	sel := &sqltree.Select{Distinct: rel.Grouped, Columns: slices.Clone(rel.Key), From: rel.From, Where: sqltree.OrTrue(rel.Where), Limit: i.sample}
	if src.PartOf != nil {
		sel.Columns = append(sel.Columns, src.PartOf.Key...)
	}
	var rows program.Rows
	if err := i.ask(sel, &rows); err != nil {
		return err
	}
	for row := range rows.Len() {
		name := nodeName(src, &rows, row, 0)
		up[name] = ""
		if src.PartOf != nil {
			if above := nodeName(src.PartOf.Target, &rows, row, len(rel.Key)); above != name {
				up[name] = above
			}
		}
	}
	return nil
}

// nodeName tells the row of a source that some cells are the key of; "" where they are of none.
func nodeName(src *program.Source, rows *program.Rows, row, first int) string {
	name := src.Path()
	for n := range src.Rows.Key {
		cell := string(rows.Cell(row, first+n))
		if cell == "" || cell == "0" {
			return ""
		}
		if src.Rows.KeyFold[n] {
			cell = program.KeysFolded.Canonical(cell)
		}
		name += "\x00" + cell
	}
	return name
}

// tellTree says of which organisations of a source the tree is none.
func (i *inspector) tellTree(src *program.Source, up map[string]string) {
	var circles, lost int64
	for name, above := range up {
		if !strings.HasPrefix(name, src.Path()+"\x00") || above == "" {
			continue
		}
		if _, there := up[above]; !there {
			lost++
		} else if circular(name, up) {
			circles++
		}
	}
	say := func(n int64, severity problem.Severity, hint, format string) {
		if n > 0 {
			i.add(Finding{Check: "organizations", Source: src.Path(), Count: n, Problem: problem.Problem{
				Pos: i.places.partOf(src), Severity: severity, Message: fmt.Sprintf(format, src.Path(), n), Hint: hint,
			}})
		}
	}
	say(circles, problem.Warning, "whoever belongs to one of them sees that one alone", "%s: %d rows are parts of what is a part of them")
	say(lost, problem.Note, "they are below nobody", "%s: %d rows are parts of what is not there")
}

// circular tells a row that is above itself.
func circular(name string, up map[string]string) bool {
	seen := map[string]bool{}
	for at := up[name]; at != "" && !seen[at]; at = up[at] {
		if at == name {
			return true
		}
		seen[at] = true
	}
	return false
}

// placed wants the columns that tell which organisations' rows are, and which organisation is a part of which.
func (i *inspector) placed(src *program.Source, need *needs) {
	if src.PartOf != nil {
		i.want(need, src, src.Rows.From, src.PartOf.Key, "what is a part of an organisation")
	}
	if src.Organization == nil || src.Owner != nil { // made of the same rows
		return
	}
	for _, place := range src.Organization.To {
		if place.Child == nil {
			i.want(need, src, src.Rows.From, place.Reference.Key, "one organisation's rows of "+src.Path())
		}
	}
}
