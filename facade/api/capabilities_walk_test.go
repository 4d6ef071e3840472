package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/samply/golang-fhir-models/fhir-models/fhir"

	"ehr.example/portico/config"
	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/mysqltest"
	"ehr.example/portico/facade/tenant"
	"ehr.example/portico/mappers"
	"ehr.example/portico/mappers/ehr/openemr"
	r4 "ehr.example/portico/mappers/fhir"
)

// walk tries a CapabilityStatement: what it states works, and what it does not is refused with an outcome.
type walk struct {
	t    *testing.T
	site *site
	base string
	cap  fhir.CapabilityStatement
	// narrow is put beside parameters whose answer would take a large database long: they are understood and planned all the same
	narrow string

	stated, refused int
}

// TestCapabilitiesWalk walks the statement of practice.
func TestCapabilitiesWalk(t *testing.T) {
	w := &walk{t: t, site: newSite(t, nil), base: "http://a.ehr.example/fhir"}
	w.all()
}

// TestCapabilitiesWalkOpenEMR walks the statement of OpenEMR, whose dump is large.
func TestCapabilitiesWalkOpenEMR(t *testing.T) {
	dsn := mysqltest.DSN(t, mysqltest.OpenEMR(t))
	c, err := config.Parse("portico.yaml", []byte("base_url: http://ehr.example\nverify_sql: true"))
	if err != nil {
		t.Fatal(err)
	}
	text := "id: o\nstate: active\nname: X\nmapper: openemr\ntime_zone: UTC\nsettings: {mrn_system: 'https://m.example', pid_system: 'https://p.example', encounter_system: 'https://e.example'}\ndatabase: {dsn: '" + dsn + "'}\n"
	parsed, err := config.ParseTenant("t.yaml", []byte(text), c)
	if err != nil {
		t.Fatal(err)
	}
	set := tenant.NewSet(tenant.Options{Config: c, Mappers: map[string]mappers.Mapper{"openemr": openemr.Mapper}, Version: "test"})
	t.Cleanup(func() { _ = set.Close() })
	for _, f := range set.Replace(t.Context(), []*config.Tenant{parsed}, nil) {
		t.Fatal(f)
	}
	s := &site{}
	everybody := func(_ *http.Request, tenant string) (access.Grant, error) { return access.Open(tenant), nil }
	if s.API, err = New(Options{Tenants: set, RequestBody: 1000, Grants: everybody}); err != nil {
		t.Fatal(err)
	}
	w := &walk{t: t, site: s, base: "http://o.ehr.example/fhir", narrow: "_id=no.such-id"}
	w.all()
}

func (w *walk) all() {
	got := w.site.ask(w.t, "GET", w.base+"/metadata")
	if err := json.Unmarshal(got.Body.Bytes(), &w.cap); err != nil {
		w.t.Fatalf("%v %s", err, got.Body)
	}
	rest := w.cap.Rest[0]
	w.formats()
	w.system(rest)
	var types []string
	for _, r := range rest.Resource {
		types = append(types, r.Type.Code())
		w.resource(r)
	}
	for _, typ := range r4.ResourceTypes() {
		if !slices.Contains(types, typ) {
			w.refuses("GET", "/"+typ)
			w.refuses("GET", "/"+typ+"/1")
			w.refuses("GET", "?_type="+typ)
		}
	}
	w.t.Logf("%d stated and tried, %d refused", w.stated, w.refused)
	if w.stated < 500 || w.refused < 2000 {
		w.t.Error("that is too little")
	}
}

// works asks for what is stated.
func (w *walk) works(address string) {
	w.t.Helper()
	w.stated++
	if got := w.site.ask(w.t, "GET", w.base+address); got.Code != http.StatusOK {
		w.t.Errorf("stated, and %s is %d %s", address, got.Code, got.Body)
	}
}

// refuses asks for what is not stated.
func (w *walk) refuses(method, address string, more ...string) {
	w.t.Helper()
	w.refused++
	got := w.site.ask(w.t, method, w.base+address, more...)
	if got.Code < 400 || got.Code >= 500 {
		w.t.Errorf("not stated, and %s %s is %d %.300s", method, address, got.Code, got.Body)
	}
	checkOutcome(w.t, method+" "+address, got)
}

func (w *walk) formats() {
	for _, f := range w.cap.Format {
		w.works("/metadata?_format=" + url.QueryEscape(f))
	}
	for _, f := range []string{"xml", "application/fhir+xml", "ttl", "text/turtle", "html", "application/fhir+ndjson"} {
		if !slices.Contains(w.cap.Format, f) {
			w.refuses("GET", "/metadata?_format="+url.QueryEscape(f))
		}
	}
}

// system tries what is stated of the whole server.
func (w *walk) system(rest fhir.CapabilityStatementRest) {
	var codes []string
	for _, i := range rest.Interaction {
		codes = append(codes, i.Code.Code())
	}
	if !slices.Equal(codes, []string{"search-system"}) {
		w.t.Errorf("interactions of the system: %v", codes)
	}
	w.works("?_type=Patient&_count=1")
	w.refuses("POST", "", "Content-Type: application/fhir+json", "{}") // batch, transaction
	w.refuses("GET", "/_history")
	w.refuses("GET", "/$export")
	for _, p := range rest.SearchParam {
		w.works("?_count=1&" + w.asks("Patient", p.Name, p.Type.Code()))
	}
	for _, of := range r4.CompartmentTypes() {
		if slices.ContainsFunc(rest.Compartment, func(c string) bool { return strings.EqualFold(c, "http://hl7.org/fhir/CompartmentDefinition/"+of) }) {
			w.works("/" + of + "/x/*")
		} else {
			w.refuses("GET", "/"+of+"/x/*")
		}
	}
}

// probe are values that each type of parameter can read.
var probe = map[string]string{
	"token": "x", "string": "x", "date": "2020", "reference": "x", "quantity": "1", "number": "1", "uri": "http://x.example/a",
}

// asks is a parameter with a value, as a URL has it.
func (w *walk) asks(typ, name, kind string) string {
	value := probe[kind]
	if kind == "composite" {
		var parts []string
		for _, c := range r4.SearchParameterOf(typ, name).Components {
			parts = append(parts, probe[c.Type])
		}
		value = strings.Join(parts, "$")
	}
	return url.QueryEscape(name) + "=" + url.QueryEscape(value)
}

// every are R4's modifiers with a value for each.
var every = map[string]string{
	"missing": "true", "exact": "x", "contains": "x", "text": "x", "not": "x", "in": "", "not-in": "", "of-type": "s|c|v", "identifier": "x",
	"above": "http://x.example/a", "below": "http://x.example/a", "nonsense": "x",
}

func (w *walk) resource(r fhir.CapabilityStatementRestResource) {
	typ := r.Type.Code()
	w.interactions(typ, r)
	stated := map[string]fhir.CapabilityStatementRestResourceSearchParam{}
	for _, p := range r.SearchParam {
		stated[p.Name] = p
	}
	for _, def := range r4.SearchParameters(typ) {
		p, known := stated[def.Code]
		if !known {
			w.refuses("GET", "/"+typ+"?"+w.asks(typ, def.Code, def.Type))
			continue
		}
		w.parameter(typ, p, def)
	}
	w.includes(typ, "_include", r.SearchInclude, r4.SearchParameters(typ))
	for _, other := range w.cap.Rest[0].Resource {
		w.reverse(typ, other.Type.Code(), r.SearchRevInclude)
	}
}

// parameter tries a parameter, and each modifier of R4 with it: those of its documentation work, and no other. Where the
// documentation names resources of which it cannot be asked, the search may name them too.
func (w *walk) parameter(typ string, p fhir.CapabilityStatementRestResourceSearchParam, def *r4.SearchParameter) {
	documentation := ""
	if p.Documentation != nil {
		documentation = *p.Documentation
	}
	if *p.Definition != def.URL || p.Type.Code() != def.Type {
		w.t.Errorf("%s: %s is %s", typ, p.Name, *p.Definition)
	}
	limited := strings.HasPrefix(documentation, "It cannot be answered")
	try := func(asked string) {
		address := "/" + typ + "?_count=1&" + asked
		if w.narrow != "" && p.Name != "_id" {
			address += "&" + w.narrow
		}
		if limited {
			return
		}
		w.works(address)
	}
	try(w.asks(typ, p.Name, def.Type))
	_, modifiers, _ := strings.Cut(documentation, "Modifiers: ")
	named := strings.Split(strings.TrimSuffix(modifiers, "."), ", ")
	for m, value := range every {
		asked := url.QueryEscape(p.Name+":"+m) + "=" + url.QueryEscape(value)
		if !slices.Contains(named, ":"+m) {
			w.refuses("GET", "/"+typ+"?"+asked)
			continue
		}
		if value == "" {
			asked = url.QueryEscape(p.Name+":"+m) + "=" + url.QueryEscape(w.valueSet(typ, p.Name))
		}
		try(asked)
	}
}

var setURL = regexp.MustCompile(`It knows (http[^,\s"]*[^,\s".])`)

// valueSet is one that the server says it knows.
func (w *walk) valueSet(typ, name string) string {
	got := w.site.ask(w.t, "GET", w.base+"/"+typ+"?"+url.QueryEscape(name+":in")+"=http://nobody.example/vs")
	found := setURL.FindStringSubmatch(got.Body.String())
	if found == nil {
		w.t.Fatalf("no value set in %s", got.Body)
	}
	return found[1]
}

func (w *walk) includes(typ, name string, stated []string, params []*r4.SearchParameter) {
	for _, i := range stated {
		w.works(fmt.Sprintf("/%s?_count=1&%s=%s", typ, name, url.QueryEscape(i)))
	}
	for _, def := range params {
		if i := typ + ":" + def.Code; !slices.Contains(stated, i) {
			w.refuses("GET", fmt.Sprintf("/%s?%s=%s", typ, name, i))
		}
	}
}

func (w *walk) reverse(typ, other string, stated []string) {
	for _, def := range r4.SearchParameters(other) {
		i := other + ":" + def.Code
		address := fmt.Sprintf("/%s?_count=1&_revinclude=%s", typ, url.QueryEscape(i))
		targets := def.Type == "reference" && (len(def.Targets) == 0 || slices.Contains(def.Targets, typ))
		switch {
		case slices.Contains(stated, i):
			w.works(address)
		case !targets:
			w.refuses("GET", address)
		}
	}
}

func (w *walk) interactions(typ string, r fhir.CapabilityStatementRestResource) {
	var codes []string
	for _, i := range r.Interaction {
		codes = append(codes, i.Code.Code())
	}
	w.works("/" + typ + "?_count=1")
	var page struct {
		Entry []struct {
			Resource struct {
				ID   string
				Meta struct{ VersionID string }
			}
		}
	}
	if err := json.Unmarshal(w.site.ask(w.t, "GET", w.base+"/"+typ+"?_count=1").Body.Bytes(), &page); err != nil {
		w.t.Fatal(err)
	}
	id := "1"
	if len(page.Entry) > 0 {
		one := page.Entry[0].Resource
		id = one.ID
		w.works("/" + typ + "/" + id)
		if (one.Meta.VersionID != "") != slices.Contains(codes, "vread") {
			w.t.Errorf("%s: %v, and version %q", typ, codes, one.Meta.VersionID)
		}
	}
	if !slices.Contains(codes, "vread") {
		w.refuses("GET", "/"+typ+"/"+id+"/_history/1")
	}
	if !slices.Contains(codes, "read") || !slices.Contains(codes, "search-type") || *r.ReadHistory {
		w.t.Errorf("%s: %v", typ, codes)
	}
	body := []string{"Content-Type: application/fhir+json", "{}"}
	w.refuses("GET", "/"+typ+"/"+id+"/_history")
	w.refuses("GET", "/"+typ+"/_history")
	w.refuses("POST", "/"+typ, body...)
	w.refuses("PUT", "/"+typ+"/"+id, body...)
	w.refuses("PATCH", "/"+typ+"/"+id, body...)
	w.refuses("DELETE", "/"+typ+"/"+id)
	w.operations(typ, id, r)
}

// operations tries those of R4 and US Core that there could be.
func (w *walk) operations(typ, id string, r fhir.CapabilityStatementRestResource) {
	addresses := map[string]string{
		"everything": "/Patient/" + id + "/$everything?_count=1", "lastn": "/Observation/$lastn?patient=" + id + "&category=x",
		"docref": "/DocumentReference/$docref?patient=" + id,
	}
	stated := map[string]bool{}
	for _, o := range r.Operation {
		stated[o.Name] = true
		if addresses[o.Name] == "" || !strings.HasPrefix(o.Definition, "http://hl7.org/fhir/") {
			w.t.Errorf("%s: operation %s %s", typ, o.Name, o.Definition)
			continue
		}
		w.works(addresses[o.Name])
	}
	for _, name := range []string{"everything", "lastn", "docref", "validate", "match", "stats", "meta", "document", "graphql", "expand"} {
		if !stated[name] {
			w.refuses("GET", "/"+typ+"/$"+name)
			w.refuses("GET", "/"+typ+"/"+id+"/$"+name)
			w.refuses("POST", "/"+typ+"/$"+name, "Content-Type: application/fhir+json", "{}")
		}
	}
}
