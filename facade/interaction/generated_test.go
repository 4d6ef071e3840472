package interaction_test

import (
	"maps"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"

	"ehr.example/portico/mappers/fhir"
)

// generator makes random searches that a view answers. They ask for what some resource has, or for something beside it, so
// that most find something and few find all.
type generator struct {
	*view
	r *rand.Rand
}

// search is one search: mostly for a type, some for several, in a compartment, or an operation that is one.
func (g *generator) search() searched {
	of := []func() (searched, bool){g.several, g.several, g.compartment, g.compartment, g.compartment, g.everything, g.lastN, g.lastN, g.docRef}
	if n := g.r.IntN(4 * len(of)); n < len(of) {
		if q, ok := of[n](); ok {
			return q
		}
	}
	return g.ofType()
}

// ofType is a search for a type.
func (g *generator) ofType() searched {
	q := ofOne(g.typ())
	anchor := g.item(q.types[0])
	g.ask(&q, anchor, nil)
	g.shape(&q, anchor, g.sortable[anchor.typ])
	return q
}

// ask adds clauses, mostly made around the anchor; of a search for several types by parameters that they share.
func (g *generator) ask(q *searched, anchor *item, shared map[string]bool) {
	for range clauses[g.r.IntN(len(clauses))] {
		around := anchor
		if g.oneIn(3) {
			around = g.item(anchor.typ)
		}
		c, ok := g.clause(around, maxHops)
		if ok && (shared == nil || g.asksAll(q.types, c, shared)) {
			q.clauses = append(q.clauses, c)
		}
	}
}

// shape says what the pages of a search are like: their order and size, totals, what is included and shown.
func (g *generator) shape(q *searched, anchor *item, sortable []string) {
	if g.oneIn(3) && len(sortable) > 0 {
		q.sort = g.order(sortable)
	}
	if g.oneIn(2) {
		q.count = 1 + g.r.IntN(40)
	}
	if g.oneIn(5) {
		q.total = choice(g.r, []string{"accurate", "accurate", "accurate", "estimate", "count"})
	}
	if g.oneIn(12) && q.total != "count" {
		q.includes, q.count = g.includes(anchor.typ), min(q.count, 20)
	}
	if g.oneIn(8) && q.total != "count" {
		q.subset = g.subset(anchor, len(q.includes) > 0)
	}
}

// subset is some of the elements that a resource has, or a summary.
func (g *generator) subset(it *item, includes bool) url.Values {
	if g.oneIn(2) {
		summaries := []string{"true", "data", "text"}
		if includes {
			summaries = summaries[:2] // R4 §3.1.1.5.8: text and includes exclude each other
		}
		return url.Values{"_summary": {choice(g.r, summaries)}}
	}
	var names []string
	for _, name := range slices.Sorted(maps.Keys(it.tree)) {
		if def, _ := memberOf(it.typ, name); def != nil && g.oneIn(3) {
			names = append(names, def.Name)
		}
	}
	if names == nil {
		names = []string{"id"}
	}
	return url.Values{"_elements": {strings.Join(names, ",")}}
}

// maxHops is how many references a clause goes over at most.
const maxHops = 3

// clauses are how many clauses searches have.
var clauses = []int{0, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 4, 5}

func (g *generator) oneIn(n int) bool { return g.r.IntN(n) == 0 }

func choice[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// typ is a type that has resources, and that may be searched.
func (g *generator) typ() string {
	for {
		if typ := choice(g.r, g.types); g.searches(typ) {
			return typ
		}
	}
}

// item is a resource of a type, one that is seen if that is soon found.
func (g *generator) item(typ string) *item {
	it := choice(g.r, g.items[typ])
	for n := 0; n < 50 && !g.sees(it); n++ {
		it = choice(g.r, g.items[typ])
	}
	return it
}

// order is up to three parameters to sort by.
func (g *generator) order(sortable []string) []string {
	var keys, codes []string
	for range 1 + g.r.IntN(3) {
		key := choice(g.r, sortable)
		if code := strings.TrimPrefix(key, "-"); !slices.Contains(codes, code) {
			keys, codes = append(keys, key), append(codes, code)
		}
	}
	return keys
}

// clause asks for something of a resource, or of what it refers to or is referred to by, over as many hops as are left.
func (g *generator) clause(it *item, hops int) (clause, bool) {
	if hops > 0 && g.oneIn(3) {
		if g.oneIn(2) {
			return g.chained(it, hops-1)
		}
		return g.had(it, hops-1)
	}
	return g.criterion(it)
}

// chained asks for something of what a resource refers to.
func (g *generator) chained(it *item, hops int) (clause, bool) {
	var codes []string
	for _, code := range g.codes[it.typ] {
		if fhir.SearchParameterOf(it.typ, code).Type == "reference" && len(it.values[code]) > 0 {
			codes = append(codes, code)
		}
	}
	if len(codes) == 0 {
		return clause{}, false
	}
	code := choice(g.r, codes)
	target := g.byName[choice(g.r, it.values[code]).(string)]
	if target == nil || !g.mayLead(target.typ) {
		return clause{}, false
	}
	c, ok := g.clause(target, hops)
	h := hop{code: code, typ: target.typ}
	if g.oneIn(3) && g.untyped(it.typ, hop{code: code}, c) {
		h.typ = ""
	}
	c.hops = append([]hop{h}, c.hops...)
	return c, ok
}

// mayLead tells whether a hop leads to a type: to one that may not be searched, which forbids the search, only now and then.
func (g *generator) mayLead(typ string) bool { return g.searches(typ) || g.oneIn(10) }

// untyped tells whether a chain may go on without a type at its first hop: what stands behind it means the same of each type
// that it may lead to.
func (g *generator) untyped(typ string, h hop, c clause) bool {
	if len(c.hops) > 0 || c.modifier != "" && c.modifier != "missing" {
		return false
	}
	kinds := map[string]bool{}
	for _, end := range g.endsOf(typ, h, c) {
		kinds[fhir.SearchParameterOf(end, c.code).Type] = true
		if g.refuses(end, c.code) || !slices.Contains(g.codes[end], c.code) {
			return false
		}
	}
	return len(kinds) == 1
}

// had asks for something of what refers to a resource.
func (g *generator) had(it *item, hops int) (clause, bool) {
	links := g.links[it.typ+"/"+it.id]
	if len(links) == 0 {
		return clause{}, false
	}
	from := choice(g.r, links)
	if !g.mayLead(from.from.typ) {
		return clause{}, false
	}
	c, ok := g.clause(from.from, hops)
	c.hops = append([]hop{{code: from.code, typ: from.from.typ, reverse: true}}, c.hops...)
	return c, ok
}

// criterion asks for a value of a resource, for its absence, or for values of others beside it.
func (g *generator) criterion(it *item) (clause, bool) {
	code := choice(g.r, g.codes[it.typ])
	for range 3 {
		if len(it.values[code]) == 0 {
			code = choice(g.r, g.codes[it.typ])
		}
	}
	if g.refuses(it.typ, code) && !g.oneIn(8) {
		return clause{}, false
	}
	p, ok := g.probe(it, code)
	if !ok {
		return clause{}, false
	}
	c := clause{code: code, modifier: p.modifier, texts: []string{p.text}}
	if p.modifier == "missing" || p.modifier == "in" || p.modifier == "not-in" {
		return c, true
	}
	for g.oneIn(4) {
		more, ok := g.probe(g.item(it.typ), code)
		if ok && more.modifier == p.modifier {
			c.texts = append(c.texts, more.text)
		}
	}
	return c, true
}

// probe is one way to ask for a resource's values of a parameter.
func (g *generator) probe(it *item, code string) (probe, bool) {
	k, values := g.kind(it.typ, code), it.values[code]
	_, composite := k.(*composites)
	if !composite && g.oneIn(12) {
		return probe{modifier: "missing", text: choice(g.r, []string{"true", "false"})}, true
	}
	if k == (tokens{}) && code != "_id" && g.mapper == "practice" && g.oneIn(20) {
		return probe{modifier: choice(g.r, []string{"in", "not-in"}), text: choice(g.r, setURLs)}, true
	}
	if asked := g.askedProbes(it, code); len(asked) > 0 && g.oneIn(6) {
		return choice(g.r, asked), true
	}
	if len(values) == 0 {
		return probe{}, false
	}
	probes := k.probes(choice(g.r, values))
	for len(probes) > 0 {
		p := choice(g.r, probes)
		if g.oneIn(3) || answer(k, values, p) {
			return p, true
		}
	}
	return probe{}, false
}

// setURLs are the value sets that practice ships.
var setURLs = []string{"http://practice.example/ValueSet/circulation", "http://practice.example/ValueSet/acute"}

// includes asks for what is beside resources of a type.
func (g *generator) includes(typ string) []include {
	var out []include
	for range 1 + g.r.IntN(2) {
		it := g.item(typ)
		if len(out) > 0 && g.oneIn(2) {
			it = g.item(g.typ())
		}
		var i include
		if links := g.links[it.typ+"/"+it.id]; g.oneIn(2) && len(links) > 0 {
			from := choice(g.r, links)
			i = include{typ: from.from.typ, code: from.code, target: it.typ, reverse: true}
		} else if code, target, ok := g.reference(it); ok {
			i = include{typ: it.typ, code: code, target: target}
		} else {
			continue
		}
		if g.oneIn(2) {
			i.target = ""
		}
		i.iterate = it.typ != typ || g.oneIn(3)
		if !slices.Contains(out, i) {
			out = append(out, i)
		}
	}
	return out
}

// reference is one that a resource has.
func (g *generator) reference(it *item) (code, target string, ok bool) {
	for _, at := range g.r.Perm(len(g.codes[it.typ])) {
		code := g.codes[it.typ][at]
		if fhir.SearchParameterOf(it.typ, code).Type == "reference" && len(it.values[code]) > 0 {
			target, _, _ := strings.Cut(it.values[code][0].(string), "/")
			return code, target, true
		}
	}
	return "", "", false
}
