package search

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ehr.example/portico/mappers/fhir"
)

// zone is one whose clock changes.
func zone(t testing.TB) *time.Location {
	t.Helper()
	z, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// alternatives are the values of each type that the property draws from, besides any text.
var alternatives = map[string][]string{
	"token":     {"a", "|a", "s|a", "s|", `a\|b`, `a\,b`, "%_"},
	"string":    {"Müller", `a\,b`, "O'Hara", `back\slash`, "😀", "a b"},
	"date":      {"2020", "ge2020-03", "2024-03-10", "lt2024-11-03T01:30", "2024-01-01T00:00:00.5Z", "eq2020"},
	"reference": {"1", "Patient/1", "http://a.example/Patient/1", "https://b.example/fhir/Patient/1"},
	"quantity":  {"5.4", "gt5.40||mg", "1e2|http://unitsofmeasure.org|kg", `ne-3||a\|b`},
	"number":    {"5", "eb0.10"},
	"uri":       {"http://a.example/x|1", "urn:oid:1.2"},
}

// modified are the values of modifiers that want another form than their parameter.
var modified = map[Modifier][]string{
	Text: {"Fever", `a\,b`}, In: {"http://a.example/vs"}, NotIn: {"http://a.example/vs"}, OfType: {"s|MR|1", `s|a\|b|c`},
	Identifier: {"s|1", "1", "|1"}, Above: {"http://a.example/x/y"}, Below: {"http://a.example/x/"},
}

// drawValues draws the parameters of a search that may be a good one.
func drawValues(t *rapid.T, resource string) url.Values {
	values := url.Values{}
	for range rapid.IntRange(0, 5).Draw(t, "parameters") {
		p := rapid.SampledFrom(fhir.SearchParameters(resource)).Draw(t, "parameter")
		if alternatives[p.Type] == nil || unsupported[p.Code] != "" {
			continue
		}
		name, parts := p.Code, rapid.SliceOfN(rapid.SampledFrom(alternatives[p.Type]), 1, 4).Draw(t, "values")
		m := rapid.SampledFrom(append(slices.Clone(modifiers[p.Type]), NoModifier)).Draw(t, "modifier")
		if p.Code == "_id" && m != Not && m != Missing {
			m = NoModifier
		}
		if other := modified[m]; other != nil {
			values.Add(name+":"+string(m), strings.Join(rapid.SliceOfN(rapid.SampledFrom(other), 1, 4).Draw(t, "others"), ","))
			continue
		}
		if m == Missing {
			name, parts = name+":missing", []string{"true"}
		} else if m != NoModifier {
			name += ":" + string(m)
		}
		if !strings.HasSuffix(name, ":missing") && (p.Type == "string" || p.Type == "token") {
			parts = append(parts, escape(rapid.StringMatching(`[ -~é😀]*[a-z]`).Draw(t, "text")))
		}
		values.Add(name, strings.Join(parts, ","))
	}
	for name, options := range map[string][]string{
		"_count": {"0", "5", "5000"}, "_total": {"none", "estimate", "accurate"}, "_summary": {"count", "false", "true", "text", "data"},
	} {
		if rapid.Bool().Draw(t, name) {
			values.Set(name, rapid.SampledFrom(options).Draw(t, name+" value"))
		}
	}
	if !values.Has("_summary") && rapid.Bool().Draw(t, "_elements") {
		values.Set("_elements", strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"text", "id", "extension", "meta", "identifier"}), 1, 4).Draw(t, "elements"), ","))
	}
	return values
}

func TestEncodeIsTheInverseOfParse(t *testing.T) {
	o := Options{Zone: zone(t), BaseURL: "https://b.example/fhir"}
	rapid.Check(t, func(t *rapid.T) {
		resource := rapid.SampledFrom([]string{"Patient", "Observation", "Encounter", "RiskAssessment", "ValueSet"}).Draw(t, "type")
		q, err := Parse(resource, drawValues(t, resource), o)
		if err != nil {
			if !strings.Contains(err.Error(), "never refers to") {
				t.Fatal(err)
			}
			return
		}
		sameAgain(t, q, o)
	})
}

// sameAgain checks that the encoded query is the same query.
func sameAgain(t interface{ Fatalf(string, ...any) }, q Query, o Options) {
	encoded := q.Encode()
	values, err := url.ParseQuery(encoded)
	if err != nil {
		t.Fatalf("%s: %v", encoded, err)
	}
	again, err := Parse(q.Type, values, o)
	if err != nil {
		t.Fatalf("%s: %v", encoded, err)
	}
	q.Ignored = nil
	if diff := cmp.Diff(q, again); diff != "" {
		t.Fatalf("%s: %s", encoded, diff)
	}
	if again.Encode() != encoded {
		t.Fatalf("%s became %s", encoded, again.Encode())
	}
}

func FuzzParse(f *testing.F) {
	for _, c := range refusals {
		resource, query, _ := strings.Cut(c.text, "?")
		f.Add(resource, query, false)
	}
	f.Add("Observation", `code=http://loinc.org|8867-4,a\|b&date=ge2024-03-10T02:30&value-quantity=5.4e1||mg&subject:Patient=1`, true)
	o := Options{Zone: zone(f), BaseURL: "https://b.example/fhir"}
	f.Fuzz(func(t *testing.T, resource, query string, lenient bool) {
		values, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		o.Lenient = lenient
		q, err := Parse(resource, values, o)
		if err != nil {
			return
		}
		for _, c := range q.Criteria {
			if len(c.Values) == 0 && c.Modifier != Missing && c.Chain == nil {
				t.Errorf("%s has no values", c)
			}
		}
		sameAgain(t, q, o)
	})
}
