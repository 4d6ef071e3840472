package interaction_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/sync/errgroup"

	"ehr.example/portico/facade/mysqltest"
	"ehr.example/portico/facade/plan"
	"ehr.example/portico/mappers/fhir"
)

// TestSorted: by every parameter and in both directions, a sorted walk shows what an unsorted one shows, each resource
// once, in the order of the values that their JSON has, and the same whatever the size of the pages.
func TestSorted(t *testing.T) {
	for _, s := range subjects(t) {
		t.Run(s.site.Tenant, s.sorted)
	}
}

// TestSortedOpenEMR is part of make fuzz: the dump has a hundred thousand resources.
func TestSortedOpenEMR(t *testing.T) {
	if !everything() {
		t.Skip("skipped: takes minutes, make fuzz runs it")
	}
	openEMRSubject(t).sorted(t)
}

func (s *subject) sorted(t *testing.T) {
	var sorts atomic.Int64
	var g errgroup.Group
	g.SetLimit(workers)
	for _, typ := range s.site.Program.Types {
		items, params := s.sample(typ.Name)
		for _, code := range append(plan.Parameters(typ), "_id") {
			param := fhir.SearchParameterOf(typ.Name, code)
			if param.Type == "reference" || param.Type == "composite" || param.Type == "special" {
				continue
			}
			for _, key := range []string{code, "-" + code} {
				g.Go(func() error {
					if s.sortedBy(t, typ.Name, items, params, param, key) {
						sorts.Add(1)
					}
					return nil
				})
			}
		}
	}
	_ = g.Wait()
	t.Logf("%d orders", sorts.Load())
	if sorts.Load() < 20 {
		t.Errorf("only %d orders were served", sorts.Load())
	}
}

// sample is all resources of a type; of a large one, those of the patient who has most of them.
func (s *subject) sample(typ string) ([]*item, url.Values) {
	if len(s.items[typ]) <= 500 || everything() {
		return s.items[typ], url.Values{}
	}
	of := map[string][]*item{}
	for _, it := range s.items[typ] {
		subject, _ := it.tree["subject"].(map[string]any)
		reference, _ := subject["reference"].(string)
		of[reference] = append(of[reference], it)
	}
	most := ""
	for reference := range of {
		if reference != "" && (len(of[reference]) > len(of[most]) || most == "") {
			most = reference
		}
	}
	if most == "" { // such as Provenance, whose patient is behind its target
		return s.items[typ], url.Values{}
	}
	return of[most], url.Values{"patient": {most}}
}

// sortedBy walks through a type in one order; false where the server refuses it, which must say why.
func (s *subject) sortedBy(t *testing.T, typ string, items []*item, params url.Values, param *fhir.SearchParameter, key string) bool {
	t.Helper()
	params = maps.Clone(params)
	params.Set("_sort", key)
	params.Set("_count", "1000")
	entries, err := walk(t, s.site, typ, params)
	if err != nil {
		if !strings.Contains(err.Error(), "cannot be sorted") {
			t.Errorf("%s?_sort=%s: %v", typ, key, err)
		}
		return false
	}
	byID := map[string]*item{}
	for _, it := range items {
		byID[it.id] = it
	}
	var shown []*item
	for _, e := range entries {
		id := e.FullURL[strings.LastIndexByte(e.FullURL, '/')+1:]
		if byID[id] == nil {
			t.Errorf("%s?_sort=%s shows %s twice, or nobody's", typ, key, id)
		}
		shown = append(shown, byID[id])
		delete(byID, id)
	}
	if len(byID) > 0 {
		t.Errorf("%s?_sort=%s lacks %d of %d", typ, key, len(byID), len(items))
		return true
	}
	s.inOrder(t, typ, param, key, shown)
	params.Set("_count", "23")
	small, err := walk(t, s.site, typ, params)
	same := err == nil && len(small) == len(entries)
	for i := 0; same && i < len(small); i++ {
		same = small[i].FullURL == entries[i].FullURL
	}
	if !same {
		t.Errorf("%s?%s is another walk than one of large pages: %v", typ, params.Encode(), err)
	}
	return true
}

// inOrder checks the order that is shown, with resources without a value at the end.
func (s *subject) inOrder(t *testing.T, typ string, param *fhir.SearchParameter, key string, shown []*item) {
	t.Helper()
	if param.Code == "_id" {
		return
	}
	compare := s.compares(t, param, shown)
	down := strings.HasPrefix(key, "-")
	var last any
	ended := false
	for i, it := range shown {
		values := it.values[param.Code]
		if len(values) == 0 {
			ended = true
			continue
		}
		first := slices.MinFunc(values, compare)
		if down {
			first = slices.MaxFunc(values, compare)
		}
		c := 0
		if last != nil {
			c = compare(last, first)
		}
		if ended || c > 0 && !down || c < 0 && down {
			t.Errorf("%s?_sort=%s: %s at place %d has %v behind %v (absent before: %v)", typ, key, it.id, i, first, last, ended)
			return
		}
		last = first
	}
}

// compares orders the values of a parameter as the specification does: dates by their beginnings, numbers as numbers,
// codes byte for byte. Texts are ordered by the database's own collation.
func (s *subject) compares(t *testing.T, param *fhir.SearchParameter, shown []*item) func(a, b any) int {
	t.Helper()
	switch param.Type {
	case "date":
		return func(a, b any) int { return a.(span).low.Compare(b.(span).low) }
	case "quantity":
		return func(a, b any) int { return a.(measure).n.Cmp(b.(measure).n) }
	case "token":
		return func(a, b any) int { return strings.Compare(a.(token).code, b.(token).code) }
	}
	if param.Type == "uri" {
		return func(a, b any) int { return strings.Compare(a.(string), b.(string)) }
	}
	var texts []string
	for _, it := range shown {
		for _, v := range it.values[param.Code] {
			texts = append(texts, written(v))
		}
	}
	weights := weightsOf(t, texts)
	return func(a, b any) int { return bytes.Compare(weights[written(a)], weights[written(b)]) }
}

// weightsOf are what the database's collation orders texts by.
func weightsOf(t *testing.T, texts []string) map[string][]byte {
	t.Helper()
	weights := map[string][]byte{}
	list, err := json.Marshal(texts)
	if err != nil {
		t.Error(err)
		return weights
	}
	db := mysqltest.Open(t, "")
	defer db.Close()
	rows, err := db.QueryContext(t.Context(), `SELECT n, WEIGHT_STRING(CONVERT(v USING utf8mb4) COLLATE utf8mb4_general_ci)
		FROM JSON_TABLE(?, '$[*]' COLUMNS (n FOR ORDINALITY, v LONGTEXT PATH '$')) AS texts`, list)
	if err != nil {
		t.Error(err)
		return weights
	}
	defer rows.Close()
	for rows.Next() {
		var n int
		var weight []byte
		if err := rows.Scan(&n, &weight); err != nil {
			t.Error(err)
		}
		weights[texts[n-1]] = append(weight, 0)
	}
	if err := rows.Err(); err != nil || len(weights) < len(slices.Compact(slices.Sorted(slices.Values(texts)))) {
		t.Errorf("%d texts have %d weights: %v", len(texts), len(weights), err)
	}
	return weights
}
