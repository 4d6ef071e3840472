package plan

import (
	"slices"
	"strconv"

	"ehr.example/portico/facade/search"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// last makes streams of the sources by code and, in each, from the latest to the oldest (R4, Observation-lastn); of documents by
// type. A stream finds no more rows of a code than the latest ones that are asked for: of more streams than one, merging decides.
func (b *builder) last(query search.Query) {
	var streams []*Source
	for _, s := range b.plan.Sources {
		s.tenant, s.Named, s.Last = b.tenant, false, query.Last
		streams = append(streams, b.order(s, true, func(v *program.Variant) ([]Term, string) {
			if query.Documents != nil {
				return b.lastTerms(v, "type", "date", "period")
			}
			return b.lastTerms(v, "code", "date")
		})...)
	}
	merge(streams)
	b.plan.Sources = streams
}

// lastTerms are the group that a variant's resources are in, by a parameter, and their date: by the first one that is there.
func (b *builder) lastTerms(v *program.Variant, code string, dates ...string) ([]Term, string) {
	group, why := b.group(v.Params[code])
	if why != "" {
		return nil, code + ": " + why
	}
	date := Term{Present: sqltree.False}
	for _, name := range dates {
		p := v.Params[name]
		if p == nil || p.Status == program.Never {
			continue
		}
		if why = p.Why; p.Status == program.Answers {
			date, why = b.term(p, true)
		}
		if why != "" {
			return nil, name + ": " + why
		}
		break
	}
	date.Descending = true
	return []Term{group, date}, ""
}

// group is the code that resources are grouped by, with its system; where there is none, the text. Of several codings the first
// one counts, in the order of the mapping.
func (b *builder) group(p *program.Param) (Term, string) {
	var whens []sqltree.When
	switch {
	case p == nil:
	case p.Status == program.Cannot:
		return Term{}, p.Why
	default:
		for _, a := range p.Alternatives {
			t, why := b.coded(a)
			switch {
			case why != "":
				return Term{}, why
			case len(whens) == 0 && t.Const != nil && sqltree.IsTrue(t.Present):
				return t, ""
			case !sqltree.IsFalse(t.Present):
				whens = append(whens, sqltree.When{Cond: t.Present, Then: said(t)})
			}
		}
	}
	return b.named(p, whens)
}

// coded is one coding as system|code.
func (b *builder) coded(a program.Alternative) (Term, string) {
	t, why := b.pair(a.Token)
	switch {
	case why != "":
		return Term{}, why
	case a.Child != nil:
		return ofChildren(t, a, false)
	}
	t.Present = b.settled(sqltree.AllOf(sqltree.OrTrue(a.Guard), t.Present))
	return t, ""
}

// named ends a group with the text of a code.
func (b *builder) named(p *program.Param, whens []sqltree.When) (Term, string) {
	if p != nil && p.Asked["text"] != nil {
		for _, a := range p.Asked["text"].Alternatives {
			if a.Text == nil || a.Child != nil {
				continue
			}
			t, why := b.sortText(a.Text, Code)
			if why != "" {
				return Term{}, "its text: " + why
			}
			cond := b.settled(sqltree.AllOf(sqltree.OrTrue(a.Guard), t.Present))
			whens = append(whens, sqltree.When{Cond: cond, Then: said(t)})
		}
	}
	if len(whens) == 0 {
		return constantTerm(""), ""
	}
	return Term{X: bytewise(sqltree.Case{Whens: whens, Else: sqltree.Literal{Value: ""}}), Present: sqltree.True, Form: Code}, ""
}

func constantTerm(text string) Term { return Term{Const: &text, Present: sqltree.True, Form: Code} }

// said is a term's value in SQL.
func said(t Term) sqltree.Expr {
	if t.Const != nil {
		return sqltree.Literal{Value: *t.Const}
	}
	return t.X
}

// pair is a token's system and code as one text: system|code.
func (b *builder) pair(token *program.Token) (Term, string) {
	if v := token.Code; token.System == v && v.Map != nil {
		return b.sortShown(v, Code, pair)
	}
	code, why := b.sortText(token.Code, Code)
	if why != "" {
		return Term{}, why
	}
	system := constantTerm("")
	if token.System != nil {
		if system, why = b.sortText(token.System, Code); why != "" {
			return Term{}, why
		}
	}
	switch {
	case code.Const != nil && system.Const != nil:
		both := constantTerm(*system.Const + "|" + *code.Const)
		both.Present = code.Present
		return both, ""
	case system.Const == nil && system.X == nil: // a setting that is not given
		system = constantTerm("")
	case system.Const == nil:
		system.X = sqltree.Func{Name: "COALESCE", Args: []sqltree.Expr{system.X, sqltree.Literal{Value: ""}}}
	}
	code.X = sqltree.Func{Name: "CONCAT", Args: []sqltree.Expr{said(system), sqltree.Literal{Value: "|"}, said(code)}}
	code.Const = nil
	return code, ""
}

// pair is system|code.
func pair(c *program.Coded) string { return c.System + "|" + c.Code }

// ranked tells a stream that has several codes: only SQL knows which rows are the latest of each.
func (s *Source) ranked() bool { return s.Last > 0 && !s.Order[0].fixed() }

// OneCode tells a stream whose rows all have one code.
func (s *Source) OneCode() bool { return s.Last > 0 && s.Order[0].fixed() }

// The names of columns that one statement has of another.
const (
	rankedAlias = "ranked"
	lineAlias   = "line"
	groupName   = "code"
	dateName    = "date"
	rankName    = "nth"
)

// lastStatement is SortedStatement of the latest rows of each code: a rank among the rows of the code, and around it the place,
// the order and the limit. Rows of the same date have the same rank, so that none of them is left out.
func (s *Source) lastStatement(after *Place, limit int) *sqltree.Select {
	inner := s.rankedRows()
	outer := s.overRanked(inner)
	columns := make([]sqltree.Expr, len(inner.Names)-1)
	for i := range columns {
		columns[i] = rankedColumn(inner.Names[i])
	}
	return &sqltree.Select{
		Columns: columns,
		From:    sqltree.From{{Alias: rankedAlias, Derived: inner}},
		Where: sqltree.AllOf(
			sqltree.Compare(rankedColumn(rankName), "<=", sqltree.Number{Text: strconv.Itoa(s.Last)}), outer.behindPlace(WithValue, after)),
		OrderBy: outer.orderBy(WithValue, ""),
		Limit:   limit,
	}
}

func rankedColumn(name string) sqltree.Column { return sqltree.Column{Alias: rankedAlias, Name: name} }

// rankedRows are the rows of the stream with the columns of a sorted statement, and the rank behind them. Rows that are read as one
// are made one before they are counted.
func (s *Source) rankedRows() *sqltree.Select {
	out := s.groupedRows()
	group, date := out.Columns[slices.Index(out.Names, groupName)], sqltree.Expr(sqltree.Null{})
	if at := slices.Index(out.Names, dateName); at >= 0 {
		date = out.Columns[at]
	}
	if out.Distinct {
		lines := finish(out, s.tenancy)
		out = &sqltree.Select{From: sqltree.From{{Alias: lineAlias, Derived: lines}}, Names: slices.Clone(lines.Names)}
		for _, name := range lines.Names {
			out.Columns = append(out.Columns, sqltree.Column{Alias: lineAlias, Name: name})
		}
		group = sqltree.Column{Alias: lineAlias, Name: groupName}
		if slices.Contains(lines.Names, dateName) {
			date = sqltree.Column{Alias: lineAlias, Name: dateName}
		}
	}
	out.Columns = append(out.Columns, sqltree.Window{
		Name: "RANK", Partition: []sqltree.Expr{group}, OrderBy: []sqltree.Order{{X: date, Desc: true}},
	})
	out.Names = append(out.Names, rankName)
	return finish(out, s.tenancy)
}

// groupedRows are the rows of the stream: their keys, codes, dates and what tells which variants match.
func (s *Source) groupedRows() *sqltree.Select {
	rel := s.Of.Rows
	out := &sqltree.Select{Distinct: rel.Grouped, Columns: slices.Clone(rel.Key), From: rel.From, Where: s.where()}
	for i := range rel.Key {
		out.Names = append(out.Names, "key"+strconv.Itoa(i))
	}
	out.Columns, out.Names = append(out.Columns, s.Order[0].X), append(out.Names, groupName)
	if !s.Order[1].fixed() {
		out.Columns, out.Names = append(out.Columns, s.Order[1].shown(false, WithValue)), append(out.Names, dateName)
	}
	for i, m := range s.matches() {
		out.Columns, out.Names = append(out.Columns, m), append(out.Names, "match"+strconv.Itoa(i))
	}
	if s.Driver != "" {
		out.From, out.Straight = startAt(rel.From, s.Driver)
	}
	return out
}

// overRanked is the stream over the columns of its ranked rows.
func (s *Source) overRanked(inner *sqltree.Select) *Source {
	out, of, rows := *s, *s.Of, *s.Of.Rows
	rows.Key = nil
	for i := range s.Of.Rows.Key {
		rows.Key = append(rows.Key, rankedColumn(inner.Names[i]))
	}
	of.Rows, out.Of, out.Driver = &rows, &of, ""
	out.Order = slices.Clone(s.Order)
	out.Order[0].X = rankedColumn(groupName)
	if date := &out.Order[1]; !date.fixed() {
		date.X, date.Present = rankedColumn(dateName), sqltree.NotNull(rankedColumn(dateName))
	}
	return &out
}
