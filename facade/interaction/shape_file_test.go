package interaction_test

import (
	"context"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/bundle"
	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/mysql"
	"ehr.example/portico/facade/outcome"
)

// shape is one folder of testdata/shapes with what its expect.txt says:
//
//	# words about it
//	shows T1 S3 A19               the numbers of legacy-shapes.md and of mapping-trial.md that it shows
//	warns words                   of a remark that the compiler makes
//	cannot Observation date       a parameter that some source of the type cannot answer
//
//	tenant north                  what follows belongs to it
//	  time_zone: UTC              the rest of its file, indented
//	  settings: {site: 10}        in which {folder} is the shape's own, whole
//	Patient?name=x         1 2    a search and its ids in order, behind two blanks at least; - for none
//	  has    JOIN `x`             what the statements must say
//	  lacks  JOIN `y`             what they must not
//	Patient?name=x   as 1  1      with the grant of a patient
//	Patient?age=7          cannot: words of the answer
//	Patient?name:x=7       refused: words of the answer
//	Patient/9              -      a read; resources that are there are read without being named
//
//	-- north --                   the resources of a tenant, which -update writes
type shape struct {
	folder, name string
	shows, warns []string
	cannot       map[string]bool // type and parameter
	tenants      []*shapeTenant
	head         string // what is before the resources
	heard        statements
}

type shapeTenant struct {
	id, file  string
	queries   []*shapeQuery
	want, got string // the resources
	items     []*item
	site      *interaction.Site
}

// shapeQuery is a search, or a read if it has an id.
type shapeQuery struct {
	line       int
	text       string
	typ, id    string
	query      string
	patient    string // whose grant; "" is everybody's
	want       string
	has, lacks []string
}

// statements are what was sent to the database.
type statements struct {
	mu   sync.Mutex
	text strings.Builder
}

func (s *statements) hear(m mysql.Statement) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.text.WriteString(m.Text + "\n")
}

// take is what was sent since the last time.
func (s *statements) take() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.text.Reset()
	return s.text.String()
}

var (
	resourcesOf = regexp.MustCompile(`(?m)^-- ([a-z0-9-]+) --\n`)
	columns     = regexp.MustCompile(` {2,}`)
)

func readShape(t *testing.T, folder string) *shape {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, "expect.txt"))
	if err != nil {
		t.Fatal(err)
	}
	s := &shape{folder: folder, name: filepath.Base(folder), cannot: map[string]bool{}, head: string(text)}
	sections := resourcesOf.FindAllStringSubmatchIndex(s.head, -1)
	resources := map[string]string{}
	for i, at := range sections {
		end := len(s.head)
		if i+1 < len(sections) {
			end = sections[i+1][0]
		}
		resources[s.head[at[2]:at[3]]] = string(text[at[1]:end])
	}
	if len(sections) > 0 {
		s.head = s.head[:sections[0][0]]
	}
	number := 0
	for line := range strings.Lines(s.head) {
		number++
		s.line(t, number, strings.TrimRight(line, " \n"))
	}
	for _, at := range s.tenants {
		at.want = resources[at.id]
	}
	if len(s.tenants) == 0 || len(s.shows) == 0 {
		t.Fatalf("%s: it has no tenant, or shows nothing", folder)
	}
	return s
}

// line reads one line of what is before the resources.
func (s *shape) line(t *testing.T, number int, line string) {
	t.Helper()
	word, rest, _ := strings.Cut(line, " ")
	rest = strings.TrimSpace(rest)
	switch {
	case line == "" || word == "#":
	case word == "shows":
		s.shows = append(s.shows, strings.Fields(rest)...)
	case word == "warns":
		s.warns = append(s.warns, rest)
	case word == "cannot":
		typ, codes, _ := strings.Cut(rest, " ")
		for _, code := range strings.Fields(codes) {
			s.cannot[typ+" "+code] = true
		}
	case word == "tenant":
		s.tenants = append(s.tenants, &shapeTenant{id: rest})
	case len(s.tenants) == 0:
		t.Fatalf("%s:%d: a tenant comes first", s.folder, number)
	case word == "":
		s.indented(t, number, line)
	default:
		s.query(t, number, line)
	}
}

// indented is a line that belongs to the one above.
func (s *shape) indented(t *testing.T, number int, line string) {
	t.Helper()
	at := s.tenants[len(s.tenants)-1]
	if len(at.queries) == 0 {
		at.file += strings.TrimPrefix(line, "  ") + "\n"
		return
	}
	q := at.queries[len(at.queries)-1]
	word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
	switch rest = strings.TrimSpace(rest); word {
	case "has":
		q.has = append(q.has, rest)
	case "lacks":
		q.lacks = append(q.lacks, rest)
	default:
		t.Fatalf("%s:%d: what is %s?", s.folder, number, word)
	}
}

func (s *shape) query(t *testing.T, number int, line string) {
	t.Helper()
	parts := columns.Split(line, -1)
	q := &shapeQuery{line: number, text: parts[0], want: parts[len(parts)-1]}
	if len(parts) == 3 {
		q.patient = strings.TrimPrefix(parts[1], "as ")
	}
	if len(parts) < 2 || len(parts) > 3 || strings.HasPrefix(q.patient, "as") {
		t.Fatalf("%s:%d: a query, two blanks and what it gives", s.folder, number)
	}
	path, query, _ := strings.Cut(q.text, "?")
	q.query = query
	q.typ, q.id, _ = strings.Cut(path, "/")
	at := s.tenants[len(s.tenants)-1]
	at.queries = append(at.queries, q)
}

// params are the query's, written without URL encoding but for %26 and %25, which are & and % in values.
func (q *shapeQuery) params() url.Values {
	params := url.Values{}
	for pair := range strings.SplitSeq(q.query, "&") {
		if name, value, _ := strings.Cut(pair, "="); name != "" {
			params.Add(name, strings.NewReplacer("%26", "&", "%25", "%").Replace(value))
		}
	}
	return params
}

// refusedWith is what a refusal is, or want if it is that.
func refusedWith(err error, want string) string {
	o := outcome.From(err)
	got := "refused: "
	switch {
	case o.Code() == outcome.CodeNotFound:
		return "-"
	case o.Code() == outcome.CodeNotSupported:
		got = "cannot: "
	}
	kind, words, _ := strings.Cut(want, ": ")
	if kind+": " == got && words != "" && strings.Contains(err.Error(), words) {
		return want
	}
	if cause := errors.Unwrap(err); cause != nil {
		return got + err.Error() + ": " + cause.Error()
	}
	return got + err.Error()
}

func entryIDs(entries []bundle.Entry) string {
	if len(entries) == 0 {
		return "-"
	}
	ids := make([]string, len(entries))
	for i, e := range entries {
		ids[i] = e.FullURL[strings.LastIndexByte(e.FullURL, '/')+1:]
	}
	return strings.Join(ids, " ")
}

// write writes the resources behind the head.
func (s *shape) write(t *testing.T) {
	t.Helper()
	text := strings.TrimRight(s.head, "\n") + "\n"
	for _, at := range s.tenants {
		text += "\n-- " + at.id + " --\n" + at.got
	}
	if err := os.WriteFile(filepath.Join(s.folder, "expect.txt"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// strangers reads each tenant's resources at the other tenants of the folder: an id that is not theirs is nobody's.
func (s *shape) strangers(t *testing.T) {
	t.Helper()
	for _, at := range s.tenants {
		own := map[string]bool{}
		for _, it := range at.items {
			own[it.typ+"/"+it.id] = true
		}
		for _, other := range s.tenants {
			for _, it := range other.items {
				if own[it.typ+"/"+it.id] || at.site.Program.Type(it.typ) == nil {
					continue
				}
				raw, _, err := interaction.Read(context.Background(), at.site, access.Open(at.id), it.typ, it.id)
				if err == nil || outcome.From(err).Code() != outcome.CodeNotFound {
					t.Errorf("%s reads %s/%s of %s: %v\n%s", at.id, it.typ, it.id, other.id, err, raw)
				}
			}
		}
	}
}
