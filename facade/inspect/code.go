package inspect

import (
	"fmt"
	"strconv"
	"unicode"
	"unicode/utf8"

	"ehr.example/portico/mappers/problem"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// What is shown of raw codes: the most frequent ones, none that is too long for a code, none that only one or two rows
// have, and none at all where there are so many that the column holds something else.
const (
	maxCodes  = 20
	maxValues = 100
	maxLength = 40
	fewRows   = 3
)

// code looks for raw values that a map has no entry for.
func (i *inspector) code(src *program.Source, at spot, v *program.Value, seen map[string]bool) {
	rows, where, pointing := at.rows, at.when(), columnsOf([]sqltree.Expr{v.Expr})
	if v.Lookup != nil {
		pointing = columnsOf(v.Lookup.Key)
		v, rows, where = v.Lookup.Field, v.Lookup.Rows, sqltree.True
	}
	if v.Map == nil || v.Map.Name == "" || len(v.Steps) > 0 || v.Expr == nil || i.unreadable(rows.From) {
		return
	}
	if at.fallback {
		return // what the map does not know, the next branch says
	}
	key := fmt.Sprintf("code %p %s %s %s", rows, v.Map.Name, sqltree.Text(v.Expr), sqltree.Text(where))
	if seen[key] {
		return
	}
	seen[key] = true
	place := i.places.hole(src, at.path, append(pointing, "map "+v.Map.Name)...)
	i.later = append(i.later, func() error { return i.unknownCodes(src, at.path, rows, where, v, place) })
}

func (i *inspector) unknownCodes(src *program.Source, path string, rows *program.Relation, where sqltree.Expr, v *program.Value, place problem.Position) error {
	counted := sum(sqltree.True)
	var found program.Rows
	err := i.ask(&sqltree.Select{
		Columns: []sqltree.Expr{v.Expr, counted}, From: rows.From,
		Where:   sqltree.AllOf(sqltree.OrTrue(rows.Where), sqltree.OrTrue(i.bounds[rows].cond), where, v.Unmapped()),
		GroupBy: []sqltree.Expr{v.Expr}, OrderBy: []sqltree.Order{{X: counted, Desc: true}}, Limit: maxValues + 1,
	}, &found)
	if err != nil {
		return i.passSlow(err, "codes", src, place)
	}
	raws := make([]raw, found.Len())
	for row := range raws {
		raws[row].text = found.Cell(row, 0)
		if raws[row].rows, err = strconv.ParseInt(string(found.Cell(row, 1)), 10, 64); err != nil {
			return err
		}
	}
	i.unknown(src, path, place, unknownTo{what: "the map " + v.Map.Name, severity: codeSeverity(v), hint: becomes(v.Map), note: i.bounds[rows].note}, raws)
	return nil
}

// raw is a raw value and how many rows have it.
type raw struct {
	text []byte
	rows int64
}

// unknownTo is what does not know a raw value, and what follows.
type unknownTo struct {
	what, hint, note string
	severity         problem.Severity
}

// unknown tells the raw values that something does not know, the most frequent first.
func (i *inspector) unknown(src *program.Source, path string, place problem.Position, to unknownTo, raws []raw) {
	say := func(n int64, format string, args ...any) {
		i.add(Finding{Check: "codes", Source: src.Path(), Count: n, Problem: problem.Problem{
			Pos: place, Severity: to.severity, Hint: to.hint,
			Message: fmt.Sprintf("%s: %s: %s does not know %s%s", src.Path(), path, to.what, fmt.Sprintf(format, args...), to.note),
		}})
	}
	if len(raws) > maxValues {
		say(0, "more than %d values, which are not shown: this is no column of codes", maxValues)
		return
	}
	var others, rest int64
	for n, r := range raws {
		if n < maxCodes && r.rows >= fewRows {
			say(r.rows, "%s, %d rows", shown(r.text), r.rows)
		} else {
			others, rest = others+1, rest+r.rows
		}
	}
	if others > 0 {
		say(rest, "%d rarer values, %d rows", others, rest)
	}
}

// codeSeverity: a default takes what the map does not know on purpose.
func codeSeverity(v *program.Value) problem.Severity {
	if v.Map.Default != nil {
		return problem.Note
	}
	return problem.Warning
}

func becomes(m *program.Map) string {
	if m.Default == nil {
		return "the element is absent there"
	}
	return "it becomes " + m.Default.Code
}

// shown is a raw code for people; what is too long or not printable for one is not shown.
func shown(cell []byte) string {
	if len(cell) > maxLength || !utf8.Valid(cell) {
		return fmt.Sprintf("a value of %d bytes", len(cell))
	}
	for _, r := range string(cell) {
		if !unicode.IsPrint(r) {
			return fmt.Sprintf("a value of %d bytes", len(cell))
		}
	}
	return strconv.Quote(string(cell))
}

// lookup counts the rows whose values a lookup does not have.
func (i *inspector) lookup(src *program.Source, at spot, v *program.Value, seen map[string]bool) {
	if v.Lookup == nil || i.unreadable(v.Lookup.Rows.From) {
		return
	}
	l := v.Lookup
	pointing := sqltree.AllOf(at.when(), pointed(l.Key))
	text := "lookup " + l.Name + " " + sqltree.Text(pointing)
	if seen[text] {
		return
	}
	seen[text] = true
	t := i.tally(at.rows, src.Path(), i.places.of(src))
	all, lost := t.of(pointing), t.of(sqltree.AllOf(pointing, sqltree.IsNotTrue(l.Exists(sqltree.True))))
	place := i.places.hole(src, at.path, append(columnsOf(l.Key), "-> "+l.Name)...)
	i.later = append(i.later, func() error {
		if lost.known && lost.n > 0 {
			i.add(Finding{Check: "lookups", Source: src.Path(), Count: lost.n, Problem: problem.Problem{
				Pos: place, Severity: lookupSeverity(at),
				Message: fmt.Sprintf("%s: %s: %d of %d rows hold a key that the lookup %s does not have%s", src.Path(), at.path, lost.n, all.n, l.Name, i.bounds[at.rows].note),
			}})
		}
		return nil
	})
}

func lookupSeverity(at spot) problem.Severity {
	if at.fallback {
		return problem.Note
	}
	return problem.Warning
}
