package plan

import (
	"fmt"
	"slices"
	"strings"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/outcome"
	"ehr.example/portico/facade/search"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// Build plans a permitted query. Errors are outcomes: a type or parameter that the tenant does not serve, or a criterion
// that a source cannot answer.
func Build(q access.Permitted, t Tenant) (*Plan, error) {
	if q.Tenant() != t.ID || t.ID == "" {
		return nil, outcome.Exception(fmt.Errorf("plan: a query of tenant %q met tenant %q", q.Tenant(), t.ID))
	}
	query := q.Query()
	var types []*program.Type
	for _, name := range query.Searched() {
		typ := t.Program.Type(name)
		if typ == nil {
			return nil, outcome.New(outcome.CodeNotSupported, "This server has no %s resources. It has: %s.", name, strings.Join(typeNames(t.Program), ", ")).WithStatus(404)
		}
		types = append(types, typ)
	}
	b := &builder{
		tenant: t, permitted: q, keys: map[string]*sqltree.Keys{},
		plan: &Plan{Types: query.Searched(), Subset: query.Subset, tenancy: t.Program.Tenancy, readers: t.Readers},
	}
	if query.Record != nil {
		return b.record(query)
	}
	if b.plan.includes = newIncludes(b, query.Includes); b.plan.includes != nil {
		b.grow(access.Search, access.Read|access.Search)
	}
	b.plan.Ignored = b.excluded(query.Includes)
	if err := b.unshown(query); err != nil {
		return nil, err
	}
	criteria, err := b.supported(types, query)
	if err != nil {
		return nil, err
	}
	b.plan.Criteria = criteria
	if query.Documents != nil && query.Documents.OnDemand {
		b.plan.Ignored = append(b.plan.Ignored, "This server makes no documents on demand: without on-demand=true it gives those that there are.")
		return b.plan, nil
	}
	for _, typ := range types {
		if err := b.placed(typ, query); err != nil {
			return nil, err
		}
		for _, src := range typ.Sources {
			b.source(src, query, criteria)
		}
	}
	b.undated()
	switch {
	case query.Last > 0:
		b.last(query)
	case sorts(query):
		b.sort(query)
	}
	if len(b.errors) > 0 {
		return nil, outcome.Join(b.errors...)
	}
	return b.plan, nil
}

// sort makes streams of the sources.
func (b *builder) sort(query search.Query) {
	var streams []*Source
	for _, s := range b.plan.Sources {
		if s.Named { // there is nothing to order
			return
		}
		s.tenant = b.tenant
		keys := untilID(query.Sort)
		streams = append(streams, b.order(s, downwards(keys), func(v *program.Variant) ([]Term, string) { return b.terms(s.Of, v, keys) })...)
	}
	merge(streams)
	b.plan.Sources = streams
}

func typeNames(p *program.Program) []string {
	names := make([]string, len(p.Types))
	for i, t := range p.Types {
		names[i] = t.Name
	}
	return names
}

// builder is one plan under way.
type builder struct {
	tenant    Tenant
	permitted access.Permitted
	plan      *Plan
	errors    []error
	dateless  []string                 // sources of whose dates nobody could ask
	inexact   bool                     // a Go function could not say where a bound lies in its column
	keys      map[string]*sqltree.Keys // key sets by their statement: each is resolved once for a request
	seen      map[seenKey]seen         // what the grant lets be seen
	narrowed  bool                     // what a chain leads to may not all be seen
}

// supported refuses criteria that no source of one of the types knows, or drops them under lenient handling.
func (b *builder) supported(types []*program.Type, q search.Query) ([]search.Criterion, error) {
	var kept []search.Criterion
	var refused []error
	for _, c := range q.Criteria {
		c, unknown := b.expanded(c)
		if unknown != "" { // of a lenient search too: without it the rest would mean something else
			return nil, outcome.NotSupported("%s", unknown)
		}
		text := ""
		for _, typ := range types {
			if err := b.allowed(typ, c); err != nil {
				return nil, err // of a lenient search too
			}
			if text == "" {
				text = b.unanswered(typ, c)
			}
		}
		if text == "" {
			kept = append(kept, c)
			continue
		}
		if q.Lenient {
			b.plan.Ignored = append(b.plan.Ignored, text)
			continue
		}
		refused = append(refused, outcome.NotSupported("%s", text))
	}
	if len(refused) > 0 {
		return nil, outcome.Join(refused...)
	}
	return kept, nil
}

// unanswered says that no source of a type answers a criterion, or "".
func (b *builder) unanswered(typ *program.Type, c search.Criterion) string {
	switch {
	case c.Chain != nil:
		return b.unchained(typ, c)
	case special(c.Param.Code) || Status(typ, c.Param.Code) == program.Answers:
		return unasks(typ, c)
	case len(c.Values) > 0 && asksElse(c.Modifier) && unasks(typ, c) == "": // what has no values may have an identifier
		return ""
	}
	return fmt.Sprintf("The search parameter %s of %s is not supported by this server. Supported: %s.", c.Param.Code, typ.Name, strings.Join(Parameters(typ), ", "))
}

// special are the parameters that every source answers by itself.
func special(code string) bool { return code == "_id" }

// Status is the best that a type's sources make of a parameter: Answers when at least one of them finds it.
func Status(typ *program.Type, code string) program.Status {
	best := program.Never
	for _, s := range typ.Sources {
		for _, v := range s.Variants {
			switch p := v.Params[code]; {
			case p == nil:
			case p.Status == program.Answers:
				return program.Answers
			case p.Status == program.Cannot:
				best = program.Cannot
			}
		}
	}
	return best
}

// Parameters are the search parameters that a type answers, sorted.
func Parameters(typ *program.Type) []string {
	set := map[string]bool{"_id": true}
	for _, s := range typ.Sources {
		for _, v := range s.Variants {
			for code, p := range v.Params {
				if p.Status == program.Answers {
					set[code] = true
				}
			}
		}
	}
	codes := make([]string, 0, len(set))
	for code := range set {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	return codes
}

// source plans one source of the query.
func (b *builder) source(src *program.Source, q search.Query, criteria []search.Criterion) {
	out := b.demanded(src, b.permitted.Need(), func(v *program.Variant) ([]sqltree.Expr, []error) {
		terms, cannot := b.variant(src, v, criteria)
		if q.Documents != nil {
			terms = append(terms, b.cared(src, v, q.Documents.Care))
		}
		if q.Within == (search.Compartment{}) {
			return terms, cannot
		}
		e, why := b.compartment(src, v, q.Within)
		if why != "" {
			return terms, append(cannot, outcome.NotSupported("The compartment cannot be searched for the %s resources called %q: %s.", src.Type, src.Name, why))
		}
		return append(terms, e), cannot
	})
	if out == nil {
		return
	}
	b.drive(out, criteria)
	if out.Driver == "" && q.Within.Type == "Patient" {
		out.Driver = member(out)
	}
	out.Bounded = out.Driver != ""
	out.Named = len(q.Types) == 0 && named(criteria)
	b.keyed(out)
	b.show(out, q.Subset, true)
	b.plan.Sources = append(b.plan.Sources, out)
}

// planned is a source under what is demanded of it, its key sets made ready to be found.
func (b *builder) planned(src *program.Source, need access.Permissions, asked func(*program.Variant) (terms []sqltree.Expr, cannot []error)) *Source {
	out := b.demanded(src, need, asked)
	if out != nil {
		b.keyed(out)
	}
	return out
}

// demanded is a source under what each of its variants demands, and under what the grant lets be seen of it: each variant's
// terms, then what they have in common. Nil: nothing of it can be shown.
func (b *builder) demanded(src *program.Source, need access.Permissions, asked func(*program.Variant) (terms []sqltree.Expr, cannot []error)) *Source {
	out := &Source{Of: src, Shown: src, tenancy: b.plan.tenancy}
	seen := b.seenOf(src, need)
	bind := seen.bind(b, src)
	if sqltree.IsFalse(bind) {
		return nil
	}
	out.Whole = sqltree.IsTrue(bind)
	b.narrowed = false
	if seen.bounded(src) {
		out.Driver = driver(src.Patient.Key)
	}
	var demands [][]sqltree.Expr
	for _, v := range src.Variants {
		scoped := seen.scoped(b, src, v)
		out.Whole = out.Whole && sqltree.IsTrue(scoped)
		if sqltree.IsFalse(scoped) {
			continue
		}
		terms, cannot := asked(v)
		if slices.ContainsFunc(terms, sqltree.IsFalse) {
			continue
		}
		if len(cannot) > 0 {
			b.errors = append(b.errors, cannot...)
			return nil
		}
		out.Variants = append(out.Variants, &Variant{Of: v, Shown: v})
		demands = append(demands, append(terms, scoped))
	}
	if len(out.Variants) == 0 {
		return nil
	}
	common := hoist(out.Variants, demands)
	out.Where = sqltree.AllOf(append([]sqltree.Expr{sqltree.OrTrue(src.Rows.Where), bind}, common...)...)
	if sqltree.IsFalse(out.Where) {
		return nil
	}
	out.Whole = out.Whole && !b.narrowed && b.unowned(src.Rows.From) && !slices.ContainsFunc(demands, b.looksAtOwned)
	if seen.within() {
		demands = append(demands, sqltree.Conjuncts(bind))
	}
	out.InOrder, out.joined = b.inOrder(demands), asksJoined(src, demands)
	return out
}

// unowned tells that the tables have no rows of other tenants.
func (b *builder) unowned(from sqltree.From) bool {
	return !slices.ContainsFunc(from, func(t sqltree.TableRef) bool { return b.plan.tenancy[t.Table].Form != program.Shared })
}

// looksAtOwned tells that some sub-select of the terms reads tables that have rows of other tenants.
func (b *builder) looksAtOwned(terms []sqltree.Expr) bool {
	owned := false
	for _, t := range terms {
		sqltree.Walk(t, func(e sqltree.Expr) bool {
			if sel := sqltree.SelectOf(e); sel != nil {
				owned = owned || !b.unowned(sel.From) || sqltree.KeysOf(e) != nil && b.looksAtOwned([]sqltree.Expr{sel.Where})
			}
			return !owned
		})
	}
	return owned
}

// variant is what a variant demands of a row, and what it cannot answer.
func (b *builder) variant(src *program.Source, v *program.Variant, criteria []search.Criterion) (terms []sqltree.Expr, cannot []error) {
	terms = append(terms, sqltree.OrTrue(v.If))
	for _, c := range criteria {
		b.inexact = false
		e, why := b.criterion(src, v, c)
		if why != "" {
			cannot = append(cannot, b.cannot(src, c, why))
			continue
		}
		terms = append(terms, e)
	}
	return terms, cannot
}

func (b *builder) cannot(src *program.Source, c search.Criterion, why string) error {
	hint := ""
	if src.Type == "Observation" {
		hint = " A category or code that excludes these resources makes the search possible."
	}
	return outcome.NotSupported("%s cannot be answered for the %s resources called %q: %s.%s", c.Name(), src.Type, src.Name, why, hint)
}

// hoist takes the terms that all variants share out of them; what is left becomes each variant's Match.
func hoist(variants []*Variant, demands [][]sqltree.Expr) []sqltree.Expr {
	if len(variants) == 1 {
		return demands[0]
	}
	count := map[string]int{}
	texts := make([][]string, len(demands))
	for i, terms := range demands {
		for _, t := range terms {
			text := sqltree.Text(t)
			if !slices.Contains(texts[i], text) {
				count[text]++
			}
			texts[i] = append(texts[i], text)
		}
	}
	var common []sqltree.Expr
	for i, terms := range demands {
		var own []sqltree.Expr
		for j, t := range terms {
			if count[texts[i][j]] < len(variants) {
				own = append(own, t)
			} else if i == 0 {
				common = append(common, t)
			}
		}
		if e := sqltree.AllOf(own...); !sqltree.IsTrue(e) {
			variants[i].Match = e
		}
	}
	return common
}

// inOrder tells whether no demand on the rows of a source is one on other rows, of which an index might know few: what its tables
// hold is said of each row as it is read, whichever is read first. The optimizer does not see that a LIMIT makes walking along
// the key cheap: it starts from a small joined table and sorts everything.
func (b *builder) inOrder(demands [][]sqltree.Expr) bool {
	return !slices.ContainsFunc(demands, func(terms []sqltree.Expr) bool { return slices.ContainsFunc(terms, b.leadsElsewhere) })
}

// asksJoined tells whether something is demanded of a source's joined tables.
func asksJoined(src *program.Source, demands [][]sqltree.Expr) bool {
	base, joined := src.Rows.From[0].Alias, false
	for _, terms := range demands {
		for _, t := range terms {
			sqltree.Walk(t, func(e sqltree.Expr) bool {
				c, column := e.(sqltree.Column)
				joined = joined || column && c.Alias != base
				return !joined && (sqltree.KeysOf(e) != nil || sqltree.SelectOf(e) == nil)
			})
		}
	}
	return joined
}

// leadsElsewhere tells that a demand is on other rows, which an index finds. What they have to be absent for leads nowhere.
func (b *builder) leadsElsewhere(term sqltree.Expr) bool {
	leads := false
	sqltree.Walk(term, func(e sqltree.Expr) bool {
		switch x := e.(type) {
		case sqltree.Not:
			_, absent := x.X.(sqltree.Exists)
			return !absent && !leads
		case sqltree.Exists:
			leads = leads || !x.Not && len(b.starts(x.Select.From, x.Select.Where, nil)) > 0
			return false
		case sqltree.InSelect, sqltree.Scalar:
			leads = true
		}
		return !leads
	})
	return leads
}

// keyed decides which key sets of a source are looked into row by row, and makes the others ready to be found first.
func (b *builder) keyed(out *Source) {
	few := out.Driver != "" || out.Named
	out.Where = eachOf(out.Where, few)
	for _, v := range out.Variants {
		v.Match = eachOf(v.Match, few)
	}
	b.bindKeys(out)
}

// bindKeys gives equal key sets of the plan one identity, and their statements the tenant.
func (b *builder) bindKeys(s *Source) {
	s.Where = b.bound(s.Where)
	for _, v := range s.Variants {
		v.Match = b.bound(v.Match)
	}
}

// bound is an expression with its key sets bound: each is found once for a request, however many statements ask for it.
func (b *builder) bound(e sqltree.Expr) sqltree.Expr {
	if !hasKeys(e) {
		return e
	}
	return sqltree.Replace(e, func(e sqltree.Expr) (sqltree.Expr, bool) {
		set := sqltree.KeysOf(e)
		if set == nil || set.Select == nil {
			return nil, false
		}
		text := sqltree.SelectText(set.Select)
		if b.keys[text] == nil {
			b.keys[text] = boundKeys(set, b.plan.tenancy)
		}
		return sqltree.WithKeys(e, b.keys[text]), true
	})
}

// hasKeys tells whether a condition has a key set with a statement.
func hasKeys(e sqltree.Expr) bool {
	found := false
	sqltree.Walk(e, func(x sqltree.Expr) bool {
		set := sqltree.KeysOf(x)
		found = found || set != nil && set.Select != nil
		return !found
	})
	return found
}

// driver is the alias of a key's columns.
func driver(key []sqltree.Expr) string {
	if c, ok := key[0].(sqltree.Column); ok {
		return c.Alias
	}
	return ""
}

// drive remembers the alias whose rows one patient bounds, so that statements can start there.
func (b *builder) drive(out *Source, criteria []search.Criterion) {
	for _, c := range criteria {
		if out.Driver != "" || c.Chain != nil || c.Param.Type != "reference" || c.Modifier != search.NoModifier {
			continue
		}
		p := out.Variants[0].Of.Params[c.Param.Code]
		if p == nil || len(p.Alternatives) != 1 {
			continue
		}
		if a := p.Alternatives[0]; a.Reference != nil && a.Child == nil && a.Reference.Target.Type == "Patient" {
			out.Driver = driver(a.Reference.Key)
		}
	}
}
