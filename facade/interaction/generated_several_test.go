package interaction_test

import (
	"slices"
	"strings"

	"ehr.example/portico/facade/plan"
	"ehr.example/portico/facade/search"
	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/program"
)

// several is a search for some types, or for all that may be searched.
func (g *generator) several() (searched, bool) {
	q := searched{several: true, named: !g.oneIn(4) || !g.complete(), count: largest}
	if q.named {
		for range 1 + g.r.IntN(4) {
			q.types = append(q.types, g.typ())
		}
	} else {
		for _, t := range g.site.Program.Types {
			if g.searches(t.Name) {
				q.types = append(q.types, t.Name)
			}
		}
	}
	return g.ofTypes(q)
}

// complete tells that the resources of all types are known.
func (n *naive) complete() bool {
	return !slices.ContainsFunc(n.site.Program.Types, func(t *program.Type) bool {
		_, known := n.items[t.Name]
		return !known
	})
}

// ofTypes completes a search for types.
func (g *generator) ofTypes(q searched) (searched, bool) {
	slices.Sort(q.types)
	q.types = slices.Compact(q.types)
	var full []string
	for _, typ := range q.types {
		if len(g.items[typ]) > 0 {
			full = append(full, typ)
		}
	}
	if len(full) == 0 {
		return q, false
	}
	anchor := g.item(choice(g.r, full))
	shared := g.shared(q.types)
	var sortable []string
	for _, key := range g.sortable[anchor.typ] {
		code := strings.TrimPrefix(key, "-")
		if shared[code] && !slices.ContainsFunc(full, func(typ string) bool { return !slices.Contains(g.sortable[typ], key) }) {
			sortable = append(sortable, key)
		}
	}
	g.ask(&q, anchor, shared)
	g.shape(&q, anchor, sortable)
	return q, true
}

// shared are the parameters that all of some types are asked by, and that are of one kind.
func (g *generator) shared(types []string) map[string]bool {
	out := map[string]bool{}
	for _, code := range g.codes[types[0]] {
		first := fhir.SearchParameterOf(types[0], code)
		out[code] = first.Type != "composite" && !slices.ContainsFunc(types, func(typ string) bool {
			return !slices.Contains(g.codes[typ], code) || fhir.SearchParameterOf(typ, code).Type != first.Type
		})
	}
	return out
}

// asksAll tells whether a clause can be asked of all of some types: by a parameter that they share. What refers to one of them
// by _has refers to the others too, if its parameter may.
func (g *generator) asksAll(types []string, c clause, shared map[string]bool) bool {
	if len(types) == 1 {
		return true
	}
	switch {
	case len(c.hops) == 0:
		return shared[c.code] && !slices.ContainsFunc(types, func(typ string) bool {
			return c.modifier != "" && c.modifier != "missing" && c.modifier != "not" && g.unasks(typ, c)
		})
	case c.hops[0].reverse:
		targets := fhir.SearchParameterOf(c.hops[0].typ, c.hops[0].code).Targets
		return !slices.ContainsFunc(types, func(typ string) bool { return !slices.Contains(targets, typ) })
	case c.hops[0].typ == "":
		return false
	}
	return shared[c.hops[0].code] && !slices.ContainsFunc(types, func(typ string) bool {
		targets := fhir.SearchParameterOf(typ, c.hops[0].code).Targets
		return len(targets) > 0 && !slices.Contains(targets, c.hops[0].typ)
	})
}

// unasks tells that a type has nothing that a clause's modifier asks for.
func (g *generator) unasks(typ string, c clause) bool {
	a := askedBy(fhir.SearchParameterOf(typ, c.code).Type, c.modifier)
	return a != nil && g.unasked(typ, c.code, c.modifier)
}

// compartment is a search in the compartment of something that a resource refers to: for its type, for some types, or for all.
func (g *generator) compartment() (searched, bool) {
	anchor := g.item(g.typ())
	var within []search.Compartment
	for _, of := range fhir.CompartmentTypes() {
		for _, code := range fhir.Compartment(of, anchor.typ) {
			for _, ref := range anchor.values[code] {
				if typ, id, _ := strings.Cut(ref.(string), "/"); typ == of {
					within = append(within, search.Compartment{Type: of, ID: id})
				}
			}
		}
		if of == anchor.typ {
			within = append(within, search.Compartment{Type: of, ID: anchor.id})
		}
	}
	if len(within) == 0 {
		return searched{}, false
	}
	of := choice(g.r, within)
	if g.oneIn(8) && len(g.items[of.Type]) > 0 {
		of.ID = choice(g.r, g.items[of.Type]).id
	}
	if g.oneIn(3) {
		return g.throughout(of, anchor.typ)
	}
	q := ofOne(anchor.typ)
	q.within = of
	g.ask(&q, anchor, nil)
	g.shape(&q, anchor, g.sortable[anchor.typ])
	return q, true
}

// throughout is a search for several types of a compartment, one of them a given one, or for all of them.
func (g *generator) throughout(of search.Compartment, with string) (searched, bool) {
	if !plan.Compartment(g.site.Program, of.Type) {
		return searched{}, false
	}
	q := searched{several: true, named: g.oneIn(2) || !g.complete(), within: of, count: largest}
	for _, t := range g.site.Program.Types {
		if _, known := g.items[t.Name]; known && plan.Places(of.Type, t) && g.searches(t.Name) && (!q.named || t.Name == with || g.oneIn(3)) {
			q.types = append(q.types, t.Name)
		}
	}
	return g.ofTypes(q)
}
