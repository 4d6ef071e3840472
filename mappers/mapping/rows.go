package mapping

import (
	"strings"

	"ehr.example/portico/mappers/problem"
)

// Rows is child rows under a name: table alias ON child = parent [JOIN …] [ORDER BY …], or an object that says more.
type Rows struct {
	Name  string
	Pos   problem.Position
	From  Text
	Where Text
	Order Text
	Limit Text    // how many of them are shown
	First []Field // alias → ORDER BY, as of a source
	By    Text    // what name['key'] picks one of them by
	Rows  []*Rows // below these
}

// rowsOf reads a block of rows.
func rowsOf(fields []Field, problems *problem.List) []*Rows {
	var out []*Rows
	for _, f := range fields {
		rows := &Rows{Name: f.Key, Pos: f.Pos}
		if strings.ContainsFunc(f.Key, func(r rune) bool { return !nameRune(r) || r == '-' }) {
			problems.Hintf(f.Pos, "letters, digits and _", "the rows %q could not be named in SQL", f.Key)
		}
		if f.Value.Kind == Object {
			rows.object(f.Value, problems)
		} else {
			rows.From = (&reader{what: "rows", problems: problems}).scalar(f.Value, f.Key)
		}
		out = append(out, rows)
	}
	return out
}

func (r *Rows) object(n *Node, problems *problem.List) {
	in := read(n, "the rows "+r.Name, problems)
	r.From = in.required("from", "a table and an alias, with ON child = parent")
	r.Where, r.Order, r.Limit, r.By = in.text("where"), in.text("order"), in.text("limit"), in.text("by")
	r.First = in.texts("first")
	r.Rows = rowsOf(in.fields("rows"), problems)
	in.rest()
}
