package interaction_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/bundle"
	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/mappers/program"
)

// workers is how many requests a test keeps under way: tests run on two cores beside their database.
const workers = 4

// item is one resource as a site shows it to everybody.
type item struct {
	typ, id string
	group   string // the sources and variants that the id may come from
	raw     []byte
	tree    map[string]any   // numbers are json.Number
	values  map[string][]any // the values of each search parameter, as its kind gives them
	asked   map[string][]any // what modifiers ask for instead, once it was asked for; subject.mu guards it
}

// materialised reads every resource of a type by one walk through the pages of a search.
func materialised(t testing.TB, s *interaction.Site, typ string) []*item {
	t.Helper()
	var items []*item
	for _, e := range walked(t, s, typ, url.Values{"_count": {"1000"}}) {
		items = append(items, newItem(t, s, typ, e))
	}
	return items
}

func newItem(t testing.TB, s *interaction.Site, typ string, e bundle.Entry) *item {
	t.Helper()
	it := &item{typ: typ, raw: e.Resource, values: map[string][]any{}, asked: map[string][]any{}}
	d := json.NewDecoder(bytes.NewReader(e.Resource))
	d.UseNumber()
	if err := d.Decode(&it.tree); err != nil {
		t.Fatalf("%s: %v\n%s", typ, err, e.Resource)
	}
	it.id, _ = it.tree["id"].(string)
	if want := s.BaseURL + "/" + typ + "/" + it.id; e.FullURL != want {
		t.Errorf("fullUrl %s, want %s", e.FullURL, want)
	}
	it.group = sources(s.Program, typ, it.id)
	return it
}

// sources are the sources and variants whose ids look like this one: one, unless several share uuids.
func sources(p *program.Program, typ, id string) string {
	var names []string
	for _, src := range p.Type(typ).Sources {
		if _, v := src.Resource(id); v != nil {
			names = append(names, src.Name+"/"+v.Name)
		}
	}
	return typ + " " + strings.Join(names, " ")
}

// walked are the entries of all pages of a search.
func walked(t testing.TB, s *interaction.Site, typ string, params url.Values) []bundle.Entry {
	t.Helper()
	entries, err := walk(t, s, typ, params)
	if err != nil {
		t.Fatalf("%s?%s: %v", typ, params.Encode(), err)
	}
	return entries
}

func walk(t testing.TB, s *interaction.Site, typ string, params url.Values) ([]bundle.Entry, error) {
	var entries []bundle.Entry
	for {
		page, _, err := interaction.Search(t.Context(), s, access.Open(s.Tenant), typ, params, false)
		if err != nil {
			return nil, err
		}
		entries = append(entries, page.Entries...)
		if page.Next == "" {
			return entries, nil
		}
		next, err := url.Parse(page.Next)
		if err != nil {
			return nil, err
		}
		if len(page.Entries) == 0 {
			return nil, fmt.Errorf("an empty page has a next link: %s?%s", typ, params.Encode())
		}
		params = next.Query()
	}
}

// TestPages: pages of 7 laid end to end are the page of 1000, each resource is there once, both totals are the number of
// them, and reading an id gives the bytes that the search gave.
func TestPages(t *testing.T) {
	for _, s := range subjects(t) {
		for _, typ := range s.site.Program.Types {
			t.Run(s.site.Tenant+"/"+typ.Name, func(t *testing.T) {
				items := s.items[typ.Name]
				pagedAlike(t, s.site, typ.Name, items)
				counted(t, s.site, typ.Name, len(items))
				readAlike(t, s.site, items)
			})
		}
	}
}

func pagedAlike(t *testing.T, s *interaction.Site, typ string, items []*item) {
	seen := map[string]bool{}
	for _, it := range items {
		if seen[it.id] {
			t.Errorf("%s/%s is there twice", typ, it.id)
		}
		seen[it.id] = true
	}
	entries := walked(t, s, typ, url.Values{"_count": {"7"}})
	if len(entries) != len(items) {
		t.Fatalf("%d on pages of 7, %d on pages of 1000", len(entries), len(items))
	}
	for i, e := range entries {
		if !bytes.Equal(e.Resource, items[i].raw) {
			t.Fatalf("number %d is %s on pages of 7, %s on pages of 1000", i, e.FullURL, items[i].id)
		}
	}
}

func counted(t *testing.T, s *interaction.Site, typ string, want int) {
	for _, params := range []url.Values{{"_total": {"accurate"}, "_count": {"1"}}, {"_summary": {"count"}}, {"_count": {"0"}}} {
		page, _, err := interaction.Search(t.Context(), s, access.Open(s.Tenant), typ, params, false)
		if err != nil {
			t.Fatal(err)
		}
		if page.Total == nil || *page.Total != int64(want) {
			t.Errorf("%s?%s: total %s, want %d", typ, params.Encode(), number(page.Total), want)
		}
		if params.Has("_total") && want > 0 == (len(page.Entries) == 0) {
			t.Errorf("%s?%s has %d entries", typ, params.Encode(), len(page.Entries))
		}
	}
}

func number(n *int64) string {
	if n == nil {
		return "none"
	}
	return strconv.FormatInt(*n, 10)
}

func readAlike(t *testing.T, s *interaction.Site, items []*item) {
	var g errgroup.Group
	g.SetLimit(workers)
	for _, it := range sampled(items, 40) {
		g.Go(func() error {
			raw, _, err := interaction.Read(t.Context(), s, access.Open(s.Tenant), it.typ, it.id)
			if err != nil || !bytes.Equal(raw, it.raw) {
				t.Errorf("read %s/%s: %v\n%s\nsearch gave\n%s", it.typ, it.id, err, raw, it.raw)
			}
			return nil
		})
	}
	_ = g.Wait()
}

// sampled are some items of each group, and up to thrice as many when their shapes differ; all of them where everything
// is asked for.
func sampled(items []*item, each int) []*item {
	if everything() {
		return items
	}
	taken := map[string]int{}
	var out []*item
	for _, it := range items {
		shape := it.group + " " + shapeOf(it.tree)
		fresh := taken[shape] == 0
		if fresh && taken[it.group] < 3*each || taken[it.group] < each {
			taken[shape]++
			taken[it.group]++
			out = append(out, it)
		}
	}
	return out
}

// shapeOf names the elements that are there, without their values but for comparators.
func shapeOf(tree any) string {
	var b strings.Builder
	switch x := tree.(type) {
	case map[string]any:
		names := make([]string, 0, len(x))
		for name := range x {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			b.WriteString(name + "(" + shapeOf(x[name]) + ")")
		}
	case []any:
		for _, v := range x {
			b.WriteString("[" + shapeOf(v) + "]")
		}
	case string:
		if strings.Trim(x, "<>=") == "" {
			b.WriteString(x)
		}
	}
	return b.String()
}
