package interaction_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/bundle"
	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/outcome"
	"ehr.example/portico/facade/tenancy"
	"ehr.example/portico/mappers/sqltree"
)

var update = flag.Bool("update", false, "write what comes out into testdata/journeys")

const journeys = "../../testdata/journeys"

// TestJourneys: each file of testdata/journeys is a request with everything that it becomes: the query as it was
// understood, its plan, the statements with their arguments, and the response. The part above the first line of dashes
// is written by people, the rest by -update.
func TestJourneys(t *testing.T) {
	files, err := filepath.Glob(journeys + "/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal(err, "no journeys")
	}
	my, lake := practiceSites(t)
	sites := map[string]*interaction.Site{my.Tenant: my, lake.Tenant: lake}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			head, _, _ := bytes.Cut(text, []byte("\n-- "))
			j := parseJourney(t, sites, string(head))
			got := strings.TrimRight(string(head), "\n") + "\n\n" + j.run(t)
			switch {
			case got == string(text):
			case *update:
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			default:
				t.Errorf("%s: run with -update when this is right\n%s", file, firstDifference(got, string(text)))
			}
		})
	}
}

// journey is one case: a request and how it is made.
//
//	# any words about it
//	site    my-clinic
//	grant   open, or patient 1
//	scopes  patient/*.rs       (of a token for that patient, or for a user who may see everybody; may be left out)
//	prefer  lenient            (may be left out)
//	known   why the response is not yet as it should be (may be left out)
//	pages   3                  (how many pages to follow; 1 when left out)
//	GET     Patient?name=x     (?_type=A,B for several types, Patient/1 for a read, or
//	                           Patient/1/Observation?code=x or Patient/1/* for a compartment)
type journey struct {
	site    *interaction.Site
	grant   access.Grant
	lenient bool
	pages   int
	typ, id string              // an id: a read
	at      interaction.Address // of a search
	params  url.Values

	sql strings.Builder // the statements since the last response
}

func parseJourney(t *testing.T, sites map[string]*interaction.Site, head string) *journey {
	t.Helper()
	j := &journey{pages: 1}
	for line := range strings.Lines(head) {
		line = strings.TrimRight(line, "\n")
		word, rest, _ := strings.Cut(line, " ")
		if word != "GET" {
			rest = strings.TrimSpace(rest)
		}
		switch word {
		case "", "#", "known":
		case "site":
			j.site = watched(t, sites[rest], &j.sql)
		case "grant":
			j.grant = access.Open(j.site.Tenant)
			if patient, ok := strings.CutPrefix(rest, "patient "); ok {
				j.grant = access.ForPatient(j.site.Tenant, patient)
			}
		case "scopes":
			grant, err := access.Granted(j.site.Tenant, rest, j.grant.Claims().Patient)
			if err != nil {
				t.Fatal(err)
			}
			j.grant = grant
		case "within": // with the rights of a user of some organisations, behind scopes
			c := j.grant.Claims()
			grant, err := access.Granted(j.site.Tenant, c.Scopes.String(), c.Patient, strings.Fields(rest)...)
			if err != nil {
				t.Fatal(err)
			}
			j.grant = grant
		case "prefer":
			j.lenient = rest == "lenient"
		case "pages":
			j.pages, _ = strconv.Atoi(rest)
		case "GET":
			j.request(t, strings.TrimLeft(rest, " "))
		default:
			t.Fatalf("a journey has no line %q", line)
		}
	}
	return j
}

// request reads the address. It is written without URL encoding, except that %26 and %25 stand for & and % in values.
func (j *journey) request(t *testing.T, address string) {
	t.Helper()
	path, query, search := strings.Cut(address, "?")
	if parts := strings.Split(path, "/"); len(parts) == 2 && !strings.HasPrefix(parts[1], "$") {
		j.typ, j.id = parts[0], parts[1]
	} else {
		at, err := interaction.ParseAddress(path)
		if err != nil {
			t.Fatal(err)
		}
		j.at = at
	}
	if !search {
		return
	}
	j.params = url.Values{}
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		j.params.Add(name, strings.NewReplacer("%26", "&", "%25", "%").Replace(value))
	}
}

// watched is a site that writes down the statements that pass its reader.
func watched(t *testing.T, s *interaction.Site, into *strings.Builder) *interaction.Site {
	t.Helper()
	if s == nil {
		t.Fatal("no such site")
	}
	reader, err := tenancy.NewReader(s.Program.Tenancy)
	if err != nil {
		t.Fatal(err)
	}
	own := *s
	own.Verify = func(text string, args []any, values sqltree.Values) error {
		fmt.Fprintf(into, "%s\n", text)
		if len(args) > 0 {
			fmt.Fprintf(into, "    with %s\n", strings.Join(quoted(args), ", "))
		}
		return reader.Check(text, args, values)
	}
	return interaction.NewSite(own)
}

// quoted are arguments as SQL. Many of them are a lookup's key set, which comes in whatever order the database reads it
// and is filled up with its last key: they are sorted, each once.
func quoted(args []any) []string {
	texts := make([]string, len(args))
	for i, a := range args {
		texts[i] = sqltree.Quote(a)
	}
	if len(texts) > 40 {
		slices.Sort(texts)
		texts = slices.Compact(texts)
	}
	return texts
}

// run is everything that the request becomes, as text.
func (j *journey) run(t *testing.T) string {
	t.Helper()
	var out strings.Builder
	params := j.params
	for page := 1; page <= j.pages; page++ {
		section := func(name, text string) {
			if j.pages > 1 {
				name += " " + strconv.Itoa(page)
			}
			fmt.Fprintf(&out, "-- %s --\n%s\n", name, strings.TrimRight(text, "\n"))
		}
		if text := j.explained(t, params); text != "" && page == 1 {
			section("plan", text)
		}
		j.sql.Reset()
		response, next := j.respond(t, params)
		if j.sql.Len() > 0 {
			section("sql", j.sql.String())
		}
		section("response", response)
		if next == "" {
			break
		}
		u, err := url.Parse(next)
		if err != nil {
			t.Fatal(err)
		}
		params = u.Query()
	}
	return out.String()
}

// explained is the query and its plan. A read is explained as the search that it is.
func (j *journey) explained(t *testing.T, params url.Values) string {
	at := j.at
	if j.id != "" {
		at, params = interaction.Address{Type: j.typ}, maps.Clone(j.params)
		if params == nil {
			params = url.Values{}
		}
		params.Set("_id", j.id)
		params.Set("_count", "1")
	}
	text, err := interaction.Explain(t.Context(), j.site, j.grant, at.String(), params)
	if err != nil {
		return ""
	}
	text, _, _ = strings.Cut(text, " entries by ")
	if i := strings.LastIndexByte(text, '\n'); strings.Trim(text[i+1:], "0123456789") == "" {
		text = text[:i]
	}
	if q := j.unencoded(text); q != "" {
		return q
	}
	return text
}

// unencoded is the plan with its query as people read it.
func (j *journey) unencoded(text string) string {
	first, rest, _ := strings.Cut(text, "\n")
	plain, err := url.QueryUnescape(first)
	if err != nil {
		return ""
	}
	return plain + "\n" + rest
}

func (j *journey) respond(t *testing.T, params url.Values) (text, next string) {
	t.Helper()
	if j.id != "" {
		raw, _, err := interaction.ReadSubset(t.Context(), j.site, j.grant, j.typ, j.id, j.params, j.lenient)
		if err != nil {
			return refused(err), ""
		}
		return indented(t, raw), ""
	}
	page, _, err := interaction.SearchAt(t.Context(), j.site, j.grant, j.at, params, j.lenient)
	if err != nil {
		return refused(err), ""
	}
	return sealedCursor.ReplaceAllString(indented(t, bundle.Append(nil, page)), "_page=…"), page.Next
}

// sealedCursor is a cursor in a link: no two are alike.
var sealedCursor = regexp.MustCompile(`_page=[A-Za-z0-9_%.\-]+`)

// refused is the status and the outcome of an error.
func refused(err error) string {
	e := outcome.From(err)
	var out bytes.Buffer
	if json.Indent(&out, e.JSON(), "", "  ") != nil {
		return err.Error()
	}
	cause := ""
	if e.Cause != nil && !errors.Is(e.Cause, e) {
		cause = "\n" + e.Cause.Error()
	}
	return fmt.Sprintf("%d\n%s%s", e.HTTPStatus(), out.String(), cause)
}

func indented(t *testing.T, raw []byte) string {
	t.Helper()
	var out bytes.Buffer
	if err := json.Indent(&out, raw, "", "  "); err != nil {
		t.Fatalf("%v\n%s", err, raw)
	}
	return out.String()
}

// firstDifference is the line at which two texts part, with one before.
func firstDifference(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(a), len(b)) {
		x, y := "(end)", "(end)"
		if i < len(a) {
			x = a[i]
		}
		if i < len(b) {
			y = b[i]
		}
		if x != y {
			return fmt.Sprintf("line %d\ngot  %s\nwant %s", i+1, x, y)
		}
	}
	return "alike"
}
