package inspect

import (
	"bytes"
	"cmp"
	"maps"
	"slices"
	"strconv"

	"ehr.example/portico/mappers/problem"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// maxTexts is how many different texts are taken apart, the most frequent ones.
const maxTexts = 5000

// members takes delimited texts apart, and looks for members that a map does not know, or whose prefix no codes: have.
func (i *inspector) members(src *program.Source, at spot, e *program.Each, seen map[string]bool) {
	m := e.Of.Rows.Members
	maps := mapsIn(e.Item)
	strict := m.Codes != nil && m.Codes.Default == nil
	if m.Of.Lookup != nil || m.Of.Expr == nil || len(m.Of.Steps) > 0 || len(maps) == 0 && !strict || at.fallback {
		return
	}
	text := "members " + m.String() + sqltree.Text(at.when())
	if seen[text] {
		return
	}
	seen[text] = true
	place := i.places.hole(src, at.path, columnsOf([]sqltree.Expr{m.Of.Expr})...)
	i.later = append(i.later, func() error {
		var found program.Rows
		counted := sum(sqltree.True)
		err := i.ask(&sqltree.Select{
			Columns: []sqltree.Expr{m.Of.Expr, counted}, From: at.rows.From,
			Where:   sqltree.AllOf(sqltree.OrTrue(at.rows.Where), sqltree.OrTrue(i.bounds[at.rows].cond), at.when(), m.Of.Present()),
			GroupBy: []sqltree.Expr{m.Of.Expr}, OrderBy: []sqltree.Order{{X: counted, Desc: true}}, Limit: maxTexts,
		}, &found)
		if err != nil {
			return i.passSlow(err, "codes", src, place)
		}
		members, err := apart(&found, m)
		if err != nil {
			return err
		}
		for _, known := range maps {
			to := unknownTo{what: "the map " + known.Name, hint: becomes(known), note: i.bounds[at.rows].note, severity: problem.Warning}
			if known.Default != nil {
				to.severity = problem.Note
			}
			i.unknown(src, at.path, place, to, without(members, func(raw []byte) bool { return mapped(known, raw) }))
		}
		if strict {
			to := unknownTo{what: "the codes " + m.Codes.Name, hint: "such codes are left out; $default names a system for those without a prefix", note: i.bounds[at.rows].note, severity: problem.Warning}
			i.unknown(src, at.path, place, to, prefixes(members, m.Codes))
		}
		return nil
	})
}

// mapsIn are the maps that an item's holes go through.
func mapsIn(item program.Node) []*program.Map {
	var out []*program.Map
	w := walker{visit: func(at spot) {
		if h, ok := at.node.(*program.Hole); ok && h.Map != nil && h.Map.Name != "" && !slices.Contains(out, h.Map) {
			out = append(out, h.Map)
		}
	}}
	w.node(item, spot{rows: &program.Relation{}, made: sqltree.True, guard: sqltree.True})
	return out
}

// apart counts the members of texts.
func apart(texts *program.Rows, m *program.Members) (map[string]int64, error) {
	out := map[string]int64{}
	for row := range texts.Len() {
		n, err := strconv.ParseInt(string(texts.Cell(row, 1)), 10, 64)
		if err != nil {
			return nil, err
		}
		for _, member := range bytes.Split(texts.Cell(row, 0), []byte(m.Separator)) {
			if member = bytes.TrimSpace(member); len(member) > 0 {
				out[string(member)] += n
			}
		}
	}
	return out, nil
}

// mapped tells whether a map has an entry for a raw value: one that leaves the element out counts too.
func mapped(m *program.Map, raw []byte) bool {
	text := m.Keys.Canonical(string(raw))
	return slices.ContainsFunc(m.Entries, func(e program.MapEntry) bool { return m.Keys.Canonical(e.Raw) == text })
}

// without are the members that nobody knows, the most frequent first.
func without(members map[string]int64, known func([]byte) bool) []raw {
	var out []raw
	for _, text := range slices.Sorted(maps.Keys(members)) {
		if !known([]byte(text)) {
			out = append(out, raw{[]byte(text), members[text]})
		}
	}
	slices.SortStableFunc(out, func(a, b raw) int { return cmp.Compare(b.rows, a.rows) })
	return out
}

// prefixes are those of members that codes: lack; of the codes behind them nothing is told.
func prefixes(members map[string]int64, c *program.Codes) []raw {
	count := map[string]int64{}
	for text, n := range members {
		prefix, _, found := bytes.Cut([]byte(text), []byte(":"))
		if !found {
			prefix = nil
		}
		count[string(bytes.ToUpper(bytes.TrimSpace(prefix)))] += n
	}
	return without(count, func(raw []byte) bool {
		return slices.ContainsFunc(c.Prefixes, func(p program.Prefix) bool { return bytes.EqualFold([]byte(p.Text), raw) })
	})
}
