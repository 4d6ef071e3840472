package interaction

import (
	"slices"
	"strings"

	"ehr.example/portico/facade/bundle"
	"ehr.example/portico/facade/outcome"
	"ehr.example/portico/facade/plan"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// shown is a resource of the page, with the references that it shows.
type shown struct {
	source  *program.Source
	variant string
	key     []any
	seen    []program.Seen
}

// name tells resources of a page apart.
func (s shown) name() string {
	var b strings.Builder
	b.WriteString(s.source.Path() + " " + s.variant)
	for _, k := range s.key {
		b.WriteString("\x00" + keyText(k))
	}
	return b.String()
}

// inclusion is the includes of a page under way (R4 §3.1.1.5.5): in each round, what the resources that came last refer to
// and what refers to them. A statement reads the ends of all references that lead to one source.
type inclusion struct {
	run   *run
	of    *plan.Includes
	a     *assembler
	page  *bundle.Page
	here  map[string]bool // the resources on the page
	left  int             // how many may still be added
	cut   bool
	first bool // the last ones are matches
}

// include adds what the query includes to a page of matches.
func (r *run) include(page *bundle.Page, a *assembler) error {
	of := r.plan.Includes()
	if of == nil || a.state.Err != nil {
		return a.state.Err
	}
	in := &inclusion{run: r, of: of, a: a, page: page, here: map[string]bool{}, left: r.site.includeMax(), first: true}
	a.mode = bundle.Include
	for last := a.shown; len(last) > 0 && in.left > 0; in.first = false {
		for _, s := range last {
			in.here[s.name()] = true
		}
		a.shown = nil
		if err := in.forward(last); err != nil {
			return err
		}
		if err := in.reverse(last); err != nil {
			return err
		}
		last = a.shown
	}
	if in.cut {
		page.Entries = append(page.Entries, tooMany(r.site.includeMax()))
	}
	return a.state.Err
}

// defaultIncludeMax is how many resources a page may include where the site does not say.
const defaultIncludeMax = 1000

// includeMax is how many resources a page of the site may include.
func (s *Site) includeMax() int {
	if s.IncludeMax <= 0 {
		return defaultIncludeMax
	}
	return s.IncludeMax
}

func tooMany(limit int) bundle.Entry {
	issue := outcome.Warning(outcome.CodeTooCostly, "This page includes %d resources, and there are more. Ask for smaller pages with _count, or for less.", limit)
	return bundle.Entry{Resource: outcome.JSON(issue), Mode: bundle.Outcome}
}

// ends are the keys that references lead to in one source, by variant where a reference names one.
type ends struct {
	source *program.Source
	keys   [][]any
	wanted map[string]bool // the resources, by name; those of a source without variants by their key
}

// forward reads what resources refer to.
func (in *inclusion) forward(last []shown) error {
	var all []*ends
	for _, s := range last {
		for _, seen := range s.seen {
			if in.of.Follows(s.source, seen.Reference, in.first) {
				all = gather(all, seen)
			}
		}
	}
	var some []*addition
	for _, e := range all {
		if src := in.of.Visible(e.source); src != nil {
			some = append(some, &addition{source: src, keys: e.keys, wanted: e.wanted})
		}
	}
	return in.add(some)
}

// gather notes where a reference leads.
func gather(all []*ends, seen program.Seen) []*ends {
	target := seen.Reference.Target
	at := slices.IndexFunc(all, func(e *ends) bool { return e.source == target })
	if at < 0 {
		at = len(all)
		all = append(all, &ends{source: target, wanted: map[string]bool{}})
	}
	key := make([]any, len(target.Rows.Key))
	for i := range key {
		slot := i
		if seen.Slots != nil {
			slot = seen.Slots[i]
		}
		key[i] = typedKey(target.Rows, i, seen.Rows.Cell(seen.Row, slot))
	}
	name := shown{source: target, variant: seen.Reference.Variant, key: key}.name()
	if !all[at].wanted[name] {
		all[at].wanted[name] = true
		all[at].keys = append(all[at].keys, key)
	}
	return all
}

// addition is rows of a source that references lead to, or that have them.
type addition struct {
	source *plan.Source
	keys   [][]any
	wanted map[string]bool
	rows   *program.Page
}

// add reads rows of some sources by their keys, as far as they can be seen, and shows the wanted ones that are not on the page
// yet, in the order of the keys.
func (in *inclusion) add(all []*addition) error {
	var pages []*program.Page
	for _, a := range all {
		a.rows = &program.Page{Relation: a.source.Shown.Rows}
		if err := in.run.askUnlessEmpty(a.source.KeyedStatement(a.keys), &a.rows.Rows); err != nil {
			return err
		}
		if a.rows.Rows.Len() > 0 {
			pages = append(pages, a.rows)
		}
	}
	if err := in.run.around(pages...); err != nil {
		return err
	}
	for _, a := range all {
		if err := in.showAll(a); err != nil {
			return err
		}
	}
	return nil
}

// showAll shows the rows of one source.
func (in *inclusion) showAll(a *addition) error {
	src, rows, rel := a.source, a.rows, a.rows.Relation
	index := newKeyIndex(rel, len(a.keys))
	if row := index.fill(&rows.Rows, len(rel.Key)); row >= 0 {
		return twice(rel, keyAt(rel, &rows.Rows, row))
	}
	shift := len(rel.Columns) - len(rel.Key)
	for _, key := range a.keys {
		index.readKey(key)
		row, found := index.find()
		if !found {
			continue
		}
		for v := range src.Variants {
			if column := src.MatchColumn(v); column < 0 || program.Truth(rows.Rows.Cell(int(row), column+shift)) {
				in.show(src, v, rows, int(row), a.wanted)
			}
		}
	}
	return nil
}

// show appends a resource, unless it is on the page or not wanted.
func (in *inclusion) show(src *plan.Source, variant int, rows *program.Page, row int, wanted map[string]bool) {
	s := shown{source: src.Of, variant: src.Variants[variant].Of.Name, key: keyAt(src.Of.Rows, &rows.Rows, row)}
	if wanted != nil && !wanted[s.name()] && !wanted[shown{source: s.source, key: s.key}.name()] || in.here[s.name()] {
		return
	}
	if in.left == 0 {
		in.cut = true
		return
	}
	in.here[s.name()] = true
	in.left--
	in.a.append(src, variant, rows, row)
}

// reverse reads what refers to resources.
func (in *inclusion) reverse(last []shown) error {
	var order []*program.Source
	rows := map[*program.Source]map[string][][]any{}
	for _, s := range last {
		if rows[s.source] == nil {
			rows[s.source] = map[string][][]any{}
			order = append(order, s.source)
		}
		of := rows[s.source]
		if n := len(of[""]); n == 0 || !sameKey(of[""][n-1], s.key) {
			of[""] = append(of[""], s.key)
		}
		if s.variant != "" {
			of[s.variant] = append(of[s.variant], s.key)
		}
	}
	var referring []*plan.Source
	for _, to := range order {
		referring = append(referring, in.of.Referring(to, rows[to], in.first)...)
	}
	return in.referring(referring)
}

// referring shows the resources of some sources that refer to the page's, of each up to one more than may be added.
func (in *inclusion) referring(sources []*plan.Source) error {
	statements := make([]*sqltree.Select, len(sources))
	for i, src := range sources {
		statements[i] = src.KeyStatement(nil, in.left+1)
	}
	found, err := in.run.askEach(sources, statements)
	if err != nil {
		return err
	}
	var some []*addition
	for i, src := range sources {
		visible := in.of.Visible(src.Of)
		if visible == nil || len(found[i].places) == 0 {
			continue
		}
		a := &addition{source: visible, wanted: map[string]bool{}}
		for _, row := range found[i].places {
			key := keyAt(src.Of.Rows, found[i].rows, row)
			a.keys = append(a.keys, key)
			for _, m := range appendMatches(nil, src, found[i].rows, row, key, "") {
				a.wanted[shown{source: src.Of, variant: src.Variants[m.variant].Of.Name, key: key}.name()] = true
			}
		}
		some = append(some, a)
	}
	return in.add(some)
}
