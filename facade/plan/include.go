package plan

import (
	"slices"
	"strings"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/search"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// Includes is what is shown beside the matches of a query: which references are followed, in both directions, and what the
// grant lets be seen at their ends.
type Includes struct {
	b       *builder
	asked   []search.Include
	visible map[*program.Source]*Source
}

func newIncludes(b *builder, asked []search.Include) *Includes {
	if len(asked) == 0 {
		return nil
	}
	return &Includes{b: b, asked: asked, visible: map[*program.Source]*Source{}}
}

// Visible is a source as far as the grant lets it be seen, whatever the query asks of its matches. Nil: nothing of it.
func (in *Includes) Visible(src *program.Source) *Source {
	if s, known := in.visible[src]; known {
		return s
	}
	s := in.b.planned(src, access.Read|access.Search, func(v *program.Variant) ([]sqltree.Expr, []error) {
		return []sqltree.Expr{sqltree.OrTrue(v.If)}, nil
	})
	if s != nil {
		in.b.show(s, in.b.plan.Subset.Included(), false)
	}
	in.visible[src] = s
	return s
}

// Follows tells whether a reference that a resource of a source shows is to be followed. First: the resource is a match,
// and was not included itself.
func (in *Includes) Follows(from *program.Source, r *program.Reference, first bool) bool {
	for _, i := range in.asked {
		if i.Reverse || !first && !i.Iterate || i.Type != "*" && i.Type != from.Type || i.Target != "" && i.Target != r.Target.Type {
			continue
		}
		if i.Param == nil || holds(from, i.Param.Code, r) {
			return true
		}
	}
	return false
}

// holds tells whether a reference is one of a parameter's.
func holds(src *program.Source, code string, r *program.Reference) bool {
	return slices.ContainsFunc(src.Variants, func(v *program.Variant) bool {
		p := v.Params[code]
		return p != nil && slices.ContainsFunc(p.Alternatives, func(a program.Alternative) bool { return a.Reference == r })
	})
}

// Referring is the sources whose resources refer to some of a source's, as far as they can be seen, one for each source
// that is asked for. Variants are those of the rows that were shown.
func (in *Includes) Referring(to *program.Source, rows map[string][][]any, first bool) []*Source {
	var out []*Source
	for _, typ := range in.b.tenant.Program.Types {
		for _, from := range typ.Sources {
			if s := in.referring(from, to, rows, first); s != nil {
				out = append(out, s)
			}
		}
	}
	return out
}

func (in *Includes) referring(from, to *program.Source, rows map[string][][]any, first bool) *Source {
	if !slices.ContainsFunc(in.asked, func(i search.Include) bool { return reverses(i, from, to, first) }) {
		return nil
	}
	s := in.b.planned(from, access.Search, func(v *program.Variant) ([]sqltree.Expr, []error) {
		var some []sqltree.Expr
		for _, i := range in.asked {
			if reverses(i, from, to, first) {
				some = append(some, pointing(v, i, to, rows))
			}
		}
		return []sqltree.Expr{sqltree.OrTrue(v.If), sqltree.AnyOf(some...)}, nil
	})
	if s != nil {
		s.InOrder, s.Bounded = false, true // the references bound it
	}
	return s
}

// reverses tells whether an include asks for what a source's resources of this type refer to.
func reverses(i search.Include, from, to *program.Source, first bool) bool {
	return i.Reverse && (first || i.Iterate) && (i.Type == "*" || i.Type == from.Type) && (i.Target == "" || i.Target == to.Type)
}

// pointing is the condition that one of a variant's references leads to one of the rows, by variant of their source.
func pointing(v *program.Variant, i search.Include, to *program.Source, rows map[string][][]any) sqltree.Expr {
	var some []sqltree.Expr
	for code, p := range v.Params {
		if i.Param != nil && code != i.Param.Code || p.Def.Type != "reference" || p.Status != program.Answers {
			continue
		}
		e, _ := over(p, func(a program.Alternative) (sqltree.Expr, string) {
			if a.Reference == nil || a.Reference.Target != to {
				return sqltree.False, ""
			}
			keys := rows[""]
			if a.Reference.Self && a.Reference.Variant != "" {
				keys = rows[a.Reference.Variant]
			}
			if len(keys) == 0 {
				return sqltree.False, ""
			}
			return among(a.Reference.Key, keys), ""
		})
		some = append(some, e)
	}
	slices.SortFunc(some, func(a, b sqltree.Expr) int { return strings.Compare(sqltree.Text(a), sqltree.Text(b)) })
	return sqltree.AnyOf(slices.CompactFunc(some, func(a, b sqltree.Expr) bool { return sqltree.Text(a) == sqltree.Text(b) })...)
}

// KeyedStatement reads the rows with some keys as far as they can be seen, with the Match columns at the end.
func (s *Source) KeyedStatement(keys [][]any) *sqltree.Select {
	rel := s.Shown.Rows
	return finish(&sqltree.Select{
		Distinct: rel.Grouped,
		Columns:  append(slices.Clone(rel.Columns), s.matches()...),
		From:     rel.From,
		Where:    sqltree.AllOf(s.where(), among(rel.Key, keys)),
	}, s.tenancy)
}
