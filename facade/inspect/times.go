package inspect

import (
	"fmt"

	"ehr.example/portico/mappers/problem"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/schema"
	"ehr.example/portico/mappers/sqltree"
)

// enough is how many times must be midnight before that means something.
const enough = 20

// times counts zero dates, and midnights where a time of day is shown.
func (i *inspector) times(src *program.Source, at spot, h *program.Hole, seen map[string]bool) {
	v := h.Value
	if v.Column == nil || v.Lookup != nil || v.Expr == nil {
		return
	}
	text := "times " + sqltree.Text(v.Expr)
	switch v.Column.Kind {
	case schema.Date, schema.DateTime, schema.Timestamp:
	default:
		return
	}
	if seen[text] {
		return
	}
	seen[text] = true
	t := i.tally(at.rows, src.Path(), i.places.of(src))
	zero := t.of(sqltree.AllOf(sqltree.NotNull(v.Expr), sqltree.Compare(v.Expr, "<", sqltree.Literal{Value: "0001-01-01"})))
	place := i.places.hole(src, at.path, columnText(v.Expr))
	i.later = append(i.later, func() error {
		if zero.known && zero.n > 0 {
			i.add(Finding{Check: "times", Source: src.Path(), Count: zero.n, Problem: problem.Problem{
				Pos: place, Severity: problem.Note,
				Message: fmt.Sprintf("%s: %s holds %d zero dates%s", src.Path(), columnText(v.Expr), zero.n, i.bounds[at.rows].note), Hint: "they count as empty",
			}})
		}
		return nil
	})
	if h.Format == program.FormatLocal || h.Format == program.FormatUTC {
		i.midnights(src, at, v, t, place)
	}
}

func (i *inspector) midnights(src *program.Source, at spot, v *program.Value, t *tally, place problem.Position) {
	there := v.Present()
	all := t.of(there)
	midnight := t.of(sqltree.AllOf(there, sqltree.Compare(sqltree.Func{Name: "DATE", Args: []sqltree.Expr{v.Expr}}, "=", v.Expr)))
	i.later = append(i.later, func() error {
		if all.known && midnight.known && all.n >= enough && midnight.n == all.n {
			i.add(Finding{Check: "times", Source: src.Path(), Count: all.n, Problem: problem.Problem{
				Pos: place, Severity: problem.Warning,
				Message: fmt.Sprintf("%s: %s: all %d times of %s are midnight%s", src.Path(), at.path, all.n, columnText(v.Expr), i.bounds[at.rows].note),
				Hint:    "if the column holds days, say | date",
			}})
		}
		return nil
	})
}
