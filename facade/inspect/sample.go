package inspect

import (
	"context"
	"errors"
	"strconv"
	"unicode/utf8"

	"ehr.example/portico/facade/mysql"
	"ehr.example/portico/mappers/draft"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/schema"
	"ehr.example/portico/mappers/sqltree"
)

// maxRaw is how many values a column may have before it counts as one of codes no more.
const maxRaw = 30

// maxFlags is the same for numbers, which are measured values otherwise.
const maxFlags = 4

// Sample counts what a draft wishes to know, before there is any mapping or tenant: rows, filled columns, and the frequent
// values of columns that could hold codes. Of a table with a number as its key only the newest rows are read, as many as
// limit says. A table that takes too long, or that the account may not read, is left out.
func Sample(ctx context.Context, db *mysql.Database, wishes []draft.Wish, limit int) (draft.Statistics, error) {
	session, err := db.Session(ctx)
	if err != nil {
		return nil, err
	}
	defer session.Close()
	out := draft.Statistics{}
	for _, w := range wishes {
		s := sampler{session: session, wish: w}
		counted, err := s.table(limit)
		switch {
		case err == nil:
			out[w.Table.Name] = counted
		case !mysql.TooSlow(err) && !mysql.Denied(err):
			return nil, err
		}
	}
	return out, nil
}

// sampler counts one table.
type sampler struct {
	session *mysql.Session
	wish    draft.Wish
	where   sqltree.Expr
}

// nobody has no settings and no clock: statements of sampling hold neither.
type nobody struct{}

// Setting has no value.
func (nobody) Setting(string) (string, bool) { return "", false }

// Clock has no time.
func (nobody) Clock(bool) string { return "" }

func (s *sampler) ask(sel *sqltree.Select, into *program.Rows) error {
	sel.From = sqltree.From{{Table: s.wish.Table.Name, Alias: "t", Def: s.wish.Table}}
	sel.Where = sqltree.AllOf(sqltree.OrTrue(sel.Where), sqltree.OrTrue(s.where))
	return s.session.Query(sel, nobody{}, into)
}

func column(c *schema.Column) sqltree.Column {
	return sqltree.Column{Alias: "t", Name: c.Name, Def: c}
}

func (s *sampler) table(limit int) (draft.Table, error) {
	out := draft.Table{Columns: map[string]draft.Column{}}
	if err := s.newest(limit); err != nil {
		return out, err
	}
	if err := s.filled(&out); err != nil {
		return out, err
	}
	for _, name := range s.wish.Codes {
		c := out.Columns[name]
		var err error
		if c.Codes, err = s.codes(s.wish.Table.Column(name)); err != nil {
			return out, err
		}
		out.Columns[name] = c
	}
	for _, name := range s.wish.Dates {
		c := out.Columns[name]
		var err error
		if c.Layout, err = s.layout(s.wish.Table.Column(name), c.Filled); err != nil {
			return out, err
		}
		out.Columns[name] = c
	}
	return out, nil
}

// layout is the format that at least nineteen of twenty texts of a column have, or "".
func (s *sampler) layout(c *schema.Column, filled int64) (string, error) {
	sel := &sqltree.Select{}
	for _, l := range draft.Layouts {
		sel.Columns = append(sel.Columns, sum(sqltree.Compare(column(c), "REGEXP", sqltree.Literal{Value: l.Pattern})))
	}
	var rows program.Rows
	if err := s.ask(sel, &rows); err != nil {
		return "", err
	}
	n, err := numbers(&rows)
	if err != nil {
		return "", err
	}
	for i, l := range draft.Layouts {
		if filled > 0 && n[i]*20 >= filled*19 {
			return l.Format, nil
		}
	}
	return "", nil
}

// newest bounds a table to the rows with the highest keys, where its key is a number.
func (s *sampler) newest(limit int) error {
	pk := primaryKey(s.wish.Table)
	if len(pk) != 1 || s.wish.Table.Column(pk[0]).Kind != schema.Integer {
		return nil
	}
	key := column(s.wish.Table.Column(pk[0]))
	var rows program.Rows
	err := s.ask(&sqltree.Select{Columns: []sqltree.Expr{key}, OrderBy: []sqltree.Order{{X: key, Desc: true}}, Limit: limit}, &rows)
	if err != nil || rows.Len() < limit {
		return err
	}
	s.where = sqltree.Compare(key, ">=", sqltree.Arg{Value: string(rows.Cell(limit-1, 0))})
	return nil
}

// filled counts rows, and for each column those that have something in it.
func (s *sampler) filled(out *draft.Table) error {
	columns := s.wish.Table.Columns
	for start := 0; start == 0 || start < len(columns); start += most {
		some := columns[start:min(start+most, len(columns))]
		sel := &sqltree.Select{Columns: []sqltree.Expr{sum(sqltree.True)}}
		for _, c := range some {
			sel.Columns = append(sel.Columns, sum((&program.Value{Expr: column(c), Column: c, Kind: c.Kind, Nullable: true}).Present()))
		}
		var rows program.Rows
		if err := s.ask(sel, &rows); err != nil {
			return err
		}
		n, err := numbers(&rows)
		if err != nil {
			return err
		}
		out.Rows = n[0]
		for i, c := range some {
			out.Columns[c.Name] = draft.Column{Filled: n[i+1]}
		}
	}
	return nil
}

func numbers(rows *program.Rows) ([]int64, error) {
	var out []int64
	for i := 0; i < rows.Width(); i++ {
		n, err := strconv.ParseInt(string(rows.Cell(0, i)), 10, 64)
		if err != nil {
			return nil, errors.New("a count is no number")
		}
		out = append(out, n)
	}
	return out, nil
}

// codes are the values of a column that at least a few rows have; none when there are too many for codes, or one is too
// long.
func (s *sampler) codes(c *schema.Column) ([]draft.Value, error) {
	x := sqltree.Expr(column(c))
	if c.Kind == schema.Bit {
		x = sqltree.Compare(x, "+", sqltree.Number{Text: "0"})
	}
	counted := sum(sqltree.True)
	var rows program.Rows
	err := s.ask(&sqltree.Select{
		Columns: []sqltree.Expr{x, counted}, Where: sqltree.NotNull(column(c)), GroupBy: []sqltree.Expr{x},
		OrderBy: []sqltree.Order{{X: counted, Desc: true}}, Limit: maxRaw + 1,
	}, &rows)
	if err != nil || rows.Len() > maxRaw || c.Kind == schema.Integer && rows.Len() > maxFlags {
		return nil, err
	}
	var out []draft.Value
	for row := range rows.Len() {
		raw := rows.Cell(row, 0)
		if len(raw) > maxLength || !utf8.Valid(raw) {
			return nil, nil
		}
		n, err := strconv.ParseInt(string(rows.Cell(row, 1)), 10, 64)
		if err != nil {
			return nil, err
		}
		if n >= fewRows {
			out = append(out, draft.Value{Raw: string(raw), Rows: n})
		}
	}
	return out, nil
}
