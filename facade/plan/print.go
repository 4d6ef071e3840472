package plan

import (
	"fmt"
	"strings"

	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// String is the plan for people: each source with what it demands.
func (p *Plan) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "plan    %s, %d sources\n", strings.Join(p.Types, ", "), len(p.Sources))
	if !p.Subset.Whole() {
		fmt.Fprintf(&b, "shown   %s\n", p.Subset)
	}
	for _, text := range p.Ignored {
		fmt.Fprintf(&b, "ignored %s\n", text)
	}
	for _, s := range p.Sources {
		b.WriteString(s.String())
	}
	return b.String()
}

// String is one source of a plan.
func (s *Source) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "  source %s", s.Of.Path())
	if s.Driver != "" {
		fmt.Fprintf(&b, ", driven from %s", s.Driver)
	}
	if s.Driver == "" && s.InOrder {
		b.WriteString(", along the key")
	}
	if s.Named {
		b.WriteString(", one row by its id")
	}
	if s.Last > 0 {
		fmt.Fprintf(&b, ", the latest %d of each code", s.Last)
	}
	for _, t := range s.Order {
		b.WriteString(t.String())
	}
	if s.Shown != s.Of {
		fmt.Fprintf(&b, "\n    reads %s", read(s.Of.Rows, s.Shown.Rows))
	}
	fmt.Fprintf(&b, "\n    where %s\n", sqltree.Text(sqltree.OrTrue(s.Where)))
	for _, v := range s.Variants {
		if v.Of.Name != "" || v.Match != nil {
			fmt.Fprintf(&b, "    variant %s: %s\n", v.Of.Name, sqltree.Text(sqltree.OrTrue(v.Match)))
		}
	}
	return b.String()
}

// String is a term for people.
func (t Term) String() string {
	down := ""
	if t.Descending {
		down = " descending"
	}
	switch {
	case t.Const != nil:
		return fmt.Sprintf("\n    ordered by %q%s", *t.Const, down)
	case t.X == nil:
		return "\n    ordered by nothing"
	}
	return "\n    ordered by " + sqltree.Text(t.X) + down
}

// read says how much of a source's rows, of what they point at and of what lies below them is read.
func read(whole, shown *program.Relation) string {
	children := func(r *program.Relation) (n int) {
		for _, c := range r.Children {
			if c.Shown {
				n++
			}
		}
		return n
	}
	return fmt.Sprintf("%d of %d columns, %d of %d links, %d of %d children",
		len(shown.Columns), len(whole.Columns), len(shown.Links), len(whole.Links), children(shown), children(whole))
}
