package interaction_test

import (
	"slices"
	"strings"
	"sync"

	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/plan"
	"ehr.example/portico/facade/search"
	"ehr.example/portico/mappers/fhir"
)

// naive evaluates searches as R4 §3.1.1 says them: it looks at every resource of a tenant, knows nothing of SQL, and asks
// each criterion of each resource. What a text of a URL matches is said by the kinds (see kind_test.go), and what a
// resource's values are by FHIRPath.
type naive struct {
	*subject
	place     map[*item]int       // in an unsorted search for all resources of its type
	codes     map[string][]string // by type: the parameters that are searched by
	links     map[string][]link   // by Type/id: the references that lead there
	documents map[string]*item    // by the id of the Binary that has their content
	types     []string            // that have resources
	sortable  map[string][]string // by type: what it can be sorted by, with - for the other direction
	parts     sync.Map            // by names of organisations: those and their parts
	records   map[string][]*item  // by patient: what is in the patient's compartment, without the patient and any Provenance
	about     map[*item][]*item   // the Provenances of a resource
	leads     *known[*item, []*item]
}

// link is a reference as seen from its end: a resource that refers by one of its parameters.
type link struct {
	from *item
	code string
}

func newNaive(s *subject) *naive {
	site := *s.site
	site.IncludeMax = 100_000 // the evaluator includes everything
	s.site = interaction.NewSite(site)
	n := &naive{
		subject: s, place: map[*item]int{}, codes: map[string][]string{}, links: map[string][]link{}, records: map[string][]*item{},
		about: map[*item][]*item{}, leads: newKnown[*item, []*item](200_000),
	}
	n.documents = documentsByContent(s.items["DocumentReference"])
	for _, typ := range s.site.Program.Types {
		n.codes[typ.Name] = plan.Parameters(typ)
		for i, it := range s.items[typ.Name] {
			n.place[it] = i
			for _, code := range n.codes[typ.Name] {
				if fhir.SearchParameterOf(typ.Name, code).Type != "reference" {
					continue
				}
				for _, ref := range it.values[code] {
					n.links[ref.(string)] = append(n.links[ref.(string)], link{it, code})
				}
			}
			n.file(it)
		}
	}
	return n
}

// file puts a resource into the records of the patients whose compartment it is in, or a Provenance beside what it is about.
func (n *naive) file(it *item) {
	if it.typ == "Provenance" {
		for _, target := range it.values["target"] {
			if of := n.byName[target.(string)]; of != nil {
				n.about[of] = append(n.about[of], it)
			}
		}
		return
	}
	var patients []string
	for _, code := range fhir.PatientCompartment(it.typ) {
		for _, ref := range it.values[code] {
			id, patient := strings.CutPrefix(ref.(string), "Patient/")
			if patient && !slices.Contains(patients, id) && it != n.byName["Patient/"+id] {
				patients = append(patients, id)
				n.records[id] = append(n.records[id], it)
			}
		}
	}
}

// view is what one grant lets be seen, and what was found in it so far.
type view struct {
	*naive
	sees     func(*item) bool  // whether a search may find it
	shows    func(*item) bool  // whether it may be included, since it may be found or read
	searches func(string) bool // whether anything of a type may be searched
	reads    func(string) bool // whether anything of a type may be searched or read

	sets *known[string, map[*item]bool]
}

// all is the view of somebody who may see everything.
func (n *naive) all() *view {
	yes := func(*item) bool { return true }
	any1 := func(string) bool { return true }
	return &view{naive: n, sees: yes, shows: yes, searches: any1, reads: any1, sets: newKnown[string, map[*item]bool](1000)}
}

// found are the resources of a type that fulfil a clause (R4 §3.1.1.4), as a set.
func (v *view) found(typ string, c clause) map[*item]bool {
	return v.sets.of(typ+"?"+c.name()+"="+c.text(), func() map[*item]bool {
		switch {
		case len(c.hops) == 0:
			return v.having(typ, c)
		case c.hops[0].reverse:
			return v.referredBy(typ, c)
		}
		return v.referringTo(typ, c)
	})
}

// having are the resources with values that a criterion matches.
func (v *view) having(typ string, c clause) map[*item]bool {
	set := map[*item]bool{}
	matches := judge(v.kind(typ, c.code), c.probe())
	for _, it := range v.items[typ] {
		if v.sees(it) && matches(v.values(it, c)) {
			set[it] = true
		}
	}
	return set
}

// values are what a criterion is compared with: mostly those of its parameter. The identifiers of what a reference leads to
// are those of a resource that may be seen.
func (v *view) values(it *item, c clause) []any {
	if c.modifier != "identifier" {
		return v.subject.having(it, c.code, c.probe())
	}
	var found []any
	for _, e := range elements(it, fhir.SearchParameterOf(it.typ, c.code)) {
		target := v.byName[e.text("reference")]
		if target != nil && v.sees(target) || target == nil {
			found = append(found, identifiersOf(v.subject, e)...)
		}
	}
	return found
}

// referringTo are the resources that refer to one that fulfils what is left of a chained clause (R4 §3.1.1.5.10). Without a
// type at the hop, that is one of any type that the reference may lead to and that has the parameter.
func (v *view) referringTo(typ string, c clause) map[*item]bool {
	first, rest := c.hops[0], c.rest()
	ends := map[string]map[*item]bool{}
	for _, end := range v.endsOf(typ, first, rest) {
		ends[end] = v.found(end, rest)
	}
	set := map[*item]bool{}
	for _, it := range v.items[typ] {
		if v.sees(it) && slices.ContainsFunc(it.values[first.code], func(ref any) bool {
			target := v.byName[ref.(string)]
			return target != nil && ends[target.typ][target]
		}) {
			set[it] = true
		}
	}
	return set
}

// endsOf are the types that a hop may lead to.
func (v *view) endsOf(typ string, h hop, rest clause) []string {
	if h.typ != "" {
		return []string{h.typ}
	}
	targets := fhir.SearchParameterOf(typ, h.code).Targets
	var ends []string
	for end := range v.codes {
		if (len(targets) == 0 || slices.Contains(targets, end)) && fhir.SearchParameterOf(end, rest.first()) != nil {
			ends = append(ends, end)
		}
	}
	return ends
}

// referredBy are the resources that one refers to which fulfils what is left of a clause with _has (R4 §3.1.1.5.11).
func (v *view) referredBy(typ string, c clause) map[*item]bool {
	set := map[*item]bool{}
	for it := range v.found(c.hops[0].typ, c.rest()) {
		for _, ref := range it.values[c.hops[0].code] {
			if target := v.byName[ref.(string)]; target != nil && target.typ == typ && v.sees(target) {
				set[target] = true
			}
		}
	}
	return set
}

// answer are the resources that a search or an operation gives; those of a search in the order of an unsorted one.
func (v *view) answer(q searched) []*item {
	switch q.operation {
	case interaction.Everything:
		return v.record(q)
	case interaction.LastN:
		return v.latest(q, v.matching(q))
	case interaction.DocRef:
		return v.documentsOf(q, v.matching(q))
	}
	return v.matching(q)
}

// matching are the resources that fulfil every clause of a search, type by type, each in the order of an unsorted search.
func (v *view) matching(q searched) []*item {
	var out []*item
	for _, typ := range q.types {
		sets := make([]map[*item]bool, len(q.clauses))
		for i, c := range q.clauses {
			sets[i] = v.found(typ, c)
		}
		for _, it := range v.items[typ] {
			if v.sees(it) && v.belongs(it, q.within) && !slices.ContainsFunc(sets, func(set map[*item]bool) bool { return !set[it] }) {
				out = append(out, it)
			}
		}
	}
	return out
}

// belongs tells whether a resource is in a compartment (R4 §2.21.1.2): it is the one whose compartment it is, or it refers to that
// one by a parameter that the compartment's definition names for its type.
func (v *view) belongs(it *item, of search.Compartment) bool {
	if of == (search.Compartment{}) || it.typ == of.Type && it.id == of.ID {
		return true
	}
	return slices.ContainsFunc(fhir.Compartment(of.Type, it.typ), func(code string) bool {
		return slices.Contains(it.values[code], any(of.String()))
	})
}

// clause is one parameter of a search with its value: texts are alternatives, hops lead to the resource that is asked.
type clause struct {
	hops     []hop
	code     string
	modifier string
	texts    []string
}

// hop is a reference on the way of a chain, or of _has, where it leads back.
type hop struct {
	code    string
	typ     string // at its end; "": any
	reverse bool
}

func (c clause) name() string {
	var b strings.Builder
	for _, h := range c.hops {
		switch {
		case h.reverse:
			b.WriteString("_has:" + h.typ + ":" + h.code + ":")
		case h.typ != "":
			b.WriteString(h.code + ":" + h.typ + ".")
		default:
			b.WriteString(h.code + ".")
		}
	}
	return b.String() + probe{modifier: c.modifier}.name(c.code)
}

func (c clause) text() string { return strings.Join(c.texts, ",") }

// probe is the clause as its end asks it.
func (c clause) probe() probe { return probe{modifier: c.modifier, text: c.text()} }

// rest is the clause behind its first hop.
func (c clause) rest() clause {
	c.hops = c.hops[1:]
	return c
}

// end is the type whose parameter is compared; "": any.
func (c clause) end(typ string) string {
	if len(c.hops) > 0 {
		return c.hops[len(c.hops)-1].typ
	}
	return typ
}

// first is the parameter that stands first in the clause's name.
func (c clause) first() string {
	if len(c.hops) > 0 && !c.hops[0].reverse {
		return c.hops[0].code
	}
	if len(c.hops) > 0 {
		return "_id"
	}
	return c.code
}
