package inspect

import (
	"fmt"
	"strings"

	"ehr.example/portico/mappers/problem"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/schema"
	"ehr.example/portico/mappers/sqltree"
)

// reference counts the rows that point at nothing: the target is missing, deleted or left out by its where.
func (i *inspector) reference(src *program.Source, at spot, r *program.Ref, seen map[string]bool) {
	if r.Key == nil || r.Key.Sure || i.unreadable(r.Target.Rows.From) {
		return
	}
	t := i.tally(at.rows, src.Path(), i.places.of(src))
	pointing := sqltree.AllOf(at.guard, pointed(r.Key.Key)) // of all variants: the row is what points
	text := "reference " + at.path + " " + r.Target.Path() + " " + sqltree.Text(pointing)
	if seen[text] {
		return
	}
	seen[text] = true
	all, lost := t.of(pointing), t.of(sqltree.AllOf(pointing, sqltree.IsNotTrue(there(r.Key))))
	place := i.places.hole(src, at.path, append(columnsOf(r.Key.Key), "-> "+r.Target.Type)...)
	i.later = append(i.later, func() error {
		if !lost.known || lost.n == 0 {
			return nil
		}
		f := Finding{Check: "references", Source: src.Path(), Count: lost.n, Problem: problem.Problem{
			Pos: place, Severity: problem.Note,
			Message: fmt.Sprintf("%s: %s: %d of %d rows point at no row of %s%s", src.Path(), at.path, lost.n, all.n, r.Target.Path(), i.bounds[at.rows].note),
			Hint:    "the target is missing, or its where leaves it out: the reference is not written",
		}}
		if at.required && !strings.Contains(at.path, ".") || i.demandedByProfile(src, at.path) {
			f.Severity, f.Hint = problem.Warning, "the element is demanded: join the target, so that such rows are no resources"
		}
		i.add(f)
		return nil
	})
}

// pointed is the condition that a key is there.
func pointed(key []sqltree.Expr) sqltree.Expr {
	var terms []sqltree.Expr
	for _, k := range key {
		terms = append(terms, sqltree.NotNull(k))
		if c, ok := k.(sqltree.Column); ok && c.Def != nil {
			switch c.Def.Kind {
			case schema.Text:
				terms = append(terms, sqltree.Compare(k, "<>", sqltree.Literal{}))
			case schema.Integer:
				terms = append(terms, sqltree.Compare(k, "<>", sqltree.Number{Text: "0"})) // legacy tables say 0 for none
			}
		}
	}
	return sqltree.AllOf(terms...)
}

// columnsOf are the columns of a key as a mapping would say them.
func columnsOf(key []sqltree.Expr) []string {
	var out []string
	for _, k := range key {
		if _, ok := k.(sqltree.Column); ok {
			out = append(out, columnText(k))
		}
	}
	return out
}

// there is the condition that the target's row is there, by the key alone.
func there(r *program.Reference) sqltree.Expr {
	whole := *r.Target
	rows := *r.Target.Rows
	if rows.Where == nil {
		rows.Where = sqltree.True // so that the row is looked for although the key alone gives the id
	}
	whole.Rows = &rows
	return program.PresentReference(&program.Reference{Target: &whole, Key: r.Key})
}

// demandedByProfile tells whether a profile that the source declares demands an element.
func (i *inspector) demandedByProfile(src *program.Source, path string) bool {
	for _, v := range src.Variants {
		for _, p := range profilesOf(v) {
			for _, e := range p.Elements {
				if e.Min > 0 && e.Path == path && !strings.Contains(path, ".") {
					return true
				}
			}
		}
	}
	return false
}
