package interaction_test

import (
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/mysqltest"
	"ehr.example/portico/facade/plan"
	"ehr.example/portico/mappers"
	"ehr.example/portico/mappers/fhir"
)

// everything tells whether each resource is asked for each value, and not only some: make fuzz sets it.
func everything() bool { return os.Getenv("PORTICO_CLOSURE") == "all" }

// subject is a site with all its resources, whose answers are checked against what the resources say.
type subject struct {
	mapper string
	site   *interaction.Site
	kinds  map[string]kind
	items  map[string][]*item
	byName map[string]*item // by Type/id
	sparse bool             // a type without resources is as it should be
	cannot map[string]bool  // type and parameter that some source cannot answer

	requests, checks atomic.Int64
	mu               sync.Mutex
	faults           map[string]int // how many were told, by type and parameter
}

// subjects are the two clinics of practice.
func subjects(t *testing.T) []*subject {
	t.Helper()
	my, lake := practiceSites(t)
	return []*subject{newSubject(t, "practice", my), newSubject(t, "practice", lake)}
}

// openEMR is the clinic of the dump.
var openEMR = clinic{"openemr", "America/New_York", map[string]string{
	"mrn_system": "https://openemr.example/mrn", "pid_system": "https://openemr.example/pid",
	"encounter_system": "https://openemr.example/encounter",
	"weight_unit":      "[lb_av]", "length_unit": "[in_i]", "temperature_unit": "[degF]",
}}

// openEMRSubject is OpenEMR with its 109 patients; without its dump or its mapper the test is skipped.
func openEMRSubject(t *testing.T) *subject {
	t.Helper()
	const folder = "../../mappers/ehr/openemr"
	if _, err := os.Stat(folder + "/mapper.yaml"); err != nil {
		t.Skip("skipped: needs the mapper in mappers/ehr/openemr")
	}
	db := open(t, mysqltest.DSN(t, mysqltest.OpenEMR(t)))
	p := compiled(t, mappers.Mapper{Name: "openemr", Files: os.DirFS(folder)}, db)
	return newSubject(t, "openemr", site(t, db, p, openEMR))
}

func newSubject(t testing.TB, mapper string, s *interaction.Site) *subject {
	t.Helper()
	out := &subject{
		mapper: mapper, site: s, kinds: kinds(s.BaseURL, s.Zone.Location, scalesOf(mapper)), items: map[string][]*item{}, byName: map[string]*item{},
		faults: map[string]int{},
	}
	recollate := otherCollations(t, mapper)
	for _, typ := range s.Program.Types {
		if without[mapper+" "+typ.Name] != "" && !everything() {
			continue
		}
		items := materialised(t, s, typ.Name)
		for _, code := range plan.Parameters(typ) {
			param := fhir.SearchParameterOf(typ.Name, code)
			k := out.kind(typ.Name, code)
			if k == nil {
				t.Fatalf("%s?%s is a %s, which nothing here judges", typ.Name, code, param.Type)
			}
			for _, it := range items {
				it.values[code] = valuesOf(it, param, k)
				recollate(it, code)
			}
		}
		out.items[typ.Name] = items
		for _, it := range items {
			out.byName[typ.Name+"/"+it.id] = it
		}
	}
	return out
}

// kind is what a parameter's values mean.
func (s *subject) kind(typ, code string) kind {
	param := fhir.SearchParameterOf(typ, code)
	if param.Type == "composite" {
		return compositesOf(param, s.kinds)
	}
	return s.kinds[param.Type]
}

// large tells a site whose resources are so many that fewer of them are asked for each thing.
func (s *subject) large() bool {
	n := 0
	for _, items := range s.items {
		n += len(items)
	}
	return n > 50_000
}

// each is how many resources of a source are asked for.
func (s *subject) each() int {
	if s.large() {
		return 2
	}
	return 5
}

// criterion is a parameter with a probe.
type criterion struct {
	code string
	probe
}

// answers are the ids of the items that all criteria find.
func (s *subject) answers(items []*item, cs []criterion) []string {
	judges := make([]func([]any) bool, len(cs))
	var ids []string
	for _, it := range items {
		found := true
		for i, c := range cs {
			if judges[i] == nil {
				judges[i] = judge(s.kind(it.typ, c.code), c.probe)
			}
			found = found && judges[i](s.having(it, c.code, c.probe))
		}
		if found {
			ids = append(ids, it.id)
		}
	}
	return ids
}

func query(cs []criterion) url.Values {
	v := url.Values{}
	for _, c := range cs {
		v.Add(c.name(c.code), c.text)
	}
	return v
}

// ask is the ids that a search of one page gives.
func (s *subject) ask(t *testing.T, typ string, params url.Values) ([]string, error) {
	s.requests.Add(1)
	page, _, err := interaction.Search(t.Context(), s.site, access.Open(s.site.Tenant), typ, params, false)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, e := range page.Entries {
		ids = append(ids, e.FullURL[strings.LastIndexByte(e.FullURL, '/')+1:])
	}
	return ids, nil
}

// maxFaults is how many faults of one parameter are told in full.
const maxFaults = 3

// fault tells that the server's answer is wrong.
func (s *subject) fault(t *testing.T, typ, what string, params url.Values, format string, args ...any) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	key := typ + " " + what
	if s.faults[key]++; s.faults[key] > maxFaults {
		t.Fail()
		return
	}
	text, _ := url.QueryUnescape(params.Encode())
	t.Errorf("%s %s?%s: %s", s.site.Tenant, typ, text, fmt.Sprintf(format, args...))
}

// report says how much was checked.
func (s *subject) report(t *testing.T) {
	t.Helper()
	n := 0
	for _, items := range s.items {
		n += len(items)
	}
	t.Logf("%s: %d resources, %d requests, %d checks", s.site.Tenant, n, s.requests.Load(), s.checks.Load())
	for key, n := range s.faults {
		t.Logf("%s: %d faults at %s", s.site.Tenant, n, key)
	}
}
