package search

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ehr.example/portico/facade/outcome"
)

// parse reads a query string of the form Type?parameters.
func parse(t testing.TB, text string, o Options) (Query, error) {
	t.Helper()
	resource, query, _ := strings.Cut(text, "?")
	values, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	return Parse(resource, values, o)
}

func TestParse(t *testing.T) {
	o := Options{BaseURL: "https://my-clinic.ehr.example/fhir"}
	for _, c := range []struct{ text, encoded string }{
		{"Patient", "_count=50"},
		{"Patient?_format=json&_pretty=true&_format=xml", "_count=50"},
		{"Patient?name=a&_id=2&name=b&_id=1", "_id=1&_id=2&name=a&name=b&_count=50"},
		{"Patient?name=b,a,b&name=a,b", "name=a%2Cb&_count=50"},
		{"Patient?_count=7&_total=accurate", "_count=7&_total=accurate"},
		{"Patient?_total=none&_summary=false", "_count=50"},
		{"Patient?_total=estimate", "_count=50&_total=estimate"},
		{"Patient?_total=estimate&_count=0", "_summary=count"},
		{"Patient?_count=0", "_summary=count"},
		{"Patient?_summary=count&_count=20&_total=none", "_summary=count"},
		{"Patient?_count=1001", "_count=1000"},
		{"Patient?_count=99999999999999999999999", "_count=1000"},
		{"Patient?_page=abc&_format=json", "_page=abc"},
		{"Patient?_page=abc&_count=5", "_count=5&_page=abc"},
		{"Patient?name:exact=%F0%9F%98%80%25_%5C'\"", "name%3Aexact=%F0%9F%98%80%25_%5C%5C%27%22&_count=50"},
		{`Patient?name=a\,b\|c\$d\\e,a|b$c`, "name=a%5C%2Cb%5C%7Cc%5C%24d%5C%5Ce%2Ca%5C%7Cb%5C%24c&_count=50"},
		{"Patient?name:missing=true&gender:not=male,female", "gender%3Anot=female%2Cmale&name%3Amissing=true&_count=50"},
		{"Observation?subject:Patient=1,Patient/2", "subject=Patient%2F1%2CPatient%2F2&_count=50"},
		{"Observation?patient=HTTPS://My-Clinic.ehr.example/fhir/Patient/a-1", "patient=Patient%2Fa-1&_count=50"},
		{"Patient?identifier:of-type=s|MR|1", "identifier%3Aof-type=s%7CMR%7C1&_count=50"},
		{"Observation?code:text=b,a&subject:identifier=s|1", "code%3Atext=a%2Cb&subject%3Aidentifier=s%7C1&_count=50"},
		{"Observation?code:in=http://a.example/vs&code:not-in=http://a.example/b", "code%3Ain=http%3A%2F%2Fa.example%2Fvs&code%3Anot-in=http%3A%2F%2Fa.example%2Fb&_count=50"},
		{"Observation?_profile:below=http://a.example&patient:identifier=1", "_profile%3Abelow=http%3A%2F%2Fa.example&patient%3Aidentifier=1&_count=50"},
		{"Observation?date=eq2020&date=ge2019-01", "date=2020&date=ge2019-01&_count=50"},
		{"Observation?code-value-quantity=a|b$gt5.40||mg,c$5", "code-value-quantity=a%7Cb%24gt5.40%7C%7Cmg%2Cc%245&_count=50"},
		{`Observation?code-value-string=a\$b\,c$d\$e`, "code-value-string=a%5C%24b%5C%2Cc%24d%5C%24e&_count=50"},
		{"RiskAssessment?probability=gt5e-1,eq0.5", "probability=0.5%2Cgt5e-1&_count=50"},
		{"Observation?value-quantity=gt5.40||mg", "value-quantity=gt5.40%7C%7Cmg&_count=50"},
		{"Patient?_revinclude=Observation:patient&_include=Patient:organization&_include=Patient:organization&_include=*", "_include=%2A&_include=Patient%3Aorganization&_revinclude=Observation%3Apatient&_count=50"},
		{"Patient?_include:iterate=Organization:partof:Organization&_revinclude=Provenance:*", "_include%3Aiterate=Organization%3Apartof%3AOrganization&_revinclude=Provenance%3A%2A&_count=50"},
		{"Patient?_include=*&_summary=count", "_summary=count"},
		{"Patient?_sort=-birthdate,name", "_sort=-birthdate%2Cname&_count=50"},
		{"Observation?patient.name=b,a", "patient.name=a%2Cb&_count=50"},
		{"Observation?subject:Patient.name:exact=x", "subject%3APatient.name%3Aexact=x&_count=50"},
		{"Observation?subject.identifier=x", "subject.identifier=x&_count=50"},
		{"Encounter?service-provider.partof.name=x&subject:Patient.gender:not=male", "service-provider.partof.name=x&subject%3APatient.gender%3Anot=male&_count=50"},
		{"Patient?_has:Observation:patient:code=b,a", "_has%3AObservation%3Apatient%3Acode=a%2Cb&_count=50"},
		{"Patient?_has:Observation:patient:_has:Provenance:target:agent:missing=false", "_has%3AObservation%3Apatient%3A_has%3AProvenance%3Atarget%3Aagent%3Amissing=false&_count=50"},
		{"Patient?_has:Observation:patient:encounter.class=AMB", "_has%3AObservation%3Apatient%3Aencounter%3AEncounter.class=AMB&_count=50"},
	} {
		t.Run(c.text, func(t *testing.T) {
			q, err := parse(t, c.text, o)
			if err != nil {
				t.Fatal(err)
			}
			if got := q.Encode(); got != c.encoded {
				t.Errorf("got  %s\nwant %s", got, c.encoded)
			}
			again, err := parse(t, q.Type+"?"+q.Encode(), o)
			if err != nil || !cmp.Equal(q, again) {
				t.Errorf("%v\n%s", err, cmp.Diff(q, again))
			}
		})
	}
}

// refusals are searches that are refused, with words of the refusal, and what lenient handling makes of them.
var refusals = []struct {
	text    string
	lenient bool // dropped, with the same words
	words   string
}{
	{"Patient?nme=x", true, `no search parameter "nme"; did you mean name?`},
	{"Patient?Name=x", true, `did you mean name?`},
	{"Patient?qqqqqq=x", true, `CapabilityStatement`},
	{"Patient?_cuont=5", true, `did you mean _count?`},
	{"Observation?code-value-quantity=a$b", false, `value-quantity: "b" is not a number`},
	{"Observation?code-value-quantity=a", false, "has 1 parts; write code$value-quantity"},
	{"Observation?code-value-quantity=a$5$6", false, "has 3 parts"},
	{`Observation?code-value-quantity=a\$5`, false, "has 1 parts"},
	{"Observation?code-value-quantity=$5", false, "code: a value is empty"},
	{"Observation?code-value-quantity:missing=true", false, `":missing" of code-value-quantity is not supported; a composite parameter can have none`},
	{"Observation?combo-code-value-quantity:not=a$5", false, "can have none"},
	{"RiskAssessment?probability=half", false, "not a number"},
	{"Patient?identifier:of-type=s|MR", false, "write system|code|value"},
	{"Patient?identifier:of-type=s||1", false, "write system|code|value"},
	{"Patient?name:text=x", false, `":text" of name is not supported; a string parameter can have :exact, :contains, :missing`},
	{"Patient?name:in=x", false, `":in" of name`},
	{"Observation?code:above=x", false, `":above" of code is not supported; a token parameter can have :not, :text, :in, :not-in, :of-type, :missing`},
	{"Observation?code:identifier=x", false, `":identifier" of code`},
	{"Observation?subject:text=x", false, `":text" of subject is not supported; a reference parameter can have :identifier, :missing, :[type]`},
	{"Observation?subject:below=x", false, `":below" of subject`},
	{"Observation?_profile:below=urn:oid:1.2", false, "is not a URL"},
	{"Observation?_profile:exact=http://x.example", false, "a uri parameter can have :above, :below, :missing"},
	{"Patient?_id:text=1", false, "a token parameter can have :not, :missing"},
	{"Location?near=1|2", true, "searching by position is not supported"},
	{"Observation?patient.nme=x", true, "Patient has no search parameter \"nme\""},
	{"Observation?code.name=x", false, "only a reference is chained"},
	{"Observation?subject:Patientt.name=x", false, `no resource type "Patientt"`},
	{"Observation?subject:Practitioner.name=x", false, "never refers to Practitioner"},
	{"Observation?subject.nme=x", true, "none of the types that subject of Observation points at"},
	{"Observation?pazient.name=x", true, `no search parameter "pazient"`},
	{"Observation?patient._count=1", false, "can be chained"},
	{"Observation?patient.birthdate=x", false, "not a date"},
	{"Observation?patient.gender:exact=x", false, "can have :not, :text"},
	{"Patient?organization." + strings.Repeat("partof.", 9) + "name=x", false, "more than 8 references"},
	{"Patient?_has=x", false, "_has:Type:reference-parameter:parameter"},
	{"Patient?_has:Observation:patient=x", false, "_has:Type:reference-parameter:parameter"},
	{"Patient?_has:Observatio:patient:code=x", false, `no resource type "Observatio"`},
	{"Patient?_has:Observation:code:code=x", false, "not a reference"},
	{"Patient?_has:Observation:performers:code=x", true, "performers"},
	{"Location?_has:Observation:patient:code=x", false, "never refers to Location"},
	{"Patient?_has:Observation:patient:value-quantity=x", false, "not a number"},
	{"Patient?_include=Patient", false, "Type:parameter"},
	{"Patient?_include=Patient:organizations", true, "did you mean organization?"},
	{"Patient?_include=Patient:gender", false, "not a reference"},
	{"Patient?_include=Pazient:organization", false, `no resource type "Pazient"`},
	{"Patient?_include=Patient:organization:Patient", false, "never refers to Patient"},
	{"Patient?_include=Observation:patient", false, "_include:iterate follows"},
	{"Patient?_include:iterated=Patient:organization", false, "can have :iterate"},
	{"Location?_revinclude=Observation:patient", false, "never refers to Location"},
	{"Patient?_sort=nme", true, "did you mean name?"},
	{"Patient?_sort=", false, "- before one for descending"},
	{"Patient?_sort=name,", false, "- before one for descending"},
	{"Patient?_sort=name,-name", false, "name stands twice"},
	{"Patient?_sort=organization", true, "by which nothing is sorted"},
	{"Patient?_sort=name&_sort=gender", false, "given 2 times"},
	{"Patient?_sort=name,gender,birthdate,family,given,email", false, "at most 5"},
	{"Patient?_elements=nme", true, `_elements: Patient has no element "nme"; did you mean name?`},
	{"Patient?_elements=name,nme", true, `has no element "nme"`},
	{"Patient?_elements=q", true, "known: id, meta, implicitRules"},
	{"Patient?_elements=_birthDate", true, `has no element "_birthDate"`},
	{"Patient?_elements=resourceType", true, `has no element "resourceType"`},
	{"Patient?_elements=", false, "a name is empty"},
	{"Patient?_elements=name,", false, "a name is empty"},
	{"Patient?_elements=Patient.name", false, `"Patient.name" is not the name of a base element, and R4 knows no other; write name`},
	{"Patient?_elements=name.family", false, "write name"},
	{"Patient?_elements=Patient.name.family", false, "write name"},
	{"Patient?_elements=Observation.code", false, "write one of id, meta"},
	{"Observation?_elements=valueQuantity", false, `"valueQuantity" is one form of value; write value`},
	{"Patient?_elements=name[x]", true, `has no element "name[x]"`},
	{"Patient?_elements=name&_elements=gender", false, "given 2 times"},
	{"Patient?_elements:exact=name", false, "no modifiers"},
	{"Patient?_elements=name&_summary=true", false, "can't stand beside _summary=true"},
	{"Patient?_elements=name&_summary=text", false, "can't stand beside _summary=text"},
	{"Patient?_summary=text&_include=Patient:organization", false, "_include can't stand beside _summary=text"},
	{"Patient?_summary=text&_revinclude=Observation:patient", false, "_revinclude can't stand beside _summary=text"},
	{"Patient?_summary=all", false, "it can be true, text, data, count or false"},
	{"Patient?_summary=true&_summary=data", false, "given 2 times"},
	{"Patient?_page=a&_elements=name", false, `"_elements" can't stand beside _page`},
	{"Patient?_contained=true", true, "_contained"},
	{"Patient?_list=1", true, "_list"},
	{"Patient?_text=x", true, "_text"},
	{"Patient?_content=x", true, "_content"},
	{"Patient?_filter=x", true, "_filter"},
	{"Patient?_query=x", true, "_query"},
	{"Patient?_total=all", false, "none, estimate or accurate"},
	{"Patient?_summary=x", false, `"x"`},
	{"Patient?_count=-1", false, "_count"},
	{"Patient?_count=x", false, "_count"},
	{"Patient?_count=", false, "_count"},
	{"Patient?_count=1&_count=1", false, "given 2 times"},
	{"Patient?_count:exact=1", false, "no modifiers"},
	{"Patient?_page=", false, "_page"},
	{"Patient?_page=a&_page=b", false, "_page"},
	{"Patient?_page=a&name=b", false, `"name" can't stand beside _page`},
	{"Patient?_page=a&_count=0", false, "positive"},
	{"Patient?name:text=x", false, "can have :exact, :contains, :missing"},
	{"Patient?gender:exact=x", false, "can have :not, :text, :in, :not-in, :of-type, :missing"},
	{"Patient?birthdate:exact=x", false, "can have :missing"},
	{"Patient?organization:Patient=x", false, "never refers to Patient, only to Organization"},
	{"Patient?organization=Patient/1", false, "never refers to Patient"},
	{"Observation?subject:Patient=Group/1", false, "not a reference to Patient"},
	{"Observation?subject:Patient=http://other.example/fhir/Group/1", false, "not a reference to Patient"},
	{"Observation?subject=Pazient/1", false, `no resource type "Pazient"`},
	{"Observation?subject=Patient/", false, "not a reference"},
	{"Observation?subject=Patient/1/_history/2", false, "not a reference"},
	{"Observation?subject=Patient:1", false, "not a reference"},
	{"Observation?subject=a b", false, "not a reference"},
	{"Patient?name=", false, "empty"},
	{"Patient?name=%20", false, "empty"},
	{"Patient?name=a,,b", false, "empty"},
	{"Patient?name:missing=yes", false, "true or false"},
	{"Patient?name=%00", false, "control character"},
	{"Patient?name=a%0Ab", false, "control character"},
	{"Patient?name=%FF", false, "not UTF-8"},
	{"Patient?%FF=x", false, "not UTF-8"},
	{"Patient?=x", false, "no name"},
	{"Patient?identifier=a|b|c", false, `more than one |`},
	{"Patient?identifier=|", false, "neither"},
	{"Patient?birthdate=2020-02-30", false, "calendar"},
	{"Patient?birthdate=20-02-03", false, "not a date"},
	{"Patient?_lastUpdated=2020-01-01T00:00:00+01:00", false, "%2B"},
	{"Observation?value-quantity=5,4mg", false, "not a number"},
	{"Observation?value-quantity=5|mg", false, "number||unit"},
	{"Observation?value-quantity=5||", false, "number||unit"},
	{"RiskAssessment?probability=1e999", false, "too many digits"},
}

func TestParseRefuses(t *testing.T) {
	for _, c := range refusals {
		t.Run(c.text, func(t *testing.T) {
			_, err := parse(t, c.text, Options{})
			e := outcome.From(err)
			if e == nil || e.HTTPStatus() != http.StatusBadRequest || !strings.Contains(err.Error(), c.words) {
				t.Errorf("strict: %v", err)
			}
			q, err := parse(t, c.text, Options{Lenient: true})
			switch {
			case c.lenient && err != nil:
				t.Errorf("lenient: %v", err)
			case c.lenient && (len(q.Ignored) != 1 || !strings.Contains(q.Ignored[0].Message, c.words)):
				t.Errorf("lenient ignored %v", q.Ignored)
			case !c.lenient && err == nil:
				t.Errorf("lenient took %v", q)
			}
		})
	}
}

func TestAllProblemsAtOnce(t *testing.T) {
	_, err := parse(t, "Patient?nme=x&birthdate=x,y&_sort=nme&gender:exact=x&name=", Options{})
	if e := outcome.From(err); e == nil || len(e.Issues) != 6 {
		t.Errorf("%v", err)
	}
}

func TestUnknownType(t *testing.T) {
	for _, name := range []string{"Pazient", "Resource", "DomainResource", ""} {
		if _, err := Parse(name, nil, Options{}); outcome.From(err).HTTPStatus() != http.StatusNotFound {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestLimits(t *testing.T) {
	o := Options{Limits: Limits{Parameters: 3, Alternatives: 2, ValueLength: 4}, MaxCount: 10, DefaultCount: 20}
	for text, code := range map[string]outcome.Code{
		"Patient?name=a&name=b&name=c&name=d": outcome.CodeTooCostly,
		"Patient?name=a,b,c":                  outcome.CodeTooCostly,
		"Patient?name=abcde":                  outcome.CodeTooLong,
		"Patient?name=é,ééé":                  outcome.CodeTooLong,
	} {
		if _, err := parse(t, text, o); outcome.From(err) == nil || outcome.From(err).Code() != code {
			t.Errorf("%s: %v", text, err)
		}
	}
	q, err := parse(t, "Patient?name=a&name=b&name=abcd,b", o)
	if err != nil || q.Count != 10 {
		t.Errorf("%v %v", q, err)
	}
}

func TestString(t *testing.T) {
	q, err := parse(t, `Patient?name:exact=O'Hara&gender=male`, Options{})
	if got, want := fmt.Sprint(q), "Patient?gender=male&name:exact=O'Hara"; err != nil || got != want {
		t.Errorf("%s, %v", got, err)
	}
}

func TestSubset(t *testing.T) {
	for text, want := range map[string]string{
		"Patient?":                                           "",
		"Patient?_summary=false":                             "",
		"Patient?_summary=true":                              "_summary=true",
		"Patient?_summary=text":                              "_summary=text",
		"Patient?_summary=data":                              "_summary=data",
		"Patient?_summary=count":                             "",
		"Patient?_summary=data&_count=0":                     "",
		"Patient?_elements=name,birthDate":                   "_elements=birthDate,name",
		"Patient?_elements=name, name":                       "_elements=name",
		"Patient?_elements=id":                               "_elements=id",
		"Patient?_elements=deceased[x]":                      "_elements=deceased",
		"Patient?_elements=deceased":                         "_elements=deceased",
		"Patient?_elements=name&_count=0":                    "",
		"Patient?_elements=modifierExtension&_summary=false": "_elements=modifierExtension",
	} {
		q, err := parse(t, text, Options{})
		if got := q.Subset.String(); err != nil || got != want || q.CountOnly && !q.Subset.Whole() {
			t.Errorf("%s: %q, not %q: %v", text, got, want, err)
		}
	}
}

// TestLenientElements: what the type has not is passed over; where nothing is left, so is the parameter.
func TestLenientElements(t *testing.T) {
	for text, want := range map[string]string{"Patient?_elements=nme,name": "_elements=name", "Patient?_elements=nme": ""} {
		q, err := parse(t, text, Options{Lenient: true})
		if got := q.Subset.String(); err != nil || got != want || len(q.Ignored) != 1 {
			t.Errorf("%s: %q, not %q: %v %v", text, got, want, q.Ignored, err)
		}
	}
}

func TestParseSubset(t *testing.T) {
	for text, words := range map[string]string{
		"_summary=count": "counts the matches of a search", "_elements=nme": "did you mean name?", "_elements=name&_summary=text": "can't stand beside", "_summary=x": "true, text, data",
	} {
		values, _ := url.ParseQuery(text)
		if _, err := ParseSubset("Patient", values, false); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%s: %v", text, err)
		}
	}
	s, err := ParseSubset("Patient", url.Values{"_elements": {"nme,name"}, "name": {"x"}}, true)
	if err != nil || s.String() != "_elements=name" {
		t.Errorf("%s %v", s, err)
	}
}
