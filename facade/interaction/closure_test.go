package interaction_test

import (
	"net/url"
	"testing"

	"golang.org/x/sync/errgroup"

	"ehr.example/portico/facade/outcome"
	"ehr.example/portico/facade/plan"
)

// TestClosure: every resource is found by each of its own search values in several spellings, and not by values that it
// does not have. What a resource's values are, and what a search means, is read from its JSON and from the specification
// by code that shares nothing with the server's.
func TestClosure(t *testing.T) {
	for _, s := range subjects(t) {
		t.Run(s.site.Tenant, s.closure)
	}
}

func (s *subject) closure(t *testing.T) {
	defer s.report(t)
	for _, typ := range s.site.Program.Types {
		items, codes := s.items[typ.Name], plan.Parameters(typ)
		if len(items) == 0 && s.sparse {
			continue
		}
		if len(items) == 0 {
			if without[s.mapper+" "+typ.Name] == "" {
				t.Errorf("%s has no resources to check", typ.Name)
			}
			continue
		}
		alone := map[string]int{}
		var g errgroup.Group
		g.SetLimit(workers)
		for _, it := range sampled(items, s.each()) {
			alone[it.group]++
			single := alone[it.group] == 1
			g.Go(func() error {
				s.item(t, it, codes, single)
				return nil
			})
		}
		_ = g.Wait()
		s.sets(t, typ.Name, codes)
	}
}

// item checks one resource: what must find it in few requests, what must not in few more. Single asks for each alone.
func (s *subject) item(t *testing.T, it *item, codes []string, single bool) {
	var finds []criterion
	for _, code := range codes {
		if s.closed(t, it, code) {
			continue
		}
		misses := map[string][]criterion{}
		for _, p := range s.probes(t, it, code) {
			c := criterion{code, p}
			switch {
			case answer(s.kind(it.typ, code), s.having(it, code, p), p):
				finds = append(finds, c)
			default:
				misses[p.modifier] = append(misses[p.modifier], c)
			}
		}
		for _, cs := range misses {
			s.misses(t, it, cs, single)
		}
	}
	s.finds(t, it, finds, single)
}

// closed tells whether the source of the resource cannot answer the parameter, which must be known.
func (s *subject) closed(t *testing.T, it *item, code string) bool {
	name, text := opening(it.typ, code)
	params := url.Values{"_id": {it.id}, name: {text}}
	_, err := s.ask(t, it.typ, params)
	if err == nil {
		return false
	}
	known := s.cannot[it.typ+" "+code] || s.refuses(it.typ, code) && len(it.values[code]) == 0
	if outcome.From(err).Code() != outcome.CodeNotSupported || !known {
		s.fault(t, it.typ, code, params, "%v", err)
	}
	return true
}

// probes are the ways to ask for the resource's values of a parameter, for absence, and for values of others.
func (s *subject) probes(t *testing.T, it *item, code string) []probe {
	k, values := s.kind(it.typ, code), it.values[code]
	var out []probe
	if _, composite := k.(*composites); !composite {
		out = append(out, probe{"missing", "true", judged}, probe{"missing", "false", judged})
	}
	for _, v := range values {
		for _, p := range k.probes(v) {
			own := answer(k, []any{v}, p)
			if p.verdict != judged && own != (p.verdict == holds) {
				t.Errorf("the evaluator errs: %s=%s of %v is %t", p.name(code), p.text, v, own)
			}
			out = append(out, p)
		}
	}
	if k == (tokens{}) {
		out = append(out, probe{"not", "anything", judged}, probe{"", "anything", judged})
	}
	if k == (tokens{}) && code != "_id" && s.mapper == "practice" {
		for url := range setsOfCodes {
			out = append(out, probe{"in", url, judged}, probe{"not-in", url, judged})
		}
	}
	out = append(out, s.askedProbes(it, code)...)
	for _, v := range s.foreign(it, code) {
		out = append(out, k.probes(v)[0])
	}
	return out
}

// foreign are values that other resources of the type have for the parameter: every so manieth of them.
func (s *subject) foreign(it *item, code string) []any {
	var out []any
	items := s.items[it.typ]
	for i := 0; i < len(items) && len(out) < 10; i += 1 + len(items)/10 {
		if vs := items[i].values[code]; items[i] != it && len(vs) > 0 {
			out = append(out, vs[0])
		}
	}
	return out
}

// batch is how many criteria one request asks at once: a search takes 64 parameters and 256 alternatives.
const batch = 40

// finds asks for the resource by all criteria at once, and by each when that finds nothing.
func (s *subject) finds(t *testing.T, it *item, cs []criterion, single bool) {
	for start := 0; start < len(cs); start += batch {
		some := cs[start:min(start+batch, len(cs))]
		s.checks.Add(int64(len(some)))
		if !single && s.found(t, it, query(some)) == "" {
			continue
		}
		for _, c := range some {
			if what := s.found(t, it, query([]criterion{c})); what != "" {
				s.fault(t, it.typ, c.code, s.byID(it, query([]criterion{c})), "%s; it has %v", what, it.values[c.code])
			}
		}
	}
}

func (s *subject) byID(it *item, params url.Values) url.Values {
	params.Add("_id", it.id)
	return params
}

// found says what is wrong when a search for the resource does not give it alone.
func (s *subject) found(t *testing.T, it *item, params url.Values) string {
	ids, err := s.ask(t, it.typ, s.byID(it, params))
	switch {
	case err != nil:
		return err.Error()
	case len(ids) != 1 || ids[0] != it.id:
		return "not found"
	}
	return ""
}

// misses asks for the resource by any of the criteria, and by each when that finds it. They have one modifier.
func (s *subject) misses(t *testing.T, it *item, cs []criterion, single bool) {
	if cs[0].modifier == "not" || cs[0].modifier == "not-in" || cs[0].modifier == "missing" {
		single = true
	}
	for start := 0; start < len(cs); start += batch {
		some := cs[start:min(start+batch, len(cs))]
		s.checks.Add(int64(len(some)))
		joined := some[0]
		for _, c := range some[1:] {
			joined.text += "," + c.text
		}
		if !single && s.missed(t, it, joined) == "" {
			continue
		}
		for _, c := range some {
			if what := s.missed(t, it, c); what != "" {
				s.fault(t, it.typ, c.code, s.byID(it, query([]criterion{c})), "%s; it has %v", what, it.values[c.code])
			}
		}
	}
}

func (s *subject) missed(t *testing.T, it *item, c criterion) string {
	ids, err := s.ask(t, it.typ, s.byID(it, query([]criterion{c})))
	switch {
	case err != nil:
		return err.Error()
	case len(ids) > 0:
		return "found"
	}
	return ""
}
