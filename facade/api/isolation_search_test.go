package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// foreign are searches with one clinic's data at the other. Own are the ids that the other has itself.
var foreign = []struct {
	at     *resident
	search string
	own    string // ids with blanks between, and nothing else
}{
	{lake, "/Patient?identifier=https://my-clinic.example/mrn|A1001", ""},
	{lake, "/Patient?identifier=https://my-clinic.example/mrn|A1015", ""},
	{lake, "/Patient?identifier=https://my-clinic.example/mrn|", ""},
	{lake, "/Patient?identifier=A1001", "1"},
	{lake, "/Patient?identifier=A1002", "2"},
	{lake, "/Patient?identifier=A1015", "6"},
	{lake, "/Patient?identifier=A1016", ""},
	{lake, "/Patient?identifier=A1004", ""},
	{mine, "/Patient?identifier=B2004", ""},
	{mine, "/Patient?identifier=B2004,A1004", "4"},
	{mine, "/Patient?identifier=https://lakeside.example/mrn|A1001,https://my-clinic.example/mrn|A1002", "2"},
	{harbor, "/Patient?identifier=https://my-clinic.example/mrn|A1001", ""},
	{lake, "/Patient?family=Longchart", ""},
	{lake, "/Patient?name=Walter", ""},
	{lake, "/Patient?name:exact=Garcia&birthdate=1990-06-15", "6"},
	{mine, "/Patient?name:exact=Garcia&birthdate=1990-06-15", "15 16"},
	{mine, "/Patient?family=Guðmundsdóttir", ""},
	{mine, "/Patient?birthdate=1971-07-04", ""},
	{lake, "/Patient?birthdate=1984-02-29", ""},
	{lake, "/Patient?email=ada.obrien@example.org", ""},
	{lake, "/Patient?address-city=Brookline", ""},
	{lake, "/Patient?address=Provincetown", ""}, // only in rows below Ada's
	{lake, "/Patient?address-city=Montréal", ""},
	{mine, "/Patient?address-city=Keflavík", ""},
	{lake, "/Patient?address-state=MA", ""},
	{lake, "/Organization?name=My", ""},
	{mine, "/Organization?name=Lakeside", ""},
	{mine, "/Organization?address-city=Boulder", ""},
	{lake, "/Encounter?_id=c0ffee00-0000-4000-8000-000000000001", ""},
	{lake, "/Encounter?_id=c0ffee00-0000-4000-8000-000000000001,c0ffee00-0000-4000-8000-000000000005", "c0ffee00-0000-4000-8000-000000000005"},
	{mine, "/Encounter?_id=c0ffee00-0000-4000-8000-000000000001,c0ffee00-0000-4000-8000-000000000005", "c0ffee00-0000-4000-8000-000000000001"},
	{lake, "/Patient?_id=15,16,6,99999999", "6 15 16"},
	{lake, "/Patient?_id=40,41", "40"},
	{lake, "/Observation?_id=lab-1-1", ""},
	{lake, "/Observation?_id=lab-1-1,lab-5-1", "lab-5-1"},
	{lake, "/Observation?_id=lab-1-1&_id=lab-5-1", ""},
	{lake, "/Observation?_id=v1-heart-rate,lab-1-1", "v1-heart-rate"},
	{lake, "/Observation?encounter=c0ffee00-0000-4000-8000-000000000001", ""},
	{lake, "/Observation?encounter=Encounter/c0ffee00-0000-4000-8000-000000000001", ""},
	{lake, "/Observation?patient=http://my-clinic.ehr.example/fhir/Patient/1", ""},
	{lake, "/Observation?subject=http://ehr.example/tenant/my-clinic/fhir/Patient/1", ""},
	{lake, "/Encounter?subject:Patient=http://my-clinic.ehr.example/fhir/Patient/1", ""},
	{lake, "/Encounter?patient=http://my-clinic.ehr.example/fhir/Patient/1,Patient/9", "c0ffee00-0000-4000-8000-000000000014"},
	{lake, "/Encounter?patient=http://lakeside.ehr.example/fhir/Patient/9", "c0ffee00-0000-4000-8000-000000000014"},
	{lake, "/Encounter?patient=7", ""},
	{mine, "/Encounter?patient=9", ""},
	{lake, "/Observation?patient=7", ""},
	{lake, "/Condition?_id=p1,p24,dx1-first", "p24 dx1-first"},
	{mine, "/Condition?_id=p24", ""},
	{lake, "/Condition?encounter=Encounter/c0ffee00-0000-4000-8000-000000000001", ""},
	{lake, "/AllergyIntolerance?_id=a12,a26,none-2", "a26 none-2"},
	{mine, "/AllergyIntolerance?_id=a26", ""},
	{lake, "/Immunization?lot-number=L0514", "c0ffee00-0000-4000-8000-000000001101"},
	{mine, "/Immunization?lot-number=L0514", "c0ffee00-0000-4000-8000-000000001001"},
	{lake, "/Immunization?_id=c0ffee00-0000-4000-8000-000000001001,imm-2", ""},
	{lake, "/MedicationRequest?encounter=Encounter/c0ffee00-0000-4000-8000-000000000001", ""},
	{lake, "/MedicationRequest?_id=told17,told27", "told27"},
	{lake, "/Procedure?_id=surgery20,surgery28", "surgery28"},
	{lake, "/DiagnosticReport?result=Observation/lab-1-1", ""},
	{lake, "/DiagnosticReport?_id=note-2,note-8,lab-1-1,lab-5-1", "note-8 lab-5-1"},
	{lake, "/DocumentReference?_id=letter-5,letter-9", "letter-9"},
	{lake, "/Binary?_id=letter-5,letter-9", "letter-9"},
	{lake, "/Observation?_id=answer-1-464f4f44,occupation-1", "occupation-1"},
	{lake, "/Observation?_id=c0ffee00-0000-4000-8000-000000002002", ""},
	{lake, "/Provenance?target=Condition/p1", ""},
	{lake, "/Provenance?_id=Condition-p1,Condition-p24", "Condition-p24"},
	{mine, "/Location?name=Lakeside", ""},
	{lake, "/Patient?_id=1 OR 1=1", ""},
	{lake, "/Patient?identifier=x' OR clinic_id=1 -- ", ""},
	{lake, "/Patient?name=%25", ""},
}

// TestIsolationSearch asks each in all ways there are; what comes back is the tenant's own, and counted so.
func TestIsolationSearch(t *testing.T) {
	e := newEstate(t)
	harvests := map[*resident]record{mine: e.harvest(t, mine), lake: e.harvest(t, lake), harbor: e.harvest(t, harbor)}
	for _, c := range foreign {
		kind, text, _ := strings.Cut(c.search, "?")
		name, value, _ := strings.Cut(text, "=")
		query := name + "=" + url.QueryEscape(value)
		if strings.Count(text, "&") > 0 {
			query = text
		}
		for _, page := range []searchset{
			bundled(t, c.search, e.get(t, c.at, kind+"?_total=accurate&"+query)),
			bundled(t, c.search, e.get(t, c.at, kind+"?"+query, "Prefer: handling=lenient")),
			bundled(t, c.search, e.send(t, http.MethodPost, c.at.base()+kind+"/_search", formType, query+"&_total=accurate")),
			bundled(t, c.search, e.send(t, http.MethodPost, c.at.base()+kind+"/_search?"+query, formType, "_count=1000")),
			bundled(t, c.search, e.get(t, c.at, kind+"?_summary=count&"+query)),
		} {
			checkFound(t, e, c.at, harvests[c.at], c.search, page, strings.Fields(c.own))
		}
	}
}

// checkFound checks the entries and the total of a page that has the ids and no other.
func checkFound(t *testing.T, e estate, r *resident, all record, name string, page searchset, ids []string) {
	t.Helper()
	found := record{}
	e.addTo(found, t, r, page)
	if page.Total != nil && *page.Total != len(ids) || page.Total == nil && len(found) != len(ids) || len(found) > 0 && len(found) != len(ids) {
		t.Errorf("%s at %s: %d found, total %v, want %q", name, r.id, len(found), page.Total, ids)
	}
	kind, _, _ := strings.Cut(strings.TrimPrefix(name, "/"), "?")
	if len(found) > 0 {
		for _, id := range ids {
			if found[kind+"/"+id] == "" {
				t.Errorf("%s at %s: no %s", name, r.id, id)
			}
		}
	}
	checkOwn(t, r, all, name, found)
}

// checkOwn: what was found is what the tenant has, byte by byte.
func checkOwn(t *testing.T, r *resident, all record, name string, found record) {
	t.Helper()
	for key, body := range found {
		if all[key] != body {
			t.Errorf("%s at %s shows another %s: %s", name, r.id, key, body)
		}
	}
}

// asks are values of a search parameter by its type, and the modifiers that widen a search most.
var asks = map[string][]string{
	"token":     {":not=zzz", "=active,final,male,M,http://loinc.org|8867-4", ":missing=true", ":missing=false"},
	"string":    {":contains=a", ":missing=true", ":missing=false", "=%25", "=_"},
	"date":      {"=ge1800", "=ne1999", ":missing=true", ":missing=false"},
	"reference": {"=1,2,Patient/3,Practitioner/1", ":missing=true", ":missing=false"},
	"quantity":  {"=ge0", "=ne5", ":missing=true", ":missing=false"},
	"uri":       {"=x", ":missing=true"},
	"number":    {"=ge0", ":missing=true"},
}

// TestIsolationParameters asks everything that a tenant's CapabilityStatement offers in ways that widen: negations,
// absences, open ranges. Nothing of the others comes with it.
func TestIsolationParameters(t *testing.T) {
	e := newEstate(t)
	asked, entries := 0, 0
	for _, r := range []*resident{mine, lake} {
		all := e.harvest(t, r)
		for kind, params := range offered(t, e, r) {
			for name, kindOf := range params {
				for _, ask := range append(asks[kindOf], "=") {
					path := "/" + kind + "?_count=40&" + name + ask
					w := e.get(t, r, path)
					asked++
					if w.Code == http.StatusBadRequest {
						continue
					}
					found := record{}
					e.addTo(found, t, r, bundled(t, path, w))
					checkOwn(t, r, all, path, found)
					entries += len(found)
				}
			}
		}
	}
	t.Logf("%d searches, %d entries", asked, entries)
	if asked < 200 || entries < 1000 {
		t.Error("too little was asked")
	}
}

// offered are the types of a CapabilityStatement's search parameters by resource type and name.
func offered(t *testing.T, e estate, r *resident) map[string]map[string]string {
	t.Helper()
	var c struct {
		Rest []struct {
			Resource []struct {
				Type        string
				SearchParam []struct{ Name, Type string }
			}
		}
	}
	if err := json.Unmarshal(e.get(t, r, "/metadata").Body.Bytes(), &c); err != nil {
		t.Fatal(err)
	}
	all := map[string]map[string]string{}
	for _, x := range c.Rest[0].Resource {
		all[x.Type] = map[string]string{}
		for _, p := range x.SearchParam {
			all[x.Type][p.Name] = p.Type
		}
	}
	if len(all) != len(resourceTypes) {
		t.Fatal(fmt.Sprint(all))
	}
	return all
}
