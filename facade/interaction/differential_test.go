package interaction_test

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
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
	text, err := interaction.Explain(t.Context(), v.site, grant, q.typ, q.params())
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
		page, _, err := interaction.Search(t.Context(), v.site, grant, q.typ, params, false)
		done.requests.Add(1)
		if err != nil {
			switch code := outcome.From(err).Code(); {
			case code == outcome.CodeNotSupported && v.mayRefuse(q, err):
				done.refused.Add(1)
				return ""
			case code == outcome.CodeForbidden && v.forbids(q):
				done.forbidden.Add(1)
				return ""
			}
			return "refused: " + err.Error()
		}
		items, what := v.shown(q, page, want)
		if what != "" {
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
	if len(q.sort) > 0 {
		return v.unlikeOrder(q, got, want)
	}
	if len(got) > len(want) || !slices.Equal(got, want[:len(got)]) {
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
	if q.total && (page.Total == nil || *page.Total != int64(len(want))) {
		return nil, fmt.Sprintf("total %s instead of %d", number(page.Total), len(want))
	}
	var matches, included []*item
	for _, e := range page.Entries {
		it := v.byName[strings.TrimPrefix(e.FullURL, v.site.BaseURL+"/")]
		switch {
		case e.Mode == bundle.Outcome && strings.Contains(string(e.Resource), "this access token does not allow"):
		case e.Mode == bundle.Outcome:
			return nil, "an outcome: " + string(e.Resource)
		case it == nil:
			return nil, "nobody's: " + e.FullURL
		case string(e.Resource) != string(it.raw):
			return nil, "other bytes of " + e.FullURL
		case e.Mode == bundle.Include:
			included = append(included, it)
		default:
			matches = append(matches, it)
		}
	}
	return matches, v.unlikeIncludes(q, matches, included)
}

// forbids tells a search that leads to resources of a type which no scope lets be searched.
func (v *view) forbids(q searched) bool {
	return slices.ContainsFunc(q.clauses, func(c clause) bool {
		return c.modifier == "identifier" || slices.ContainsFunc(c.hops, func(h hop) bool { return h.typ == "" || !v.searches(h.typ) })
	})
}

// mayRefuse tells a search with a criterion that some source cannot answer: whether another criterion leaves that source out
// is not for the evaluator to say. References that are cut out of a text are followed in one direction only.
func (v *view) mayRefuse(q searched, err error) bool {
	return slices.ContainsFunc(q.clauses, func(c clause) bool {
		return v.refuses(c.end(q.typ), c.code) || strings.Contains(c.name(), "_has:") && strings.Contains(err.Error(), "nothing leads back")
	})
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
