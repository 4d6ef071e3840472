package interaction_test

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/search"
)

// names are the resources of all pages of a search at an address, as Type/id, in their order.
func names(t *testing.T, s *interaction.Site, g access.Grant, at interaction.Address, params url.Values) []string {
	t.Helper()
	var out []string
	for {
		page, _, err := interaction.SearchAt(t.Context(), s, g, at, params, false)
		if err != nil {
			t.Fatalf("%s?%s: %v", at, params.Encode(), err)
		}
		for _, e := range page.Entries {
			if e.FullURL != "" {
				out = append(out, strings.TrimPrefix(e.FullURL, s.BaseURL+"/"))
			}
		}
		if page.Next == "" {
			return out
		}
		next, err := url.Parse(page.Next)
		if err != nil {
			t.Fatal(err)
		}
		if want := strings.TrimPrefix(next.Path, "/fhir"); want != "" && at.Operation != "" && want != "/"+at.String() {
			t.Fatalf("the next page of %s is at %s", at, want)
		}
		params = next.Query()
	}
}

// count is a page size as a parameter.
func count(n int) url.Values { return url.Values{"_count": {strconv.Itoa(n)}} }

// TestSystem: a search of the whole server is the searches of all its types, one after another, whatever the size of a page.
func TestSystem(t *testing.T) {
	for _, s := range subjects(t) {
		var want []string
		for _, typ := range s.site.Program.Types {
			for _, it := range s.items[typ.Name] {
				want = append(want, it.typ+"/"+it.id)
			}
		}
		for _, size := range []int{1000, 97} {
			if got := names(t, s.site, access.Open(s.site.Tenant), interaction.Address{}, count(size)); !slices.Equal(got, want) {
				t.Errorf("%s, pages of %d: %s", s.site.Tenant, size, firstOther(got, want))
			}
		}
	}
}

func firstOther(got, want []string) string {
	for i := range max(len(got), len(want)) {
		if i >= len(got) || i >= len(want) || got[i] != want[i] {
			return fmt.Sprintf("%d and %d, the first other one at %d: %v, want %v", len(got), len(want), i, got[min(i, len(got)):min(i+3, len(got))], want[min(i, len(want)):min(i+3, len(want))])
		}
	}
	return "alike"
}

// TestEverything: $everything of each patient is what the patients' own JSON says that it is: what is in the compartment, what
// that refers to outside of it, and the Provenance of both; each once, whatever the size of a page.
func TestEverything(t *testing.T) {
	for _, s := range subjects(t) {
		t.Run(s.site.Tenant, func(t *testing.T) { s.everything(t, len(s.items["Patient"])) })
	}
}

func (s *subject) everything(t *testing.T, patients int) {
	found, v := 0, newNaive(s).all()
	for _, p := range s.items["Patient"][:patients] {
		q := searched{operation: interaction.Everything, within: search.Compartment{Type: "Patient", ID: p.id}}
		got := names(t, s.site, access.Open(s.site.Tenant), q.at(), count(1000))
		if paged := names(t, s.site, access.Open(s.site.Tenant), q.at(), count(13)); !slices.Equal(got, paged) {
			t.Errorf("%s, pages of 13: %s", q.at(), firstOther(paged, got))
		}
		got = slices.DeleteFunc(got, func(name string) bool { // what the subject has not is not judged
			typ, _, _ := strings.Cut(name, "/")
			return s.items[typ] == nil
		})
		found += len(got)
		slices.Sort(got)
		if want := sortedNames(v.record(q)); !slices.Equal(got, want) {
			t.Errorf("%s: %s", q.at(), firstOther(got, want))
		}
	}
	if found < 20*patients {
		t.Errorf("only %d resources", found)
	}
}

// sortedNames are the resources as Type/id, sorted.
func sortedNames(items []*item) []string {
	out := make([]string, len(items))
	for i, it := range items {
		out[i] = it.typ + "/" + it.id
	}
	slices.Sort(out)
	return out
}

// referencesIn are the references and addresses inside of a resource, as Type/id.
func (s *subject) referencesIn(node any) []string {
	var out []string
	switch x := node.(type) {
	case map[string]any:
		for name, value := range x {
			if text, ok := value.(string); ok && (name == "reference" || name == "url") {
				out = append(out, strings.TrimPrefix(text, s.site.BaseURL+"/"))
			}
			out = append(out, s.referencesIn(value)...)
		}
	case []any:
		for _, value := range x {
			out = append(out, s.referencesIn(value)...)
		}
	}
	return out
}

// TestEverythingGranted: scopes decide which types come. What is not granted is neither shown nor followed.
func TestEverythingGranted(t *testing.T) {
	s, _ := practiceSites(t)
	at := interaction.Address{Within: search.Compartment{Type: "Patient", ID: "1"}, Operation: interaction.Everything}
	for _, c := range []struct {
		scopes, types, want string // the types that come; or a word of the refusal
	}{
		{"patient/*.rs", "", "AllergyIntolerance Binary Condition DiagnosticReport DocumentReference Encounter Immunization Location Medication MedicationRequest Observation Organization Patient Practitioner Procedure Provenance"},
		{"patient/Patient.rs patient/Condition.rs patient/Practitioner.r", "", "Condition Patient Practitioner"},
		{"patient/Patient.r patient/Condition.r", "", "Patient"},
		{"patient/Patient.r patient/Medication.r", "", "Patient"},
		{"patient/Patient.r patient/MedicationRequest.rs patient/Medication.r", "", "Medication MedicationRequest Patient"},
		{"patient/Patient.r patient/Observation.rs?category=laboratory", "", "Observation Patient"},
		{"patient/Patient.r patient/Condition.rs", "Condition,Observation", "patient/Observation.s"},
		{"patient/Patient.r patient/Condition.r", "Condition", "patient/Condition.s"},
		{"patient/Condition.rs", "", "patient/Patient.rs"},
	} {
		scopes, err := access.ParseScopes(c.scopes)
		if err != nil {
			t.Fatal(err)
		}
		for _, patient := range []string{"1", "2"} {
			g, err := access.NewGrant(s.Tenant, access.Claims{Patient: patient, Scopes: scopes})
			if err != nil {
				t.Fatal(err)
			}
			params := count(1000)
			if c.types != "" {
				params.Set("_type", c.types)
			}
			page, _, err := interaction.SearchAt(t.Context(), s, g, at, params, false)
			switch {
			case patient == "2":
				if err == nil {
					t.Errorf("%s of another patient: %d entries", c.scopes, len(page.Entries))
				}
			case err != nil && !strings.Contains(err.Error(), c.want), err == nil && typesIn(names(t, s, g, at, params)) != c.want:
				t.Errorf("%s, %s: %s %v", c.scopes, c.types, typesIn(names(t, s, g, at, params)), err)
			}
		}
	}
}

func typesIn(names []string) string {
	var types []string
	for _, name := range names {
		typ, _, _ := strings.Cut(name, "/")
		types = append(types, typ)
	}
	slices.Sort(types)
	return strings.Join(slices.Compact(types), " ")
}

// TestLastN: $lastn of many codes gives the same on pages of 4 as on one, and what the evaluator says.
func TestLastN(t *testing.T) {
	found := 0
	for _, s := range subjects(t) {
		v := newNaive(s).all()
		for i, p := range s.items["Patient"] {
			if i%8 > 0 && !everything() {
				continue
			}
			for _, most := range []string{"1", "3"} {
				q := searched{types: []string{"Observation"}, operation: interaction.LastN, own: url.Values{"max": {most}}, count: 4, clauses: []clause{
					{code: "patient", texts: []string{p.id}}, {code: "category", texts: []string{"vital-signs", "laboratory", "social-history", "survey"}},
				}}
				paged := names(t, s.site, access.Open(s.site.Tenant), q.at(), q.params())
				q.count = largest
				got := names(t, s.site, access.Open(s.site.Tenant), q.at(), q.params())
				if !slices.Equal(got, paged) {
					t.Errorf("%s: %s", q, firstOther(paged, got))
				}
				found += len(got)
				slices.Sort(got)
				if want := sortedNames(v.answer(q)); !slices.Equal(got, want) {
					t.Errorf("%s: %s", q, firstOther(got, want))
				}
			}
		}
	}
	if found < 50 {
		t.Errorf("only %d Observations", found)
	}
}
