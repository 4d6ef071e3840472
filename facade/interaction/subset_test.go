package interaction_test

import (
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/bundle"
	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/mappers/fhir"
)

// TestSubsets: whatever is asked with _summary and _elements, a resource is the whole one less what code that shares nothing
// with the server's leaves out of its JSON.
func TestSubsets(t *testing.T) {
	for _, s := range subjects(t) {
		t.Run(s.site.Tenant, s.subsets)
	}
}

func (s *subject) subsets(t *testing.T) {
	for typ, items := range s.items {
		subsetsAlike(t, s.site, typ, sampled(items, s.each()))
	}
}

// subsetsAlike asks for all subsets of some resources of a type.
func subsetsAlike(t *testing.T, s *interaction.Site, typ string, items []*item) {
	t.Helper()
	var g errgroup.Group
	g.SetLimit(workers)
	for _, subset := range subsetsOf(typ, items) {
		for some := range slices.Chunk(items, 200) {
			g.Go(func() error {
				subsetAlike(t, s, typ, some, subset)
				return nil
			})
		}
	}
	_ = g.Wait()
}

// subsetsOf are the summaries, each element that some resource has alone, some of them together, all, and none of them.
func subsetsOf(typ string, items []*item) []url.Values {
	out := []url.Values{{"_summary": {"true"}}, {"_summary": {"text"}}, {"_summary": {"data"}}}
	seen := map[string]bool{}
	for _, it := range items {
		for name := range it.tree {
			if def, _ := memberOf(typ, name); def != nil {
				seen[def.Name] = true
			}
		}
	}
	names := slices.Sorted(maps.Keys(seen))
	for i, name := range names {
		out = append(out, url.Values{"_elements": {name}}, url.Values{"_elements": {name + "," + names[(i+3)%len(names)] + "," + names[(i+5)%len(names)]}})
	}
	return append(out, url.Values{"_elements": {strings.Join(names, ",")}}, url.Values{"_elements": {"implicitRules"}})
}

// subsetAlike asks for one subset of resources, together by their ids, and of the first by a read.
func subsetAlike(t *testing.T, s *interaction.Site, typ string, items []*item, subset url.Values) {
	ids := make([]string, len(items))
	byID := map[string]*item{}
	for i, it := range items {
		ids[i], byID[it.id] = it.id, it
	}
	params := maps.Clone(subset)
	params.Set("_id", strings.Join(ids, ","))
	params.Set("_count", "1000")
	entries, err := walk(t, s, typ, params)
	if err != nil || len(entries) != len(items) {
		t.Errorf("%s?%s: %d of %d resources: %v", typ, subset.Encode(), len(entries), len(items), err)
	}
	for _, e := range entries {
		id := e.FullURL[strings.LastIndexByte(e.FullURL, '/')+1:]
		if !reducedAlike(t, byID[id], e.Resource, subset) {
			return
		}
	}
	for _, it := range items[:min(1, len(items))] {
		raw, _, err := interaction.ReadSubset(t.Context(), s, access.Open(s.Tenant), typ, it.id, subset, false)
		if err != nil {
			t.Errorf("%s/%s?%s: %v", typ, it.id, subset.Encode(), err)
			continue
		}
		reducedAlike(t, it, raw, subset)
	}
}

// reducedAlike holds a resource against the whole one.
func reducedAlike(t *testing.T, whole *item, raw []byte, subset url.Values) bool {
	t.Helper()
	it := &item{}
	d := json.NewDecoder(strings.NewReader(string(raw)))
	d.UseNumber()
	if err := d.Decode(&it.tree); err != nil || !jsontext.Value(raw).IsValid() {
		t.Errorf("%s/%s?%s: %v\n%s", whole.typ, whole.id, subset.Encode(), err, raw)
		return false
	}
	if diff := cmp.Diff(less(whole, subset), it.tree); diff != "" {
		t.Errorf("%s/%s?%s: wanted (-) and got (+)\n%s\nof %s", whole.typ, whole.id, subset.Encode(), diff, whole.raw)
		return false
	}
	return true
}

// less is a resource without what a subset leaves out (R4 §3.1.1.5.8 and 3.1.1.5.9), and with the tag that says so.
func less(whole *item, subset url.Values) map[string]any {
	out := map[string]any{}
	asked := strings.Split(subset.Get("_elements"), ",")
	for name, value := range whole.tree {
		def, typ := memberOf(whole.typ, name)
		switch {
		case name == "resourceType" || name == "id" || name == "meta":
		case subset.Get("_summary") == "data" && name != "text":
		case subset.Get("_summary") == "data":
			continue
		case def.Min > 0 && !def.Summary:
		case subset.Get("_summary") == "true" && def.Summary:
			value = summary(typ, value)
		case def.Min > 0, subset.Get("_summary") == "text" && name == "text", slices.Contains(asked, def.Name):
		default:
			continue
		}
		if value != nil {
			out[name] = value
		}
	}
	meta, _ := out["meta"].(map[string]any)
	meta = maps.Clone(meta)
	tags, _ := meta["tag"].([]any)
	meta["tag"] = append(slices.Clone(tags), map[string]any{"system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue", "code": "SUBSETTED"})
	out["meta"] = meta
	return out
}

// summary is a value of a summary's element, without what inside of it is not part of the summary; nil: nothing is.
func summary(typ string, value any) any {
	t := fhir.TypeNamed(typ)
	if list, ok := value.([]any); ok {
		var items []any
		for _, item := range list {
			if item = summary(typ, item); item != nil {
				items = append(items, item)
			}
		}
		if items == nil {
			return nil
		}
		return items
	}
	object, ok := value.(map[string]any)
	if !ok || !slices.ContainsFunc(t.Elements, func(e fhir.Element) bool { return e.Summary && e.Name != "modifierExtension" }) {
		return value
	}
	out := map[string]any{}
	for name, inner := range object {
		def, typ := memberOf(t.Name, name)
		switch {
		case name == "id" || name == "extension" || def.Min > 0 && !def.Summary:
		case def.Summary:
			inner = summary(typ, inner)
		default:
			continue
		}
		if inner != nil {
			out[name] = inner
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// memberOf is the definition of a member of a type's JSON, and its type; of an underscore's twin, the twin's, as an Element.
func memberOf(typ, name string) (*fhir.Element, string) {
	t := fhir.TypeNamed(typ)
	for i := range t.Elements {
		for _, of := range t.Elements[i].Types {
			full := t.Elements[i].Name
			if t.Elements[i].Choice {
				full += strings.ToUpper(of[:1]) + of[1:]
			}
			switch name {
			case full:
				return &t.Elements[i], of
			case "_" + full:
				return &t.Elements[i], "Element"
			}
		}
	}
	return nil, ""
}

// TestSubsetsOfIncluded: a list of elements is of matches, whose references are followed although they are not shown; a summary
// is of what is included too.
func TestSubsetsOfIncluded(t *testing.T) {
	my, _ := practiceSites(t)
	whole := walked(t, my, "Encounter", url.Values{"patient": {"1"}, "_include": {"Encounter:*"}, "_revinclude": {"Observation:encounter"}, "_count": {"1000"}})
	byURL := map[string]*item{}
	for _, e := range whole {
		typ := strings.Split(strings.TrimPrefix(e.FullURL, my.BaseURL+"/"), "/")[0]
		byURL[e.FullURL] = newItem(t, my, typ, e)
	}
	for _, subset := range []url.Values{{"_elements": {"period"}}, {"_elements": {"status"}}, {"_summary": {"true"}}, {"_summary": {"data"}}} {
		params := maps.Clone(subset)
		maps.Copy(params, url.Values{"patient": {"1"}, "_include": {"Encounter:*"}, "_revinclude": {"Observation:encounter"}, "_count": {"1000"}})
		entries := walked(t, my, "Encounter", params)
		if got, want := entryIDs(entries), entryIDs(whole); got != want {
			t.Errorf("%s: %s, not %s", params.Encode(), got, want)
		}
		for _, e := range entries {
			it := byURL[e.FullURL]
			if e.Mode == bundle.Include && subset.Has("_elements") {
				if string(e.Resource) != string(it.raw) {
					t.Errorf("%s: included\n%s\nnot\n%s", params.Encode(), e.Resource, it.raw)
				}
				continue
			}
			reducedAlike(t, it, e.Resource, subset)
		}
	}
}
