package interaction_test

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/outcome"
)

// setsOf is how many whole result sets are asked for each parameter, and for criteria taken together.
func (s *subject) setsOf() (single, together int) {
	switch {
	case everything():
		return 400, 1000
	case s.large():
		return 2, 10
	}
	return 10, 50
}

// manyMatches is from how many matches on only their number is compared, unless everything is.
const manyMatches = 1500

// sets compares whole answers with what the evaluator finds among all resources of the type: for some probes of each
// parameter, then for two and three criteria together, and for alternatives.
func (s *subject) sets(t *testing.T, typ string, codes []string) {
	single, together := s.setsOf()
	h := fnv.New64a()
	h.Write([]byte(s.site.Tenant + typ))
	r := rand.New(rand.NewPCG(h.Sum64(), 1))
	var all []criterion
	var g errgroup.Group
	g.SetLimit(workers)
	ask := func(cs ...criterion) {
		g.Go(func() error {
			s.set(t, typ, cs)
			return nil
		})
	}
	for _, code := range codes {
		if s.shut(t, typ, code) {
			continue
		}
		probes := s.variety(typ, code)
		r.Shuffle(len(probes), func(i, j int) { probes[i], probes[j] = probes[j], probes[i] })
		for _, c := range probes[:min(single, len(probes))] {
			ask(c)
		}
		all = append(all, probes[:min(40, len(probes))]...)
	}
	for range together {
		a, b, c := all[r.IntN(len(all))], all[r.IntN(len(all))], all[r.IntN(len(all))]
		if a.code == b.code && a.modifier == b.modifier && a.modifier != "missing" {
			a.text += "," + b.text
			b = c
		}
		ask(a, b)
		if r.IntN(2) == 0 {
			ask(a, b, c)
		}
	}
	_ = g.Wait()
}

// shut tells whether some source of the type cannot answer the parameter, so that it is refused without other criteria.
func (s *subject) shut(t *testing.T, typ, code string) bool {
	name, text := opening(typ, code)
	params := url.Values{name: {text}, "_count": {"1"}}
	_, err := s.ask(t, typ, params)
	if err == nil {
		if s.refuses(typ, code) {
			s.fault(t, typ, code, params, "answered, though the table of refusals has it")
		}
		return false
	}
	if outcome.From(err).Code() != outcome.CodeNotSupported || !s.refuses(typ, code) {
		s.fault(t, typ, code, params, "%v", err)
	}
	return true
}

// probed is a value that was asked for, by a modifier or by none.
type probed struct {
	modifier string
	value    any
}

// identity is a value as something that is equal where the value is.
func identity(v any) any {
	switch x := v.(type) {
	case measure:
		x.n = nil // its text says it too
		return x
	case compound:
		var b strings.Builder
		for _, part := range x {
			for _, one := range part {
				fmt.Fprintf(&b, "%#v ", identity(one))
			}
			b.WriteByte('$')
		}
		return b.String()
	}
	return v
}

// variety is every distinct probe of a parameter that any resource gives rise to.
func (s *subject) variety(typ, code string) []criterion {
	k, modifiers := s.kind(typ, code), s.askable(typ, code)
	known, seen := map[any]bool{}, map[probe]bool{}
	var out []criterion
	if _, composite := k.(*composites); !composite {
		out = append(out, criterion{code, probe{"missing", "true", judged}}, criterion{code, probe{"missing", "false", judged}})
	}
	add := func(modifier string, values []any, probes func(any) []probe) {
		for _, v := range values {
			one := probed{modifier, identity(v)}
			if known[one] {
				continue // it gives rise to the same probes
			}
			known[one] = true
			for _, p := range probes(v) {
				if key := (probe{modifier: p.modifier, text: p.text}); !seen[key] {
					seen[key] = true
					out = append(out, criterion{code, p})
				}
			}
		}
	}
	for _, it := range s.items[typ] {
		for _, a := range modifiers {
			add(a.modifier, s.having(it, code, probe{modifier: a.modifier}), a.probes)
		}
		add("", it.values[code], k.probes)
	}
	return out
}

func (s *subject) set(t *testing.T, typ string, cs []criterion) {
	want := s.answers(s.items[typ], cs)
	s.checks.Add(1)
	params := query(cs)
	if len(want) > manyMatches && !everything() {
		s.total(t, typ, cs[0].code, params, len(want))
		return
	}
	params.Set("_count", "997")
	entries, err := walk(t, s.site, typ, params)
	s.requests.Add(1)
	params.Del("_count")
	if err != nil {
		s.fault(t, typ, cs[0].code+" sets", params, "%v", err)
		return
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.FullURL[len(s.site.BaseURL)+len(typ)+2:])
	}
	if !slices.Equal(got, want) {
		s.fault(t, typ, cs[0].code+" sets", params, "%s", unlike(got, want))
	}
}

// total compares the number of matches alone.
func (s *subject) total(t *testing.T, typ, code string, params url.Values, want int) {
	s.requests.Add(1)
	params.Set("_summary", "count")
	page, _, err := interaction.Search(t.Context(), s.site, access.Open(s.site.Tenant), typ, params, false)
	if err != nil || *page.Total != int64(want) {
		s.fault(t, typ, code+" sets", params, "total %s instead of %d: %v", number(page.Total), want, err)
	}
}

// unlike says how the ids that came differ from those that should.
func unlike(got, want []string) string {
	text := strconv.Itoa(len(got)) + " instead of " + strconv.Itoa(len(want))
	for _, lists := range []struct {
		name string
		a, b []string
	}{{"; missing ", want, got}, {"; too many ", got, want}} {
		n := 0
		for _, id := range lists.a {
			if !slices.Contains(lists.b, id) && n < 3 {
				text += lists.name + id
				n++
			}
		}
	}
	return text
}
