package bundle

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/samply/golang-fhir-models/fhir-models/fhir"
)

func TestAppend(t *testing.T) {
	total := int64(7)
	for _, c := range []struct {
		name string
		page Page
		want string
	}{
		{"nothing", Page{}, `{"resourceType":"Bundle","type":"searchset"}`},
		{
			"a count",
			Page{Total: &total, Self: "https://a.example/fhir/Patient?_summary=count"},
			`{"resourceType":"Bundle","type":"searchset","total":7,"link":[{"relation":"self",` +
				`"url":"https://a.example/fhir/Patient?_summary=count"}]}`,
		},
		{"entries", Page{
			Self: SearchURL("https://a.example/fhir", "Patient", "name=a&name=%22"),
			Next: NextURL("https://a.example/fhir", "Patient", "abc-_"),
			Entries: []Entry{
				{FullURL: ResourceURL("https://a.example/fhir", "Patient", "1"), Resource: []byte(`{"id": "1" }`), Mode: Match},
				{Resource: []byte(`{}`), Mode: Outcome},
			},
		}, `{"resourceType":"Bundle","type":"searchset","link":[{"relation":"self","url":"https://a.example/fhir/Patient?name=a&name=%22"},` +
			`{"relation":"next","url":"https://a.example/fhir/Patient?_page=abc-_"}],` +
			`"entry":[{"fullUrl":"https://a.example/fhir/Patient/1","resource":{"id": "1" },"search":{"mode":"match"}},` +
			`{"resource":{},"search":{"mode":"outcome"}}]}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := Append([]byte("before"), c.page)
			if diff := cmp.Diff("before"+c.want, string(got)); diff != "" {
				t.Error(diff)
			}
			if _, err := fhir.UnmarshalBundle(got[len("before"):]); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestAppendAllocatesNothing(t *testing.T) {
	page := Page{Self: "https://a.example/fhir/Patient", Entries: []Entry{{FullURL: "u", Resource: []byte("{}"), Mode: Match}}}
	buffer := make([]byte, 0, 1024)
	if n := testing.AllocsPerRun(100, func() { buffer = Append(buffer[:0], page) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzString(f *testing.F) {
	f.Add("\"\\\x00\u2028<é😀")
	f.Fuzz(func(t *testing.T, text string) {
		var got string
		if err := json.Unmarshal(appendString(nil, text), &got); err != nil {
			t.Fatal(err)
		}
		if want := string([]rune(text)); got != want {
			t.Errorf("%q became %q", want, got)
		}
	})
}

func TestAppendNDJSON(t *testing.T) {
	got := string(AppendNDJSON(AppendNDJSON(nil, []byte("{\"a\":\r\n1}")), []byte(`{}`)))
	if want := "{\"a\":  1}\n{}\n"; got != want {
		t.Errorf("got %q", got)
	}
}

func TestETag(t *testing.T) {
	tag := ETag([]byte(`{"resourceType":"Patient"}`))
	if want := `W/"ts2S8lcz3G7-1MqVQfWVRQ"`; tag != want {
		t.Errorf("the tag is %s, was %s in other processes", tag, want)
	}
	if tag == ETag([]byte(`{"resourceType":"patient"}`)) {
		t.Error("two contents have one tag")
	}
	for header, want := range map[string]bool{
		"": false, "*": true, tag: true, tag[2:]: true, `W/"x", ` + tag: true, `"x"`: false, "ts2S8lcz3G7-1MqVQfWVRQ": false,
	} {
		if Matches(header, tag) != want {
			t.Errorf("If-None-Match: %s is %v", header, !want)
		}
	}
}
