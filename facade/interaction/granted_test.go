package interaction_test

import (
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"

	"ehr.example/portico/facade/access"
)

// scoped is a grant as the evaluator reads it: whose records its scopes reach, and what each of them asks of resources.
type scoped struct {
	patient string   // in context
	reach   []string // the patients whose records user scopes see; nil: everyone's
	scopes  []scopeOf

	within        bool     // of what scopes of patients and users see, what is of some organisations
	organizations []string // Type/id
}

// scopeOf is one scope for resources (SMART App Launch 2.2, §3.0.2.3).
type scopeOf struct {
	context, typ string
	read, search bool
	asks         []clause // of which a resource fulfils all
}

// String is the scope as a token has it.
func (s scopeOf) String() string {
	text := s.context + "/" + s.typ + "."
	if s.read {
		text += "r"
	}
	if s.search {
		text += "s"
	}
	for i, c := range s.asks {
		text += string("?&"[min(i, 1)]) + escapedFully(c.name()) + "=" + escapedFully(c.text())
	}
	return text
}

// escapedFully is a text of a scope, which has no + for a blank.
func escapedFully(text string) string { return strings.ReplaceAll(url.QueryEscape(text), "+", "%20") }

// grant is the grant that the server is given.
func (g scoped) grant(t *testing.T, tenant string) access.Grant {
	t.Helper()
	var texts []string
	for _, s := range g.scopes {
		texts = append(texts, s.String())
	}
	scopes, err := access.ParseScopes(strings.Join(texts, " "))
	if err != nil {
		t.Fatalf("%q: %v", texts, err)
	}
	reach := access.Everyone()
	if g.reach != nil {
		reach = access.Patients(g.reach...)
	}
	for i := range scopes {
		scopes[i].Bound = g.within && scopes[i].Context != access.System
	}
	grant, err := access.NewGrant(tenant, access.Claims{Client: "app", Patient: g.patient, Scopes: scopes, Reach: reach, Organizations: g.organizations})
	if err != nil {
		t.Fatal(err)
	}
	return grant
}

// under is what a grant lets be seen. A resource is seen if some scope of its type reaches its record and it fulfils what
// that scope asks; a companion only if its owner is seen too.
func (n *naive) under(g scoped) *view {
	all := n.all()
	seen := func(it *item, need func(scopeOf) bool) bool {
		return slices.ContainsFunc(g.scopes, func(s scopeOf) bool {
			if !need(s) || s.typ != "*" && s.typ != it.typ || !n.reached(g, s.context, it) {
				return false
			}
			return !slices.ContainsFunc(s.asks, func(c clause) bool { return !all.found(it.typ, c)[it] })
		})
	}
	either := func(s scopeOf) bool { return s.read || s.search }
	v := n.all()
	v.sees = func(it *item) bool {
		return seen(it, func(s scopeOf) bool { return s.search }) && (n.owner(it) == nil || seen(n.owner(it), either))
	}
	v.shows = func(it *item) bool {
		return seen(it, either) && (n.owner(it) == nil || seen(n.owner(it), either))
	}
	v.sees, v.shows = once(v.sees), once(v.shows)
	some := func(typ string, need func(scopeOf) bool) bool {
		return slices.ContainsFunc(g.scopes, func(s scopeOf) bool {
			return need(s) && (s.typ == "*" || s.typ == typ) && n.reachesSome(g, s.context)
		})
	}
	v.searches = func(typ string) bool { return some(typ, func(s scopeOf) bool { return s.search }) }
	v.reads = func(typ string) bool { return some(typ, either) }
	return v
}

// once remembers what was said of a resource.
func once(of func(*item) bool) func(*item) bool {
	known := newKnown[*item, bool](200_000)
	return func(it *item) bool { return known.of(it, func() bool { return of(it) }) }
}

// reachesSome tells that scopes of a context reach anybody's record.
func (n *naive) reachesSome(g scoped, context string) bool {
	if context != "system" && g.within && len(g.organizations) == 0 {
		return false
	}
	return context == "system" || context == "patient" && g.patient != "" || context == "user" && (g.reach == nil || len(g.reach) > 0)
}

// reached tells whether scopes of a context reach a resource: it is in a record that they see, or in nobody's, as what a
// clinic's directory and formulary say.
func (n *naive) reached(g scoped, context string, it *item) bool {
	patient := n.recordOf(it)
	switch {
	case context == "system":
		return true
	case g.within && !n.belongs(it, g.organizations):
		return false
	case context == "user" && g.reach == nil:
		return true
	case !n.reachesSome(g, context):
		return false
	case patient == "":
		return true
	case context == "patient":
		return patient == g.patient
	}
	return slices.Contains(g.reach, patient)
}

// recordOf is the id of the patient in whose record a resource is; "": in nobody's.
func (n *naive) recordOf(it *item) string {
	if it.typ == "Patient" {
		return it.id
	}
	if owner := n.owner(it); owner != nil {
		return n.recordOf(owner)
	}
	for _, name := range []string{"subject", "patient"} {
		reference, _ := it.tree[name].(map[string]any)
		text, _ := reference["reference"].(string)
		if id, ok := strings.CutPrefix(text, "Patient/"); ok {
			return id
		}
	}
	return ""
}

// owner is the resource that a companion is one of: what a Provenance is about, the document whose content a Binary has.
func (n *naive) owner(it *item) *item {
	switch it.typ {
	case "Provenance":
		for _, target := range it.values["target"] {
			return n.byName[target.(string)]
		}
	case "Binary":
		return n.documents[it.id]
	}
	return nil
}

// documentsByContent are the documents by the Binary that has their content.
func documentsByContent(items []*item) map[string]*item {
	out := map[string]*item{}
	for _, it := range items {
		content, _ := it.tree["content"].([]any)
		for _, c := range content {
			attachment, _ := element{value: c}.child("attachment").(map[string]any)
			address, _ := attachment["url"].(string)
			if at := strings.LastIndex(address, "Binary/"); at >= 0 {
				out[address[at+len("Binary/"):]] = it
			}
		}
	}
	return out
}

// grants makes random grants.
type grants struct {
	*generator
}

// scoped is one to five scopes. Half of them ask for something that some resource has.
func (g *grants) scoped() scoped {
	var out scoped
	patients := g.items["Patient"]
	if !g.oneIn(6) {
		out.patient = choice(g.r, patients).id
	}
	if g.oneIn(2) {
		out.reach = []string{}
		for range g.r.IntN(4) {
			out.reach = append(out.reach, choice(g.r, patients).id)
		}
	}
	if belongings[g.mapper] != nil && g.oneIn(4) {
		out.within, out.organizations = true, []string{}
		for range 1 + g.r.IntN(2) {
			out.organizations = append(out.organizations, "Organization/"+choice(g.r, g.items["Organization"]).id)
		}
	}
	context := choice(g.r, []string{"patient", "patient", "user", "system"})
	if out.within && !g.oneIn(4) { // both bounds together leave little
		out.reach, context = nil, "user"
	}
	for range 1 + g.r.IntN(5) {
		s := scopeOf{context: context, typ: "*", read: !g.oneIn(5), search: !g.oneIn(6)}
		if g.oneIn(5) {
			s.context = choice(g.r, []string{"patient", "user", "system"})
		}
		s.search = s.search || !s.read
		if !g.oneIn(4) {
			s.typ = choice(g.r, g.types)
			for g.oneIn(2) && len(s.asks) < 3 {
				if c, ok := g.criterion(g.item(s.typ)); ok && !g.refuses(s.typ, c.code) && c.modifier != "identifier" {
					s.asks = append(s.asks, c)
				}
			}
		}
		out.scopes = append(out.scopes, s)
	}
	return out
}

// searchesUnder is how many searches are made under each random grant.
const searchesUnder = 25

// granted makes random searches under random grants.
func (n *naive) granted(t *testing.T, seed uint64, queries int) {
	t.Helper()
	var done trial
	for i := range uint64(queries / searchesUnder) {
		g := grants{&generator{n.all(), rand.New(rand.NewPCG(seed, i))}}
		s := g.scoped()
		v := n.under(s)
		if !slices.ContainsFunc(n.types, v.searches) {
			continue
		}
		n.random(t, v, s.grant(t, n.site.Tenant), seed+i<<32, searchesUnder, &done)
	}
	n.report(t, &done)
}
