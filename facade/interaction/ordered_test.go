package interaction_test

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/outcome"
	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/program"
)

// prepare learns which types have resources and what each can be sorted by.
func (n *naive) prepare(t testing.TB) {
	t.Helper()
	n.sortable = map[string][]string{}
	for typ, codes := range n.codes {
		if len(n.items[typ]) == 0 {
			continue
		}
		n.types = append(n.types, typ)
		for _, code := range codes {
			for _, key := range []string{code, "-" + code} {
				_, _, err := interaction.Search(t.Context(), n.site, access.Open(n.site.Tenant), typ, url.Values{"_sort": {key}, "_count": {"0"}}, false)
				switch {
				case err == nil:
					n.sortable[typ] = append(n.sortable[typ], key)
				case outcome.From(err).Code() != outcome.CodeNotSupported:
					t.Errorf("%s?_sort=%s: %v", typ, key, err)
				}
			}
		}
	}
	slices.Sort(n.types)
}

// unlikeOrder says how sorted matches differ from the first of those that should be (R4 §3.1.1.5.1): they are in the order of
// the keys, and what is not among them comes behind. What is equal in all keys stays in the order of sources; within one
// source, and one variant of it, in that of an unsorted search, or in the other direction if the first key descends. How
// variants of a source with equal keys stand among each other is not said.
func (v *view) unlikeOrder(q searched, got, want []*item) string {
	missing := map[*item]bool{}
	for _, it := range want {
		missing[it] = true
	}
	for _, it := range got {
		if !missing[it] {
			return differing(got, want)
		}
		delete(missing, it)
	}
	compare := v.byKeys(q)
	for it := range missing {
		if len(got) == 0 || compare(got[len(got)-1], it) > 0 {
			return fmt.Sprintf("%s (%s) is missing", it.id, v.keyText(q, it))
		}
	}
	last := map[string]*item{} // of each variant, the one before among those that are equal
	for i, it := range got {
		if i > 0 {
			switch c := cmp.Or(compare(got[i-1], it), strings.Compare(got[i-1].typ, it.typ), cmp.Compare(v.rank(got[i-1]), v.rank(it))); {
			case v.skipped(q, it):
				clear(last)
			case c > 0:
				return fmt.Sprintf("%s (%s) at place %d stands behind %s (%s)", it.id, v.keyText(q, it), i, got[i-1].id, v.keyText(q, got[i-1]))
			case c < 0:
				clear(last)
			}
		}
		if other := last[it.group]; other != nil && v.lone(it) && (v.place[other] < v.place[it]) == q.downwards() {
			return fmt.Sprintf("%s (%s) at place %d stands behind %s, which is equal", it.id, v.keyText(q, it), i, other.id)
		}
		last[it.group] = it
	}
	return ""
}

// skipped tells a resource that is sorted by a clock which the tenant's zone skips: it is shown as the end of the gap, and
// stands among the others there as its clock says, which nobody can see.
func (v *view) skipped(q searched, it *item) bool {
	return slices.ContainsFunc(q.sort, func(key string) bool {
		return slices.ContainsFunc(it.values[strings.TrimPrefix(key, "-")], func(x any) bool {
			s, ok := x.(span)
			if !ok || s.low.IsZero() {
				return false
			}
			_, before := s.low.Add(-time.Second).In(v.site.Zone.Location).Zone()
			_, after := s.low.In(v.site.Zone.Location).Zone()
			return after > before
		})
	})
}

// downwards tells whether what is equal in all keys stands in the other direction than in an unsorted search.
func (q searched) downwards() bool {
	if slices.Contains(q.sort, "-_id") {
		return true
	}
	return !slices.Contains(q.sort, "_id") && strings.HasPrefix(q.sort[0], "-")
}

// source is the source that a resource comes from; nil where several have such ids.
func (v *view) source(it *item) *program.Source {
	_, name, _ := strings.Cut(it.group, " ")
	for _, src := range v.site.Program.Type(it.typ).Sources {
		if source, _, _ := strings.Cut(name, "/"); src.Name == source && !strings.Contains(name, " ") {
			return src
		}
	}
	return nil
}

// lone tells that it is known which variant of which source made a resource: the ids of one say nothing of that.
func (v *view) lone(it *item) bool {
	src := v.source(it)
	return src != nil && (!src.One || len(src.Variants) == 1)
}

// rank is the place of a resource's source among those of its type; 0 where that is not known.
func (v *view) rank(it *item) int {
	return 1 + slices.Index(v.site.Program.Type(it.typ).Sources, v.source(it))
}

// byKeys compares resources by the keys of a search. Of several values the first in the key's direction counts; what has none
// comes last in both directions.
func (v *view) byKeys(q searched) func(a, b *item) int {
	type key struct {
		code       string
		descending bool
		compare    func(a, b any) int
	}
	var keys []key
	for _, text := range q.sort {
		code, descending := strings.CutPrefix(text, "-")
		if code == "_id" {
			break // ids stand in the order of the keys that they are made of, and no two are equal
		}
		keys = append(keys, key{code, descending, compareOf(fhir.SearchParameterOf(q.types[0], code).Type)})
	}
	return func(a, b *item) int {
		for _, k := range keys {
			x, y := foremost(a, k.code, k.descending, k.compare), foremost(b, k.code, k.descending, k.compare)
			switch {
			case x == nil && y == nil:
				continue
			case x == nil:
				return 1
			case y == nil:
				return -1
			}
			if c := k.compare(x, y); c != 0 {
				if k.descending {
					return -c
				}
				return c
			}
		}
		return 0
	}
}

// foremost is the value that a resource is sorted by; nil: it has none.
func foremost(it *item, code string, descending bool, compare func(a, b any) int) any {
	values := slices.DeleteFunc(slices.Clone(it.values[code]), func(v any) bool {
		s, date := v.(span)
		return date && s.low.IsZero() // a Period without a beginning
	})
	switch {
	case len(values) == 0:
		return nil
	case descending:
		return slices.MaxFunc(values, compare)
	}
	return slices.MinFunc(values, compare)
}

func (v *view) keyText(q searched, it *item) string {
	var texts []string
	for _, text := range q.sort {
		texts = append(texts, fmt.Sprint(it.values[strings.TrimPrefix(text, "-")]))
	}
	return strings.Join(texts, "; ")
}

// compareOf orders the values of a type of parameter: dates by their beginnings, numbers as numbers, codes and addresses byte
// for byte, texts without regard to case and accents.
func compareOf(typ string) func(a, b any) int {
	switch typ {
	case "date":
		return func(a, b any) int { return a.(span).low.Compare(b.(span).low) }
	case "quantity", "number":
		return func(a, b any) int { return a.(measure).n.Cmp(b.(measure).n) }
	case "token":
		return func(a, b any) int { return strings.Compare(a.(token).code, b.(token).code) }
	case "uri":
		return func(a, b any) int { return strings.Compare(a.(string), b.(string)) }
	}
	return func(a, b any) int { return slices.Compare(padded(a), padded(b)) }
}

// padded is a text as a collation compares it that holds blanks at the end for nothing: as if more blanks followed than any
// text has.
func padded(value any) []rune {
	text := strings.TrimRight(written(value), " ") + " "
	if c, other := value.(collated); other {
		return []rune(c.in.folded(text))
	}
	return []rune(folded(text))
}
