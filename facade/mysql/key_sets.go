package mysql

import (
	"database/sql/driver"
	"fmt"
	"slices"
	"strings"

	"ehr.example/portico/mappers/schema"
	"ehr.example/portico/mappers/sqltree"
)

// keySet is a set of keys on its way: the statement that finds them, with what it looks into itself filled in.
type keySet struct {
	of    *sqltree.Keys
	finds *sqltree.Select
	form  string // sets of one form can be found by one statement; "": alone
}

// maxTogether is how many sets one statement finds.
const maxTogether = 32

// find reads the key sets of some statements that are not known yet: those first that the sets' own statements look into, and
// those of one depth together.
func (s *Session) find(statements []*sqltree.Select, values sqltree.Values) error {
	sets := s.unknown(statements)
	if len(sets) == 0 {
		return nil
	}
	inner := make([]*sqltree.Select, len(sets))
	for i, k := range sets {
		inner[i] = k.Select
	}
	if err := s.find(inner, values); err != nil {
		return err
	}
	var waiting []keySet
	for _, k := range sets {
		if s.keys[k] != nil { // another one looked into it
			continue
		}
		finds := *s.resolved(k.Select)
		finds.Where = sqltree.Fold(finds.Where)
		if sqltree.IsFalse(finds.Where) { // sets inside that are empty leave nothing to look for
			s.keep(k, &finds, nil)
			continue
		}
		waiting = append(waiting, keySet{of: k, finds: &finds, form: formOf(&finds)})
	}
	for len(waiting) > 0 {
		var together []keySet
		together, waiting = alike(waiting)
		if err := s.read(together, values); err != nil {
			return err
		}
	}
	return nil
}

// unknown are the open key sets of some statements that have not been read, each once.
func (s *Session) unknown(statements []*sqltree.Select) []*sqltree.Keys {
	var sets []*sqltree.Keys
	for _, sel := range statements {
		sqltree.WalkSelect(sel, func(e sqltree.Expr) bool {
			if k := sqltree.KeysOf(e); open(k) && s.keys[k] == nil && !slices.Contains(sets, k) {
				sets = append(sets, k)
			}
			return true
		})
	}
	return sets
}

// alike are the first set and those of its form, as many as one statement finds, and the others.
func alike(sets []keySet) (together, others []keySet) {
	for i, set := range sets {
		if i == 0 || set.form != "" && set.form == sets[0].form && len(together) < maxTogether {
			together = append(together, set)
		} else {
			others = append(others, set)
		}
	}
	return together, others
}

// formOf is what the columns of a set's statement are, so that the keys of several can stand in one result and are the same there.
func formOf(sel *sqltree.Select) string {
	if len(sel.OrderBy) > 0 || sel.Limit > 0 {
		return ""
	}
	var b strings.Builder
	for _, x := range sel.Columns {
		c, ok := x.(sqltree.Column)
		if !ok || c.Def == nil {
			return ""
		}
		switch c.Def.Kind {
		case schema.Integer:
			fmt.Fprintf(&b, "integer %t;", c.Def.Unsigned)
		case schema.Text:
			fmt.Fprintf(&b, "text %s %s;", c.Def.Charset, c.Def.Collation)
		default:
			b.WriteString(c.Def.Type + ";")
		}
	}
	return b.String()
}

// read runs the statements of some sets as one, each bounded to one key more than are sent.
func (s *Session) read(sets []keySet, values sqltree.Values) error {
	arms := make(sqltree.Union, len(sets))
	for i, set := range sets {
		bounded := *set.finds
		if bounded.Limit == 0 || bounded.Limit > maxKeys+1 {
			bounded.Limit = maxKeys + 1
		}
		if len(bounded.OrderBy) == 0 {
			bounded.Distinct = true
		}
		if len(sets) > 1 {
			bounded.Columns = append([]sqltree.Expr{sqltree.Number{Text: fmt.Sprint(i)}}, bounded.Columns...)
		}
		arms[i] = &bounded
	}
	var rows [][]any
	err := s.send("", arms, values, func(result driver.Rows) (n int, err error) {
		rows, err = readTyped(result)
		return len(rows), err
	})
	if err != nil {
		return err
	}
	keys := [][][]any{rows}
	if len(sets) > 1 {
		keys = numbered(rows, len(sets))
	}
	for i, set := range sets {
		slices.SortFunc(keys[i], compareKeys)
		s.keep(set.of, set.finds, keys[i])
	}
	return nil
}

// numbered are rows by the number in front of each.
func numbered(rows [][]any, sets int) [][][]any {
	out := make([][][]any, sets)
	for _, row := range rows {
		if n, ok := row[0].(int64); ok && n >= 0 && n < int64(sets) {
			out[n] = append(out[n], row[1:])
		}
	}
	return out
}

// keep remembers what was found of a set.
func (s *Session) keep(of *sqltree.Keys, finds *sqltree.Select, rows [][]any) {
	resolved := &sqltree.Keys{Select: finds, Quiet: of.Quiet}
	if len(rows) <= maxKeys {
		resolved.Rows, resolved.Known = complete(rows), true
	}
	if s.keys == nil {
		s.keys = map[*sqltree.Keys]*sqltree.Keys{}
	}
	s.keys[of], s.keys[resolved] = resolved, resolved // a large set stays open in statements, and is not read for each again
}
