package interaction_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/sync/errgroup"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/bundle"
	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/outcome"
	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/program"
)

// queriesAsked is how many random searches are made: PORTICO_QUERIES.
func queriesAsked() int { return numberFrom("PORTICO_QUERIES", 10_000) }

// seedAsked is what they are made from: PORTICO_SEED.
func seedAsked() uint64 { return uint64(numberFrom("PORTICO_SEED", 1)) }

func numberFrom(name string, otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return otherwise
}

// TestDifferential: the answers to random searches are those of an evaluator that knows nothing of SQL, in their order, on
// pages of any size. PORTICO_QUERIES says how many there are, PORTICO_SEED which ones: the number of a search that fails,
// and the seed, make it again.
func TestDifferential(t *testing.T) {
	queries, seed := queriesAsked(), seedAsked()
	for _, s := range subjects(t) {
		t.Run(s.site.Tenant, func(t *testing.T) {
			n := newNaive(s)
			n.prepare(t)
			n.selects(t)
			n.seeded(t, seed)
			if !n.tellRecords() {
				t.Error("not every resource of a record says whose it is: no $everything is asked")
			}
			var done trial
			n.random(t, n.all(), access.Open(s.site.Tenant), seed, queries/2, &done)
			n.report(t, &done)
			n.granted(t, seed, queries/8)
		})
	}
}

// FuzzSearches goes on with other searches as long as it is told: see make fuzz.
func FuzzSearches(f *testing.F) {
	my, _ := practiceSites(f)
	n := newNaive(newSubject(f, "practice", my))
	n.prepare(f)
	f.Add(uint64(2), uint64(0))
	f.Fuzz(func(t *testing.T, seed, number uint64) {
		n.one(t, n.all(), access.Open(my.Tenant), seed, number, new(trial))
	})
}

// trial counts what random searches came to.
type trial struct {
	searches, found, empty, refused, forbidden, failed, requests, resources atomic.Int64
}

// random makes searches and compares their answers.
func (n *naive) random(t *testing.T, v *view, grant access.Grant, seed uint64, queries int, done *trial) {
	t.Helper()
	var g errgroup.Group
	g.SetLimit(workers)
	for i := range queries {
		if done.failed.Load() > 10 {
			break
		}
		g.Go(func() error {
			if !n.one(t, v, grant, seed, uint64(i), done) {
				done.failed.Add(1)
			}
			return nil
		})
	}
	_ = g.Wait()
}

// report says what random searches came to: half of them should find something.
func (n *naive) report(t *testing.T, done *trial) {
	t.Helper()
	t.Logf("%s: %d searches by %d requests, %d found something, %d nothing, %d refused, %d forbidden; %d resources shown", n.site.Tenant, done.searches.Load(),
		done.requests.Load(), done.found.Load(), done.empty.Load(), done.refused.Load(), done.forbidden.Load(), done.resources.Load())
	if n := done.searches.Load(); n > 100 && done.found.Load() < n/4 {
		t.Errorf("only %d of %d searches found something", done.found.Load(), n)
	}
}

// one makes the search of a number and compares its answer.
func (n *naive) one(t *testing.T, v *view, grant access.Grant, seed, number uint64, done *trial) bool {
	t.Helper()
	g := &generator{v, rand.New(rand.NewPCG(seed, number))}
	q := g.search()
	what := v.check(t, grant, q, done)
	if what == "" {
		return true
	}
	small, what := v.shrunk(t, grant, q, what)
	t.Errorf("seed %d, search %d under %s:\n%s\nshortest: %s\n%s\n%s", seed, number, grant, q, small, what, v.explained(t, grant, small))
	return false
}

// shrunk is the shortest search that still fails.
func (v *view) shrunk(t *testing.T, grant access.Grant, q searched, what string) (searched, string) {
	for {
		smaller := false
		for _, less := range q.smaller() {
			if still := v.check(t, grant, less, new(trial)); still != "" {
				q, what, smaller = less, still, true
				break
			}
		}
		if !smaller {
			return q, what
		}
	}
}

// explained is the plan of a search, with its first statement.
func (v *view) explained(t *testing.T, grant access.Grant, q searched) string {
	text, err := interaction.Explain(t.Context(), v.site, grant, q.at().String(), q.params())
	if err != nil {
		return err.Error()
	}
	text, _, _ = strings.Cut(text, "\n[2] ")
	return text
}

// many is from how many matches on only the first pages are read.
const many = 400

// check asks the server and says how its answer differs; "" if it does not.
func (v *view) check(t *testing.T, grant access.Grant, q searched, done *trial) string {
	want := v.answer(q)
	q.count = max(q.count, min(len(want), many)/8) // a walk has eight pages or so
	done.searches.Add(1)
	var got []*item
	for params := q.params(); params != nil; {
		page, _, err := interaction.SearchAt(t.Context(), v.site, grant, q.at(), params, false)
		done.requests.Add(1)
		if err != nil {
			switch code := outcome.From(err).Code(); {
			case code == outcome.CodeNotSupported && v.mayRefuse(q, err):
				done.refused.Add(1)
				return ""
			case code == outcome.CodeForbidden && v.forbids(q), code == outcome.CodeNotFound && v.hides(q):
				done.forbidden.Add(1)
				return ""
			}
			return "refused: " + err.Error()
		}
		if v.hides(q) {
			return "not refused"
		}
		if slices.ContainsFunc(page.Entries, unfollowed) {
			done.refused.Add(1)
			return ""
		}
		items, what := v.shown(q, page, want)
		if what != "" || q.total == "count" {
			return what
		}
		got = append(got, items...)
		if page.Next != "" && len(items) != q.count {
			return fmt.Sprintf("%d on a page of %d that has a next one", len(items), q.count)
		}
		if page.Next == "" && len(got) < len(want) {
			return "the last page: " + differing(got, want)
		}
		if params, err = following(page); err != nil {
			return err.Error()
		}
		if len(got) > many {
			break
		}
	}
	done.resources.Add(int64(len(got)))
	if len(got) == 0 {
		done.empty.Add(1)
	} else {
		done.found.Add(1)
	}
	switch {
	case q.operation == interaction.Everything:
		return v.unlikeRecord(got, want)
	case q.latest():
		return v.unlikeLatest(q, got, want)
	case len(q.sort) > 0:
		return v.unlikeOrder(q, got, want)
	case len(got) > len(want) || !slices.Equal(got, want[:len(got)]):
		return differing(got, want)
	}
	return ""
}

// following are the parameters of a page's next link; nil: there is none.
func following(page bundle.Page) (url.Values, error) {
	if page.Next == "" {
		return nil, nil
	}
	next, err := url.Parse(page.Next)
	if err != nil {
		return nil, err
	}
	return next.Query(), nil
}

// shown are a page's matches.
func (v *view) shown(q searched, page bundle.Page, want []*item) ([]*item, string) {
	if what := unlikeTotal(q, page, len(want)); what != "" {
		return nil, what
	}
	var matches, included []*item
	for _, e := range page.Entries {
		it := v.byName[strings.TrimPrefix(e.FullURL, v.site.BaseURL+"/")]
		switch {
		case e.Mode == bundle.Outcome && strings.Contains(string(e.Resource), "this access token does not allow"):
		case e.Mode == bundle.Outcome && q.own != nil && strings.Contains(string(e.Resource), "Of these resources not all say"):
		case e.Mode == bundle.Outcome:
			return nil, "an outcome: " + string(e.Resource)
		case it == nil:
			return nil, "nobody's: " + e.FullURL
		case !q.shows(it, e):
			return nil, "other bytes of " + e.FullURL + "\n" + string(e.Resource)
		case e.Mode == bundle.Include:
			included = append(included, it)
		default:
			matches = append(matches, it)
		}
	}
	return matches, v.unlikeIncludes(q, matches, included)
}

// unfollowed tells an outcome which says that something of a record could not be asked for, so that the record may be a part.
func unfollowed(e bundle.Entry) bool {
	text := string(e.Resource)
	return e.Mode == bundle.Outcome && (strings.Contains(text, "cannot be followed") || strings.Contains(text, "the compartment cannot be asked for"))
}

// unlikeTotal says how a total differs from the number of matches (R4 §3.1.1.5.4). An estimate may differ where they are many, but
// tells of no fewer than were counted.
func unlikeTotal(q searched, page bundle.Page, want int) string {
	switch {
	case q.total == "" && page.Total == nil, page.Total != nil && *page.Total == int64(want) && q.total != "":
		return ""
	case q.total == "estimate" && page.Total != nil && want > 1000 && *page.Total > 1000:
		return ""
	}
	return fmt.Sprintf("total %s instead of %d", number(page.Total), want)
}

// shows tells whether an entry has a resource's bytes, or what the subset that is asked for leaves of them. A list of elements is of
// matches, a summary of what is included too.
func (q searched) shows(it *item, e bundle.Entry) bool {
	if q.subset == nil || e.Mode == bundle.Include && q.subset.Has("_elements") {
		return string(e.Resource) == string(it.raw)
	}
	var tree map[string]any
	d := json.NewDecoder(bytes.NewReader(e.Resource))
	d.UseNumber()
	return d.Decode(&tree) == nil && reflect.DeepEqual(tree, less(it, q.subset))
}

// forbids tells a search that leads to resources of a type which no scope lets be searched.
func (v *view) forbids(q searched) bool {
	if q.operation == interaction.Everything {
		return !v.reads("Patient") || slices.ContainsFunc(q.askedTypes(), func(typ string) bool { return !v.admits(typ) })
	}
	if q.several && !q.named && len(q.types) == 0 || (q.named || !q.several) && slices.ContainsFunc(q.types, func(typ string) bool { return !v.searches(typ) }) {
		return true
	}
	return slices.ContainsFunc(q.clauses, func(c clause) bool {
		return c.modifier == "identifier" || slices.ContainsFunc(c.hops, func(h hop) bool { return h.typ == "" || !v.searches(h.typ) })
	})
}

// mayRefuse tells a search with a criterion that some source cannot answer: whether another criterion leaves that source out
// is not for the evaluator to say. References that are cut out of a text are followed in one direction only.
func (v *view) mayRefuse(q searched, err error) bool {
	if q.operation == "" && slices.ContainsFunc(q.types, func(typ string) bool {
		return slices.ContainsFunc(fhir.Compartment(q.within.Type, typ), func(code string) bool { return v.closes(typ, code) })
	}) {
		return true
	}
	return slices.ContainsFunc(q.clauses, func(c clause) bool {
		return slices.ContainsFunc(q.types, func(typ string) bool { return v.refuses(c.end(typ), c.code) }) || strings.Contains(c.name(), "_has:") && strings.Contains(err.Error(), "nothing leads back")
	})
}

// closes tells that a source of a type cannot answer a parameter, though it is mapped.
func (s *subject) closes(typ, code string) bool {
	for _, src := range s.site.Program.Type(typ).Sources {
		for _, v := range src.Variants {
			if p := v.Params[code]; p != nil && p.Status == program.Cannot {
				return true
			}
		}
	}
	return false
}

// seeded holds that a seed and a number make the same search again.
func (n *naive) seeded(t *testing.T, seed uint64) {
	t.Helper()
	for i := range uint64(300) {
		one := (&generator{n.all(), rand.New(rand.NewPCG(seed, i))}).search()
		again := (&generator{n.all(), rand.New(rand.NewPCG(seed, i))}).search()
		if one.String() != again.String() {
			t.Fatalf("seed %d, search %d is %s, and the second time %s", seed, i, one, again)
		}
	}
}

// differing says how matches differ from those that should be, with both where they are few.
func differing(got, want []*item) string {
	text := unlike(ids(got), ids(want))
	if len(got)+len(want) <= 40 {
		text += fmt.Sprintf("\ngot  %s\nwant %s", strings.Join(ids(got), " "), strings.Join(ids(want), " "))
	}
	return text
}

func ids(items []*item) []string {
	out := make([]string, len(items))
	for i, it := range items {
		out[i] = it.id
	}
	return out
}
