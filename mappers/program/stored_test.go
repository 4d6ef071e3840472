package program

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestStored: of a stored resource only what R4 has at its place is shown, below what the mapping writes, and no reference
// that the mapping does not vouch for.
func TestStored(t *testing.T) {
	patient := &Source{Type: "Patient", ID: idOf("p", CodecInteger), Rows: &Relation{}}
	ref := &Ref{Target: patient, Slots: []int{1}, Link: -1}
	ref.Bind()
	stored := foldStored(&Stored{
		Type: "Observation", Written: map[string]bool{"resourceType": true, "id": true, "meta": true, "status": true, "_status": true},
		References: []StoredReference{{Type: "Patient", Node: ref}}, Keep: []string{"Encounter"},
	})
	const head = `{"resourceType":"Observation",`
	tests := []struct{ name, text, want string }{
		{"elements in their order, decimals as they stand", head + `"code":{"text":"x"},"valueQuantity":{"value":120.50,"unit":"mg"}}`, `"code":{"text":"x"},"valueQuantity":{"value":120.50,"unit":"mg"}`},
		{"written and ours", head + `"id":"other","meta":{"security":[{"code":"N"}]},"status":"amended","_status":{"id":"a"},"code":{"text":"x"}}`, `"code":{"text":"x"}`},
		{"another type", `{"resourceType":"Patient","code":{"text":"x"}}`, ``},
		{"no type", `{"code":{"text":"x"}}`, ``},
		{"the type in another case", `{"ResourceType":"Observation","code":{"text":"x"}}`, ``},
		{"the type twice", head + `"resourceType":"Patient","code":{"text":"x"}}`, `"code":{"text":"x"}`},
		{"an element twice", head + `"code":{"text":"x"},"code":{"text":"y"}}`, `"code":{"text":"x"}`},
		{"names of another case", head + `"Id":"other","Status":"final","META":{},"Code":{"text":"y"},"code":{"text":"x"}}`, `"code":{"text":"x"}`},
		{"escaped names", `{"resourceType":"Observation","\u0069d":"other","\u006deta":{"tag":[]},"code":{"text":"x"}}`, `"code":{"text":"x"}`},
		{"unknown elements", head + `"colour":"red","code":{"text":"x","colour":"red"}}`, `"code":{"text":"x"}`},
		{"wrong kinds", head + `"code":"x","effectiveDateTime":5,"bodySite":{"text":true},"note":{"text":"y"},"value":1,"valueBoolean":"true","valueInteger":1.5}`, ``},
		{"a list for one value", head + `"code":[{"text":"x"}],"category":[{"text":"c"}]}`, `"category":[{"text":"c"}]`},
		{"empty values", head + `"code":{},"note":[],"category":[{}],"bodySite":{"text":"  "},"method":null,"issued":""}`, ``},
		{"control characters", head + `"code":{"text":"a\u0007\"\\\u00e9\n"}}`, `"code":{"text":"a \"\\é\n"}`},
		{"no JSON", head + `"code":{"text":"x"}`, ``},
		{"two objects", head + `"code":{"text":"x"}}{}`, ``},
		{"a list", `[` + head + `"code":{"text":"x"}}]`, ``},
		{"too deep", head + `"extension":` + strings.Repeat(`[{"url":"x","extension":`, 40) + `[]` + strings.Repeat(`}]`, 40) + `}`, ``},
		{"a narrative", head + `"text":{"status":"generated","div":"<div>Eve</div>"},"code":{"text":"x"}}`, `"code":{"text":"x"}`},

		{"the patient of the row", head + `"subject":{"reference":"Patient/99","display":"Ada"}}`, `"subject":{"reference":"Patient/p1","display":"Ada"}`},
		{"with a version", head + `"subject":{"display":"Ada","reference":"Patient/99/_history/3"}}`, `"subject":{"reference":"Patient/p1","display":"Ada"}`},
		{"at another server", head + `"subject":{"reference":"https://old.example/fhir/Patient/99"}}`, `"subject":{"reference":"Patient/p1"}`},
		{
			"inside a list, other types dropped", head + `"performer":[{"reference":"Practitioner/5"},{"reference":"Patient/7"},{"reference":"Organization/1","display":"Lab"}]}`,
			`"performer":[{"reference":"Patient/p1"},{"display":"Lab"}]`,
		},
		{"kept", head + `"encounter":{"reference":"Encounter/8/_history/1"}}`, `"encounter":{"reference":"Encounter/8"}`},
		{"kept types at other servers", head + `"encounter":{"reference":"https://old.example/Encounter/8"}}`, ``},
		{"odd references", head + `"encounter":{"reference":"/Encounter/8"},"device":{"reference":"Encounter/../Patient/1"},"focus":[{"reference":"Patient/1?x=Patient/2"}],"specimen":{"reference":"encounter/8"},"hasMember":[{"reference":"Encounter/8?x"},{"reference":5},{"reference":""}]}`, ``},
		{"by identifier", head + `"device":{"reference":"Device/1","identifier":{"value":"d"}}}`, `"device":{"identifier":{"value":"d"}}`},
		{
			"in an extension", head + `"extension":[{"url":"http://x","valueReference":{"reference":"Practitioner/5"}},{"url":"part","valueReference":{"reference":"Patient/2"}},{"url":"http://y","valueUri":"Practitioner/5"},{"url":"http://z","valueUrl":"Patient/5"}]}`,
			`"extension":[{"url":"http://x"},{"url":"part","valueReference":{"reference":"Patient/p1"}},{"url":"http://y"},{"url":"http://z","valueUrl":"Patient/p1"}]`,
		},
		{
			"in a contained resource", head + `"contained":[{"resourceType":"Specimen","id":"s","subject":{"reference":"Patient/5"},"request":[{"reference":"ServiceRequest/1"}]},{"resourceType":"Nothing"},{"id":"x"}],"specimen":{"reference":"#s"}}`,
			`"contained":[{"resourceType":"Specimen","id":"s","subject":{"reference":"Patient/p1"}}],"specimen":{"reference":"#s"}`,
		},
		{"in a contained narrative", head + `"contained":[{"resourceType":"Specimen","id":"s","text":{"status":"generated","div":"<div>Eve</div>"}}]}`, `"contained":[{"resourceType":"Specimen","id":"s"}]`},
	}
	for _, test := range tests {
		s := State{Env: &Env{}}
		s.enter(0, &Page{Rows: *rowsOf([]any{test.text, 1})}, 0)
		const before = `{"a":1`
		got, p := stored.append([]byte(before), &s)
		want := test.want
		if want != "" {
			want = "," + want
		}
		if string(got) != before+want || (p == Filled) != (want != "") {
			t.Errorf("%s: %s\nwant %s", test.name, got[len(before):], want)
		}
		if !json.Valid(append(got, '}')) {
			t.Errorf("%s is no JSON: %s", test.name, got)
		}
	}
}

// TestStoredPairs: null keeps the place of a value whose extensions stand in the twin, and only there.
func TestStoredPairs(t *testing.T) {
	stored := foldStored(&Stored{Type: "Patient"})
	for text, want := range map[string]string{
		`{"resourceType":"Patient","name":[{"given":["A",null,"C"],"_given":[null,{"extension":[{"url":"http://x","valueCode":"b"}]},null]}]}`: `"name":[{"given":["A",null,"C"],"_given":[null,{"extension":[{"url":"http://x","valueCode":"b"}]},null]}]`,
		`{"resourceType":"Patient","name":[{"given":["A",null,5,"C"]}]}`:                                                                       `"name":[{"given":["A","C"]}]`,
		`{"resourceType":"Patient","name":[null,{"family":"F"},null]}`:                                                                         `"name":[{"family":"F"}]`,
		`{"resourceType":"Patient","_birthDate":{"extension":[{"url":"http://x","valueCode":"b"}]},"_name":{"id":"x"}}`:                        `"_birthDate":{"extension":[{"url":"http://x","valueCode":"b"}]}`,
	} {
		s := State{Env: &Env{}}
		s.enter(0, &Page{Rows: *rowsOf([]any{text})}, 0)
		if got, _ := stored.append(nil, &s); string(got) != ","+want {
			t.Errorf("%s: %s\nwant %s", text, got, want)
		}
	}
}

// FuzzStored: whatever a column holds, what comes of it is JSON that names no reference of its own.
func FuzzStored(f *testing.F) {
	stored := foldStored(&Stored{Type: "Observation", Written: map[string]bool{"id": true, "meta": true}})
	f.Add(`{"resourceType":"Observation","subject":{"reference":"Patient/1"},"id":"x","note":[{"text":"t"}]}`)
	f.Add(`{"resourceType":"Observation","extension":[{"url":"u","valueReference":{"reference":"#x","type":"Patient"}}],"_issued":{"id":"a"}}`)
	f.Fuzz(func(t *testing.T, text string) {
		s := State{Env: &Env{}}
		s.enter(0, &Page{Rows: *rowsOf([]any{text})}, 0)
		got, _ := stored.append([]byte(`{"a":1`), &s)
		var tree map[string]any
		if err := json.Unmarshal(append(got, '}'), &tree); err != nil {
			t.Fatalf("%q: %v: %s", text, err, got)
		}
		for _, ours := range []string{"id", "meta", "resourceType"} {
			if _, there := tree[ours]; there {
				t.Errorf("%q lets %s through", text, ours)
			}
		}
		checkReferences(t, tree)
	})
}

func checkReferences(t *testing.T, tree any) {
	switch x := tree.(type) {
	case map[string]any:
		if reference, ok := x["reference"].(string); ok && !strings.HasPrefix(reference, "#") {
			t.Errorf("a reference is there: %s", reference)
		}
		for _, v := range x {
			checkReferences(t, v)
		}
	case []any:
		for _, v := range x {
			checkReferences(t, v)
		}
	}
}
